"""Regression: how much of an answer's variance each group of predictors accounts for, among all models that could be made of them.

General dominance (Azen and Budescu 2003, Psychological Methods 8, 129-148) is the gain of R squared by a predictor, averaged within
models of each size and then over the sizes; the same number as that of Lindeman, Merenda and Gold (1980) and Shapley's value (Grömping
2006, Journal of Statistical Software 17, 1). Groups of predictors enter together; controls are in every model and share in nothing
(Luchman 2015).
"""

from dataclasses import dataclass
from math import factorial

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray

MOST_GROUPS = 15  # 32,768 models in every column
LEFT = 1e-10  # of the variance of a predictor: less than that is rounding, and adds nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Dominance:
    """What g groups of predictors add to R squared beyond the controls; the parts sum to what all add together."""

    parts: FloatArray  # (g, C) zero or more
    of_controls: FloatArray  # (C,) R squared of the controls alone; 0 without any
    r_squared: FloatArray  # (C,) of all together


def general_dominance(covariances: FloatArray, group_of: IntArray) -> Dominance:
    """Split R squared among groups of predictors, under each column of weights.

    Args:
        covariances: (C, p + 1, p + 1) of the predictors, then of the answer; NaN where a column failed.
        group_of: (p,) 0..g-1 of each predictor, -1 of controls.

    Raises:
        ValueError: no group, a group without predictors, or more groups than MOST_GROUPS.
    """
    n_groups = int(group_of.max(initial=-1)) + 1
    sizes = np.bincount(group_of[group_of >= 0], minlength=n_groups)
    if not 0 < n_groups <= MOST_GROUPS or (sizes == 0).any() or group_of.size != covariances.shape[1] - 1:
        msg = f"dominance of {n_groups} groups of {group_of.size} predictors: need 1 to {MOST_GROUPS} groups, each with a predictor"
        raise ValueError(msg)
    order = np.append(np.argsort(group_of, kind="stable"), group_of.size)
    first = np.searchsorted(group_of[order[:-1]], np.arange(n_groups + 1))
    sorted_covariances = np.ascontiguousarray(covariances[:, order][:, :, order])
    parts, of_controls, r_squared = _split(sorted_covariances, first.astype(np.int64), _shares(n_groups))
    return Dominance(parts=parts.T, of_controls=of_controls, r_squared=r_squared)


def _shares(n_groups: int) -> FloatArray:
    """Return (2, g + 1): by how much R squared of a model of each size counts for a group that is in it, and for one that is not."""
    whole = factorial(n_groups)
    inside = [0.0] + [factorial(size - 1) * factorial(n_groups - size) / whole for size in range(1, n_groups + 1)]
    outside = [-factorial(size) * factorial(n_groups - size - 1) / whole for size in range(n_groups)] + [0.0]
    return np.array([inside, outside])


@njit(cache=True)
def _split(covariances: FloatArray, first: IntArray, shares: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Walk all models of every column: those that begin alike share what was eliminated so far."""
    n_columns, n, n_groups = covariances.shape[0], covariances.shape[1], first.size - 1
    parts = np.full((n_columns, n_groups), np.nan)
    of_controls, r_squared = np.full(n_columns, np.nan), np.full(n_columns, np.nan)
    levels = np.empty((n_groups + 1, n, n))
    for column in range(n_columns):
        total = covariances[column, n - 1, n - 1]
        if not total > 0 or np.isnan(covariances[column]).any():
            continue
        least = LEFT * np.diag(covariances[column])
        levels[0] = covariances[column]
        _eliminate(levels[0], 0, first[0], least)
        of_controls[column] = 1 - levels[0, n - 1, n - 1] / total
        parts[column] = 0.0
        for model in range(1 << n_groups):
            changed = 0  # the first group that this model has otherwise than the one before
            while model > 0 and (model >> (n_groups - 1 - changed)) == ((model - 1) >> (n_groups - 1 - changed)):
                changed += 1
            for group in range(changed, n_groups):
                begin = first[group]
                levels[group + 1, begin:, begin:] = levels[group, begin:, begin:]
                if (model >> (n_groups - 1 - group)) & 1:
                    _eliminate(levels[group + 1], begin, first[group + 1], least)
            size = 0
            for group in range(n_groups):
                size += (model >> group) & 1
            gained = 1 - levels[n_groups, n - 1, n - 1] / total
            for group in range(n_groups):
                is_in = (model >> (n_groups - 1 - group)) & 1
                parts[column, group] += gained * shares[1 - is_in, size]
        r_squared[column] = 1 - levels[n_groups, n - 1, n - 1] / total
    return parts, of_controls, r_squared


@njit(cache=True)
def _eliminate(matrix: FloatArray, begin: int, end: int, least: FloatArray) -> None:
    """Take out of all later variables what those from begin to end account for; the upper triangle alone is kept right."""
    n = matrix.shape[0]
    for pivot in range(begin, end):
        if matrix[pivot, pivot] <= least[pivot]:
            continue
        for row in range(pivot + 1, n):
            factor = matrix[pivot, row] / matrix[pivot, pivot]
            for other in range(row, n):
                matrix[row, other] -= factor * matrix[pivot, other]
