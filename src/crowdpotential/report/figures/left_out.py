"""How means move without single parts of the index: dimensions, and the items that move them most."""

from collections.abc import Sequence

from crowdpotential.exhibits.drawing.canvas import measure
from crowdpotential.exhibits.drawing.chart import Chart, Column, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.palette import choose_palette
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.report.figures.plan import estimate, keys_of_places, ticks, word
from crowdpotential.report.sentences.left_out import Part, dimensions_left_out, items_left_out
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill

MOST_ITEMS = 5
STEP = 5.0  # px that the marks of blocs stand apart


def plan_left_out(view: View) -> Plan | None:
    """Show the change of every place without each part; None where no parts were left out."""
    found = {
        "dimensions": dimensions_left_out(view),
        "items": items_left_out(view)[:MOST_ITEMS],
    }
    found = {title: parts for title, parts in found.items() if parts}
    if not found:
        return None
    rows = {title: [_row(view, part, i) for i, part in enumerate(parts)] for title, parts in found.items()}
    scale = scale_of([row for own in rows.values() for row in own], also=[0.0])
    panels = [
        Panel(rows=own, scale=scale, ticks=ticks(view, scale, is_signed=True), title=word(view, f"left_out_{title}"))
        for title, own in rows.items()
    ]  # fmt: skip
    places = {_where(view, part) for parts in found.values() for part in parts}
    columns = [
        Column(position=0, head=[word(view, "left_out_largest")], width=92, is_strong=True),
        Column(position=1, head=[word(view, "left_out_where")], width=max([150.0, *(measure(place) + 16 for place in places)])),
    ]  # fmt: skip
    chart = Chart(
        panels=panels, columns=columns, keys=keys_of_places(view), label_head=word(view, "left_out_head"), label_width=270,
        row_height=32,
    )  # fmt: skip
    palette = choose_palette(view.params.blocs)
    return Plan(
        title=word(view, "left_out_title"),
        alt=word(
            view, "left_out_alt", values=_describe(view, [p for parts in found.values() for p in parts])
        ),
        draw=lambda frame: draw_chart(chart, frame, palette=palette),
    )


def _row(view: View, part: Part, position: int) -> Row:
    n = len(view.blocs)
    marks = [
        Mark(
            value=row.estimate,
            bloc=row.bloc,
            step=STEP * (2 * view.blocs.index(row.bloc) - (n - 1)) if row.bloc else 0.0,
        )
        for row in part.places
    ]
    return Row(
        label=_label(view, part.name),
        marks=marks,
        cells=[estimate(view, part.largest, is_signed=True), _where(view, part)],
        has_rule=position > 0,
    )


def _where(view: View, part: Part) -> str:
    return view.place_label(part.largest.bloc, part.largest.area)


def _label(view: View, name: str) -> str:
    if name in view.params.index.dimensions:
        return view.dimension_label(name)
    return f"{name} {fill(view, view.codebook.variable(name).wording)}"


def _describe(view: View, parts: Sequence[Part]) -> str:
    return "; ".join(
        f"{part.name} {estimate(view, part.largest, is_signed=True)} ({_where(view, part)})" for part in parts
    )
