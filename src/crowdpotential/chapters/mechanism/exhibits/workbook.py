"""actions.<language>.xlsx: the actions as a table that the team edits and gives back."""

import io
from collections.abc import Iterator
from math import isfinite

import xlsxwriter

from crowdpotential.chapters.mechanism.exhibits.lines import Line, Mechanism, State, make_mechanism, name_of_line
from crowdpotential.chapters.mechanism.exhibits.urgent import PERSONS, say_certainty
from crowdpotential.exhibits.results import Result
from crowdpotential.exhibits.workbook.book import LONGEST_TEXT, MADE, OPTIONS
from crowdpotential.ingest.action_tables import KEEP, TEXTS, EditedLine
from crowdpotential.views.view import View

COLUMNS = (
    "key",
    "made",
    KEEP,
    "actor",
    "place",
    "barrier",
    "percent",
    "percent_low",
    "percent_high",
    "thousands",
    "thousands_low",
    "thousands_high",
    "certainty",
    *TEXTS,
    "source",
    "note",
    "state",
)
WIDE, WIDTHS = 40, {"key": 24, "made": 10, KEEP: 8, "source": 30, "note": 30}
Value = str | float


def write_actions(view: View) -> bytes | None:
    """Write the actions of a run, with the team's words where it gave some back; None where the study has none."""
    made = make_mechanism(view.whole)
    if not made.lines:
        return None
    say, target = view.language.say, io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        book.set_properties({"created": MADE, "title": str(view.text(view.params.study.title))})
        sheet = book.add_worksheet(str(say("mechanism.sheet")))
        bold, wrapped = (
            book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        warning = say("page.synthetic_banner").striptags() + " " if view.is_synthetic else ""
        sheet.write_string(0, 0, warning + str(say("mechanism.how_to_edit", language=view.language.code).striptags()))
        for column, name in enumerate(COLUMNS):
            sheet.write_string(1, column, str(say(f"mechanism.column_{name}").striptags()), bold)
            sheet.write_string(2, column, name, bold)
            sheet.set_column(column, column, WIDTHS.get(name, WIDE if name in TEXTS else 14))
        for row, values in enumerate(_rows(view, made), start=3):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, column, value[:LONGEST_TEXT], wrapped)
                elif isfinite(value):
                    sheet.write_number(row, column, value, wrapped)
        sheet.freeze_panes(3, 1)
    return target.getvalue()


def _rows(view: View, made: Mechanism) -> Iterator[list[Value]]:
    """List the lines, then what the team set aside and what vanished: the next copy must not forget either."""
    for line in (*made.lines, *made.set_aside):
        place, barrier = name_of_line(view, line)
        certainty = str(say_certainty(view, line.barrier).striptags()) if line.barrier is not None else ""
        named: list[Value] = [line.actor, place, barrier, *_numbers(line), certainty]
        key = "" if line.state == "own" else line.key
        yield [key, line.made, _keep(view, is_kept=line not in made.set_aside), *named, *_words(view, line, line.state)]
    for gone in made.vanished:
        empty: list[Value] = [""] * (2 * 3 + 1)
        yield [
            gone.key,
            gone.made,
            _keep(view, is_kept=True),
            gone.actor,
            gone.place,
            gone.barrier,
            *empty,
            *_words(view, gone, "vanished"),
        ]


def _keep(view: View, *, is_kept: bool) -> Value:
    return str(view.language.say("mechanism.yes" if is_kept else "mechanism.no"))


def _words(view: View, line: Line | EditedLine, state: State) -> list[Value]:
    return [*(line.texts[name] for name in TEXTS), line.source, line.note, str(view.language.say(f"mechanism.state_{state}").striptags())]


def _numbers(line: Line) -> list[Value]:
    """Return share and audience with their ends, rounded as the page has them."""
    barrier = line.barrier
    rows: tuple[tuple[Result | None, float, int], ...] = (
        (barrier.share if barrier is not None else None, 100.0, 1),
        (barrier.audience if barrier is not None else None, 1 / PERSONS, 0),
    )
    found: list[Value] = []
    for row, factor, digits in rows:
        is_known = row is not None and not row.is_suppressed
        found += (
            [round(factor * part, digits) for part in (row.estimate, row.ci_low, row.ci_high)] if is_known and row is not None else [""] * 3
        )
    return found
