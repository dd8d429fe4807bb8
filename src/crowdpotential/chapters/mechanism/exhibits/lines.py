"""Lines of the mechanism: what an actor could do against a barrier of a place, with the numbers behind it, and what the team made of it.

The program writes a line for each chosen barrier of a place and each action against it. Its key stays the same from run to run, so that
the team's copy can be laid over it: words that the team changed stay, lines that are new are marked, lines that the results no longer
support are named, and numbers are always those of this run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from crowdpotential.exhibits.results import Result
from crowdpotential.ingest.action_tables import Action, EditedLine, load_actions, load_edited
from crowdpotential.views.view import Place, View
from crowdpotential.views.wording import label_of_code

SECTION = "mechanism"
WHOLE = "all"  # in the key of a line about everybody
State = Literal["program", "edited", "new", "own", "vanished"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """A barrier of a place that calls for an action."""

    place: Place
    category: str
    order: Result
    share: Result | None
    audience: Result | None
    deviation: Result | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One action against one barrier of one place."""

    key: str
    state: State
    actor: str
    texts: Mapping[str, str]
    source: str
    made: str  # hash of the words as the program has them
    barrier: Barrier | None = None  # None: a line of the team's own
    place: str = ""  # as the team wrote it, of its own lines
    named: str = ""  # the barrier, likewise
    note: str = ""
    has_new_words: bool = False  # the table of actions changed under words that the team had changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """All lines, and what became of the team's copy."""

    lines: tuple[Line, ...]
    barriers: tuple[Barrier, ...]
    without_action: tuple[Barrier, ...]  # against which the table of actions has nothing
    vanished: tuple[EditedLine, ...] = ()  # of the team's copy, no longer supported
    set_aside: tuple[Line, ...] = ()  # of which the team says that they are not for it
    is_merged: bool = False  # whether there is a copy of the team in this language


def find_barriers(view: View) -> tuple[Barrier, ...]:
    """List the barriers that call for an action, place by place in the order of the study, the first in order first."""
    rows = [row for row in view.results.find(SECTION, "order") if not row.is_suppressed]
    places = {place: at for at, place in enumerate(view.places)}
    found = [_barrier(view, row) for row in rows if (row.bloc, row.area) in places]
    return tuple(sorted(found, key=lambda one: (places[one.place], one.order.estimate)))


def make_mechanism(view: View) -> Mechanism:
    """Return the lines of the places shown, with the team's copy laid over them where the study names one in this language."""
    spec, folder = view.params.mechanism, Path(view.run.study_folder)
    barriers = find_barriers(view)
    if spec is None or not barriers:
        return Mechanism(lines=(), barriers=(), without_action=())
    actions = load_actions(folder / spec.actions, view.params, view.codebook)
    lines = [line for barrier in barriers for line in _lines_of(view, barrier, actions)]
    acted = {(line.barrier.place, line.barrier.category) for line in lines if line.barrier is not None}
    plain = Mechanism(
        lines=tuple(lines),
        barriers=barriers,
        without_action=tuple(one for one in barriers if (one.place, one.category) not in acted),
    )
    named = spec.edited.get(view.language.code)  # type: ignore[call-overload]
    return lay_over(plain, load_edited(folder / named, view.params)) if named else plain


def lay_over(plain: Mechanism, edited: Sequence[EditedLine]) -> Mechanism:
    """Return the lines of this run with the team's copy laid over them.

    Args:
        plain: as the program made them.
        edited: lines of the team's copy.
    """
    known = {line.key: line for line in edited if line.key}
    lines = [_merge(line, known.get(line.key)) for line in plain.lines]
    aside = {line.key for line in known.values() if not line.is_kept}
    own = [_own_line(line, number) for number, line in enumerate((one for one in edited if not one.key and one.is_kept), start=1)]
    present = {line.key for line in plain.lines}
    return replace(
        plain,
        lines=(*(line for line in lines if line.key not in aside), *own),
        vanished=tuple(line for line in edited if line.key and line.key not in present and line.is_kept),
        set_aside=tuple(line for line in lines if line.key in aside),
        is_merged=True,
    )


def name_of_line(view: View, line: Line) -> tuple[str, str]:
    """Return the place and the barrier of a line in words."""
    if line.barrier is None:
        return line.place, line.named
    asked = view.params.obstacles
    label = label_of_code(view, asked.barriers, line.barrier.category) if asked is not None else ""
    return view.place_label(*line.barrier.place), label


def by_action(lines: Iterable[Line]) -> dict[tuple[str, ...], list[Line]]:
    """Put lines of the same words together; where the team changed the words for one place, that place stands by itself."""
    found: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        category = line.barrier.category if line.barrier is not None else line.named
        found.setdefault((category, *line.texts.values(), line.source), []).append(line)
    return found


def _barrier(view: View, order: Result) -> Barrier:
    about = {"variable": order.variable, "category": order.category, "bloc": order.bloc, "area": order.area}
    return Barrier(
        place=(order.bloc, order.area),
        category=order.category,
        order=order,
        share=view.results.first("obstacles", "share", domain_variable="", **about),
        audience=view.results.first(SECTION, "audience", **about),
        deviation=view.results.first(SECTION, "deviation", **about),
    )


def _lines_of(view: View, barrier: Barrier, actions: Sequence[Action]) -> Iterator[Line]:
    bloc, area = barrier.place
    language = view.language.code
    for action in actions:
        if action.barrier == barrier.category and action.area in {"", area}:
            yield Line(
                key=f"{area or bloc or WHOLE}.{action.id}",
                state="program",
                actor=action.actor,
                texts=action.texts[language],
                source=action.source,
                made=action.made(language),
                barrier=barrier,
            )


def _merge(line: Line, edited: EditedLine | None) -> Line:
    if edited is None:
        return replace(line, state="new")
    if not edited.is_changed:
        return replace(line, note=edited.note)
    return replace(
        line,
        state="edited",
        texts=edited.texts,
        source=edited.source,
        note=edited.note,
        has_new_words=edited.made != line.made,
    )


def _own_line(edited: EditedLine, number: int) -> Line:
    return Line(
        key=f"own.{number}",
        state="own",
        actor=edited.actor,
        texts=edited.texts,
        source=edited.source,
        made="",
        place=edited.place,
        named=edited.barrier,
        note=edited.note,
    )
