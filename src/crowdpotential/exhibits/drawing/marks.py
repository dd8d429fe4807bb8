"""The marks of a chart: a bloc's circle or diamond, ring, tick and square, with the line of an interval and a text beside them."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.transforms import Transform

from crowdpotential.exhibits.drawing.canvas import SMALL
from crowdpotential.exhibits.drawing.chart import Mark
from crowdpotential.exhibits.drawing.palette import Palette, color

INTERVAL_WIDTH, INTERVAL_ALPHA = 2.4, 0.62
TICK_HALF, TICK_WIDTH = 7.0, 2.6
MARK_ORDER = 4.0
BOX_HEIGHT = 13.0  # px
LEVEL_TOKENS = ("l3", "l1", "l3", "l5")  # of what is open, and of low, medium and high
TEXT_GAP = 9.0  # px between a mark, or its interval, and its text


def draw_marks(ax: Axes, marks: Iterable[tuple[Mark, float]], *, palette: Palette, order: float = MARK_ORDER) -> None:
    """Draw estimates at their heights; what looks alike is drawn at once."""
    alike: dict[tuple[str, str], list[tuple[Mark, float]]] = {}
    for mark, y in marks:
        if math.isfinite(mark.value):
            alike.setdefault((mark.bloc, mark.shape), []).append((mark, y))
    for (bloc, shape), placed in alike.items():
        style = palette.get(bloc)
        ink = style.color if style else color("ink")
        if shape in {"box", "open", "bar"}:
            fill = style.tint if style else color("rule")
            _draw_stretches(ax, placed, shape, edge=ink, fill=fill)
            continue
        lines = [[(mark.low, y), (mark.high, y)] for mark, y in placed if math.isfinite(mark.low) and math.isfinite(mark.high)]
        ax.add_collection(
            LineCollection(
                lines,
                colors=ink,
                linewidths=INTERVAL_WIDTH,
                alpha=INTERVAL_ALPHA,
                zorder=2,
                clip_on=False,
                capstyle="butt",
            ),
            autolim=False,
        )
        if shape == "tick":
            ticks = [[(mark.value, y - TICK_HALF), (mark.value, y + TICK_HALF)] for mark, y in placed]
            ax.add_collection(
                LineCollection(ticks, colors=ink, linewidths=TICK_WIDTH, zorder=order - 0.2, clip_on=False),
                autolim=False,
            )
        elif shape != "interval":
            xs, ys = [mark.value for mark, _ in placed], [y for _, y in placed]
            look = _look(shape, bloc, palette)
            ax.add_line(Line2D(xs, ys, linestyle="none", zorder=order, clip_on=False, **look))
    for mark, y in (entry for placed in alike.values() for entry in placed):
        if mark.text:
            _draw_text(ax, mark, y)


def draw_key_marks(ax: Axes, marked: Sequence[tuple[str, float]], *, x: float, palette: Palette, transform: Transform) -> None:
    """Draw the marks of blocs before labels."""
    for bloc in dict.fromkeys(bloc for bloc, _ in marked):
        heights = [y for own, y in marked if own == bloc]
        look = _look("bloc", bloc, palette)
        ax.add_line(Line2D([x] * len(heights), heights, linestyle="none", transform=transform, clip_on=False, **look))


def _draw_stretches(ax: Axes, placed: Sequence[tuple[Mark, float]], shape: str, *, edge: str, fill: str) -> None:
    """Draw stretches as bars: a box with an edge, and what answers leave open, over the lines of intervals; plain bars under them."""
    known = [(mark, y) for mark, y in placed if math.isfinite(mark.low) and math.isfinite(mark.high)]
    lines = [[(mark.low, y), (mark.high, y)] for mark, y in known]
    if shape == "box":
        _draw_bars(ax, lines, colors=edge, width=BOX_HEIGHT + 2, order=2.4)
        _draw_bars(ax, lines, colors=fill, width=BOX_HEIGHT, order=2.5)
        return
    fills = [color(LEVEL_TOKENS[mark.level]) for mark, _ in known]
    _draw_bars(ax, lines, colors=fills, width=BOX_HEIGHT + 2, order=1.5 if shape == "bar" else 2.5)


def _draw_bars(
    ax: Axes,
    lines: Sequence[Sequence[tuple[float, float]]],
    *,
    colors: str | Sequence[str],
    width: float,
    order: float,
) -> None:
    bars = LineCollection(lines, colors=colors, linewidths=width, zorder=order, clip_on=False, capstyle="butt")
    ax.add_collection(bars, autolim=False)


def _look(shape: str, bloc: str, palette: Palette) -> dict[str, Any]:
    if shape == "ring":
        return {
            "marker": "o",
            "markersize": 9,
            "markerfacecolor": color("bg"),
            "markeredgecolor": color("ink"),
            "markeredgewidth": 1.8,
        }
    style = palette.get(bloc) if shape == "bloc" else None
    if shape == "dot":
        return {
            "marker": "o",
            "markersize": 11,
            "markerfacecolor": color("ink"),
            "markeredgecolor": color("bg"),
            "markeredgewidth": 1.2,
        }
    return {
        "marker": style.marker if style else "s",
        "markersize": style.size if style else 8.5,
        "markerfacecolor": style.color if style else color("ink"),
        "markeredgecolor": color("bg"),
        "markeredgewidth": 1.2,
    }


def _draw_text(ax: Axes, mark: Mark, y: float) -> None:
    ends = [end for end in (mark.value, mark.low, mark.high) if math.isfinite(end)]
    is_right = mark.text_side == "right"
    ax.annotate(
        mark.text,
        (max(ends) if is_right else min(ends), y),
        xytext=(TEXT_GAP if is_right else -TEXT_GAP, 0),
        textcoords="offset points",
        ha="left" if is_right else "right",
        va="center_baseline",
        fontsize=SMALL,
        color=color("ink-2"),
        annotation_clip=False,
        parse_math=False,
        zorder=5,
    )
