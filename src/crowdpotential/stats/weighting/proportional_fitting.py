"""Weighting, compiled part: iterative proportional fitting, with which raking begins.

Replicates are fitted side by side, one instruction for several. Each of them stops by itself, so that its company
moves no number.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.weighting.calibration_kernels import Equations
from crowdpotential.stats.weighting.distances import RAKING

MOST_FITS = 20  # cycles before Newton's method, one step of which costs as much
WORTH_FITTING = 0.5  # of the adjustment that a cycle may leave to the next


class Fits(NamedTuple):
    """Where L replicates begin: at what fitting has reached, or at base weights where it does not apply."""

    factors: FloatArray  # (p, L) what each control multiplies weights by
    ratios: FloatArray  # (K, L) calibrated / base weight, zero where a replicate holds none of the class
    n_cycles: IntArray  # (C, L) spent on each block


class Beginning(NamedTuple):
    """Where one replicate begins."""

    dual: FloatArray  # (p,) coefficients of the controls
    ratios: FloatArray  # (K,) calibrated / base weight under them
    n_cycles: IntArray  # (C,) spent on each block


class _Workspace(NamedTuple):
    """How the replicates of one block come on; overwritten but for `slot_of`."""

    slot_of: IntArray  # (p,) margin of each control; -1 for means, and where there is nobody
    sums: FloatArray  # (p, L) weight of each control of the margin that comes next, zero in the others
    factors: FloatArray  # (p, L) of the last adjustment
    largest: FloatArray  # (L,) adjustment of this cycle, |factor - 1|
    before: FloatArray  # (L,) of the cycle before
    goes_on: FloatArray  # (L,) 1, or 0 where the replicate has stopped


@njit(cache=True, nogil=True, error_model="numpy")
def fit_proportions(masses: FloatArray, eq: Equations) -> Fits:
    """Start raking by iterative proportional fitting (Deming and Stephan 1940).

    Its cycles cost little, and each gains the same factor. Where that is not worth it, Newton's method takes over.

    Args:
        masses: (K, L) base weights of each class together, in each of L replicates; zero where it holds none of it.
        eq: the controls, the distance and when to stop.
    """
    size, n_controls, n_blocks = masses.shape[1], eq.totals.size, eq.class_first.size - 1
    factors, ratios = np.ones((n_controls, size)), np.ones(masses.shape)
    fits = Fits(factors, ratios, np.zeros((n_blocks, size), dtype=np.int64))
    if eq.kind != RAKING or eq.low > -np.inf:
        return fits
    ratios[:] = masses  # weights, until all blocks are fitted
    last, work = np.ones((2, n_controls, size)), np.empty((3, size))
    last[0] = 0.0
    workspace = _Workspace(_find_slots(eq), last[0], last[1], work[0], work[1], work[2])
    for block in range(n_blocks):
        _fit_block(block, workspace, fits, eq)
    for k in range(masses.shape[0]):
        for r in range(size):
            ratios[k, r] = ratios[k, r] / masses[k, r] if masses[k, r] > 0 else 0.0
    return fits


@njit(cache=True, nogil=True, error_model="numpy")
def begin_at(fits: Fits, replicate: int) -> Beginning:
    """Return where one replicate begins."""
    return Beginning(
        np.log(fits.factors[:, replicate]),
        fits.ratios[:, replicate].copy(),
        fits.n_cycles[:, replicate].copy(),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _find_slots(eq: Equations) -> IntArray:
    """Return to which margin each control (p,) belongs."""
    slot_of = np.full(eq.totals.size, -1)
    for k in range(eq.column_of.shape[0]):
        for slot in range(eq.n_margins):
            slot_of[eq.column_of[k, slot]] = slot
    return slot_of


@njit(cache=True, nogil=True, error_model="numpy")
def _fit_block(block: int, workspace: _Workspace, fits: Fits, eq: Equations) -> None:
    """Fit one block until every replicate has arrived, or is better left to Newton's method."""
    workspace.before[:] = np.inf
    workspace.goes_on[:] = 1.0
    for k in range(eq.class_first[block], eq.class_first[block + 1]):
        for r in range(workspace.before.size):
            workspace.sums[eq.column_of[k, 0], r] += fits.ratios[k, r]
    cycle = 0
    while workspace.goes_on.any() and cycle < min(MOST_FITS, eq.max_cycles):
        cycle += 1
        workspace.largest[:] = 0.0
        for slot in range(eq.n_margins):
            _find_factors(block, slot, workspace, fits.factors, eq)
            _multiply(block, slot, workspace, fits.ratios, eq)
        for r in range(workspace.before.size):
            if workspace.goes_on[r] > 0:
                fits.n_cycles[block, r] = cycle
                if not eq.tolerance < workspace.largest[r] < WORTH_FITTING * workspace.before[r]:
                    workspace.goes_on[r] = 0.0
                workspace.before[r] = workspace.largest[r]


@njit(cache=True, nogil=True, error_model="numpy")
def _find_factors(block: int, slot: int, workspace: _Workspace, products: FloatArray, eq: Equations) -> None:
    """Find what makes one margin hold in the replicates that go on; leave the others as they are."""
    slot_of, sums, factors, largest, _, goes_on = workspace
    for j in range(eq.column_first[block], eq.column_first[block + 1]):
        if slot_of[j] == slot:
            total = eq.totals[j]
            for r in range(largest.size):
                weight, is_open = sums[j, r], goes_on[r]
                factors[j, r] = total / weight if (weight > 0) & (is_open > 0) else 1.0
            for r in range(largest.size):
                products[j, r] *= factors[j, r]
            for r in range(largest.size):
                largest[r] = max(largest[r], abs(factors[j, r] - 1.0))
            for r in range(largest.size):
                sums[j, r] = 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _multiply(block: int, slot: int, workspace: _Workspace, weights: FloatArray, eq: Equations) -> None:
    """Adjust the weights to one margin, and in the same walk through the classes count them for the next."""
    following = (slot + 1) % eq.n_margins
    for k in range(eq.class_first[block], eq.class_first[block + 1]):
        row, factors = weights[k], workspace.factors[eq.column_of[k, slot]]
        sums = workspace.sums[eq.column_of[k, following]]
        for r in range(row.size):
            row[r] *= factors[r]
            sums[r] += row[r]
