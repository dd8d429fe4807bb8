"""The stage that lays what platforms claim beside the survey."""

from pathlib import Path

from crowdpotential.chapters.platforms.estimates.activity import activity_rows
from crowdpotential.chapters.platforms.estimates.claims import Sample, platform_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.disclosure.few import few_of
from crowdpotential.ingest.findings import Finding, findings_frame
from crowdpotential.ingest.platform_logs import log_findings, read_logs
from crowdpotential.ingest.platforms import read_platforms
from crowdpotential.ingest.sources import load_sources
from crowdpotential.params import Params
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData


def judge_claims(params: Params, codebook: Codebook, folder: Path, *, prepared: StageData, weighted: StageData) -> StageData:
    """Read what platforms say of themselves, and estimate their users by the survey; no rows where params name no table."""
    if params.platforms is None:
        return StageData(frames={"rows": rows_to_frame([])})
    main = main_sample(prepared)
    sources = load_sources(folder / params.report.sources) if params.report.sources else {}
    sample = Sample(
        responses=main,
        codebook=codebook,
        design=design_of(weighted, main, interval=params.comparison.interval),
        few=few_of(params.report),
    )
    platforms = read_platforms(folder / params.platforms.file, params, sources)
    rows, log = platform_rows(platforms, params.platforms, sample, params.comparison), params.platforms.log
    findings = list[Finding]()
    if log is not None:
        found = read_logs([folder / path for path in log.files], platforms)
        findings = log_findings(found, sample.few.base)
        for actions in found:
            rows += activity_rows(actions, log, params.comparison, few=sample.few, rng=stream(params.seed, f"log of {actions.platform.id}"))
    told = findings_frame(findings, is_synthetic=params.study.synthetic)
    return StageData(frames={"rows": rows_to_frame(rows), "findings": told})
