"""The stage that chooses the barriers of each area that call for an action, counts whom they concern, and asks who should act."""

from crowdpotential.chapters.mechanism.estimates.choice import Rule
from crowdpotential.chapters.mechanism.estimates.rows import mechanism_rows
from crowdpotential.chapters.mechanism.estimates.wanted import wanted_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.disclosure.few import few_of
from crowdpotential.params import Params
from crowdpotential.results.domains import list_places
from crowdpotential.results.measures.weighting import SAMPLES
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample
from crowdpotential.store import StageData


def estimate_mechanism(params: Params, codebook: Codebook, *, prepared: StageData, weighted: StageData) -> StageData:
    """Choose barriers by the stated rule; nothing where the study has no such section."""
    spec, asked, rows = params.mechanism, params.obstacles, list[Row]()
    if spec is not None and asked is not None:
        main, comparison = main_sample(prepared), params.comparison
        design = design_of(weighted, main, interval=comparison.interval)
        places = list_places(main, areas=params.areas, blocs=tuple(params.blocs), joins_samples=design.joins_samples)
        rule = Rule(spec=spec, small_base=params.report.small_base, few=few_of(params.report))
        are_persons = _are_persons(params, weighted)
        rows += mechanism_rows(
            main, codebook, asked.barriers, rule, places=places, design=design, comparison=comparison, are_persons=are_persons
        )
        rows += wanted_rows(main, codebook, spec, domains=places, design=design, comparison=comparison, few=rule.few)
    return StageData(frames={"rows": rows_to_frame(rows)})


def _are_persons(params: Params, weighted: StageData) -> bool:
    """Return whether weights count residents: they were calibrated to known totals, or scaled to known populations."""
    if params.weighting.method != "none":
        return True
    rows = weighted.frames["rows"]
    return bool((rows.loc[rows["measure"] == SAMPLES.name, "method"] == "populations").any())
