"""Sensitivity: an index under many specifications at once, in the sample and in every replicate.

Answers are codes, so a normalisation is a small table of what each answer of each item is worth, made anew from the weights of
every replicate. Items weigh under schemes; means have powers (Marichal 2008), and the table is put under the power of the items'
mean before the first respondent is looked at. What remains are sums, shared by all specifications that differ in later steps.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, njit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.powers import (
    from_power,
    needs_logs,
    put_under_power,
    take_from_power,
    under_power,
)


class Answers(NamedTuple):
    """Who answered what, and whom he stands for in the sample (column 0) and in each replicate."""

    ranks: IntArray  # (n, p) 0..K-1, more is more; -1 missing
    dimension_of_item: IntArray  # (p,) 0..k-1
    areas: IntArray  # (n,) 0..A-1
    weights: FloatArray  # (C, n)


class Schemes(NamedTuple):
    """How items and dimensions weigh, in each column; zero leaves out, NaN throughout where a replicate has no model."""

    items: FloatArray  # (C, B, p)
    dimensions: FloatArray  # (C, B, k)


class Cells(NamedTuple):
    """S specifications as numbers; cells that share table, scheme and power are best kept together."""

    tables: FloatArray  # (C, V, p, K) what each answer is worth; NaN where nobody gives it
    within: FloatArray  # (V, k) power of the mean of each dimension's items that goes with a table
    table: IntArray  # (S,) 0..V-1
    scheme: IntArray  # (S,) 0..B-1
    between: FloatArray  # (S,) power of the mean of dimensions
    rule: IntArray  # (S,) 0..E-1
    min_items: IntArray  # (E, k) fewest answered items for a dimension; never more than weigh
    min_dimensions: IntArray  # (E,)


class CellSums(NamedTuple):
    """Weighted sums of the index over respondents; NaN where a value has no room under the power of a mean."""

    totals: FloatArray  # (C, S, A)
    masses: FloatArray  # (C, S, A) weight of those with an index
    squares: FloatArray  # (C, S)

    @property
    def spreads(self) -> FloatArray:
        """(C, S) standard deviation between respondents."""
        mass = self.masses.sum(axis=2)
        mean = self.totals.sum(axis=2) / mass
        return np.asarray(np.sqrt(np.maximum(self.squares / mass - mean**2, 0.0)))


class _People(NamedTuple):
    """The answers as places in a table of all answers of all items."""

    places: IntArray  # (n, p) item (K + 1) + rank, the last place of an item for no answer
    first: IntArray  # (k + 1,) first item of each dimension, and the number of items
    areas: IntArray  # (n,)
    weights: FloatArray  # (C, n)


def sum_cells(answers: Answers, schemes: Schemes, cells: Cells, *, n_areas: int) -> CellSums:
    """Score every respondent under every specification and add up by area, in the sample and each replicate.

    One thread sums a cell of a column from first to last, so that the number of threads moves no number.

    Args:
        answers: of n respondents.
        schemes: weights of items and dimensions.
        cells: specifications.
        n_areas: A.
    """
    n_columns, n_cells = len(answers.weights), cells.table.size
    people = _place(answers, cells.tables.shape[3])
    sums = CellSums(
        totals=np.zeros((n_columns, n_cells, n_areas)),
        masses=np.zeros((n_columns, n_cells, n_areas)),
        squares=np.zeros((n_columns, n_cells)),
    )
    n_threads = get_num_threads()
    cuts = np.linspace(0, n_cells, 1 + max(1, min(n_cells, n_threads // n_columns)), dtype=np.int64)
    with ThreadPoolExecutor(n_threads) as threads:
        done = [
            threads.submit(_sum_column, column, (first, last), (people, schemes), cells, sums)
            for column in range(n_columns)
            for first, last in pairwise(cuts.tolist())
        ]
    for part in done:
        part.result()  # raises what the thread has raised
    return sums


def _place(answers: Answers, n_categories: int) -> _People:
    if (np.diff(answers.dimension_of_item) < 0).any():
        msg = "sensitivity: items have to stand together by dimension"
        raise ValueError(msg)
    p = answers.ranks.shape[1]
    rank = np.where(answers.ranks < 0, n_categories, answers.ranks)
    return _People(
        places=np.ascontiguousarray(np.arange(p) * (n_categories + 1) + rank),
        first=np.concatenate([[0], np.cumsum(np.bincount(answers.dimension_of_item))]).astype(np.int64),
        areas=answers.areas,
        weights=answers.weights,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _sum_column(
    column: int, part: tuple[int, int], problem: tuple[_People, Schemes], cells: Cells, sums: CellSums
) -> None:
    """Take one step after the other for all respondents, so that what cells share is computed once."""
    people, schemes = problem
    is_weighted = not np.isnan(people.weights[column]).any()
    n_schemes = schemes.items.shape[1]
    is_known = np.zeros(n_schemes, dtype=np.bool_)  # schemes of which this column has all weights
    for scheme in range(n_schemes):
        has_items = not np.isnan(schemes.items[column, scheme]).any()
        is_known[scheme] = (
            is_weighted and has_items and not np.isnan(schemes.dimensions[column, scheme]).any()
        )
    k, present = schemes.dimensions.shape[2], np.flatnonzero(people.weights[column] > 0)
    shape = (k, present.size)
    values, under, mass = np.empty(shape), np.empty(shape), np.empty(shape)
    answered = np.empty((k, present.size), dtype=np.int64)
    worth, heft = _weigh_tables(column, people.first, schemes, cells)
    logs, has_logs = np.empty((k, present.size)), False
    last_table, last_scheme, last_power = -1, -1, np.nan
    for cell in range(part[0], part[1]):
        table, scheme, power = cells.table[cell], cells.scheme[cell], cells.between[cell]
        if not is_known[scheme]:
            sums.totals[column, cell] = np.nan
            sums.squares[column, cell] = np.nan
            continue
        if scheme != last_scheme:
            _weigh_answers(present, people, heft[scheme], mass, answered)
        if scheme != last_scheme or table != last_table:
            _score_dimensions(present, people, worth[table, scheme], mass, values)
            last_power, has_logs = np.nan, False
        if power != last_power:
            within = cells.within[table]
            if not has_logs and needs_logs(within, power):
                take_from_power(values, answered, within, logs)
                has_logs = True
            put_under_power(values, logs, (within, power), answered, under)
        last_table, last_scheme, last_power = table, scheme, power
        weights = schemes.dimensions[column, scheme]
        _add_up((column, cell), present, people, (under, answered, weights, cells), sums)


@njit(cache=True, nogil=True, error_model="numpy")
def _weigh_tables(
    column: int, first: IntArray, schemes: Schemes, cells: Cells
) -> tuple[FloatArray, FloatArray]:
    """Multiply what each answer is worth under the power of its dimension's mean with the weight of its item.

    Gives (V, B, p (K + 1)) and the weights themselves (B, p (K + 1)), both zero where nothing was answered.
    """
    n_tables, p, n_categories = cells.tables.shape[1:]
    n_schemes = schemes.items.shape[1]
    worth = np.zeros((n_tables, n_schemes, p * (n_categories + 1)))
    heft = np.zeros((n_schemes, p * (n_categories + 1)))
    dimension = 0
    for item in range(p):
        while item >= first[dimension + 1]:
            dimension += 1
        for category in range(n_categories):
            place = item * (n_categories + 1) + category
            for scheme in range(n_schemes):
                weight = schemes.items[column, scheme, item]
                heft[scheme, place] = weight
                for table in range(n_tables):
                    if weight > 0:
                        power = cells.within[table, dimension]
                        value = under_power(cells.tables[column, table, item, category], power)
                        worth[table, scheme, place] = weight * value
    return worth, heft


@njit(cache=True, nogil=True, error_model="numpy")
def _weigh_answers(
    present: IntArray, people: _People, heft: FloatArray, mass: FloatArray, answered: IntArray
) -> None:
    """Find how many items of each dimension a respondent answered, and what they weigh."""
    places, first = people.places, people.first
    for at in range(present.size):
        i = present[at]
        for dimension in range(first.size - 1):
            total, n = 0.0, 0
            for item in range(first[dimension], first[dimension + 1]):
                total += heft[places[i, item]]
                n += heft[places[i, item]] > 0
            mass[dimension, at], answered[dimension, at] = total, n


@njit(cache=True, nogil=True, error_model="numpy")
def _score_dimensions(
    present: IntArray, people: _People, worth: FloatArray, mass: FloatArray, values: FloatArray
) -> None:
    """Average the answered items of each dimension under the power of their mean; NaN where there are none."""
    places, first = people.places, people.first
    for at in range(present.size):
        i = present[at]
        for dimension in range(first.size - 1):
            total = 0.0
            for item in range(first[dimension], first[dimension + 1]):
                total += worth[places[i, item]]
            values[dimension, at] = total / mass[dimension, at]


@njit(cache=True, nogil=True, error_model="numpy")
def _add_up(
    where: tuple[int, int],
    present: IntArray,
    people: _People,
    problem: tuple[FloatArray, IntArray, FloatArray, Cells],
    sums: CellSums,
) -> None:
    """Average the dimensions that have enough answers, and add up those with an index."""
    under, answered, weights, cells = problem
    (column, cell), m = where, present.size
    rule, power = cells.rule[cell], cells.between[cell]
    total, mass, n_scored = np.zeros(m), np.zeros(m), np.zeros(m, dtype=np.int64)
    for dimension in range(weights.size):
        weight, need = weights[dimension], max(1, cells.min_items[rule, dimension])
        if weight > 0:
            for at in range(m):
                counts = answered[dimension, at] >= need
                total[at] += weight * under[dimension, at] if counts else 0.0
                mass[at] += weight if counts else 0.0
                n_scored[at] += counts
    need = max(1, min(cells.min_dimensions[rule], np.count_nonzero(weights)))
    for at in range(m):
        if n_scored[at] >= need:
            index = from_power(total[at] / mass[at], power)
            person, area = people.weights[column, present[at]], people.areas[present[at]]
            sums.totals[column, cell, area] += person * index
            sums.masses[column, cell, area] += person
            sums.squares[column, cell] += person * index * index
