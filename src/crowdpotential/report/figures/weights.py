"""The distribution of the weights in every area: a box from quartile to quartile, a line from the smallest to the largest."""

from collections.abc import Sequence

from crowdpotential.exhibits.drawing.chart import Chart, Column, Key, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.palette import choose_palette
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.results import Result
from crowdpotential.report.figures.plan import base, ticks, word
from crowdpotential.report.tables.weights import are_equal, five_numbers
from crowdpotential.report.view import View


def plan_weights(view: View) -> Plan | None:
    """Show the five-number summary of the weights, area by area and in all; None where all weights are the same."""
    found = {
        place: summary for place in (*view.areas, "") if (summary := five_numbers(view, place)) is not None
    }
    if not found or are_equal(view):
        return None
    rows = [_row(view, place, summary) for place, summary in found.items()]
    scale = scale_of(rows, lowest=0, also=[0.0])
    columns = [
        Column(position=0, head=[word(view, "weights_middle")], width=96, short=word(view, "weights_middle"), is_strong=True),
        Column(position=1, head=[word(view, "weights_range")], width=96, short=word(view, "weights_range")),
        Column(position=2, head=[word(view, "base")], width=72, short="n ="),
    ]  # fmt: skip
    keys = [
        Key(text=word(view, "weights_box"), shape="box"),
        Key(text=word(view, "weights_median"), shape="tick"),
        Key(text=word(view, "weights_line"), shape="interval"),
    ]
    panel = Panel(rows=rows, scale=scale, ticks=ticks(view, scale))
    chart = Chart(panels=[panel], columns=columns, keys=keys, label_head="", label_width=150)
    return Plan(
        title=word(view, "weights_title", **_told(view, found)),
        alt=_describe(view, found),
        draw=lambda frame: draw_chart(chart, frame, palette=choose_palette(view.params.blocs)),
    )


def _row(view: View, area: str, summary: Sequence[Result]) -> Row:
    bloc = view.bloc_of(area) if area else ""
    lightest, low, median, high, heaviest = (row.estimate for row in summary)
    marks = (
        Mark(value=median, low=lightest, high=heaviest, bloc=bloc, shape="tick"),
        Mark(value=median, low=low, high=high, bloc=bloc, shape="box"),
    )
    texts = [_span(view, low, high), _span(view, lightest, heaviest), base(view, summary[2])]
    label = view.area_label(area) if area else word(view, "everybody")
    return Row(label=label, marks=marks, cells=texts, bloc=bloc, has_rule=not area)


def _span(view: View, low: float, high: float) -> str:
    return f"{view.numerals.decimal(low, 2)}–{view.numerals.decimal(high, 2)}"


def _told(view: View, found: dict[str, tuple[Result, ...]]) -> dict[str, str]:
    lightest, low, _, high, heaviest = (
        view.numerals.decimal(row.estimate, 2) for row in found.get("", next(iter(found.values())))
    )
    return {"lightest": lightest, "low": low, "high": high, "heaviest": heaviest}


def _describe(view: View, found: dict[str, tuple[Result, ...]]) -> str:
    values = ", ".join(
        f"{view.area_label(area)} {view.numerals.decimal(summary[-1].estimate, 2)}"
        for area, summary in found.items() if area
    )  # fmt: skip
    return word(view, "weights_alt" if values else "weights_alt_whole", values=values, **_told(view, found))
