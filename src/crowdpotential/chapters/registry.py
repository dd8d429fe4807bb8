"""All chapters in the order of the report, and the order in which their stages run."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from crowdpotential.chapters import (
    answers,
    areas,
    comparability,
    composition,
    dimensions,
    drivers,
    events,
    experts,
    fieldwork,
    files,
    groups,
    key_findings,
    measurement,
    mechanism,
    method,
    obstacles,
    open_answers,
    participation,
    platforms,
    portraits,
    sensitivity,
    sides,
    typology,
    vignette,
    weighting,
    yardsticks,
)
from crowdpotential.chapters.registration import Chapter, Show, Stage, Write
from crowdpotential.errors import ProgramFaultError

if TYPE_CHECKING:
    from crowdpotential.exhibits.exhibit import Exhibit
    from crowdpotential.exhibits.fragment import Fragment
    from crowdpotential.params import Params
    from crowdpotential.views.view import View

CHAPTERS: Mapping[str, Chapter] = {
    "key_findings": key_findings.CHAPTER,
    "areas": areas.CHAPTER,
    "sensitivity": sensitivity.CHAPTER,
    "comparability": comparability.CHAPTER,
    "sides": sides.CHAPTER,
    "composition": composition.CHAPTER,
    "dimensions": dimensions.CHAPTER,
    "groups": groups.CHAPTER,
    "participation": participation.CHAPTER,
    "obstacles": obstacles.CHAPTER,
    "portraits": portraits.CHAPTER,
    "mechanism": mechanism.CHAPTER,
    "open_answers": open_answers.CHAPTER,
    "platforms": platforms.CHAPTER,
    "yardsticks": yardsticks.CHAPTER,
    "experts": experts.CHAPTER,
    "events": events.CHAPTER,
    "typology": typology.CHAPTER,
    "drivers": drivers.CHAPTER,
    "vignette": vignette.CHAPTER,
    "measurement": measurement.CHAPTER,
    "fieldwork": fieldwork.CHAPTER,
    "weighting": weighting.CHAPTER,
    "method": method.CHAPTER,
    "answers": answers.CHAPTER,
    "files": files.CHAPTER,
}
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


def page_order() -> dict[str, tuple[str, ...]]:
    """Return the anchors of each section of the page, both in their order."""
    return {chapter.section: tuple(chapter.exhibits()) for chapter in CHAPTERS.values()}


def list_pictures() -> dict[str, Show]:
    """Return what makes the exhibit of each picture, by the name of its files."""
    return {name: chapter.exhibits()[anchor] for chapter in CHAPTERS.values() for anchor, name in chapter.pictures.items()}


def list_files() -> dict[str, Write]:
    """Return what makes each workbook that a chapter has beside the page, by the name of its files."""
    return {name: write for chapter in CHAPTERS.values() for name, write in chapter.files().items()}


def is_asked(chapter: Chapter, params: "Params") -> bool:
    """Return whether a study has a chapter: it needs no section of params, or the section is there."""
    return not chapter.of_params or params.has(chapter.of_params)


def list_stages(params: "Params") -> tuple[Stage, ...]:
    """Return the stages that a study runs, in their order: not those of a section that it leaves out, nor any that needs their results."""
    found = dict[str, Stage]()
    for stage in STAGES:
        if (not stage.of_params or params.has(stage.of_params)) and found.keys() >= set(stage.needs):
            found[stage.name] = stage
    return tuple(found.values())


def list_shown(view: "View") -> list["Exhibit | Fragment"]:
    """Return everything that a view shows, in the order of the page: what the study has not is left out.

    Two places of the page may ask for one exhibit, of which a study has it in one; it is made once.

    Raises:
        ProgramFaultError: an exhibit names a picture that no chapter registers: a run would write files that it does not know for its own.
    """
    from crowdpotential.exhibits.fragment import Fragment  # noqa: PLC0415 who only asks for stages needs no exhibits

    asked = [chapter for chapter in CHAPTERS.values() if is_asked(chapter, view.params)]
    shows = dict.fromkeys(show for chapter in asked for show in chapter.exhibits().values())
    made = [one for show in shows if not (isinstance(one := show(view), Fragment) and not one.pieces)]
    known = list_pictures()
    for one in made:
        if not isinstance(one, Fragment) and one.file and one.file not in known:
            msg = f"exhibit {one.anchor}: its picture {one.file} is not registered; enter it in `pictures` of its chapter"
            raise ProgramFaultError(msg)
    return made


def _place(name: str, named: Mapping[str, Stage], placed: dict[str, Stage], waiting: list[str]) -> None:
    if name in placed:
        return
    if name not in named or name in waiting:
        msg = f"stage {name}: it is needed by {waiting[-1]}, but not registered, or needs that one itself"
        raise ProgramFaultError(msg)
    waiting.append(name)
    for needed in (*named[name].needs, *named[name].uses):
        _place(needed, named, placed, waiting)
    placed[waiting.pop()] = named[name]


# what tries the other choices comes after all that it is a choice of: its rows end results.csv
STAGES = order_stages(
    chapter.stage for chapter in sorted(CHAPTERS.values(), key=lambda chapter: chapter is sensitivity.CHAPTER) if chapter.stage is not None
)
