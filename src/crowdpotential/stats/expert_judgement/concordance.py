"""Agreement of experts: Kendall's coefficient of concordance, corrected for ties, with its test and an interval over experts."""

from dataclasses import dataclass
from math import atanh, isfinite, nan, sqrt, tanh

import numpy as np
from scipy import stats

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """How far m experts put n objects into the same order: 0 not at all, 1 in all."""

    w: float
    mean_correlation: float  # Spearman's, of all pairs of experts
    chi_square: float
    df: int
    p_value: float  # of no agreement
    ci_low: float
    ci_high: float
    n_experts: int
    n_objects: int


def kendall_w(ratings: FloatArray, *, confidence_level: float) -> Concordance:
    """Estimate Kendall's W with its chi-square test and interval (Siegel and Castellan 1988, 9.6; Legendre 2005).

    The interval leaves out one expert at a time (jackknife of the mean correlation on Fisher's scale): a bootstrap draws experts twice, who
    then agree with themselves.

    Args:
        ratings: (m, n) of m experts about n objects, complete; only the order within an expert counts.
        confidence_level: 0..1.

    Raises:
        DesignError: fewer than three experts or two objects, gaps, or nobody tells any two objects apart.
    """
    m, n = ratings.shape
    if m < 3 or n < 2 or not np.isfinite(ratings).all():
        msg = f"concordance needs three experts or more and two objects without gaps, not {m} and {n}"
        raise DesignError(msg)
    ranks = stats.rankdata(ratings, axis=1)
    ties = np.array([_tied(row) for row in ranks])
    w = _coefficient(ranks.sum(axis=0), ties.sum(), m)
    if not isfinite(w):
        msg = f"none of the {m} experts tells any two of the {n} objects apart, so that they have no order to agree on"
        raise DesignError(msg)
    chi_square = m * (n - 1) * w
    low, high = _interval(ranks, ties, w, confidence_level)
    return Concordance(
        w=w,
        mean_correlation=_correlation(w, m),
        chi_square=chi_square,
        df=n - 1,
        p_value=float(stats.chi2.sf(chi_square, n - 1)),
        ci_low=low,
        ci_high=high,
        n_experts=m,
        n_objects=n,
    )


def _tied(ranks: FloatArray) -> float:
    """Sum t^3 - t over groups of tied ranks."""
    sizes = np.unique(ranks, return_counts=True)[1].astype(np.float64)
    return float((sizes**3 - sizes).sum())


def _coefficient(sums: FloatArray, ties: float, m: int) -> float:
    n = sums.size
    below = m**2 * n * (n**2 - 1) - m * ties
    return float((12 * (sums**2).sum() - 3 * m**2 * n * (n + 1) ** 2) / below) if below > 0 else nan


def _correlation(w: float, m: int) -> float:
    return (m * w - 1) / (m - 1)


def _interval(ranks: FloatArray, ties: FloatArray, w: float, level: float) -> tuple[float, float]:
    """Carry the jackknife's error of the mean correlation to Fisher's scale; none where experts agree in all."""
    m, sums, whole = len(ranks), ranks.sum(axis=0), _correlation(w, len(ranks))
    without = [_correlation(_coefficient(sums - ranks[at], ties.sum() - ties[at], m - 1), m - 1) for at in range(m)]
    error = sqrt((m - 1) / m * float(((np.array(without) - np.mean(without)) ** 2).sum()))
    if not isfinite(error) or error == 0 or abs(whole) >= 1:
        return nan, nan
    reach = float(stats.t.ppf((1 + level) / 2, m - 1)) * error / (1 - whole**2)
    ends = [((m - 1) * tanh(atanh(whole) + step) + 1) / m for step in (-reach, reach)]
    return max(ends[0], 0.0), min(ends[1], 1.0)
