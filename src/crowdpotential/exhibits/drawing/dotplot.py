"""Dot plots, dumbbells and their kin: rows of marks with intervals on one scale, and the texts beside them.

On a wide page a row is label, track, columns; on a phone label and first column stand above the track, the other columns under it.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.transforms import Transform

from crowdpotential.exhibits.drawing.canvas import (
    LINE,
    SMALL,
    TEXT,
    axes_size,
    measure,
    pixels,
    write,
    write_lines,
)
from crowdpotential.exhibits.drawing.chart import Column, Panel
from crowdpotential.exhibits.drawing.layout import (
    MARK_ROOM,
    Layout,
    Place,
    cell_texts,
    column_ends,
    has_strong_first,
    head_height,
    place_rows,
    under_lines,
)
from crowdpotential.exhibits.drawing.marks import draw_key_marks, draw_marks
from crowdpotential.exhibits.drawing.palette import Palette, color

TICK_GAP = 6.0  # px between the texts of an axis


def draw_rows(panel: Panel, ax: Axes, *, columns: Sequence[Column], label_head: str, layout: Layout, palette: Palette) -> None:
    """Draw a panel: grid, axis, and each row in order; y runs in pixels from the top of the axes, x is the panel's scale."""
    places = place_rows(panel.rows, layout, columns)
    across = pixels(ax, layout.track_left, layout.track_right)
    bottom = places[-1].bottom if places else head_height(columns, layout)
    ax.set(xlim=(panel.scale.low, panel.scale.high), ylim=(bottom, 0))
    axis = head_height(columns, layout) - 10
    _draw_axis(panel, ax, axis, layout)
    if not layout.is_stacked:
        write(ax, layout.left, axis, label_head, size=SMALL, ink="ink-3", transform=across)
        _draw_heads(ax, axis, columns, layout, across)
    _draw_grid(panel, ax, places)
    rules = [[(layout.left, place.top), (layout.right, place.top)] for place in places if place.row.has_rule]
    ax.add_collection(
        LineCollection(rules, colors=color("rule"), linewidths=1, transform=across, clip_on=False),
        autolim=False,
    )
    _draw_links(ax, places)
    draw_marks(ax, [(mark, place.track + mark.step) for place in places for mark in place.row.marks], palette=palette)
    marked = [(place.row.bloc, place.label) for place in places if place.row.bloc]
    draw_key_marks(ax, marked, x=layout.left + 7, palette=palette, transform=across)
    for place in places:
        room = MARK_ROOM if place.row.bloc else 0
        write_lines(
            ax,
            layout.left + room,
            place.label,
            place.lines,
            is_bold=place.row.is_heading,
            transform=across,
        )
        if place.row.cells:
            _draw_cells(ax, place, columns, layout, across)


def _draw_axis(panel: Panel, ax: Axes, y: float, layout: Layout) -> None:
    width, _ = axes_size(ax)
    gap = width / max(len(panel.ticks) - 1, 1)
    step = next(s for s in range(1, len(panel.ticks) + 1) if s * gap >= max(map(_tick_width, panel.ticks)) + TICK_GAP)
    for position, (value, text) in enumerate(zip(panel.scale.ticks, panel.ticks, strict=True)):
        if position % step == 0:
            write(ax, value, y, text, size=SMALL, ink="ink-3", align=_tick_side(position, text, panel, layout))


def _draw_heads(ax: Axes, y: float, columns: Sequence[Column], layout: Layout, across: Transform) -> None:
    for right, column in zip(column_ends(columns, layout), columns, strict=True):
        middle = y - (len(column.head) - 1) * SMALL * LINE / 2
        write_lines(ax, right, middle, column.head, size=SMALL, ink="ink-3", align="right", transform=across)


def _tick_width(text: str) -> float:
    return measure(text, SMALL)


def _tick_side(position: int, text: str, panel: Panel, layout: Layout) -> str:
    """Keep the outer texts of an axis inside a narrow figure."""
    outside = _tick_width(text) / 2
    if position == 0 and layout.track_left - outside < layout.left:
        return "left"
    if position == len(panel.ticks) - 1 and layout.track_right + outside > layout.right:
        return "right"
    return "center"


def _draw_grid(panel: Panel, ax: Axes, places: Sequence[Place]) -> None:
    """Draw a line at every tick behind the rows, broken at headings, and the zone of what is too small to matter."""
    runs: list[tuple[float, float]] = []
    for place in places:
        if place.row.is_heading:
            continue
        is_next = bool(runs) and runs[-1][1] == place.top
        runs[-1:] = [(runs[-1][0], place.bottom)] if is_next else [*runs[-1:], (place.top, place.bottom)]
    if panel.zone:
        low, high = (min(max(end, panel.scale.low), panel.scale.high) for end in panel.zone)
        for top, bottom in runs:
            ax.fill_between([low, high], top, bottom, facecolor=color("zone"), linewidth=0, zorder=0)
    is_zero = [abs(tick) < 1e-9 and panel.scale.low < 0 for tick in panel.scale.ticks]  # noqa: PLR2004 up to rounding
    for zero, token in ((False, "grid"), (True, "ink-3")):
        lines = [
            [(tick, top), (tick, bottom)]
            for tick, own in zip(panel.scale.ticks, is_zero, strict=True)
            for top, bottom in runs
            if own == zero
        ]
        grid = LineCollection(lines, colors=color(token), linewidths=1, zorder=0.5, clip_on=False)
        ax.add_collection(grid, autolim=False)


def _draw_links(ax: Axes, places: Sequence[Place]) -> None:
    lines = [
        [(before.value, place.track + before.step), (after.value, place.track + after.step)]
        for place in places
        if place.row.is_linked
        for before, after in zip(place.row.marks, place.row.marks[1:], strict=False)
    ]
    ax.add_collection(LineCollection(lines, colors=color("ink-3"), linewidths=1.6, zorder=1.5), autolim=False)


def _draw_cells(ax: Axes, place: Place, columns: Sequence[Column], layout: Layout, across: Transform) -> None:
    row = place.row
    if layout.is_stacked:
        if has_strong_first(columns):
            write(ax, layout.right, place.label, row.cells[0], align="right", is_bold=True, transform=across)
        lines = under_lines(row, columns, layout)
        middle = place.bottom - 7 - len(lines) * SMALL * LINE / 2
        write_lines(ax, layout.left, middle, lines, size=SMALL, ink="ink-2", transform=across)
        return
    ends = column_ends(columns, layout)
    for right, column, text in zip(ends, columns, cell_texts(row, columns), strict=True):
        is_strong = column.is_strong or (row.is_bold and column.position == len(row.cells) - 1)
        write(
            ax,
            right,
            place.track,
            text,
            align="right",
            is_bold=is_strong,
            ink="ink" if is_strong else "ink-2",
            size=TEXT if column.is_strong else TEXT - 0.5,
            transform=across,
        )
