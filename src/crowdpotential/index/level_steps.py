"""One model fitted to several groups at rising levels of equality, by WLSMV for ordered answers or MLR for numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.index.group_samples import OrderedSample, gather_numbers, gather_ordered, take_grouped
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import (
    EQUAL_LOADINGS,
    STEPS,
    Estimator,
    FindFreed,
    LevelFits,
    Unfitted,
)
from crowdpotential.index.level_readings import (
    numeric_parameters,
    ordinal_parameters,
    read_numeric,
    read_ordinal,
)
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.correlation.empty_cells import ADDED
from crowdpotential.stats.group_models.group_sample import Sample
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel
from crowdpotential.stats.group_models.unrestricted_model import fit_unrestricted
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.ordinal_models.ordinal_groups import OrdinalFit, fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import OrdinalInvariance

OF_TWO_ANSWERS = ("thresholds", "metric")  # steps that restrict no item with two answers
FREED_STEPS = ("partial", "strict")

Fit = TypeVar("Fit")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series(Generic[Fit]):
    """The steps that could be estimated, in order."""

    fits: dict[str, Fit]
    unfitted: Unfitted | None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return each step with the freer one it is compared with: partial stands beside scalar, strict follows the last of them."""
        steps = list(self.fits)
        before = dict(zip(steps, ("", *steps), strict=False))
        if "partial" in before:
            before["partial"] = before["scalar"]
        return list(before.items())


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
    def fit_step(level: str, freed: tuple[int, ...]) -> OrdinalFit:
        asked = OrdinalInvariance(level=level, free_intercepts=freed, free_residuals=freed)  # type: ignore[arg-type]  # a step is a level
        return _fit_or_hold(items, sample, model, invariance=asked, group_names=group_names)

    series = _fit_steps(steps, fit_step, lambda fit: find_freed(ordinal_parameters(fit, model)))
    fits = {step: read_ordinal(step, freer, series.fits[step], series.fits.get(freer), model) for step, freer in series.pairs}
    return LevelFits(
        estimator="wlsmv",
        fits=fits,
        n_joined=sample.n_joined,
        n_zero_cells=sum(one.n_zero_cells for one in sample.moments),
        n_filled=sum(one.n_filled for one in sample.moments),
        unfitted=series.unfitted,
    )


def _fit_steps(
    steps: Sequence[str],
    fit: Callable[[str, tuple[int, ...]], Fit],
    find_freed: Callable[[Fit], Sequence[int]],
) -> _Series[Fit]:
    """Fit step after step until one cannot be; nothing can be said without the first, and nothing rests on strict."""
    found: dict[str, Fit] = {}
    freed: tuple[int, ...] = ()
    for step in steps:
        if step == "scalar":
            freed = tuple(find_freed(found.get(EQUAL_LOADINGS, found["configural"])))
        if step == "partial" and not freed:
            continue
        try:
            found[step] = fit("scalar" if step == "partial" else step, freed if step in FREED_STEPS else ())
        except (ConvergenceError, ModelError) as error:
            if step == "configural":
                raise
            return _Series(fits=found, unfitted=None if step == "strict" else Unfitted(level=step, error=error))
    return _Series(fits=found, unfitted=None)


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
        return fit(replace(invariance, equal_residuals=tuple(np.flatnonzero(sample.has_two_answers).tolist())))


def _fit_numeric(
    items: Items,
    sample: Sample,
    model: MeasurementModel,
    *,
    steps: Sequence[str],
    find_freed: FindFreed,
) -> LevelFits:
    unrestricted = fit_unrestricted(sample)
    last: MeasurementFit | None = None

    def fit_step(level: str, freed: tuple[int, ...]) -> MeasurementFit:
        nonlocal last
        asked = Invariance(level=level, free_intercepts=freed, free_residuals=freed)  # type: ignore[arg-type]  # a step is a level
        last = fit_measurement(unrestricted, model, asked, start=last, dimension_names=items.dimensions)
        return last

    series = _fit_steps(steps, fit_step, lambda fit: find_freed(numeric_parameters(fit)))
    fits = {step: read_numeric(step, freer, series.fits[step], series.fits.get(freer), unrestricted) for step, freer in series.pairs}
    nothing = np.zeros(len(items.names), dtype=np.int64)
    return LevelFits(estimator="mlr", fits=fits, n_joined=nothing, n_zero_cells=0, n_filled=0, unfitted=series.unfitted)
