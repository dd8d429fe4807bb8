"""May the blocs be compared at all? Models of rising equality, differing items, a verdict in fixed words.

The rule stands in params.yaml (comparability). P-values alone decide nothing: at these numbers of respondents
chi-square always rejects. An item functions differently if its shift is significant after Holm *and* large.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ConvergenceError, DesignError, ItemError, ModelError
from crowdpotential.index.fit_rule import judge_fit
from crowdpotential.index.item_shifts import (
    ItemShifts,
    find_shifts,
    has_enough_alike,
    judge_shifts,
    measure_shifts,
    points_of_shifts,
)
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import LevelFit, LevelFits, choose_estimator, fit_all_levels
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.empty_cells import ADDED
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.verdicts import Verdict

OF_LEVELS = (
    "all_items",
    "scalar_change",
)  # reasons that single items of one of several blocs may stand behind
BEFORE_LEVELS = ("thresholds", "metric")  # steps that must hold for all items before levels are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparabilityCheck:
    """The models, the items that function differently, and what follows."""

    verdict: Verdict
    reason: str  # machine word: why
    levels: LevelFits | None  # freest first; None where nothing could be fitted
    shifts: ItemShifts | None  # of two blocs
    of_blocs: tuple[ItemShifts, ...] = ()  # of three or more: each against all others
    obstacle: str = ""  # what, where, how many and what to do, if nothing could be fitted


def check_comparability(
    items: Items,
    bloc: IntArray,
    design: Design,
    loadings: FloatArray,
    *,
    model: MeasurementModel,
    rule: Comparability,
    confidence_level: float,
    empty_cell: float = ADDED,
    names: Sequence[str] = (),
) -> ComparabilityCheck:
    """Test whether the items measure the same on all sides.

    Differing items are freed and adjusted for between two blocs. Of three or more each is set against all others, as one family of
    tests; an item that differs then forbids the comparison.

    Args:
        items: n respondents, p items.
        bloc: (n,) 0..B-1, -1 for those who are on no side.
        design: weights and replicates of the n respondents.
        loadings: (p,) standardised loadings of the declared model in the whole sample.
        model: declared.
        rule: thresholds and estimator out of params.
        confidence_level: of the intervals and, by its complement, of the item tests.
        empty_cell: respondents that WLSMV adds to the empty cell of a table of two answers each.
        names: (B,) of the blocs, for messages.
    """
    n_blocs = int(bloc.max()) + 1
    if n_blocs < 2:
        return ComparabilityCheck(verdict="untestable", reason="one_bloc", levels=None, shifts=None)
    shifts, of_blocs = None, list[ItemShifts]()
    if n_blocs == 2:
        shifts = find_shifts(items, bloc, design, loadings, rule=rule, confidence_level=confidence_level)
    else:
        of_blocs = [
            measure_shifts(
                items, np.where(bloc < 0, -1, bloc != b), design, loadings, confidence_level=confidence_level
            )
            for b in range(n_blocs)
        ]
        of_blocs = judge_shifts(of_blocs, rule=rule)
    is_worth_freeing = shifts is not None and has_enough_alike(shifts, items, rule)
    freed = np.flatnonzero(shifts.is_different).tolist() if shifts is not None and is_worth_freeing else []
    estimator = choose_estimator(items, rule.estimator)
    try:
        levels = fit_all_levels(
            items,
            bloc,
            design,
            model,
            estimator=estimator,
            empty_cell=empty_cell,
            freed=freed,
            group_names=names,
        )
    except (ConvergenceError, DesignError, ItemError, ModelError) as error:
        reason = "no_convergence" if isinstance(error, ConvergenceError) else "no_model"
        return ComparabilityCheck(
            verdict="untestable", reason=reason, levels=None, shifts=shifts, obstacle=str(error)
        )
    verdict, reason = judge(levels.fits, items, shifts, rule)
    if reason in OF_LEVELS and any(one.is_different.any() for one in of_blocs):
        verdict, reason = "not_comparable", "several_blocs"
    return ComparabilityCheck(
        verdict=verdict, reason=reason, levels=levels, shifts=shifts, of_blocs=tuple(of_blocs)
    )


def points_owed(
    check: ComparabilityCheck, items: Items, item_weights: FloatArray, dimension_weights: FloatArray
) -> FloatArray:
    """Give the points of a bloc contrast that differing items make, as `points_of_shifts`; zero without shifts."""
    if check.shifts is None:
        return np.zeros((*item_weights.shape[:-1], 1 + len(items.dimensions)))
    return points_of_shifts(check.shifts, items, item_weights, dimension_weights)


def judge(
    fits: Mapping[str, LevelFit], items: Items, shifts: ItemShifts | None, rule: Comparability
) -> tuple[Verdict, str]:
    """Apply the rule of params, strictest question first: fit, thresholds and loadings, levels, enough items alike.

    Gives the verdict and a machine word for its reason.
    """
    configural = fits["configural"]
    if configural.df == 0:
        return "untestable", "saturated"
    if is_misfit(configural, rule):
        return "misfit", "configural_fit"
    for level in BEFORE_LEVELS:
        if level in fits and not is_small_change(fits[level], fits, rule):
            return "not_comparable", f"{level}_change"
    if shifts is not None and not has_enough_alike(shifts, items, rule):
        return "not_comparable", "too_few_invariant_items"
    if "partial" not in fits:
        alike = is_small_change(fits["scalar"], fits, rule)
        return ("comparable", "all_items") if alike else ("not_comparable", "scalar_change")
    alike = is_small_change(fits["partial"], fits, rule)
    return ("partial", "some_items") if alike else ("not_comparable", "partial_change")


def is_misfit(fit: LevelFit, rule: Comparability) -> bool:
    """Tell whether a model says too little about the answers to be trusted."""
    return judge_fit(fit, rule).is_misfit


def is_small_change(fit: LevelFit, fits: Mapping[str, LevelFit], rule: Comparability) -> bool:
    """Tell whether a level fits hardly worse than the freer one before (Chen 2007; Cheung and Rensvold 2002)."""
    freer = fits[fit.freer].indices
    return (
        freer.cfi - fit.indices.cfi <= rule.max_change_cfi
        and fit.indices.rmsea - freer.rmsea <= rule.max_change_rmsea
    )
