"""Weighting: how the sample is brought to the population, in every replicate anew, and what that costs in precision."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _weight(given: Given) -> StageData:
    from crowdpotential.chapters.weighting.stage import weight

    return weight(given.params, given.codebook, given.folder, given.of("prepare"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.weighting.exhibits import (
        balance_table,
        control_shares,
        control_sources,
        efficiency,
        weights,
    )

    return {
        "weights-intro": efficiency.introduce_weighting,
        "small-cells": balance_table.warn_of_small_cells,
        "margins": control_shares.show_margins,
        "means": control_shares.show_means,
        "balance": balance_table.show_balance,
        "weight-spread": weights.show_weight_spread,
        "heaviest": weights.show_heaviest,
        "efficiency": efficiency.show_efficiency,
        "sources": control_sources.show_sources,
    }


_STAGE = Stage(
    name="weight",
    words="weighting, and replicate weights",
    params=(
        "study.synthetic",
        "areas",
        "blocs",
        "design",
        "weighting",
        "replicates",
        "seed",
        "report.suppress_below",
        "report.min_count",
    ),
    needs=("prepare",),
    run=_weight,
    opens_files=True,
)
CHAPTER = Chapter(
    section="weights",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"margins": "margins", "balance": "balance", "weight-spread": "weights"},
)
