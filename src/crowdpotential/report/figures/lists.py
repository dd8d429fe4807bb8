"""The figure of target groups, which the page has as one list of rows."""

from collections.abc import Sequence

from crowdpotential.exhibits.drawing.chart import Chart, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.results import Result, ends
from crowdpotential.report.figures.plan import (
    interval_key,
    mean_cells,
    mean_columns,
    ticks,
)
from crowdpotential.report.tables.groups import pair_target_groups
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key

LABEL = 300.0  # px


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
        panels=[_panel(view, rows)], columns=mean_columns(view), keys=[interval_key(view)],
        label_head=_say(view, "targets.group"), label_width=LABEL,
    )  # fmt: skip
    return _plan(view, "targets.caption", chart)


def _say(view: View, key: str, **values: object) -> str:
    return str(view.language.say(key, **values).striptags())


def _mark(row: Result) -> Mark:
    low, high = ends(row)
    return Mark(value=row.estimate, low=low, high=high, shape="square")


def _row(label: str, row: Result, cells: Sequence[str], *, has_rule: bool = False) -> Row:
    return Row(label=label, marks=() if row.is_suppressed else (_mark(row),), cells=cells, has_rule=has_rule)


def _panel(view: View, rows: Sequence[Row]) -> Panel:
    scale = scale_of(rows, lowest=0, highest=100)
    return Panel(rows=rows, scale=scale, ticks=ticks(view, scale))


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
