"""Weighting, compiled part: raking on the masses of classes, for one sample or for all its replicates.

A class holds the respondents who share every margin cell (and, under a cap, base weight and cap group):
whatever raking does to one of them it does to all, so the work does not grow with the sample. Compiled at the
first call and kept on disk. One thread rakes a replicate from first to last: the number of threads moves no
number.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


class ControlCells(NamedTuple):
    """What the classes must add up to, in the form that compiled code reads."""

    cell_of: IntArray  # (n_margins, n_classes) control cell of each class, numbered through all margins
    totals: FloatArray  # (n_cells,) control totals
    start: FloatArray  # (n_classes,) weight of one unit of mass before raking
    cap_group: IntArray  # (n_classes,) group 0..g-1 whose mean weight the cap refers to
    cap: float  # largest weight as a multiple of that mean; infinite where there is none
    tolerance: float  # largest relative gap to accept
    max_cycles: int  # passes over all margins before giving up


class RakedClasses(NamedTuple):
    """Where raking stopped; it succeeded if neither gap nor excess is above the tolerance."""

    weights: FloatArray  # (n_classes,) weight of one unit of mass
    is_capped: BoolArray  # (n_classes,) held down by the cap
    gap: float  # largest |weighted count / control total - 1|; at best, where a cell cannot be filled
    worst_cell: int  # the control cell with that gap
    excess: float  # largest weight / its limit - 1; -1 where nothing limits it
    n_cycles: int


@njit(cache=True, nogil=True)
def rake_classes(masses: FloatArray, control: ControlCells) -> RakedClasses:
    """Rake class masses to the control totals: weight = min(start x one factor per cell, limit of the cap).

    Without a cap this is iterative proportional fitting. Under a cap each step finds the factor that meets
    its control total while the limits stand, so that the result is, of all weights meeting both, the nearest
    to the base weights in raking's own distance, whatever the order of the margins. It ends early where a
    cell cannot be filled.

    Args:
        masses: (n_classes,) sum of base weights; number of respondents where start holds the base weight.
        control: margins, cap and when to stop.
    """
    free, limits = np.empty(masses.size), np.empty(masses.size)
    for k in range(masses.size):
        free[k], limits[k] = (control.start[k], np.inf) if masses[k] > 0 else (0.0, 0.0)
    is_done, excess, n_cycles = False, -1.0, 0
    gap, worst_cell = _largest_shortage(limits, masses, control)
    while gap <= control.tolerance and n_cycles < control.max_cycles and not is_done:
        gap, worst_cell, n_cycles = _meet_all_margins(free, limits, masses, control, n_cycles)
        is_done = True
        if gap <= control.tolerance and control.cap < np.inf:
            lower = _cap_limits(free, limits, masses, control)
            excess = _largest_excess(free, limits, lower)
            if excess > control.tolerance:
                limits, is_done = lower, False
                gap, worst_cell = _largest_shortage(limits, masses, control)
    is_capped = np.empty(masses.size, dtype=np.bool_)
    for k in range(masses.size):
        is_capped[k], free[k] = free[k] > limits[k], min(free[k], limits[k])
    return RakedClasses(free, is_capped, gap, worst_cell, excess, n_cycles)


@njit(cache=True, parallel=True)
def rake_resampled(
    multipliers: FloatArray, psu: IntArray, class_of: IntArray, own_masses: FloatArray, control: ControlCells
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Rake every replicate and spread its class weights to the respondents.

    Args:
        multipliers: (n_psus, n_replicates) copies of each unit.
        psu: (n,) row of each respondent in that matrix.
        class_of: (n,) class of each respondent.
        own_masses: (n,) mass of each respondent before resampling.
        control: margins, cap and when to stop.

    Returns:
        Weights (n, n_replicates), the gap that each replicate reached, and whether it succeeded.
    """
    n_replicates, n, n_classes = multipliers.shape[1], psu.size, control.start.size
    by_class = np.empty((n_classes, n_replicates))
    gaps = np.empty(n_replicates)
    is_met = np.empty(n_replicates, dtype=np.bool_)
    for replicate in prange(n_replicates):
        masses = np.zeros(n_classes)
        for i in range(n):
            masses[class_of[i]] += own_masses[i] * multipliers[psu[i], replicate]
        raked = rake_classes(masses, control)
        gaps[replicate] = raked.gap
        is_met[replicate] = raked.gap <= control.tolerance and raked.excess <= control.tolerance
        for k in range(n_classes):
            by_class[k, replicate] = raked.weights[k] if is_met[replicate] else np.nan
    weights = np.empty((n, n_replicates))
    for i in prange(n):
        for replicate in range(n_replicates):
            copies = own_masses[i] * multipliers[psu[i], replicate]
            weights[i, replicate] = copies * by_class[class_of[i], replicate]
    return weights, gaps, is_met


@njit(cache=True, nogil=True)
def _meet_all_margins(
    free: FloatArray, limits: FloatArray, masses: FloatArray, control: ControlCells, n_cycles: int
) -> tuple[float, int, int]:
    """Adjust to one margin after another, testing all of them at the end of every cycle, until all hold."""
    gap, worst_cell = np.inf, 0
    while not gap <= control.tolerance and n_cycles < control.max_cycles:
        n_cycles += 1
        for margin in range(control.cell_of.shape[0]):
            _meet_margin(free, limits, masses, control.cell_of[margin], control.totals)
        gap, worst_cell = _largest_gap(free, limits, masses, control)
    return gap, worst_cell, n_cycles


@njit(cache=True, nogil=True)
def _meet_margin(
    free: FloatArray, limits: FloatArray, masses: FloatArray, cells: IntArray, totals: FloatArray
) -> None:
    """Multiply the weights of each cell by the factor that fills it while no weight passes its limit.

    Newton's method on the weighted count, which is concave and piecewise linear in the factor: each step is
    exact while the same classes are at their limit, so the search ends when a step moves no class past its
    limit.
    """
    is_settled = False
    for step in range(cells.size + 1):
        if is_settled:
            break
        is_settled = True
        open_sums, full_sums, all_sums = np.zeros(totals.size), np.zeros(totals.size), np.zeros(totals.size)
        for k in range(cells.size):
            all_sums[cells[k]] += masses[k] * free[k]
            if free[k] < limits[k]:
                open_sums[cells[k]] += masses[k] * free[k]
            else:
                full_sums[cells[k]] += masses[k] * limits[k]
        for k in range(cells.size):
            cell, before = cells[k], free[k]
            if open_sums[cell] > 0 and totals[cell] > full_sums[cell]:
                free[k] *= (totals[cell] - full_sums[cell]) / open_sums[cell]
                is_settled = is_settled and (before < limits[k]) == (free[k] < limits[k])
            elif step == 0 and all_sums[cell] > 0:  # from this side of the answer the method only climbs
                free[k] *= totals[cell] / all_sums[cell]
                is_settled = False


@njit(cache=True, nogil=True)
def _largest_gap(
    free: FloatArray, limits: FloatArray, masses: FloatArray, control: ControlCells
) -> tuple[float, int]:
    """Compare every margin with its control totals: only the one adjusted last holds by construction."""
    gap, worst_cell = 0.0, 0
    for margin in range(control.cell_of.shape[0]):
        cells = control.cell_of[margin]
        sums = np.zeros(control.totals.size)
        for k in range(cells.size):
            sums[cells[k]] += masses[k] * min(free[k], limits[k])
        for cell in cells:
            difference = abs(sums[cell] / control.totals[cell] - 1.0)
            if np.isnan(difference):  # a weight has overflowed
                difference = np.inf
            if difference > gap:
                gap, worst_cell = difference, cell
    return gap, worst_cell


@njit(cache=True, nogil=True)
def _largest_shortage(limits: FloatArray, masses: FloatArray, control: ControlCells) -> tuple[float, int]:
    """Find the cell left emptiest with all weights at their limits: 1 if nobody is in it."""
    shortage, worst_cell = 0.0, 0
    for margin in range(control.cell_of.shape[0]):
        cells = control.cell_of[margin]
        room = np.zeros(control.totals.size)
        for k in range(cells.size):
            if masses[k] > 0:
                room[cells[k]] += masses[k] * limits[k]
        for cell in cells:
            if 1.0 - room[cell] / control.totals[cell] > shortage:
                shortage, worst_cell = 1.0 - room[cell] / control.totals[cell], cell
    return shortage, worst_cell


@njit(cache=True, nogil=True)
def _cap_limits(
    free: FloatArray, limits: FloatArray, masses: FloatArray, control: ControlCells
) -> FloatArray:
    """Give each class the cap times the mean weight of its group; zero where the class has no mass."""
    n_groups = control.cap_group.max() + 1
    sums, counts, lower = np.zeros(n_groups), np.zeros(n_groups), np.zeros(free.size)
    for k in range(free.size):
        sums[control.cap_group[k]] += masses[k] * min(free[k], limits[k])
        counts[control.cap_group[k]] += masses[k]
    for k in range(free.size):
        if masses[k] > 0:
            lower[k] = control.cap * sums[control.cap_group[k]] / counts[control.cap_group[k]]
    return lower


@njit(cache=True, nogil=True)
def _largest_excess(free: FloatArray, limits: FloatArray, lower: FloatArray) -> float:
    excess = -1.0
    for k in range(free.size):
        if lower[k] > 0:
            excess = max(excess, min(free[k], limits[k]) / lower[k] - 1.0)
    return excess
