"""Measurement: latent correlations of all pairs of items in many replicates at a time, compiled.

One thread takes LANES replicates: it counts an item's tables with all later items by additions of whole rows of
weights, and solves each pair for all of them together. What the series of `corner_series` cannot reach is solved
alone by quadrature, as the sample itself is. No number depends on a replicate's company, nor on the number of
threads.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.corner_series import (
    LARGEST_IN_SERIES,
    Corners,
    ItemCuts,
    border_lanes,
    count_terms,
    expand_corners,
    fill_functions,
)
from crowdpotential.stats.pair_tables import solve_correlation

_SMALLEST_PROBABILITY = 1e-12
_MOST_STEPS = 12
_REACH = 0.1  # a replicate's correlation is seldom further from the sample's


class Progress(NamedTuple):
    """How far the replicates of one pair have come; overwritten."""

    slope: FloatArray  # (LANES,) of the log-likelihood in rho, per unit of weight
    information: FloatArray  # (LANES,) expected
    step: FloatArray  # (LANES,) the last one; 0 at first
    slope_before: FloatArray  # (LANES,) where it began
    is_open: BoolArray  # (LANES,) still moving
    is_solved: BoolArray  # (LANES,) settled; what is neither must be solved alone


@njit(cache=True, nogil=True, error_model="numpy")
def correlate_lanes(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    codes: IntArray,
    weights: FloatArray,
    sizes: IntArray,
    cuts: FloatArray,
    start: FloatArray,
    tolerance: float,
    correlations: FloatArray,
) -> None:
    """Write the latent correlations of all pairs of items in LANES replicates.

    Args:
        codes: (n, p) categories 0..; the largest number of categories where missing.
        weights: (n, LANES).
        sizes: (p,) categories of each item.
        cuts: (p, 2, largest size - 1, LANES) finite thresholds and the normal probabilities below them.
        start: (p, p) correlations to begin from.
        tolerance: the last step is smaller than this.
        correlations: (p (p - 1) / 2, LANES) is written, NaN where a replicate has no answers to both.
    """
    n_items, most, lanes = sizes.size, cuts.shape[2] + 1, weights.shape[1]
    functions = np.empty((n_items, most_terms(start), most - 1, lanes))
    for i in range(n_items):
        fill_functions(cuts[i, 0], functions[i])
    tables = np.empty((n_items, most, most + 1, lanes))
    pair = 0
    for i in range(n_items - 1):
        count_item(codes, i, weights, tables)
        last = pair + n_items - 1 - i
        solve_item(i, tables[i + 1 :], sizes, (cuts, functions), start[i], tolerance, correlations[pair:last])
        pair = last


@njit(cache=True, nogil=True, error_model="numpy")
def solve_item(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    item: int,
    tables: FloatArray,
    sizes: IntArray,
    cut: tuple[FloatArray, FloatArray],
    start: FloatArray,
    tolerance: float,
    correlations: FloatArray,
) -> None:
    """Write the correlations of an item with every later one in LANES replicates.

    Args:
        item: the first of each pair.
        tables: (p - 1 - item, most, most + 1, LANES) with the later items.
        sizes: (p,) categories of each item.
        cut: (p, 2, most - 1, LANES) thresholds and normal probabilities, (p, terms, most - 1, LANES) their functions.
        start: (p,) correlations with this item to begin from.
        tolerance: the last step is smaller than this.
        correlations: (p - 1 - item, LANES) is written.
    """
    cuts, functions = cut
    rows = ItemCuts(sizes[item] - 1, cuts[item], functions[item])
    for position in range(tables.shape[0]):
        j = item + 1 + position
        columns = ItemCuts(sizes[j] - 1, cuts[j], functions[j])
        solve_lanes(tables[position], rows, columns, start[j], tolerance, correlations[position])


@njit(cache=True, nogil=True, error_model="numpy")
def count_item(codes: IntArray, item: int, weights: FloatArray, tables: FloatArray) -> None:
    """Write the two-way tables (p, most, most + 1, LANES) of an item with every later one.

    The last of the second item's categories takes those who left that one out.
    """
    tables[item + 1 :] = 0.0
    for m in range(codes.shape[0]):
        first = codes[m, item]
        if first < tables.shape[1]:
            mine = weights[m]
            for j in range(item + 1, codes.shape[1]):
                cell = tables[j, first, codes[m, j]]
                for b in range(cell.size):
                    cell[b] += mine[b]


@njit(cache=True, nogil=True, error_model="numpy")
def solve_lanes(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    table: FloatArray,
    rows: ItemCuts,
    columns: ItemCuts,
    start: float,
    tolerance: float,
    correlations: FloatArray,
) -> None:
    """Write the (LANES,) correlations under which tables (rows, columns, LANES) are most likely.

    Scoring, then secant steps; a replicate that leaves the reach of the series, or does not settle, is solved
    alone within a bracket.
    """
    lanes = correlations.size
    is_solved = np.zeros(lanes, dtype=np.bool_)
    if abs(start) < LARGEST_IN_SERIES:
        reach = _reach(start)
        terms, corners = count_terms(reach), border_lanes(rows, columns)
        zeros = np.zeros((4, lanes))
        progress = Progress(zeros[0], zeros[1], zeros[2], zeros[3], np.ones(lanes, dtype=np.bool_), is_solved)
        correlations[:] = start
        for _ in range(_MOST_STEPS):
            expand_corners(correlations, terms, rows, columns, corners)
            find_slopes(table, corners, progress)
            if not take_steps(correlations, progress, reach, tolerance):
                break
    for b in range(lanes):
        if not is_solved[b]:
            correlations[b] = solve_alone(table, rows, columns, b, start, tolerance)


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
    """Move each open correlation by scoring or, where sane, the secant; tell whether any stays open."""
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
def solve_alone(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    table: FloatArray, rows: ItemCuts, columns: ItemCuts, lane: int, start: float, tolerance: float
) -> float:
    """Solve one replicate of a pair by quadrature, from tables (rows, columns, LANES)."""
    mine = np.empty((rows.n + 1, columns.n + 1))
    for i in range(rows.n + 1):
        for j in range(columns.n + 1):
            mine[i, j] = table[i, j, lane]
    row_cuts, column_cuts = np.empty((2, rows.n)), np.empty((2, columns.n))
    for side in range(2):
        for i in range(rows.n):
            row_cuts[side, i] = rows.cuts[side, i, lane]
        for j in range(columns.n):
            column_cuts[side, j] = columns.cuts[side, j, lane]
    return solve_correlation(mine, row_cuts, column_cuts, start, tolerance)


@njit(cache=True, nogil=True, error_model="numpy")
def _reach(start: float) -> float:
    """Give the largest correlation that the series has terms for, of a pair that begins at `start`."""
    return min(abs(start) + _REACH, LARGEST_IN_SERIES)


@njit(cache=True, nogil=True, error_model="numpy")
def most_terms(start: FloatArray) -> int:
    """Give the terms that the series needs for any pair, from the correlations (p, p) to begin from."""
    terms = 0
    for i in range(start.shape[0]):
        for j in range(i + 1, start.shape[0]):
            terms = max(terms, count_terms(_reach(start[i, j])))
    return terms
