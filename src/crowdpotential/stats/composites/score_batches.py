"""The index in every replicate: respondents scored by that replicate's weights and averaged by domain, compiled.

For BATCH replicates at a time: a dimension is the weighted mean of its answered items, the index that of its dimensions.
Who has either is decided beforehand, by `index_rule`.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


class Scoring(NamedTuple):
    """What is averaged, of whom, and in which domains."""

    items: FloatArray  # (n, p) scores 0..100; NaN where missing
    beside: FloatArray  # (n, s) scores that no replicate moves; NaN where missing
    dimension: IntArray  # (p,) 0..k-1
    is_scored: BoolArray  # (n, 1 + k) who has an index, and each dimension
    first_domain: IntArray  # (n + 1,) where a respondent's domains begin in `domain`
    domain: IntArray  # their numbers, respondent after respondent


class BatchWeights(NamedTuple):
    """The weights of BATCH replicates."""

    respondents: FloatArray  # (n, BATCH)
    items: FloatArray  # (p, BATCH)
    dimensions: FloatArray  # (k, BATCH)


class ScoresOfOne(NamedTuple):
    """One respondent's scores in every replicate; overwritten."""

    score: FloatArray  # (1 + k + s, BATCH) the index, its dimensions, those beside it; 0 where there is none
    weight: FloatArray  # (1 + k + s, BATCH) 1 where there is one, else 0


@njit(cache=True, nogil=True, error_model="numpy")
def average_batch(scoring: Scoring, weights: BatchWeights, means: FloatArray) -> None:
    """Write the means (d, 1 + k + s, BATCH) of all scores in all domains; NaN where nobody has a score."""
    n_dimensions, n_replicates = weights.dimensions.shape
    shape = (1 + n_dimensions + scoring.beside.shape[1], n_replicates)
    scores = ScoresOfOne(np.empty(shape), np.empty(shape))
    mass = np.zeros(means.shape)
    means[:] = 0.0
    for m in range(scoring.items.shape[0]):
        scores.score[:] = 0.0
        scores.weight[:] = 0.0
        score_dimensions(m, scoring, weights, scores)
        if scoring.is_scored[m, 0]:
            score_index(weights.dimensions, scores)
        score_beside(scoring.beside[m], n_dimensions, scores)
        for v in range(shape[0]):
            for b in range(n_replicates):
                scores.weight[v, b] *= weights.respondents[m, b]
                scores.score[v, b] *= scores.weight[v, b]
        for position in range(scoring.first_domain[m], scoring.first_domain[m + 1]):
            add_scores(scoring.domain[position], scores, means, mass)
    for d in range(means.shape[0]):
        for v in range(shape[0]):
            for b in range(n_replicates):
                means[d, v, b] = means[d, v, b] / mass[d, v, b] if mass[d, v, b] > 0 else np.nan


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def score_dimensions(m: int, scoring: Scoring, weights: BatchWeights, scores: ScoresOfOne) -> None:
    """Write the weighted means of one respondent's answered items, behind the place of the index."""
    by_item = weights.items
    score, answered = scores
    for i in range(scoring.dimension.size):
        value, v = scoring.items[m, i], 1 + scoring.dimension[i]
        if not np.isnan(value):
            for b in range(by_item.shape[1]):
                score[v, b] += by_item[i, b] * value
            for b in range(by_item.shape[1]):
                answered[v, b] += by_item[i, b]
    for v in range(1, 1 + weights.dimensions.shape[0]):
        if scoring.is_scored[m, v]:
            for b in range(by_item.shape[1]):
                score[v, b] /= answered[v, b]
            answered[v] = 1.0
        else:
            score[v], answered[v] = 0.0, 0.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def score_index(by_dimension: FloatArray, scores: ScoresOfOne) -> None:
    """Write the weighted mean of the scored dimensions (k, BATCH), in front of them."""
    score, scored = scores
    total = np.zeros(score.shape[1])
    for a in range(by_dimension.shape[0]):
        for b in range(total.size):
            total[b] += scored[1 + a, b] * by_dimension[a, b]
        for b in range(total.size):
            score[0, b] += score[1 + a, b] * by_dimension[a, b]
    for b in range(total.size):
        score[0, b] /= total[b]
    scored[0] = 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def score_beside(beside: FloatArray, n_dimensions: int, scores: ScoresOfOne) -> None:
    """Write one respondent's scores that no replicate moves, behind the dimensions."""
    for s in range(beside.size):
        if not np.isnan(beside[s]):
            scores.score[1 + n_dimensions + s] = beside[s]
            scores.weight[1 + n_dimensions + s] = 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def add_scores(domain: int, scores: ScoresOfOne, totals: FloatArray, mass: FloatArray) -> None:
    """Add one respondent's weighted scores, and their weights, to a domain."""
    score, weight = scores
    for v in range(score.shape[0]):
        for b in range(score.shape[1]):
            totals[domain, v, b] += score[v, b]
        for b in range(score.shape[1]):
            mass[domain, v, b] += weight[v, b]
