"""Put a chart together: legend, panels one under another or side by side, notes."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from crowdpotential.exhibits.drawing.canvas import (
    HINTED,
    LINE,
    SMALL,
    TEXT,
    Canvas,
    Frame,
    make_canvas,
    measure,
    wrap,
    write,
    write_lines,
)
from crowdpotential.exhibits.drawing.chart import Chart, Key, KeyShape, Mark, Panel, Shape
from crowdpotential.exhibits.drawing.dotplot import draw_rows
from crowdpotential.exhibits.drawing.layout import MARK_ROOM, TRACK_MARGIN, Layout, panel_height
from crowdpotential.exhibits.drawing.marks import INTERVAL_ALPHA, INTERVAL_WIDTH, draw_marks
from crowdpotential.exhibits.drawing.palette import Palette, color

KEY_HEIGHT, TITLE_HEIGHT, PANEL_GAP, COLUMN_GAP = 24.0, 34.0, 26.0, 36.0
KEY_GAP = 22.0
TITLE_SIZE = TEXT + 1
STRETCH, SQUARE = 26.0, 13.0  # px: of stretches and of levels in the legend
WIDE = ("interval", "zone", "box", "open")
STRETCHES: Mapping[KeyShape, tuple[str, str]] = {  # tokens of fill and edge
    "zone": ("zone", "rule"),
    "box": ("rule", "ink"),
    "open": ("l3", "l3"),
    "level1": ("l1", "l1"),
    "level2": ("l3", "l3"),
    "level3": ("l5", "l5"),
}
MARK_SHAPES: Mapping[KeyShape, Shape] = {
    "bloc": "bloc",
    "dot": "dot",
    "ring": "ring",
    "tick": "tick",
    "square": "square",
}


def draw_chart(chart: Chart, frame: Frame, *, palette: Palette) -> Figure:
    """Draw a chart on a canvas that is as high as it needs."""
    places = place_keys(chart.keys, frame.width)
    legend = (places[-1][1] + _key_height(chart.keys[-1], frame.width)) if places else 0.0
    notes = [line for note in chart.notes for line in wrap(note, frame.width, SMALL)]
    rows = _arrange(chart, frame)
    heights = [max(_panel_height(chart, panel, frame) for panel in row) for row in rows]
    body = sum(heights) + PANEL_GAP * (len(rows) - 1)
    canvas = make_canvas(frame, legend + body + (len(notes) * SMALL * LINE + 18 if notes else 8))
    page = canvas.page()
    draw_keys(chart.keys, page, width=frame.width, palette=palette)
    top = legend
    for row, height in zip(rows, heights, strict=True):
        for position, panel in enumerate(row):
            layout = _layout(chart, frame, position)
            _draw_panel(chart, panel, canvas, page=page, layout=layout, top=top, palette=palette)
        top += height + PANEL_GAP
    for number, line in enumerate(notes):
        write(page, 0, legend + body + 16 + number * SMALL * LINE, line, size=SMALL, ink="ink-3")
    return canvas.figure


def place_keys(keys: Sequence[Key], width: float) -> list[tuple[float, float]]:
    """Place each entry of a legend: left to right, then the next line."""
    places: list[tuple[float, float]] = []
    left, top, height = 0.0, 0.0, KEY_HEIGHT
    for key in keys:
        room = _key_room(key) + measure(key.text) + KEY_GAP
        if left and left + room - KEY_GAP > width:
            left, top = 0.0, top + height
        places.append((left, top))
        height = _key_height(key, width)
        left += room
    return places


def draw_keys(keys: Sequence[Key], page: Axes, *, width: float, palette: Palette) -> None:
    """Draw the legend at the top of a page."""
    for key, (left, top) in zip(keys, place_keys(keys, width), strict=True):
        y = top + KEY_HEIGHT / 2 - 2
        if key.shape == "interval":
            page.plot([left, left + 26], [y, y], color=color("ink"), linewidth=INTERVAL_WIDTH, alpha=INTERVAL_ALPHA)
        elif key.shape in STRETCHES:
            _draw_stretch(page, key.shape, left, y)
        else:
            mark = Mark(value=left + 7, bloc=key.bloc, shape=MARK_SHAPES[key.shape])
            draw_marks(page, [(mark, y)], palette=palette)
        lines = _key_lines(key, width)
        middle = y + (len(lines) - 1) * TEXT * LINE / 2
        write_lines(page, left + _key_room(key), middle, lines, ink="ink-2")


def _draw_stretch(page: Axes, shape: KeyShape, left: float, y: float) -> None:
    fill, edge = STRETCHES[shape]
    width = STRETCH if shape in WIDE else SQUARE
    box = Rectangle((left, y - 7), width, 14, facecolor=color(fill), edgecolor=color(edge), linewidth=1)
    page.add_patch(box)


def _key_room(key: Key) -> float:
    return STRETCH + 8 if key.shape in WIDE else MARK_ROOM


def _key_lines(key: Key, width: float) -> tuple[str, ...]:
    """Break the words of an entry that is wider than the figure."""
    room = width - _key_room(key)
    return wrap(key.text, room) if HINTED * measure(key.text) > room else (key.text,)


def _key_height(key: Key, width: float) -> float:
    return KEY_HEIGHT + (len(_key_lines(key, width)) - 1) * TEXT * LINE


def _arrange(chart: Chart, frame: Frame) -> list[Sequence[Panel]]:
    abreast = 1 if frame.is_narrow else chart.abreast
    return [chart.panels[start : start + abreast] for start in range(0, len(chart.panels), abreast)]


def _layout(chart: Chart, frame: Frame, position: int) -> Layout:
    if frame.is_narrow:
        return Layout(
            left=0,
            right=frame.width,
            track_left=8,
            track_right=frame.width - 8,
            row_height=chart.row_height,
            is_stacked=True,
        )
    width = (frame.width - COLUMN_GAP * (chart.abreast - 1)) / chart.abreast
    left = position * (width + COLUMN_GAP)
    texts = sum(column.width for column in chart.columns)
    return Layout(
        left=left,
        right=left + width,
        track_left=left + chart.label_width + TRACK_MARGIN,
        track_right=left + width - texts - TRACK_MARGIN,
        row_height=chart.row_height,
    )


def _panel_height(chart: Chart, panel: Panel, frame: Frame) -> float:
    layout = _layout(chart, frame, 0)
    return panel_height(panel.rows, layout, chart.columns) + _title_height(panel, layout)


def _title_height(panel: Panel, layout: Layout) -> float:
    if not panel.title:
        return 0.0
    return TITLE_HEIGHT + (len(_title_lines(panel, layout)) - 1) * TITLE_SIZE * LINE


def _title_lines(panel: Panel, layout: Layout) -> tuple[str, ...]:
    return wrap(panel.title, layout.right - layout.left - MARK_ROOM, TITLE_SIZE, is_bold=True)


def _draw_panel(chart: Chart, panel: Panel, canvas: Canvas, *, page: Axes, layout: Layout, top: float, palette: Palette) -> None:
    title = _title_height(panel, layout)
    if panel.title:
        page.plot([layout.left, layout.right], [top + 2, top + 2], color=color("ink-3"), linewidth=1)
        left = layout.left
        if panel.bloc:
            draw_marks(page, [(Mark(value=left + 7, bloc=panel.bloc), top + 17)], palette=palette)
            left += MARK_ROOM
        for number, line in enumerate(_title_lines(panel, layout)):
            write(page, left, top + 17 + number * TITLE_SIZE * LINE, line, size=TITLE_SIZE, is_bold=True)
    height = panel_height(panel.rows, layout, chart.columns)
    ax = canvas.place(layout.track_left, top + title, layout.track_right - layout.track_left, height)
    draw_rows(panel, ax, columns=chart.columns, label_head=chart.label_head, layout=layout, palette=palette)
