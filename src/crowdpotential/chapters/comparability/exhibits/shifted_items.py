"""How far items differ between the sides beyond what their dimension explains: which of them function differently."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Content, Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import tag
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result, by_size, ends
from crowdpotential.verdicts import DIFFERS, MISFIT, NOT_COMPARABLE, PERMITTING, UNTESTABLE, UNTESTED
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_column, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.comparable_areas import say_detectable
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import fill

SHIFTS = ("item_shift", "bloc_item_shift")  # of two sides; of more, each against the middle of all
MOST_SHIFTS = 12  # drawn beside the items that differ: what 'small' means; the others are folded away


def show_item_shifts(view: View) -> Exhibit | Fragment:
    """Draw the largest shifts, and every one of an item that functions differently; the others are in a table below."""
    rows = by_size(row for name in SHIFTS for row in view.results.find("comparability", name))
    verdict = view.verdict
    if verdict is None or not rows or verdict.verdict in {MISFIT, UNTESTABLE} or rows[0].is_suppressed:
        return nothing("cmp", "shifts")
    say, smallest = view.language.say, view.numerals.decimal(_smallest(view))
    drawn, rest = _part(rows)
    tables = [_draw(view, drawn), *([_list(view, rest)] if rest else [])]
    return Exhibit(
        setting=view.setting,
        section="cmp",
        anchor="shifts",
        title=_title(view, rows),
        subtitle=_subtitle(view, rows, smallest),
        legend=(interval_key(view), Key(words=say("shifts.small"), shape="zone")),
        panels=(Panel(tables=tuple(tables)),),
        notes=(
            say("shifts.note", smallest=smallest),
            _count(view, rows, drawn) if rest else "",
            phrases.interval_note(view, rows, method="holm"),
            say_detectable(view, verdict),
            say("shifts.incomplete") if verdict.verdict == NOT_COMPARABLE else "",
            *explain_dashes(view, rows),
        ),
        rows=cite(view, *(f"comparability.{name}.*" for name in SHIFTS)),
        file="item_shifts",
    )


def _part(rows: Sequence[Result]) -> tuple[Sequence[Result], Sequence[Result]]:
    """Split what is drawn from what is only listed: an item that differs is always drawn, however small its shift is."""
    differing = [place for place, row in enumerate(rows, start=1) if row.verdict == DIFFERS]
    n_drawn = max([MOST_SHIFTS, *differing])
    return rows[:n_drawn], rows[n_drawn:]


def _title(view: View, rows: Sequence[Result]) -> Markup:
    """Count the items that differ; that none does is said only where that is what the verdict rests on."""
    verdict = view.verdict.verdict if view.verdict is not None else UNTESTABLE
    outcome = outcome_of(rows, lambda row: row.verdict == DIFFERS)
    total, differing = len({row.variable for row in rows}), len({row.variable for row in outcome.found})
    if outcome.kind == "none" and verdict not in PERMITTING:
        return view.language.say("shifts.title_thin" if verdict == UNTESTED else "shifts.title_elsewhere")
    if outcome.kind == "some" and differing == total:
        outcome = replace(outcome, kind="all")
    return say_outcome(view, "shifts.title", outcome, n=differing or total, total=total)


def _subtitle(view: View, rows: Sequence[Result], smallest: str) -> Markup:
    say = view.language.say
    if not rows[0].reference_bloc:
        return say("shifts.subtitle_many", blocs=view.bloc_words, smallest=smallest)
    first, second = view.bloc_name(rows[0].bloc), view.bloc_name(rows[0].reference_bloc)
    return say("shifts.subtitle", first=first, second=second, smallest=smallest)


def _count(view: View, rows: Sequence[Result], drawn: Sequence[Result]) -> Markup:
    """State how many of the shifts are drawn."""
    return view.language.say(
        "shifts.shown" if rows[0].reference_bloc else "shifts.shown_many",
        total=len(rows),
        shown=len(drawn),
        items=len({row.variable for row in rows}),
        sides=len({row.bloc for row in rows}),
    )


def _smallest(view: View) -> float:
    return view.params.comparability.min_item_shift_sd


def _draw(view: View, rows: Sequence[Result]) -> Table:
    say, smallest = view.language.say, _smallest(view)
    known = [end for row in rows if not row.is_suppressed for end in ends(row)]
    return Table(
        form="plot",
        label_em=20,
        caption=say("shifts.caption"),
        axis=Axis(
            scale=choose_scale([*known, -smallest, smallest]),
            spoken=say("shifts.on_scale"),
            is_signed=True,
            zone=(-smallest, smallest),
        ),
        columns=(Column(head=say("shifts.item"), kind="label"), Column(kind="track"), *_columns(view)),
        groups=(Group(rows=tuple(Row((_name(view, row), _mark(row), *_cells(view, row))) for row in rows)),),
    )


def _list(view: View, rows: Sequence[Result]) -> Table:
    """List the shifts that are not drawn."""
    say = view.language.say
    return Table(
        looks=("pin1", "dense"),
        caption=say("shifts.caption"),
        fold=say("shifts.rest", n=len(rows)),
        columns=(Column(head=say("shifts.item"), kind="label"), *_columns(view)),
        groups=(Group(rows=tuple(Row((_name(view, row), *_cells(view, row))) for row in rows)),),
    )


def _columns(view: View) -> tuple[Column, ...]:
    say = view.language.say
    return (
        Column(head=say("shifts.shift"), look="value"),
        interval_column(view),
        Column(head=say("shifts.conclusion"), look="verdict"),
    )


def _name(view: View, row: Result) -> Markup:
    """Name an item with its wording, and the side that it is about where all are set against their middle."""
    wording = fill(view, view.codebook.variable(row.variable).wording)
    side = "" if row.reference_bloc else tag("span", view.bloc_name(row.bloc), class_="chip")
    return tag("span", row.variable, class_="flag") + " " + wording + side


def _mark(row: Result) -> Track:
    """Mark a shift with its interval, which belongs to no side."""
    if row.is_suppressed:
        return Track()
    low, high = ends(row)
    return Track((Mark(row.estimate, low=low, high=high),))


def _cells(view: View, row: Result) -> tuple[Cell | Content, ...]:
    word = ABSENT if row.is_suppressed else view.language.say(f"shifts.{_conclude(row, _smallest(view))}")
    return (
        Number(row, digits=2, is_signed=True),
        Number(row, part="interval", digits=2),
        Cell(word, look="established" if row.verdict == DIFFERS else None),
    )


def _conclude(row: Result, smallest: float) -> str:
    """Conclude on one shift: what is not established is no proof of sameness, unless its interval leaves room for small shifts only."""
    if row.verdict == DIFFERS:
        return "differs"
    low, high = ends(row)
    return "small" if -smallest < low and high < smallest else "open"
