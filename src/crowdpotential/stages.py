"""The stages of a run, each a composition of the rooms: what it takes, the pure functions it calls, what it leaves.

`pipeline` decides which of them must run. Nothing here writes a file, and only `prepare` reads any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.answer_tests import answer_test_rows
from crowdpotential.compare.boost import boost_rows
from crowdpotential.compare.domains import list_domains
from crowdpotential.compare.estimates import MeanEstimates, Owed, mean_rows
from crowdpotential.compare.gap import area_rows, gap_in_groups_rows, gap_rows
from crowdpotential.compare.levels import level_rows
from crowdpotential.compare.linearised import linearised_rows
from crowdpotential.compare.toplines import topline_rows
from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.designs import design_of, keep_design, linear_design_of
from crowdpotential.errors import AreaError
from crowdpotential.index.chain import ChainWeights, mean_chain
from crowdpotential.index.comparability import (
    LICENSED,
    ComparabilityCheck,
    check_comparability,
    points_owed,
)
from crowdpotential.index.comparability_rows import comparability_rows
from crowdpotential.index.declared import declared_rows
from crowdpotential.index.dimensionality import dimensionality_rows, exploratory_rows
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.keys import item_rest_rows
from crowdpotential.index.measurement import measure, measure_replicates
from crowdpotential.index.reliability import reliability_rows
from crowdpotential.index.scores import score_respondents
from crowdpotential.ingest.answer_bounds import bound_rows
from crowdpotential.ingest.cleaning import clean, derive_variables
from crowdpotential.ingest.delivered_weights import collect_delivered, split_delivered
from crowdpotential.ingest.fieldwork import count_rows, duration_rows, nonresponse_rows, quota_rows
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.item_nonresponse import item_nonresponse_rows, listwise_rows
from crowdpotential.ingest.known_figures import KnownFigures, load_known_figures
from crowdpotential.ingest.margin_shares import rounding_findings
from crowdpotential.ingest.quality import flag_respondents, list_findings
from crowdpotential.ingest.readers import read_file
from crowdpotential.ingest.replicate_weights import (
    Multipliers,
    ReplicateWeights,
    draw_multipliers,
    replicate_weights,
    take_multipliers,
)
from crowdpotential.ingest.weighting import Weighted, weight_respondents
from crowdpotential.ingest.weighting_diagnostics import diagnostic_rows
from crowdpotential.ingest.weighting_rows import weighting_rows
from crowdpotential.params import Params
from crowdpotential.results import Row
from crowdpotential.stats.design import Design
from crowdpotential.stats.estimation import n_effective
from crowdpotential.stats.scoring import IndexWeights
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData

MAIN = "main"  # the sample that stands for the population; a boost sample stands beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What the stages of one run have left."""

    prepared: StageData
    weighted: StageData
    scored: StageData
    compared: StageData


def prepare(params: Params, codebook: Codebook, folder: Path) -> StageData:
    """Read the files, bring them to one codebook, flag, clean, derive; count everything."""
    synthetic = params.study.synthetic
    read = [(file, read_file(folder / file.path, file)) for file in params.data]
    raw, delivered = split_delivered(read, params.replicates.columns)
    received = harmonise(raw, codebook=codebook, areas=params.areas, salt=params.study.id)
    flags = flag_respondents(received, codebook)
    cleaned = clean(received, flags, cleaning=params.cleaning, codebook=codebook, is_synthetic=synthetic)
    responses = derive_variables(cleaned.responses, codebook)
    main, known = _main(responses), _load_known(params, codebook, folder)
    _refuse_emptied(main, params)
    rows = count_rows(
        received,
        cleaned.exclusions,
        flags,
        areas=params.areas,
        cleaning=params.cleaning,
        codebook=codebook,
    )
    rows += duration_rows(main, codebook)
    rows += nonresponse_rows(main, areas=params.areas, codebook=codebook)
    if known.margins is not None:
        rows += quota_rows(main, known.margins, areas=params.areas, codebook=codebook)
    findings = list_findings(received, flags, codebook, cleaning=params.cleaning, is_synthetic=synthetic)
    if known.margins is not None:
        rounded = rounding_findings(known.margins, params.areas, is_synthetic=synthetic)
        findings = pd.concat([findings, rounded], ignore_index=True) if len(rounded) else findings
    frames = {
        "responses": responses,
        "findings": findings,
        "exclusions": cleaned.exclusions,
        "rows": rows_to_frame(rows),
    }
    if params.replicates.columns is not None:
        number = params.replicates.number
        frames["delivered_weights"] = collect_delivered(raw, delivered, received, number=number)
    return StageData(frames=frames)


def weight(params: Params, codebook: Codebook, folder: Path, prepared: StageData) -> StageData:
    """Calibrate the main sample to the margins, and every replicate anew."""
    main = main_sample(prepared)
    weighted = _weight_sample(params, codebook, folder, main)
    drawn = _replicate(params, prepared, weighted)
    rows = weighting_rows(weighted, drawn, main, areas=params.areas)
    rows += diagnostic_rows(weighted, main, areas=params.areas, suppress_below=params.report.suppress_below)
    kept = keep_design(weighted, drawn)
    return replace(kept, frames={**kept.frames, "rows": rows_to_frame(rows)})


def try_out(params: Params, codebook: Codebook, folder: Path, prepared: StageData) -> None:
    """Weight the sample and select the items, so that what neither allows is found without a run."""
    main = main_sample(prepared)
    weighted = _weight_sample(params, codebook, folder, main)
    _multiply(params, prepared, weighted)
    select_items(main, codebook, params.index.dimensions)
    _items_beside(params, codebook, main)


def score(params: Params, codebook: Codebook, prepared: StageData, weighted: StageData) -> StageData:
    """Measure the dimensions, repeat it in every replicate, and score the respondents."""
    spec, everybody, design = (
        params.index,
        prepared.frames["responses"],
        design_of(weighted, main_sample(prepared)),
    )
    items = select_items(main_sample(prepared), codebook, spec.dimensions)
    full = measure(items, design.weights, spec=spec, has_method_factor=codebook.method_factor == "reversed")
    replicates = measure_replicates(items, design.replicate_weights, full, spec=spec)
    scores = score_respondents(
        everybody["respondent_id"],
        select_items(everybody, codebook, spec.dimensions),
        full.weights,
        _items_beside(params, codebook, everybody),
        missing=spec.missing,
    )
    replication, level = design.replication, params.comparison.confidence_level
    rows = declared_rows(items, full, replicates, replication=replication, confidence_level=level)
    rows += dimensionality_rows(
        items,
        full,
        n_draws=spec.parallel_analysis_draws,
        n_effective=n_effective(design.weights),
        rng=stream(params.seed, "parallel analysis"),
    )
    rows += exploratory_rows(items, full, spec.exploratory, rng=stream(params.seed, "exploratory rotation"))
    rows += reliability_rows(items, full, replicates, replication=replication, confidence_level=level)
    rows += item_rest_rows(items, design, keep=spec.keep_negative_items, confidence_level=level)
    return StageData(
        frames={"scores": scores, "rows": rows_to_frame(rows)},
        arrays={
            "loadings": full.model.loadings,
            "item_weights": full.weights.item_weights,
            "dimension_weights": full.weights.dimension_weights,
            "item_weights_replicates": replicates.item_weights,
            "dimension_weights_replicates": replicates.dimension_weights,
        },
        facts={"n_failed": int(replicates.failed.sum()), "has_method_factor": full.has_method_factor},
    )


def compare(
    params: Params, codebook: Codebook, prepared: StageData, weighted: StageData, scored: StageData
) -> StageData:
    """Check comparability, then estimate means, contrasts, levels and toplines."""
    main, comparison = main_sample(prepared), params.comparison
    design = design_of(weighted, main)
    items, blocs = select_items(main, codebook, params.index.dimensions), tuple(params.blocs)
    check = check_comparability(
        items,
        np.array([blocs.index(bloc) for bloc in main["bloc"]]),
        design,
        scored.arrays["loadings"],
        rule=params.comparability,
        has_method_factor=bool(scored.facts["has_method_factor"]),
        confidence_level=comparison.confidence_level,
    )
    means = _estimate_means(params, codebook, main, design, _chain_weights(scored))
    rows = comparability_rows(check, items, blocs)
    rows += mean_rows(means, comparison)
    rows += _contrast_rows(params, means, check, items, scored)
    scores = scored.frames["scores"]
    own = main[["respondent_id"]].merge(scores, on="respondent_id", validate="one_to_one")
    headline = own[["index", *(f"score_{name}" for name in means.variables[1:])]].set_axis(
        means.variables, axis=1
    )
    linear = linear_design_of(weighted, main)
    rows += linearised_rows(headline, means.domains, linear, comparison)
    if params.index.levels is not None:
        index = own["index"].to_numpy()
        rows += level_rows(
            index, params.index.levels, domains=means.domains, design=design, comparison=comparison
        )
    freedom = {
        label.bloc: float(value)
        for label, value in zip(means.domains.labels, means.domains.degrees_of_freedom, strict=True)
        if not label.area and not label.domain_variable
    }
    rows += topline_rows(main, codebook, design=design, degrees_of_freedom=freedom, comparison=comparison)
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
    return StageData(frames={"rows": rows_to_frame(rows)}, facts={"verdict": check.verdict})


def _missing_answer_rows(params: Params, codebook: Codebook, main: pd.DataFrame, design: Design) -> list[Row]:
    areas, level = params.areas, params.comparison.confidence_level
    rows = item_nonresponse_rows(main, codebook, areas=areas, design=design, confidence_level=level)
    rows += bound_rows(main, codebook, areas=areas, design=design, confidence_level=level)
    return rows + listwise_rows(main, codebook, params.index.dimensions)


def main_sample(prepared: StageData) -> pd.DataFrame:
    """Give the analysed respondents of the main sample, in the order that weights and replicates have."""
    return _main(prepared.frames["responses"])


def rows_to_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Keep rows as text and numbers, so that they survive on the disk as they are."""
    frame = pd.DataFrame.from_records([dict(row) for row in rows])
    for column in frame.columns:
        if RESULT_COLUMNS[column] == "float":
            frame[column] = frame[column].astype("float64")
        else:
            frame[column] = frame[column].where(frame[column].notna(), "").astype("str")
    return frame


def frame_to_rows(frame: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Give the rows of a stage back."""
    return [{str(key): value for key, value in record.items()} for record in frame.to_dict("records")]


def _main(responses: pd.DataFrame) -> pd.DataFrame:
    return responses[responses["sample_type"] == MAIN].reset_index(drop=True)


def _refuse_emptied(main: pd.DataFrame, params: Params) -> None:
    present = set(main["area"])
    if emptied := [name for name in params.areas if name not in present]:
        msg = (
            f"areas without respondents of the main sample after cleaning: {', '.join(emptied)}; "
            "look at cleaning.exclude, or take them out of params"
        )
        raise AreaError(msg)


def _weight_sample(params: Params, codebook: Codebook, folder: Path, main: pd.DataFrame) -> Weighted:
    return weight_respondents(
        main,
        _load_known(params, codebook, folder),
        design=params.design,
        weighting=params.weighting,
        areas=params.areas,
        codebook=codebook,
    )


def _multiply(params: Params, prepared: StageData, weighted: Weighted) -> Multipliers:
    if params.replicates.method == "delivered":
        delivered = prepared.frames["delivered_weights"]
        return take_multipliers(weighted, delivered, design=params.design, replicates=params.replicates)
    return draw_multipliers(weighted, design=params.design, replicates=params.replicates, seed=params.seed)


def _replicate(params: Params, prepared: StageData, weighted: Weighted) -> ReplicateWeights:
    made = _multiply(params, prepared, weighted)
    return replicate_weights(weighted, made, replicates=params.replicates, weighting=params.weighting)


def _load_known(params: Params, codebook: Codebook, folder: Path) -> KnownFigures:
    return load_known_figures(
        folder, design=params.design, weighting=params.weighting, areas=params.areas, codebook=codebook
    )


def _items_beside(params: Params, codebook: Codebook, responses: pd.DataFrame) -> dict[str, Items]:
    return {name: select_items(responses, codebook, [name]) for name in params.index.also}


def _chain_weights(scored: StageData) -> ChainWeights:
    arrays = scored.arrays
    return ChainWeights(
        full=IndexWeights(item_weights=arrays["item_weights"], dimension_weights=arrays["dimension_weights"]),
        item_weights=arrays["item_weights_replicates"],
        dimension_weights=arrays["dimension_weights_replicates"],
    )


def _estimate_means(
    params: Params, codebook: Codebook, main: pd.DataFrame, design: Design, weights: ChainWeights
) -> MeanEstimates:
    target = params.comparison.target_group
    items = select_items(main, codebook, params.index.dimensions)
    also = _items_beside(params, codebook, main)
    domains = list_domains(
        main,
        areas=params.areas,
        codebook=codebook,
        group_by=[*params.comparison.group_by, *([target] if target else [])],
        design=design,
    )
    chain = mean_chain(
        items, also, domains.members.astype(float), design, weights, missing=params.index.missing
    )
    return MeanEstimates(
        domains=domains,
        variables=("index", *items.dimensions, *also),
        estimate=chain.estimate,
        replicates=chain.replicates,
        replication=design.replication,
        n=chain.n,
        n_effective=chain.n_effective,
    )


def _contrast_rows(
    params: Params, means: MeanEstimates, check: ComparabilityCheck, items: Items, scored: StageData
) -> list[Row]:
    weights = _chain_weights(scored)
    owed = Owed(
        estimate=points_owed(check, items, weights.full.item_weights, weights.full.dimension_weights),
        replicates=points_owed(check, items, weights.item_weights, weights.dimension_weights),
    )
    comparable = tuple(params.blocs) if check.verdict in LICENSED else ()  # the tables obey the verdict
    rows: list[Row] = []
    for family in (area_rows, gap_rows, gap_in_groups_rows):
        rows += family(
            means,
            owed,
            blocs=comparable,
            comparison=params.comparison,
            smallest_gap=params.comparability.smallest_gap_points,
        )
    return rows
