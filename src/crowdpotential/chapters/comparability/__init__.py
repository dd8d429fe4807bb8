"""Comparability: which parts of the study may be compared with each other, and which items function differently."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _judge(given: Given) -> StageData:
    from crowdpotential.chapters.comparability.stage import judge

    return judge(given.params, given.codebook, given.of("prepare"), given.of("weight"), given.of("score"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.comparability.exhibits import comparable_sides, partitions, shifted_items

    return {
        "cmp-intro": comparable_sides.introduce_comparability,
        "verdict": comparable_sides.show_verdict,
        "partitions": partitions.show_partitions,
        "shifts": shifted_items.show_item_shifts,
    }


_STAGE = Stage(
    name="comparability",
    words="checking comparability",
    of_params="index",
    params=(
        "areas",
        "blocs",
        "index",
        "comparability",
        "comparison.confidence_level",
        "comparison.group_by",
        "comparison.interval",
        "comparison.target_group",
        "seed",
    ),
    needs=("prepare", "weight", "score"),
    run=_judge,
)
CHAPTER = Chapter(section="cmp", of_params="index", stage=_STAGE, exhibits=_exhibits, pictures={"shifts": "item_shifts"})
