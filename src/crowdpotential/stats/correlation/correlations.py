"""Weighted correlations (Pearson) under many sets of weights at once: of two variables, and of all pairs of items."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import get_num_threads

from crowdpotential.stats.arrays import FloatArray, IntArray


def weighted_correlations(x: FloatArray, y: FloatArray, weights: FloatArray) -> FloatArray:
    """Correlate two variables (Pearson) among those who have both, once per column of weights.

    Args:
        x, y: (n,) missing as NaN.
        weights: (n, C) of any scale; a column of NaN is a replicate that failed.

    Returns:
        (C,) NaN where a column failed or a variable does not vary under it.
    """
    both = ~(np.isnan(x) | np.isnan(y))
    a, b = x[both] - x[both].mean(), y[both] - y[both].mean()  # about the plain means: no digits are lost
    sums = np.stack([np.ones(a.size), a, b, a * a, b * b, a * b]) @ weights[both]
    of_a, of_b, squares_a, squares_b, products = sums[1:] / sums[0]
    variances = (squares_a - of_a**2) * (squares_b - of_b**2)
    covariances = products - of_a * of_b
    found: FloatArray = np.divide(
        covariances,
        np.sqrt(np.maximum(variances, 0)),
        out=np.full(covariances.shape, np.nan),
        where=variances > 0,
    )
    return found


def correlate_items(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Correlate items under each row of weights, every pair over those who answered both: (C, p, p), NaN where it says nothing of a pair.

    Args:
        values: (n, p), missing as NaN.
        weights: (C, n), a row of NaN where a replicate failed.
    """
    known = ~np.isnan(values)
    filled = np.where(known, values - np.nanmean(values, axis=0), 0.0)
    found = np.empty((len(weights), values.shape[1], values.shape[1]))
    marks = known.astype(np.float64)

    def correlate(some: IntArray) -> None:
        for column in some:
            weight = weights[column][:, None]
            weighted, counted = filled * weight, marks * weight
            mass, sums = (
                counted.T @ marks,
                weighted.T @ marks,
            )  # sums[i, j]: of i over those who answered both
            with np.errstate(invalid="ignore", divide="ignore"):  # a pair that nobody answered, or a constant
                means = sums / mass
                squares = (weighted * filled).T @ marks / mass - means**2
                found[column] = (weighted.T @ filled / mass - means * means.T) / np.sqrt(squares * squares.T)

    n_threads = get_num_threads()
    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(correlate, np.array_split(np.arange(len(weights)), n_threads)))
    return found
