"""The Lorenz curve: which share of all activity those residents make who are least active."""

from collections.abc import Sequence
from typing import Any

from crowdpotential.chapters.participation.exhibits.inequality import find_gini, find_idle
from crowdpotential.chapters.participation.exhibits.parts import SECTION, Whom, explain, has_numbers, list_wholes, percent
from crowdpotential.exhibits.cells import Content
from crowdpotential.exhibits.exhibit import Column, Drawing, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_column
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

FEWEST = 2  # points between the ends, of which a curve is drawn
SPOKEN = ("50", "90", "99")  # per cent of the residents, in the alternative text


def show_lorenz(view: View) -> Exhibit | Fragment:
    """Draw how activity adds up from the least active resident to the most active, beside the line of equal activity."""
    curves = [(whom, rows) for whom in _list_whom(view) if len(rows := _points(view, whom)) >= FEWEST]
    if not curves:
        return nothing(SECTION, "lorenz")
    say, every = view.language.say, [row for _, rows in curves for row in rows]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="lorenz",
        title=say("participation.lorenz_title"),
        subtitle=say("participation.lorenz_subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=tuple(
            Panel(
                tables=(_table(view, rows),),
                title=view.bloc_name(whom.bloc) if whom.bloc else "",
                bloc=whom.bloc,
            )
            for whom, rows in curves
        ),
        notes=(say("participation.lorenz_note"), *explain(view, every)),
        rows=cite(view, "participation.lorenz.*", "participation.gini.*", "participation.inactive_share.*"),
        file="lorenz",
        alt=_describe(view, curves),
        drawing=Drawing(draw=lambda frame: _draw(view, curves, frame)),
    )


def _list_whom(view: View) -> list[Whom]:
    """List everybody, and the sides where there are two or more: amounts are answers, which may stand beside each other."""
    sides = [Whom(bloc=bloc) for bloc in view.blocs] if len(view.params.blocs) > 1 else []
    return [*(whom for whom in list_wholes(view) if not whom.bloc), *sides]


def _points(view: View, whom: Whom) -> list[Result]:
    rows = view.results.find("participation", "lorenz", **whom.wanted)
    return [row for row in rows if has_numbers([row])]


def _table(view: View, rows: Sequence[Result]) -> Table:
    say = view.language.say

    def cells(row: Result) -> tuple[Content, ...]:
        return row.category, percent(row), percent(row, "interval")

    return Table(
        caption=say("participation.lorenz_subtitle"),
        columns=(
            Column(head=say("participation.lorenz_people"), kind="label"),
            Column(head=say("participation.lorenz_held"), look="value"),
            interval_column(view),
        ),
        groups=(Group(rows=tuple(Row(cells(row)) for row in rows)),),
    )


def _describe(view: View, curves: Sequence[tuple[Whom, Sequence[Result]]]) -> str:
    say, parts = view.language.say, []
    for whom, rows in curves:
        points = [
            say("participation.lorenz_point", people=row.category, held=phrases.percent(view, row, has_sign=True))
            for row in rows
            if row.category in SPOKEN
        ]
        parts.append(join([view.bloc_name(whom.bloc), join(points, "; ")], ": ") if whom.bloc else join(points, "; "))
    return to_plain(view.setting, say("participation.lorenz_alt", listed=join(parts, ". ")))


def _draw(view: View, curves: Sequence[tuple[Whom, Sequence[Result]]], frame: Any) -> Any:  # noqa: ANN401 a Frame -> Figure, known only where something is drawn
    from crowdpotential.chapters.participation.exhibits.lorenz_drawing import Curve, draw_curves  # noqa: PLC0415 matplotlib takes a second
    from crowdpotential.exhibits.drawing.palette import choose_palette  # noqa: PLC0415

    say, palette = view.language.say, choose_palette(view.setting.blocs)
    drawn = [
        Curve(words=_name(view, whom), points=_with_kink(view, whom, rows), style=palette[whom.bloc] if whom.bloc else None)
        for whom, rows in curves
    ]
    words = {name: str(say(f"participation.lorenz_{name}")) for name in ("equal", "people", "held")}
    return draw_curves(drawn, words, frame, view.numerals)


def _with_kink(view: View, whom: Whom, rows: Sequence[Result]) -> list[tuple[float, float]]:
    """List the points of a curve, and where it leaves the axis: at the share of those who do nothing."""
    points, idle = [(float(row.category) / 100, row.estimate) for row in rows], find_idle(view, whom)
    kink = [(idle.estimate, 0.0)] if idle is not None and has_numbers([idle]) else []
    return sorted([*points, *kink])


def _name(view: View, whom: Whom) -> str:
    """Name a curve with its coefficient."""
    name = view.bloc_name(whom.bloc) if whom.bloc else str(view.language.say("whole.everybody"))
    gini = find_gini(view, whom)
    if gini is None or not has_numbers([gini]):
        return name
    said = view.language.say("participation.lorenz_curve", name=name, gini=phrases.estimate(view, gini, digits=2))
    return to_plain(view.setting, said)
