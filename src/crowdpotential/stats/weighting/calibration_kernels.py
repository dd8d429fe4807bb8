"""Weighting, compiled part: calibration equations solved on classes of respondents by damped Newton.

The dual of calibration (Deville and Särndal 1992) is to minimise a convex function of one number per control
total. Controls that share no respondents, such as those of different areas, are solved apart. Margins depend
on each other linearly, so that some pivots vanish: they are given a small value, which moves the solution
only along directions that no weight feels. Compiled at the first call and kept on disk.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.weighting.distances import LINEAR, LOGIT, step_at

LEAST_PIVOT = 1e-11  # share of the pivot's natural size; below it a column adds nothing to the earlier ones
ENOUGH = 1e-4  # share of the decrease promised by the slope that a step must bring (Armijo 1966)
ROUNDING = 1e-13  # of the terms of the dual function, that hides whether a last step decreases it
MOST_HALVINGS = 50
PROGRESS = 0.99  # a gap above this share of the best so far is no smaller gap
PATIENCE = 100  # steps without a smaller gap after which nothing is to be hoped for
LONGEST_STEP = 3.0  # in u where weights are bounded: beyond a bound the slope says nothing about distance


class Equations(NamedTuple):
    """What the classes must add up to: X'w = totals, sparse, block by block."""

    column_of: IntArray  # (K, S) control of each class in each margin, then in each mean
    values: FloatArray  # (K, S) 1 in margins; value - control mean, or 0 where the mean is not about it
    n_margins: int  # the first of the S
    totals: FloatArray  # (p,) persons; 0 for means
    is_used: BoolArray  # (p,) some class counts in it
    class_first: IntArray  # (C + 1,) first class of each block, classes being sorted by block
    column_first: IntArray  # (C + 1,) first control of each block
    kind: int  # of distance: RAKING, LINEAR or LOGIT
    low: float  # bounds on calibrated / base weight; -inf and inf where there are none
    high: float
    least_ratio: float  # of calibrated to base weight, relative to that of the cells; -inf where bounds say it
    tolerance: float  # largest gap to accept
    max_cycles: int  # Newton steps before giving up


class State(NamedTuple):
    """Where a calibration stands; the arrays are overwritten block by block."""

    masses: FloatArray  # (K,) base weight of each class, zero where a replicate holds none of it
    upper: FloatArray  # (K,) largest ratio of each class; infinite where nothing limits it
    dual: FloatArray  # (p,) coefficients of the controls: where to begin, then the solution
    ratios: FloatArray  # (K,) calibrated / base weight under that dual


class Gap(NamedTuple):
    """How far the controls of a block are missed."""

    size: float  # largest |weighted count / control total - 1|, or of means in mean absolute deviations
    column: int  # where
    n_cycles: int


class _Here(NamedTuple):
    """What the blocks show at one value of the dual."""

    slopes: FloatArray  # (K,) derivative of each class's ratio
    residuals: FloatArray  # (p,) control total - weighted count
    scales: FloatArray  # (p,) what residuals are compared with
    step: FloatArray  # (p,) where Newton's method would go
    before: FloatArray  # (p,) the dual that it would leave


@njit(cache=True, nogil=True, error_model="numpy")
def solve_blocks(n_before: IntArray, state: State, eq: Equations) -> Gap:
    """Find the ratios of calibrated to base weight block by block; it failed if the gap is above the tolerance.

    Args:
        n_before: (C,) cycles that have been spent on each block.
        state: masses and limits, the dual to begin with and its ratios; dual and ratios are overwritten.
        eq: the controls, the distance and when to stop.

    Returns:
        The largest gap, where it is, and the cycles of the slowest block.
    """
    work = np.empty((4, eq.totals.size))
    here = _Here(np.empty(state.masses.size), work[0], work[1], work[2], work[3])
    largest, column, n_cycles = 0.0, 0, 0
    for block in range(n_before.size):
        gap = _solve(block, n_before[block], state, here, eq)
        if gap.size > largest:
            largest, column = gap.size, gap.column
        n_cycles = max(n_cycles, gap.n_cycles)
    return Gap(largest, column, n_cycles)


@njit(cache=True, nogil=True, error_model="numpy")
def _solve(block: int, n_before: int, state: State, here: _Here, eq: Equations) -> Gap:
    """Take Newton steps until one block's controls are met, or no step brings them nearer."""
    _compare(block, state, here, eq)
    gap = _largest_gap(block, here, eq, n_before)
    if gap.size <= eq.tolerance:
        return gap
    value, _ = _evaluate(block, state, here, eq)
    best, since = gap.size, 0
    while gap.size > eq.tolerance and gap.n_cycles < eq.max_cycles and since < PATIENCE:
        decreased = _descend(block, value, state, here, eq)
        if np.isnan(decreased):
            break
        value = decreased
        gap = _largest_gap(block, here, eq, gap.n_cycles + 1)
        best, since = (gap.size, 0) if gap.size < PROGRESS * best else (best, since + 1)
    return gap


@njit(cache=True, nogil=True, error_model="numpy")
def _descend(block: int, value: float, state: State, here: _Here, eq: Equations) -> float:
    """Take one Newton step, halved until the dual function decreases; give its value, NaN if it cannot decrease."""
    first, last = eq.column_first[block], eq.column_first[block + 1]
    reach = _find_step(block, state, here, eq)
    promised = 0.0
    for j in range(first, last):
        here.before[j] = state.dual[j]
        promised += here.residuals[j] * here.step[j]
    for halving in range(MOST_HALVINGS + 1):
        if halving == MOST_HALVINGS:
            reach = 0.0
        for j in range(first, last):
            state.dual[j] = here.before[j] + reach * here.step[j]
        lower, noise = _evaluate(block, state, here, eq)
        if reach > 0 and lower <= value - ENOUGH * reach * promised + ROUNDING * noise:
            return lower
        reach *= 0.5
    return np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def _evaluate(block: int, state: State, here: _Here, eq: Equations) -> tuple[float, float]:
    """Return the dual function and the size of its terms; fill in ratios, slopes, residuals and their scales."""
    value, noise = 0.0, 0.0
    for j in range(eq.column_first[block], eq.column_first[block + 1]):
        value -= state.dual[j] * eq.totals[j]
        noise += abs(state.dual[j] * eq.totals[j])
    for k in range(eq.class_first[block], eq.class_first[block + 1]):
        mass = state.masses[k]
        if mass > 0:
            u = 0.0
            for slot in range(eq.column_of.shape[1]):
                u += eq.values[k, slot] * state.dual[eq.column_of[k, slot]]
            at = step_at(u, state.upper[k], eq.kind, eq.low, eq.high)
            state.ratios[k], here.slopes[k] = at.ratio, at.slope
            value += mass * at.area
            noise += mass * abs(at.area)
    _compare(block, state, here, eq)
    return value, noise


@njit(cache=True, nogil=True, error_model="numpy")
def _compare(block: int, state: State, here: _Here, eq: Equations) -> None:
    """Compare what the weights of one block add up to with its controls: fill in residuals and their scales."""
    for j in range(eq.column_first[block], eq.column_first[block + 1]):
        here.residuals[j] = eq.totals[j]
        here.scales[j] = eq.totals[j]
    for k in range(eq.class_first[block], eq.class_first[block + 1]):
        if state.masses[k] > 0:
            weight = state.masses[k] * state.ratios[k]
            for slot in range(eq.n_margins):
                here.residuals[eq.column_of[k, slot]] -= weight
            for slot in range(eq.n_margins, eq.column_of.shape[1]):
                here.residuals[eq.column_of[k, slot]] -= eq.values[k, slot] * weight
                here.scales[eq.column_of[k, slot]] += abs(eq.values[k, slot] * weight)


@njit(cache=True, nogil=True, error_model="numpy")
def _largest_gap(block: int, here: _Here, eq: Equations, n_cycles: int) -> Gap:
    size, column = 0.0, eq.column_first[block]
    for j in range(eq.column_first[block], eq.column_first[block + 1]):
        gap = abs(here.residuals[j]) / here.scales[j] if here.scales[j] > 0 else 0.0
        if np.isnan(gap):  # a weight has overflowed
            gap = np.inf
        if gap > size:
            size, column = gap, j
    return Gap(size, column, n_cycles)


@njit(cache=True, nogil=True, error_model="numpy")
def _find_step(block: int, state: State, here: _Here, eq: Equations) -> float:
    """Solve Newton's equations for the step; give how much of it to try first."""
    first, last = eq.column_first[block], eq.column_first[block + 1]
    n_slots = eq.column_of.shape[1]
    curvature, natural = np.zeros((last - first, last - first)), np.zeros(last - first)
    for k in range(eq.class_first[block], eq.class_first[block + 1]):
        mass, slope = state.masses[k], here.slopes[k]
        if mass > 0:
            for slot in range(n_slots):
                column, x = eq.column_of[k, slot] - first, eq.values[k, slot]
                natural[column] += mass * (abs(state.ratios[k]) + slope) * x * x
                for other in range(slot, n_slots):
                    low = eq.column_of[k, other] - first
                    curvature[min(column, low), max(column, low)] += mass * slope * x * eq.values[k, other]
    for j in range(first, last):
        here.step[j] = here.residuals[j]
    solve_symmetric(curvature, natural, here.step[first:last])
    return _first_reach(block, state, here.step, eq)


@njit(cache=True, nogil=True, error_model="numpy")
def solve_symmetric(matrix: FloatArray, natural: FloatArray, right: FloatArray) -> None:
    """Solve a positive semidefinite system in place, passing over the zeros that separate cells leave.

    Args:
        matrix: (p, p) upper triangle, overwritten.
        natural: (p,) size that each pivot has without the other columns.
        right: (p,) right-hand side, overwritten with a solution.
    """
    size = right.size
    for j in range(size):
        matrix[j, j] = max(matrix[j, j], LEAST_PIVOT * natural[j])
        if matrix[j, j] <= 0:  # nobody is there
            matrix[j, j] = np.inf
        for i in range(j + 1, size):
            if matrix[j, i] != 0:
                share = matrix[j, i] / matrix[j, j]
                for k in range(i, size):
                    matrix[i, k] -= share * matrix[j, k]
                right[i] -= share * right[j]
    for j in range(size - 1, -1, -1):
        for i in range(j + 1, size):
            right[j] -= matrix[j, i] * right[i]
        right[j] /= matrix[j, j]


@njit(cache=True, nogil=True, error_model="numpy")
def _first_reach(block: int, state: State, step: FloatArray, eq: Equations) -> float:
    """Return 1, or less where weights are bounded and the step would leap far beyond the bounds."""
    longest, largest, is_bounded = 0.0, 1.0, False
    for k in range(eq.class_first[block], eq.class_first[block + 1]):
        if state.masses[k] > 0:
            leap = 0.0
            for slot in range(eq.column_of.shape[1]):
                leap += eq.values[k, slot] * step[eq.column_of[k, slot]]
            longest, largest = max(longest, abs(leap)), max(largest, abs(state.ratios[k]))
            is_bounded = is_bounded or state.upper[k] < np.inf
    if not (is_bounded or eq.low > -np.inf) or longest == 0:
        return 1.0
    unit = largest if eq.kind == LINEAR else 1.0
    if eq.kind == LOGIT:
        low, high = eq.low, eq.high
        unit = (1.0 - low) * (high - 1.0) / (high - low)
    return min(1.0, LONGEST_STEP * unit / longest)
