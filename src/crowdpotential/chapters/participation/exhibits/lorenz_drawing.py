"""Lorenz curves beside the line of equal activity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crowdpotential.exhibits.drawing.canvas import SMALL, Frame, make_canvas, write
from crowdpotential.exhibits.drawing.palette import BlocStyle, color
from crowdpotential.exhibits.numerals import Numerals

WIDE, HEIGHT, LEFT, RIGHT, BELOW = 520.0, 380.0, 52.0, 12.0, 46.0  # px
LEGEND, HEAD = 22.0, 26.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Points of one curve between its ends, and how it looks."""

    words: str
    points: Sequence[tuple[float, float]]  # share of the people, and of what they hold; 0 to 1, ascending
    style: BlocStyle | None  # of a side; None: of everybody


def draw_curves(curves: Sequence[Curve], words: Mapping[str, str], frame: Frame, numerals: Numerals) -> Figure:
    """Draw all curves in one square under their legend.

    Args:
        curves: of everybody, of sides.
        words: equal (line of equality), people and held (the axes).
        frame: of the figure.
        numerals: of the language.
    """
    legend = LEGEND * (len(curves) + 1)
    canvas = make_canvas(frame, legend + HEAD + HEIGHT + BELOW)
    page = canvas.page()
    _draw_legend(curves, words["equal"], page)
    write(page, 0, legend + HEAD / 2, words["held"], size=SMALL, ink="ink-3")
    width = min(frame.width, WIDE) - LEFT - RIGHT
    ax = canvas.place(LEFT, legend + HEAD, width, HEIGHT)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    _draw_grid(ax, numerals)
    ax.plot([0, 1], [0, 1], color=color("ink-3"), linewidth=1.2, linestyle=(0, (5, 3)), zorder=1)
    for curve in curves:
        people, held = zip((0.0, 0.0), *curve.points, (1.0, 1.0), strict=True)
        ax.plot(people, held, clip_on=False, zorder=2, **_look(curve))
    write(page, LEFT + width, legend + HEAD + HEIGHT + 36, words["people"], size=SMALL, ink="ink-3", align="right")
    return canvas.figure


def _look(curve: Curve) -> dict[str, Any]:
    if curve.style is None:
        return {"color": color("ink"), "linewidth": 2.0}
    return {"color": curve.style.color, "linewidth": 1.4, "marker": curve.style.marker, "markersize": 5, "markevery": slice(1, -1)}


def _draw_grid(ax: Axes, numerals: Numerals) -> None:
    for tick in TICKS:
        ax.axhline(tick, color=color("ink-3" if tick == 0 else "grid"), linewidth=1, zorder=0)
        ax.axvline(tick, color=color("grid"), linewidth=1, zorder=0)
        text = numerals.percent(tick, 0)
        below = "right" if tick == TICKS[-1] else "center"  # the last would leave a narrow picture
        for place, offset, align in (((0, tick), (-8, 0), ("right", "center_baseline")), ((tick, 0), (0, -8), (below, "top"))):
            ax.annotate(
                text,
                place,
                xytext=offset,
                textcoords="offset points",
                ha=align[0],
                va=align[1],
                fontsize=SMALL,
                color=color("ink-3"),
                annotation_clip=False,
            )


def _draw_legend(curves: Sequence[Curve], equal: str, page: Axes) -> None:
    y = LEGEND / 2
    for curve in curves:
        page.plot([0, 14, 28], [y, y, y], **_look(curve))
        write(page, 36, y, curve.words, ink="ink-2")
        y += LEGEND
    page.plot([0, 28], [y, y], color=color("ink-3"), linewidth=1.2, linestyle=(0, (5, 3)))
    write(page, 36, y, equal, ink="ink-2")
