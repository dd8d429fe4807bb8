"""The stage that portrays target groups: who they are among residents, what sets them apart, what the boost sample says."""

from crowdpotential.chapters.portraits.estimates.answers import answer_rows, list_questions
from crowdpotential.chapters.portraits.estimates.boost import boost_rows
from crowdpotential.chapters.portraits.estimates.cells import cell_rows
from crowdpotential.chapters.portraits.estimates.groups import Sample, average_index, list_groups
from crowdpotential.chapters.portraits.estimates.means import mean_difference_rows
from crowdpotential.chapters.portraits.estimates.sizes import size_rows
from crowdpotential.codebook import Codebook
from crowdpotential.designs import design_of
from crowdpotential.disclosure.few import few_of
from crowdpotential.params import Params
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.dif_adjustments import permitted_of
from crowdpotential.stages.frames import main_sample
from crowdpotential.store import StageData


def portray_groups(
    params: Params, codebook: Codebook, *, prepared: StageData, weighted: StageData, scored: StageData, judged: StageData
) -> StageData:
    """Estimate what portraits show of each target group; nothing where params do not ask for them."""
    asked, group = params.portraits, params.comparison.target_group
    if asked is None or group is None:
        return StageData(frames={"rows": rows_to_frame([])})
    main, comparison, few, rows = main_sample(prepared), params.comparison, few_of(params.report), list[Row]()
    sample = Sample(responses=main, codebook=codebook, design=design_of(weighted, main, interval=comparison.interval), few=few)
    groups, permitted = list_groups(sample, group, asked, blocs=tuple(params.blocs)), permitted_of(judged)
    if sample.design.joins_samples:
        means = average_index(sample, groups.domains, params.index, scored)
        rows += size_rows(groups, sample, comparison, counts_persons=weighted.facts["counts_persons"])
        rows += mean_difference_rows(groups, means, permitted, comparison, smallest_gap=params.comparability.smallest_gap_points)
        rows += answer_rows(groups, list_questions(main, codebook, params.obstacles, asked), sample, comparison)
        if asked.pooled is not None:
            rows += cell_rows(groups, sample, scored, permitted, params=params)
    responses = prepared.frames["responses"]
    boost = responses[responses["sample_type"] == "boost"].merge(scored.frames["scores"], on="respondent_id", validate="1:1")
    rows += boost_rows(groups, list_questions(boost, codebook, params.obstacles, asked), boost, params=params, few=few)
    return StageData(frames={"rows": rows_to_frame(rows)})
