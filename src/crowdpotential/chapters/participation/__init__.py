"""Participation: how far residents come, what is lost on the way, who could be won, and how few do how much."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Find, Given, Show, Stage
from crowdpotential.store.cache import StageData

_NEEDED = {"prepared": "prepare", "weighted": "weight"}  # stages, as they are called there


def _participate(given: Given) -> StageData:
    from crowdpotential.chapters.participation.stage import participate

    stages = {name: given.of(stage) for name, stage in _NEEDED.items()}
    return participate(given.params, given.codebook, **stages, scored=given.of_any("score"), judged=given.of_any("comparability"))


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.participation.exhibits import (
        funnel,
        funnel_places,
        funnel_sides,
        inequality,
        lorenz,
        quadrants,
        unused_potential,
    )

    return {
        "participation-intro": funnel.introduce_participation,
        "funnel": funnel.show_funnel,
        "funnel-sides": funnel_sides.show_side_steps,
        "funnel-places": funnel_places.show_places,
        "funnel-groups": funnel_places.show_step_groups,
        "quadrants": quadrants.show_quadrants,
        "unused-potential": unused_potential.show_unused_potential,
        "inequality": inequality.show_inequality,
        "lorenz": lorenz.show_lorenz,
    }


def _findings() -> tuple[Find, ...]:
    from crowdpotential.chapters.participation.exhibits import finding

    return (finding.find_unused,)


_STAGE = Stage(
    name="participation",
    words="following residents from knowing to taking part",
    params=("areas", "blocs", "index.levels", "participation", "comparison"),
    needs=tuple(_NEEDED.values()),
    uses=("score", "comparability"),
    run=_participate,
)
CHAPTER = Chapter(
    section="participation",
    findings=_findings,
    of_params="participation",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={
        "funnel": "funnel",
        "funnel-sides": "funnel_sides",
        "quadrants": "quadrants",
        "unused-potential": "unused_potential",
        "lorenz": "lorenz",
    },
)
