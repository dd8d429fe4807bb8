"""May groups of respondents be compared? Models of rising equality, differing items, a verdict in fixed words.

Sides, areas and groups of residents are judged by this one engine, so that no verdict depends on what a study calls its parts.

The rule stands in params.yaml (comparability). P-values alone decide nothing: at these numbers of respondents chi-square always rejects. A
step fails if it worsens the fit noticeably *and* by more than chance, an item functions differently if its shift is significant after
Holm *and* large.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from crowdpotential.errors import ConvergenceError, DesignError, ItemError, ModelError
from crowdpotential.index.dimension_fits import BaseFit, fit_dimensions
from crowdpotential.index.fit_rule import FitVerdict, judge_fit
from crowdpotential.index.group_samples import take_grouped
from crowdpotential.index.item_shifts import (
    ItemShifts,
    any_different,
    has_enough_alike,
    judge_shifts,
    measure_shifts,
    response_spread,
    spread_within,
)
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import (
    Estimator,
    FindFreed,
    ItemParameters,
    LevelFit,
    LevelFits,
    choose_estimator,
    fit_all_levels,
)
from crowdpotential.index.thin_groups import count_needed, find_thin, find_unanswered
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.correlation.empty_cells import ADDED
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.verdicts import ONE_GROUP, Verdict, allows_within

EVERYBODY = "everybody"  # name of the one group of a model of all groups together
BEFORE_LEVELS = ("thresholds", "metric")  # steps that must hold for all items before levels are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparabilityCheck:
    """What is known of the groups of one partition: the models, the items that function differently, and what follows."""

    verdict: Verdict
    reason: str  # machine word: why; sentences `reason.*` of the catalogues
    names: tuple[str, ...] = ()  # of the groups that have respondents
    n: int = 0  # respondents in them
    levels: LevelFits | None = None  # freest first; None where nothing could be fitted
    holds: Mapping[str, bool] = field(
        default_factory=dict
    )  # level -> whether it fits hardly worse than the freer one
    # group -> its items: of two the first less the second, of more each against the middle of all
    shifts: Mapping[str, ItemShifts] = field(default_factory=dict)
    obstacle: str = ""  # what, where, how many and what to do, if not all could be fitted
    base: FitVerdict | None = None  # of the model before anything is set equal, and of each dimension in it
    dimensions: Mapping[str, BaseFit] = field(default_factory=dict)  # each as a model of its own

    @property
    def is_closed(self) -> bool:
        """Whether several groups are there and may not be contrasted even in a table."""
        return len(self.names) > 1 and not allows_within(self.verdict, self.reason)


def check_comparability(
    items: Items,
    group: IntArray,
    design: Design,
    loadings: FloatArray,
    *,
    model: MeasurementModel,
    rule: Comparability,
    confidence_level: float,
    empty_cell: float = ADDED,
    names: Sequence[str] = (),
    last: str = "strict",
) -> ComparabilityCheck:
    """Test whether the items measure the same in all groups of a partition.

    Shifts of items come from the model that is judged: the common loadings of its metric step. Where a group is too thin for the model, the
    shifts alone are looked at, with the loadings of everybody: they may show a difference, and never that there is none.

    Args:
        items: n respondents, p items.
        group: (n,) 0..G-1, -1 for those who are in none.
        design: weights and replicates of the n respondents.
        loadings: (p,) standardised loadings of the declared model in the whole sample, for want of a model of these respondents.
        model: declared.
        rule: thresholds and estimator out of params.
        confidence_level: of the intervals and, by its complement, of the tests.
        empty_cell: respondents that WLSMV adds to the empty cell of a table of two answers each.
        names: (G,) of the groups.
        last: step after which no model is fitted.
    """
    every = tuple(names) or tuple(str(g + 1) for g in range(int(group.max()) + 1))
    present, own = np.unique(group[group >= 0], return_inverse=True)
    labels = tuple(every[g] for g in present)
    if len(labels) < 2:
        return ComparabilityCheck(verdict="untestable", reason=ONE_GROUP, names=labels, n=own.size)
    items, _, design = take_grouped(items, group, design)
    asked = _Asked(
        items=items,
        group=own,
        names=labels,
        design=design,
        model=model,
        rule=rule,
        confidence_level=confidence_level,
        empty_cell=empty_cell,
    )
    if unanswered := find_unanswered(items, own, labels):
        return replace(asked.answer("untestable", "unanswered_items"), obstacle=unanswered)
    needed = count_needed(items, model, asked.estimator)
    if thin := find_thin(items, own, labels, needed):
        return _stand_in(asked, loadings, ("untested", "thin"), thin)
    try:
        return _judge_levels(asked, last)
    except ConvergenceError as error:
        return _stand_in(asked, loadings, ("untestable", "no_convergence"), str(error))
    except (DesignError, ItemError, ModelError) as error:
        return _stand_in(asked, loadings, ("untestable", "no_model"), str(error))


def judge(
    fits: Mapping[str, LevelFit],
    items: Items,
    is_different: BoolArray,
    base: FitVerdict,
    *,
    rule: Comparability,
    significance_level: float,
) -> tuple[Verdict, str]:
    """Apply the rule of params, strictest question first: fit, thresholds and loadings, levels, enough items alike.

    Args:
        fits: of the levels.
        items: that were tested.
        is_different: (p,) whose levels differ between any two groups.
        base: whether the model fits before anything is set equal.
        rule: thresholds out of params.
        significance_level: of all steps together (Bonferroni).

    Returns:
        The verdict and a machine word for its reason.
    """
    if fits["configural"].df == 0:
        return "untestable", "saturated"
    if base.is_misfit:
        return "misfit", "configural_fit"
    holds = judge_steps(fits, rule, significance_level=significance_level)
    for level in BEFORE_LEVELS:
        if not holds.get(level, True):
            return "not_comparable", f"{level}_change"
    if not has_enough_alike(is_different, items, rule):
        return "not_comparable", "too_few_invariant_items"
    if "partial" in fits:
        return ("partial", "some_items") if holds["partial"] else ("not_comparable", "partial_change")
    return ("comparable", "all_items") if holds["scalar"] else ("not_comparable", "scalar_change")


def judge_steps(
    fits: Mapping[str, LevelFit], rule: Comparability, *, significance_level: float
) -> dict[str, bool]:
    """Tell of each level that was fitted whether it fits hardly worse than the freer one (`is_small_change`).

    The level of significance is shared among the steps that a verdict rests on, of which partial is one with scalar.
    """
    n_steps = len({*BEFORE_LEVELS, "scalar"} & set(fits))
    return {
        level: is_small_change(fit, fits, rule, significance_level=significance_level / n_steps)
        for level, fit in fits.items()
        if fit.freer
    }


def is_small_change(
    fit: LevelFit, fits: Mapping[str, LevelFit], rule: Comparability, *, significance_level: float
) -> bool:
    """Tell whether a level fits hardly worse than the freer one before (Chen 2007; Cheung and Rensvold 2002), or by chance alone.

    Indices of models with few degrees of freedom, or of few respondents, move by more than the limits where all groups are alike.
    """
    freer, test = fits[fit.freer].indices, fit.difference
    is_small = (
        freer.cfi - fit.indices.cfi <= rule.max_change_cfi
        and fit.indices.rmsea - freer.rmsea <= rule.max_change_rmsea
    )
    return is_small or (test is not None and test.p_value > significance_level)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The groups that are to be compared, all with respondents, and the rule."""

    items: Items
    group: IntArray  # (n,) 0..G-1
    names: tuple[str, ...]  # (G,)
    design: Design
    model: MeasurementModel
    rule: Comparability
    confidence_level: float
    empty_cell: float

    def answer(self, verdict: Verdict, reason: str) -> ComparabilityCheck:
        return ComparabilityCheck(verdict=verdict, reason=reason, names=self.names, n=self.group.size)

    @property
    def estimator(self) -> Estimator:
        return choose_estimator(self.items, self.rule.estimator)

    def fit(self, group: IntArray, last: str, find_freed: FindFreed | None = None) -> LevelFits:
        return fit_all_levels(
            self.items,
            group,
            self.design,
            self.model,
            estimator=self.estimator,
            empty_cell=self.empty_cell,
            find_freed=find_freed,
            last=last,
            group_names=self.names if group.any() else (EVERYBODY,),
        )

    def slopes_of(self, judged: ItemParameters) -> FloatArray:
        """(p,) standard deviations of an item within groups for one unit of its dimension; of responses behind answers, as means move."""
        weights, loadings = self.design.weights, judged.loadings.mean(axis=0)
        if self.estimator == "mlr":
            return np.asarray(loadings / spread_within(self.items.numbers, weights, self.group))
        deviations = np.sqrt((judged.deviations**2).mean(axis=0))
        return np.asarray(loadings / deviations * response_spread(self.items, self.group, weights))

    def fit_dimensions(self, group: IntArray) -> Mapping[str, BaseFit]:
        return fit_dimensions(
            self.items,
            group,
            self.design,
            self.model,
            estimator=self.estimator,
            empty_cell=self.empty_cell,
            group_names=self.names if group.any() else (EVERYBODY,),
        )

    def find_shifts(self, slopes: FloatArray) -> dict[str, ItemShifts]:
        measured = measure_shifts(
            self.items, self.group, self.design, slopes, confidence_level=self.confidence_level
        )
        return dict(zip(self.names, judge_shifts(measured, rule=self.rule), strict=False))


def _judge_levels(asked: _Asked, last: str) -> ComparabilityCheck:
    """Fit the levels; the metric one tells which items have shifted, and these are freed in the partial one."""
    shifts: dict[str, ItemShifts] = {}

    def find_freed(metric: ItemParameters) -> list[int]:
        shifts.update(asked.find_shifts(asked.slopes_of(metric)))
        differing = any_different(shifts)
        return (
            np.flatnonzero(differing).tolist() if has_enough_alike(differing, asked.items, asked.rule) else []
        )

    levels = asked.fit(asked.group, last, find_freed)
    dimensions = asked.fit_dimensions(asked.group)
    base = judge_fit(levels.fits["configural"], asked.rule, dimensions)
    verdict, reason = judge(
        levels.fits,
        asked.items,
        any_different(shifts),
        base,
        rule=asked.rule,
        significance_level=1 - asked.confidence_level,
    )
    return replace(
        asked.answer(verdict, reason),
        levels=levels,
        holds=judge_steps(levels.fits, asked.rule, significance_level=1 - asked.confidence_level),
        shifts=shifts,
        base=base,
        dimensions=dimensions,
    )


def _stand_in(
    asked: _Asked, loadings: FloatArray, otherwise: tuple[Verdict, str], obstacle: str
) -> ComparabilityCheck:
    """Look at shifts by the model of all groups together; they may forbid a comparison, and license none."""
    slopes, levels = loadings, None
    base, dimensions = None, dict[str, BaseFit]()
    with suppress(ConvergenceError, DesignError, ItemError, ModelError):
        levels = asked.fit(np.zeros_like(asked.group), "configural")
        slopes = asked.slopes_of(levels.fits["configural"].parameters)
        dimensions |= asked.fit_dimensions(np.zeros_like(asked.group))
        base = judge_fit(levels.fits["configural"], asked.rule, dimensions)
    shifts, (verdict, reason) = asked.find_shifts(slopes), otherwise
    if not has_enough_alike(any_different(shifts), asked.items, asked.rule):
        verdict, reason = (
            "not_comparable",
            "too_few_invariant_items",
        )  # which makes the model of all misfit too
    elif base is not None and base.is_misfit:
        verdict, reason = "misfit", "configural_fit"
    return replace(
        asked.answer(verdict, reason),
        levels=levels,
        shifts=shifts,
        obstacle=obstacle,
        base=base,
        dimensions=dimensions,
    )
