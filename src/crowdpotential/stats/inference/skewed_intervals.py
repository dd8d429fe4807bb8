"""Estimation: confidence intervals of what a few large answers make, whose estimate is skewed and whose error is small where it is too low.

Hall (1992, JRSS B 54, 221-228) carries the t quantiles over by a cubic polynomial that takes the skewness out; that of the estimate is
found in the replicates of a bootstrap.
"""

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.intervals import Intervals, t_intervals

NO_SKEWNESS = 1e-6  # of a statistic as symmetric as numbers can tell


def hall_intervals(
    estimate: FloatArray,
    standard_error: FloatArray,
    degrees_of_freedom: FloatArray | IntArray,
    *,
    replicates: FloatArray,
    confidence_level: float,
) -> Intervals:
    """Compute intervals that reach further where the estimate has its longer tail (Hall 1992, eq. 2.2 for the studentised mean).

    Args:
        estimate: (k,)
        standard_error: (k,)
        degrees_of_freedom: (k,) as for `t_intervals`.
        replicates: (k, R) of a bootstrap; NaN replicates failed and are left out.
        confidence_level: 0..1.
    """
    usual = t_intervals(np.zeros_like(estimate), np.ones_like(estimate), degrees_of_freedom, confidence_level=confidence_level)
    quantile, skewness = usual.high, _skewness(replicates)
    return Intervals(
        low=estimate - standard_error * _unskew(quantile, skewness),
        high=estimate - standard_error * _unskew(-quantile, skewness),
    )


def _skewness(replicates: FloatArray) -> FloatArray:
    """Return (k,) the third moment of each estimate's replicates about their mean, in standard deviations; 0 of those that do not vary."""
    off = replicates - _mean_known(replicates)[:, None]
    spread, third = np.sqrt(_mean_known(off**2)), _mean_known(off**3)
    skewness: FloatArray = np.divide(third, spread**3, out=np.zeros(len(off)), where=spread > 0)
    return skewness


def _mean_known(values: FloatArray) -> FloatArray:
    known = ~np.isnan(values)
    means: FloatArray = np.where(known, values, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return means


def _unskew(quantile: FloatArray, skewness: FloatArray) -> FloatArray:
    """Solve Hall's cubic for the studentised error that lies at a quantile."""
    is_skewed = np.abs(skewness) > NO_SKEWNESS
    gamma = np.where(is_skewed, skewness, 1.0)
    return np.where(is_skewed, 3 / gamma * (np.cbrt(1 + gamma * (quantile - gamma / 6)) - 1), quantile)
