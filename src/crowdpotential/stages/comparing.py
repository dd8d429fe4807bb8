"""The stage that compares: may it be done at all, and then means, contrasts, ranks, levels and toplines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.answer_tests import answer_test_rows
from crowdpotential.compare.boost import boost_rows
from crowdpotential.compare.domains import list_domains
from crowdpotential.compare.estimates import MeanEstimates, mean_rows
from crowdpotential.compare.fairness import Fairness, Owed
from crowdpotential.compare.gap import area_rows, gap_in_groups_rows, gap_rows
from crowdpotential.compare.group_contrasts import group_contrast_rows
from crowdpotential.compare.levels import level_rows
from crowdpotential.compare.linearised import linearised_rows
from crowdpotential.compare.monte_carlo import monte_carlo_rows
from crowdpotential.compare.overall import overall_rows
from crowdpotential.compare.ranks import rank_rows
from crowdpotential.compare.toplines import topline_rows
from crowdpotential.designs import design_of, linear_design_of
from crowdpotential.index.area_comparability import AreaAlignment, AreaCheck, align_areas, check_areas
from crowdpotential.index.chain import ChainWeights, mean_chain
from crowdpotential.index.comparability import ComparabilityCheck, check_comparability, points_owed
from crowdpotential.index.comparability_rows import alignment_rows, area_check_rows, comparability_rows
from crowdpotential.index.item_shifts import points_of_shifts
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.making import making_of
from crowdpotential.index.models import declare_model
from crowdpotential.ingest.answer_bounds import bound_rows
from crowdpotential.ingest.item_nonresponse import item_nonresponse_rows, listwise_rows
from crowdpotential.params import Params
from crowdpotential.results import Row
from crowdpotential.stages.evaluation import index_points, place_codes, sampled_of
from crowdpotential.stages.frames import main_sample, rows_to_frame
from crowdpotential.stages.licences import keep_licences
from crowdpotential.stages.measuring import chain_weights, items_beside
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design, LinearDesign
from crowdpotential.stats.inference.freedom import differences_of, mean_freedom
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData
from crowdpotential.verdicts import allows_between_sides, allows_within

CONTRARY = "contrary_items"  # reason of a verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What may be compared."""

    blocs: ComparabilityCheck
    areas: Mapping[str, AreaCheck]  # bloc -> its areas
    alignment: AreaAlignment


def compare(
    params: Params, codebook: Codebook, prepared: StageData, weighted: StageData, scored: StageData
) -> StageData:
    """Check comparability, then estimate means, contrasts, levels and toplines."""
    main, comparison = main_sample(prepared), params.comparison
    design = design_of(weighted, main, interval=params.comparison.interval)
    items = select_items(main, codebook, params.index.dimensions)
    verdicts = _check(params, codebook, main, design, scored)
    linear = linear_design_of(weighted, main)
    verdicts = _close_contrary(
        verdicts, [one for one in scored.facts["contrary"] if one["item"] in items.names]
    )
    means = _estimate_means(params, codebook, main, (design, linear), chain_weights(scored))
    rows = _verdict_rows(params, items, verdicts, design)
    rows += mean_rows(means, comparison)
    rows += monte_carlo_rows(means, comparison)
    points = index_points(params, sampled_of(params, main, items, design, scored))
    fairness = _fairness(params, verdicts, items, (chain_weights(scored), points))
    rows += _contrast_rows(params, means, fairness)
    scores = scored.frames["scores"]
    own = main[["respondent_id"]].merge(scores, on="respondent_id", validate="one_to_one")
    headline = own[["index", *(f"score_{name}" for name in means.variables[1:])]].set_axis(
        means.variables, axis=1
    )
    rows += linearised_rows(headline, means.domains, linear, comparison)
    if params.index.levels is not None:
        index = own["index"].to_numpy()
        rows += level_rows(
            index,
            params.index.levels,
            domains=means.domains,
            design=design,
            calibrated=_with_controls(params, linear),
            comparison=comparison,
        )
    rows += topline_rows(
        main,
        codebook,
        domains=means.domains,
        design=design,
        calibrated=_with_controls(params, linear),
        comparison=comparison,
    )
    rows += _missing_answer_rows(params, codebook, main, design)
    rows += answer_test_rows(
        main,
        own["index"].to_numpy(),
        codebook,
        design=design,
        linear=linear,
        levels=params.index.levels,
        comparison=comparison,
        suppress_below=params.report.suppress_below,
    )
    rows += boost_rows(prepared.frames["responses"], scores, codebook, means=means, comparison=comparison)
    owing = {
        area: shifts
        for found in verdicts.areas.values()
        for area, shifts in found.shifts.items()
        if area in fairness.of_areas
    }
    kept = keep_licences(fairness, verdicts.blocs.shifts, owing)
    facts = {"verdict": verdicts.blocs.verdict, **kept.facts}
    return replace(kept, frames={"rows": rows_to_frame(rows)}, facts=facts)


def _check(
    params: Params, codebook: Codebook, main: pd.DataFrame, design: Design, scored: StageData
) -> Verdicts:
    items, blocs = select_items(main, codebook, params.index.dimensions), tuple(params.blocs)
    model, loadings = declare_model(items, codebook), scored.arrays["loadings"]
    rule, level = params.comparability, params.comparison.confidence_level
    codes = place_codes(main["bloc"], blocs)
    return Verdicts(
        blocs=check_comparability(
            items,
            codes,
            design,
            loadings,
            model=model,
            rule=rule,
            confidence_level=level,
            empty_cell=params.index.empty_cell,
            names=blocs,
        ),
        areas=check_areas(
            items,
            main["area"].tolist(),
            {name: area.bloc for name, area in params.areas.items()},
            design,
            loadings,
            rule=rule,
            confidence_level=level,
        ),
        alignment=align_areas(
            items,
            place_codes(main["area"], params.areas),
            design.weights,
            model,
            rule=rule,
            rng=stream(params.seed, "alignment"),
        ),
    )


def _close_contrary(verdicts: Verdicts, contrary: Sequence[Mapping[str, Any]]) -> Verdicts:
    """Compare nothing across an item that goes against its dimension in one part of the sample, whatever the models say."""
    is_within = {bloc for item in contrary if not item["is_side"] for bloc in item["blocs"]}
    is_within |= {""} if contrary else set()  # areas that lie in no bloc hold a part of every one
    closed: dict[str, Any] = {"verdict": "not_comparable", "reason": CONTRARY}
    areas = {
        bloc: replace(found, **closed) if bloc in is_within and allows_within(found.verdict) else found
        for bloc, found in verdicts.areas.items()
    }
    blocs = verdicts.blocs
    is_open = contrary and allows_between_sides(blocs.verdict)
    return replace(verdicts, blocs=replace(blocs, **closed) if is_open else blocs, areas=areas)


def _verdict_rows(params: Params, items: Items, verdicts: Verdicts, design: Design) -> list[Row]:
    rows = list[Row]()
    if params.blocs:
        rows += comparability_rows(
            verdicts.blocs,
            items,
            tuple(params.blocs),
            degrees_of_freedom=design.degrees_of_freedom,
            confidence_level=params.comparison.confidence_level,
        )
    rows += area_check_rows(verdicts.areas, items)
    bloc_of_area = {name: area.bloc for name, area in params.areas.items()}
    return rows + alignment_rows(verdicts.alignment, items, bloc_of_area)


def _fairness(
    params: Params, verdicts: Verdicts, items: Items, how: tuple[ChainWeights, FloatArray]
) -> Fairness:
    """Say what the verdicts allow, and what differing items owe, on the scale of the index."""
    (weights, points), check = how, verdicts.blocs
    full = weights.full
    shifted = {
        area: shifts
        for found in verdicts.areas.values()
        for area, shifts in found.shifts.items()
        if found.verdict == "partial" and shifts.is_different.any()
    }
    return Fairness(
        blocs=tuple(params.blocs) if allows_between_sides(check.verdict) else (),
        between_blocs=_owe(
            points_owed(check, items, full.item_weights, full.dimension_weights),
            points_owed(check, items, weights.item_weights, weights.dimension_weights),
            points,
        ),
        of_areas={
            area: _owe(
                points_of_shifts(shifts, items, full.item_weights, full.dimension_weights),
                points_of_shifts(shifts, items, weights.item_weights, weights.dimension_weights),
                points,
            )
            for area, shifts in shifted.items()
        },
        closed=tuple(bloc for bloc, found in verdicts.areas.items() if found.is_closed),
    )


def _owe(estimate: FloatArray, replicates: FloatArray, points: FloatArray) -> Owed:
    """Put plain points on the scale of the index."""
    return Owed(estimate=estimate * points[0], replicates=replicates * points[1:, None])


def _contrast_rows(params: Params, means: MeanEstimates, fairness: Fairness) -> list[Row]:
    comparison, smallest = params.comparison, params.comparability.smallest_gap_points
    rows = overall_rows(means, fairness, comparison.group_by, comparison)
    for family in (area_rows, gap_rows, gap_in_groups_rows):
        rows += family(means, fairness, comparison=comparison, smallest_gap=smallest)
    rows += group_contrast_rows(
        means, fairness, comparison.group_by, comparison=comparison, smallest_gap=smallest
    )
    return rows + rank_rows(
        means,
        fairness,
        comparison=comparison,
        rng=stream(params.seed, "rank sets"),
    )


def _estimate_means(
    params: Params,
    codebook: Codebook,
    main: pd.DataFrame,
    designs: tuple[Design, LinearDesign],
    weights: ChainWeights,
) -> MeanEstimates:
    """Average in the sample and in each replicate; the linear design tells what calibration leaves of freedom."""
    design, linear = designs
    target = params.comparison.target_group
    calibrated = _with_controls(params, linear)
    items = select_items(main, codebook, params.index.dimensions)
    also = items_beside(params, codebook, main)
    domains = list_domains(
        main,
        areas=params.areas,
        blocs=tuple(params.blocs),
        codebook=codebook,
        group_by=[*params.comparison.group_by, *([target] if target else [])],
        joins_samples=design.joins_samples,
    )
    chain = mean_chain(
        items,
        also,
        domains.members.astype(float),
        design,
        weights,
        missing=params.index.missing,
        making=making_of(params.index),
    )
    return MeanEstimates(
        domains=domains,
        variables=("index", *items.dimensions, *also),
        estimate=chain.estimate,
        replicates=chain.replicates,
        replication=design.replication,
        degrees_of_freedom=mean_freedom(domains.members, chain.known, design, calibrated),
        freedom_between=differences_of(domains.members, chain.known, design, calibrated),
        n=chain.n,
        n_effective=chain.n_effective,
    )


def _with_controls(params: Params, linear: LinearDesign) -> LinearDesign | None:
    """Give the design that tells what calibration leaves of freedom, where params want that counted."""
    return linear if params.design.degrees_of_freedom == "calibrated" else None


def _missing_answer_rows(params: Params, codebook: Codebook, main: pd.DataFrame, design: Design) -> list[Row]:
    level = params.comparison.confidence_level
    rows = list[Row]()
    for report in (item_nonresponse_rows, bound_rows):
        rows += report(
            main,
            codebook,
            areas=params.areas,
            blocs=tuple(params.blocs),
            design=design,
            confidence_level=level,
        )
    return rows + listwise_rows(main, codebook, params.index.dimensions)
