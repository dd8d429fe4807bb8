"""The index by area: dot plot with intervals and bases, one panel per bloc where the verdict allows no common scale."""

from collections.abc import Sequence

from crowdpotential.exhibits.drawing.chart import Chart, Column, Mark, Panel, Row, scale_of
from crowdpotential.exhibits.drawing.palette import choose_palette
from crowdpotential.exhibits.drawing.sheet import draw_chart
from crowdpotential.exhibits.figure import Plan
from crowdpotential.report.figures.plan import (
    interval_key,
    keys_of_places,
    level,
    mean_cells,
    mean_columns,
    summary,
    ticks,
    word,
)  # fmt: skip
from crowdpotential.report.sentences.standing import Standing, stand
from crowdpotential.report.view import View


def plan_area_estimates(view: View) -> Plan | None:
    """Show each area's mean with its interval, ordered by what is established; ties by alphabet."""
    groups = view.area_groups if view.is_split else (("", view.areas),)
    standings = [stand(view, areas) for _, areas in groups]
    panels = [_panel(view, found, bloc) for found, (bloc, _) in zip(standings, groups, strict=True) if found]
    if not panels:
        return None
    notes = [word(view, "separate")] if len(panels) > 1 else []
    keys = [*keys_of_places(view), interval_key(view)]
    columns = list(mean_columns(view))
    if any(standing.ranks is not None for found in standings for standing in found):
        ranks = Column(
            position=len(columns), head=[word(view, "ranks_head")], width=72, short=word(view, "ranks_short")
        )
        columns.append(ranks)
    chart = Chart(
        panels=panels, columns=columns, keys=keys, label_head=view.area_word().capitalize(),
        label_width=220, notes=notes,
    )  # fmt: skip
    palette = choose_palette(view.params.blocs)
    return Plan(
        title=word(view, "area_estimates_title", index=view.text(view.params.index.name)),
        alt=" ".join([_describe(view, standings), *notes]),
        draw=lambda frame: draw_chart(chart, frame, palette=palette),
    )


def _panel(view: View, standings: Sequence[Standing], bloc: str) -> Panel:
    rows = []
    for position, standing in enumerate(standings):
        previous = standings[position - 1]
        is_new = position > 0 and previous.order != standing.order
        rows.append(_row(view, standing, has_rule=is_new))
    scale = scale_of(rows, lowest=0, highest=100)
    title = view.bloc_name(bloc) if bloc else ""
    return Panel(rows=rows, scale=scale, ticks=ticks(view, scale), title=title, bloc=bloc)


def _row(view: View, standing: Standing, *, has_rule: bool) -> Row:
    row, bloc = standing.mean, view.bloc_of(standing.area)
    mark = Mark(value=row.estimate, low=row.ci_low, high=row.ci_high, bloc=bloc)
    return Row(
        label=view.area_label(standing.area), marks=() if row.is_suppressed else (mark,),
        cells=[*mean_cells(view, row), _ranks(view, standing)], bloc=bloc, has_rule=has_rule,
    )  # fmt: skip


def _ranks(view: View, standing: Standing) -> str:
    """Write the ranks that an area may hold; nothing where areas are not ranked."""
    ranks = standing.ranks
    if ranks is None:
        return ""
    if ranks.ci_low == ranks.ci_high:
        return view.numerals.integer(ranks.ci_low)
    return view.numerals.interval(ranks.ci_low, ranks.ci_high, 0).striptags()


def _summary(view: View, standing: Standing) -> str:
    """Write name, mean, interval and ranks."""
    told = f"{view.area_label(standing.area)} {summary(view, standing.mean)}"
    ranks = _ranks(view, standing)
    return f"{told}, {word(view, 'ranks_alt', ranks=ranks)}" if ranks else told


def _describe(view: View, standings: Sequence[Sequence[Standing]]) -> str:
    parts = []
    for found in standings:
        known = sorted((s for s in found if not s.mean.is_suppressed), key=lambda s: s.mean.estimate)
        values = [_summary(view, standing) for standing in found]
        ends = ""
        if len(known) > 1 and len(standings) == 1:
            low, high = known[0], known[-1]
            ends = word(
                view, "between", lowest=view.numerals.decimal(low.mean.estimate), lowest_name=view.area_label(low.area),
                highest=view.numerals.decimal(high.mean.estimate), highest_name=view.area_label(high.area),
            )  # fmt: skip
        parts.append("; ".join([*([ends] if ends else []), *values]))
    index = view.text(view.params.index.name)
    return word(
        view, "area_estimates_alt", index=index, level=level(view), values=". ".join(filter(None, parts))
    )
