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
from crowdpotential.stats.weighting.calibration_kernels import Equations, Gap, State, solve_blocks
from crowdpotential.stats.weighting.proportional_fitting import Beginning

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
    """What holds the classes' weights; overwritten but for `usual`."""

    usual: FloatArray  # (K,) ratio of the class's least inflated cell
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
def calibrate_classes(masses: FloatArray, begun: Beginning, cap: Cap, eq: Equations) -> CalibratedClasses:
    """Calibrate class masses to all controls, and to the cap.

    Args:
        masses: (K,) sum of base weights of each class; zero where a replicate holds none of it.
        begun: where to begin; overwritten.
        cap: what limits the weights beyond the bounds of the distance.
        eq: the controls, the distance and when to stop.
    """
    ratios, is_capped = np.zeros(masses.size), np.zeros(masses.size, dtype=np.bool_)
    reachable = np.full(masses.size, eq.high)
    counts = _count_masses(masses, eq)
    for j in range(counts.size):
        if eq.is_used[j] and not counts[j] > 0:  # nobody is left for this control
            return CalibratedClasses(ratios, reachable, is_capped, 1.0, j, -1.0, 1.0, 0)
    limits = _Held(_usual_ratios(counts, eq), reachable, is_capped)
    gap, excess = _calibrate_and_trim(masses, begun, ratios, limits, (cap, eq))
    least = _least_ratio(ratios, masses, limits.usual)
    return CalibratedClasses(ratios, reachable, is_capped, gap.size, gap.column, excess, least, gap.n_cycles)


@njit(cache=True, nogil=True, error_model="numpy")
def is_met(result: CalibratedClasses, eq: Equations) -> bool:
    """Return whether weights meet controls and cap, and nobody is left with next to no weight."""
    return result.gap <= eq.tolerance and result.excess <= eq.tolerance and result.least >= eq.least_ratio


@njit(cache=True, nogil=True, error_model="numpy")
def _count_masses(masses: FloatArray, eq: Equations) -> FloatArray:
    """Add up the base weights (p,) that count in each control."""
    counts = np.zeros(eq.totals.size)
    for k in range(masses.size):
        for slot in range(eq.column_of.shape[1]):
            if eq.values[k, slot] != 0:
                counts[eq.column_of[k, slot]] += masses[k]
    return counts


@njit(cache=True, nogil=True, error_model="numpy")
def _usual_ratios(counts: FloatArray, eq: Equations) -> FloatArray:
    """Give, for each class (K,), what its least inflated cell multiplies weights by on average."""
    usual = np.full(eq.column_of.shape[0], np.inf)
    inflation = eq.totals / counts
    for k in range(usual.size):
        for slot in range(eq.n_margins):
            usual[k] = min(usual[k], inflation[eq.column_of[k, slot]])
    return usual


@njit(cache=True, nogil=True, error_model="numpy")
def _calibrate_and_trim(
    masses: FloatArray, begun: Beginning, ratios: FloatArray, limits: _Held, problem: tuple[Cap, Equations]
) -> tuple[Gap, float]:
    """Calibrate until controls and cap hold; give the gap, and the excess over the cap."""
    cap, eq = problem
    state = State(masses.copy(), limits.reachable.copy(), begun.dual, begun.ratios)
    start = np.ones(masses.size)  # ratio from which this round calibrates
    gap, excess, before, n_stalled, n_cycles = Gap(np.inf, 0, 0), -1.0, np.inf, 0, 0
    for _ in range(eq.max_cycles):
        gap = solve_blocks(begun.n_cycles, state, eq)
        n_cycles += gap.n_cycles
        begun.n_cycles[:] = 0
        for k in range(masses.size):
            ratios[k] = start[k] * state.ratios[k] if masses[k] > 0 else 0.0
        if cap.kind == NO_CAP or not gap.size <= eq.tolerance:
            break
        excess = _compare_with_cap(ratios, masses, limits, cap, eq)
        is_hopeless = excess == np.inf or _least_ratio(ratios, masses, limits.usual) < eq.least_ratio
        n_stalled, before = (n_stalled + 1 if excess > PROGRESS * before else 0), excess
        if excess <= eq.tolerance or is_hopeless or n_stalled == PATIENCE:
            break
        if cap.kind == BOUNDED:
            _lower(limits, state)
        else:
            _cut(ratios, masses, limits, start, state)
    if cap.kind == BOUNDED:
        for k in range(masses.size):
            limits.is_capped[k] = state.upper[k] < eq.high and ratios[k] >= state.upper[k]
    return Gap(gap.size, gap.column, n_cycles), excess


@njit(cache=True, nogil=True, error_model="numpy")
def _lower(limits: _Held, state: State) -> None:
    """Limit the ratios to what the cap leaves, and calibrate from the coefficients that have been found."""
    for k in range(state.upper.size):
        state.upper[k] = limits.reachable[k]
        state.ratios[k] = min(state.ratios[k], state.upper[k])


@njit(cache=True, nogil=True, error_model="numpy")
def _cut(ratios: FloatArray, masses: FloatArray, limits: _Held, start: FloatArray, state: State) -> None:
    """Cut the weights at the cap and calibrate from there; calibration itself brings back the mean."""
    for k in range(masses.size):
        limits.is_capped[k] = limits.is_capped[k] or ratios[k] > limits.reachable[k]
        start[k] = min(ratios[k], limits.reachable[k])
        state.masses[k] = masses[k] * start[k]
        state.ratios[k] = 1.0
    for j in range(state.dual.size):
        state.dual[j] = 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _compare_with_cap(ratios: FloatArray, masses: FloatArray, limits: _Held, cap: Cap, eq: Equations) -> float:
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
            limits.reachable[k] = min(limit, eq.high)
            excess = max(excess, ratios[k] / limit - 1.0 if limit >= eq.low else np.inf)
    return excess


@njit(cache=True, nogil=True, error_model="numpy")
def _least_ratio(ratios: FloatArray, masses: FloatArray, usual: FloatArray) -> float:
    """Return the smallest ratio of calibrated to base weight, relative to that of the class's least inflated cell."""
    least = np.inf
    for k in range(masses.size):
        if masses[k] > 0:
            least = min(least, ratios[k] / usual[k])
    return least
