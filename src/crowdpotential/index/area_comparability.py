"""May the areas of one bloc be compared? Each area's items against the rest of its bloc, and the alignment of all areas.

Areas of a few hundred respondents are too small for ordinal models of their own; shifts of item means ask the same
question one area at a time, and alignment shows how the means would stand if most items function alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ConvergenceError, ItemError, ModelError
from crowdpotential.index.item_shifts import ItemShifts, has_enough_alike, judge_shifts, measure_shifts
from crowdpotential.index.items import Items
from crowdpotential.params import Comparability
from crowdpotential.stats.alignments.alignment import Alignment, align_groups
from crowdpotential.stats.alignments.alignment_search import AlignmentRule
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.groups import fit_groups
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.group_models.moments import em_moments
from crowdpotential.stats.inference.design import Design
from crowdpotential.verdicts import Verdict, allows_within

FEWEST_FOR_ALIGNMENT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCheck:
    """What is known about the areas of one bloc."""

    verdict: Verdict
    reason: str  # machine word: why
    shifts: Mapping[str, ItemShifts]  # area -> its items against the rest of the bloc

    @property
    def is_closed(self) -> bool:
        """Whether several areas are there and may not be compared."""
        return bool(self.shifts) and not allows_within(self.verdict)


def check_areas(
    items: Items,
    area: Sequence[str],
    bloc_of_area: Mapping[str, str],
    design: Design,
    loadings: FloatArray,
    *,
    rule: Comparability,
    confidence_level: float,
) -> dict[str, AreaCheck]:
    """Compare the items of each area with those of the other areas of its bloc; one family of tests for a bloc.

    A bloc of two areas has one comparison, told of the first; a bloc of one has none.

    Args:
        items: n respondents, p items.
        area: (n,) name of each respondent's area.
        bloc_of_area: of the study, in its order, which tells whose shift a bloc of two areas is told of.
        design: weights and replicates of the n respondents.
        loadings: (p,) standardised loadings of the declared model in the whole sample.
        rule: of params.
        confidence_level: of intervals and tests.
    """
    of_area, present = np.asarray(area, dtype=object), set(area)
    found: dict[str, AreaCheck] = {}
    for name in dict.fromkeys(bloc_of_area.values()):
        names = [one for one, bloc in bloc_of_area.items() if bloc == name and one in present]
        inside = np.isin(of_area, names)
        compared = names if len(names) > 2 else names[: len(names) - 1]
        family = [
            measure_shifts(
                items,
                np.where(inside, (of_area != one).astype(np.int64), -1),
                design,
                loadings,
                confidence_level=confidence_level,
            )
            for one in compared
        ]
        judged = judge_shifts(family, rule=rule) if family else []
        found[name] = _judge(dict(zip(compared, judged, strict=True)), items, rule)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaAlignment:
    """The aligned areas, or what stands against it."""

    found: Alignment | None
    obstacle: str = ""  # what, where, how many and what to do; empty where there are no areas to align


def align_areas(
    items: Items,
    area: IntArray,
    weights: FloatArray,
    model: MeasurementModel,
    *,
    rule: Comparability,
    rng: np.random.Generator,
) -> AreaAlignment:
    """Align the dimensions' means over all areas of the study (Asparouhov and Muthen 2014), or say why that is impossible.

    The configural model is fitted by maximum likelihood to the weighted moments of each area.

    Args:
        items: n respondents, p items.
        area: (n,) 0..A-1, -1 for those in none.
        weights: (n,) calibrated.
        model: declared.
        rule: of params, with the alignment's loss and anchor.
        rng: of the random starts.
    """
    n_areas = int(area.max()) + 1
    if n_areas == 0:
        return AreaAlignment(found=None)
    if n_areas < FEWEST_FOR_ALIGNMENT:
        msg = f"alignment: {n_areas} areas; it takes at least {FEWEST_FOR_ALIGNMENT}, and two are a plain contrast"
        return AreaAlignment(found=None, obstacle=msg)
    answers = items.numbers
    spec = rule.alignment
    how = AlignmentRule(epsilon=spec.epsilon, power=spec.power, anchor=spec.anchor, n_starts=spec.starts)
    is_method = np.isin(np.arange(len(items.names)), model.method_items)
    try:
        scaled = weights / weights.mean()
        moments = [
            em_moments(answers[area == a], scaled[area == a], names=items.names) for a in range(n_areas)
        ]
        fit = fit_groups(
            moments,
            items.dimension_of_item,
            level="configural",
            method_items=is_method if model.has_method_factor else None,
        )
        aligned = align_groups(
            fit.loadings,
            fit.intercepts,
            np.bincount(area[area >= 0]).astype(np.float64),
            items.dimension_of_item,
            rule=how,
            rng=rng,
            names=items.names,
        )
    except (ConvergenceError, ItemError, ModelError) as error:
        return AreaAlignment(found=None, obstacle=str(error))
    return AreaAlignment(found=aligned)


def _judge(shifts: Mapping[str, ItemShifts], items: Items, rule: Comparability) -> AreaCheck:
    if not shifts:
        return AreaCheck(verdict="untestable", reason="one_area", shifts=shifts)
    if any(np.isnan(one.inference.estimate).any() for one in shifts.values()):
        return AreaCheck(verdict="untestable", reason="unanswered_items", shifts=shifts)
    if not any(one.is_different.any() for one in shifts.values()):
        return AreaCheck(verdict="comparable", reason="all_items", shifts=shifts)
    if all(has_enough_alike(one, items, rule) for one in shifts.values()):
        return AreaCheck(verdict="partial", reason="some_items", shifts=shifts)
    return AreaCheck(verdict="not_comparable", reason="too_few_invariant_items", shifts=shifts)
