"""What dimensions are meant to weigh in the index, and what they weigh in effect."""

from crowdpotential.exhibits.drawing.chart import Chart, Column, Key, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.results import Result
from crowdpotential.report.figures.plan import interval_key, level, ticks, word
from crowdpotential.report.view import View


def plan_effective_weights(view: View) -> Plan | None:
    """Show both weights of every dimension in per cent; None where there is but one."""
    pairs = {
        name: (nominal, effective)
        for name in view.params.index.dimensions
        if (nominal := _row_of(view, "nominal_weight", name)) is not None
        and (effective := _row_of(view, "effective_weight", name)) is not None
    }
    if len(pairs) < 2:
        return None
    rows = [_row(view, name, pair, i) for i, (name, pair) in enumerate(pairs.items())]
    scale = scale_of(rows, lowest=0, highest=100)
    interval_head = word(view, "interval_head", level=level(view))
    columns = [
        Column(position=0, head=[word(view, "effective_head")], width=96, is_strong=True),
        Column(position=1, head=[interval_head], width=100, short=interval_head),
        Column(position=2, head=[word(view, "nominal_head")], width=96, short=word(view, "nominal_key")),
    ]
    chart = Chart(
        panels=[Panel(rows=rows, scale=scale, ticks=ticks(view, scale))], columns=columns,
        keys=[Key(text=word(view, "nominal_key"), shape="ring"), Key(text=word(view, "effective_key"), shape="square"), interval_key(view)],
        label_head=word(view, "dimension"), label_width=250,
    )  # fmt: skip
    values = "; ".join(_describe(view, name, pair) for name, pair in pairs.items())
    return Plan(
        title=word(view, "effective_title"),
        alt=word(view, "effective_alt", level=level(view), values=values),
        draw=lambda frame: draw_chart(chart, frame, palette={}),
    )


def _row_of(view: View, measure: str, name: str) -> Result | None:
    row = view.results.first("sensitivity", measure, variable=name)
    return row if row is not None and not row.is_suppressed else None


def _row(view: View, name: str, pair: tuple[Result, Result], position: int) -> Row:
    nominal, effective = pair
    low, high = 100 * effective.ci_low, 100 * effective.ci_high
    return Row(
        label=view.dimension_label(name),
        marks=(
            Mark(value=100 * effective.estimate, low=low, high=high, shape="square"),
            Mark(value=100 * nominal.estimate, shape="ring"),
        ),
        cells=[_percent(view, effective), _ends(view, effective), _percent(view, nominal)],
        has_rule=position > 0,
    )


def _percent(view: View, row: Result) -> str:
    return view.numerals.decimal(100 * row.estimate)


def _ends(view: View, row: Result) -> str:
    return view.numerals.interval(100 * row.ci_low, 100 * row.ci_high).striptags()


def _describe(view: View, name: str, pair: tuple[Result, Result]) -> str:
    nominal, effective = pair
    return word(
        view, "effective_value", name=view.dimension_label(name), effective=_percent(view, effective),
        interval=_ends(view, effective), nominal=_percent(view, nominal),
    )  # fmt: skip
