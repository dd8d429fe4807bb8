"""Estimation: totals, ratios and variances of domains under every column of weights at once.

Beside the means of the estimation section and the quantiles: the same estimands as linearisation has, for replicate
weights. A column that is NaN throughout is a replicate that failed, and gives NaN.
"""

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


def weighted_totals(values: FloatArray, weights: FloatArray, domains: IntArray, n_domains: int) -> FloatArray:
    """Add up each variable in each domain under each column of weights.

    Args:
        values: (n, q), NaN where missing; a missing answer adds nothing.
        weights: (n, C) in persons.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are, with respondents or without.

    Returns:
        (n_domains, q, C)
    """
    _refuse_misfits(values, weights, domains)
    totals = np.empty((n_domains, values.shape[1], weights.shape[1]))
    for domain, inside in _domains(domains, n_domains):
        totals[domain] = np.where(np.isnan(values[inside]), 0.0, values[inside]).T @ weights[inside]
    return totals


def weighted_ratios(
    numerators: FloatArray, denominators: FloatArray, weights: FloatArray, domains: IntArray, n_domains: int
) -> FloatArray:
    """Divide the totals of two sets of variables, over those who answered both.

    Args:
        numerators: (n, q), NaN where missing.
        denominators: (n, q), NaN where missing.
        weights: (n, C) of any scale.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are.

    Returns:
        (n_domains, q, C) ratios; NaN where the denominator's total is zero.
    """
    if numerators.shape != denominators.shape:
        msg = (
            f"need numerators and denominators of one shape, not {numerators.shape} and {denominators.shape}"
        )
        raise ValueError(msg)
    is_missing = np.isnan(numerators) | np.isnan(denominators)
    top, below = (np.where(is_missing, 0.0, values) for values in (numerators, denominators))
    dividends, divisors = (weighted_totals(side, weights, domains, n_domains) for side in (top, below))
    ratios: FloatArray = np.divide(
        dividends, divisors, out=np.full_like(dividends, np.nan), where=divisors != 0
    )
    return ratios


def weighted_variances(
    values: FloatArray, weights: FloatArray, domains: IntArray, n_domains: int
) -> FloatArray:
    """Estimate each variable's population variance, with n / (n - 1) for the n who answered and have weight.

    Args:
        values: (n, q), NaN where missing.
        weights: (n, C) of any scale; n counts those with a weight above zero in any column.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are.

    Returns:
        (n_domains, q, C) variances; NaN where fewer than two have answered.
    """
    _refuse_misfits(values, weights, domains)
    has_weight: BoolArray = np.any(weights > 0, axis=1)
    variances = np.full((n_domains, values.shape[1], weights.shape[1]), np.nan)
    for domain, inside in _domains(domains, n_domains):
        rows = inside[has_weight[inside]]
        answered = ~np.isnan(values[rows])
        n = answered.sum(axis=0)
        centres = np.where(answered, values[rows], 0.0).sum(axis=0) / np.maximum(n, 1)
        centred = np.where(answered, values[rows] - centres, 0.0)  # about any centre: keeps the digits
        sums = answered.astype(np.float64).T @ weights[rows]
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = centred.T**2 @ weights[rows] / sums - (centred.T @ weights[rows] / sums) ** 2
            variances[domain] = spread * (n / (n - 1.0))[:, None]
    return np.where(np.isfinite(variances), variances, np.nan)


def _refuse_misfits(values: FloatArray, weights: FloatArray, domains: IntArray) -> None:
    if (values.ndim, weights.ndim) != (2, 2) or not len(values) == len(weights) == domains.size:
        shapes = values.shape, weights.shape, domains.shape
        msg = f"need values (n, q), weights (n, C) and domains (n,), not {shapes}"
        raise ValueError(msg)


def _domains(domains: IntArray, n_domains: int) -> list[tuple[int, IntArray]]:
    return [(domain, np.flatnonzero(domains == domain)) for domain in range(n_domains)]
