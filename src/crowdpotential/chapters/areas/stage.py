"""The stage that compares: means, contrasts, ranks and levels, as far as the verdicts allow."""

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.boost import boost_rows
from crowdpotential.compare.estimates import MeanEstimates, mean_rows
from crowdpotential.compare.gap import area_rows, gap_in_groups_rows, gap_rows
from crowdpotential.compare.group_contrasts import group_contrast_rows
from crowdpotential.compare.levels import level_rows
from crowdpotential.compare.linearised import linearised_rows
from crowdpotential.compare.monte_carlo import monte_carlo_rows
from crowdpotential.compare.overall import overall_rows
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.compare.ranks import rank_rows
from crowdpotential.designs import design_of, linear_design_of
from crowdpotential.index.index_rule import index_rule_of
from crowdpotential.index.items import select_items
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, replicate_means
from crowdpotential.params import Params
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.dif_adjustments import permitted_of
from crowdpotential.stages.evaluation import domains_of, index_weights_of, items_beside
from crowdpotential.stages.frames import main_sample
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.ranges import POINTS
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData


def compare(
    params: Params,
    codebook: Codebook,
    *,
    prepared: StageData,
    weighted: StageData,
    scored: StageData,
    judged: StageData,
) -> StageData:
    """Estimate means, contrasts, ranks and levels, as far as the verdicts allow."""
    main, comparison = main_sample(prepared), params.comparison
    design = design_of(weighted, main, interval=params.comparison.interval)
    means = _estimate_means(params, codebook, main, design, index_weights_of(scored))
    rows = mean_rows(means, comparison)
    rows += monte_carlo_rows(means, comparison)
    rows += _contrast_rows(params, means, permitted_of(judged))
    scores = scored.frames["scores"]
    own = main[["respondent_id"]].merge(scores, on="respondent_id", validate="one_to_one")
    headline = own[["index", *(f"score_{name}" for name in means.variables[1:])]].set_axis(means.variables, axis=1)
    linear = linear_design_of(weighted, main)
    rows += linearised_rows(headline, means.domains, linear, comparison, replicated=design)
    if params.index.levels is not None:
        index = own["index"].to_numpy()
        rows += level_rows(
            index,
            params.index.levels,
            domains=means.domains,
            design=design,
            comparison=comparison,
        )
    rows += boost_rows(prepared.frames["responses"], scores, codebook, means=means, comparison=comparison)
    return StageData(frames={"rows": rows_to_frame(rows)})


def _contrast_rows(params: Params, means: MeanEstimates, permitted: PermittedComparisons) -> list[Row]:
    comparison, smallest = params.comparison, params.comparability.smallest_gap_points
    rows = overall_rows(means, permitted, comparison.group_by, comparison)
    for family in (area_rows, gap_rows, gap_in_groups_rows):
        rows += family(means, permitted, comparison=comparison, smallest_gap=smallest)
    rows += group_contrast_rows(means, permitted, comparison.group_by, comparison=comparison, smallest_gap=smallest)
    return rows + rank_rows(
        means,
        permitted,
        comparison=comparison,
        rng=stream(params.seed, "rank sets"),
    )


def _estimate_means(
    params: Params,
    codebook: Codebook,
    main: pd.DataFrame,
    design: Design,
    weights: ReplicatedIndexWeights,
) -> MeanEstimates:
    """Average in the sample and in each replicate."""
    items = select_items(main, codebook, params.index.dimensions)
    also = items_beside(params, codebook, main)
    domains = domains_of(params, codebook, main, design)
    averaged = replicate_means(
        items,
        also,
        domains.members.astype(float),
        design,
        weights,
        missing=params.index.missing,
        rule=index_rule_of(params.index),
    )
    return MeanEstimates(
        domains=domains,
        variables=("index", *items.dimensions, *also),
        estimate=averaged.estimate,
        replicates=averaged.replicates,
        replication=design.replication,
        freedom=domains.freedom(averaged.known, design),
        freedom_between=domains.freedom_between(averaged.known, design),
        n=averaged.n,
        n_effective=averaged.n_effective,
        within=POINTS if params.index.is_bounded else None,
    )
