"""Sensitivity: the index of areas made out of their mean answers, under many specifications and in every replicate."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import get_num_threads, njit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.index_cells import Cells, Schemes
from crowdpotential.stats.composites.powers import (
    change_power,
    from_power,
    needs_logs,
    take_logs,
    under_power,
)


def unit_indices(item_means: FloatArray, dimension_of_item: IntArray, schemes: Schemes, cells: Cells) -> FloatArray:
    """Make the index of units out of their mean items: (C, S, U), NaN where a unit has no answer to a dimension that weighs.

    Args:
        item_means: (C, V, U, p) on the scale of each table; NaN where nobody answered.
        dimension_of_item: (p,).
        schemes, cells: as for `sum_cells`; rules of missing answers do not apply to means.
    """
    out = np.empty((len(item_means), cells.table.size, item_means.shape[2]))
    with ThreadPoolExecutor(get_num_threads()) as threads:
        done = [
            threads.submit(_index_units, column, item_means, dimension_of_item, (schemes, cells), out) for column in range(len(item_means))
        ]
    for part in done:
        part.result()
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def count_ranks(indices: FloatArray) -> IntArray:
    """Count how often each unit comes out at each rank, 1 the highest: (U, U), units by ranks; ties share the better one.

    What is counted describes the evaluations; it is no probability of a rank.

    Args:
        indices: (m, U).
    """
    m, n_units = indices.shape
    found = np.zeros((n_units, n_units), dtype=np.int64)
    for i in range(m):
        for unit in range(n_units):
            above = 0
            for other in range(n_units):
                above += indices[i, other] > indices[i, unit]
            found[unit, above] += 1
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _index_units(
    column: int,
    item_means: FloatArray,
    dimension_of_item: IntArray,
    problem: tuple[Schemes, Cells],
    out: FloatArray,
) -> None:
    schemes, cells = problem
    n_units, k = item_means.shape[2], schemes.dimensions.shape[2]
    values, mass, under = np.empty((k, n_units)), np.empty((k, n_units)), np.empty((k, n_units))
    logs, has_logs = np.empty((k, n_units)), np.zeros(k, dtype=np.bool_)
    last_table, last_scheme, last_power = -1, -1, np.nan
    for cell in range(cells.table.size):
        table, scheme, power = cells.table[cell], cells.scheme[cell], cells.between[cell]
        within = cells.within[table]
        if scheme != last_scheme or table != last_table:
            means = item_means[column, table]
            _average_means(means, dimension_of_item, schemes.items[column, scheme], within, (values, mass))
            last_power = np.nan
            has_logs[:] = False
        if power != last_power:
            for dimension in range(k):
                if needs_logs(within[dimension], power) and not has_logs[dimension]:
                    take_logs(values[dimension], within[dimension], logs[dimension])
                    has_logs[dimension] = True
                change_power(values[dimension], logs[dimension], within[dimension], power, under[dimension])
        last_table, last_scheme, last_power = table, scheme, power
        weights = schemes.dimensions[column, scheme]
        for unit in range(n_units):
            total, whole = 0.0, 0.0
            for dimension in range(k):
                if weights[dimension] > 0:
                    total += weights[dimension] * under[dimension, unit]
                    whole += weights[dimension]
            out[column, cell, unit] = from_power(total / whole, power)


@njit(cache=True, nogil=True, error_model="numpy")
def _average_means(
    means: FloatArray,
    dimension_of_item: IntArray,
    weights: FloatArray,
    powers: FloatArray,
    out: tuple[FloatArray, FloatArray],
) -> None:
    """Average each unit's mean items under the power of their dimension's mean."""
    values, mass = out
    values[:], mass[:] = 0.0, 0.0
    for unit in range(means.shape[0]):
        for item in range(weights.size):
            if not np.isnan(means[unit, item]) and weights[item] > 0:
                dimension = dimension_of_item[item]
                values[dimension, unit] += weights[item] * under_power(means[unit, item], powers[dimension])
                mass[dimension, unit] += weights[item]
    for dimension in range(values.shape[0]):
        for unit in range(means.shape[0]):
            values[dimension, unit] /= mass[dimension, unit]
