"""Measurement: bivariate normal probabilities of many replicates at a time, by Mehler's series, compiled.

P(x < h, y < k) = Phi(h) Phi(k) + sum over m of rho^(m + 1) / (m + 1) psi_m(h) psi_m(k), psi_m = He_m phi / sqrt(m!)
(the tetrachoric series: Pearson 1900, Philosophical Transactions A 195, 1-47). Once the functions psi of an item's
thresholds are known, each further correlation costs products only, and the same products give the derivative in
rho. Replicates stand side by side along the last axis, BATCH of them, so that one instruction serves several.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray

LARGEST_IN_SERIES = 0.85  # beyond it quadrature needs fewer terms
_REMAINDER = 1e-10  # of rho ** terms: with the factor 0.16 / terms ** 1.5, probabilities err by less than 1e-12


class ItemCuts(NamedTuple):
    """Where the replicates cut one item."""

    n: int  # thresholds
    cuts: FloatArray  # (2, n or more, BATCH) finite thresholds and the normal probabilities below them
    functions: FloatArray  # (terms, n or more, BATCH) psi_0, psi_1, ... of the thresholds


class Corners(NamedTuple):
    """The corners of a table's cells."""

    probabilities: FloatArray  # (rows + 2, columns + 2, BATCH) bordered by 0 and the margins
    densities: FloatArray  # (rows + 2, columns + 2, BATCH) derivatives in rho; bordered by 0


@njit(cache=True, nogil=True, error_model="numpy")
def count_terms(bound: float) -> int:
    """Return the terms that the series needs for correlations up to a bound below one."""
    return math.ceil(math.log(_REMAINDER) / math.log(bound))


@njit(cache=True, nogil=True, error_model="numpy")
def fill_functions(thresholds: FloatArray, functions: FloatArray) -> None:
    """Write psi_0, psi_1, ... of every threshold.

    Args:
        thresholds: (c, BATCH) finite.
        functions: (terms, c, BATCH) is written.
    """
    for a in range(thresholds.shape[0]):
        for b in range(thresholds.shape[1]):
            h = thresholds[a, b]
            before, value = 0.0, math.exp(-0.5 * h * h) / math.sqrt(2 * math.pi)
            for m in range(functions.shape[0]):
                functions[m, a, b] = value
                before, value = value, (h * value - math.sqrt(m) * before) / math.sqrt(m + 1.0)


@njit(cache=True, nogil=True, error_model="numpy")
def border_batch(rows: ItemCuts, columns: ItemCuts) -> Corners:
    """Return corners whose borders are filled: 0 before the first threshold, the margins beyond the last."""
    batch = rows.cuts.shape[2]
    probabilities = np.zeros((rows.n + 2, columns.n + 2, batch))
    for b in range(batch):
        for i in range(rows.n):
            probabilities[i + 1, columns.n + 1, b] = rows.cuts[1, i, b]
        for j in range(columns.n):
            probabilities[rows.n + 1, j + 1, b] = columns.cuts[1, j, b]
        probabilities[rows.n + 1, columns.n + 1, b] = 1.0
    return Corners(probabilities, np.zeros(probabilities.shape))


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def expand_corners(rho: FloatArray, terms: int, rows: ItemCuts, columns: ItemCuts, corners: Corners) -> None:
    """Write the inside of the corners at the correlations rho (BATCH,), by so many terms of the series."""
    n_rows, _, row_functions = rows
    n_columns, _, column_functions = columns
    probabilities, densities = corners
    _begin_unrelated(rows, columns, corners)
    power, slope, area = np.ones(rho.size), np.empty(rho.size), np.empty(rho.size)
    for m in range(terms):
        share = 1.0 / (m + 1)
        for i in range(n_rows):
            for b in range(rho.size):
                slope[b] = power[b] * row_functions[m, i, b]
                area[b] = slope[b] * rho[b] * share
            for j in range(n_columns):
                # one array written at a time, by index: the compiler then works on several replicates at once
                for b in range(rho.size):
                    densities[i + 1, j + 1, b] += slope[b] * column_functions[m, j, b]
                for b in range(rho.size):
                    probabilities[i + 1, j + 1, b] += area[b] * column_functions[m, j, b]
        for b in range(rho.size):
            power[b] *= rho[b]


@njit(cache=True, nogil=True, error_model="numpy")
def _begin_unrelated(rows: ItemCuts, columns: ItemCuts, corners: Corners) -> None:
    probabilities, densities = corners
    for i in range(rows.n):
        for j in range(columns.n):
            for b in range(probabilities.shape[2]):
                probabilities[i + 1, j + 1, b] = rows.cuts[1, i, b] * columns.cuts[1, j, b]
                densities[i + 1, j + 1, b] = 0.0
