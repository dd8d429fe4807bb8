"""What may be compared: sides, areas and groups of residents by one engine, and what that makes of contrasts and ranks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.chapters.comparability.estimates.alignment_rows import alignment_rows
from crowdpotential.chapters.comparability.estimates.area_alignment import (
    AreaAlignment,
    align_areas,
)
from crowdpotential.chapters.comparability.estimates.check import (
    ComparabilityCheck,
    check_comparability,
)
from crowdpotential.chapters.comparability.estimates.check_rows import (
    area_check_rows,
    comparability_rows,
    group_check_rows,
    pair_rows,
)
from crowdpotential.chapters.comparability.estimates.splits import (
    Partition,
    split_areas,
    split_names,
)
from crowdpotential.codebook import Codebook
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.index.item_shifts import ItemShifts, points_of_shifts
from crowdpotential.index.items import Items
from crowdpotential.index.models import declare_model
from crowdpotential.index.places import place_codes
from crowdpotential.index.replicated_means import ReplicatedIndexWeights
from crowdpotential.params import Params
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import whole_freedom
from crowdpotential.stats.streams import stream
from crowdpotential.verdicts import NOT_COMPARABLE, allows_between_sides, allows_within

CONTRARY = "contrary_items"  # reason of a verdict
MOST_PAIRS = 28  # of sides, that are judged one by one: those of eight
LAST_WITHIN = "partial"  # level of areas, groups and pairs after which nothing is fitted: no verdict rests on more


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What may be compared."""

    blocs: ComparabilityCheck
    areas: Mapping[str, ComparabilityCheck]  # bloc -> its areas
    groups: Mapping[tuple[str, str], ComparabilityCheck]  # variable and bloc, none for everybody -> its groups
    alignment: AreaAlignment
    pairs: Mapping[tuple[str, str], ComparabilityCheck] = field(default_factory=dict)  # of three or more blocs


def judge_study(
    params: Params,
    codebook: Codebook,
    main: pd.DataFrame,
    items: Items,
    *,
    design: Design,
    loadings: FloatArray,
    contrary: Sequence[Mapping[str, Any]],
) -> Verdicts:
    """Test which parts of the study may be compared with each other.

    Args:
        params, codebook: of the study.
        main: respondents of the main sample.
        items: of the index.
        design: of the respondents.
        loadings: (p,) standardised, of the declared model in the whole sample.
        contrary: items that params keep although they go against their dimension in one part of the sample.
    """
    asked = _Asked(items=items, design=design, loadings=loadings, model=declare_model(items, codebook), params=params)
    blocs = tuple(params.blocs)
    sides = Partition(codes=place_codes(main["bloc"].tolist(), blocs), names=blocs)
    areas = split_areas(main["area"].tolist(), {name: area.bloc for name, area in params.areas.items()})
    of_sides = asked.check(sides, last="strict")
    apart = blocs if len(blocs) > 1 and not allows_between_sides(of_sides.verdict) else ()
    within = ("", *apart) if design.joins_samples else blocs
    groups = _split_groups(params, codebook, main, within)
    found = Verdicts(
        blocs=of_sides,
        areas={bloc: asked.check(own) for bloc, own in areas.items()},
        groups={key: asked.check(own) for key, own in groups.items()},
        alignment=align_areas(
            items,
            place_codes(main["area"].tolist(), params.areas),
            design.weights,
            asked.model,
            rule=params.comparability,
            rng=stream(params.seed, "alignment"),
        ),
        pairs=_judge_pairs(asked, sides, of_sides),
    )
    return _close_contrary(found, contrary)


def verdict_rows(params: Params, items: Items, verdicts: Verdicts, design: Design) -> list[Row]:
    """Report the verdicts with what they rest on."""
    rows = list[Row]()
    if params.blocs:
        rows += comparability_rows(
            verdicts.blocs,
            items,
            freedom=whole_freedom(design),
            confidence_level=params.comparison.confidence_level,
        )
        rows += pair_rows(verdicts.pairs, items)
    rows += area_check_rows(verdicts.areas, items)
    rows += group_check_rows(verdicts.groups, items)
    bloc_of_area = {name: area.bloc for name, area in params.areas.items()}
    return rows + alignment_rows(verdicts.alignment, items, bloc_of_area)


def areas_with_dif(verdicts: Verdicts) -> dict[str, ItemShifts]:
    """List the areas that may be contrasted and of whose means differing items make something."""
    return {area: shifts for found in verdicts.areas.values() for area, shifts in _places_with_dif(found).items()}


def permit_comparisons(
    params: Params, verdicts: Verdicts, items: Items, how: tuple[ReplicatedIndexWeights, FloatArray]
) -> PermittedComparisons:
    """State what the verdicts permit, and what differing items make of means, on the scale of the index.

    Args:
        params: of the study.
        verdicts: as `judge_study` gives them.
        items: of the index.
        how: weights of items and dimensions, and (1 + R,) points of the index for one plain point.
    """
    check, n_sides = verdicts.blocs, len(verdicts.blocs.names)

    def dif_points_of(shifts: ItemShifts) -> DifPoints:
        weights, points = how
        full = weights.full
        estimate = points_of_shifts(shifts, items, full.item_weights, full.dimension_weights)
        replicates = points_of_shifts(shifts, items, weights.item_weights, weights.dimension_weights)
        return DifPoints(estimate=estimate * points[0], replicates=replicates * points[1:, None])

    free = no_dif_points(len(items.dimensions), len(how[1]) - 1)
    first = next(iter(check.shifts.values()), None)
    has_dif = n_sides > 2 and any(one.is_different.any() for one in check.shifts.values())
    return PermittedComparisons(
        blocs=tuple(params.blocs) if allows_between_sides(check.verdict) else (),
        between_blocs=dif_points_of(first) if first is not None and n_sides == 2 else free,
        of_blocs={bloc: dif_points_of(shifts) for bloc, shifts in check.shifts.items()} if has_dif else {},
        of_areas={area: dif_points_of(shifts) for area, shifts in areas_with_dif(verdicts).items()},
        of_groups={
            (variable, bloc, group): dif_points_of(shifts)
            for (variable, bloc), found in verdicts.groups.items()
            for group, shifts in _places_with_dif(found).items()
        },
        closed=tuple(bloc for bloc, found in verdicts.areas.items() if found.is_closed),
        closed_groups=tuple(key for key, found in verdicts.groups.items() if found.is_closed),
    )


def no_dif_points(n_dimensions: int, n_replicates: int) -> DifPoints:
    """Return no points."""
    return DifPoints(estimate=np.zeros(1 + n_dimensions), replicates=np.zeros((n_replicates, 1 + n_dimensions)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What all partitions of a study are judged by."""

    items: Items
    design: Design
    loadings: FloatArray
    model: MeasurementModel
    params: Params

    def check(self, own: Partition, *, last: str = LAST_WITHIN) -> ComparabilityCheck:
        return check_comparability(
            self.items,
            own.codes,
            self.design,
            self.loadings,
            model=self.model,
            rule=self.params.comparability,
            confidence_level=self.params.comparison.confidence_level,
            empty_cell=self.params.index.empty_cell,
            names=own.names,
            last=last,
        )


def _split_groups(params: Params, codebook: Codebook, main: pd.DataFrame, blocs: Sequence[str]) -> dict[tuple[str, str], Partition]:
    """Split everybody (the bloc without a name) and blocs by each grouping variable.

    Groups are judged wherever their means are compared: ranked among everybody, and contrasted within blocs that may not be compared. A
    verdict belongs to the numbers that it permits.
    """
    target = params.comparison.target_group
    found: dict[tuple[str, str], Partition] = {}
    for variable in dict.fromkeys([*params.comparison.group_by, *([target] if target else [])]):
        key_of = {code: codebook.key_of_code(variable, code) for code in codebook.codes(variable)}
        groups = main[variable].map(key_of).fillna("").tolist()
        for bloc in blocs:
            within = (main["bloc"] == bloc).to_numpy(dtype=bool) if bloc else None
            found[variable, bloc] = split_names(groups, list(key_of.values()), within)
    return found


def _judge_pairs(asked: _Asked, sides: Partition, found: ComparabilityCheck) -> dict[tuple[str, str], ComparabilityCheck]:
    """Judge each pair of three or more sides that may not be compared all together."""
    names = sides.names
    pairs = list(combinations(names, 2))
    if len(found.names) < 3 or allows_between_sides(found.verdict) or len(pairs) > MOST_PAIRS:
        return {}
    parts = [names[code] if code >= 0 else "" for code in sides.codes]
    return {pair: asked.check(split_names(parts, pair)) for pair in pairs}


def _close_contrary(verdicts: Verdicts, contrary: Sequence[Mapping[str, Any]]) -> Verdicts:
    """Compare nothing across an item that goes against its dimension in one part of the sample, whatever the models say."""
    is_within = {bloc for item in contrary if not item["is_side"] for bloc in item["blocs"]}
    is_within |= {""} if contrary else set()  # areas that lie in no bloc hold a part of every one
    closed: dict[str, Any] = {"verdict": NOT_COMPARABLE, "reason": CONTRARY}
    areas = {
        bloc: replace(found, **closed) if bloc in is_within and allows_within(found.verdict, found.reason) else found
        for bloc, found in verdicts.areas.items()
    }
    blocs = verdicts.blocs
    is_open = contrary and allows_between_sides(blocs.verdict)
    return replace(verdicts, blocs=replace(blocs, **closed) if is_open else blocs, areas=areas)


def _places_with_dif(found: ComparabilityCheck) -> dict[str, ItemShifts]:
    """List the groups that may be contrasted although some of their items function differently."""
    if found.is_closed:
        return {}
    return {name: shifts for name, shifts in found.shifts.items() if shifts.is_different.any()}
