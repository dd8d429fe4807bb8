"""The map of importance and room as a picture: levels across, importance upwards, both with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crowdpotential.exhibits.drawing.canvas import SMALL, TEXT, Frame, axes_size, make_canvas, measure, write
from crowdpotential.exhibits.drawing.palette import color
from crowdpotential.exhibits.numerals import Numerals
from crowdpotential.exhibits.plot import Scale, choose_scale, write_ticks
from crowdpotential.exhibits.results import Result

HEIGHT, LEFT, RIGHT, BELOW, ABOVE = 330.0, 44.0, 12.0, 44.0, 30.0  # px
HEAD = 22.0  # of a map with a title
STEP = 15.0  # px between a point and the number of its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A predictor on the map."""

    name: str
    level: Result
    share: Result
    is_priority: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMap:
    """The map of one population."""

    title: str
    points: Sequence[Point]
    even: float  # per cent that each would have if all mattered alike


def draw_maps(maps: Sequence[RoomMap], frame: Frame, numerals: Numerals, words: Mapping[str, str]) -> Figure:
    """Draw maps one below another, on the same scales; points are numbered, and named beside their numbers below."""
    legends = [len(one.points) * STEP * 1.15 + 6 for one in maps]
    heights = [ABOVE + HEAD * bool(one.title) + HEIGHT + BELOW + legend for one, legend in zip(maps, legends, strict=True)]
    canvas = make_canvas(frame, sum(heights))
    page, across, upwards = canvas.page(), _levels(maps), _shares(maps)
    top = 0.0
    for one, height in zip(maps, heights, strict=True):
        begin = top + HEAD * bool(one.title)
        if one.title:
            write(page, 0, top + HEAD / 2, one.title, is_bold=True)
        write(page, 0, begin + ABOVE / 2, words["axis_share"], size=SMALL, ink="ink-3")
        ax = canvas.place(LEFT, begin + ABOVE, frame.width - LEFT - RIGHT, HEIGHT)
        ax.set(xlim=(across.low, across.high), ylim=(upwards.low, upwards.high))
        _draw_grid(ax, across, upwards, numerals, words)
        _draw_points(ax, one, words)
        for place, point in enumerate(one.points, start=1):
            y = begin + ABOVE + HEIGHT + BELOW + STEP * 1.15 * (place - 0.5)
            write(page, LEFT, y, f"{place}", is_bold=True, align="right")
            write(page, LEFT + 8, y, point.name, size=SMALL, ink="ink-2", is_bold=point.is_priority)
        top += height
    return canvas.figure


def _levels(maps: Sequence[RoomMap]) -> Scale:
    return choose_scale([end for one in maps for p in one.points for end in (p.level.ci_low, p.level.ci_high)], lowest=0, highest=100)


def _shares(maps: Sequence[RoomMap]) -> Scale:
    values = [0.0, *(100 * p.share.ci_high for one in maps for p in one.points)]
    return choose_scale([value for value in values if value == value], lowest=0, highest=100)  # noqa: PLR0124 not a number


def _draw_grid(ax: Axes, across: Scale, upwards: Scale, numerals: Numerals, words: Mapping[str, str]) -> None:
    width, height = axes_size(ax)
    pixel_x, pixel_y = (across.high - across.low) / width, (upwards.high - upwards.low) / height
    for tick, text in zip(upwards.ticks, write_ticks(upwards, numerals, suffix="%"), strict=True):
        ax.axhline(tick, color=color("grid"), linewidth=1, zorder=0)
        write(ax, across.low - 8 * pixel_x, tick, text, size=SMALL, ink="ink-3", align="right")
    for tick, text in zip(across.ticks, write_ticks(across, numerals), strict=True):
        ax.axvline(tick, color=color("grid"), linewidth=1, zorder=0)
        write(ax, tick, upwards.low - 14 * pixel_y, text, size=SMALL, ink="ink-3", align="center")
    write(ax, across.high, upwards.low - 32 * pixel_y, words["axis_level"], size=SMALL, ink="ink-3", align="right")


def _draw_points(ax: Axes, one: RoomMap, words: Mapping[str, str]) -> None:
    width, height = axes_size(ax)
    low, high = ax.get_xlim()
    bottom, top = ax.get_ylim()
    pixel_x, pixel_y = (high - low) / width, (top - bottom) / height
    middle = sum(point.level.estimate for point in one.points) / max(len(one.points), 1)
    ax.axvline(middle, color=color("ink-3"), linewidth=1.2, linestyle=(0, (5, 3)), zorder=1)
    ax.axhline(one.even, color=color("ink-3"), linewidth=1.2, linestyle=(0, (5, 3)), zorder=1)
    if measure(words["corner"], SMALL) < (middle - low) / pixel_x - 8:
        write(ax, low + 4 * pixel_x, top - 10 * pixel_y, words["corner"], size=SMALL, ink="ink-3")
    for place, point in enumerate(one.points, start=1):
        x, y = point.level.estimate, 100 * point.share.estimate
        ink = color("ink" if point.is_priority else "ink-2")
        ax.plot([point.level.ci_low, point.level.ci_high], [y, y], color=ink, linewidth=1.6, alpha=0.5, zorder=2, clip_on=False)
        ax.plot([x, x], [100 * point.share.ci_low, 100 * point.share.ci_high], color=ink, linewidth=1.6, alpha=0.5, zorder=2, clip_on=False)
        face = ink if point.is_priority else color("bg")
        ax.plot([x], [y], marker="o", markersize=9, markerfacecolor=face, markeredgecolor=ink, linestyle="none", zorder=3, clip_on=False)
        write(ax, x + 9 * pixel_x, y + 10 * pixel_y, str(place), size=TEXT, is_bold=True)
