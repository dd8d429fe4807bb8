"""The index by group of respondents, the blocs in one row where the verdict allows it."""

import math
from collections.abc import Sequence
from dataclasses import replace

from crowdpotential.exhibits.drawing.chart import Chart, Column, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.palette import choose_palette
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.exhibits.results import Result
from crowdpotential.report.figures.plan import (
    base,
    bloc_keys,
    estimate,
    groups_of_blocs,
    interval_key,
    level,
    mean_cells,
    mean_columns,
    summary,
    ticks,
    word,
)  # fmt: skip
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable

STEP = 6.0  # px that the marks of a row stand apart vertically


def plan_groups(view: View) -> Plan | None:
    """Show the mean of the index in each group, variable by variable."""
    sets = groups_of_blocs(view)
    listed = [_rows(view, blocs) for blocs in sets]
    if not any(listed):
        return None
    panels = []
    for blocs, rows in zip(sets, listed, strict=True):
        scale = scale_of(rows, lowest=0, highest=100)
        bloc = blocs[0] if len(sets) > 1 else ""
        title = view.bloc_name(bloc) if bloc else ""
        panels.append(Panel(rows=rows, scale=scale, ticks=ticks(view, scale), title=title, bloc=bloc))
    notes = [word(view, "separate")] if len(panels) > 1 else []
    chart = Chart(
        panels=panels, columns=_columns(view, sets[0]), keys=[*bloc_keys(view), interval_key(view)],
        label_width=270, row_height=30 if len(sets[0]) == 1 else 14 * len(sets[0]) + 10, notes=notes,
    )  # fmt: skip
    palette = choose_palette(view.params.blocs)
    index = view.text(view.params.index.name)
    values = ". ".join(_describe(view, blocs) for blocs in sets)
    return Plan(
        title=word(view, "groups_title", index=index),
        alt=" ".join([word(view, "groups_alt", index=index, level=level(view), values=values), *notes]),
        draw=lambda frame: draw_chart(chart, frame, palette=palette),
    )


def _columns(view: View, blocs: Sequence[str]) -> list[Column]:
    if len(blocs) == 1:
        return mean_columns(view)
    columns = []
    for number, bloc in enumerate(blocs):
        name = view.bloc_name(bloc)
        columns.append(Column(position=2 * number, head=[name], width=100, short=name))
        columns.append(Column(position=2 * number + 1, head=["n"], width=56, short="n ="))
    return columns


def _rows(view: View, blocs: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for variable in view.params.comparison.group_by:
        groups = _groups(view, variable, blocs)
        if groups:
            rows.append(Row(label=name_of_variable(view, variable), is_heading=True))
        for number, (key, found) in enumerate(groups.items()):
            cells = mean_cells(view, found[0]) if len(blocs) == 1 else _cells(view, blocs, found)
            label = label_of_key(view, variable, key)
            rows.append(Row(label=label, marks=bloc_marks(found), cells=cells, has_rule=number > 0))
    return rows


def _cells(view: View, blocs: Sequence[str], found: Sequence[Result]) -> list[str]:
    by_bloc = {row.bloc: row for row in found}
    return [write(view, by_bloc.get(bloc)) for bloc in blocs for write in (estimate, base)]


def _groups(view: View, variable: str, blocs: Sequence[str]) -> dict[str, list[Result]]:
    found = view.results.find("groups", "mean", variable="index", domain_variable=variable, sample="main")
    if len(view.blocs) == 1 and not any(row.bloc for row in found):
        found = tuple(replace(row, bloc=view.blocs[0]) for row in found)  # everybody is of the only bloc
    wanted = {bloc: number for number, bloc in enumerate(blocs)}
    groups: dict[str, list[Result]] = {}
    for row in sorted((row for row in found if row.bloc in wanted), key=lambda row: wanted[row.bloc]):
        groups.setdefault(row.domain, []).append(row)
    order = dict.fromkeys(row.domain for row in found)
    return {key: groups[key] for key in order if key in groups}


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


def _describe(view: View, blocs: Sequence[str]) -> str:
    parts = []
    for variable in view.params.comparison.group_by:
        for key, found in _groups(view, variable, blocs).items():
            named = ((f"{view.bloc_name(row.bloc)} " if row.bloc else "", row) for row in found)
            values = ", ".join(f"{name}{summary(view, row)}" for name, row in named)
            parts.append(f"{label_of_key(view, variable, key)}: {values}")
    return "; ".join(parts)
