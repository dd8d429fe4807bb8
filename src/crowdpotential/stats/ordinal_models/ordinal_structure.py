"""Comparability: a factor model behind ordered answers, from its parameters to thresholds and correlations.

An answer shows between which thresholds a response y* lies; the responses follow the factor model of `group_structure`, with
covariance S and mean m. As only answers are seen, a group's responses are known up to a scale D: the model implies the thresholds
D (tau - m) and the correlations D S D (Muthen and Asparouhov 2002, Mplus Web Notes 4). In the theta parameterisation residual
variances are given or free and D is the root of 1 / diag(S); in the delta parameterisation D itself is given or free, and residual
variances are what it leaves.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.group_derivatives import find_bending, find_directions
from crowdpotential.stats.group_models.group_structure import (
    FIXED,
    GroupMatrices,
    GroupStructure,
    Pattern,
    fill_matrices,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalStructure:
    """The model of all groups: the factor model's parameters come first, then thresholds, then scales."""

    factors: GroupStructure
    thresholds: Pattern  # (G, t) numbers go on where the factor model's end
    scales: Pattern | None  # (G, p) delta; None: theta
    threshold_items: IntArray  # (t,)
    n_parameters: int

    @property
    def n_groups(self) -> int:
        """Count the groups."""
        return len(self.factors.groups)

    @property
    def pairs(self) -> tuple[IntArray, IntArray]:
        """Return the two items (q,) of each correlation, in the order of `OrdinalMoments`."""
        return _list_pairs(int(self.threshold_items.max()) + 1)

    def cell_numbers(self, group: int) -> IntArray:
        """Return the parameter (c,) of every free cell of a group: of the factor model, thresholds, scales."""
        patterns = [self.thresholds] if self.scales is None else [self.thresholds, self.scales]
        own = [pattern.numbers[group][pattern.numbers[group] != FIXED] for pattern in patterns]
        return np.concatenate([self.factors.groups[group].numbers, *own])


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalGroup:
    """The model of one group in numbers."""

    matrices: GroupMatrices  # delta: the diagonal of the residuals is not used
    thresholds: FloatArray  # (t,) of the responses
    scales: FloatArray  # (p,) D
    statistics: FloatArray  # (t + q,) implied thresholds and correlations


def build_ordinal_structure(
    factors: GroupStructure, thresholds: Pattern, scales: Pattern | None, threshold_items: IntArray
) -> OrdinalStructure:
    """Number the thresholds and scales after the factor model's parameters.

    Args:
        factors: of the responses.
        thresholds: (G, t) with any numbers >= 0; equal numbers mean one parameter.
        scales: (G, p) delta, the same; None: theta.
        threshold_items: (t,) item of each threshold, in ascending order.
    """
    thresholds, n_parameters = _count(thresholds, factors.n_parameters)
    if scales is not None:
        scales, n_parameters = _count(scales, n_parameters)
    return OrdinalStructure(
        factors=factors,
        thresholds=thresholds,
        scales=scales,
        threshold_items=threshold_items,
        n_parameters=n_parameters,
    )


def fill_group(parameters: FloatArray, structure: OrdinalStructure, group: int) -> OrdinalGroup:
    """Put the parameters where they belong in one group, and give what they imply."""
    matrices = fill_matrices(parameters, structure.factors, group)
    covariance, mean = matrices.implied_covariance, matrices.implied_mean
    thresholds = _fill(parameters, structure.thresholds, group)
    scales = 1 / np.sqrt(np.diag(covariance)) if structure.scales is None else _fill(parameters, structure.scales, group)
    items, (first, second) = structure.threshold_items, structure.pairs
    implied_thresholds = scales[items] * (thresholds - mean[items])
    implied_correlations = scales[first] * scales[second] * covariance[first, second]
    return OrdinalGroup(
        matrices=matrices,
        thresholds=thresholds,
        scales=scales,
        statistics=np.concatenate([implied_thresholds, implied_correlations]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivatives:
    """How a group's implied statistics answer to its free cells."""

    first: FloatArray  # (t + q, c)
    second: FloatArray  # (c, c) summed over the statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slopes:
    """First derivatives by the free cells: of a statistic, raw + statistic * the sum of those of its items' scales."""

    raw: FloatArray  # (t + q, c) scales held still
    log_scales: FloatArray  # (p, s) by the first cells only: those behind them move no scale
    members: FloatArray  # (t + q, p) whether an item's scale is among those of a statistic


def differentiate_statistics(structure: OrdinalStructure, own: OrdinalGroup, group: int) -> FloatArray:
    """Differentiate a group's implied statistics by its free cells, (t + q, c)."""
    return _join_slopes(structure, own, _find_slopes(structure, own, group))


def differentiate_twice(structure: OrdinalStructure, own: OrdinalGroup, group: int, multipliers: FloatArray) -> Derivatives:
    """Differentiate a group's implied statistics by its free cells, and again, summed over the statistics.

    Args:
        structure: of all groups.
        own: of this group.
        group: its number.
        multipliers: (t + q,) of the statistics in the sum.
    """
    slopes = _find_slopes(structure, own, group)
    return Derivatives(
        first=_join_slopes(structure, own, slopes),
        second=_bend(structure, own, group, slopes, multipliers),
    )


def _join_slopes(structure: OrdinalStructure, own: OrdinalGroup, slopes: _Slopes) -> FloatArray:
    logs, (first, second) = slopes.log_scales, structure.pairs
    joined, n_thresholds = slopes.raw.copy(), len(structure.threshold_items)
    scaled, statistics = joined[:, : logs.shape[1]], own.statistics[:, None]
    scaled[:n_thresholds] += statistics[:n_thresholds] * logs[structure.threshold_items]
    scaled[n_thresholds:] += statistics[n_thresholds:] * (logs[first] + logs[second])
    return joined


def _bend(
    structure: OrdinalStructure,
    own: OrdinalGroup,
    group: int,
    slopes: _Slopes,
    multipliers: FloatArray,
) -> FloatArray:
    items, (first, second), scales = structure.threshold_items, structure.pairs, own.scales
    n_items, n_thresholds, logs = len(scales), len(items), slopes.log_scales
    weighted = multipliers * own.statistics
    of_item = weighted @ slopes.members
    for_scales = np.zeros((n_items, n_items))
    for_scales[first, second] = for_scales[second, first] = weighted[n_thresholds:]
    for_covariance = np.zeros((n_items, n_items))
    for_covariance[first, second] = multipliers[n_thresholds:] * scales[first] * scales[second] / 2
    for_covariance += for_covariance.T
    if structure.scales is None:
        # log D = -log(S_ii) / 2
        np.fill_diagonal(for_covariance, -of_item * scales**2 / 2)
        np.fill_diagonal(for_scales, 3 * of_item)
    bent = np.zeros((slopes.raw.shape[1],) * 2)
    # a statistic's scale is a product over its items: what is summed over statistics is first summed by item
    mixed = slopes.raw.T @ (multipliers[:, None] * slopes.members) @ logs
    bent[:, : logs.shape[1]] += mixed
    bent[: logs.shape[1]] += mixed.T
    bent[: logs.shape[1], : logs.shape[1]] += logs.T @ for_scales @ logs
    for_mean = np.zeros(n_items) - np.bincount(items, multipliers[:n_thresholds] * scales[items], n_items)
    cells = structure.factors.groups[group]
    n_cells = len(cells.numbers)
    bent[:n_cells, :n_cells] += find_bending(cells, own.matrices, for_covariance, for_mean)
    return bent


def _find_slopes(structure: OrdinalStructure, own: OrdinalGroup, group: int) -> _Slopes:
    cells = structure.factors.groups[group]
    directions = find_directions(cells, own.matrices)
    u, w = directions.u, directions.w
    items, (first, second), scales = structure.threshold_items, structure.pairs, own.scales
    free_thresholds = np.flatnonzero(structure.thresholds.numbers[group] != FIXED)
    n_cells, n_items, n_thresholds = len(cells.numbers), len(scales), len(items)
    after = n_cells + len(free_thresholds)
    free_scales = np.zeros(0, dtype=np.int64)
    if structure.scales is not None:
        free_scales = np.flatnonzero(structure.scales.numbers[group] != FIXED)
    raw = np.zeros((len(own.statistics), after + len(free_scales)))
    raw[:n_thresholds, :n_cells] = -scales[items, None] * directions.m[items]
    raw[free_thresholds, n_cells + np.arange(len(free_thresholds))] = scales[items[free_thresholds]]
    pairs = u[first] * w[second] + w[first] * u[second]
    raw[n_thresholds:, :n_cells] = (scales[first] * scales[second])[:, None] * pairs
    if structure.scales is None:
        log_scales = -(scales[:, None] ** 2) * u * w
    else:
        log_scales = np.zeros((n_items, raw.shape[1]))
        log_scales[free_scales, after + np.arange(len(free_scales))] = 1 / scales[free_scales]
    return _Slopes(raw=raw, log_scales=log_scales, members=_list_members(np.asarray(items, dtype=np.int64).tobytes()))


@cache
def _list_pairs(n_items: int) -> tuple[IntArray, IntArray]:
    first, second = np.triu_indices(n_items, 1)
    first.flags.writeable = second.flags.writeable = False
    return first, second


@lru_cache(maxsize=64)  # models of the same items are fitted over and over
def _list_members(threshold_items: bytes) -> FloatArray:
    items = np.frombuffer(threshold_items, dtype=np.int64)
    unit = np.eye(int(items.max()) + 1)
    first, second = _list_pairs(len(unit))
    members = np.vstack([unit[items], unit[first] + unit[second]])
    members.flags.writeable = False
    return members


def _fill(parameters: FloatArray, pattern: Pattern, group: int) -> FloatArray:
    numbers = pattern.numbers[group]
    return np.asarray(np.where(numbers == FIXED, pattern.fixed[group], parameters[numbers]))


def _count(pattern: Pattern, first: int) -> tuple[Pattern, int]:
    """Number a pattern's parameters from `first` on; return the number after the last, too."""
    used, position = np.unique(pattern.numbers[pattern.numbers != FIXED], return_inverse=True)
    numbers = np.full(pattern.numbers.shape, FIXED)
    numbers[pattern.numbers != FIXED] = first + position
    return Pattern(numbers=numbers, fixed=pattern.fixed), first + len(used)
