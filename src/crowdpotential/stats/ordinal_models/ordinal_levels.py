"""Comparability: what of an ordinal model is equal across groups, and what identifies it (section "Comparability across the border").

Answers do not show the responses' scale: every item has a threshold and a scale to spare. Wu and Estabrook (2016, Psychometrika 81,
1014-1045) order the levels so that each is a real restriction: configural; thresholds, where the other groups' intercepts and residual
variances become free; metric, equal loadings too, where their factor variances do; scalar, intercepts too, where their latent means
do; strict, residual variances too. semTools identifies alike (`measEq.syntax`, ID.cat = "Wu.Estabrook.2016").

An item with two answers has one threshold, which its intercept alone makes up for, and a loading, which its residual variance
does: neither can be tested apart. Such items stay as they are up to the scalar level, where thresholds, loadings and intercepts
become equal in one step and residual variances free (Wu and Estabrook 2016, section on binary data; lavaan's
`group.equal = c("thresholds", "loadings")`). A factor that only they measure keeps the variance 1 until then. Where the items of a
dimension are all as difficult as each other, nothing tells these residual variances from the factor's: they may be held equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import BoolArray, IntArray
from crowdpotential.stats.group_models.group_structure import FIXED, Pattern, Patterns, build_structure
from crowdpotential.stats.group_models.model_spec import (
    MeasurementModel,
    lay_out_covariances,
    lay_out_intercepts,
    lay_out_loadings,
    lay_out_means,
    lay_out_regressions,
    lay_out_residuals,
)
from crowdpotential.stats.ordinal_models.ordinal_structure import OrdinalStructure, build_ordinal_structure

OrdinalLevel = Literal["configural", "thresholds", "metric", "scalar", "strict"]
Parameterisation = Literal["theta", "delta"]
ORDINAL_LEVELS: tuple[OrdinalLevel, ...] = ("configural", "thresholds", "metric", "scalar", "strict")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalInvariance:
    """What is equal across groups: everything that the level names, but for the items freed by name (partial invariance)."""

    level: OrdinalLevel
    free_thresholds: tuple[int, ...] = ()  # items whose thresholds differ; their intercepts and residuals stay 0 and 1
    free_loadings: tuple[int, ...] = ()  # items whose loadings on their dimension differ
    free_intercepts: tuple[int, ...] = ()
    free_residuals: tuple[int, ...] = ()
    equal_residuals: tuple[int, ...] = ()  # items whose residual variances are equal before the strict level; freed ones stay free

    def reaches(self, level: OrdinalLevel) -> bool:
        """Return whether what this level names is equal."""
        return ORDINAL_LEVELS.index(self.level) >= ORDINAL_LEVELS.index(level)


def lay_out_ordinal_groups(
    model: MeasurementModel,
    invariance: OrdinalInvariance,
    n_groups: int,
    n_categories: IntArray,
    *,
    parameterisation: Parameterisation = "theta",
) -> OrdinalStructure:
    """Arrange the model of several groups for ordered answers.

    The first group fixes the scale: every factor's own part has mean 0 and variance 1 there, intercepts are 0, and residual variances
    (theta) or scales (delta) are 1.

    Args:
        model: of every group.
        invariance: what is equal.
        n_groups: one or more.
        n_categories: (p,) answers that each item offers, all chosen in every group.
        parameterisation: whether residual variances or scales are parameters; the fit is the same.

    Raises:
        ModelError: strict invariance in the delta parameterisation, or all items with two answers at a level that they do not have.
    """
    _refuse_untestable(invariance, n_categories, parameterisation)
    waits = (n_categories == 2) & (not invariance.reaches("scalar"))
    has_own_scale = _others(n_groups, model.n_items) & invariance.reaches("thresholds") & ~waits
    has_own_scale[:, list(invariance.free_thresholds)] = False
    has_own_intercept = has_own_scale & _unless(invariance.reaches("scalar"), invariance.free_intercepts, model.n_items)
    has_own_residual = has_own_scale & _unless(invariance.reaches("strict"), invariance.free_residuals, model.n_items)
    equal = np.setdiff1d(invariance.equal_residuals, invariance.free_residuals).astype(np.int64)
    has_own_residual[:, equal] = False
    metric = invariance.reaches("metric")
    is_theta = parameterisation == "theta"
    factors = build_structure(
        Patterns(
            loadings=_unless_waiting(
                lay_out_loadings(model, n_groups, is_equal=metric, freed=invariance.free_loadings),
                lay_out_loadings(model, n_groups, is_equal=False),
                waits[:, None],
            ),
            regressions=_unless_waiting(
                lay_out_regressions(model, n_groups, is_equal=metric),
                lay_out_regressions(model, n_groups, is_equal=False),
                ~_has_scale(model, ~waits)[:, None],
            ),
            covariances=_unless_waiting(
                lay_out_covariances(model, n_groups, has_free_variances=metric),
                lay_out_covariances(model, n_groups, has_free_variances=False),
                np.diag(~_has_scale(model, ~waits)),
            ),
            residuals=_lay_out_residuals(model, n_groups, has_own_residual & is_theta),
            intercepts=_keep(lay_out_intercepts(model, n_groups, is_equal=False), has_own_intercept, 0.0),
            means=lay_out_means(model, n_groups, is_free=invariance.reaches("scalar")),
        )
    )
    return build_ordinal_structure(
        factors,
        _lay_out_thresholds(invariance, n_groups, n_categories, waits),
        None if is_theta else _keep(_number(n_groups, model.n_items), has_own_scale, 1.0),
        np.repeat(np.arange(model.n_items), n_categories - 1),
    )


def _others(n_groups: int, n_items: int) -> BoolArray:
    """Mark all groups but the first."""
    return np.broadcast_to(np.arange(n_groups)[:, None] > 0, (n_groups, n_items)).copy()


def _unless(is_equal: bool, freed: Sequence[int], n_items: int) -> BoolArray:  # noqa: FBT001 (a fact, not a switch)
    own = np.full(n_items, not is_equal)
    own[list(freed)] = True
    return own


def _unless_waiting(pattern: Pattern, own: Pattern, waits: BoolArray) -> Pattern:
    """Take the cells that wait for the scalar level from the pattern in which every group has its own."""
    return Pattern(numbers=np.where(waits, own.numbers, pattern.numbers), fixed=pattern.fixed)


def _has_scale(model: MeasurementModel, comparable: BoolArray) -> BoolArray:
    """Mark the factors (f,) with items whose loadings can be compared between groups, which make their variances comparable."""
    found = np.zeros(model.n_factors, dtype=np.bool_)
    found[model.dimension_of_item[comparable]] = True
    if model.has_general_factor:
        found[model.n_dimensions] = comparable.any()
    if model.has_method_factor:
        found[-1] = comparable[model.method_items].any()
    return found


def _number(n_groups: int, n_items: int) -> Pattern:
    return Pattern(numbers=np.arange(n_groups * n_items).reshape(n_groups, n_items), fixed=np.zeros((n_groups, n_items)))


def _keep(pattern: Pattern, is_free: BoolArray, value: float) -> Pattern:
    """Fix the other cells at a value."""
    return Pattern(numbers=np.where(is_free, pattern.numbers, FIXED), fixed=np.full(pattern.fixed.shape, value))


def _lay_out_residuals(model: MeasurementModel, n_groups: int, is_free: BoolArray) -> Pattern:
    """Fix residual variances at 1 where they are not free; the declared covariances are each group's own."""
    pattern = lay_out_residuals(model, n_groups, is_equal=False)
    diagonal = np.arange(model.n_items)
    numbers, fixed = pattern.numbers.copy(), pattern.fixed.copy()
    numbers[:, diagonal, diagonal] = np.where(is_free, numbers[:, diagonal, diagonal], FIXED)
    fixed[:, diagonal, diagonal] = 1.0
    return Pattern(numbers=numbers, fixed=fixed)


def _lay_out_thresholds(invariance: OrdinalInvariance, n_groups: int, n_categories: IntArray, waits: BoolArray) -> Pattern:
    items = np.repeat(np.arange(len(n_categories)), n_categories - 1)
    freed = _unless(invariance.reaches("thresholds"), invariance.free_thresholds, len(n_categories))
    own = (freed | waits)[items]
    shift = len(items) * np.arange(n_groups)[:, None]
    numbers = np.arange(len(items)) + np.where(own, shift, 0)
    return Pattern(numbers=numbers, fixed=np.zeros(numbers.shape))


def _refuse_untestable(invariance: OrdinalInvariance, n_categories: IntArray, parameterisation: Parameterisation) -> None:
    if parameterisation == "delta" and invariance.reaches("strict"):
        msg = "ordinal model (strict): residual variances are no parameters under delta; use theta"
        raise ModelError(msg)
    if invariance.level in {"thresholds", "metric"} and (n_categories == 2).all():
        msg = (
            f"ordinal model ({invariance.level}): all {len(n_categories)} items have two answers, whose thresholds and loadings can only "
            "be tested in one step with their intercepts; test the scalar level"
        )
        raise ModelError(msg)
