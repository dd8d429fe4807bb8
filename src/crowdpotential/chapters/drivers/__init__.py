"""Drivers: what goes together with an outcome, other things being equal, how much each matters, and how much room it has."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Find, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _relate(given: Given) -> StageData:
    from crowdpotential.chapters.drivers.stage import relate

    return relate(
        given.params,
        given.codebook,
        prepared=given.of("prepare"),
        weighted=given.of("weight"),
        scored=given.of_any("score"),
        judged=given.of_any("comparability"),
    )


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.drivers.exhibits import differences, importance, models, room_map, side_differences

    return {
        "drivers-intro": models.introduce_drivers,
        "drivers": differences.show_differences,
        "driver-shares": differences.show_share_differences,
        "driver-importance": importance.show_importance,
        "driver-map": room_map.show_map,
        "driver-sides": side_differences.show_side_differences,
        "driver-models": models.show_models,
    }


def _findings() -> tuple[Find, ...]:
    from crowdpotential.chapters.drivers.exhibits import finding

    return (finding.find_closest,)


_STAGE = Stage(
    name="drivers",
    words="relating an outcome to what may go with it",
    params=("blocs", "index", "comparison", "drivers"),
    needs=("prepare", "weight"),
    uses=("score", "comparability"),
    run=_relate,
)
CHAPTER = Chapter(
    section="associations",
    findings=_findings,
    of_params="drivers",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={
        "drivers": "drivers",
        "driver-shares": "driver_shares",
        "driver-importance": "driver_importance",
        "driver-map": "driver_map",
        "driver-sides": "driver_sides",
    },
)
