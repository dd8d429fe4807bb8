"""Regression: the proportional odds model under every column of weights, by Newton steps from the full sample's solution.

A replicate lies near the full sample, so that the second derivatives at the full sample's solution, taken under the replicate's
weights, serve for all steps (the chord method): they are sums over respondents, one matrix product for all columns. Each step leaves
a small part of the way, so that what is left after the last one is far below the error itself. A column that does not arrive is
fitted by itself; one without a maximum has failed.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.regressions.proportional_odds import Odds, OrderedAnswers, chances_of, fit_odds, threshold_signs

AT_ONCE = 250  # columns of weights
MOST_STEPS = 25
NEAR_ENOUGH = 1e-3  # log odds over a standard deviation of a regressor, by the last step: less than half of it is left
FLAT = 1e-10  # reciprocal condition of the second derivatives


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsColumns:
    """The model under C columns of weights; NaN in a column that failed."""

    thresholds: FloatArray  # (K - 1, C)
    coefficients: FloatArray  # (p, C)
    gains: FloatArray  # (C,) 1 less the log-likelihood over that of the thresholds alone (McFadden 1974), 0..1


def fit_odds_columns(answers: OrderedAnswers, full: Odds, weights: FloatArray) -> OddsColumns:
    """Fit the model of the full sample again under each column of weights.

    Args:
        answers: as `fit_odds` had them.
        full: what it found.
        weights: (n, C) zero or more; a column that failed is NaN.
    """
    k, scale = answers.n_thresholds, answers.regressors.std(axis=0)
    scaled = OrderedAnswers(categories=answers.categories, regressors=answers.regressors / scale, names=answers.names)
    start = np.concatenate([full.thresholds, full.coefficients * scale])
    found, gains = np.full((start.size, weights.shape[1]), np.nan), np.full(weights.shape[1], np.nan)
    usable = np.flatnonzero(~np.isnan(weights).any(axis=0))
    parts = _curvature_parts(scaled, start)
    for begin in range(0, usable.size, AT_ONCE):
        some = usable[begin : begin + AT_ONCE]
        own = weights[:, some] / weights[:, some].sum(axis=0)
        found[:, some], gains[some] = _step(scaled, start, own, _assemble(parts.T @ own, k, scale.size))
    for column in (place for place in usable if np.isnan(gains[place])):
        found[:, column], gains[column] = _fit_alone(scaled, weights[:, column])
    return OddsColumns(thresholds=found[:k], coefficients=found[k:] / scale[:, None], gains=gains)


def _step(answers: OrderedAnswers, start: FloatArray, weights: FloatArray, curvatures: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Move every column (n, C) to its maximum: (m, C) parameters, and (C,) what the regressors gain."""
    k, n_columns = answers.n_thresholds, weights.shape[1]
    places = np.arange(start.size)
    is_flat = curvatures[:, places, places] <= FLAT * curvatures[:, places, places].max(axis=0)  # a category of which nobody is left
    curvatures = np.where(is_flat[:, :, None] | is_flat[:, None, :], np.eye(start.size), curvatures)
    with np.errstate(all="ignore"):
        values = np.linalg.eigvalsh(curvatures)
        is_moving = values[:, 0] > FLAT * values[:, -1]
        inverse = np.linalg.inv(np.where(is_moving[:, None, None], curvatures, np.eye(start.size)))
        parameters = np.repeat(start[:, None], n_columns, axis=1)
        left = np.flatnonzero(is_moving)  # columns that have not arrived
        for _ in range(MOST_STEPS):
            line = answers.regressors @ parameters[k:, left]
            of_line, of_thresholds = _slopes(answers.categories, parameters[:k, left], line, weights[:, left])
            slopes = np.vstack([of_thresholds, answers.regressors.T @ of_line])
            step = (inverse[left] @ slopes.T[:, :, None])[:, :, 0]
            parameters[:, left] += step.T
            left = left[~(np.abs(step).max(axis=1) < NEAR_ENOUGH)]
            if not left.size:
                break
        has_arrived = is_moving.copy()
        has_arrived[left] = False
        gains = _gains(answers, parameters, weights)
    has_arrived &= np.isfinite(gains)
    parameters = np.where(is_flat.T, np.nan, parameters)
    return np.where(has_arrived, parameters, np.nan), np.where(has_arrived, gains, np.nan)


def _fit_alone(answers: OrderedAnswers, weights: FloatArray) -> tuple[FloatArray, float]:
    """Fit one column from the start; no numbers where it has no answers of a category, or no maximum."""
    if (np.bincount(answers.categories, weights) <= 0).any():
        return np.full(answers.n_thresholds + answers.regressors.shape[1], np.nan), np.nan
    try:
        own = fit_odds(answers, weights)
    except ModelError:
        return np.full(answers.n_thresholds + answers.regressors.shape[1], np.nan), np.nan
    return own.parameters, 1 - own.log_likelihood / own.log_likelihood_alone


def _gains(answers: OrderedAnswers, parameters: FloatArray, weights: FloatArray) -> FloatArray:
    """(C,) McFadden's share of the log-likelihood; no number where thresholds left their order."""
    k = answers.n_thresholds
    found = chances_of(answers.categories, parameters[:k], answers.regressors @ parameters[k:])
    shares = np.stack([weights[answers.categories == place].sum(axis=0) for place in range(k + 1)])
    gains: FloatArray = 1 - (weights * np.log(found.given)).sum(axis=0) / (shares * np.log(shares)).sum(axis=0)
    return gains


@njit(cache=True, error_model="numpy")  # thresholds that left their order divide by zero, and fail
def _slopes(categories: IntArray, thresholds: FloatArray, line: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Derivatives of the log-likelihood: by each respondent's line (n, C), and by the thresholds (K - 1, C)."""
    n, n_columns = line.shape
    k = len(thresholds)
    of_line, of_thresholds = np.empty((n, n_columns)), np.zeros((k, n_columns))
    for i in range(n):
        own = categories[i]
        for c in range(n_columns):
            upper = 1.0 if own == k else 1 / (1 + np.exp(line[i, c] - thresholds[own, c]))
            lower = 0.0 if own == 0 else 1 / (1 + np.exp(line[i, c] - thresholds[own - 1, c]))
            of_line[i, c] = weights[i, c] * (upper + lower - 1)
            share = weights[i, c] / (upper - lower)
            if own < k:
                of_thresholds[own, c] += share * upper * (1 - upper)
            if own > 0:
                of_thresholds[own - 1, c] -= share * lower * (1 - lower)
    return of_line, of_thresholds


def _curvature_parts(answers: OrderedAnswers, start: FloatArray) -> FloatArray:
    """Return (n, parts) what each respondent adds to the second derivatives at the full sample's solution, for a weight of one."""
    k, x = answers.n_thresholds, answers.regressors
    found = chances_of(answers.categories, start[:k], x @ start[k:])
    upper, lower = threshold_signs(answers.categories, k)
    g, h = found.slope_upper / found.given, found.slope_lower / found.given
    squares = upper * (g**2 - g * (1 - 2 * found.below_upper))[:, None] + lower * (h**2 + h * (1 - 2 * found.below_lower))[:, None]
    neighbours = -(upper[:, 1:] * lower[:, :-1]) * (g * h)[:, None]
    mixed = -(upper * found.slope_upper[:, None] + lower * found.slope_lower[:, None])
    first, second = np.triu_indices(x.shape[1])
    lines = x[:, first] * x[:, second] * (found.slope_upper + found.slope_lower)[:, None]
    return np.hstack([squares, neighbours, (mixed[:, :, None] * x[:, None, :]).reshape(len(x), -1), lines])


def _assemble(sums: FloatArray, k: int, p: int) -> FloatArray:
    """Put sums of parts (parts, C) into (C, k + p, k + p) symmetric second derivatives."""
    whole = np.zeros((sums.shape[1], k + p, k + p))
    squares, neighbours, mixed, lines = np.split(sums, np.cumsum([k, k - 1, k * p]))
    places = np.arange(k)
    whole[:, places, places] = squares.T
    whole[:, places[:-1], places[1:]] = whole[:, places[1:], places[:-1]] = neighbours.T
    whole[:, :k, k:] = mixed.T.reshape(-1, k, p)
    whole[:, k:, :k] = whole[:, :k, k:].transpose(0, 2, 1)
    first, second = np.triu_indices(p)
    whole[:, k + first, k + second] = whole[:, k + second, k + first] = lines.T
    return whole
