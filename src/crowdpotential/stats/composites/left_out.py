"""Sensitivity: the index without one of its items, or one of its dimensions, in the sample and in every replicate.

The other weights keep their proportions. Only one dimension changes with an item, so each needs a few operations for a respondent.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, njit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.index_cells import Answers


class Plain(NamedTuple):
    """An index of arithmetic means."""

    values: FloatArray  # (p, K) what each answer is worth
    item_weights: (
        FloatArray  # (C, p) summing to one within each dimension; NaN where a replicate has no model
    )
    dimension_weights: FloatArray  # (C, k)
    min_items: IntArray  # (k,) answered items for a dimension; never more than it has left
    min_dimensions: int


class LeftOutSums(NamedTuple):
    """Weighted sums by area: of the whole index, then without each item, then without each dimension."""

    totals: FloatArray  # (C, 1 + p + k, A)
    masses: FloatArray  # (C, 1 + p + k, A)


class _Parts(NamedTuple):
    """A respondent's dimensions."""

    total: FloatArray  # (k,) answered items by weight
    mass: FloatArray  # (k,) their weight
    answered: IntArray  # (k,)
    score: FloatArray  # (k,) what the dimension adds to the index; zero without enough answers
    heft: FloatArray  # (k,) its weight, or zero


def sum_left_out(answers: Answers, plain: Plain, *, n_areas: int) -> LeftOutSums:
    """Score every respondent without each item and each dimension, and add up by area.

    Args:
        answers: of n respondents; column 0 is the sample.
        plain: the index.
        n_areas: A.
    """
    p, k = plain.values.shape[0], plain.dimension_weights.shape[1]
    shape = (len(answers.weights), 1 + p + k, n_areas)
    sums = LeftOutSums(totals=np.zeros(shape), masses=np.zeros(shape))
    sizes = np.bincount(answers.dimension_of_item, minlength=k)
    with ThreadPoolExecutor(get_num_threads()) as threads:
        done = [
            threads.submit(_sum_column, column, answers, plain, sizes, sums) for column in range(shape[0])
        ]
    for part in done:
        part.result()  # raises what the thread has raised
    return sums


@njit(cache=True, nogil=True, error_model="numpy")
def _sum_column(column: int, answers: Answers, plain: Plain, sizes: IntArray, sums: LeftOutSums) -> None:
    if np.isnan(plain.item_weights[column]).any() or np.isnan(answers.weights[column]).any():
        sums.totals[column, :, :] = np.nan
        return
    k, p = sizes.size, plain.values.shape[0]
    parts = _Parts(np.empty(k), np.empty(k), np.empty(k, dtype=np.int64), np.empty(k), np.empty(k))
    for i in range(answers.areas.size):
        person, area = answers.weights[column, i], answers.areas[i]
        if person == 0:
            continue
        _score(column, answers.ranks[i], answers.dimension_of_item, plain, parts)
        n_scored = np.count_nonzero(parts.heft)
        total, mass = parts.score.sum(), parts.heft.sum()
        for case in range(1 + p + k):
            score, heft, n, fewest = total, mass, n_scored, plain.min_dimensions
            if case > 0:
                dimension = case - 1 - p
                new_score, new_heft = 0.0, 0.0
                if case <= p:
                    dimension = answers.dimension_of_item[case - 1]
                    new_score, new_heft = _without(column, case - 1, answers.ranks[i, case - 1], (plain, parts),
                                                   (dimension, sizes[dimension]))  # fmt: skip
                else:
                    fewest = min(fewest, k - 1)
                score += new_score - parts.score[dimension]
                heft += new_heft - parts.heft[dimension]
                n += (new_heft > 0) - (parts.heft[dimension] > 0)
            if n >= max(fewest, 1):
                sums.totals[column, case, area] += person * score / heft
                sums.masses[column, case, area] += person


@njit(cache=True, nogil=True, error_model="numpy")
def _score(column: int, ranks: IntArray, dimension_of_item: IntArray, plain: Plain, parts: _Parts) -> None:
    """Score the dimensions that have enough answers."""
    parts.total[:] = 0.0
    parts.mass[:] = 0.0
    parts.answered[:] = 0
    for item in range(ranks.size):
        if ranks[item] >= 0:
            dimension, weight = dimension_of_item[item], plain.item_weights[column, item]
            parts.total[dimension] += weight * plain.values[item, ranks[item]]
            parts.mass[dimension] += weight
            parts.answered[dimension] += 1
    for dimension in range(parts.total.size):
        parts.score[dimension], parts.heft[dimension] = 0.0, 0.0
        if parts.answered[dimension] >= max(plain.min_items[dimension], 1):
            weight = plain.dimension_weights[column, dimension]
            parts.score[dimension] = weight * parts.total[dimension] / parts.mass[dimension]
            parts.heft[dimension] = weight


@njit(cache=True, nogil=True, error_model="numpy")
def _without(
    column: int, item: int, rank: int, problem: tuple[Plain, _Parts], where: tuple[int, int]
) -> tuple[float, float]:
    """Give score and weight of a dimension without one of its items; zero without enough answers."""
    plain, parts = problem
    dimension, size = where
    total, mass, answered = parts.total[dimension], parts.mass[dimension], parts.answered[dimension]
    if rank >= 0:
        weight = plain.item_weights[column, item]
        total -= weight * plain.values[item, rank]
        mass -= weight
        answered -= 1
    if answered < max(min(plain.min_items[dimension], size - 1), 1):
        return 0.0, 0.0
    weight = plain.dimension_weights[column, dimension]
    return weight * total / mass, weight
