"""Barriers, motives, channels and topics: what keeps residents from taking part, and what would bring them."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Find, Given, Show, Stage
from crowdpotential.store.cache import StageData

_NEEDED = {"prepared": "prepare", "weighted": "weight"}  # stages, as they are called there
_DRAWN = ("barriers", "barrier-kinds", "barrier-index", "motives", "channels", "topics")


def _estimate(given: Given) -> StageData:
    from crowdpotential.chapters.obstacles.stage import estimate_obstacles

    stages = {name: given.of(stage) for name, stage in _NEEDED.items()}
    return estimate_obstacles(given.params, given.codebook, **stages, scored=given.of_any("score"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.obstacles.exhibits import barriers, kinds, motives, potential

    return {
        "barriers": barriers.show_barriers,
        "barrier-areas": barriers.show_barriers_of_areas,
        "barrier-kinds": kinds.show_kinds,
        "barrier-groups": kinds.show_kinds_of_groups,
        "barrier-index": potential.show_barriers_and_index,
        "motives": motives.show_motives,
        "channels": motives.show_channels,
        "topics": motives.show_topics,
    }


def _findings() -> tuple[Find, ...]:
    from crowdpotential.chapters.obstacles.exhibits import finding

    return (finding.find_first_barrier,)


_STAGE = Stage(
    name="obstacles",
    words="counting barriers, motives, channels and topics",
    params=(
        "areas",
        "blocs",
        "comparability.smallest_gap_points",
        "comparison",
        "obstacles",
        "report.suppress_below",
        "report.min_count",
    ),
    needs=tuple(_NEEDED.values()),
    uses=("score",),
    run=_estimate,
)
CHAPTER = Chapter(
    section="obstacles",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={name: name.replace("-", "_") for name in _DRAWN},
    findings=_findings,
    of_params="obstacles",
    notebook="07_obstacles",
)
