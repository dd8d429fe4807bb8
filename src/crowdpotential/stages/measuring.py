"""The stage that measures: the declared model in the sample and in every replicate, and the respondents' scores."""

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.index.chain import ChainWeights
from crowdpotential.index.declared import declared_rows
from crowdpotential.index.dimensionality import dimensionality_rows, exploratory_rows
from crowdpotential.index.items import Items, select_items
from crowdpotential.index.keys import item_rest_rows
from crowdpotential.index.measurement import measure, measure_replicates
from crowdpotential.index.reliability import reliability_rows
from crowdpotential.index.scores import score_respondents
from crowdpotential.params import Params
from crowdpotential.stages.frames import main_sample, rows_to_frame
from crowdpotential.stats.estimation import n_effective
from crowdpotential.stats.scoring import IndexWeights
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData


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
        items_beside(params, codebook, everybody),
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
            "loadings_replicates": replicates.loadings,
            "second_order": full.second_order,
            "second_order_replicates": replicates.second_order,
            "item_weights": full.weights.item_weights,
            "dimension_weights": full.weights.dimension_weights,
            "item_weights_replicates": replicates.item_weights,
            "dimension_weights_replicates": replicates.dimension_weights,
        },
        facts={"n_failed": int(replicates.failed.sum()), "has_method_factor": full.has_method_factor},
    )


def items_beside(params: Params, codebook: Codebook, responses: pd.DataFrame) -> dict[str, Items]:
    """Select the items of each dimension that is scored beside the index."""
    return {name: select_items(responses, codebook, [name]) for name in params.index.also}


def chain_weights(scored: StageData) -> ChainWeights:
    """Give back how items and dimensions weigh, in the sample and in every replicate."""
    arrays = scored.arrays
    return ChainWeights(
        full=IndexWeights(item_weights=arrays["item_weights"], dimension_weights=arrays["dimension_weights"]),
        item_weights=arrays["item_weights_replicates"],
        dimension_weights=arrays["dimension_weights_replicates"],
    )
