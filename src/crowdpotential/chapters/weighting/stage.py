"""The stage that weights: the main sample calibrated to its margins, every replicate anew, and what that costs."""

from dataclasses import replace
from pathlib import Path

from crowdpotential.chapters.weighting.estimates.weights import diagnostic_rows, weighting_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import keep_design
from crowdpotential.disclosure.few import few_of
from crowdpotential.ingest.weighting_findings import weighting_findings
from crowdpotential.params import Params
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample
from crowdpotential.stages.sample import recalled, replicate_sample, weight_sample
from crowdpotential.store import StageData


def weight(params: Params, codebook: Codebook, folder: Path, prepared: StageData) -> StageData:
    """Calibrate the main sample to the margins, and every replicate anew."""
    main = main_sample(prepared)
    with recalled(prepared):
        weighted = weight_sample(params, codebook, folder, main)
        drawn = replicate_sample(params, prepared, weighted)
    rows = weighting_rows(weighted, drawn, main, areas=params.areas)
    rows += diagnostic_rows(weighted, main, areas=params.areas, few=few_of(params.report))
    odd = weighting_findings(weighted, drawn, main, areas=params.areas, is_synthetic=params.study.synthetic)
    kept = keep_design(weighted, drawn, freedom=params.design.degrees_of_freedom)
    return replace(kept, frames={**kept.frames, "rows": rows_to_frame(rows), "findings": odd})
