"""Weighting, compiled part: calibration of all blocks, with or without a cap on the weights.

The cap is a multiple of the mean weight of the respondent's group. `bounded` gives, of all weights that meet
controls and cap, the nearest to the base weights in the method's distance (Deville and Särndal 1992).
`rerake` is the practice of survey organisations: calibrate, cut what is above the cap, calibrate from there,
until both hold (DeBell and Krosnick 2009, ANES technical report nes012427; Battaglia, Hoaglin and Frankel
2009, Survey Practice 2(5)).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.calibration_kernels import Equations, Gap, State, solve_block
from crowdpotential.stats.distances import RAKING
from crowdpotential.stats.proportional_fitting import fit_proportions

NO_CAP, BOUNDED, RERAKE = 0, 1, 2
PROGRESS = 0.999  # of the excess: trimming that leaves more than this PATIENCE times running gets nowhere
PATIENCE = 100


class Cap(NamedTuple):
    """The largest weight, in the form that compiled code reads."""

    kind: int  # NO_CAP, BOUNDED or RERAKE
    multiple: float  # of the mean weight of the group
    group: IntArray  # (K,) 0..g-1
    start: FloatArray  # (K,) base weight of one respondent of the class; 1 without a cap


class _Held(NamedTuple):
    """What the cap does to the classes; overwritten."""

    reachable: FloatArray  # (K,) the largest ratio that bound and cap left to the class
    is_capped: BoolArray  # (K,) held down, or cut, by the cap


class CalibratedClasses(NamedTuple):
    """Where calibration stopped; it succeeded if neither gap nor excess nor a vanishing weight speaks against it."""

    ratios: FloatArray  # (K,) calibrated / base weight
    reachable: FloatArray  # (K,) the largest ratio that bound and cap left to the class
    is_capped: BoolArray  # (K,) held down, or cut, by the cap
    gap: float  # largest of all controls
    column: int  # the control with that gap
    excess: float  # largest weight / cap - 1; -1 where there is no cap
    least: float  # smallest ratio of calibrated to base weight, relative to that of the class's least inflated cell
    n_cycles: int  # Newton steps of the slowest block


@njit(cache=True, nogil=True, error_model="numpy")
def calibrate_classes(masses: FloatArray, cap: Cap, eq: Equations) -> CalibratedClasses:
    """Calibrate class masses to all controls, and to the cap.

    Args:
        masses: (K,) sum of base weights of each class; zero where a replicate holds none of it.
        cap: what limits the weights beyond the bounds of the distance.
        eq: the controls, the distance and when to stop.
    """
    n_classes = masses.size
    state = State(masses, np.full(n_classes, eq.high), np.zeros(eq.totals.size), np.ones(n_classes))
    held = _Held(np.full(n_classes, eq.high), np.zeros(n_classes, dtype=np.bool_))
    lost = _lost_control(masses, eq)
    if lost >= 0:
        return CalibratedClasses(state.ratios, held.reachable, held.is_capped, 1.0, lost, -1.0, 1.0, 0)
    gap, excess = _solve_all(state, eq, 0), -1.0
    if cap.kind != NO_CAP:
        gap, excess = _hold_cap(gap, state, held, cap, eq)
    least = _least_ratio(state.ratios, masses, eq)
    return CalibratedClasses(
        state.ratios, held.reachable, held.is_capped, gap.size, gap.column, excess, least, gap.n_cycles
    )


@njit(cache=True, nogil=True, error_model="numpy")
def is_met(result: CalibratedClasses, eq: Equations) -> bool:
    """Tell whether weights meet controls and cap, and nobody is left with next to no weight."""
    return result.gap <= eq.tolerance and result.excess <= eq.tolerance and result.least >= eq.least_ratio


@njit(cache=True, nogil=True, error_model="numpy")
def _lost_control(masses: FloatArray, eq: Equations) -> int:
    """Find a control that nobody is left for; -1 if there is none."""
    has_members = np.zeros(eq.totals.size, dtype=np.bool_)
    has_mass = np.zeros(eq.totals.size, dtype=np.bool_)
    for k in range(masses.size):
        for slot in range(eq.column_of.shape[1]):
            if slot < eq.n_margins or eq.values[k, slot] != 0:
                has_members[eq.column_of[k, slot]] = True
                if masses[k] > 0:
                    has_mass[eq.column_of[k, slot]] = True
    for column in range(eq.totals.size):
        if has_members[column] and not has_mass[column]:
            return column
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def _hold_cap(gap: Gap, state: State, held: _Held, cap: Cap, eq: Equations) -> tuple[Gap, float]:
    """Calibrate again under the cap until cap and controls hold; give the gap, and the excess over the cap."""
    excess, before, n_stalled = -1.0, np.inf, 0
    while gap.size <= eq.tolerance and gap.n_cycles < eq.max_cycles and n_stalled < PATIENCE:
        limits = _limits(state.ratios, state.masses, cap)
        excess = _largest_excess(state.ratios, limits, state.masses)
        n_stalled, before = (n_stalled + 1 if excess > PROGRESS * before else 0), excess
        is_right = _least_ratio(state.ratios, state.masses, eq) >= eq.least_ratio
        if excess <= eq.tolerance or not is_right:
            break
        for k in range(limits.size):
            held.reachable[k] = min(limits[k], eq.high)
        if held.reachable.min() < eq.low:  # the cap is below what the bounds demand
            return gap, np.inf
        if cap.kind == RERAKE:
            gap = _cut_and_repeat(limits, held.is_capped, state, eq, gap.n_cycles)
        else:
            state.upper[:] = held.reachable
            gap = _solve_all(state, eq, gap.n_cycles)
            for k in range(limits.size):
                held.is_capped[k] = limits[k] <= eq.high and state.ratios[k] >= limits[k]
    return gap, excess


@njit(cache=True, nogil=True, error_model="numpy")
def _solve_all(state: State, eq: Equations, n_before: int) -> Gap:
    """Solve block by block; give the largest gap, where it is, and the cycles of the slowest block."""
    largest, column, n_cycles = 0.0, 0, n_before
    for block in range(eq.class_first.size - 1):
        begin, end = eq.class_first[block], eq.class_first[block + 1]
        is_free = eq.kind == RAKING and eq.low == -np.inf
        for k in range(begin, end):
            is_free = is_free and state.upper[k] == np.inf
        n_fits = fit_proportions(block, state, eq) if is_free else 0
        gap = solve_block(block, n_before + n_fits, state, eq)
        if gap.size > largest:
            largest, column = gap.size, gap.column
        n_cycles = max(n_cycles, gap.n_cycles)
    return Gap(largest, column, n_cycles)


@njit(cache=True, nogil=True, error_model="numpy")
def _cut_and_repeat(
    limits: FloatArray, is_capped: BoolArray, state: State, eq: Equations, n_before: int
) -> Gap:
    """Cut the weights at their limits and calibrate from there, which also brings back the mean of one."""
    n_classes = limits.size
    cut, trimmed = np.empty(n_classes), np.empty(n_classes)
    for k in range(n_classes):
        is_capped[k] = is_capped[k] or (state.masses[k] > 0 and state.ratios[k] > limits[k])
        cut[k] = min(state.ratios[k], limits[k])
        trimmed[k] = state.masses[k] * cut[k] if state.masses[k] > 0 else 0.0
    again = State(trimmed, state.upper, np.zeros(eq.totals.size), np.ones(n_classes))
    gap = _solve_all(again, eq, n_before)
    for k in range(n_classes):
        state.ratios[k] = cut[k] * again.ratios[k]
    return Gap(gap.size, gap.column, max(gap.n_cycles, n_before + 1))


@njit(cache=True, nogil=True, error_model="numpy")
def _limits(ratios: FloatArray, masses: FloatArray, cap: Cap) -> FloatArray:
    """Give each class the ratio at which its weight is the cap times the mean weight of its group."""
    n_groups = cap.group.max() + 1
    sums, counts, limits = np.zeros(n_groups), np.zeros(n_groups), np.full(masses.size, np.inf)
    for k in range(masses.size):
        sums[cap.group[k]] += masses[k] * ratios[k] if masses[k] > 0 else 0.0
        counts[cap.group[k]] += masses[k] / cap.start[k]
    for k in range(masses.size):
        if masses[k] > 0:
            limits[k] = cap.multiple * sums[cap.group[k]] / counts[cap.group[k]] / cap.start[k]
    return limits


@njit(cache=True, nogil=True, error_model="numpy")
def _largest_excess(ratios: FloatArray, limits: FloatArray, masses: FloatArray) -> float:
    excess = -1.0
    for k in range(masses.size):
        if masses[k] > 0:
            excess = max(excess, ratios[k] / limits[k] - 1.0)
    return excess


@njit(cache=True, nogil=True, error_model="numpy")
def _least_ratio(ratios: FloatArray, masses: FloatArray, eq: Equations) -> float:
    """Give the smallest ratio of calibrated to base weight, relative to that of the class's least inflated cell."""
    sums = np.zeros(eq.totals.size)
    for k in range(masses.size):
        for slot in range(eq.n_margins):
            sums[eq.column_of[k, slot]] += masses[k]
    least = np.inf
    for k in range(masses.size):
        if masses[k] > 0:
            expected = np.inf
            for slot in range(eq.n_margins):
                column = eq.column_of[k, slot]
                expected = min(expected, eq.totals[column] / sums[column])
            least = min(least, ratios[k] / expected)
    return least
