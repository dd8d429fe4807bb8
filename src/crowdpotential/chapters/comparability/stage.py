"""The stage that judges: may sides, areas and groups be compared at all, and what do items that function differently make of means?"""

from dataclasses import replace

from crowdpotential.chapters.comparability.estimates.judging import (
    areas_with_dif,
    judge_study,
    permit_comparisons,
    verdict_rows,
)
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.index.alternative_indices import index_points
from crowdpotential.index.items import select_items
from crowdpotential.params import Params
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.dif_adjustments import keep_dif_adjustments
from crowdpotential.stages.evaluation import index_weights_of, sampled_of
from crowdpotential.stages.frames import main_sample
from crowdpotential.store import StageData


def judge(params: Params, codebook: Codebook, prepared: StageData, weighted: StageData, scored: StageData) -> StageData:
    """Check comparability, and keep what the verdicts allow and what differing items make of means."""
    main = main_sample(prepared)
    design = design_of(weighted, main, interval=params.comparison.interval)
    items = select_items(main, codebook, params.index.dimensions)
    verdicts = judge_study(
        params,
        codebook,
        main,
        items,
        design=design,
        loadings=scored.arrays["loadings"],
        contrary=[one for one in scored.facts["contrary"] if one["item"] in items.names],
    )
    points = index_points(sampled_of(params, main, items, design, scored), params.index)
    permitted = permit_comparisons(params, verdicts, items, (index_weights_of(scored), points))
    kept = keep_dif_adjustments(permitted, verdicts.blocs.shifts, areas_with_dif(verdicts))
    rows = verdict_rows(params, items, verdicts, design)
    return replace(kept, frames={"rows": rows_to_frame(rows)})
