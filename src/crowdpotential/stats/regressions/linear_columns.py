"""Regression: linear models under every column of weights, by their normal equations.

The coefficients are those that the whole population would have (Binder 1983, International Statistical Review 51, 279-292); under a
column of replicate weights they are those of that replicate, so that their spread is the error of the design with its calibration.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray

SINGULAR = 1e-9  # of its variance, what the other regressors have to leave of a regressor
AT_ONCE = 256  # columns of weights


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearColumns:
    """Linear models of one answer under C columns of weights; NaN where a column failed, or where its respondents do not determine it."""

    coefficients: FloatArray  # (p, C) without the constant
    deviations: FloatArray  # (p, C) standard deviations of the regressors
    r_squared: FloatArray  # (C,) share of the answer's variance, 0..1
    covariances: FloatArray  # (C, p + 1, p + 1) of the regressors, then of the answer


def fit_linear_columns(response: FloatArray, regressors: FloatArray, weights: FloatArray) -> LinearColumns:
    """Fit a weighted linear regression with a constant under each column of weights.

    Args:
        response: (n,) without missing values.
        regressors: (n, p) without missing values and without a constant.
        weights: (n, C) zero or more; a column that failed is NaN.
    """
    covariances = weighted_covariances(np.column_stack([regressors, response]), weights)
    within, towards = covariances[:, :-1, :-1], covariances[:, :-1, -1]
    coefficients, is_known = _solve(within, towards)
    explained = np.nansum(coefficients * towards, axis=1)
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        r_squared = np.where(is_known & (variances[:, -1] > 0), explained / variances[:, -1], np.nan)
    return LinearColumns(
        coefficients=np.where(is_known[:, None], coefficients, np.nan).T,
        deviations=np.sqrt(variances[:, :-1]).T,
        r_squared=r_squared,
        covariances=covariances,
    )


def weighted_covariances(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the covariances (C, q, q) of variables (n, q) under each column of weights (n, C), divided by the sum of the weights."""
    n_variables, n_columns = values.shape[1], weights.shape[1]
    centred = values - values.mean(axis=0)  # any centre will do, and a near one loses no digits
    first, second = np.triu_indices(n_variables)
    products = centred[:, first] * centred[:, second]
    covariances = np.full((n_columns, n_variables, n_variables), np.nan)
    for start in range(0, n_columns, AT_ONCE):
        own = weights[:, start : start + AT_ONCE]
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = own / own.sum(axis=0)
        means = centred.T @ shares
        upper = (products.T @ shares) - means[first] * means[second]
        upper[first == second] = np.maximum(upper[first == second], 0.0)  # rounding, of a constant
        covariances[start : start + AT_ONCE, first, second] = upper.T
        covariances[start : start + AT_ONCE, second, first] = upper.T
    return covariances


def _solve(within: FloatArray, towards: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Solve C sets of normal equations (C, p, p) on the scale of correlations.

    A regressor that does not vary under a column, such as a category of which nobody is left, takes no part in it, and has no coefficient
    there (NaN); where others are dependent, nothing is known.
    """
    variances = np.diagonal(within, axis1=1, axis2=2)
    is_usable = np.asarray(np.isfinite(variances).all(axis=1))
    varies = variances > SINGULAR * np.where(is_usable[:, None], variances, 0.0).max(axis=0)
    scale = np.where(varies, np.sqrt(np.where(varies, variances, 1.0)), 1.0)
    both = varies[:, :, None] & varies[:, None, :]
    scaled = np.where(both, within / (scale[:, :, None] * scale[:, None, :]), np.eye(within.shape[1]))
    is_known: BoolArray = np.asarray(is_usable & (np.linalg.eigvalsh(scaled)[:, 0] > SINGULAR))
    scaled = np.where(is_known[:, None, None], scaled, np.eye(within.shape[1]))
    right = np.where(is_known[:, None] & varies, towards / scale, 0.0)
    solved = np.linalg.solve(scaled, right[:, :, None])[:, :, 0] / scale
    return np.where(varies, solved, np.nan), is_known
