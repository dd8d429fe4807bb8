"""What exhibits of events share: events and their forms, names of questions and levels, cells of a mean with its interval."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from crowdpotential.codebook import Codebook, load_codebook
from crowdpotential.exhibits.cells import Content, Number, Stacked
from crowdpotential.exhibits.exhibit import Group, Row
from crowdpotential.exhibits.results import Result
from crowdpotential.params import Event
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.view import View

SECTION = "events"
LEVELS = ("reaction", "learning", "behaviour")  # in the order of Kirkpatrick


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event, and the rows of one measure that tell of it, by question."""

    name: str
    event: Event
    book: Codebook
    rows: Mapping[str, Result]

    def first_of(self, view: View, measure: str, question: str) -> Result | None:
        """Return the row of another measure about a question."""
        return view.results.first(SECTION, measure, domain=self.name, variable=question)


def list_told(view: View, measure: str) -> list[Told]:
    """List the events that have rows of a measure."""
    found = list[Told]()
    for name, event in (view.params.events or {}).items():
        rows = {row.variable: row for row in view.results.find(SECTION, measure, domain=name)}
        if rows:
            book = load_codebook(Path(view.run.study_folder) / event.form.questionnaire)
            found.append(Told(name=name, event=event, book=book, rows=rows))
    return found


def name_event(view: View, told: Told) -> str:
    """Name an event."""
    return view.text(told.event.name)


def quote(view: View, told: Told, question: str) -> Markup:
    """Quote a question of a form."""
    return view.language.say("events.statement", words=view.text(told.book.variable(question).wording))


def group_by_level(view: View, told: Told, rows: Mapping[str, Row]) -> tuple[Group, ...]:
    """Put the rows of questions under the level that these measure; what stands at none comes last, without a title."""
    levels = told.event.levels
    grouped = [(view.language.say(f"events.{level}"), [rows[name] for name in getattr(levels, level) if name in rows]) for level in LEVELS]
    others = [row for name, row in rows.items() if name not in levels.questions]
    groups = [Group(title=title, rows=tuple(own)) for title, own in grouped if own]
    return (*groups, *([Group(rows=tuple(others), look="sep" if groups else "")] if others else []))


def by_bounds(told: Told) -> Iterator[tuple[tuple[float, float], list[str]]]:
    """Put questions together whose scales have the same ends, so that they can stand on one axis."""
    ends = {name: told.book.bounds(name) for name in told.rows}
    for bounds in dict.fromkeys(ends.values()):
        yield bounds, [name for name, own in ends.items() if own == bounds]


def stack(row: Result | None, *, is_signed: bool = False) -> Content:
    """Write an estimate above its interval, or alone where it has none."""
    number = Number(row, digits=2, is_signed=is_signed)
    interval = Number(row, part="interval", digits=2)
    return Stacked(number, interval) if interval.is_known else number


def count_found(rows: Iterable[Result]) -> tuple[int, int, int]:
    """Count the rows that rose, that fell, and that were tested."""
    tested: Sequence[Result] = [row for row in rows if row.verdict and not row.is_suppressed]
    found = [row for row in tested if row.verdict == DIFFERENCE]
    return sum(row.estimate > 0 for row in found), sum(row.estimate < 0 for row in found), len(tested)


def conclude(view: View, row: Result | None, *, words: str) -> Content:
    """Return what a test established; `words` are those for above zero and for below it: `events.<words>_more`, `events.<words>_less`."""
    if row is None or row.is_suppressed or not row.verdict:
        return view.language.say("events.nothing")
    if row.verdict != DIFFERENCE:
        return view.language.say("events.undetermined")
    return view.language.say(f"events.{words}_more" if row.estimate > 0 else f"events.{words}_less")
