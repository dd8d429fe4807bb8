"""Item nonresponse: what an estimate could be if nothing is assumed about those who did not answer (Manski 1989).

Every missing answer is put at the lowest and at the highest value that it could have had. The two estimates bound the truth; how far
they lie apart is the share of missing answers and shrinks with no sample size.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import stdtr, stdtrit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.estimation import Inference, weighted_means
from crowdpotential.stats.inference.ranges import SHARES, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstCase:
    """Bounds of means or shares, with an interval for the truth that lies somewhere between them."""

    low: FloatArray  # (k,) all missing answers at the lowest value
    high: FloatArray  # (k,) all at the highest
    ci_low: FloatArray  # (k,) NaN where a bound has no standard error
    ci_high: FloatArray  # (k,)
    critical_value: FloatArray  # (k,) between the one-sided and the two-sided quantile


def extreme_means(
    values: FloatArray,
    is_missing: BoolArray,
    weights: FloatArray,
    domains: IntArray,
    n_domains: int,
    *,
    lowest: FloatArray,
    highest: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Average each variable twice, with every missing answer at its lowest and at its highest value (Manski 1989).

    Args:
        values: (n, q) 0/1 for shares; NaN where the question was not asked.
        is_missing: (n, q) asked and not answered.
        weights: (n, C) of any scale.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are.
        lowest: (q,) the smallest value that an answer can have.
        highest: (q,) the largest.

    Returns:
        Two arrays (n_domains, q, C).
    """
    if values.shape != is_missing.shape or (values.shape[1],) != lowest.shape or lowest.shape != highest.shape:
        shapes = values.shape, is_missing.shape, lowest.shape, highest.shape
        msg = f"need values and is_missing (n, q), lowest and highest (q,), not {shapes}"
        raise ValueError(msg)
    if ((values < lowest) | (values > highest))[~is_missing].any():
        msg = "answers lie beyond the lowest or highest value that they can have"
        raise ValueError(msg)
    low, high = (weighted_means(np.where(is_missing, end, values), weights, domains, n_domains) for end in (lowest, highest))
    return low, high


def cover_truth(low: Inference, high: Inference) -> WorstCase:
    """Return the interval that covers the truth wherever it lies between two bounds (Imbens and Manski 2004).

    Econometrica 72, 1845-1857, eq. 6-7: low - C s_low to high + C s_high, where C solves F(C + (high - low) / max(s)) - F(-C) = level.
    F is Student's t with the estimates' degrees of freedom, so that without missing answers this is the usual interval. What
    has to stay within a range is carried to the scale of its intervals first, with its error.

    Args:
        low: the lower bounds with their errors, as `infer` gives them.
        high: the upper bounds; the same confidence level and kind of interval.
    """
    if (low.confidence_level, low.interval) != (high.confidence_level, high.interval):
        msg = "the two bounds have different confidence levels or kinds of interval"
        raise ValueError(msg)
    if (high.estimate < low.estimate).any():
        msg = "an upper bound lies below its lower bound; exchange them"
        raise ValueError(msg)
    within = low.within or (SHARES if low.interval == "logit" else None)
    ends, errors = zip(
        *((found.estimate, found.standard_error) if within is None else _carry(found, within) for found in (low, high)),
        strict=True,
    )
    critical = np.array(
        [
            _critical_value(width, error, df, low.confidence_level)
            for width, error, df in zip(
                ends[1] - ends[0],
                np.maximum(*errors),
                np.minimum(low.degrees_of_freedom, high.degrees_of_freedom),
                strict=True,
            )
        ]
    )
    reach_low, reach_high = ends[0] - critical * errors[0], ends[1] + critical * errors[1]
    return WorstCase(
        low=low.estimate,
        high=high.estimate,
        ci_low=reach_low if within is None else within.bring_back(reach_low),
        ci_high=reach_high if within is None else within.bring_back(reach_high),
        critical_value=critical,
    )


def _carry(found: Inference, within: Range) -> tuple[FloatArray, FloatArray]:
    """Carry estimates and their errors over by the delta method; those at an end of the range have none."""
    is_inside = (found.estimate > within.low) & (found.estimate < within.high)
    inner = np.where(is_inside, found.estimate, np.nan)
    return within.carry(inner), found.standard_error * within.stretch(inner)


def _critical_value(width: float, standard_error: float, df: float, level: float) -> float:
    """Solve for C; it falls from the two-sided to the one-sided quantile as the bounds move apart."""
    if not (np.isfinite(width) and np.isfinite(standard_error) and df > 0):
        return float("nan")
    one_sided, two_sided = (float(stdtrit(df, p)) for p in (level, (1 + level) / 2))
    if standard_error == 0:
        return one_sided if width > 0 else two_sided

    def excess(critical: float) -> float:
        return float(stdtr(df, critical + width / standard_error) - stdtr(df, -critical)) - level

    if excess(one_sided) >= 0:  # so far apart that the other bound no longer matters
        return one_sided
    return float(brentq(excess, one_sided, two_sided + 1e-9, xtol=1e-14, rtol=1e-14))
