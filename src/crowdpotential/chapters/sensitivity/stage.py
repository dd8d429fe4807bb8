"""The stage that asks what the results depend on: every declared choice crossed with sampling, parts left out, structure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.chapters.sensitivity.estimates.indices_left_out import leave_out
from crowdpotential.chapters.sensitivity.estimates.item_differences import (
    average_points,
    change_without,
    differ_by_dimension,
    differ_by_specification,
)
from crowdpotential.chapters.sensitivity.estimates.other_indices import alternative_rows
from crowdpotential.chapters.sensitivity.estimates.parts import Parts, part_rows
from crowdpotential.chapters.sensitivity.estimates.robustness import rank_sets_agree
from crowdpotential.chapters.sensitivity.estimates.sensitivity_rows import sensitivity_rows
from crowdpotential.chapters.sensitivity.estimates.structure_checks import (
    alternative_correlation,
    check_structure,
    link_rows,
    structure_rows,
)
from crowdpotential.codebook import Codebook
from crowdpotential.compare.alternatives import Alternatives
from crowdpotential.compare.dif_adjustments import DifAdjustments
from crowdpotential.compare.withheld import Withheld, find_withheld
from crowdpotential.designs import design_of
from crowdpotential.index.alternative_indices import (
    Sampled,
    evaluate,
    index_points,
    schemes_of,
)
from crowdpotential.index.index_rule import index_rule_of
from crowdpotential.index.items import select_items
from crowdpotential.index.replicated_means import replicate_means
from crowdpotential.params import BY_CHOICE, Params, Sensitivity
from crowdpotential.params.choices import constants_of, expand_choices
from crowdpotential.results.domains import Domain
from crowdpotential.results.measures.sensitivity import ROBUSTNESS_WITHOUT, WITHHELD
from crowdpotential.results.rows import MAIN, Row, make_row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.dif_adjustments import dif_adjustments_of
from crowdpotential.stages.evaluation import index_weights_of, sampled_of
from crowdpotential.stages.frames import main_sample
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import count_freedom, pairwise_freedom
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData

OTHER_WEIGHTS = {"equal": "factor"}  # of the index that the index is compared with; by default equal ones


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """The main sample as the checks need it."""

    sampled: Sampled
    units: tuple[Domain, ...]  # areas, blocs, everybody
    members: BoolArray  # (n, U)
    design: Design
    dif_adjustments: DifAdjustments
    scored: BoolArray  # (n, U) members with an index


def examine(
    params: Params,
    codebook: Codebook,
    *,
    prepared: StageData,
    weighted: StageData,
    scored: StageData,
    judged: StageData,
) -> StageData:
    """Cross the declared choices with sampling, and check the structure; nothing where params declare no choices."""
    if params.sensitivity is None:
        return StageData(frames={"rows": rows_to_frame([])})
    main = main_sample(prepared)
    design = design_of(weighted, main, interval=params.comparison.interval)
    sample = _sample(params, codebook, main, design=design, scored=scored, judged=judged)
    alternatives = _alternatives(params, sample, params.sensitivity)
    comparison, withheld = params.comparison, find_withheld(alternatives)
    rows = (
        [_withheld_row(alternatives, withheld)]
        if withheld
        else sensitivity_rows(alternatives, comparison, rng=stream(params.seed, "rank sets"))
    )
    if withheld is None or withheld.has_index:
        rng = stream(params.seed, "rank sets")
        parts = part_rows(alternatives, _parts(params, sample, scored), comparison, rng=rng)
        # whether findings turn is told beside what they depend on, or not at all
        rows += [row for row in parts if withheld is None or row.measure != ROBUSTNESS_WITHOUT.name]
    structure = check_structure(sample.sampled.items, sample.design, index_weights_of(scored), rule=index_rule_of(params.index))
    rows += structure_rows(structure, sample.sampled.items, sample.design, comparison)
    rows += link_rows(_beside(params, main, scored), sample.design, comparison)
    rows += _alternative_rows(params, sample)
    return StageData(frames={"rows": rows_to_frame(rows)})


def _withheld_row(alternatives: Alternatives, withheld: Withheld) -> Row:
    """State that nothing can be told, and why."""
    return make_row(
        WITHHELD,
        MAIN,
        estimate=float(withheld.n_failed),
        n=float(alternatives.n[-1]),
        n_replicates=float(alternatives.means.shape[2] - 1),
        n_replicates_failed=float(withheld.n_failed),
        note=withheld.reason,
    )


def _sample(
    params: Params,
    codebook: Codebook,
    main: pd.DataFrame,
    *,
    design: Design,
    scored: StageData,
    judged: StageData,
) -> _Sample:
    items = select_items(main, codebook, params.index.dimensions)
    scores = main[["respondent_id"]].merge(scored.frames["scores"], on="respondent_id", validate="one_to_one")
    sampled = sampled_of(params, main, items, design, scored)
    members: BoolArray = sampled.units[sampled.parts] > 0
    return _Sample(
        sampled=sampled,
        units=(
            *(Domain(bloc=area.bloc, area=name) for name, area in params.areas.items()),
            *(Domain(bloc=bloc) for bloc in params.blocs),
            Domain(),
        ),
        members=members,
        design=design,
        dif_adjustments=dif_adjustments_of(judged, len(sampled.weights), len(items.names)),
        scored=members & scores["index"].notna().to_numpy()[:, None],
    )


def _alternatives(params: Params, sample: _Sample, declared: Sensitivity) -> Alternatives:
    """Evaluate all combinations, and take away what differing items make of each unit under each of them."""
    choices = expand_choices(params.index, declared)
    constants = constants_of(params.index, declared)
    found = evaluate(sample.sampled, choices.specifications, constants, missing=params.index.missing)
    return Alternatives(
        choices=choices,
        units=sample.units,
        means=(found.means - differ_by_specification(found, _points(sample))).transpose(1, 2, 0),
        spreads=found.spreads.T,
        freedom=count_freedom(sample.scored, sample.design),
        pair_freedom=pairwise_freedom(sample.scored, sample.design),
        n=sample.scored.sum(axis=0).astype(float),
        replication=sample.design.replication,
        permitted=sample.dif_adjustments.permitted,
        joins_samples=sample.design.joins_samples,
    )


def _points(sample: _Sample) -> list[FloatArray]:
    """(U) arrays (C, p): points that each item makes of each unit's mean; of everybody the average over the areas by their weight."""
    points = [sample.dif_adjustments.points_of(unit) for unit in sample.units[:-1]]
    finest = [u for u, unit in enumerate(sample.units) if unit.area] or list(range(len(points)))
    mass = sample.design.weights @ sample.members
    none = sample.dif_adjustments.between_blocs * 0
    return [*points, average_points([points[u] for u in finest], mass[finest] / mass[-1]) if points else none]


def _parts(params: Params, sample: _Sample, scored: StageData) -> Parts:
    weights, items = index_weights_of(scored), sample.sampled.items
    rule, points = index_rule_of(params.index), index_points(sample.sampled, params.index)
    averaged = replicate_means(
        items,
        {},
        sample.members.astype(float),
        sample.design,
        weights,
        missing=params.index.missing,
        rule=rule,
    )
    of_items = np.vstack([weights.full.item_weights, weights.item_weights])  # (C, p)
    dif_points = differ_by_dimension(_points(sample), of_items, items.dimension_of_item) * points[:, None, None]
    means = np.concatenate([averaged.estimate[:, 1:, None], averaged.replicates[:, 1:]], axis=2)
    found = leave_out(sample.sampled, BY_CHOICE[params.index.weights], rule=rule)
    of_units = [sample.dif_adjustments.points_of(unit) for unit in sample.units[:-1]]
    of_sides = [None if unit.area else own for unit, own in zip(sample.units, of_units, strict=False)]
    return Parts(
        dimensions=items.dimensions,
        means=means - dif_points.transpose(2, 1, 0),
        dimension_weights=np.vstack([weights.full.dimension_weights, weights.dimension_weights]).T,
        left_out=change_without(found, of_sides, points),
        left_out_adjusted=change_without(found, of_units, points),
    )


def _beside(params: Params, main: pd.DataFrame, scored: StageData) -> pd.DataFrame:
    """Return the index of the main sample, and what is scored beside it."""
    scores = main[["respondent_id"]].merge(scored.frames["scores"], on="respondent_id", validate="one_to_one")
    return scores[["index", *(f"score_{name}" for name in params.index.also)]].set_axis(["index", *params.index.also], axis=1)


def _alternative_rows(params: Params, sample: _Sample) -> list[Row]:
    """Compare the index with one whose weights are equal, or out of the model where the index has equal ones."""
    index = params.index
    own, other = index.weights, OTHER_WEIGHTS.get(index.weights, "equal")
    declared = Sensitivity(weights={own: 1.0, other: 1.0})
    rules = [BY_CHOICE[own], BY_CHOICE[other]]
    correlation = alternative_correlation(
        sample.sampled.items,
        sample.design.weights,
        schemes_of(rules, sample.sampled, index.constants),
        rule=index_rule_of(index),
    )
    two = _alternatives(params, sample, declared)
    agree = rank_sets_agree(two, params.comparison, rng=stream(params.seed, "rank sets"))
    return alternative_rows(two, other, correlation=correlation, agree=agree, comparison=params.comparison)
