"""Agreement of coders who sort units into categories: Krippendorff's alpha for nominal data, with a bootstrap interval."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray

NOT_CODED = -1
DRAWS = 2000  # of the bootstrap
FEWEST_KNOWN = 0.95  # of the draws must have an alpha, else the interval would describe the others alone


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderAgreement:
    """Krippendorff's alpha: 1 full agreement, 0 what chance would give; below 0 coders differ more than by chance."""

    alpha: float  # NaN where all values are one category, or no unit has two values: there is nothing to agree on
    ci_low: float  # NaN where alpha is, or where too many draws have none
    ci_high: float
    n_units: int  # with values of two coders at least
    n_values: int  # of these units


def measure_agreement(
    values: IntArray, units: IntArray, *, confidence_level: float, rng: np.random.Generator, draws: int = DRAWS
) -> CoderAgreement:
    """Estimate Krippendorff's alpha for nominal data (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C).

    A unit with m values adds their pairs over m - 1 to the matrix of coincidences; units with one value or none say nothing. The interval
    holds the percentiles of alpha in samples of units with replacement (Efron and Tibshirani 1993), for the units are what a wider study
    would draw anew. Rows of one unit are drawn together, as the themes of one answer are.

    Args:
        values: (r, c) categories from 0 that c coders gave to each row, NOT_CODED where a coder gave none.
        units: (r,) unit of each row, from 0 without gaps.
        confidence_level: between 0 and 1.
        rng: of the draws.
        draws: how many.
    """
    coincidences = _coincidences(values)
    is_paired = (values != NOT_CODED).sum(axis=1) > 1
    of_units = np.zeros((int(units.max(initial=-1)) + 1, *coincidences.shape[1:]))
    np.add.at(of_units, units, coincidences)
    of_units = of_units[np.unique(units[is_paired])]
    n = len(of_units)
    alpha = float(_alpha(of_units.sum(axis=0)[None])[0])
    ends = np.array([np.nan, np.nan])
    if n and np.isfinite(alpha):
        counts = rng.multinomial(n, np.full(n, 1 / n), size=draws).astype(np.float64)
        drawn = _alpha((counts @ of_units.reshape(n, -1)).reshape(draws, *of_units.shape[1:]))
        known, tail = drawn[np.isfinite(drawn)], (1 - confidence_level) / 2
        if known.size >= FEWEST_KNOWN * draws:
            ends = np.quantile(known, [tail, 1 - tail])
    n_values = int((values[is_paired] != NOT_CODED).sum())
    return CoderAgreement(alpha=alpha, ci_low=float(ends[0]), ci_high=float(ends[1]), n_units=n, n_values=n_values)


def _coincidences(values: IntArray) -> FloatArray:
    """Return the (r, k, k) pairs of values of each row, weighted so that each value of a row counts once."""
    k = int(values.max(initial=0)) + 1
    counts = (values[:, :, None] == np.arange(k)).sum(axis=1).astype(np.float64)
    m = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(k)
    weighted: FloatArray = np.where(m[:, None, None] > 1, pairs / np.maximum(m - 1, 1)[:, None, None], 0.0)
    return weighted


def _alpha(coincidences: FloatArray) -> FloatArray:
    """Return alpha of each of (b, k, k) matrices of coincidences: 1 - (n - 1) (n - sum o_cc) / (n^2 - sum n_c^2)."""
    marginals = coincidences.sum(axis=2)
    n, agreed = marginals.sum(axis=1), np.trace(coincidences, axis1=1, axis2=2)
    expected = n**2 - (marginals**2).sum(axis=1)
    alpha = np.full(len(n), np.nan)
    np.divide((n - 1) * (n - agreed), expected, out=alpha, where=expected > 1e-9 * np.maximum(n, 1) ** 2)
    return 1 - alpha
