"""Tests of means: two groups against each other, as the sample design has it.

Two means are a regression on belonging to the second group, so that their covariance and degrees of freedom are its.
"""

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.regression import Regression, fit_regression


def fit_difference(values: FloatArray, is_second: BoolArray, weights: FloatArray) -> Regression:
    """Fit the mean of the first group and what the second has above it; for `infer_coefficients`.

    Args:
        values: (n,) NaN where missing, or where a respondent is in neither group.
        is_second: (n,) those in the second group.
        weights: (n,) zero or more.

    Raises:
        ModelError: one of the groups is empty.
    """
    regressors = np.column_stack([np.ones(values.size), is_second]).astype(np.float64)
    return fit_regression(values, regressors, weights, names=("mean", "difference"))
