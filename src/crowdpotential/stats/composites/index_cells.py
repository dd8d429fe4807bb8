"""Sensitivity: an index under many specifications at once, in the sample and in every replicate.

Answers are codes, so a normalisation is a small table of what each answer of each item is worth, made anew from the weights of
every replicate. Items weigh under schemes; means have powers (Marichal 2008), and the table is put under the power of the items'
mean before the first respondent is looked at. What remains are sums, shared by all specifications that differ in later steps.
Who has an index is decided once for all columns, by `index_rule`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.composites.index_rule import Needed, Weighing, find_scored
from crowdpotential.stats.composites.powers import (
    change_power,
    from_power,
    needs_logs,
    take_logs,
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
    """S specifications as numbers; cells that share scheme, table and power are best kept together, in this order."""

    tables: FloatArray  # (C, V, p, K) what each answer is worth; NaN where nobody gives it
    within: FloatArray  # (V, k) power of the mean of each dimension's items that goes with a table
    table: IntArray  # (S,) 0..V-1
    scheme: IntArray  # (S,) 0..B-1
    between: FloatArray  # (S,) power of the mean of dimensions
    rule: IntArray  # (S,) of missing answers


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


class People(NamedTuple):
    """The answers as places in a table of all answers of all items; respondents of an area stand together."""

    places: IntArray  # (p, n) item (K + 1) + rank, the last place of an item for no answer
    first: IntArray  # (k + 1,) first item of each dimension, and the number of items
    ends: IntArray  # (A + 1,) where each area begins, and the number of respondents
    weights: FloatArray  # (C, n)
    has: BoolArray  # (Q, n) who has an index or a score in a dimension, of whatever is asked in some cell


class Questions(NamedTuple):
    """What is asked of respondents in each cell."""

    of_cell: IntArray  # (S,) 0..T-1, the same number where the same is asked
    rows: IntArray  # (T, 1 + k) 0..Q-1, where the answers stand: of the index, and of each dimension


class Steps(NamedTuple):
    """What is known of the m respondents of one column, and what has been computed of them, dimension by dimension."""

    places: IntArray  # (p, m)
    has: BoolArray  # (Q, m)
    ends: IntArray  # (A + 1,)
    person: FloatArray  # (m,) weights
    mass: FloatArray  # (k, m) weight of the answered items
    values: FloatArray  # (k, m) means under the power of the items
    logs: FloatArray  # (k, m)
    under: FloatArray  # (k, m) means under the power of the dimensions
    has_logs: BoolArray  # (k,)
    is_under: BoolArray  # (k,)
    shares: FloatArray  # (T, m) one over the weight of the dimensions with a score
    has_shares: BoolArray  # (T,)


def sum_cells(answers: Answers, schemes: Schemes, cells: Cells, rules: Sequence[Needed], *, n_areas: int) -> CellSums:
    """Score every respondent under every specification and add up by area, in the sample and each replicate.

    One thread sums a cell of a column from first to last, so that the number of threads moves no number.

    Args:
        answers: of n respondents.
        schemes: weights of items and dimensions; what weighs in some column takes part in all.
        cells: specifications.
        rules: how much has to be answered under each of the cells' rules.
        n_areas: A.
    """
    n_columns, n_cells = len(answers.weights), cells.table.size
    people, questions = place_answers(answers, schemes, cells, rules, n_areas=n_areas)
    sums = CellSums(
        totals=np.zeros((n_columns, n_cells, n_areas)),
        masses=np.zeros((n_columns, n_cells, n_areas)),
        squares=np.zeros((n_columns, n_cells)),
    )
    n_threads = get_num_threads()
    cuts = np.linspace(0, n_cells, 1 + max(1, min(n_cells, n_threads // n_columns)), dtype=np.int64)
    with ThreadPoolExecutor(n_threads) as threads:
        done = [
            threads.submit(_sum_column, column, (first, last), (people, questions, schemes), cells, sums)
            for column in range(n_columns)
            for first, last in pairwise(cuts.tolist())
        ]
    for part in done:
        part.result()  # raises what the thread has raised
    return sums


def place_answers(answers: Answers, schemes: Schemes, cells: Cells, rules: Sequence[Needed], *, n_areas: int) -> tuple[People, Questions]:
    """Put respondents in the order of areas, and find who has a score in whichever cell; arguments as for `sum_cells`."""
    if (np.diff(answers.dimension_of_item) < 0).any():
        msg = "sensitivity: items have to stand together by dimension"
        raise ValueError(msg)
    p, n_categories = answers.ranks.shape[1], cells.tables.shape[3]
    order = np.argsort(answers.areas, kind="stable")
    ranks = answers.ranks[order]
    rank = np.where(ranks < 0, n_categories, ranks)
    has, questions = _ask(ranks >= 0, answers.dimension_of_item, (schemes, cells), rules)
    people = People(
        places=np.ascontiguousarray((np.arange(p) * (n_categories + 1) + rank).T),
        first=np.concatenate([[0], np.cumsum(np.bincount(answers.dimension_of_item))]).astype(np.int64),
        ends=np.searchsorted(answers.areas[order], np.arange(n_areas + 1)),
        weights=np.take(answers.weights, order, axis=1),
        has=has,
    )
    return people, questions


def _ask(
    answered: BoolArray, dimension_of_item: IntArray, of: tuple[Schemes, Cells], rules: Sequence[Needed]
) -> tuple[BoolArray, Questions]:
    """Find who has a score, once for all cells in which the same weighs and as much is needed."""
    schemes, cells = of
    weighs = [np.asarray((own > 0).any(axis=0)) for own in (schemes.items, schemes.dimensions)]
    asked, has = dict[bytes, list[int]](), dict[bytes, int]()
    of_cell = np.empty(cells.table.size, dtype=np.int64)
    for cell, (scheme, rule) in enumerate(zip(cells.scheme, cells.rule, strict=True)):
        own = Weighing(*(part[scheme] for part in weighs))
        key = own.items.tobytes() + own.dimensions.tobytes() + bytes([rule])
        if key not in asked:
            found = find_scored(answered, dimension_of_item, own, rules[rule])
            asked[key] = [has.setdefault(column.tobytes(), len(has)) for column in found.T]
        of_cell[cell] = list(asked).index(key)
    answers = np.stack([np.frombuffer(row, dtype=np.bool_) for row in has])
    return answers, Questions(of_cell, np.array(list(asked.values())))


@njit(cache=True, nogil=True, error_model="numpy")
def _sum_column(
    column: int,
    part: tuple[int, int],
    problem: tuple[People, Questions, Schemes],
    cells: Cells,
    sums: CellSums,
) -> None:
    """Take one step after the other for all respondents, so that what cells share is computed once."""
    people, questions, schemes = problem
    is_weighted = not np.isnan(people.weights[column]).any()
    steps = begin_column(column, people, questions)
    worth = put_tables_under(column, people.first, cells)
    last_table, last_scheme, last_power = -1, -1, np.nan
    for cell in range(part[0], part[1]):
        table, scheme, power = cells.table[cell], cells.scheme[cell], cells.between[cell]
        by_item, by_dimension = schemes.items[column, scheme], schemes.dimensions[column, scheme]
        if not is_weighted or np.isnan(by_item).any() or np.isnan(by_dimension).any():
            sums.totals[column, cell] = np.nan
            sums.squares[column, cell] = np.nan
            continue
        if scheme != last_scheme:
            steps.has_shares[:] = False
        for dimension in range(by_dimension.size):
            first, last = people.first[dimension], people.first[dimension + 1]
            weighs_otherwise = last_scheme < 0 or (
                scheme != last_scheme and (by_item[first:last] != schemes.items[column, last_scheme, first:last]).any()
            )
            if weighs_otherwise or table != last_table:
                inside = (dimension, first, last)
                if weighs_otherwise:
                    steps.mass[dimension] = 0.0
                    add_answers(inside, by_item, np.ones(worth.shape[1]), steps.places, steps.mass)
                steps.values[dimension] = 0.0
                add_answers(inside, by_item, worth[table], steps.places, steps.values)
                steps.values[dimension] /= steps.mass[dimension]
                steps.is_under[dimension] = False
                steps.has_logs[dimension] = False
            if power != last_power or not steps.is_under[dimension]:
                put_under(dimension, cells.within[table, dimension], power, steps)
        last_table, last_scheme, last_power = table, scheme, power
        rows = questions.rows[questions.of_cell[cell]]
        index = _average(questions.of_cell[cell], rows, by_dimension, power, steps)
        add_up((column, cell), index, steps.has[rows[0]], steps, sums)


@njit(cache=True, nogil=True, error_model="numpy")
def begin_column(column: int, people: People, questions: Questions) -> Steps:
    """Keep the respondents who have a weight."""
    present = np.flatnonzero(people.weights[column] > 0)
    k, m, n_asked = people.first.size - 1, present.size, len(questions.rows)
    places, has = np.empty((len(people.places), m), dtype=np.int64), np.empty((len(people.has), m), np.bool_)
    for item in range(len(places)):
        for at in range(m):
            places[item, at] = people.places[item, present[at]]
    for row in range(len(has)):
        for at in range(m):
            has[row, at] = people.has[row, present[at]]
    return Steps(
        places,
        has,
        np.searchsorted(present, people.ends),
        people.weights[column][present],
        np.empty((k, m)),
        np.empty((k, m)),
        np.empty((k, m)),
        np.empty((k, m)),
        np.zeros(k, np.bool_),
        np.zeros(k, np.bool_),
        np.empty((n_asked, m)),
        np.zeros(n_asked, np.bool_),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def put_tables_under(column: int, first: IntArray, cells: Cells) -> FloatArray:
    """Put what each answer is worth under the power of its dimension's mean: (V, p (K + 1))."""
    n_tables, p, n_categories = cells.tables.shape[1:]
    worth = np.zeros((n_tables, p * (n_categories + 1)))
    for table in range(n_tables):
        dimension = 0
        for item in range(p):
            while item >= first[dimension + 1]:
                dimension += 1
            for category in range(n_categories):
                value = cells.tables[column, table, item, category]
                place = item * (n_categories + 1) + category
                worth[table, place] = under_power(value, cells.within[table, dimension])
    return worth


@njit(cache=True, nogil=True, error_model="numpy")
def add_answers(inside: tuple[int, int, int], by_item: FloatArray, worth: FloatArray, places: IntArray, out: FloatArray) -> None:
    """Add what the answers to a dimension's items are worth (p (K + 1)), by the weight of each item; no answer adds nothing."""
    dimension, first, last = inside
    added, size = out[dimension], worth.size // by_item.size
    for item in range(first, last):
        if by_item[item] > 0:
            own = np.zeros(size)
            own[: size - 1] = by_item[item] * worth[item * size : (item + 1) * size - 1]
            of_item, before = places[item], item * size
            for at in range(added.size):
                added[at] += own[of_item[at] - before]


@njit(cache=True, nogil=True, error_model="numpy")
def put_under(dimension: int, within: float, power: float, steps: Steps) -> None:
    """Bring a dimension from the power of its items' mean to that of the dimensions' mean."""
    values, logs = steps.values[dimension], steps.logs[dimension]
    if needs_logs(within, power) and not steps.has_logs[dimension]:
        take_logs(values, within, logs)
        steps.has_logs[dimension] = True
    change_power(values, logs, within, power, steps.under[dimension])
    steps.is_under[dimension] = True


@njit(cache=True, nogil=True, error_model="numpy")
def _average(question: int, rows: IntArray, by_dimension: FloatArray, power: float, steps: Steps) -> FloatArray:
    """Average the dimensions that have a score: (m,)."""
    shares, total = steps.shares[question], np.zeros(steps.person.size)
    if not steps.has_shares[question]:
        shares[:] = 0.0
        for dimension in range(by_dimension.size):
            weight, has = by_dimension[dimension], steps.has[rows[1 + dimension]]
            for at in range(total.size):
                shares[at] += weight if has[at] else 0.0
        for at in range(total.size):
            shares[at] = 1.0 / shares[at]
        steps.has_shares[question] = True
    for dimension in range(by_dimension.size):
        weight, has, under = (
            by_dimension[dimension],
            steps.has[rows[1 + dimension]],
            steps.under[dimension],
        )
        if weight > 0:
            for at in range(total.size):
                value = weight * under[at]
                total[at] += value if has[at] else 0.0
    for at in range(total.size):
        total[at] = from_power(total[at] * shares[at], power)
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract"})
def add_up(where: tuple[int, int], index: FloatArray, has: BoolArray, steps: Steps, sums: CellSums) -> None:
    """Add up those with an index by area."""
    column, cell = where
    for area in range(steps.ends.size - 1):
        total, mass, square = 0.0, 0.0, 0.0
        for at in range(steps.ends[area], steps.ends[area + 1]):
            value = index[at] if has[at] else 0.0
            person = steps.person[at] if has[at] else 0.0
            total += person * value
            square += person * value * value
            mass += person
        sums.totals[column, cell, area] = total
        sums.masses[column, cell, area] = mass
        sums.squares[column, cell] += square
