"""Weighted correlations of two variables under many columns of weights at once."""

import numpy as np

from crowdpotential.stats.arrays import FloatArray


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
