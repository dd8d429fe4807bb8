"""The stages of a run, each a composition of the rooms: what it takes, the pure functions it calls, what it leaves behind.

`pipeline` decides which of them must run; nothing here reads or writes a file, apart from the data as received.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.boost import boost_rows
from crowdpotential.compare.domains import Domain, Domains, effective_sizes, list_domains
from crowdpotential.compare.estimates import MeanEstimates, contrast, contrast_rows, mean_rows
from crowdpotential.compare.gap import gap_rows
from crowdpotential.compare.levels import level_rows
from crowdpotential.compare.toplines import topline_rows
from crowdpotential.index.chain import mean_chain
from crowdpotential.index.comparability import check_comparability, points_owed
from crowdpotential.index.comparability_rows import comparability_rows
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.measurement import Measurement, MeasurementReplicates, measure, measure_replicates
from crowdpotential.index.reliability import item_rest_rows, reliability_rows
from crowdpotential.index.scores import item_scores, score_respondents
from crowdpotential.index.structure import Level, declared_rows, structure_rows
from crowdpotential.ingest.cleaning import clean, derive_variables
from crowdpotential.ingest.fieldwork import count_rows, duration_rows, nonresponse_rows, quota_rows
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.margins import load_margins
from crowdpotential.ingest.quality import flag_respondents, list_findings
from crowdpotential.ingest.readers import read_file
from crowdpotential.ingest.weighting import replicate_weights, weight_respondents
from crowdpotential.ingest.weighting_rows import weighting_rows
from crowdpotential.params import Params
from crowdpotential.results import Row
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.store import StageData

MAIN, BOOST = "main", "boost"


def stream(seed: int, use: str) -> np.random.Generator:
    """Give each named use its own stream, so that adding one never shifts another."""
    import zlib  # noqa: PLC0415

    return np.random.default_rng([seed, zlib.crc32(use.encode())])


def prepare(params: Params, codebook: Codebook, folder: Path) -> StageData:
    """Read the files, bring them to one codebook, flag, clean, derive; count everything."""
    study = params.study
    raw = [(file, read_file(folder / file.path, file)) for file in params.data]
    received = harmonise(raw, codebook=codebook, areas=params.areas, salt=study.id)
    flags = flag_respondents(received, codebook)
    cleaned = clean(
        received, flags, cleaning=params.cleaning, codebook=codebook, is_synthetic=study.synthetic
    )
    responses = derive_variables(cleaned.responses, codebook)
    findings = list_findings(received, flags, codebook, is_synthetic=study.synthetic)
    main = responses[responses["sample_type"] == MAIN].reset_index(drop=True)
    margins = _margins(params, folder)
    rows = count_rows(
        received, cleaned.exclusions, flags, areas=params.areas, cleaning=params.cleaning, codebook=codebook
    )
    rows += duration_rows(main, codebook) + nonresponse_rows(main, areas=params.areas, codebook=codebook)
    rows += quota_rows(main, margins, areas=params.areas, codebook=codebook) if margins is not None else []
    frames = {
        "responses": responses,
        "findings": findings,
        "exclusions": cleaned.exclusions,
        "rows": rows_to_frame(rows),
    }
    return StageData(frames=frames)


def weight(params: Params, codebook: Codebook, folder: Path, prepared: StageData) -> StageData:
    """Calibrate the main sample to the margins, and every replicate anew."""
    main = main_sample(prepared)
    weighted = weight_respondents(
        main,
        _margins(params, folder),
        design=params.design,
        weighting=params.weighting,
        areas=params.areas,
        codebook=codebook,
    )
    drawn = replicate_weights(
        weighted, replicates=params.replicates, weighting=params.weighting, seed=params.seed
    )
    return StageData(
        frames={
            "weights": weighted.weights,
            "margin_report": weighted.margin_report,
            "rows": rows_to_frame(weighting_rows(weighted, drawn, main, areas=params.areas)),
        },
        arrays={"replicates": drawn.weights, "strata": weighted.strata, "psus": weighted.psus},
        facts={
            "n_failed": int(drawn.failed.sum()),
            "n_replicates": int(drawn.failed.size),
            "scale": 1 / drawn.failed.size,
        },
    )


def score(params: Params, codebook: Codebook, prepared: StageData, weighted: StageData) -> StageData:
    """Measure the dimensions, repeat it in every replicate, and score the respondents."""
    main = main_sample(prepared)
    items = select_items(main, codebook, params.index.dimensions)
    full, replicates = _measure(params, codebook, items, weighted)
    everybody = prepared.frames["responses"]
    also = {name: select_items(everybody, codebook, [name]) for name in params.index.also}
    scores = score_respondents(
        everybody["respondent_id"],
        select_items(everybody, codebook, params.index.dimensions),
        full.weights,
        also,
        missing=params.index.missing,
    )
    level = Level(degrees_of_freedom=_freedom(weighted), confidence_level=params.comparison.confidence_level)
    weights = _weights(weighted)
    rows = declared_rows(items, full, replicates, level)
    rows += structure_rows(
        items,
        full,
        n_effective=float(effective_sizes(np.ones((len(weights), 1)), weights)[0]),
        n_draws=params.index.parallel_analysis_draws,
        rng=stream(params.seed, "parallel analysis"),
    )
    rows += reliability_rows(
        items,
        full,
        replicates,
        degrees_of_freedom=level.degrees_of_freedom,
        confidence_level=level.confidence_level,
    )
    rows += item_rest_rows(items, item_scores(items), weights)
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
    main = main_sample(prepared)
    items = select_items(main, codebook, params.index.dimensions)
    also = {name: select_items(main, codebook, [name]) for name in params.index.also}
    means = _means(params, codebook, main, items, also, weighted, scored)
    blocs = tuple(params.blocs)
    bloc_of = main["bloc"].map({name: i for i, name in enumerate(blocs)}).to_numpy(dtype=np.int64)
    comparison = params.comparison
    check = check_comparability(
        items,
        bloc_of,
        _weights(weighted),
        weighted.arrays["replicates"],
        scored.arrays["loadings"],
        rule=params.comparability,
        has_method_factor=bool(scored.facts["has_method_factor"]),
        degrees_of_freedom=_freedom(weighted),
        significance=1 - comparison.confidence_level,
    )
    owed = points_owed(check, items, scored.arrays["item_weights"], scored.arrays["dimension_weights"])
    owed_replicates = points_owed(
        check,
        items,
        scored.arrays["item_weights_replicates"].T,
        scored.arrays["dimension_weights_replicates"].T,
    )
    rows = comparability_rows(
        check,
        items,
        blocs=blocs,
        degrees_of_freedom=_freedom(weighted),
        confidence_level=comparison.confidence_level,
    )
    rows += mean_rows(means, comparison)
    rows += contrast_rows(
        _area_contrasts(params, means), comparison, chapter="comparison", family="areas",
        smallest_gap=params.comparability.smallest_gap_points,
    )  # fmt: skip
    rows += gap_rows(
        means, owed, owed_replicates, blocs=blocs, comparison=comparison, rule=params.comparability
    )
    main_scores = main[["respondent_id"]].merge(
        scored.frames["scores"], on="respondent_id", validate="one_to_one"
    )
    if params.index.levels is not None:
        rows += level_rows(
            main_scores["index"].to_numpy(), params.index.levels, means.domains, _weights(weighted),
            weighted.arrays["replicates"], comparison,
        )  # fmt: skip
    freedom = {
        label.bloc: f
        for label, f in zip(means.domains.labels, means.domains.degrees_of_freedom, strict=True)
        if _is_bloc(label)
    }
    rows += topline_rows(
        main, codebook, blocs=blocs, weights=_weights(weighted), replicate_weights=weighted.arrays["replicates"],
        degrees_of_freedom=freedom, comparison=comparison,
    )  # fmt: skip
    rows += boost_rows(prepared.frames["responses"], scored.frames["scores"], codebook, comparison=comparison)
    return StageData(frames={"rows": rows_to_frame(rows)}, facts={"verdict": check.verdict})


def main_sample(prepared: StageData) -> pd.DataFrame:
    """Give the analysed respondents of the main sample, in the order that weights and replicates have."""
    responses = prepared.frames["responses"]
    return responses[responses["sample_type"] == MAIN].reset_index(drop=True)


def rows_to_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Keep rows as text and numbers, so that a stage's rows survive on the disk as they are."""
    frame = pd.DataFrame.from_records([dict(row) for row in rows])
    for column in frame.columns[frame.dtypes == object]:
        frame[column] = frame[column].where(frame[column].notna(), "").astype("str")
    return frame


def frame_to_rows(frame: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Give the rows of a stage back."""
    return [{str(k): v for k, v in record.items()} for record in frame.to_dict("records")]


def _margins(params: Params, folder: Path) -> pd.DataFrame | None:
    if params.weighting.method == "none" or params.weighting.margins is None:
        return None
    return load_margins(
        folder / params.weighting.margins, areas=params.areas, variables=params.weighting.variables
    )


def _weights(weighted: StageData) -> FloatArray:
    return weighted.frames["weights"]["weight_persons"].to_numpy(dtype=np.float64)


def _freedom(weighted: StageData) -> float:
    return float(np.unique(weighted.arrays["psus"]).size - np.unique(weighted.arrays["strata"]).size)


def _is_bloc(label: Domain) -> bool:
    return not label.area and not label.domain_variable


def _measure(
    params: Params, codebook: Codebook, items: Items, weighted: StageData
) -> tuple[Measurement, MeasurementReplicates]:
    full = measure(
        items, _weights(weighted), spec=params.index, has_method_factor=codebook.method_factor == "reversed"
    )
    return full, measure_replicates(items, weighted.arrays["replicates"], full, spec=params.index)


def _means(
    params: Params,
    codebook: Codebook,
    main: pd.DataFrame,
    items: Items,
    also: Mapping[str, Items],
    weighted: StageData,
    scored: StageData,
) -> MeanEstimates:
    groups = [
        *params.comparison.group_by,
        *([params.comparison.target_group] if params.comparison.target_group else []),
    ]
    strata: IntArray = weighted.arrays["strata"]
    domains: Domains = list_domains(
        main,
        areas=params.areas,
        codebook=codebook,
        group_by=groups,
        strata=strata,
        psus=weighted.arrays["psus"],
    )
    chain = mean_chain(
        items, also, domains.members.astype(float), _weights(weighted), weighted.arrays["replicates"], scored.arrays,
        missing=params.index.missing,
    )  # fmt: skip
    return MeanEstimates(
        domains=domains,
        variables=("index", *items.dimensions, *also),
        estimate=chain.estimate,
        replicates=chain.replicates,
        n=chain.n,
        n_effective=np.repeat(
            effective_sizes(domains.members, _weights(weighted))[:, None], chain.n.shape[1], axis=1
        ),
    )


def _area_contrasts(params: Params, means: MeanEstimates) -> list[Any]:
    labels = [label for label in means.domains.labels if label.area]
    return [contrast(means, a, b, "index") for i, a in enumerate(labels) for b in labels[i + 1 :]]
