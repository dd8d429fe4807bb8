"""Figures that the page has as one list of rows: target groups, balance before and after, bounds of silence."""

from collections.abc import Sequence

from crowdpotential.exhibits.drawing.chart import Chart, Column, Key, Mark, Panel, Row, Shape, scale_of
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.results import Result, ends
from crowdpotential.report.figures.plan import (
    interval_key,
    level,
    mean_cells,
    mean_columns,
    ticks,
    word,
)
from crowdpotential.report.tables.balance import BALANCED, find_balance
from crowdpotential.report.tables.bounds import find_bounds
from crowdpotential.report.tables.groups import pair_target_groups
from crowdpotential.report.view import View
from crowdpotential.report.wording import ask_briefly, label_of_key, name_of_variable

LABEL = 300.0  # px
DIGITS = 3  # of standardised differences


def plan_target_groups(view: View) -> Plan | None:
    """Show the groups of the boost sample beside the same groups of the main sample; None without a boost sample."""
    rows: list[Row] = []
    for boost, main in pair_target_groups(view):
        name = label_of_key(view, boost.domain_variable, boost.domain)
        rows.append(
            _row(
                f"{name} · {_say(view, 'targets.boost')}", boost, mean_cells(view, boost), has_rule=bool(rows)
            )
        )
        if main is not None:
            rows.append(_row(_say(view, "targets.main"), main, mean_cells(view, main)))
    if not rows:
        return None
    chart = Chart(
        panels=[_panel(view, rows, lowest=0, highest=100)], columns=mean_columns(view), keys=[interval_key(view)],
        label_head=_say(view, "targets.group"), label_width=LABEL,
    )  # fmt: skip
    return _plan(view, "targets.caption", chart)


def plan_balance(view: View) -> Plan | None:
    """Show the standardised difference of every control variable before and after weighting; None without control totals."""
    rows: list[Row] = []
    for found in find_balance(view):
        marks = (_mark(found.after), _mark(found.before, "ring"))
        values = [view.numerals.decimal(row.estimate, DIGITS) for row in (found.before, found.after)]
        rows.append(
            Row(
                label=name_of_variable(view, found.before.variable),
                marks=marks,
                cells=values,
                has_rule=bool(rows),
            )
        )
    if not rows:
        return None
    columns = [
        Column(position=place, head=[word(view, key)], width=76, short=word(view, key), is_strong=not place)
        for place, key in enumerate(("before", "after"))
    ]
    keys = [
        Key(text=word(view, "before_key"), shape="ring"), Key(text=word(view, "after_key"), shape="square"),
    ]  # fmt: skip
    chart = Chart(
        panels=[_panel(view, rows, also=(0.0, BALANCED), lowest=0, zone=(0.0, BALANCED))], columns=columns, keys=keys,
        label_head=_say(view, "balance.variable"), label_width=LABEL,
    )  # fmt: skip
    return _plan(view, "balance.caption", chart)


def plan_bounds(view: View) -> Plan | None:
    """Show between which bounds the shares of positive answers lie; None without sensitive questions."""
    rows: list[Row] = []
    for found in sorted(find_bounds(view, "share_bound"), key=lambda entry: -entry.width):
        low, high, answered = (100 * row.estimate for row in (found.lowest, found.highest, found.answered))
        marks = (
            Mark(value=low, low=low, high=high, shape="box"),
            Mark(
                value=answered,
                low=100 * found.lowest.ci_low,
                high=100 * found.highest.ci_high,
                shape="square",
            ),
        )
        cells = [view.numerals.decimal(answered), view.numerals.interval(low, high).striptags()]
        question = ask_briefly(view, view.codebook.variable(found.answered.variable))
        rows.append(
            Row(label=f"{found.answered.variable} {question}", marks=marks, cells=cells, has_rule=bool(rows))
        )
    if not rows:
        return None
    between = _say(view, "bounds.between")
    columns = [
        Column(position=0, head=["%"], width=76, is_strong=True),
        Column(position=1, head=[between], width=112, short=between),
    ]
    keys = [
        Key(text=_say(view, "bounds.answered_key"), shape="square"), Key(text=_say(view, "bounds.between_key"), shape="box"),
        Key(text=_say(view, "bounds.cover_key", level=level(view)), shape="interval"),
    ]  # fmt: skip
    chart = Chart(
        panels=[_panel(view, rows, lowest=0, highest=100)], columns=columns, keys=keys, label_head=_say(view, "bounds.question"),
        label_width=LABEL, row_height=44,
    )  # fmt: skip
    return _plan(view, "bounds.caption", chart)


def _say(view: View, key: str, **values: object) -> str:
    return str(view.language.say(key, **values).striptags())


def _interval_head(view: View) -> str:
    return word(view, "interval_head", level=level(view))


def _mark(row: Result, shape: Shape = "square") -> Mark:
    low, high = ends(row)
    return Mark(value=row.estimate, low=low, high=high, shape=shape)


def _row(label: str, row: Result, cells: Sequence[str], *, has_rule: bool = False) -> Row:
    return Row(label=label, marks=() if row.is_suppressed else (_mark(row),), cells=cells, has_rule=has_rule)


def _panel(
    view: View,
    rows: Sequence[Row],
    *,
    also: Sequence[float] = (),
    zone: tuple[float, float] | None = None,
    is_signed: bool = False,
    **ends: float,
) -> Panel:
    scale = scale_of(rows, also=also, **ends)
    return Panel(rows=rows, scale=scale, ticks=ticks(view, scale, is_signed=is_signed), zone=zone)


def _plan(view: View, caption: str, chart: Chart) -> Plan:
    """Give the figure its caption; the alternative text repeats every row."""
    title = _say(view, caption)
    values = "; ".join(
        f"{row.label}: {', '.join(text for text in row.cells if text)}"
        for panel in chart.panels
        for row in panel.rows
    )
    return Plan(
        title=title, alt=f"{title}. {values}.", draw=lambda frame: draw_chart(chart, frame, palette={})
    )
