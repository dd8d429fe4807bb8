"""The stage that sums up the forms of events."""

from pathlib import Path

from crowdpotential.chapters.events.estimates.attrition import attrition_rows
from crowdpotential.chapters.events.estimates.changes import change_rows
from crowdpotential.chapters.events.estimates.flow import flow_rows
from crowdpotential.chapters.events.estimates.reactions import reaction_rows
from crowdpotential.chapters.events.estimates.retrospective import retrospective_rows
from crowdpotential.disclosure.few import few_of
from crowdpotential.ingest.events import event_findings, read_event
from crowdpotential.ingest.findings import Finding, findings_frame
from crowdpotential.params import Params
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.store import StageData


def sum_up(params: Params, folder: Path) -> StageData:
    """Read the form of each event and report it; no rows where params have no events."""
    rows, findings, few, level = list[Row](), list[Finding](), few_of(params.report), params.comparison.confidence_level
    for name, event in (params.events or {}).items():
        gathered = read_event(folder, name, event)
        findings += event_findings(name, gathered)
        rows += flow_rows(name, event, gathered)
        rows += reaction_rows(name, event, gathered, few=few, confidence_level=level)
        rows += change_rows(name, event, gathered, fewest=few.base, confidence_level=level)
        rows += retrospective_rows(name, event, gathered, fewest=few.base, confidence_level=level)
        rows += attrition_rows(name, event, gathered, fewest=few.base, confidence_level=level)
    told = findings_frame(findings, is_synthetic=params.study.synthetic)
    return StageData(frames={"rows": rows_to_frame(rows), "findings": told})
