"""Measurement: the latent correlation behind one two-way table of ordered answers, compiled.

Each pair of items is solved by one thread, hence neither the number of threads nor their schedule moves a number. The loops are
written out because they compile four times faster than array expressions.
"""

import math

import numpy as np
from numba import njit, prange

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.empty_cells import fill_empty_cell

# Gauss-Legendre points that give a bivariate normal probability to 1e-12 for correlations below these sizes
# (the first two: Genz 2004, Statistics and Computing 14, 251-260; the third measured against 400 points)
_WEAK, _MODERATE = 0.3, 0.75
_N_NODES = (6, 12, 32)
NODES = np.zeros((3, 32))
NODE_WEIGHTS = np.zeros((3, 32))
for _row, _n in enumerate(_N_NODES):
    NODES[_row, :_n], NODE_WEIGHTS[_row, :_n] = np.polynomial.legendre.leggauss(_n)

LARGEST_CORRELATION = 0.995  # beyond it a table cannot tell how strong the relation is
_SMALLEST_PROBABILITY = 1e-12
_MOST_STEPS = 60


@njit(cache=True, error_model="numpy")
def fill_corners(rho: float, rows: FloatArray, columns: FloatArray, probabilities: FloatArray, densities: FloatArray) -> None:
    """Write P(x < h, y < k) and its derivative in rho for all thresholds h of the rows and k of the columns.

    The derivative is the density (Plackett 1954, Biometrika 41, 351-360); the probability is its integral,
    taken over the angle (Drezner and Wesolowsky 1990, Journal of Statistical Computation and Simulation 35,
    101-107).

    Args:
        rho: latent correlation, inside -1..1.
        rows: (2, a or more) thresholds and the normal probabilities below them.
        columns: (2, b or more) the same for the other item.
        probabilities: (a + 2, b + 2) bordered by 0 and by the margins; the inside is written.
        densities: (a + 2, b + 2) bordered by 0; the inside is written.
    """
    level = 0 if abs(rho) < _WEAK else (1 if abs(rho) < _MODERATE else 2)
    n_nodes = _N_NODES[level]
    angle = math.asin(rho)
    sines = np.empty(n_nodes)
    scales = np.empty(n_nodes)
    for q in range(n_nodes):
        sines[q] = math.sin(0.5 * angle * (NODES[level, q] + 1))
        scales[q] = -0.5 / (1 - sines[q] ** 2)
    scale = -0.5 / (1 - rho * rho)
    peak = 1 / (2 * math.pi * math.sqrt(1 - rho * rho))
    for i in range(probabilities.shape[0] - 2):
        for j in range(probabilities.shape[1] - 2):
            squares = rows[0, i] ** 2 + columns[0, j] ** 2
            product = 2 * rows[0, i] * columns[0, j]
            total = 0.0
            for q in range(n_nodes):
                total += NODE_WEIGHTS[level, q] * math.exp((squares - product * sines[q]) * scales[q])
            probabilities[i + 1, j + 1] = rows[1, i] * columns[1, j] + total * angle / (4 * math.pi)
            densities[i + 1, j + 1] = peak * math.exp((squares - product * rho) * scale)


@njit(cache=True, error_model="numpy")
def score_and_information(table: FloatArray, probabilities: FloatArray, densities: FloatArray) -> tuple[float, float]:
    """Return the slope of the log-likelihood in rho and its expected information, from the cells' corners."""
    slope = 0.0
    information = 0.0
    for i in range(table.shape[0]):
        for j in range(table.shape[1]):
            cell = probabilities[i + 1, j + 1] - probabilities[i, j + 1]
            cell -= probabilities[i + 1, j] - probabilities[i, j]
            change = densities[i + 1, j + 1] - densities[i, j + 1]
            change -= densities[i + 1, j] - densities[i, j]
            ratio = change / max(cell, _SMALLEST_PROBABILITY)
            slope += table[i, j] * ratio
            information += change * ratio
    return slope, information


@njit(cache=True, error_model="numpy")
def border_corners(rows: FloatArray, columns: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Return the corners of a table's cells with the margins beyond the last thresholds filled in."""
    probabilities = np.zeros((shape[0] + 1, shape[1] + 1))
    for i in range(1, shape[0]):
        probabilities[i, shape[1]] = rows[1, i - 1]
    for j in range(1, shape[1]):
        probabilities[shape[0], j] = columns[1, j - 1]
    probabilities[shape[0], shape[1]] = 1.0
    return probabilities


@njit(cache=True, error_model="numpy")
def sum_cells(table: FloatArray) -> float:
    """Add up a table; NaN if any cell is."""
    total = 0.0
    for i in range(table.shape[0]):
        for j in range(table.shape[1]):
            total += table[i, j]
    return total


@njit(cache=True, error_model="numpy")
def solve_correlation(table: FloatArray, rows: FloatArray, columns: FloatArray, start: float, tolerance: float) -> float:
    """Return the correlation under which the table is most likely, thresholds given (Olsson 1979, two-step).

    Scoring, then secant steps, inside a bracket that the sign of the slope keeps closing.

    Args:
        table: (a + 1, b + 1) weighted counts, of any total.
        rows: (2, a or more) thresholds and the normal probabilities below them.
        columns: (2, b or more) the same for the other item.
        start: where to begin.
        tolerance: the last step is smaller than this.

    Returns:
        The correlation within +-LARGEST_CORRELATION; NaN where the table is empty.
    """
    total = sum_cells(table)
    if not total > 0:
        return np.nan
    probabilities = border_corners(rows, columns, table.shape)
    densities = np.zeros(probabilities.shape)
    low, high = -LARGEST_CORRELATION, LARGEST_CORRELATION
    rho = min(max(start, low), high)
    last_slope, step = 0.0, 0.0
    for cycle in range(_MOST_STEPS):
        fill_corners(rho, rows, columns, probabilities, densities)
        slope, curvature = score_and_information(table, probabilities, densities)
        slope /= total
        if curvature < _SMALLEST_PROBABILITY:  # a plateau: all correlations beyond are as likely
            break
        if slope > 0:
            low = rho
        else:
            high = rho
        secant = (last_slope - slope) / step if cycle > 0 else curvature
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


@njit(cache=True, parallel=True, error_model="numpy")
def correlate_pairs(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    tables: FloatArray,
    sizes: IntArray,
    cuts: FloatArray,
    pairs: IntArray,
    start: FloatArray,
    tolerance: float,
    fill: tuple[IntArray, FloatArray],
    correlations: FloatArray,
) -> None:
    """Write the latent correlations of all pairs of items, each pair in one thread.

    Args:
        tables: (p, most, p, most) weighted counts, as `count_tables` returns them.
        sizes: (p,) categories of each item.
        cuts: (p, 2, largest size - 1) finite thresholds and the normal probabilities below them.
        pairs: (q, 2) items.
        start: (q,) correlations to begin from.
        tolerance: the last step is smaller than this.
        fill: (p, 2) places of each item's two answers, (1,) weight to add to an empty cell.
        correlations: (q,) is written; NaN where nobody answered both.
    """
    for q in prange(pairs.shape[0]):
        i, j = pairs[q, 0], pairs[q, 1]
        table = np.empty((sizes[i], sizes[j], 1))
        for a in range(table.shape[0]):
            for b in range(table.shape[1]):
                table[a, b, 0] = tables[i, a, j, b]
        fill_empty_cell(table, fill[0][i], fill[0][j], fill[1])
        alone = np.empty((sizes[i], sizes[j]))  # copied, for a change of shape takes two seconds to compile
        for a in range(table.shape[0]):
            for b in range(table.shape[1]):
                alone[a, b] = table[a, b, 0]
        correlations[q] = solve_correlation(alone, cuts[i], cuts[j], start[q], tolerance)


def count_tables(answers: IntArray, weights: FloatArray, n_categories: IntArray) -> FloatArray:
    """Count the two-way tables of all items at once.

    Args:
        answers: (n, p) categories 0..n_categories - 1; negative where missing.
        weights: (n,).
        n_categories: (p,).

    Returns:
        (p, most, p, most) weighted counts, `most` being the largest number of categories.
    """
    n_items, most = len(n_categories), int(n_categories.max())
    tables = np.zeros((n_items, most, n_items, most))
    _count_pairs(np.ascontiguousarray(answers, dtype=np.int64), np.ascontiguousarray(weights, dtype=np.float64), tables)
    return tables


@njit(cache=True, parallel=True, error_model="numpy")
def _count_pairs(answers: IntArray, weights: FloatArray, tables: FloatArray) -> None:
    """Add up the tables of all items, (p, most, p, most), those with one item in one thread: no thread moves another's sum."""
    for i in prange(answers.shape[1]):
        for r in range(answers.shape[0]):
            a = answers[r, i]
            if a >= 0:
                for j in range(answers.shape[1]):
                    b = answers[r, j]
                    if b >= 0:
                        tables[i, a, j, b] += weights[r]
