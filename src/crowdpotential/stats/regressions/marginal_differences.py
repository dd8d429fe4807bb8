"""Regression: average marginal differences - how much more frequent high answers are where one regressor alone is otherwise.

Of a number: half a standard deviation above what everybody has, less half of one below, averaged over the respondents (the centred
change of Kaufman 1996, Social Forces 75, 693-709). Of a category: everybody in it, less everybody in the category that it is set
against. Called a difference, not an effect: respondents differ in more than the model knows.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.regressions.odds_columns import AT_ONCE, OddsColumns


@dataclass(frozen=True, slots=True, kw_only=True)
class Regressor:
    """The columns of one predictor: one of a number, or one for each category but the first."""

    columns: IntArray  # (m,) places among the regressors
    is_number: bool


def average_differences(
    fitted: OddsColumns, regressors: FloatArray, predictors: tuple[Regressor, ...], weights: FloatArray, *, cut: int
) -> FloatArray:
    """Average the change of the chance of an answer above a threshold, for each column of each predictor.

    Args:
        fitted: under C columns of weights.
        regressors: (n, p)
        predictors: those that are asked about; together q columns.
        weights: (n, C) those that it was fitted under.
        cut: 0..K-2, the threshold above which answers are high.

    Returns:
        (q, C) differences of shares, -1..1; NaN where a column failed.
    """
    n_columns = weights.shape[1]
    differences = np.full((sum(own.columns.size for own in predictors), n_columns), np.nan)
    usable = np.flatnonzero(~np.isnan(fitted.gains))
    for begin in range(0, usable.size, AT_ONCE):
        some = usable[begin : begin + AT_ONCE]
        shares = weights[:, some] / weights[:, some].sum(axis=0)
        slopes = fitted.coefficients[:, some]  # NaN of a category of which nobody is left
        line = regressors @ np.nan_to_num(slopes) - fitted.thresholds[cut, some]
        at = 0
        for own in predictors:
            changes = _of_number if own.is_number else _of_categories
            differences[at : at + own.columns.size, some] = changes(line, regressors[:, own.columns], slopes[own.columns], shares)
            at += own.columns.size
    return differences


def high_shares(is_high: BoolArray, weights: FloatArray) -> FloatArray:
    """Return (C,) the share of respondents (n,) with a high answer under each column of weights (n, C)."""
    shares: FloatArray = (is_high.astype(np.float64) @ weights) / weights.sum(axis=0)
    return shares


def _of_number(line: FloatArray, values: FloatArray, slopes: FloatArray, shares: FloatArray) -> FloatArray:
    """(1, C): a standard deviation more, half of it on either side of what everybody has."""
    centred = values[:, 0] - values[:, 0].mean()
    deviations = np.sqrt(np.maximum(centred**2 @ shares - (centred @ shares) ** 2, 0.0))
    half = slopes[0] * deviations / 2
    return (_mean_chance(line, half, shares) - _mean_chance(line, -half, shares))[None]


def _of_categories(line: FloatArray, values: FloatArray, slopes: FloatArray, shares: FloatArray) -> FloatArray:
    """(m, C): everybody in each category, less everybody in the first."""
    without = line - values @ np.nan_to_num(slopes)
    base = _mean_chance(without, np.zeros(without.shape[1]), shares)
    return np.stack([_mean_chance(without, slope, shares) - base for slope in slopes])


@njit(cache=True)
def _mean_chance(line: FloatArray, moved: FloatArray, shares: FloatArray) -> FloatArray:
    """(C,) mean chance of a high answer where everybody's line (n, C) is moved by as much (C,)."""
    means = np.zeros(line.shape[1])
    for i in range(line.shape[0]):
        for c in range(line.shape[1]):
            means[c] += shares[i, c] / (1 + np.exp(-line[i, c] - moved[c]))
    return means
