"""The stage that sums up what experts say."""

from pathlib import Path

from crowdpotential.chapters.experts.estimates.beside_residents import resident_rows
from crowdpotential.chapters.experts.estimates.left_out import left_out_rows
from crowdpotential.chapters.experts.estimates.ratings import rating_rows
from crowdpotential.chapters.experts.estimates.stability import stability_rows
from crowdpotential.chapters.experts.estimates.weights import weight_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.disclosure.few import few_of
from crowdpotential.ingest.expert_matches import match_statements
from crowdpotential.ingest.expert_weights import weigh_dimensions
from crowdpotential.ingest.experts import need_enough, read_panel
from crowdpotential.ingest.findings import findings_frame
from crowdpotential.ingest.panel_account import list_left_out, panel_findings
from crowdpotential.params import Params
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample
from crowdpotential.store import StageData


def sum_up(params: Params, codebook: Codebook, folder: Path, *, prepared: StageData, weighted: StageData) -> StageData:
    """Read the form of the experts and report their answers; no rows where params have none, or too few took part."""
    if params.experts is None:
        return StageData(frames={"rows": rows_to_frame([])})
    few, level = few_of(params.report), params.comparison.confidence_level
    asked = need_enough(params.experts, params.report)
    panel, main = read_panel(folder, asked), main_sample(prepared)
    weighed = weigh_dimensions(panel, asked, asked.weights) if asked.weights else None
    matched = match_statements(asked, panel.codebook, codebook)
    rows = rating_rows(panel, asked, few=few, confidence_level=level)
    rows += stability_rows(panel, asked, few=few)
    rows += weight_rows(weighed, confidence_level=level)
    rows += left_out_rows(list_left_out(panel, asked, weighed), few=few)
    design = design_of(weighted, main, interval=params.comparison.interval)
    rows += resident_rows(main, panel, asked, codebook, matched=matched, design=design, comparison=params.comparison)
    findings = findings_frame(panel_findings(panel, asked, weighed, matched), is_synthetic=params.study.synthetic)
    return StageData(frames={"rows": rows_to_frame(rows), "findings": findings})
