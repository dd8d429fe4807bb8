"""Strengths and weaknesses: in which dimensions an area lies above or below those that it may be compared with."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Joined, Look, Number
from crowdpotential.exhibits.exhibit import Exhibit, Panel
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import PARTIAL, allows_between_sides
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import adjuster, nothing
from crowdpotential.views.place_table import (
    PlaceBlock,
    PlaceLine,
    PlaceTable,
    lay_out_places,
)
from crowdpotential.views.sentences.deviations import SIGNS, deviations, stands_out
from crowdpotential.views.sentences.outcome import Outcome, outcome_of, say_outcome
from crowdpotential.views.view import View

LOOKS: Mapping[str, Look] = {"strength": "up", "weakness": "down"}


def show_strengths(view: View) -> Exhibit | Fragment:
    """Show every area's dimensions against the mean of those that it may be compared with, and which stand out reliably."""
    rows, say = deviations(view.whole), view.language.say
    if not rows:
        return nothing("dims", "strengths")
    lines = tuple(_line(view, name, rows) for name in view.params.index.dimensions)
    by_place = PlaceTable(
        caption=say("strengths.caption"),
        corner=say("dimensions.dimension"),
        blocks=[PlaceBlock(lines=lines)],
        looks=("dev", "pin1"),
        has_gap=True,
    )
    outcome = outcome_of(rows, stands_out)
    found = {verdict: [row for row in outcome.found if row.verdict == verdict] for verdict in SIGNS}
    against = "bloc" if _is_split(view) else "all" if view.joins_samples else "own"
    words = {"areas": view.area_words, "bloc": view.bloc_word(), "blocs": view.bloc_words}
    return Exhibit(
        setting=view.setting,
        section="dims",
        anchor="strengths",
        kind="table",
        title=_title(view, outcome),
        subtitle=say(f"strengths.subtitle_{against}", **words),
        extra=_listed(view, found),
        panels=(Panel(tables=(lay_out_places(view, by_place),)),),
        arrangement="bare",
        notes=(
            say("strengths.note", adjuster=adjuster(view), n=len(rows)),
            say("strengths.note_partial") if _is_partial(view) else "",
        ),
        rows=cite(view, "sensitivity.deviation.*"),
    )


def _is_split(view: View) -> bool:
    return len(view.params.blocs) > 1 and (view.verdict is None or not allows_between_sides(view.verdict.verdict))


def _is_partial(view: View) -> bool:
    return view.verdict is not None and view.verdict.verdict == PARTIAL


def _line(view: View, name: str, rows: Sequence[Result]) -> PlaceLine:
    own = {row.area: row for row in rows if row.variable == name}

    def cell(area: str) -> Cell:
        row = own.get(area)
        value = Number(row, is_signed=True)
        if row is None or row.is_suppressed or row.verdict not in SIGNS:
            return Cell(value, look="unsettled")
        word = tag("span", view.language.say(f"strengths.{row.verdict}"), class_="vh")
        return Cell(Joined((SIGNS[row.verdict], word, value)), look=LOOKS[row.verdict])

    return PlaceLine(label=view.dimension_label(name), cell=cell)


def _title(view: View, outcome: Outcome) -> Markup:
    """Count what is reliable; the rest is called undetermined, not average."""
    counts = {verdict: sum(row.verdict == verdict for row in outcome.found) for verdict in SIGNS}
    listed = join((view.language.say(f"strengths.n_{verdict}", n=n) for verdict, n in counts.items() if n), ", ")
    n_open = len(outcome.tested) - len(outcome.found)
    return say_outcome(view, "strengths.title", outcome, listed=listed, open=n_open)


def _listed(view: View, found: dict[str, list[Result]]) -> Markup:
    """Name the strengths and weaknesses, area by area."""
    said = []
    for verdict, rows in found.items():
        parts = []
        for area in dict.fromkeys(row.area for row in rows):
            names = join((number(row, view.dimension_label(row.variable)) for row in rows if row.area == area), ", ")
            parts.append(view.language.say("strengths.of_area", area=view.area_label(area), names=names))
        if parts:
            said.append(
                tag(
                    "p",
                    view.language.say(f"strengths.list_{verdict}", listed=join(parts, "; ")),
                    class_="sub",
                )
            )
    return join(said)
