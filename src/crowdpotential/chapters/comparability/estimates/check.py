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

from crowdpotential.chapters.comparability.estimates.asked_groups import Asked
from crowdpotential.chapters.comparability.estimates.loading_differences import (
    LoadingDifferences,
)
from crowdpotential.chapters.comparability.estimates.step_rules import (
    judge,
    judge_steps,
    reason_of,
)
from crowdpotential.chapters.comparability.estimates.thin_groups import (
    Thin,
    count_needed,
    find_constant,
    find_thin,
    find_unanswered,
)
from crowdpotential.errors import ConvergenceError, DesignError, ItemError, ModelError
from crowdpotential.index.dimension_fits import BaseFit
from crowdpotential.index.fit_rule import FitVerdict
from crowdpotential.index.group_samples import take_grouped
from crowdpotential.index.item_shifts import (
    ItemShifts,
    any_different,
    has_enough_alike,
)
from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import (
    EQUAL_LOADINGS,
    ItemParameters,
    LevelFits,
)
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.empty_cells import ADDED
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.verdicts import (
    MISFIT,
    NOT_COMPARABLE,
    ONE_GROUP,
    UNTESTABLE,
    UNTESTED,
    Verdict,
    allows_within,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparabilityCheck:
    """What is known of the groups of one partition: the models, the items that function differently, and what follows."""

    verdict: Verdict
    reason: str  # machine word: why; sentences `reason.*` of the catalogues
    names: tuple[str, ...] = ()  # of the groups that have respondents
    n: int = 0  # respondents in them
    levels: LevelFits | None = None  # freest first; None where nothing could be fitted
    holds: Mapping[str, bool] = field(default_factory=dict)  # level -> whether it fits hardly worse than the freer one
    # group -> its items: of two the first less the second, of more each against the middle of all
    shifts: Mapping[str, ItemShifts] = field(default_factory=dict)
    loadings: Mapping[str, LoadingDifferences] = field(default_factory=dict)  # the same, where equal loadings worsen the fit
    thin: tuple[Thin, ...] = ()  # groups with too few respondents for a model of their own
    needed: int = 0  # respondents in each group, for such a model
    unanswered: tuple[tuple[str, str], ...] = ()  # items that nobody of a group answered, each with the group
    constant: tuple[tuple[str, str], ...] = ()  # items to which all of a group gave one answer
    obstacle: str = ""  # what, where, how many and what to do, if a model could not be estimated
    is_together: bool = False  # whether the model is that of all as one group, for want of one of groups
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
        return ComparabilityCheck(verdict=UNTESTABLE, reason=ONE_GROUP, names=labels, n=own.size)
    items, _, design = take_grouped(items, group, design)
    asked = Asked(
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
        return replace(_answer(asked, UNTESTABLE, "unanswered_items"), unanswered=unanswered)
    needed = count_needed(items, model, asked.estimator)
    if thin := find_thin(items, own, labels, needed):
        return replace(_stand_in(asked, loadings, (UNTESTED, "thin")), thin=thin, needed=needed)
    if constant := find_constant(items, own, labels):
        return replace(_answer(asked, UNTESTABLE, "constant_items"), constant=constant)
    try:
        return _judge_levels(asked, last)
    except (ConvergenceError, DesignError, ItemError, ModelError) as error:
        found = _stand_in(asked, loadings, (UNTESTABLE, reason_of(error)))
        return replace(found, obstacle=str(error))


def _judge_levels(asked: Asked, last: str) -> ComparabilityCheck:
    """Fit the levels; the metric one tells which items have shifted, and these are freed in the partial one."""
    shifts: dict[str, ItemShifts] = {}

    def find_freed(metric: ItemParameters) -> list[int]:
        shifts.update(asked.find_shifts(asked.slopes_of(metric)))
        differing = any_different(shifts)
        return np.flatnonzero(differing).tolist() if has_enough_alike(differing, asked.items, asked.rule) else []

    levels = asked.fit(asked.group, last, find_freed)
    dimensions = asked.fit_dimensions(asked.group)
    base = asked.judge(levels.fits["configural"], dimensions)
    if not shifts:  # the metric step, which tells them, could not be fitted
        shifts |= asked.find_shifts(asked.slopes_of(levels.fits["configural"].parameters))
    is_unknown = levels.unfitted is not None and EQUAL_LOADINGS not in levels.fits
    apart = asked.compare_loadings(levels) if is_unknown else {}
    verdict, reason = judge(
        levels.fits,
        asked.items,
        any_different(shifts),
        base,
        rule=asked.rule,
        significance_level=1 - asked.confidence_level,
        unfitted=levels.unfitted,
        has_other_loadings=any(one.is_different.any() for one in apart.values()),
    )
    if reason == "metric_change":
        apart = apart or asked.compare_loadings(levels)
    return replace(
        _answer(asked, verdict, reason),
        levels=levels,
        obstacle=str(levels.unfitted.error) if levels.unfitted is not None else "",
        holds=judge_steps(levels.fits, asked.rule, significance_level=1 - asked.confidence_level),
        shifts=shifts,
        base=base,
        dimensions=dimensions,
        loadings=apart,
    )


def _stand_in(asked: Asked, loadings: FloatArray, otherwise: tuple[Verdict, str]) -> ComparabilityCheck:
    """Look at the model of all groups together, then at shifts by it; they may forbid a comparison, and permit none.

    The strictest question is first, as in `judge`: a model that does not describe all together says nothing of single items. Shifts forbid
    where a group is thin; where the groups' own model cannot be estimated nothing was tested.
    """
    slopes, levels = loadings, None
    base, dimensions = None, dict[str, BaseFit]()
    with suppress(ConvergenceError, DesignError, ItemError, ModelError):
        levels = asked.fit(np.zeros_like(asked.group), "configural")
        slopes = asked.slopes_of(levels.fits["configural"].parameters)
        dimensions |= asked.fit_dimensions(np.zeros_like(asked.group))
        base = asked.judge(levels.fits["configural"], dimensions)
    shifts, (verdict, reason) = asked.find_shifts(slopes), otherwise
    if base is not None and base.is_misfit:
        verdict, reason = MISFIT, "fit_together"
    elif verdict == UNTESTED and not has_enough_alike(any_different(shifts), asked.items, asked.rule):
        verdict, reason = NOT_COMPARABLE, "too_few_invariant_items"
    return replace(
        _answer(asked, verdict, reason),
        levels=levels,
        shifts=shifts,
        base=base,
        dimensions=dimensions,
        is_together=True,
    )


def _answer(asked: Asked, verdict: Verdict, reason: str) -> ComparabilityCheck:
    return ComparabilityCheck(verdict=verdict, reason=reason, names=asked.names, n=asked.group.size)
