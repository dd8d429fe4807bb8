"""A drawing surface in pixels: text that wraps by measured width, axes placed from the top left, and the look that all figures share.

A figure has 72 dots an inch, so that one point, one pixel and one unit of the SVG are the same. Text is measured in DejaVu Sans, which
comes with matplotlib and is wider than the fonts of the page: what fits here fits there, and a figure is the same on every machine.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, TypedDict, Unpack

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D, Transform, blended_transform_factory

from crowdpotential.exhibits.drawing.palette import color

DOTS_PER_INCH = 72
FONT = "DejaVu Sans"
TEXT, SMALL = 13.0, 11.5  # px
HINTED = 1.03  # how much wider the letters of a picture may be than as they are measured, because they are fitted to its dots
LINE = 1.3  # line height, as a multiple of the size
HEADER_HEIGHT = 44.0
MARGIN = 16.0  # px around a figure in a file of its own
SHORT_WORDS = re.compile(r"(?<!\S)(\w{1,2}) (?=\S)")  # stay on the line of the next word
FULL_SIZE = 100.0  # at which letters are measured, in 64ths: sums are exact
BLANK = re.compile("([ \u00a0])")  # between words that are measured once for all lines
_LOCK = threading.RLock()  # rcParams belong to the whole process


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a figure in a file of its own says above its body: what it shows and, if so, that the data are synthetic."""

    title: str
    subtitle: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The width of a figure, whether it is laid out for a phone, and the header of a file of its own."""

    width: float
    is_narrow: bool
    header: Header | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A figure and where its body starts."""

    figure: Figure
    width: float  # of the body
    height: float  # of the body
    top: float  # of the body, below the header
    margin: float  # around header and body

    def place(self, left: float, top: float, width: float, height: float) -> Axes:
        """Put bare axes at a place in the body, measured from its top left corner."""
        full_width = self.width + 2 * self.margin
        full_height = self.height + self.top + 2 * self.margin
        bottom = full_height - self.margin - self.top - top - height
        box = (
            (self.margin + left) / full_width,
            bottom / full_height,
            width / full_width,
            height / full_height,
        )
        ax = self.figure.add_axes(box)
        ax.set_axis_off()
        ax.patch.set_visible(False)
        return ax

    def page(self) -> Axes:
        """Put axes over the whole body, in pixels from its top left corner."""
        ax = self.place(0, 0, self.width, self.height)
        ax.set(xlim=(0, self.width), ylim=(self.height, 0))
        return ax


class Look(TypedDict, total=False):
    """How a text looks, as `write` takes it."""

    ink: str
    align: str
    is_bold: bool
    transform: Transform | None


@contextmanager
def drawing_style() -> Iterator[None]:
    """Set what matplotlib keeps for the whole process, and set it back; threads wait for each other."""
    settings: dict[Any, Any] = {  # rcParams has no shorter type
        "svg.fonttype": "none",  # text stays text
        "svg.hashsalt": "crowdpotential",  # the same figure has the same ids
        "font.family": FONT,
        "text.color": color("ink"),
        "path.simplify": False,
    }
    with _LOCK, mpl.rc_context(settings):
        yield


def make_canvas(frame: Frame, height: float) -> Canvas:
    """Make a surface with a body of this height, under the frame's header."""
    top, margin = _header_height(frame), MARGIN if frame.header else 0.0
    size = (frame.width + 2 * margin, height + top + 2 * margin)
    figure = Figure(figsize=(size[0] / DOTS_PER_INCH, size[1] / DOTS_PER_INCH), dpi=DOTS_PER_INCH)
    figure.patch.set_facecolor(color("bg"))
    canvas = Canvas(figure=figure, width=frame.width, height=height, top=top, margin=margin)
    if frame.header:
        _draw_header(canvas, frame.header)
    return canvas


def pixels(ax: Axes, left: float, right: float) -> Transform:
    """Measure x in pixels of the body, where the axes run from `left` to `right`, and y in the axes' own units."""
    across = Affine2D().translate(-left, 0).scale(1 / (right - left), 1) + ax.transAxes
    return blended_transform_factory(across, ax.transData)


def axes_size(ax: Axes) -> tuple[float, float]:
    """Return width and height of axes in pixels."""
    figure, box = ax.get_figure(root=True), ax.get_position()
    width, height = (figure.get_figwidth(), figure.get_figheight()) if figure else (1.0, 1.0)
    return box.width * width * DOTS_PER_INCH, box.height * height * DOTS_PER_INCH


def write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = TEXT,
    ink: str = "ink",
    align: str = "left",
    is_bold: bool = False,
    transform: Transform | None = None,
) -> None:
    """Write one line of text, centred on y."""
    ax.text(
        x,
        y,
        text,
        fontsize=size,
        color=color(ink),
        ha=align,
        va="center_baseline",
        clip_on=False,
        weight="bold" if is_bold else "normal",
        transform=transform or ax.transData,
        parse_math=False,
    )


def write_lines(
    ax: Axes,
    x: float,
    y: float,
    lines: Sequence[str],
    *,
    unit: float = 1.0,
    size: float = TEXT,
    **look: Unpack[Look],
) -> None:
    """Write lines under each other, centred on y as a whole; each is a text of its own, so that alignment holds in any font.

    Args:
        ax: axes whose y grows downwards.
        x: as in `write`.
        y: as in `write`.
        lines: the texts.
        unit: one pixel in the axes' units of y.
        size: of the font, px.
        look: as in `write`.
    """
    step = size * LINE * unit
    first = y - step * (len(lines) - 1) / 2
    for position, line in enumerate(lines):
        write(ax, x, first + position * step, line, size=size, **look)


@cache
def measure(text: str, size: float = TEXT, *, is_bold: bool = False) -> float:
    """Return the width of a line in pixels: that of its words and blanks, and of what these move together."""
    parts = [part for part in BLANK.split(text) if part]
    apart = sum(_advance(part, is_bold) for part in parts)
    moved = sum(_kern(one[-1] + next_one[0], is_bold) for one, next_one in pairwise(parts))
    return (apart + moved) * (size / FULL_SIZE)


@cache
def _advance(text: str, is_bold: bool) -> float:  # noqa: FBT001 a cache knows arguments by their places
    font = FontProperties(family=FONT, size=FULL_SIZE, weight="bold" if is_bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width)


@cache
def _kern(pair: str, is_bold: bool) -> float:  # noqa: FBT001
    return _advance(pair, is_bold) - _advance(pair[0], is_bold) - _advance(pair[1], is_bold)


def wrap(text: str, width: float, size: float = TEXT, *, is_bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines no wider than `width`; a single long word stays whole."""
    lines: list[str] = []
    tied = SHORT_WORDS.sub("\\1\u00a0", text).replace(" — ", "\u00a0— ")
    for word in tied.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and HINTED * measure(longer, size, is_bold=is_bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _header_height(frame: Frame) -> float:
    if frame.header is None:
        return 0.0
    lines = wrap(frame.header.title, frame.width, TEXT + 2, is_bold=True)
    below = wrap(frame.header.subtitle, frame.width, TEXT) if frame.header.subtitle else ()
    height = HEADER_HEIGHT + (len(lines) - 1) * (TEXT + 2) * LINE + len(below) * TEXT * LINE
    return height + (20 if frame.header.tag else 0)


def _draw_header(canvas: Canvas, header: Header) -> None:
    ax = canvas.place(0, -canvas.top, canvas.width, canvas.top)
    ax.set(xlim=(0, canvas.width), ylim=(canvas.top, 0))
    y = 10.0
    if header.tag:
        width = measure(header.tag, SMALL) + 14
        tag = Rectangle((0.5, y - 10), width, 20, facecolor=color("syn-bg"), edgecolor=color("syn-line"), linewidth=1)
        ax.add_patch(tag)
        write(ax, 7.5, y, header.tag, size=SMALL, ink="syn")
        y += 24
    size = TEXT + 2
    for line in wrap(header.title, canvas.width, size, is_bold=True):
        write(ax, 0, y, line, size=size, is_bold=True)
        y += size * LINE
    for line in wrap(header.subtitle, canvas.width, TEXT) if header.subtitle else ():
        write(ax, 0, y, line, ink="ink-2")
        y += TEXT * LINE
