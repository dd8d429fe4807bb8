"""Sensitivity: the index without one of its items, or one of its dimensions, in the sample and in every replicate.

The other weights keep their proportions. Only one dimension changes with an item, so the others are averaged once. Sums without an
item are those of the items before and after it, so that no digit is lost by taking away. `index_rule` decides who has an index.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, njit

from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.composites.index_cells import (
    Answers,
    Cells,
    CellSums,
    People,
    Questions,
    Schemes,
    Steps,
    add_answers,
    add_up,
    begin_column,
    place_answers,
    put_tables_under,
    put_under,
)
from crowdpotential.stats.composites.index_rule import Needed
from crowdpotential.stats.composites.powers import from_power


class _Rest(NamedTuple):
    """What the other dimensions add to the index of m respondents, for each dimension that changes."""

    totals: FloatArray  # (k, m)
    weights: FloatArray  # (k, m) of those with a score


class _Whole(NamedTuple):
    """The index of one column."""

    by_item: FloatArray  # (p,)
    by_dimension: FloatArray  # (k,)
    worth: FloatArray  # (p (K + 1),) of each answer, under the power of its dimension's mean
    within: FloatArray  # (k,)
    between: float


def sum_left_out(answers: Answers, schemes: Schemes, cells: Cells, needed: Needed, *, n_areas: int) -> CellSums:
    """Score every respondent without each item and each dimension, and add up by area; as `sum_cells`.

    Args:
        answers: of n respondents.
        schemes: weights of the whole index, then without each item, then without each dimension: (C, 1 + p + k, ...).
        cells: one for each scheme, in that order, of one table and one power.
        needed: how much has to be answered.
        n_areas: A.
    """
    shape = (len(answers.weights), cells.table.size, n_areas)
    people, questions = place_answers(answers, schemes, cells, [needed], n_areas=n_areas)
    sums = CellSums(np.zeros(shape), np.zeros(shape), np.zeros(shape[:2]))
    with ThreadPoolExecutor(get_num_threads()) as threads:
        done = [threads.submit(_sum_column, column, (people, questions, schemes), cells, sums) for column in range(shape[0])]
    for part in done:
        part.result()  # raises what the thread has raised
    return sums


@njit(cache=True, nogil=True, error_model="numpy")
def _sum_column(column: int, problem: tuple[People, Questions, Schemes], cells: Cells, sums: CellSums) -> None:
    people, questions, schemes = problem
    by_item, by_dimension = schemes.items[column, 0], schemes.dimensions[column, 0]
    if np.isnan(people.weights[column]).any() or np.isnan(by_item).any() or np.isnan(by_dimension).any():
        sums.totals[column] = np.nan
        sums.squares[column] = np.nan
        return
    steps = begin_column(column, people, questions)
    worth = put_tables_under(column, people.first, cells)[0]
    whole = _Whole(by_item, by_dimension, worth, cells.within[0], cells.between[0])
    rest = _score_dimensions(people, questions, whole, steps)
    _add_case((column, 0), 0, (questions, whole, rest), steps, sums)
    for dimension in range(by_dimension.size):
        case = 1 + by_item.size + dimension
        index = _average(rest.totals[dimension], rest.weights[dimension], whole.between)
        asked = questions.rows[questions.of_cell[case]]
        add_up((column, case), index, steps.has[asked[0]], steps, sums)
        _leave_items_out((column, dimension), people, (questions, whole, rest), steps, sums)


@njit(cache=True, nogil=True, error_model="numpy")
def _score_dimensions(people: People, questions: Questions, whole: _Whole, steps: Steps) -> _Rest:
    """Score all dimensions, and average all but each."""
    k, m = steps.values.shape
    rest = _Rest(np.zeros((k, m)), np.zeros((k, m)))
    rows = questions.rows[questions.of_cell[0]]
    steps.mass[:] = 0.0
    steps.values[:] = 0.0
    ones = np.ones(whole.worth.size)
    for dimension in range(k):
        inside = (dimension, people.first[dimension], people.first[dimension + 1])
        add_answers(inside, whole.by_item, ones, steps.places, steps.mass)
        add_answers(inside, whole.by_item, whole.worth, steps.places, steps.values)
        steps.values[dimension] /= steps.mass[dimension]
        put_under(dimension, whole.within[dimension], whole.between, steps)
        weight, has = whole.by_dimension[dimension], steps.has[rows[1 + dimension]]
        for other in range(k):
            if weight > 0 and other != dimension:
                _add_dimension(weight, has, steps.under[dimension], (rest.totals[other], rest.weights[other]))
    return rest


@njit(cache=True, nogil=True, error_model="numpy")
def _leave_items_out(
    where: tuple[int, int],
    people: People,
    problem: tuple[Questions, _Whole, _Rest],
    steps: Steps,
    sums: CellSums,
) -> None:
    """Add up the index without each item of a dimension, of which it takes the scores."""
    column, dimension = where
    _, whole, _ = problem
    first, last = people.first[dimension], people.first[dimension + 1]
    m, ones = steps.person.size, np.ones(whole.worth.size)
    after, mass_after = np.zeros((last - first + 1, m)), np.zeros((last - first + 1, m))
    before, mass_before = np.zeros((1, m)), np.zeros((1, m))
    for item in range(last - 1, first, -1):
        row = item - first
        after[row] = after[row + 1]
        mass_after[row] = mass_after[row + 1]
        add_answers((row, item, item + 1), whole.by_item, whole.worth, steps.places, after)
        add_answers((row, item, item + 1), whole.by_item, ones, steps.places, mass_after)
    for item in range(first, last):
        for at in range(m):
            total = before[0, at] + after[item - first + 1, at]
            steps.values[dimension, at] = total / (mass_before[0, at] + mass_after[item - first + 1, at])
        steps.has_logs[dimension] = False
        put_under(dimension, whole.within[dimension], whole.between, steps)
        _add_case((column, 1 + item), dimension, problem, steps, sums)
        add_answers((0, item, item + 1), whole.by_item, whole.worth, steps.places, before)
        add_answers((0, item, item + 1), whole.by_item, ones, steps.places, mass_before)


@njit(cache=True, nogil=True, error_model="numpy")
def _add_case(
    where: tuple[int, int],
    dimension: int,
    problem: tuple[Questions, _Whole, _Rest],
    steps: Steps,
    sums: CellSums,
) -> None:
    """Average the present score of a dimension with the others, and add up."""
    questions, whole, rest = problem
    rows = questions.rows[questions.of_cell[where[1]]]
    weight, total, mass = (
        whole.by_dimension[dimension],
        rest.totals[dimension].copy(),
        rest.weights[dimension].copy(),
    )
    if weight > 0:
        _add_dimension(weight, steps.has[rows[1 + dimension]], steps.under[dimension], (total, mass))
    add_up(where, _average(total, mass, whole.between), steps.has[rows[0]], steps, sums)


@njit(cache=True, nogil=True, error_model="numpy")
def _add_dimension(weight: float, has: BoolArray, under: FloatArray, out: tuple[FloatArray, FloatArray]) -> None:
    """Add a dimension to total and weight of respondents, where they have a score in it."""
    total, mass = out
    for at in range(total.size):
        value = weight * under[at]
        total[at] += value if has[at] else 0.0
        mass[at] += weight if has[at] else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _average(total: FloatArray, mass: FloatArray, power: float) -> FloatArray:
    index = np.empty(total.size)
    for at in range(total.size):
        index[at] = from_power(total[at] / mass[at], power)
    return index
