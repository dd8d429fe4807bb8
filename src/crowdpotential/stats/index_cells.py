"""Sensitivity: an index under many specifications at once, in the sample and in every replicate.

Answers are codes, so a normalisation is a small table of what each answer of each item is worth, made anew from the weights of
every replicate. Items weigh under schemes; means have powers (Marichal 2008), and the table is put under the power of the items'
mean before the first respondent is looked at. What remains are sums, shared by all specifications that differ in later steps.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, njit

from crowdpotential.stats.arrays import FloatArray, IntArray


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
    within: FloatArray  # (V,) power of the mean of items that goes with each table
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


class _Scratch(NamedTuple):
    """What one thread works with."""

    tables: FloatArray  # (V, B, p, K) worth of an answer under the power of the items' mean, by the weight of its item
    values: FloatArray  # (k,) dimensions, under that power
    mass: FloatArray  # (k,) weight of the answered items
    answered: IntArray  # (k,)
    under: FloatArray  # (k,) dimensions under the power of their own mean


def answer_masses(answers: Answers, n_categories: int, n_areas: int) -> FloatArray:
    """Add up the weights of those who gave each answer: (C, A, p, K)."""
    out = np.zeros((len(answers.weights), n_areas, answers.ranks.shape[1], n_categories))
    for area in range(n_areas):
        inside = answers.areas == area
        own = np.ascontiguousarray(answers.weights[:, inside])
        for category in range(n_categories):
            out[:, area, :, category] = own @ (answers.ranks[inside] == category).astype(np.float64)
    return out


def sum_cells(answers: Answers, schemes: Schemes, cells: Cells, *, n_areas: int) -> CellSums:
    """Score every respondent under every specification and add up by area, in the sample and each replicate.

    One thread sums a column from first to last, so that the number of threads moves no number.

    Args:
        answers: of n respondents.
        schemes: weights of items and dimensions.
        cells: specifications.
        n_areas: A.
    """
    n_columns, n_cells = len(answers.weights), cells.table.size
    sums = CellSums(
        totals=np.zeros((n_columns, n_cells, n_areas)),
        masses=np.zeros((n_columns, n_cells, n_areas)),
        squares=np.zeros((n_columns, n_cells)),
    )
    with ThreadPoolExecutor(get_num_threads()) as threads:
        done = [
            threads.submit(_sum_column, column, answers, schemes, cells, sums) for column in range(n_columns)
        ]
    for part in done:
        part.result()  # raises what the thread has raised
    return sums


def unit_indices(
    item_means: FloatArray, dimension_of_item: IntArray, schemes: Schemes, cells: Cells
) -> FloatArray:
    """Make the index of units out of their mean items: (C, S, U).

    Args:
        item_means: (C, V, U, p) on the scale of each table; NaN where nobody answered.
        dimension_of_item: (p,).
        schemes, cells: as for `sum_cells`; rules of missing answers do not apply to means.
    """
    out = np.empty((len(item_means), cells.table.size, item_means.shape[2]))
    with ThreadPoolExecutor(get_num_threads()) as threads:
        done = [
            threads.submit(_index_units, column, item_means, dimension_of_item, (schemes, cells), out)
            for column in range(len(item_means))
        ]
    for part in done:
        part.result()
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def count_ranks(indices: FloatArray) -> IntArray:
    """Count how often each unit comes out at each rank, 1 the highest: (U, U), units by ranks; ties share the better one.

    What is counted describes the evaluations; it is no probability of a rank.

    Args:
        indices: (m, U).
    """
    m, n_units = indices.shape
    found = np.zeros((n_units, n_units), dtype=np.int64)
    for i in range(m):
        for unit in range(n_units):
            above = 0
            for other in range(n_units):
                above += indices[i, other] > indices[i, unit]
            found[unit, above] += 1
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _sum_column(column: int, answers: Answers, schemes: Schemes, cells: Cells, sums: CellSums) -> None:
    k = schemes.dimensions.shape[2]
    if np.isnan(answers.weights[column]).any() or np.isnan(schemes.items[column]).any():
        sums.totals[column, :, :] = np.nan
        sums.squares[column, :] = np.nan
        return
    work = _Scratch(
        _weigh_tables(column, schemes, cells),
        np.empty(k),
        np.empty(k),
        np.empty(k, dtype=np.int64),
        np.empty(k),
    )
    for i in range(answers.areas.size):
        if answers.weights[column, i] > 0:
            _add_respondent(column, i, (answers, schemes, cells), work, sums)


@njit(cache=True, nogil=True, error_model="numpy")
def _weigh_tables(column: int, schemes: Schemes, cells: Cells) -> FloatArray:
    """Multiply what each answer is worth under the power of the items' mean with the weight of its item."""
    n_tables, p, n_categories = cells.tables.shape[1:]
    n_schemes = schemes.items.shape[1]
    found = np.zeros((n_tables, n_schemes, p, n_categories))
    for table in range(n_tables):
        for item in range(p):
            for category in range(n_categories):
                value = _under_power(cells.tables[column, table, item, category], cells.within[table])
                for scheme in range(n_schemes):
                    weight = schemes.items[column, scheme, item]
                    if weight > 0:
                        found[table, scheme, item, category] = weight * value
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _add_respondent(
    column: int, i: int, problem: tuple[Answers, Schemes, Cells], work: _Scratch, sums: CellSums
) -> None:
    answers, schemes, cells = problem
    weight, area, last_scheme = answers.weights[column, i], answers.areas[i], -1
    for cell in range(cells.table.size):
        table, scheme = cells.table[cell], cells.scheme[cell]
        is_new = cell == 0 or table != cells.table[cell - 1] or scheme != last_scheme
        if scheme != last_scheme:
            _weigh_answers(answers.ranks[i], answers.dimension_of_item, schemes.items[column, scheme], work)
            last_scheme = scheme
        if is_new:
            _score_dimensions(answers.ranks[i], answers.dimension_of_item, work.tables[table, scheme], work)
        if is_new or cells.between[cell] != cells.between[cell - 1]:
            _change_power(work, cells.within[table], cells.between[cell])
        index, is_there = _put_together(cell, schemes.dimensions[column, scheme], cells, work)
        if is_there:
            sums.totals[column, cell, area] += weight * index
            sums.masses[column, cell, area] += weight
            sums.squares[column, cell] += weight * index * index


@njit(cache=True, nogil=True, error_model="numpy")
def _weigh_answers(ranks: IntArray, dimension_of_item: IntArray, weights: FloatArray, work: _Scratch) -> None:
    """Find how many items of each dimension a respondent answered, and what they weigh."""
    work.mass[:] = 0.0
    work.answered[:] = 0
    for item in range(weights.size):
        if ranks[item] >= 0 and weights[item] > 0:
            work.mass[dimension_of_item[item]] += weights[item]
            work.answered[dimension_of_item[item]] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _score_dimensions(
    ranks: IntArray, dimension_of_item: IntArray, table: FloatArray, work: _Scratch
) -> None:
    """Average a respondent's answered items under the power of their mean."""
    work.values[:] = 0.0
    for item in range(ranks.size):
        if ranks[item] >= 0:
            work.values[dimension_of_item[item]] += table[item, ranks[item]]
    for dimension in range(work.values.size):
        if work.answered[dimension] > 0:
            work.values[dimension] /= work.mass[dimension]


@njit(cache=True, nogil=True, error_model="numpy")
def _change_power(work: _Scratch, within: float, between: float) -> None:
    for dimension in range(work.values.size):
        value = work.values[dimension]
        if work.answered[dimension] > 0 and within != between:
            value = _under_power(_from_power(value, within), between)
        work.under[dimension] = value


@njit(cache=True, nogil=True, error_model="numpy")
def _put_together(cell: int, weights: FloatArray, cells: Cells, work: _Scratch) -> tuple[float, bool]:
    """Average the dimensions that have enough answers; false where too few have."""
    rule, scheme_has, n_scored = cells.rule[cell], 0, 0
    total, mass = 0.0, 0.0
    for dimension in range(weights.size):
        if weights[dimension] == 0:
            continue
        scheme_has += 1
        if work.answered[dimension] >= max(1, cells.min_items[rule, dimension]):
            n_scored += 1
            total += weights[dimension] * work.under[dimension]
            mass += weights[dimension]
    if n_scored == 0 or n_scored < min(cells.min_dimensions[rule], scheme_has):
        return 0.0, False
    return _from_power(total / mass, cells.between[cell]), True


@njit(cache=True, nogil=True, error_model="numpy")
def _index_units(
    column: int,
    item_means: FloatArray,
    dimension_of_item: IntArray,
    problem: tuple[Schemes, Cells],
    out: FloatArray,
) -> None:
    schemes, cells = problem
    k = schemes.dimensions.shape[2]
    work = _Scratch(
        np.empty((1, 1, 1, 1)), np.empty(k), np.empty(k), np.empty(k, dtype=np.int64), np.empty(k)
    )
    for unit in range(item_means.shape[2]):
        for cell in range(cells.table.size):
            table, scheme = cells.table[cell], cells.scheme[cell]
            is_new = cell == 0 or table != cells.table[cell - 1] or scheme != cells.scheme[cell - 1]
            if is_new:
                means, weights = item_means[column, table, unit], schemes.items[column, scheme]
                _average_means(means, dimension_of_item, weights, cells.within[table], work)
            if is_new or cells.between[cell] != cells.between[cell - 1]:
                _change_power(work, cells.within[table], cells.between[cell])
            total, mass = 0.0, 0.0
            for dimension in range(k):
                weight = schemes.dimensions[column, scheme, dimension]
                if work.answered[dimension] > 0 and weight > 0:
                    total += weight * work.under[dimension]
                    mass += weight
            out[column, cell, unit] = _from_power(total / mass, cells.between[cell])


@njit(cache=True, nogil=True, error_model="numpy")
def _average_means(
    means: FloatArray, dimension_of_item: IntArray, weights: FloatArray, power: float, work: _Scratch
) -> None:
    """Average a unit's mean items under the power of their mean."""
    work.values[:] = 0.0
    work.mass[:] = 0.0
    work.answered[:] = 0
    for item in range(weights.size):
        if not np.isnan(means[item]) and weights[item] > 0:
            dimension = dimension_of_item[item]
            work.values[dimension] += weights[item] * _under_power(means[item], power)
            work.mass[dimension] += weights[item]
            work.answered[dimension] += 1
    for dimension in range(work.values.size):
        if work.answered[dimension] > 0:
            work.values[dimension] /= work.mass[dimension]


@njit(cache=True, nogil=True, error_model="numpy")
def _under_power(value: float, power: float) -> float:
    """Put a value under the power of a mean; NaN where there is no room for it."""
    if power == 1.0:
        return value
    if not value > 0.0:
        return np.nan
    if power == 0.0:
        return float(np.log(value))
    return float(np.expm1(power * np.log(value)))  # keeps its digits where the power is all but zero


@njit(cache=True, nogil=True, error_model="numpy")
def _from_power(value: float, power: float) -> float:
    if power == 1.0:
        return value
    if power == 0.0:
        return float(np.exp(value))
    return float(np.exp(np.log1p(value) / power))
