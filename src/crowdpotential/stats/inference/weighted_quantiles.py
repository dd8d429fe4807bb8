"""Estimation: quantiles of domains under every column of weights at once.

Sorted once for all columns. A column that is NaN throughout is a replicate that failed, and gives NaN.
"""

from typing import Literal

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray

QuantileRule = Literal["math", "hf7"]

ROUNDING = 1e-12  # of the sum of weights: two sums that differ by less are the same


def weighted_quantiles(
    values: FloatArray,
    weights: FloatArray,
    domains: IntArray,
    n_domains: int,
    *,
    probability: float,
    rule: QuantileRule,
) -> FloatArray:
    """Find the value of each variable below which a share of the weight lies.

    Args:
        values: (n, q), NaN where missing.
        weights: (n, C) zero or more, of any scale.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are.
        probability: 0..1.
        rule: "math", the smallest answer with at least that share of the weight at or below it; "hf7", straight
            lines between the answers (the seventh of Hyndman and Fan 1996, American Statistician 50, 361-365).

    Returns:
        (n_domains, q, C) quantiles; NaN where nobody with weight answered.
    """
    if (values.ndim, weights.ndim) != (2, 2) or not len(values) == len(weights) == domains.size:
        shapes = values.shape, weights.shape, domains.shape
        msg = f"need values (n, q), weights (n, C) and domains (n,), not {shapes}"
        raise ValueError(msg)
    if not 0 <= probability <= 1:
        msg = f"probability: need 0..1, not {probability}"
        raise ValueError(msg)
    quantiles = np.empty((n_domains, values.shape[1], weights.shape[1]))
    find = _interpolate if rule == "hf7" else _find_smallest
    for domain in range(n_domains):
        inside = np.flatnonzero(domains == domain)
        for variable, column in enumerate(values.T):
            rows = inside[~np.isnan(column[inside])]
            rows = rows[np.argsort(column[rows], kind="stable")]
            quantiles[domain, variable] = find(
                column[rows].astype(np.float64), np.ascontiguousarray(weights[rows].T), float(probability)
            )
    return quantiles


@njit(cache=True)
def _find_smallest(values: FloatArray, weights: FloatArray, probability: float) -> FloatArray:
    """Find the first of the sorted values (m,) at which each row of weights (C, m) reaches its share."""
    found = np.full(weights.shape[0], np.nan)
    for column in range(weights.shape[0]):
        total = weights[column].sum()
        if not total > 0:
            continue
        reached = 0.0
        for place in range(values.size):
            if weights[column, place] > 0:
                reached += weights[column, place]
                found[column] = values[place]
                if reached >= (probability - ROUNDING) * total:
                    break
    return found


@njit(cache=True)
def _interpolate(values: FloatArray, weights: FloatArray, probability: float) -> FloatArray:
    """Lay the sorted values (m,) at the weight before them, and read each row of weights (C, m) off the line."""
    found = np.full(weights.shape[0], np.nan)
    for column in range(weights.shape[0]):
        total, last = 0.0, 0.0
        for place in range(values.size):
            if weights[column, place] > 0:
                last = weights[column, place]
                total += last
        wanted = probability * (total - last)
        before, previous = 0.0, 0.0
        for place in range(values.size):
            weight = weights[column, place]
            if weight > 0:
                if before >= wanted:
                    is_first = before == 0
                    step = 0.0 if is_first else (before - wanted) / previous
                    found[column] = (
                        values[place] if is_first else values[place] - step * (values[place] - found[column])
                    )
                    break
                found[column] = values[place]
                before += weight
                previous = weight
    return found
