"""The dimensions by bloc: means with intervals and what separates them, or a panel per bloc where means may not stand side by side."""

import math
from collections.abc import Sequence

from crowdpotential.exhibits.drawing.chart import Chart, Column, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.palette import choose_palette
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.results import Result
from crowdpotential.report.figures.plan import (
    bloc_keys,
    estimate,
    groups_of_blocs,
    interval,
    interval_key,
    level,
    mean_cells,
    mean_columns,
    summary,
    ticks,
    word,
)  # fmt: skip
from crowdpotential.report.sentences.gaps import headline_gap
from crowdpotential.report.view import View

STEP = 6.0  # px that the marks of a row stand apart vertically
TEXT_ROOM = 0.2  # of the range of the marks, on both sides, for the texts beside them


def plan_dimensions(view: View) -> Plan | None:
    """Show the mean of each dimension in each bloc."""
    means = {d: _means(view, d) for d in view.params.index.dimensions}
    means = {dimension: rows for dimension, rows in means.items() if rows}
    if not means:
        return None
    is_pair = view.compares_blocs and len(view.blocs) == 2
    chart, described = _pairs(view, means) if is_pair else _lists(view, means)
    palette = choose_palette(view.params.blocs)
    return Plan(
        title=word(view, "dimensions_title"),
        alt=" ".join([word(view, "dimensions_alt", level=level(view), values=described), *chart.notes]),
        draw=lambda frame: draw_chart(chart, frame, palette=palette),
    )


def bloc_marks(rows: Sequence[Result], *, texts: Sequence[str] = ()) -> list[Mark]:
    """Draw the same estimate of several blocs in one row, the marks one under another, their values on the outer sides."""
    known = [row for row in rows if not row.is_suppressed and math.isfinite(row.estimate)]
    leftmost = min((row.estimate for row in known), default=0.0)
    marks = []
    for position, row in enumerate(known):
        is_left = row.estimate == leftmost and len(known) > 1
        marks.append(
            Mark(
                value=row.estimate,
                low=row.ci_low,
                high=row.ci_high,
                bloc=row.bloc,
                step=STEP * (2 * position - (len(known) - 1)),
                text=texts[rows.index(row)] if texts else "",
                text_side="left" if is_left else "right",
            )
        )
        if is_left:
            leftmost = math.nan  # only one of two equal marks has its text on the left
    return marks


def _pairs(view: View, means: dict[str, list[Result]]) -> tuple[Chart, str]:
    gaps = {dimension: headline_gap(view, dimension) for dimension in means}
    ordered = sorted(means, key=lambda d: -(gap.estimate if (gap := gaps[d]) else 0.0))
    rows: list[Row] = []
    described = []
    for dimension in ordered:
        gap, pair, label = gaps[dimension], means[dimension], view.dimension_label(dimension)
        texts = [estimate(view, row) for row in pair]
        verdict = word(view, f"verdict_{gap.verdict}") if gap and gap.verdict else ""
        cells = [estimate(view, gap, is_signed=True), interval(view, gap), verdict]
        is_found = gap is not None and gap.verdict == "difference"
        rows.append(
            Row(
                label=label,
                marks=bloc_marks(pair, texts=texts),
                cells=cells,
                is_bold=is_found,
                has_rule=bool(rows),
            )
        )
        values = ", ".join(f"{view.bloc_name(row.bloc)} {summary(view, row)}" for row in pair)
        contrast = (
            word(view, "dimensions_gap", gap=cells[0], interval=cells[1], verdict=verdict) if gap else ""
        )
        described.append(f"{label}: {values}" + (f", {contrast}" if contrast else ""))
    ends = [
        end
        for pair in means.values()
        for row in pair
        for end in (row.ci_low, row.ci_high)
        if math.isfinite(end)
    ]
    room = TEXT_ROOM * (max(ends) - min(ends)) if ends else 0.0
    scale = scale_of(rows, lowest=0, highest=100, also=[end + side for end in ends for side in (-room, room)])
    interval_head = word(view, "interval_head", level=level(view))
    columns = [
        Column(position=0, head=[word(view, "difference")], width=76, is_strong=True),
        Column(position=1, head=[interval_head], width=100, short=interval_head),
        Column(position=2, head=[word(view, "conclusion")], width=118),
    ]
    is_adjusted = any(gap is not None and gap.model == "adjusted" for gap in gaps.values())
    chart = Chart(
        panels=[Panel(rows=rows, scale=scale, ticks=ticks(view, scale))], columns=columns,
        keys=[*bloc_keys(view), interval_key(view)], label_head=word(view, "dimension"), label_width=230,
        row_height=44, notes=[word(view, "dimensions_adjusted")] if is_adjusted else [],
    )  # fmt: skip
    return chart, "; ".join(described)


def _lists(view: View, means: dict[str, list[Result]]) -> tuple[Chart, str]:
    """List the means by themselves: a panel per bloc, or per set of blocs that share a scale."""
    panels, described = [], []
    groups = groups_of_blocs(view)
    for blocs in groups:
        rows: list[Row] = []
        values = []
        for dimension, every in means.items():
            own = [row for row in every if row.bloc in blocs]
            cells = mean_cells(view, own[0]) if len(own) == 1 else [estimate(view, row) for row in own]
            rows.append(
                Row(
                    label=view.dimension_label(dimension),
                    marks=bloc_marks(own),
                    cells=cells,
                    has_rule=bool(rows),
                )
            )
            values.append(
                f"{view.dimension_label(dimension)} " + ", ".join(summary(view, row) for row in own)
            )
        scale = scale_of(rows, lowest=0, highest=100)
        name = view.bloc_name(blocs[0]) if len(blocs) == 1 and blocs[0] else ""
        is_titled = len(groups) > 1
        panels.append(
            Panel(
                rows=rows,
                scale=scale,
                ticks=ticks(view, scale),
                title=name if is_titled else "",
                bloc=blocs[0] if is_titled else "",
            )
        )
        described.append(f"{name}: " * bool(name) + "; ".join(values))
    several = [
        Column(position=number, head=[view.bloc_name(bloc)], width=96, short=view.bloc_name(bloc))
        for number, bloc in enumerate(groups[0])
        if bloc
    ]
    chart = Chart(
        panels=panels, columns=mean_columns(view) if len(groups[0]) == 1 else several,
        keys=[*bloc_keys(view), interval_key(view)], label_head=word(view, "dimension"), label_width=230,
        row_height=30 if len(groups[0]) == 1 else 16 * len(groups[0]) + 14,
        notes=[word(view, "separate")] if len(panels) > 1 else [],
    )  # fmt: skip
    return chart, ". ".join(described)


def _means(view: View, dimension: str) -> list[Result]:
    found = view.results.find("index", "mean", variable=dimension, area="", domain_variable="")
    return [row for bloc in view.blocs or ("",) for row in found if row.bloc == bloc]
