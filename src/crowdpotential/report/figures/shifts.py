"""How far items differ between two blocs beyond what their dimension explains; the grey zone holds shifts too small to matter."""

from crowdpotential.exhibits.drawing.canvas import SMALL, measure
from crowdpotential.exhibits.drawing.chart import Chart, Column, Key, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.results import Result, by_size, ends
from crowdpotential.report.figures.plan import estimate, interval, interval_key, level, ticks, word
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill
from crowdpotential.verdicts import UNJUDGED

DIGITS = 2
DIFFERS = "differs"


def plan_item_shifts(view: View) -> Plan | None:
    """Show each item's shift, the largest first; the items that function differently with their wording."""
    found = by_size(view.results.find("comparability", "item_shift"))
    if not found or view.verdict is None or view.verdict.verdict in UNJUDGED:
        return None
    smallest = view.params.comparability.min_item_shift_sd
    rows = [_row(view, row, has_rule=position > 0) for position, row in enumerate(found)]
    scale = scale_of(rows, also=[-smallest, smallest])
    panel = Panel(
        rows=rows, scale=scale, ticks=ticks(view, scale, is_signed=True), zone=(-smallest, smallest)
    )
    columns = [
        Column(position=0, head=[word(view, "shift")], width=76, dense_width=54, is_strong=True),
        Column(position=1, head=[word(view, "interval_head", level=level(view))], width=112, dense_width=88),
        Column(position=2, head=[word(view, "conclusion")], width=158),
    ]
    zone = word(view, "shift_zone", smallest=view.numerals.decimal(smallest, 1))
    keys = [interval_key(view), Key(text=zone, shape="zone")]
    chart = Chart(
        panels=[panel], columns=columns, keys=keys, label_head=word(view, "item"), label_width=290,
        dense_label_width=max(measure(text, SMALL, is_bold=True) for text in (word(view, "item"), *(row.variable for row in found))) + 4,
        row_height=27,
    )  # fmt: skip
    blocs = {"first": view.bloc_name(found[0].bloc), "second": view.bloc_name(found[0].reference_bloc)}
    differing = [row for row in found if row.verdict == DIFFERS]
    named = ", ".join(_summary(view, row) for row in differing) or word(view, "none")
    return Plan(
        title=word(view, "shifts_title", **blocs),
        alt=word(
            view, "shifts_alt", total=len(found), found=named, largest=_summary(view, found[0]), **blocs
        ),
        draw=lambda frame: draw_chart(chart, frame, palette={}),
    )


def _row(view: View, row: Result, *, has_rule: bool) -> Row:
    is_different = row.verdict == DIFFERS
    wording = fill(view, view.codebook.variable(row.variable).wording)
    low, high = ends(row)
    return Row(
        label=row.variable, detail=wording if is_different else "",
        marks=() if row.is_suppressed else (Mark(value=row.estimate, low=low, high=high, shape="square"),),
        cells=[
            estimate(view, row, digits=DIGITS, is_signed=True), interval(view, row, digits=DIGITS),
            word(view, "shift_differs") if is_different else "",
        ],
        is_bold=is_different, has_rule=has_rule,
    )  # fmt: skip


def _summary(view: View, row: Result) -> str:
    return f"{row.variable} {estimate(view, row, digits=DIGITS, is_signed=True)} ({interval(view, row, digits=DIGITS)})"
