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
from crowdpotential.stats.weighting.calibration_kernels import Equations, Gap, State, solve_block
from crowdpotential.stats.weighting.distances import RAKING
from crowdpotential.stats.weighting.proportional_fitting import fit_proportions

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
    n_cycles: int  # steps of the slowest block, in all rounds of trimming


@njit(cache=True, nogil=True, error_model="numpy")
def calibrate_classes(masses: FloatArray, cap: Cap, eq: Equations) -> CalibratedClasses:
    """Calibrate class masses to all controls, and to the cap.

    Args:
        masses: (K,) sum of base weights of each class; zero where a replicate holds none of it.
        cap: what limits the weights beyond the bounds of the distance.
        eq: the controls, the distance and when to stop.
    """
    n_classes = masses.size
    ratios, held = np.zeros(n_classes), _Held(np.empty(n_classes), np.zeros(n_classes, dtype=np.bool_))
    for k in range(n_classes):
        held.reachable[k] = eq.high
    lost = _lost_control(masses, eq)
    if lost >= 0:
        return CalibratedClasses(ratios, held.reachable, held.is_capped, 1.0, lost, -1.0, 1.0, 0)
    gap, excess = _calibrate_and_trim(masses, ratios, held, cap, eq)
    least = _least_ratio(ratios, masses, eq)
    return CalibratedClasses(
        ratios, held.reachable, held.is_capped, gap.size, gap.column, excess, least, gap.n_cycles
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
def _calibrate_and_trim(
    masses: FloatArray, ratios: FloatArray, held: _Held, cap: Cap, eq: Equations
) -> tuple[Gap, float]:
    """Calibrate until controls and cap hold; give the gap, and the excess over the cap."""
    n_classes = masses.size
    state = State(np.empty(n_classes), np.empty(n_classes), np.zeros(eq.totals.size), np.empty(n_classes))
    start = np.ones(n_classes)  # ratio from which this round calibrates
    for k in range(n_classes):
        state.masses[k], state.upper[k] = masses[k], eq.high
    gap, excess, before, n_stalled, n_cycles = Gap(np.inf, 0, 0), -1.0, np.inf, 0, 0
    for _ in range(eq.max_cycles):
        gap = _solve_all(state, eq)
        n_cycles += gap.n_cycles
        for k in range(n_classes):
            ratios[k] = start[k] * state.ratios[k] if masses[k] > 0 else 0.0
        if cap.kind == NO_CAP or not gap.size <= eq.tolerance:
            break
        excess = _compare_with_cap(ratios, masses, held, cap, eq)
        is_hopeless = excess == np.inf or _least_ratio(ratios, masses, eq) < eq.least_ratio
        n_stalled, before = (n_stalled + 1 if excess > PROGRESS * before else 0), excess
        if excess <= eq.tolerance or is_hopeless or n_stalled == PATIENCE:
            break
        if cap.kind == BOUNDED:
            for k in range(n_classes):
                state.upper[k] = held.reachable[k]
        else:
            _cut(ratios, masses, held, start, state)
    if cap.kind == BOUNDED:
        for k in range(n_classes):
            held.is_capped[k] = state.upper[k] < eq.high and ratios[k] >= state.upper[k]
    return Gap(gap.size, gap.column, n_cycles), excess


@njit(cache=True, nogil=True, error_model="numpy")
def _solve_all(state: State, eq: Equations) -> Gap:
    """Solve block by block; give the largest gap, where it is, and the cycles of the slowest block."""
    largest, column, n_cycles = 0.0, 0, 0
    for block in range(eq.class_first.size - 1):
        is_free = eq.kind == RAKING and eq.low == -np.inf
        for k in range(eq.class_first[block], eq.class_first[block + 1]):
            is_free = is_free and state.upper[k] == np.inf
        n_fits = fit_proportions(block, state, eq) if is_free else 0
        gap = solve_block(block, n_fits, state, eq)
        if gap.size > largest:
            largest, column = gap.size, gap.column
        n_cycles = max(n_cycles, gap.n_cycles)
    return Gap(largest, column, n_cycles)


@njit(cache=True, nogil=True, error_model="numpy")
def _cut(ratios: FloatArray, masses: FloatArray, held: _Held, start: FloatArray, state: State) -> None:
    """Cut the weights at the cap and begin from there; calibration itself brings back the mean."""
    for k in range(masses.size):
        held.is_capped[k] = held.is_capped[k] or ratios[k] > held.reachable[k]
        start[k] = min(ratios[k], held.reachable[k])
        state.masses[k] = masses[k] * start[k]
    for j in range(state.dual.size):
        state.dual[j] = 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _compare_with_cap(ratios: FloatArray, masses: FloatArray, held: _Held, cap: Cap, eq: Equations) -> float:
    """Find what the cap allows each class; give the largest excess, infinite where the bounds demand more."""
    n_groups, excess = 0, -1.0
    for k in range(masses.size):
        n_groups = max(n_groups, cap.group[k] + 1)
    sums, counts = np.zeros(n_groups), np.zeros(n_groups)
    for k in range(masses.size):
        sums[cap.group[k]] += masses[k] * ratios[k]
        counts[cap.group[k]] += masses[k] / cap.start[k]
    for k in range(masses.size):
        if masses[k] > 0:
            mean = sums[cap.group[k]] / counts[cap.group[k]]
            limit = cap.multiple * mean / cap.start[k]
            held.reachable[k] = min(limit, eq.high)
            excess = max(excess, ratios[k] / limit - 1.0 if limit >= eq.low else np.inf)
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
