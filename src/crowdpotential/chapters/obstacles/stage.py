"""The stage that counts barriers, motives, channels and topics, sets sides against each other, and barriers against the index."""

from crowdpotential.chapters.obstacles.estimates.kinds import kind_rows
from crowdpotential.chapters.obstacles.estimates.potential import Compared, potential_rows
from crowdpotential.chapters.obstacles.estimates.questions import question_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.disclosure.few import few_of
from crowdpotential.params import Params
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.evaluation import domains_of
from crowdpotential.stages.frames import main_sample, scores_beside
from crowdpotential.store import StageData


def estimate_obstacles(
    params: Params, codebook: Codebook, *, prepared: StageData, weighted: StageData, scored: StageData | None
) -> StageData:
    """Estimate what residents say about barriers, motives, channels and topics; nothing where the study asks none of it."""
    asked, rows = params.obstacles, list[Row]()
    if asked is not None:
        main, comparison, few = main_sample(prepared), params.comparison, few_of(params.report)
        design = design_of(weighted, main, interval=comparison.interval)
        domains = domains_of(params, codebook, main, design)
        for variable in asked.questions.values():
            rows += question_rows(main, codebook, variable, domains=domains, design=design, comparison=comparison, few=few)
        rows += kind_rows(main, codebook, asked, domains=domains, design=design, comparison=comparison, few=few)
        if scored is not None:
            index, smallest = scores_beside(main, scored)["index"].to_numpy(), params.comparability.smallest_gap_points
            compared = Compared(index=index, design=design, few=few, smallest_gap=smallest)
            rows += potential_rows(main, codebook, asked, compared, blocs=tuple(params.blocs), comparison=comparison)
    return StageData(frames={"rows": rows_to_frame(rows)})
