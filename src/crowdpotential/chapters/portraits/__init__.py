"""Portraits of the target groups: index, dimensions, barriers, motives, channels, topics and readiness of each, the boost sample apart."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData

_USED = {"prepared": "prepare", "weighted": "weight", "scored": "score", "judged": "comparability"}  # stages, as they are called there


def _portray(given: Given) -> StageData:
    from crowdpotential.chapters.portraits.stage import portray_groups

    stages = {name: given.of(stage) for name, stage in _USED.items()}
    return portray_groups(given.params, given.codebook, **stages)


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.portraits.exhibits import cells, portraits, sizes

    return {
        "portrait-sizes": sizes.show_sizes,
        "portraits": portraits.show_portraits,
        "portrait-areas": cells.show_cells,
    }


_STAGE = Stage(
    name="portraits",
    words="drawing portraits of target groups",
    params=(
        "areas",
        "blocs",
        "index",
        "comparability.smallest_gap_points",
        "comparison",
        "obstacles",
        "portraits",
        "report.suppress_below",
        "report.min_count",
    ),
    needs=tuple(_USED.values()),
    run=_portray,
)
CHAPTER = Chapter(
    section="portraits",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={"portrait-sizes": "portrait_sizes", "portrait-areas": "portrait_areas"},
    of_params="portraits",
    notebook="13_portraits",
)
