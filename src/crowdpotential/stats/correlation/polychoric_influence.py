"""Measurement: what one respondent adds to a threshold or a polychoric correlation, compiled.

Thresholds and correlations solve estimating equations in two steps, [A11 0; A21 A22] z = w s (Muthen 1984, Psychometrika 49,
115-132): s are the respondent's scores, A the sums of their products. As answers are few, z is a table: a threshold's influence
has one cell for each answer to its item, a correlation's one for each pair of answers, and one more for a missing answer, because
whoever leaves out one item of a pair still moves the other's thresholds.
"""

import math

import numpy as np
from numba import njit, prange

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.pair_tables import border_corners, fill_corners

_SMALLEST_PROBABILITY = 1e-14
_ROOT_HALF = 0.7071067811865476
_PEAK = 0.3989422804014327  # of the normal density


@njit(cache=True, error_model="numpy")
def differentiate_cells(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    weighted: FloatArray,
    cells: FloatArray,
    rho: float,
    own: FloatArray,
    other: FloatArray,
    slopes: FloatArray,
) -> None:
    """Sum products of scores in rho and in each threshold of the rows' item.

    Args:
        weighted: (a + 1, b + 1) weighted counts times the score in rho.
        cells: (a + 1, b + 1) their probabilities.
        rho: latent correlation.
        own: (a) thresholds of the rows' item; moving one up takes from the row above and gives to the row below.
        other: (b) thresholds of the columns' item.
        slopes: (a) is written.
    """
    root = math.sqrt(1 - rho * rho)
    for i in range(slopes.size):
        density = _PEAK * math.exp(-0.5 * own[i] * own[i])
        below = 0.0
        total = 0.0
        for j in range(cells.shape[1]):
            up = 1.0
            if j < cells.shape[1] - 1:
                up = 0.5 * math.erfc(-_ROOT_HALF * (other[j] - rho * own[i]) / root)
            gives = weighted[i, j] / cells[i, j] - weighted[i + 1, j] / cells[i + 1, j]
            total += (up - below) * gives
            below = up
        slopes[i] = density * total


@njit(cache=True, error_model="numpy")
def tabulate_pair(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    table: FloatArray,
    rows: FloatArray,
    columns: FloatArray,
    rho: float,
    row_influence: FloatArray,
    column_influence: FloatArray,
    influence: FloatArray,
) -> None:
    """Write the influence of each pair of answers on the correlation.

    Args:
        table: (a + 1, b + 1) weighted counts.
        rows: (2, a or more) thresholds and the normal probabilities below them.
        columns: (2, b or more) the same for the other item.
        rho: latent correlation.
        row_influence: (a or more, a + 2 or more) influence of an answer on each threshold, the last answer is a missing one.
        column_influence: (b or more, b + 2 or more) the same for the other item.
        influence: (a + 2 or more, b + 2 or more) is written.
    """
    a, b = table.shape[0] - 1, table.shape[1] - 1
    corners = border_corners(rows, columns, table.shape)
    densities = np.zeros(corners.shape)
    fill_corners(rho, rows, columns, corners, densities)
    cells = np.empty(table.shape)
    scores = np.zeros((a + 2, b + 2))
    weighted = np.empty(table.shape)
    information = 0.0
    for i in range(a + 1):
        for j in range(b + 1):
            cell = corners[i + 1, j + 1] - corners[i, j + 1] - corners[i + 1, j] + corners[i, j]
            change = densities[i + 1, j + 1] - densities[i, j + 1] - densities[i + 1, j] + densities[i, j]
            cells[i, j] = max(cell, _SMALLEST_PROBABILITY)
            scores[i, j] = change / cells[i, j]
            weighted[i, j] = table[i, j] * scores[i, j]
            information += weighted[i, j] * scores[i, j]
    row_slopes = np.empty(a)
    column_slopes = np.empty(b)
    differentiate_cells(weighted, cells, rho, rows[0], columns[0], row_slopes)
    differentiate_cells(weighted.T.copy(), cells.T.copy(), rho, columns[0], rows[0], column_slopes)
    for i in range(a + 2):
        for j in range(b + 2):
            total = scores[i, j]
            for k in range(a):
                total -= row_slopes[k] * row_influence[k, i]
            for k in range(b):
                total -= column_slopes[k] * column_influence[k, j]
            influence[i, j] = total / information


@njit(cache=True, parallel=True, error_model="numpy")
def tabulate_pairs(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    tables: FloatArray,
    sizes: IntArray,
    cuts: FloatArray,
    pairs: IntArray,
    correlations: FloatArray,
    threshold_influence: FloatArray,
    influence: FloatArray,
) -> None:
    """Write the influence tables of all pairs of items.

    Args:
        tables: (p, most, p, most) weighted counts.
        sizes: (p,) categories of each item.
        cuts: (p, 2, largest size - 1) thresholds and the normal probabilities below them.
        pairs: (q, 2) items.
        correlations: (q,) of the pairs.
        threshold_influence: (p, largest size - 1, largest size + 1) of each answer, the answer `size` is a missing one.
        influence: (q, largest size + 1, largest size + 1) is written.
    """
    for q in prange(pairs.shape[0]):
        i, j = pairs[q, 0], pairs[q, 1]
        table = np.empty((sizes[i], sizes[j]))
        for a in range(table.shape[0]):
            for b in range(table.shape[1]):
                table[a, b] = tables[i, a, j, b]
        tabulate_pair(
            table,
            cuts[i],
            cuts[j],
            correlations[q],
            threshold_influence[i],
            threshold_influence[j],
            influence[q],
        )


@njit(cache=True, parallel=True, error_model="numpy")
def add_influences(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    answers: IntArray,
    weights: FloatArray,
    unit: IntArray,
    threshold_items: IntArray,
    threshold_tables: FloatArray,
    pairs: IntArray,
    pair_tables: FloatArray,
    influences: FloatArray,
) -> None:
    """Add the respondents' influences on every statistic to those of the units that they belong to.

    Args:
        answers: (p, n) categories 0.., the item's number of categories where missing.
        weights: (n,).
        unit: (n,) 0..u-1, a respondent or a primary sampling unit.
        threshold_items: (t,) item of each threshold.
        threshold_tables: (t, largest size + 1).
        pairs: (q, 2) items.
        pair_tables: (q, largest size + 1, largest size + 1).
        influences: (t + q, u) is written to.
    """
    n_thresholds = threshold_items.size
    for s in prange(n_thresholds + pairs.shape[0]):
        if s < n_thresholds:
            item = threshold_items[s]
            for m in range(weights.size):
                influences[s, unit[m]] += weights[m] * threshold_tables[s, answers[item, m]]
        else:
            i, j = pairs[s - n_thresholds, 0], pairs[s - n_thresholds, 1]
            for m in range(weights.size):
                cell = pair_tables[s - n_thresholds, answers[i, m], answers[j, m]]
                influences[s, unit[m]] += weights[m] * cell
