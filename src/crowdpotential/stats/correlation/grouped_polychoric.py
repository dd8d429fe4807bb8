"""Measurement: polychoric correlations in replicates of large surveys, from tables counted once.

Respondents of one sampling unit and one calibration cell have in every replicate the same ratio of replicate to base
weight. Tables are therefore counted once for each such group, and a replicate's table is a product of its ratios with
them: once they are counted, replicates cost the same for any number of respondents.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import get_num_threads, njit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.batches import BATCH
from crowdpotential.stats.correlation.empty_cells import ADDED, fill_tables_of_item, places_of_two
from crowdpotential.stats.correlation.item_cuts import as_matrices, cut_margin, finite_cuts
from crowdpotential.stats.correlation.pair_batches import item_functions, solve_item
from crowdpotential.stats.correlation.polychoric import REPLICATE_TOLERANCE, STRONG_START

_GROUPS = 2048  # whose tables of one item with all later ones are held at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedWeights:
    """Replicate weights by their factors: base_weights[i] * ratios[group[i]]."""

    base_weights: FloatArray  # (n,) not negative
    group: IntArray  # (n,) 0..G-1
    ratios: FloatArray  # (G, R) replicate / base weight; NaN in a replicate that could not be calibrated


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """Answers in the order of the groups, and the replicates in whole batches."""

    codes: IntArray  # (n, p) the largest number of categories where missing
    base_weights: FloatArray  # (n,)
    group: IntArray  # (n,)
    first: IntArray  # (G + 1,) where each group begins
    sizes: IntArray  # (p,) categories
    ratios: FloatArray  # (G, batches * BATCH)


def polychoric_grouped_replicates(
    answers: IntArray,
    weights: GroupedWeights,
    n_categories: IntArray,
    start: FloatArray,
    *,
    empty_cell: float = ADDED,
) -> FloatArray:
    """Return what `polychoric_replicates` gives, for weights that are constant multiples within groups.

    Args:
        answers: (n, p) as in `polychoric`, which has accepted them.
        weights: of the replicates.
        n_categories: (p,).
        start: (p, p) the full sample's correlations.
        empty_cell: as in `polychoric`.

    Returns:
        (R, p, p); NaN for a failed replicate and for a pair of which a replicate says nothing.
    """
    n_items, n_replicates = len(start), weights.ratios.shape[1]
    correlations = np.full((n_replicates, n_items, n_items), np.nan)
    usable = np.flatnonzero(~np.isnan(weights.ratios).any(axis=0))
    if usable.size == 0:
        return correlations
    ordered = _sort(answers, weights, n_categories, np.resize(usable, -(-usable.size // BATCH) * BATCH))
    thresholds = _thresholds(ordered)
    cuts = _split(finite_cuts(thresholds).transpose(0, 2, 3, 1))
    begin = np.clip(start, -STRONG_START, STRONG_START)
    parts = [(ordered.sizes, cut, item_functions(cut, begin)) for cut in cuts]

    places = places_of_two(answers, weights.base_weights, n_categories)
    sums = np.bincount(ordered.group, ordered.base_weights, len(ordered.ratios)) @ ordered.ratios
    added = empty_cell * sums / len(answers)

    def solve(item: int) -> FloatArray:
        counted = _tables(ordered, item)
        fill_tables_of_item(item, counted, places, added)
        tables = _split(counted)
        solved = [solve_item(item, *part, begin, REPLICATE_TOLERANCE) for part in zip(tables, parts, strict=True)]
        return np.concatenate(solved, axis=1)

    with ThreadPoolExecutor(get_num_threads()) as threads:
        solved = np.concatenate(list(threads.map(solve, range(n_items - 1))))
    whole = as_matrices(solved, thresholds)
    correlations[usable] = whole[: usable.size]
    return correlations


def _sort(answers: IntArray, weights: GroupedWeights, n_categories: IntArray, replicates: IntArray) -> _Sorted:
    order = np.argsort(weights.group, kind="stable")
    group = np.array(weights.group[order], dtype=np.int64)
    most = int(n_categories.max())
    return _Sorted(
        codes=np.array(np.where(answers < 0, most, answers)[order], dtype=np.int64),
        base_weights=np.array(weights.base_weights[order], dtype=np.float64),
        group=group,
        first=np.searchsorted(group, np.arange(len(weights.ratios) + 1)),
        sizes=np.array(n_categories, dtype=np.int64),
        ratios=np.ascontiguousarray(weights.ratios[:, replicates]),
    )


def _thresholds(ordered: _Sorted) -> FloatArray:
    """(p, R, most - 1): as `item_thresholds`, from the groups' counts."""
    most, n_groups = int(ordered.sizes.max()), len(ordered.ratios)
    thresholds = np.full((len(ordered.sizes), ordered.ratios.shape[1], most - 1), np.inf)
    for i, size in enumerate(ordered.sizes):
        cell = ordered.group * (most + 1) + ordered.codes[:, i]
        counts = np.bincount(cell, ordered.base_weights, n_groups * (most + 1)).reshape(n_groups, -1)
        thresholds[i, :, : size - 1] = cut_margin(counts[:, :size].T @ ordered.ratios).T
    return thresholds


def _split(values: FloatArray) -> FloatArray:
    """(..., batches * BATCH) to (batches, ..., BATCH)."""
    batches = values.reshape(*values.shape[:-1], -1, BATCH)
    return np.ascontiguousarray(np.moveaxis(batches, -2, 0))


def _tables(ordered: _Sorted, item: int) -> FloatArray:
    """(p - 1 - item, most, most + 1, R): an item's two-way tables with all later ones in every replicate."""
    most, n_groups = int(ordered.sizes.max()), len(ordered.ratios)
    shape = (len(ordered.sizes) - 1 - item, most, most + 1)
    total = np.zeros((int(np.prod(shape)), ordered.ratios.shape[1]))
    for begin in range(0, n_groups, _GROUPS):
        end = min(begin + _GROUPS, n_groups)
        some = slice(ordered.first[begin], ordered.first[end])
        counted = np.zeros((end - begin, *shape))
        count_groups(ordered.codes[some], ordered.base_weights[some], ordered.group[some] - begin, item, counted)
        total += counted.reshape(end - begin, -1).T @ ordered.ratios[begin:end]
    return total.reshape(*shape, -1)


@njit(cache=True, nogil=True, error_model="numpy")
def count_groups(codes: IntArray, base_weights: FloatArray, group: IntArray, item: int, tables: FloatArray) -> None:
    """Add base weights to the tables (groups, p - 1 - item, most, most + 1) of an item with every later one."""
    for m in range(codes.shape[0]):
        first = codes[m, item]
        if first < tables.shape[2]:
            for j in range(item + 1, codes.shape[1]):
                tables[group[m], j - item - 1, first, codes[m, j]] += base_weights[m]
