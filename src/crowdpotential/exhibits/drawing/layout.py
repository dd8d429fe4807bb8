"""Where the parts of a row stand: label, track and columns side by side, or stacked on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from crowdpotential.exhibits.drawing.canvas import HINTED, LINE, SMALL, TEXT, measure, wrap
from crowdpotential.exhibits.drawing.chart import Column, Row

MARK_ROOM = 20.0  # px before a label, for the mark of its bloc
TRACK_HEIGHT = 24.0  # px, stacked
TRACK_MARGIN = 12.0  # px between the track and what stands beside it
AXIS_HEIGHT = 22.0
PADDING = 12.0
STACK_PADDING = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where things stand in a panel, in pixels from the body's left."""

    left: float
    right: float
    track_left: float
    track_right: float
    row_height: float
    is_stacked: bool = False  # a phone: label, track and texts under each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row's label lines, and where its parts stand, in pixels from the panel's top."""

    row: Row
    lines: tuple[str, ...]
    top: float
    label: float
    track: float
    bottom: float


def panel_height(rows: Sequence[Row], layout: Layout, columns: Sequence[Column]) -> float:
    """Return the height of a panel's rows with their axis, in pixels."""
    return head_height(columns, layout) + sum(_height(row, layout, columns) for row in rows)


def place_rows(rows: Sequence[Row], layout: Layout, columns: Sequence[Column]) -> list[Place]:
    """Place each row, one under another below the axis."""
    top = head_height(columns, layout)
    places = []
    for row in rows:
        lines, height = _label_lines(row, layout, columns), _height(row, layout, columns)
        text = len(lines) * TEXT * LINE
        label = track = top + (height - text / 2 - STACK_PADDING if row.is_heading else height / 2)
        if layout.is_stacked and not row.is_heading:
            label = top + STACK_PADDING + text / 2
            track = top + STACK_PADDING + text + _track_height(row) / 2
        places.append(Place(row=row, lines=lines, top=top, label=label, track=track, bottom=top + height))
        top += height
    return places


def head_height(columns: Sequence[Column], layout: Layout) -> float:
    """Return the height of the axis with the heads of the columns."""
    lines = 1 if layout.is_stacked else max([1, *(len(column.head) for column in columns)])
    return AXIS_HEIGHT + (lines - 1) * SMALL * LINE


def column_ends(columns: Sequence[Column], layout: Layout) -> list[float]:
    """Return the right edge of each column."""
    ends, right = [], layout.right
    for column in reversed(columns):
        ends.append(right)
        right -= column.width
    return ends[::-1]


def has_strong_first(columns: Sequence[Column]) -> bool:
    """Return whether the first column may stand beside the label of a stacked row."""
    return bool(columns) and columns[0].is_strong


def cell_texts(row: Row, columns: Sequence[Column]) -> list[str]:
    """Return the texts of the columns that are shown."""
    return [row.cells[column.position] for column in columns]


def under_lines(row: Row, columns: Sequence[Column], layout: Layout) -> tuple[str, ...]:
    """Return the texts under the track of a stacked row, in as many lines as they need."""
    rest = columns[1:] if has_strong_first(columns) else columns
    texts = [(column.short, row.cells[column.position]) for column in rest if row.cells]
    width = layout.right - layout.left
    parts = [_tie(f"{short} {text}".strip(), width) for short, text in texts if text]
    return wrap(" · ".join(parts), width, SMALL) if parts else ()


def _tie(text: str, width: float) -> str:
    """Keep a text on one line where it fits."""
    tied = text.replace(" ", "\u00a0")
    return tied if HINTED * measure(tied, SMALL) <= width else text


def _height(row: Row, layout: Layout, columns: Sequence[Column]) -> float:
    text = len(_label_lines(row, layout, columns)) * TEXT * LINE
    if row.is_heading:
        return text + 22
    if not layout.is_stacked:
        return max(layout.row_height, text + PADDING)
    under = under_lines(row, columns, layout)
    return 2 * STACK_PADDING + text + _track_height(row) + (len(under) * SMALL * LINE + 2 if under else 0)


def _track_height(row: Row) -> float:
    return TRACK_HEIGHT + 2 * max([0.0, *(abs(mark.step) for mark in row.marks)])


def _label_lines(row: Row, layout: Layout, columns: Sequence[Column]) -> tuple[str, ...]:
    room = MARK_ROOM if row.bloc else 0
    width = layout.track_left - layout.left - room - TRACK_MARGIN
    if row.is_heading:
        width = layout.right - layout.left
    elif layout.is_stacked:
        first = measure(row.cells[0], TEXT, is_bold=True) + PADDING if row.cells and has_strong_first(columns) else 0
        width = layout.right - layout.left - room - first
    return wrap(row.label, width, TEXT, is_bold=row.is_heading)
