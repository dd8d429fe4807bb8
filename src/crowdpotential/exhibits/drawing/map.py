"""A locator map: colour says which bloc an area belongs to, never how much; names stand outside with leaders, on a phone as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from crowdpotential.exhibits.drawing.atlas import Atlas, Shape, find_rooms
from crowdpotential.exhibits.drawing.canvas import LINE, SMALL, TEXT, Frame, make_canvas, measure, wrap, write
from crowdpotential.exhibits.drawing.chart import Key, Mark
from crowdpotential.exhibits.drawing.layout import MARK_ROOM
from crowdpotential.exhibits.drawing.marks import draw_marks
from crowdpotential.exhibits.drawing.palette import PLAIN, Palette, color
from crowdpotential.exhibits.drawing.sheet import KEY_HEIGHT, draw_keys, place_keys

SIDE = 172.0  # px for the names on each side, wide
LABEL_HEIGHT = 46.0  # px that two names keep apart, unless the upper one has several lines
NARROW_ROW = 28.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What stands beside an area."""

    area: str
    bloc: str
    name: str
    value: str  # empty where values of several sides may not stand in one picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where the map stands on the page, in pixels."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A map, and the words around it."""

    atlas: Atlas
    labels: Sequence[Label]
    countries: Mapping[str, str]  # their names, by the codes of the atlas
    credit: str  # who drew the borders, and how they are projected
    keys: Sequence[Key] = ()  # marks of the sides


def draw_map(found: Map, frame: Frame, *, palette: Palette) -> Figure:
    """Draw the map under its legend, with the names beside it or, on a phone, below."""
    atlas, labels, keys = found.atlas, found.labels, found.keys
    legend = place_keys(keys, frame.width)[-1][1] + KEY_HEIGHT + 8 if keys else 0.0
    notes = wrap(found.credit, frame.width, SMALL)
    left, width = (0.0, frame.width) if frame.is_narrow else (SIDE, frame.width - 2 * SIDE)
    height = width * _aspect(atlas)
    body = height + _list_height(labels) if frame.is_narrow else max(height, *map(_side_height, _split(atlas, labels)))
    canvas = make_canvas(frame, legend + body + len(notes) * SMALL * LINE + 14)
    page = canvas.page()
    draw_keys(keys, page, width=frame.width, palette=palette)
    ax = canvas.place(left, legend, width, height)
    _draw_land(found, ax, palette=palette, pixel=_pixel(atlas, width))
    if frame.is_narrow:
        _draw_pins(atlas, ax, labels, palette)
        _draw_list(page, labels, legend + height, frame, palette)
    else:
        box = Box(left=left, top=legend, width=width, height=height)
        _draw_sides(atlas, canvas.page(), labels, box, palette, room=body)
    for number, line in enumerate(notes):
        write(page, 0, legend + body + 14 + number * SMALL * LINE, line, size=SMALL, ink="ink-3")
    return canvas.figure


def _draw_land(found: Map, ax: Axes, *, palette: Palette, pixel: float) -> None:
    """Draw land, areas, borders and the names of countries where there is room; `pixel` is one pixel in units of the map."""
    atlas, names = found.atlas, found.countries
    left, bottom, right, top = atlas.window
    ax.set(xlim=(left, right), ylim=(bottom, top))
    sea = Rectangle((left, bottom), right - left, top - bottom, facecolor=color("surface"), linewidth=0, zorder=0)
    ax.add_patch(sea)
    for shape in atlas.shapes:
        ax.add_patch(PathPatch(_path(shape), **_look(shape, atlas, palette)))
    sizes = {country: ((measure(name, SMALL) + 10) * pixel, SMALL * LINE * pixel) for country, name in names.items()}
    for country, (x, y) in find_rooms(atlas, sizes).items():
        write(ax, x, y, names[country], size=SMALL, ink="ink-2", align="center")


def _look(shape: Shape, atlas: Atlas, palette: Palette) -> dict[str, Any]:
    if shape.layer == "state_border":
        sides = {atlas.sides.get(country, "") for country in shape.between}
        is_heavy = "" not in sides and len(sides) > 1
        width = 2.4 if is_heavy else 1.0
        ink = color("ink" if is_heavy else "ink-3")
        return {"facecolor": "none", "edgecolor": ink, "linewidth": width, "zorder": 3 + is_heavy}
    if shape.area:
        style = palette.get(shape.bloc, PLAIN)
        return {"facecolor": style.tint, "edgecolor": style.color, "linewidth": 1.2, "zorder": 2}
    token = "land-2" if shape.layer == "context_admin1" else "land"
    return {"facecolor": color(token), "edgecolor": color("bg"), "linewidth": 0.8, "zorder": 1}


def _path(shape: Shape) -> Path:
    is_closed = shape.layer != "state_border"
    parts = [Path(line, closed=is_closed) for line in shape.outlines]
    return Path.make_compound_path(*parts)


def _draw_sides(atlas: Atlas, page: Axes, labels: Sequence[Label], box: Box, palette: Palette, *, room: float) -> None:
    """Write the names beside the map in `room` px, the western half of them left, with a leader to each mark."""
    places = {label.area: _on_page(atlas, label.area, box) for label in labels}
    for side, is_left in zip(_split(atlas, labels), (True, False), strict=True):
        _order(side, places, is_left=is_left)
        wanted = [places[label.area][1] for label in side]
        for label, y in zip(side, _spread(wanted, [*map(_label_height, side)], box.top, box.top + room), strict=True):
            edge = box.left if is_left else box.left + box.width
            x, own_y = places[label.area]
            page.plot([edge, x], [y, own_y], color=color("ink-3"), linewidth=1, zorder=6)
            draw_marks(page, [(Mark(value=x, bloc=label.bloc), own_y)], palette=palette, order=7)
            _write_label(page, label, edge, y, is_left=is_left, palette=palette)


def _order(side: list[Label], places: Mapping[str, tuple[float, float]], *, is_left: bool) -> None:
    """Sort from top to bottom; of two at about the same height the one nearer to the edge comes first."""
    side.sort(key=lambda label: places[label.area][1])
    for upper in range(len(side) - 1):
        (x, y), (next_x, next_y) = (places[label.area] for label in side[upper : upper + 2])
        is_nearer = next_x < x if is_left else next_x > x
        if is_nearer and next_y - y < LABEL_HEIGHT:
            side[upper], side[upper + 1] = side[upper + 1], side[upper]


def _split(atlas: Atlas, labels: Sequence[Label]) -> tuple[list[Label], list[Label]]:
    """Part the names into those left and those right of the map."""
    ordered = sorted(labels, key=lambda label: atlas.marks[label.area][0])
    middle = (len(ordered) + 1) // 2
    return ordered[:middle], ordered[middle:]


def _lines(label: Label) -> tuple[str, ...]:
    return wrap(label.name, SIDE - 12 - MARK_ROOM, TEXT, is_bold=True)


def _label_height(label: Label) -> float:
    return LABEL_HEIGHT + (len(_lines(label)) - 1) * TEXT * LINE


def _side_height(labels: Sequence[Label]) -> float:
    return sum(map(_label_height, labels))


def _write_label(page: Axes, label: Label, edge: float, y: float, *, is_left: bool, palette: Palette) -> None:
    lines = _lines(label)
    step = TEXT * LINE
    widest = max([measure(label.value, SMALL), *(measure(line, TEXT, is_bold=True) for line in lines)])
    first = edge - 10 - widest if is_left else edge + 10 + MARK_ROOM
    draw_marks(page, [(Mark(value=first - 13, bloc=label.bloc), y)], palette=palette)
    for number, line in enumerate(lines):
        write(page, first, y + number * step, line, is_bold=True)
    write(page, first, y + len(lines) * step, label.value, size=SMALL, ink="ink-2")


def _spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Keep names apart: move each down as far as the one above demands, then all up from the lower edge."""
    places: list[float] = []
    for number, y in enumerate(wanted):
        places.append(max(y, places[-1] + heights[number - 1] if places else top + 14))
    limit = bottom + 14
    for number in range(len(places) - 1, -1, -1):
        limit -= heights[number]
        places[number] = limit = min(places[number], limit)
    return places


def _draw_pins(atlas: Atlas, ax: Axes, labels: Sequence[Label], palette: Palette) -> None:
    for number, label in enumerate(labels, start=1):
        x, y = atlas.marks[label.area]
        ax.plot(
            [x],
            [y],
            marker="o",
            markersize=20,
            markerfacecolor=color("bg"),
            markeredgewidth=2,
            zorder=7,
            markeredgecolor=palette.get(label.bloc, PLAIN).color,
        )
        ax.annotate(
            str(number),
            (x, y),
            ha="center",
            va="center_baseline",
            fontsize=SMALL,
            weight="bold",
            color=color("ink"),
            zorder=8,
        )


def _draw_list(page: Axes, labels: Sequence[Label], top: float, frame: Frame, palette: Palette) -> None:
    for number, label in enumerate(labels, start=1):
        y = top + (number - 0.5) * NARROW_ROW + 6
        value = measure(label.value, SMALL)
        lines = wrap(label.name, frame.width - 22 - MARK_ROOM - value - 8, TEXT)
        write(page, 0, y, f"{number}.", ink="ink-2")
        draw_marks(page, [(Mark(value=31, bloc=label.bloc), y)], palette=palette)
        write(page, 44, y, lines[0] if len(lines) == 1 else f"{lines[0]}…")
        write(page, frame.width, y, label.value, size=SMALL, ink="ink-2", align="right")


def _list_height(labels: Sequence[Label]) -> float:
    return NARROW_ROW * len(labels) + 10


def _on_page(atlas: Atlas, area: str, box: Box) -> tuple[float, float]:
    left, bottom, right, top = atlas.window
    x, y = atlas.marks[area]
    return box.left + (x - left) / (right - left) * box.width, box.top + (top - y) / (top - bottom) * box.height


def _aspect(atlas: Atlas) -> float:
    left, bottom, right, top = atlas.window
    return (top - bottom) / (right - left)


def _pixel(atlas: Atlas, width: float) -> float:
    return (atlas.window[2] - atlas.window[0]) / width
