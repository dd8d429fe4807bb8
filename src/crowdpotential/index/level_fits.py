"""One model fitted to several groups at rising levels of equality, by WLSMV for ordered answers or MLR for numbers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.index.group_samples import OrderedSample, gather_numbers, gather_ordered, take_grouped
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.empty_cells import ADDED
from crowdpotential.stats.group_models.fit_indices import FitIndices
from crowdpotential.stats.group_models.group_sample import Sample
from crowdpotential.stats.group_models.group_structure import GroupMatrices, place_values
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import Invariance, Level, MeasurementModel
from crowdpotential.stats.group_models.scaled_tests import Formula, compare_fits
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel, fit_unrestricted
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.ordinal_models.ordinal_difference import compare_ordinal_fits
from crowdpotential.stats.ordinal_models.ordinal_groups import OrdinalFit, fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import OrdinalInvariance, OrdinalLevel

Estimator = Literal["wlsmv", "mlr"]
# What each step holds equal more than the one before; partial frees the differing items' intercepts again.
STEPS: Mapping[Estimator, tuple[str, ...]] = {
    "wlsmv": ("configural", "thresholds", "metric", "scalar", "partial", "strict"),
    "mlr": ("configural", "metric", "scalar", "partial", "strict"),
}
EQUAL_LOADINGS = "metric"  # step that tells which items have shifted
OF_TWO_ANSWERS = ("thresholds", "metric")  # steps that restrict no item with two answers
FREED_STEPS = ("partial", "strict")
FORMULAS: tuple[Formula, ...] = (
    "satorra-bentler-2001",
    "satorra-bentler-2010",
)  # the first that has a positive factor
FEWEST_ANSWERS, MOST_ANSWERS = 2, 7  # of an item, between which they are treated as ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The test of a level against the freer one."""

    chi2: float  # scaled
    df: int
    p_value: float
    formula: str  # the results of the formulas differ


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemParameters:
    """What a model says of each item in each group: of the answers (MLR) or of the responses behind them (WLSMV)."""

    loadings: FloatArray  # (G, p) on the item's dimension, whose own part has variance 1 in the first group
    loading_errors: FloatArray  # (G, p) standard errors
    intercepts: FloatArray  # (G, p)
    deviations: FloatArray  # (G, p) standard deviations that the model implies


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFit:
    """How well the model fits at one level, and how much worse than the freer one before."""

    level: str
    freer: str  # the level it is compared with; empty for the first
    chi2: float  # scaled
    df: int
    p_value: float
    indices: FitIndices  # robust (MLR) or scaled (WLSMV)
    srmr: float
    is_admissible: bool
    difference: Difference | None  # None where the level restricts nothing, or no formula gives a test
    latent_means: FloatArray  # (G, k) of the dimensions, in standard deviations of the first group's
    latent_mean_errors: FloatArray  # (G, k) as if those deviations were known
    parameters: ItemParameters
    n_equal_residuals: int = (
        0  # items with two answers whose residual variances had to be held equal, before the strict level
    )


FindFreed = Callable[[ItemParameters], Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfitted:
    """A step whose model could not be estimated although the one before could."""

    level: str
    error: ConvergenceError | ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFits:
    """All levels, and what had to be done to the answers."""

    estimator: Estimator
    fits: Mapping[str, LevelFit]
    n_joined: IntArray  # (p,) categories joined because a group did not use them
    n_zero_cells: int  # empty cells of the two-way tables of all groups; 0 for MLR
    n_filled: int  # tables of two answers each to whose empty cell something was added; 0 for MLR
    unfitted: Unfitted | None = None  # the step after which nothing is known


def choose_estimator(items: Items, wanted: Literal["auto", "wlsmv", "mlr"]) -> Estimator:
    """Choose WLSMV for items with two to seven answers each, else MLR, unless params say which.

    A linear model of two answers cannot hold where levels differ: the slope of a share depends on the share.
    """
    if wanted != "auto":
        return wanted
    n_answers = items.n_categories
    is_ordered = (
        not items.is_numeric.any() and n_answers.min() >= FEWEST_ANSWERS and n_answers.max() <= MOST_ANSWERS
    )
    return "wlsmv" if is_ordered else "mlr"


def fit_all_levels(
    items: Items,
    group: IntArray,
    design: Design,
    model: MeasurementModel,
    *,
    estimator: Estimator,
    empty_cell: float = ADDED,
    freed: Sequence[int] = (),
    find_freed: FindFreed | None = None,
    last: str = "strict",
    group_names: Sequence[str] = (),
) -> LevelFits:
    """Fit the declared model to all groups, level after level; strict keeps the differing items free.

    Items with two answers first take part in the scalar level, where their thresholds, loadings and intercepts become equal in one
    step; where there are no others, the levels before are absent.

    A step that cannot be estimated ends the series, and is told; strict, on which no verdict rests, is left out in silence.

    Errors and tests hold under weights and sampling units. Answers that are missing take part pairwise (WLSMV) or by full
    information (MLR).

    Args:
        items: n respondents, p items.
        group: (n,) 0..G-1, -1 for those who are in none.
        design: weights and sampling units of the n respondents.
        model: declared.
        estimator: as `choose_estimator` gives it.
        empty_cell: respondents that WLSMV adds to the empty cell of a table of two answers each.
        freed: items whose intercepts differ between the groups; of an item with two answers that leaves nothing equal.
        find_freed: instead of `freed`, finds them out of the metric model, or the configural one where no step makes loadings equal.
        last: the step after which nothing is asked.
        group_names: (G,) for messages.

    Raises:
        ItemError, ModelError, DesignError, ConvergenceError: the answers or the groups do not allow the first of the models.
    """
    items, group, design = take_grouped(items, group, design)
    steps = STEPS[estimator][: STEPS[estimator].index(last) + 1]
    if int(group.max()) == 0:
        steps = steps[:1]
    find = find_freed or (lambda _metric: freed)
    if estimator == "wlsmv":
        ordered = gather_ordered(items, group, design, empty_cell=empty_cell, group_names=group_names)
        if ordered.has_two_answers.all():
            steps = tuple(step for step in steps if step not in OF_TWO_ANSWERS)
        return _fit_ordinal(items, ordered, model, steps=steps, find_freed=find, group_names=group_names)
    numbers = gather_numbers(items, group, design, group_names=group_names)
    return _fit_numeric(items, numbers, model, steps=steps, find_freed=find)


def _fit_ordinal(
    items: Items,
    sample: OrderedSample,
    model: MeasurementModel,
    *,
    steps: Sequence[str],
    find_freed: FindFreed,
    group_names: Sequence[str],
) -> LevelFits:
    found: dict[str, OrdinalFit] = {}
    unfitted: Unfitted | None = None
    freed: tuple[int, ...] = ()
    for step in steps:
        if step == "scalar":
            judged = found.get(EQUAL_LOADINGS, found["configural"])
            freed = tuple(find_freed(_ordinal_parameters(judged, model)))
        if step == "partial" and not freed:
            continue
        level: OrdinalLevel = "scalar" if step == "partial" else step  # type: ignore[assignment]  # the step is a level
        free = freed if step in FREED_STEPS else ()
        invariance = OrdinalInvariance(level=level, free_intercepts=free, free_residuals=free)
        try:
            found[step] = _fit_or_hold(items, sample, model, invariance=invariance, group_names=group_names)
        except (ConvergenceError, ModelError) as error:
            unfitted = _end(step, error)
            break
    fits: dict[str, LevelFit] = {}
    for step, freer in _pairs(list(found)).items():
        fit = found[step]
        fits[step] = LevelFit(
            level=step,
            freer=freer,
            chi2=fit.chi2,
            df=fit.df,
            p_value=fit.p_value,
            indices=fit.indices,
            srmr=fit.srmr,
            is_admissible=fit.is_admissible,
            difference=_compare_ordinal(found[freer], fit) if freer else None,
            latent_means=_latent([one.matrices for one in fit.groups], fit.groups[0].matrices, model),
            latent_mean_errors=_latent(
                [place_values(fit.standard_errors, fit.structure.factors, g) for g in range(len(fit.groups))],
                fit.groups[0].matrices,
                model,
            ),
            parameters=_ordinal_parameters(fit, model),
            n_equal_residuals=len(fit.invariance.equal_residuals),
        )
    return LevelFits(
        estimator="wlsmv",
        fits=fits,
        n_joined=sample.n_joined,
        n_zero_cells=sum(one.n_zero_cells for one in sample.moments),
        n_filled=sum(one.n_filled for one in sample.moments),
        unfitted=unfitted,
    )


def _fit_or_hold(
    items: Items,
    sample: OrderedSample,
    model: MeasurementModel,
    *,
    invariance: OrdinalInvariance,
    group_names: Sequence[str],
) -> OrdinalFit:
    """Fit a level; where it has no solution, hold the residual variances of items with two answers equal.

    Items of one dimension that are equally difficult do not tell these variances from the factor's (`ordinal_levels`). The model
    that is fitted then says more, so that an instrument passes no test by it that it would fail without.
    """

    def fit(asked: OrdinalInvariance) -> OrdinalFit:
        return fit_ordinal_groups(sample.moments, model, asked, names=items.names, group_names=group_names)

    if invariance.level != "scalar" or not sample.has_two_answers.any():
        return fit(invariance)
    try:
        return fit(invariance)
    except (ConvergenceError, ModelError):
        return fit(
            replace(invariance, equal_residuals=tuple(np.flatnonzero(sample.has_two_answers).tolist()))
        )


def _fit_numeric(
    items: Items,
    sample: Sample,
    model: MeasurementModel,
    *,
    steps: Sequence[str],
    find_freed: FindFreed,
) -> LevelFits:
    unrestricted = fit_unrestricted(sample)
    found: dict[str, MeasurementFit] = {}
    start: MeasurementFit | None = None
    unfitted: Unfitted | None = None
    freed: tuple[int, ...] = ()
    for step in steps:
        if step == "scalar":
            freed = tuple(find_freed(_numeric_parameters(found[EQUAL_LOADINGS])))
        if step == "partial" and not freed:
            continue
        level: Level = "scalar" if step == "partial" else step  # type: ignore[assignment]  # the step is a level
        free = freed if step in FREED_STEPS else ()
        invariance = Invariance(level=level, free_intercepts=free, free_residuals=free)
        try:
            start = found[step] = fit_measurement(
                unrestricted, model, invariance, start=start, dimension_names=items.dimensions
            )
        except (ConvergenceError, ModelError) as error:
            unfitted = _end(step, error)
            break
    fits: dict[str, LevelFit] = {}
    for step, freer in _pairs(list(found)).items():
        fit = found[step]
        measures = fit.measures
        fits[step] = LevelFit(
            level=step,
            freer=freer,
            chi2=measures.test.value / measures.test.scaling,
            df=measures.test.df,
            p_value=measures.p_value_scaled,
            indices=measures.robust,
            srmr=measures.srmr,
            is_admissible=fit.is_admissible,
            difference=_compare_numeric(unrestricted, found[freer], fit) if freer else None,
            latent_means=_latent(fit.groups, fit.groups[0], model),
            latent_mean_errors=_latent(fit.standard_errors, fit.groups[0], model),
            parameters=_numeric_parameters(fit),
        )
    nothing = np.zeros(len(items.names), dtype=np.int64)
    return LevelFits(
        estimator="mlr", fits=fits, n_joined=nothing, n_zero_cells=0, n_filled=0, unfitted=unfitted
    )


def _compare_ordinal(freer: OrdinalFit, fit: OrdinalFit) -> Difference | None:
    """Test a level; equal thresholds of items with three answers restrict nothing (Wu and Estabrook 2016)."""
    if fit.df == freer.df:
        return None
    test = compare_ordinal_fits(freer, fit)
    return Difference(chi2=test.chi2, df=test.df, p_value=test.p_value, formula="satorra-2000")


def _compare_numeric(
    unrestricted: UnrestrictedModel, freer: MeasurementFit, fit: MeasurementFit
) -> Difference | None:
    """Test a level; no verdict rests on it, so that a test which cannot be had stops nothing."""
    for formula in FORMULAS:
        with suppress(ModelError):
            test = compare_fits(unrestricted, freer, fit, formula=formula)
            return Difference(chi2=test.chi2, df=test.df, p_value=test.p_value, formula=formula)
    return None


def _ordinal_parameters(fit: OrdinalFit, model: MeasurementModel) -> ItemParameters:
    errors = [place_values(fit.standard_errors, fit.structure.factors, g) for g in range(len(fit.groups))]
    return _parameters([one.matrices for one in fit.groups], errors, model)


def _numeric_parameters(fit: MeasurementFit) -> ItemParameters:
    return _parameters(fit.groups, fit.standard_errors, fit.model)


def _parameters(
    groups: Sequence[GroupMatrices], errors: Sequence[GroupMatrices], model: MeasurementModel
) -> ItemParameters:
    own = np.arange(model.n_items), model.dimension_of_item
    return ItemParameters(
        loadings=np.stack([one.loadings[own] for one in groups]),
        loading_errors=np.stack([one.loadings[own] for one in errors]),
        intercepts=np.stack([one.intercepts for one in groups]),
        deviations=np.sqrt(np.stack([np.diag(one.implied_covariance) for one in groups])),
    )


def _latent(values: Sequence[GroupMatrices], first: GroupMatrices, model: MeasurementModel) -> FloatArray:
    """Give the dimensions' means, or their errors, in deviations of the first group: a general factor is part of these."""
    k = model.n_dimensions
    deviations = np.sqrt(np.diag(first.factor_covariances)[:k])
    return np.asarray(np.stack([one.means[:k] for one in values]) / deviations)


def _end(step: str, error: ConvergenceError | ModelError) -> Unfitted | None:
    """End the series with a step that could not be estimated: nothing can be said without the first, and nothing rests on the last."""
    if step == "configural":
        raise error
    return None if step == "strict" else Unfitted(level=step, error=error)


def _pairs(steps: Sequence[str]) -> dict[str, str]:
    """Name for each step the freer one that it is compared with: partial goes beside scalar, strict follows the last of them."""
    pairs = {step: before for before, step in zip(("", *steps), steps, strict=False)}
    if "partial" in pairs:
        pairs["partial"] = pairs["scalar"]
    return pairs
