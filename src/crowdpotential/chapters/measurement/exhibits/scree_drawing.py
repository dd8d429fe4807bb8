"""Eigenvalues as two curves: those of the answers, and those of random answers (Horn 1965)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crowdpotential.exhibits.drawing.canvas import SMALL, Frame, axes_size, make_canvas, measure, write
from crowdpotential.exhibits.drawing.palette import color
from crowdpotential.exhibits.numerals import Numerals
from crowdpotential.exhibits.plot import Scale, choose_scale, write_ticks

HEIGHT, LEFT, RIGHT, BELOW, LEGEND, AXIS_HEAD = 250.0, 34.0, 8.0, 44.0, 28.0, 30.0  # px
MOST_NUMBERS = 15  # beyond that the axis names every fifth
OBSERVED: dict[str, Any] = {"color": color("ink-2"), "linewidth": 1.4}
RANDOM: dict[str, Any] = {"color": color("ink-3"), "linewidth": 1.6, "linestyle": (0, (5, 3))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scree:
    """Eigenvalues from the largest on, and the words around them."""

    observed: Sequence[float]
    random: Sequence[float]
    n_factors: int
    words: Mapping[str, str]  # observed, random, eigenvalue, position
    factors: str  # how many lie above chance


def draw_scree(scree: Scree, frame: Frame, numerals: Numerals) -> Figure:
    """Draw both curves under their legend."""
    legend = LEGEND * (2 if frame.is_narrow else 1) + AXIS_HEAD
    canvas = make_canvas(frame, legend + HEIGHT + BELOW)
    page = canvas.page()
    _draw_legend(scree, page, frame)
    write(page, 0, legend - AXIS_HEAD / 2 - 2, scree.words["eigenvalue"], size=SMALL, ink="ink-3")
    ax = canvas.place(LEFT, legend, frame.width - LEFT - RIGHT, HEIGHT)
    scale = choose_scale([0.0, *scree.observed, *scree.random], lowest=0)
    ax.set(xlim=(0.4, len(scree.observed) + 0.6), ylim=(scale.low, scale.high))
    _draw_values(ax, scale, write_ticks(scale, numerals))
    _draw_curves(ax, scree)
    _draw_numbers(ax, scree, scale)
    return canvas.figure


def _draw_values(ax: Axes, scale: Scale, texts: Sequence[str]) -> None:
    for tick, text in zip(scale.ticks, texts, strict=True):
        ax.axhline(tick, color=color("ink-3" if tick == 0 else "grid"), linewidth=1, zorder=0)
        ax.annotate(
            text,
            (0, tick),
            xycoords=("axes fraction", "data"),
            xytext=(-8, 0),
            textcoords="offset points",
            ha="right",
            va="center_baseline",
            fontsize=SMALL,
            color=color("ink-3"),
        )


def _draw_curves(ax: Axes, scree: Scree) -> None:
    """Draw both lines; the factors above random are filled, the others hollow."""
    numbers = list(range(1, len(scree.observed) + 1))
    ax.plot(list(range(1, len(scree.random) + 1)), scree.random, **RANDOM, clip_on=False)
    ax.plot(numbers, scree.observed, **OBSERVED, zorder=2, clip_on=False)
    for part, face in ((slice(scree.n_factors), "ink"), (slice(scree.n_factors, None), "bg")):
        ax.plot(
            numbers[part],
            scree.observed[part],
            linestyle="none",
            marker="o",
            markersize=8,
            zorder=3,
            clip_on=False,
            markerfacecolor=color(face),
            markeredgecolor=color("ink"),
        )


def _draw_numbers(ax: Axes, scree: Scree, scale: Scale) -> None:
    n = len(scree.observed)
    pixel = (scale.high - scale.low) / axes_size(ax)[1]
    step = 1 if n <= MOST_NUMBERS else 5
    for number in [1, *(i for i in range(2, n + 1) if i % step == 0)]:
        write(ax, number, scale.low - 16 * pixel, str(number), size=SMALL, ink="ink-3", align="center")
    write(ax, n + 0.6, scale.low - 34 * pixel, scree.words["position"], size=SMALL, ink="ink-3", align="right")


def _draw_legend(scree: Scree, page: Axes, frame: Frame) -> None:
    left, y = 0.0, LEGEND / 2 - 2
    for name, look in (("observed", OBSERVED), ("random", RANDOM)):
        page.plot([left, left + 28], [y, y], **look)
        if name == "observed":
            page.plot([left + 14], [y], marker="o", markersize=8, color=color("ink"))
        write(page, left + 36, y, scree.words[name], ink="ink-2")
        left += 36 + measure(scree.words[name]) + 22
    left, y = (0.0, y + LEGEND) if frame.is_narrow else (left, y)
    write(page, left, y, scree.factors, is_bold=True)
