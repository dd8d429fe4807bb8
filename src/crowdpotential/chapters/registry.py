"""All chapters in the order of the report, and the order in which their stages run."""

from collections.abc import Iterable, Mapping

from crowdpotential.chapters import areas, fieldwork, measurement, sensitivity, weighting
from crowdpotential.chapters.registration import Stage
from crowdpotential.errors import ProgramFaultError

REPORT = "report"  # the last step of a run, which has no result of its own to keep


def order_stages(declared: Iterable[Stage]) -> tuple[Stage, ...]:
    """Sort stages so that each follows those that it needs, and stands else where it was declared.

    Raises:
        ProgramFaultError: a stage needs one that is not there, or itself in a circle.
    """
    named = {stage.name: stage for stage in declared}
    placed, waiting = dict[str, Stage](), list[str]()
    for name in named:
        _place(name, named, placed, waiting)
    return tuple(placed.values())


def _place(name: str, named: Mapping[str, Stage], placed: dict[str, Stage], waiting: list[str]) -> None:
    if name in placed:
        return
    if name not in named or name in waiting:
        msg = f"stage {name}: it is needed by {waiting[-1]}, but not registered, or needs that one itself"
        raise ProgramFaultError(msg)
    waiting.append(name)
    for needed in named[name].needs:
        _place(needed, named, placed, waiting)
    placed[waiting.pop()] = named[name]


STAGES = order_stages([areas.STAGE, sensitivity.STAGE, measurement.STAGE, fieldwork.STAGE, weighting.STAGE])
