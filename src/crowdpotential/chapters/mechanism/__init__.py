"""The mechanism: which barriers of an area call for an action, whose it is, and whom residents want in which role."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Find, Given, Show, Stage, Write
from crowdpotential.store.cache import StageData

_USED = {"prepared": "prepare", "weighted": "weight"}  # stages, as they are called there


def _estimate(given: Given) -> StageData:
    from crowdpotential.chapters.mechanism.stage import estimate_mechanism

    return estimate_mechanism(given.params, given.codebook, **{name: given.of(stage) for name, stage in _USED.items()})


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.mechanism.exhibits import actions, roles, urgent

    return {
        "urgent-barriers": urgent.show_urgent_barriers,
        "roles": roles.show_roles,
        "actions": actions.show_actions,
    }


def _files() -> Mapping[str, Write]:
    from crowdpotential.chapters.mechanism.exhibits.workbook import write_actions

    return {"actions": write_actions}


def _findings() -> tuple[Find, ...]:
    from crowdpotential.chapters.mechanism.exhibits.finding import find_actor

    return (find_actor,)


_STAGE = Stage(
    name="mechanism",
    words="choosing the barriers that call for an action",
    params=(
        "areas",
        "blocs",
        "comparison",
        "mechanism",
        "obstacles",
        "report.small_base",
        "report.suppress_below",
        "report.min_count",
        "weighting.method",
    ),
    needs=tuple(_USED.values()),
    run=_estimate,
)
CHAPTER = Chapter(
    section="mechanism",
    stage=_STAGE,
    exhibits=_exhibits,
    files=_files,
    findings=_findings,
    pictures={"urgent-barriers": "urgent_barriers"},
    of_params="mechanism",
    notebook="07_obstacles",
)
