"""Measurement: tables of two items with two answers each in which one combination was given by nobody.

Such a table is as likely under every correlation beyond some point, and what is found there is the edge of the search, not
the relation. Half a respondent is therefore added to the empty cell and to the one opposite, and taken from the other two, so that
the margins stay (lavaan's `zero.add = c(0.5, 0)` and `zero.keep.margins`, Mplus likewise; psych's `correct = 0.5` adds to the empty
cell alone). A respondent counts for the average weight. Larger tables, and tables with two empty cells, stay as they are.
"""

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

ADDED = 0.5  # respondents
_MOST_TAKEN = 0.5  # share of a cell: a respondent of a small weight is never taken whole


def places_of_two(answers: IntArray, weights: FloatArray, n_categories: IntArray) -> IntArray:
    """Return the places (p, 2) of an item's answers if just two of them were ever chosen, else -1.

    Args:
        answers: (n, p) categories 0..n_categories - 1; negative where missing.
        weights: (n,) zero for those who do not count.
        n_categories: (p,).
    """
    found = np.full((len(n_categories), 2), -1)
    for item, size in enumerate(n_categories):
        given = answers[(weights > 0) & (answers[:, item] >= 0), item]
        chosen = np.flatnonzero(np.bincount(given, minlength=size))
        if chosen.size == 2:
            found[item] = chosen
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def fill_empty_cell(tables: FloatArray, first: IntArray, second: IntArray, added: FloatArray) -> None:
    """Add to the one empty cell of a table of two answers each, margins kept; other tables stay.

    Args:
        tables: (a, b, R) weighted counts of two items, one table a replicate; is changed.
        first: (2,) places of the first item's answers, -1 if there are more than two.
        second: (2,) the same for the second item.
        added: (R,) weight to add.
    """
    if first[0] < 0 or second[0] < 0:
        return
    low, high = tables[first[0]], tables[first[1]]
    for r in range(added.size):
        same = min(low[second[0], r], high[second[1], r])
        opposite = min(low[second[1], r], high[second[0], r])
        n_empty = 0
        for row in (low, high):
            for place in second:
                n_empty += row[place, r] == 0
        if n_empty == 1:
            amount = min(added[r], _MOST_TAKEN * max(same, opposite))
            if opposite == 0:
                amount = -amount
            low[second[0], r] += amount
            high[second[1], r] += amount
            low[second[1], r] -= amount
            high[second[0], r] -= amount


@njit(cache=True, nogil=True, error_model="numpy")
def fill_tables_of_item(item: int, tables: FloatArray, places: IntArray, added: FloatArray) -> None:
    """Fill the empty cells of the tables of an item with every later one.

    Args:
        item: the first of each pair.
        tables: (p - 1 - item, a, b, R) is changed.
        places: (p, 2) as `places_of_two` gives them.
        added: (R,) weight to add.
    """
    for position in range(tables.shape[0]):
        fill_empty_cell(tables[position], places[item], places[item + 1 + position], added)


def count_empty_cells(tables: FloatArray) -> IntArray:
    """Count the empty cells (p, p) of each pair's table, leaving out categories that nobody chose.

    Args:
        tables: (p, most, p, most) weighted counts of all pairs, and on the diagonal of each item.
    """
    is_used = np.einsum("iaia->ia", tables) > 0
    empty = (tables == 0) & is_used[:, :, None, None] & is_used
    counts = empty.sum(axis=(1, 3))
    np.fill_diagonal(counts, 0)
    return np.asarray(counts)


def find_filled(zero_cells: IntArray, places: IntArray, empty_cell: float) -> BoolArray:
    """Mark the pairs (p, p) of items to whose table something is added.

    Args:
        zero_cells: (p, p) as `count_empty_cells` gives them.
        places: (p, 2) as `places_of_two` gives them.
        empty_cell: respondents to add.
    """
    has_two = places[:, 0] >= 0
    return np.asarray((zero_cells == 1) & has_two[:, None] & has_two & (empty_cell > 0))
