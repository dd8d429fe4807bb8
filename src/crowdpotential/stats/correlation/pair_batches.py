"""Measurement: latent correlations of all pairs of items in many replicates at a time, compiled.

An item's tables with all later items are counted by additions of whole rows of weights, and each pair is solved for
BATCH replicates together. What the series of `corner_series` cannot reach is solved alone by quadrature, as the sample
itself is. No number depends on a replicate's company, nor on the number of threads.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.correlation.corner_series import (
    LARGEST_IN_SERIES,
    Corners,
    ItemCuts,
    border_batch,
    count_terms,
    expand_corners,
    fill_functions,
)
from crowdpotential.stats.correlation.pair_tables import solve_correlation

_SMALLEST_PROBABILITY = 1e-12
_MOST_STEPS = 12
_REACH = 0.1  # a replicate's correlation is seldom further from the sample's


class Progress(NamedTuple):
    """How far the replicates of one pair have come; overwritten."""

    slope: FloatArray  # (BATCH,) of the log-likelihood in rho, per unit of weight
    information: FloatArray  # (BATCH,) expected
    step: FloatArray  # (BATCH,) the last one; 0 at first
    slope_before: FloatArray  # (BATCH,) where it began
    is_open: BoolArray  # (BATCH,) still moving
    is_solved: BoolArray  # (BATCH,) settled; what is neither must be solved alone


@njit(cache=True, nogil=True, error_model="numpy")
def count_item(codes: IntArray, item: int, weights: FloatArray, tables: FloatArray) -> None:
    """Write the two-way tables of an item with every later one.

    Args:
        codes: (n, p) categories 0..; the largest number of categories, `most`, where missing.
        item: the first of each pair.
        weights: (n, BATCH).
        tables: (p - 1 - item, most, most + 1, BATCH) is written; the last of the second item's categories takes those
            who left that one out.
    """
    tables[:] = 0.0
    for m in range(codes.shape[0]):
        first = codes[m, item]
        if first < tables.shape[1]:
            mine = weights[m]
            for j in range(item + 1, codes.shape[1]):
                cell = tables[j - item - 1, first, codes[m, j]]
                for b in range(cell.size):
                    cell[b] += mine[b]


def solve_item(
    item: int,
    tables: FloatArray,
    cut: tuple[IntArray, FloatArray, FloatArray],
    start: FloatArray,
    tolerance: float,
) -> FloatArray:
    """Return the correlations (p - 1 - item, BATCH) of an item with every later one.

    Args:
        item: the first of each pair.
        tables: (p - 1 - item, most, most + 1, BATCH) with the later items, as `count_item` writes them.
        cut: (p,) categories of each item; (p, 2, most - 1, BATCH) its finite thresholds and the normal probabilities
            below them; (p, terms, most - 1, BATCH) the functions of the thresholds.
        start: (p, p) correlations to begin from.
        tolerance: the last step is smaller than this.

    Returns:
        NaN where a replicate has no answers to both items.
    """
    correlations = np.empty((len(tables), tables.shape[-1]))
    solve_by_series(item, tables, cut, start, tolerance, correlations)
    if np.isnan(correlations).any():  # compiled only when it comes to that
        solve_rest(item, tables, cut, start, tolerance, correlations)
    return correlations


@njit(cache=True, nogil=True, error_model="numpy")
def solve_by_series(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    item: int,
    tables: FloatArray,
    cut: tuple[IntArray, FloatArray, FloatArray],
    start: FloatArray,
    tolerance: float,
    correlations: FloatArray,
) -> None:
    """Write what the series reaches, NaN for the rest; arguments as in `solve_item`."""
    sizes, cuts, functions = cut
    rows = ItemCuts(sizes[item] - 1, cuts[item], functions[item])
    for position in range(tables.shape[0]):
        j = item + 1 + position
        columns = ItemCuts(sizes[j] - 1, cuts[j], functions[j])
        solve_batch(tables[position], rows, columns, start[item, j], tolerance, correlations[position])


@njit(cache=True, nogil=True, error_model="numpy")
def solve_rest(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    item: int,
    tables: FloatArray,
    cut: tuple[IntArray, FloatArray, FloatArray],
    start: FloatArray,
    tolerance: float,
    correlations: FloatArray,
) -> None:
    """Solve alone, by quadrature, every replicate whose correlation is NaN; arguments as in `solve_item`."""
    sizes, cuts, _ = cut
    for position in range(tables.shape[0]):
        j = item + 1 + position
        table = np.empty((sizes[item], sizes[j]))
        rows, columns = np.empty((2, sizes[item] - 1)), np.empty((2, sizes[j] - 1))
        for b in range(correlations.shape[1]):
            if not np.isnan(correlations[position, b]):
                continue
            for a in range(table.shape[0]):
                for c in range(table.shape[1]):
                    table[a, c] = tables[position, a, c, b]
            for side in range(2):
                for a in range(rows.shape[1]):
                    rows[side, a] = cuts[item, side, a, b]
                for c in range(columns.shape[1]):
                    columns[side, c] = cuts[j, side, c, b]
            correlations[position, b] = solve_correlation(table, rows, columns, start[item, j], tolerance)


@njit(cache=True, nogil=True, error_model="numpy")
def solve_batch(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    table: FloatArray,
    rows: ItemCuts,
    columns: ItemCuts,
    start: float,
    tolerance: float,
    correlations: FloatArray,
) -> None:
    """Write the (BATCH,) correlations under which tables (rows, columns, BATCH) are most likely.

    Scoring, then secant steps; NaN for a replicate that leaves the reach of the series or does not settle.
    """
    batch = correlations.size
    is_solved = np.zeros(batch, dtype=np.bool_)
    if abs(start) < LARGEST_IN_SERIES:
        reach = _reach(start)
        terms, corners = count_terms(reach), border_batch(rows, columns)
        zeros = np.zeros((4, batch))
        progress = Progress(zeros[0], zeros[1], zeros[2], zeros[3], np.ones(batch, dtype=np.bool_), is_solved)
        correlations[:] = start
        for _ in range(_MOST_STEPS):
            expand_corners(correlations, terms, rows, columns, corners)
            find_slopes(table, corners, progress)
            if not take_steps(correlations, progress, reach, tolerance):
                break
    for b in range(batch):
        if not is_solved[b]:
            correlations[b] = np.nan


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def find_slopes(table: FloatArray, corners: Corners, progress: Progress) -> None:
    """Write the slope of each log-likelihood in rho, per unit of weight, and its expected information."""
    slope, information = progress.slope, progress.information
    probabilities, densities = corners
    total, ratio, change = np.zeros(slope.size), np.empty(slope.size), np.empty(slope.size)
    slope[:] = 0.0
    information[:] = 0.0
    for i in range(probabilities.shape[0] - 1):
        for j in range(probabilities.shape[1] - 1):
            for b in range(slope.size):
                cell = probabilities[i + 1, j + 1, b] - probabilities[i, j + 1, b]
                cell -= probabilities[i + 1, j, b] - probabilities[i, j, b]
                ratio[b] = max(cell, _SMALLEST_PROBABILITY)
            for b in range(slope.size):
                change[b] = densities[i + 1, j + 1, b] - densities[i, j + 1, b]
                change[b] -= densities[i + 1, j, b] - densities[i, j, b]
            for b in range(slope.size):
                ratio[b] = change[b] / ratio[b]
            for b in range(slope.size):
                information[b] += change[b] * ratio[b]
            for b in range(slope.size):
                slope[b] += table[i, j, b] * ratio[b]
            for b in range(slope.size):
                total[b] += table[i, j, b]
    for b in range(slope.size):
        slope[b] /= total[b]


@njit(cache=True, nogil=True, error_model="numpy")
def take_steps(correlations: FloatArray, progress: Progress, reach: float, tolerance: float) -> bool:
    """Move each open correlation by scoring or, where sane, the secant; return whether any stays open."""
    slope, information, step, slope_before, is_open, is_solved = progress
    any_open = False
    for b in range(correlations.size):
        if not is_open[b]:
            continue
        curvature = information[b]
        if step[b] != 0:
            secant = (slope_before[b] - slope[b]) / step[b]
            if 0.5 * curvature < secant < 2 * curvature:
                curvature = secant
        step[b], slope_before[b] = slope[b] / curvature, slope[b]
        moved = correlations[b] + step[b]
        if abs(moved) < reach and information[b] > _SMALLEST_PROBABILITY:
            correlations[b] = moved
            is_solved[b] = abs(step[b]) < tolerance
            is_open[b] = not is_solved[b]
        else:
            is_open[b] = False
        any_open = any_open or is_open[b]
    return any_open


@njit(cache=True, nogil=True, error_model="numpy")
def _reach(start: float) -> float:
    """Return the largest correlation that the series has terms for, of a pair that begins at `start`."""
    return min(abs(start) + _REACH, LARGEST_IN_SERIES)


def item_functions(cuts: FloatArray, start: FloatArray) -> FloatArray:
    """Return the functions (p, terms, most - 1, BATCH) of all thresholds, with the terms that any pair needs.

    Args:
        cuts: (p, 2, most - 1, BATCH) finite thresholds and the normal probabilities below them.
        start: (p, p) correlations to begin from.
    """
    first, second = np.triu_indices(len(start), 1)
    terms = count_terms(float(_reach(np.abs(start[first, second]).max())))
    functions = np.empty((cuts.shape[0], terms, *cuts.shape[2:]))
    for item in range(cuts.shape[0]):
        fill_functions(cuts[item, 0], functions[item])
    return functions
