"""Measurement: the latent correlation behind one two-way table of ordered answers, compiled.

Each pair of items is counted and solved by itself, for all replicates, so that neither the number of threads nor their schedule
moves a number.
"""

import math

import numpy as np
from numba import njit, prange

from crowdpotential.stats.arrays import FloatArray, IntArray

# Gauss-Legendre points that give a bivariate normal probability to 1e-12 for |correlation| below .3, .75 and .995 (Genz 2004,
# Statistics and Computing 14, 251-260, stops at .925; the points of the last step are ours)
_N_NODES = (6, 12, 32)
NODES = np.zeros((3, 32))
NODE_WEIGHTS = np.zeros((3, 32))
for _row, _n in enumerate(_N_NODES):
    NODES[_row, :_n], NODE_WEIGHTS[_row, :_n] = np.polynomial.legendre.leggauss(_n)

LARGEST_CORRELATION = 0.995  # beyond it a table cannot tell how strong the relation is
_SMALLEST_PROBABILITY = 1e-12
_MOST_STEPS = 60


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def fill_corners(
    rho: float, rows: FloatArray, columns: FloatArray, probabilities: FloatArray, densities: FloatArray
) -> None:
    """Write P(x < h, y < k) and its derivative in rho for all thresholds h of the rows and k of the columns.

    Plackett's integral in the angle (Drezner and Wesolowsky 1990); the derivative is the density (Plackett 1954).

    Args:
        rho: latent correlation, inside -1..1.
        rows: (2, a) thresholds and the normal probabilities below them.
        columns: (2, b) the same for the other item.
        probabilities: (a + 2, b + 2) bordered by 0 and by the margins; the inside is written.
        densities: (a + 2, b + 2) bordered by 0; the inside is written.
    """
    level = 0 if abs(rho) < 0.3 else (1 if abs(rho) < 0.75 else 2)
    n_nodes = _N_NODES[level]
    angle = math.asin(rho)
    sines = np.empty(n_nodes)
    scales = np.empty(n_nodes)
    for q in range(n_nodes):
        sines[q] = math.sin(0.5 * angle * (NODES[level, q] + 1))
        scales[q] = -0.5 / (1 - sines[q] ** 2)
    scale = -0.5 / (1 - rho * rho)
    peak = 1 / (2 * math.pi * math.sqrt(1 - rho * rho))
    for i in range(rows.shape[1]):
        for j in range(columns.shape[1]):
            squares = rows[0, i] ** 2 + columns[0, j] ** 2
            product = 2 * rows[0, i] * columns[0, j]
            total = 0.0
            for q in range(n_nodes):
                total += NODE_WEIGHTS[level, q] * math.exp((squares - product * sines[q]) * scales[q])
            probabilities[i + 1, j + 1] = rows[1, i] * columns[1, j] + total * angle / (4 * math.pi)
            densities[i + 1, j + 1] = peak * math.exp((squares - product * rho) * scale)


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def score_and_information(
    table: FloatArray, probabilities: FloatArray, densities: FloatArray
) -> tuple[float, float]:
    """Give the slope of the log-likelihood in rho and its expected information, from the corners of the table's cells."""
    slope = 0.0
    information = 0.0
    for i in range(table.shape[0]):
        for j in range(table.shape[1]):
            cell = probabilities[i + 1, j + 1] - probabilities[i, j + 1] - probabilities[i + 1, j] + probabilities[i, j]
            change = densities[i + 1, j + 1] - densities[i, j + 1] - densities[i + 1, j] + densities[i, j]
            ratio = change / max(cell, _SMALLEST_PROBABILITY)
            slope += table[i, j] * ratio
            information += change * ratio
    return slope, information


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def solve_correlation(
    table: FloatArray, rows: FloatArray, columns: FloatArray, start: float, tolerance: float
) -> float:
    """Give the correlation under which the table is most likely, thresholds given (Olsson 1979, two-step).

    Scoring, then secant steps, inside a bracket that the sign of the slope keeps closing.

    Args:
        table: (a + 1, b + 1) weighted counts, of any total.
        rows: (2, a) thresholds and the normal probabilities below them.
        columns: (2, b) the same for the other item.
        start: where to begin.
        tolerance: the last step is smaller than this.

    Returns:
        The correlation within +-LARGEST_CORRELATION; NaN where the table says nothing about it.
    """
    total = table.sum()
    if not total > 0:
        return np.nan
    probabilities = np.zeros((rows.shape[1] + 2, columns.shape[1] + 2))
    densities = np.zeros_like(probabilities)
    probabilities[1:-1, -1] = rows[1]
    probabilities[-1, 1:-1] = columns[1]
    probabilities[-1, -1] = 1.0
    low, high = -LARGEST_CORRELATION, LARGEST_CORRELATION
    rho = min(max(start, low), high)
    last_slope, step = 0.0, 0.0
    for cycle in range(_MOST_STEPS):
        fill_corners(rho, rows, columns, probabilities, densities)
        slope, curvature = score_and_information(table, probabilities, densities)
        slope /= total
        if not curvature > _SMALLEST_PROBABILITY:
            return np.nan
        if slope > 0:
            low = rho
        else:
            high = rho
        if cycle > 0 and step != 0:
            secant = (last_slope - slope) / step
            if 0.5 * curvature < secant < 2 * curvature:
                curvature = secant
        target = rho + slope / curvature
        if target < low or target > high:
            target = 0.5 * (low + high)
        step = target - rho
        rho, last_slope = target, slope
        if abs(step) < tolerance:
            break
    return rho


@njit(cache=True, parallel=True, error_model="numpy")  # type: ignore[untyped-decorator]
def correlate_pairs(  # noqa: PLR0913 (a compiled kernel takes no records)
    answers: IntArray,
    weights: FloatArray,
    sizes: IntArray,
    thresholds: FloatArray,
    below: FloatArray,
    start: FloatArray,
    tolerance: float,
) -> FloatArray:
    """Give the latent correlations of all pairs of items in all replicates, each pair in one thread.

    Args:
        answers: (p, n) categories 0.., negative where missing.
        weights: (n, R).
        sizes: (p,) categories of each item.
        thresholds: (p, R, largest size - 1), finite.
        below: normal probabilities below the thresholds.
        start: (p, p) correlations to begin from.
        tolerance: the last step is smaller than this.

    Returns:
        (R, p, p), symmetric with a unit diagonal; NaN where a replicate has no answer to go by.
    """
    n_items, n = answers.shape
    n_replicates = weights.shape[1]
    correlations = np.ones((n_replicates, n_items, n_items))
    for pair in prange(n_items * n_items):
        i, j = pair // n_items, pair % n_items
        if i >= j:
            continue
        tables = np.zeros((sizes[i], sizes[j], n_replicates))
        for m in range(n):
            if answers[i, m] >= 0 and answers[j, m] >= 0:
                cell = tables[answers[i, m], answers[j, m]]
                for r in range(n_replicates):
                    cell[r] += weights[m, r]
        rows = np.empty((2, sizes[i] - 1))
        columns = np.empty((2, sizes[j] - 1))
        for r in range(n_replicates):
            rows[0], rows[1] = thresholds[i, r, : sizes[i] - 1], below[i, r, : sizes[i] - 1]
            columns[0], columns[1] = thresholds[j, r, : sizes[j] - 1], below[j, r, : sizes[j] - 1]
            rho = solve_correlation(tables[:, :, r].copy(), rows, columns, start[i, j], tolerance)
            correlations[r, i, j] = correlations[r, j, i] = rho
    return correlations
