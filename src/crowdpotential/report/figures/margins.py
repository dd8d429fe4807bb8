"""The make-up of the sample before weighting, of the population, and of the sample after weighting, area by area."""

from collections.abc import Sequence
from math import isfinite

from crowdpotential.exhibits.drawing.chart import Chart, Column, Key, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.plot import Scale
from crowdpotential.report.figures.plan import estimate, ticks, word
from crowdpotential.report.tables.margins import MarginCell, find_margins, name_of_unit
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable


def plan_margins(view: View) -> Plan | None:
    """Show each control cell: its share before weighting, in the population, and after; a scale for each variable."""
    found = find_margins(view, "margin")
    if not found:
        return None
    panels: list[Panel] = []
    for variable in dict.fromkeys(cell.control.variable for cell in found):
        own = [cell for cell in found if cell.control.variable == variable]
        scale = scale_of(_rows(view, own), lowest=0, highest=100, also=[0.0])
        units = dict.fromkeys(cell.unit for cell in own)
        panels += [_panel(view, [cell for cell in own if cell.unit == unit], scale) for unit in units]
    columns = [
        Column(
            position=number, head=[word(view, key)], width=width + 4, dense_width=width, short=word(view, key)
        )
        for number, (key, width) in enumerate((("before", 46), ("control", 64), ("after", 46)))
    ]
    keys = [
        Key(text=word(view, "before_key"), shape="ring"),
        Key(text=word(view, "control_key"), shape="tick"),
        Key(text=word(view, "after_key"), shape="square"),
    ]
    chart = Chart(
        panels=panels, columns=columns, keys=keys, label_head=word(view, "share"), label_width=136,
        dense_label_width=104, abreast=2 if len(panels) > 1 else 1, row_height=25,
    )  # fmt: skip
    return Plan(
        title=word(view, "margins_title"),
        alt=_describe(view, found),
        draw=lambda frame: draw_chart(chart, frame, palette={}),
    )


def _panel(view: View, found: Sequence[MarginCell], scale: Scale) -> Panel:
    is_estimated = any(cell.is_estimate for cell in found)
    unit = found[0].unit
    name = name_of_variable(view, found[0].control.variable)
    parts = [
        name_of_unit(view, unit, is_short=True) if any(unit) else "",
        name,
        word(view, "estimated") if is_estimated else "",
    ]
    title = " · ".join(filter(None, parts))
    return Panel(rows=_rows(view, found), scale=scale, ticks=ticks(view, scale), title=title)


def _rows(view: View, found: Sequence[MarginCell]) -> list[Row]:
    rows = []
    for cell in found:
        marks = (
            Mark(value=100 * cell.control.estimate, shape="tick"),
            Mark(value=100 * cell.after.estimate, shape="square"),
            Mark(value=100 * cell.before.estimate, shape="ring"),
        )
        known = tuple(mark for mark in marks if isfinite(mark.value))
        label = label_of_key(view, cell.control.variable, cell.control.category)
        texts = [estimate(view, row, factor=100) for row in (cell.before, cell.control, cell.after)]
        rows.append(Row(label=label, marks=known, cells=texts))
    return rows


def _describe(view: View, found: Sequence[MarginCell]) -> str:
    told = [cell for cell in found if not cell.before.is_suppressed and not cell.after.is_suppressed]
    if not told:
        return word(view, "margins_title")
    worst = max(told, key=lambda cell: abs(cell.before.estimate - cell.control.estimate))
    left = max(abs(cell.after.estimate - cell.control.estimate) for cell in told)
    area = name_of_unit(view, worst.unit, is_short=True) if any(worst.unit) else ""
    name = ", ".join(filter(None, [area, label_of_key(view, worst.control.variable, worst.control.category)]))
    shares = {
        "before": view.numerals.percent(worst.before.estimate),
        "control": view.numerals.percent(worst.control.estimate),
    }
    return word(
        view,
        "margins_alt",
        worst=word(view, "margins_worst", cell=name, **shares),
        after=view.numerals.percent(left),
    )
