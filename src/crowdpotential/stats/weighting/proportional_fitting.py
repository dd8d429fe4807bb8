"""Weighting, compiled part: iterative proportional fitting, with which raking begins."""

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.weighting.calibration_kernels import Equations, State

MOST_FITS = 20  # cycles before Newton's method
WORTH_FITTING = 0.2  # of the adjustment that a cycle may leave to the next


@njit(cache=True, nogil=True, error_model="numpy")
def fit_proportions(block: int, state: State, eq: Equations) -> int:
    """Begin raking by iterative proportional fitting (Deming and Stephan 1940); give the number of cycles.

    Its cycles cost little, and each gains the same factor. Where that is not worth it, Newton's method takes over.
    """
    first, last = eq.column_first[block], eq.column_first[block + 1]
    sums, factors, before = np.zeros(last - first), np.empty(last - first), np.inf
    for k in range(eq.class_first[block], eq.class_first[block + 1]):
        state.ratios[k] = state.masses[k]  # weights, until Newton's method makes them ratios
        sums[eq.column_of[k, 0] - first] += state.masses[k]
    for j in range(first, last):
        state.dual[j] = 1.0
    n_cycles, is_worth_it = 0, True
    while is_worth_it and n_cycles < min(MOST_FITS, eq.max_cycles):
        n_cycles += 1
        largest = _fit_once(block, sums, factors, state, eq)
        is_worth_it = eq.tolerance < largest < WORTH_FITTING * before
        before = largest
    for j in range(first, last):
        state.dual[j] = np.log(state.dual[j])
    return n_cycles


@njit(cache=True, nogil=True, error_model="numpy")
def _fit_once(block: int, sums: FloatArray, factors: FloatArray, state: State, eq: Equations) -> float:
    """Multiply the weights until one margin after another holds; give the largest adjustment, |factor - 1|.

    In one walk through the classes they are adjusted to a margin and counted for the next.
    """
    largest, first = 0.0, eq.column_first[block]
    for slot in range(eq.n_margins):
        following = (slot + 1) % eq.n_margins
        for j in range(sums.size):
            if sums[j] > 0:
                factors[j] = eq.totals[first + j] / sums[j]
                state.dual[first + j] *= factors[j]
                largest = max(largest, abs(factors[j] - 1.0))
                sums[j] = 0.0
        for k in range(eq.class_first[block], eq.class_first[block + 1]):
            if state.masses[k] > 0:
                state.ratios[k] *= factors[eq.column_of[k, slot] - first]
                sums[eq.column_of[k, following] - first] += state.ratios[k]
    return largest
