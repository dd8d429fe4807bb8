"""The sample: the stage that prepares it, its weights and replicates, and a trial of both without a run."""

from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.contracts import FINDINGS, empty
from crowdpotential.designs import design_of, keep_design
from crowdpotential.disclosure.few import refuse_hidden_sample
from crowdpotential.errors import AreaError, Faults
from crowdpotential.ingest.cleaning import clean
from crowdpotential.ingest.columns import known_columns
from crowdpotential.ingest.delivered_weights import collect_delivered, split_delivered
from crowdpotential.ingest.exclusion_checks import recall_exclusions, refuse_many_repetitions
from crowdpotential.ingest.fieldwork_rows import (
    count_rows,
    duration_rows,
    forbidden_rows,
    nonresponse_rows,
    quota_rows,
    unplaced_rows,
)
from crowdpotential.ingest.findings import Finding, findings_frame, join_findings
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.known_figures import KnownFigures, load_known_figures
from crowdpotential.ingest.margin_shares import rounding_findings
from crowdpotential.ingest.quality import flag_respondents, list_findings
from crowdpotential.ingest.readers import read_files
from crowdpotential.ingest.repeated_files import refuse_repeated_files
from crowdpotential.ingest.replicate_weights import (
    Multipliers,
    ReplicateWeights,
    draw_multipliers,
    replicate_weights,
    take_multipliers,
)
from crowdpotential.ingest.respondent_places import settle_places
from crowdpotential.ingest.running_numbers import in_canonical_order, number_rules
from crowdpotential.ingest.wanted_rows import missing_forms
from crowdpotential.ingest.weighting import Weighted, weight_respondents
from crowdpotential.ingest.weighting_findings import weighting_findings
from crowdpotential.params import Params
from crowdpotential.quoting import words_of
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample, take_main
from crowdpotential.stages.guarding import findings_of, guard_boost, guard_scales, select_scored
from crowdpotential.stages.trial import try_choices, try_model
from crowdpotential.stats.inference.design import Design
from crowdpotential.store import StageData


def prepare(params: Params, codebook: Codebook, folder: Path) -> StageData:
    """Read the files, bring them to one codebook, flag, clean, derive; count everything."""
    synthetic = params.study.synthetic
    faults = Faults()
    with faults.collected():
        known = _load_known(params, codebook, folder)
    with faults.collected():
        refuse_repeated_files(folder, params.data)
    with faults.collected():
        read = read_files(
            folder,
            params.data,
            known=known_columns(codebook),
            missing=missing_forms(codebook),
            words=words_of([*params.areas, *params.blocs]),
        )
    faults.raise_any()
    raw, delivered = split_delivered(read, params.replicates.columns)
    harmonised = harmonise(raw, codebook=codebook, areas=params.areas, blocs=params.blocs, beside=delivered)
    received = in_canonical_order(harmonised.responses)
    flags = flag_respondents(received, codebook)
    cleaned = clean(
        received,
        flags,
        cleaning=number_rules(params.cleaning, codebook, harmonised.numbers_of),
        codebook=codebook,
        is_synthetic=synthetic,
    )
    refuse_many_repetitions(received, cleaned.exclusions, cleaning=params.cleaning, codebook=codebook)
    settled = settle_places(
        derive_variables(cleaned.responses, codebook),
        codebook,
        areas=params.areas,
        blocs=params.blocs,
        unplaced=params.cleaning.unplaced,
        needed_by=_need_places(params, codebook),
    )
    responses = settled.responses
    main = take_main(responses)
    with recall_exclusions(cleaned.exclusions, n_analysed=len(responses)):
        _refuse_emptied(main, params)
    rows = count_rows(
        received,
        cleaned.exclusions,
        flags,
        areas=params.areas,
        blocs=params.blocs,
        cleaning=params.cleaning,
        codebook=codebook,
    )
    remarks = [*harmonised.findings, *cleaned.findings, *settled.findings]
    of_cells = findings_frame(remarks, is_synthetic=synthetic)
    of_answers = list_findings(
        received,
        flags,
        codebook,
        cleaning=params.cleaning,
        areas=params.areas,
        is_synthetic=synthetic,
    )
    rows += forbidden_rows(of_answers)
    frames = {
        "responses": responses,
        "findings": join_findings(of_cells, of_answers, _rounding_findings(params, known)),
        "exclusions": cleaned.exclusions,
        "rows": rows_to_frame([*rows, *_main_rows(params, codebook, main, known)]),
    }
    if params.replicates.columns is not None:
        number = params.replicates.number
        weights = collect_delivered(raw, delivered, harmonised.responses, number=number)
        frames["delivered_weights"] = in_canonical_order(weights)
    return StageData(frames=frames)


def try_out(params: Params, codebook: Codebook, folder: Path, prepared: StageData) -> pd.DataFrame:
    """Weight the sample and its replicates and select the items, so that what these do not allow is found without a run.

    Returns:
        Meets FINDINGS: those of prepare, and what is odd about weights and replicates.

    Raises:
        CrowdpotentialError: whatever a run would stop at; several faults are told together.
    """
    main, faults = main_sample(prepared), Faults()
    odd, of_scales, weights = empty(FINDINGS), empty(FINDINGS), np.ones(len(main))
    design: Design | None = None
    with faults.collected(), recalled(prepared):
        weighted = weight_sample(params, codebook, folder, main)
        weights = weighted.weights["weight_persons"].to_numpy(dtype=np.float64)
        drawn = replicate_sample(params, prepared, weighted)
        kept = keep_design(weighted, drawn, freedom=params.design.degrees_of_freedom)
        design = design_of(kept, main, interval=params.comparison.interval)
        odd = weighting_findings(weighted, drawn, main, areas=params.areas, is_synthetic=params.study.synthetic)
    with faults.collected():
        seen = _guard_items(params, codebook, main, design) if params.has_index else None
        if seen is not None:
            of_scales = findings_frame(seen, is_synthetic=params.study.synthetic)
    if params.has_index:
        with faults.collected():
            guard_boost(params, codebook, prepared.frames["responses"])
        with faults.collected():
            try_choices(params, codebook, main, weights)
    faults.raise_any()
    if not params.has_index:
        return join_findings(prepared.frames["findings"], odd)
    of_model = findings_frame(try_model(params, codebook, main, weights), is_synthetic=params.study.synthetic)  # of items without a fault
    return join_findings(prepared.frames["findings"], odd, of_scales, of_model)


def _guard_items(params: Params, codebook: Codebook, main: pd.DataFrame, design: Design | None) -> list[Finding] | None:
    """Select the items and list what is odd about them; None without a design: the weights have failed, which is told by themselves."""
    items = select_scored(params, codebook, main)
    return None if design is None else findings_of(guard_scales(params, items, main, design))


def recalled(prepared: StageData) -> AbstractContextManager[None]:
    """State beside a fault of the weighting whom the rules left out, where they were many."""
    return recall_exclusions(prepared.frames["exclusions"], n_analysed=len(prepared.frames["responses"]))


def weight_sample(params: Params, codebook: Codebook, folder: Path, main: pd.DataFrame) -> Weighted:
    """Weight the main sample as params say."""
    return weight_respondents(
        main,
        _load_known(params, codebook, folder),
        design=params.design,
        weighting=params.weighting,
        areas=params.areas,
        codebook=codebook,
    )


def replicate_sample(params: Params, prepared: StageData, weighted: Weighted) -> ReplicateWeights:
    """Draw the replicates that params name, or take those delivered, and calibrate each anew."""
    made = _multiply(params, prepared, weighted)
    return replicate_weights(weighted, made, replicates=params.replicates, weighting=params.weighting)


def _main_rows(params: Params, codebook: Codebook, main: pd.DataFrame, known: KnownFigures) -> list[Row]:
    """Count what the main sample answered, and how far it fills the quotas."""
    rows = duration_rows(main, codebook)
    rows += unplaced_rows(main, areas=params.areas, blocs=params.blocs)
    rows += nonresponse_rows(main, areas=params.areas, blocs=params.blocs, codebook=codebook)
    if known.margins is not None:
        rows += quota_rows(main, known.margins, areas=params.areas, codebook=codebook)
    return rows


def _rounding_findings(params: Params, known: KnownFigures) -> pd.DataFrame:
    """List the margins that were shares and became whole persons."""
    if known.margins is None:
        return findings_frame([], is_synthetic=params.study.synthetic)
    return rounding_findings(known.margins, params.areas, is_synthetic=params.study.synthetic)


def _need_places(params: Params, codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Name the keys of params that need everybody's area, and those that need everybody's bloc."""
    design, weighting = params.design, params.weighting
    strata, calibrates = (design.strata or "").split("*"), weighting.method != "none"
    weight = codebook.variable(design.base_weight_variable) if design.base_weight_variable else None
    areas = {
        "design.samples": design.samples == "area",
        "design.strata": "area" in strata,
        "design.base_weight": design.base_weight == "allocation",
        "design.nonresponse": design.nonresponse is not None,
        "weighting.within": calibrates and weighting.within == "area",
    }
    blocs = {
        "design.samples": design.samples == "bloc",
        "design.strata": "bloc" in strata,
        "design.base_weight_variable": weight is not None and weight.blocs is not None,
        "weighting.bloc_variables": bool(weighting.bloc_variables),
        "weighting.means": weighting.means is not None and not params.areas,
    }
    return {role: tuple(key for key, is_needed in needs.items() if is_needed) for role, needs in (("area", areas), ("bloc", blocs))}


def _refuse_emptied(main: pd.DataFrame, params: Params) -> None:
    for column, known in (("area", params.areas), ("bloc", params.blocs)):
        present = set(main[column])
        if emptied := [name for name in known if name not in present]:
            msg = (
                f"{column}s without respondents of the main sample after cleaning: {', '.join(emptied)}; "
                "look at cleaning.exclude, or take them out of params"
            )
            raise AreaError(msg)
    refuse_hidden_sample(len(main), params.report.suppress_below)


def _multiply(params: Params, prepared: StageData, weighted: Weighted) -> Multipliers:
    if params.replicates.method == "delivered":
        delivered = prepared.frames["delivered_weights"]
        return take_multipliers(weighted, delivered, design=params.design, replicates=params.replicates)
    return draw_multipliers(weighted, design=params.design, replicates=params.replicates, seed=params.seed)


def _load_known(params: Params, codebook: Codebook, folder: Path) -> KnownFigures:
    return load_known_figures(
        folder,
        design=params.design,
        weighting=params.weighting,
        areas=params.areas,
        blocs=tuple(params.blocs),
        codebook=codebook,
    )
