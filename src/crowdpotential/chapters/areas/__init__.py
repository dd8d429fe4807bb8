"""The index in areas: means, contrasts, ranks and levels, as far as they may be compared."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _compare(given: Given) -> StageData:
    from crowdpotential.chapters.areas.stage import compare

    return compare(
        given.params,
        given.codebook,
        prepared=given.of("prepare"),
        weighted=given.of("weight"),
        scored=given.of("score"),
        judged=given.of("comparability"),
    )


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.areas.exhibits import area_map, area_means, best, level_shares, pairs

    return {
        "index-intro": area_means.introduce_areas,
        "areas": area_means.show_area_estimates,
        "whole": area_means.show_area_estimates,
        "levels": level_shares.show_levels,
        "best": best.show_best_and_worst,
        "map": area_map.show_area_map,
        "pairs": pairs.show_area_contrasts,
    }


_STAGE = Stage(
    name="compare",
    words="comparing means, ranks and levels",
    of_params="index",
    params=(
        "areas",
        "blocs",
        "index",
        "comparability.smallest_gap_points",
        "comparison",
        "seed",
    ),
    needs=("prepare", "weight", "score", "comparability"),
    run=_compare,
)
CHAPTER = Chapter(
    section="index",
    of_params="index",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"areas": "area_estimates", "whole": "whole", "levels": "levels", "map": "map"},
)
