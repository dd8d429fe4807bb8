"""Events with a form of their own: who took part, what they thought of it, and what changed for the same people."""

from collections.abc import Mapping

from crowdpotential.chapters.registration import Chapter, Given, Show, Stage
from crowdpotential.store.cache import StageData


def _sum_up(given: Given) -> StageData:
    from crowdpotential.chapters.events.stage import sum_up

    return sum_up(given.params, given.folder)


def _exhibits() -> Mapping[str, Show]:
    from crowdpotential.chapters.events.exhibits import attrition, changes, flow, options, reactions, retrospective, sizes

    return {
        "events-flow": flow.show_flow,
        "events-reactions": reactions.show_reactions,
        "events-options": options.show_options,
        "events-changes": changes.show_changes,
        "events-sizes": sizes.show_sizes,
        "events-retrospective": retrospective.show_retrospective,
        "events-attrition": attrition.show_attrition,
    }


_STAGE = Stage(
    name="events",
    words="summing up forms of events",
    params=("comparison.confidence_level", "events", "report.suppress_below", "report.min_count", "study.synthetic"),
    needs=(),
    run=_sum_up,
    opens_files=True,
    files=("event *",),
)
CHAPTER = Chapter(
    section="events",
    stage=_STAGE,
    exhibits=_exhibits,
    pictures={
        "events-reactions": "events_reactions",
        "events-options": "events_options",
        "events-changes": "events_changes",
        "events-retrospective": "events_retrospective",
    },
    of_params="events",
    notebook="14_events",
)
