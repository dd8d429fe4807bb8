"""The index in areas: means, contrasts, ranks and levels, as far as they may be compared."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _compare(given: Given) -> StageData:
    from crowdpotential.stages.comparing import compare

    return compare(given.params, given.codebook, given.of("prepare"), given.of("weight"), given.of("score"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.report.tables import best, index, levels, pairs

    return {
        "index-intro": index.introduce_areas,
        "areas": index.show_area_estimates,
        "whole": index.show_area_estimates,
        "levels": levels.show_levels,
        "best": best.show_best_and_worst,
        "map": index.show_area_map,
        "pairs": pairs.show_area_contrasts,
    }


_STAGE = Stage(
    name="compare",
    words="checking comparability, and comparing",
    params=(
        "areas",
        "blocs",
        "index",
        "comparability",
        "comparison",
        "design.degrees_of_freedom",
        "seed",
        "report.suppress_below",
    ),
    needs=("prepare", "weight", "score"),
    run=_compare,
)
CHAPTER = Chapter(section="index", stage=_STAGE, exhibits=_exhibits)
