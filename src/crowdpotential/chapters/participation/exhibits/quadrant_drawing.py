"""Four fields as squares: potential upwards, participation to the right; the fill tells how many residents are in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from crowdpotential.exhibits.drawing.canvas import LINE, SMALL, TEXT, Frame, make_canvas, wrap, write, write_lines
from crowdpotential.exhibits.drawing.palette import LEVELS, color

SIDE, NARROW_SIDE = 150.0, 128.0  # px, height of a field
LEFT, TITLE, ABOVE, GAP, BETWEEN = 96.0, 26.0, 24.0, 3.0, 24.0
NARROW_LEFT, STRIP = 0.0, 22.0  # on a phone the potential is named above its fields
WIDEST = 640.0  # px: beyond that a field is emptier than its numbers need
EDGES = (0.05, 0.15, 0.3, 0.5)  # shares at which the fill grows darker
DARK = 4  # the fill on which letters are white


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One field: what it is called, the share that its fill shows, and what is written in it."""

    title: str
    share: float | None  # None: hidden
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FourFields:
    """The fields of everybody, or of a side."""

    title: str
    squares: Mapping[str, Square]  # high_out, high_in, lower_out, lower_in


def draw_fields(maps: Sequence[FourFields], words: Mapping[str, str], frame: Frame) -> Figure:
    """Draw one map below another, each under its title.

    Args:
        maps: in the order of the page.
        words: names of the axes: out, in, high, lower.
        frame: of the figure.
    """
    side = NARROW_SIDE if frame.is_narrow else SIDE
    one = ABOVE + 2 * (side + GAP + (STRIP if frame.is_narrow else 0.0))
    heights = [one + (TITLE if part.title else 0.0) for part in maps]
    canvas = make_canvas(frame, sum(heights) + BETWEEN * (len(maps) - 1))
    page, top = canvas.page(), 0.0
    for part, height in zip(maps, heights, strict=True):
        _draw_map(part, words, page, frame, top=top, side=side)
        top += height + BETWEEN
    return canvas.figure


def _draw_map(part: FourFields, words: Mapping[str, str], page: Axes, frame: Frame, *, top: float, side: float) -> None:
    left = NARROW_LEFT if frame.is_narrow else LEFT
    width = (min(frame.width, WIDEST) - left - GAP) / 2
    if part.title:
        write(page, 0, top + TITLE / 2, part.title, is_bold=True)
        top += TITLE
    for column, name in enumerate(("out", "in")):
        write(page, left + column * (width + GAP) + width / 2, top + ABOVE / 2, words[name], ink="ink-2", align="center", size=SMALL)
    for row, level in enumerate(("high", "lower")):
        strip = STRIP if frame.is_narrow else 0.0
        y = top + ABOVE + row * (side + GAP + strip) + strip
        if frame.is_narrow:
            write(page, 0, y - STRIP / 2, words[level], size=SMALL, ink="ink-2")
        else:
            write_lines(page, 0, y + side / 2, wrap(words[level], LEFT - 8, SMALL), size=SMALL, ink="ink-2")
        for column, name in enumerate(("out", "in")):
            _draw_square(part.squares[f"{level}_{name}"], page, left + column * (width + GAP), y, width=width, side=side)


def _draw_square(square: Square, page: Axes, x: float, y: float, *, width: float, side: float) -> None:
    place = 0 if square.share is None else sum(square.share >= edge for edge in EDGES)
    page.add_patch(Rectangle((x, y), width, side, facecolor=color(LEVELS[place]), edgecolor="none"))
    ink = "bg" if place == DARK else "ink"
    title = wrap(square.title, width - 20, SMALL)
    lines = [line for text in square.lines[1:] for line in wrap(text, width - 20, SMALL)]
    step = TEXT * LINE
    at = y + 16
    for line in title:
        write(page, x + 10, at, line, size=SMALL, ink=ink)
        at += SMALL * LINE
    at += 8
    write(page, x + 10, at, square.lines[0], size=TEXT + 5, is_bold=True, ink=ink)
    at += step + 4
    for line in lines:
        write(page, x + 10, at, line, size=SMALL, ink=ink)
        at += SMALL * LINE
