"""Measurement: the declared model as data, and what of it is equal across groups (section "Comparability across the border").

Each item belongs to one dimension. Declared beside that: a general factor behind the dimensions, a method factor that the reversed
items share and that is unrelated to everything else, and pairs of items whose residuals go together. Levels of equality: configural,
the same items belong to the same dimensions; metric, their loadings are equal, so that relations may be compared; scalar, their
intercepts too, so that means may be; strict, their residual variances too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from crowdpotential.stats.arrays import BoolArray, IntArray
from crowdpotential.stats.group_models.group_structure import (
    FIXED,
    GroupStructure,
    Pattern,
    Patterns,
    build_structure,
)

Level = Literal["configural", "metric", "scalar", "strict"]
LEVELS: tuple[Level, ...] = ("configural", "metric", "scalar", "strict")


def _nothing() -> IntArray:
    return np.zeros(0, dtype=np.int64)


def _no_pairs() -> IntArray:
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementModel:
    """Which items belong to which factors: dimensions 0..k-1, then the general factor, then the method factor."""

    dimension_of_item: IntArray  # (p,) 0..k-1
    has_general_factor: bool = False
    method_items: IntArray = field(default_factory=_nothing)  # positions of the items on the method factor
    has_equal_method_loadings: bool = False
    residual_pairs: IntArray = field(default_factory=_no_pairs)  # (r, 2) positions of items

    @property
    def n_items(self) -> int:
        """Count the items."""
        return len(self.dimension_of_item)

    @property
    def n_dimensions(self) -> int:
        """Count the dimensions."""
        return int(self.dimension_of_item.max()) + 1

    @property
    def has_method_factor(self) -> bool:
        """Return whether any item is on the method factor."""
        return len(self.method_items) > 0

    @property
    def n_factors(self) -> int:
        """Count all factors."""
        return self.n_dimensions + self.has_general_factor + self.has_method_factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariance:
    """What is equal across groups: everything that the level names, but for the items freed by name (partial invariance)."""

    level: Level
    free_loadings: tuple[int, ...] = ()  # items whose loadings on their dimension differ
    free_intercepts: tuple[int, ...] = ()
    free_residuals: tuple[int, ...] = ()

    def reaches(self, level: Level) -> bool:
        """Return whether what this level names is equal."""
        return LEVELS.index(self.level) >= LEVELS.index(level)


def lay_out_groups(model: MeasurementModel, invariance: Invariance, n_groups: int) -> GroupStructure:
    """Arrange the model of several groups for answers on an interval scale.

    The first group fixes the scale: every factor's own part has mean 0 and variance 1 there. Where loadings are equal, these
    variances are free in the other groups; where intercepts are equal, so are the means, except that of the general factor: the
    means of the dimensions stay free. The method factor obeys the same rules, hence a habit of agreeing that differs between the
    groups shows in its mean and not in those of the dimensions. Residual covariances are each group's own.

    Args:
        model: of every group.
        invariance: what is equal.
        n_groups: one or more.
    """
    metric, scalar = invariance.reaches("metric"), invariance.reaches("scalar")
    return build_structure(
        Patterns(
            loadings=lay_out_loadings(model, n_groups, is_equal=metric, freed=invariance.free_loadings),
            regressions=lay_out_regressions(model, n_groups, is_equal=metric),
            covariances=lay_out_covariances(model, n_groups, has_free_variances=metric),
            residuals=lay_out_residuals(model, n_groups, is_equal=invariance.reaches("strict"), freed=invariance.free_residuals),
            intercepts=lay_out_intercepts(model, n_groups, is_equal=scalar, freed=invariance.free_intercepts),
            means=lay_out_means(model, n_groups, is_free=scalar),
        )
    )


def lay_out_loadings(model: MeasurementModel, n_groups: int, *, is_equal: bool, freed: Sequence[int] = ()) -> Pattern:
    """Free each item's loading on its dimension and, where declared, on the method factor.

    Args:
        model: of every group.
        n_groups: one or more.
        is_equal: whether the groups share their loadings.
        freed: items whose loadings on their dimension differ all the same.
    """
    keys = np.full((model.n_items, model.n_factors), FIXED)
    items = np.arange(model.n_items)
    keys[items, model.dimension_of_item] = items
    if model.has_method_factor:
        apart = 0 if model.has_equal_method_loadings else model.method_items
        keys[model.method_items, -1] = model.n_items + apart
    own = np.full(keys.shape, not is_equal)
    own[list(freed), model.dimension_of_item[list(freed)]] = True
    return _repeat(keys, n_groups, own)


def lay_out_regressions(model: MeasurementModel, n_groups: int, *, is_equal: bool) -> Pattern:
    """Free the loadings of the dimensions on the general factor, if there is one."""
    keys = np.full((model.n_factors, model.n_factors), FIXED)
    if model.has_general_factor:
        keys[: model.n_dimensions, model.n_dimensions] = np.arange(model.n_dimensions)
    return _repeat(keys, n_groups, np.full(keys.shape, not is_equal))


def lay_out_covariances(model: MeasurementModel, n_groups: int, *, has_free_variances: bool) -> Pattern:
    """Free the correlations of the dimensions, unless a general factor makes them; the first group's variances are 1.

    Args:
        model: of every group.
        n_groups: one or more.
        has_free_variances: whether the variances of the other groups are free.
    """
    f = model.n_factors
    keys = np.full((f, f), FIXED)
    if not model.has_general_factor:
        dimensions = slice(0, model.n_dimensions)
        keys[dimensions, dimensions] = _symmetric_numbers(model.n_dimensions)
    np.fill_diagonal(keys, FIXED)
    numbers = _repeat(keys, n_groups, np.ones(keys.shape, dtype=np.bool_)).numbers
    if has_free_variances:
        variances = np.arange((n_groups - 1) * f).reshape(-1, f) + int(numbers.max()) + 1
        numbers[1:, np.arange(f), np.arange(f)] = variances
    return Pattern(numbers=numbers, fixed=np.tile(np.eye(f), (n_groups, 1, 1)))


def lay_out_residuals(model: MeasurementModel, n_groups: int, *, is_equal: bool, freed: Sequence[int] = ()) -> Pattern:
    """Free the residual variances, and the declared covariances in each group.

    Args:
        model: of every group.
        n_groups: one or more.
        is_equal: whether the groups share the variances.
        freed: items whose variances differ all the same.
    """
    p = model.n_items
    keys, own = np.full((p, p), FIXED), np.ones((p, p), dtype=np.bool_)
    np.fill_diagonal(keys, np.arange(p))
    np.fill_diagonal(own, not is_equal)
    own[list(freed), list(freed)] = True
    first, second = model.residual_pairs.T
    keys[first, second] = keys[second, first] = p + np.arange(len(first))
    return _repeat(keys, n_groups, own)


def lay_out_intercepts(model: MeasurementModel, n_groups: int, *, is_equal: bool, freed: Sequence[int] = ()) -> Pattern:
    """Free the intercepts of all items.

    Args:
        model: of every group.
        n_groups: one or more.
        is_equal: whether the groups share them.
        freed: items whose intercepts differ all the same.
    """
    own = np.full(model.n_items, not is_equal)
    own[list(freed)] = True
    return _repeat(np.arange(model.n_items), n_groups, own)


def lay_out_means(model: MeasurementModel, n_groups: int, *, is_free: bool) -> Pattern:
    """Free the means of all factors but the general one in all groups but the first, or fix all at 0."""
    numbers = np.full((n_groups, model.n_factors), FIXED)
    if is_free:
        numbers[1:] = np.arange((n_groups - 1) * model.n_factors).reshape(-1, model.n_factors)
    if model.has_general_factor:
        numbers[:, model.n_dimensions] = FIXED
    return Pattern(numbers=numbers, fixed=np.zeros(numbers.shape))


def _repeat(keys: IntArray, n_groups: int, is_own: BoolArray) -> Pattern:
    """Assign to every group the first one's parameters, or others where `is_own`; cells without a parameter hold 0."""
    shift = (int(keys.max()) + 1) * np.arange(n_groups).reshape(-1, *(1,) * keys.ndim)
    numbers = np.where(keys == FIXED, FIXED, keys + np.where(is_own, shift, 0))
    return Pattern(numbers=numbers, fixed=np.zeros(numbers.shape))


def _symmetric_numbers(size: int) -> IntArray:
    square = np.arange(size * size).reshape(size, size)
    return np.asarray(np.tril(square) + np.tril(square, -1).T)
