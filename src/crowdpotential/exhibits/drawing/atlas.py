"""A map before it is drawn: shapes out of a geojson file, which of them are areas of a study, and room for marks and names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.path import Path
from scipy.ndimage import binary_erosion, distance_transform_edt

from crowdpotential.exhibits.drawing.projection import Projection, fit_projection, project
from crowdpotential.geojson import DEPTH
from crowdpotential.stats.arrays import BoolArray, FloatArray

GRID = 90  # cells along the longer side, when room for names is looked for
PADDING = 0.11  # land around the areas, as a share of the map's longer side
EDGE_POINTS = 50
FINENESS = 1200  # steps along the longer side to which outlines are rounded: half a pixel of the widest figure


@dataclass(frozen=True, slots=True)
class Spot:
    """An area of the study, and its side; empty where it lies in none."""

    area: str
    bloc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A feature of the map on the plane."""

    layer: str
    country: str
    area: str  # of the study; empty for context
    bloc: str  # of the area
    between: tuple[str, ...]  # countries that a border parts
    outlines: tuple[FloatArray, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """All shapes, the window to show, and where each area has its mark."""

    shapes: tuple[Shape, ...]
    window: tuple[float, float, float, float]  # left, bottom, right, top
    marks: Mapping[str, tuple[float, float]]
    sides: Mapping[str, str]  # country -> the bloc that all its areas belong to


def make_atlas(features: Sequence[Mapping[str, Any]], spots: Mapping[str, Spot]) -> Atlas | None:
    """Project the features of a geojson file and frame the areas; None if no area is among them.

    Args:
        features: with `properties` and `geometry` in degrees, as `geojson.read_features` returns them.
        spots: the areas by the property `iso` of their features.
    """
    chosen = [f for f in features if f["properties"].get("iso") in spots]
    if not chosen:
        return None
    projection = fit_projection(np.vstack([line for f in chosen for line in _lines(f["geometry"])]))
    every = [_shape(feature, spots, projection) for feature in features]
    land = np.vstack([line for feature in features for line in _lines(feature["geometry"])])
    window = _window(
        np.vstack([line for shape in every if shape.area for line in shape.outlines]),
        _extent(land, projection),
    )
    shapes = tuple(kept for shape in every if (kept := _cut(shape, window)).outlines)
    marks = {}
    for feature in chosen:
        area = spots[feature["properties"]["iso"]].area
        shape = next(shape for shape in shapes if shape.area == area)
        marks[area] = _mark(feature["properties"], shape, projection, window)
    return Atlas(shapes=shapes, window=window, marks=marks, sides=_sides(shapes))


def find_rooms(atlas: Atlas, sizes: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Find for each country the place farthest from borders and areas where a name of its size fits; none, and it is left out."""
    xs, ys, step = _grid(atlas.window)
    taken = np.zeros((len(ys), len(xs)), dtype=bool)
    for shape in atlas.shapes:
        if shape.area:
            taken |= _covers(shape, xs, ys)
    rooms = {}
    for country, (width, height) in sizes.items():
        inside = np.zeros_like(taken)
        for shape in atlas.shapes:
            if shape.country == country and not shape.area:
                inside |= _covers(shape, xs, ys)
        name = np.ones((max(round(height / step), 1), max(round(width / step), 1)), dtype=bool)
        framed = np.pad(inside & ~taken, 1)  # the edge of the window is a border too
        fits = binary_erosion(framed, name)
        depth = np.where(fits, distance_transform_edt(framed), 0.0)[1:-1, 1:-1]
        if fits.any():
            row, column = np.unravel_index(int(depth.argmax()), depth.shape)
            rooms[country] = (float(xs[column]), float(ys[row]))
    return rooms


def _covers(shape: Shape, xs: FloatArray, ys: FloatArray) -> BoolArray:
    points = np.column_stack([axis.ravel() for axis in np.meshgrid(xs, ys)])
    covered = np.zeros(len(points), dtype=bool)
    for outline in shape.outlines:
        covered ^= Path(outline).contains_points(points)  # a hole is an outline inside an outline
    return covered.reshape(len(ys), len(xs))


def _grid(window: tuple[float, float, float, float]) -> tuple[FloatArray, FloatArray, float]:
    left, bottom, right, top = window
    step = max(right - left, top - bottom) / GRID
    return np.arange(left + step / 2, right, step), np.arange(bottom + step / 2, top, step), step


def _mark(
    properties: Mapping[str, Any],
    shape: Shape,
    projection: Projection,
    window: tuple[float, float, float, float],
) -> tuple[float, float]:
    if "label_lon" in properties and "label_lat" in properties:
        x, y = project([[properties["label_lon"], properties["label_lat"]]], projection)[0]
        return float(x), float(y)
    xs, ys, _ = _grid(window)
    inside = _covers(shape, xs, ys)
    if not inside.any():  # smaller than a cell of the grid
        x, y = shape.outlines[0].mean(axis=0)
        return float(x), float(y)
    depth = distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]  # the edge of the window is a border too
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return float(xs[column]), float(ys[row])


def _sides(shapes: Sequence[Shape]) -> dict[str, str]:
    blocs: dict[str, set[str]] = {}
    for shape in shapes:
        if shape.area:
            blocs.setdefault(shape.country, set()).add(shape.bloc)
    return {country: found.pop() for country, found in blocs.items() if len(found) == 1}


def _shape(feature: Mapping[str, Any], spots: Mapping[str, Spot], projection: Projection) -> Shape:
    properties = feature["properties"]
    spot = spots.get(properties.get("iso"), Spot("", ""))
    layer = properties.get("layer", "study")
    layer = "context_admin1" if layer == "study" and not spot.area else layer
    return Shape(
        layer=layer,
        country=properties.get("country", ""),
        area=spot.area,
        bloc=spot.bloc,
        between=tuple(properties["between"].split("-")) if "between" in properties else (),
        outlines=tuple(project(line, projection) for line in _lines(feature["geometry"])),
    )


def _window(areas: FloatArray, extent: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Frame the areas with some land around them, but not beyond what the file holds."""
    (left, bottom), (right, top) = areas.min(axis=0), areas.max(axis=0)
    margin = PADDING * max(right - left, top - bottom)
    west, south, east, north = extent
    return (
        float(min(max(left - margin, west), left)),
        float(min(max(bottom - margin, south), bottom)),
        float(max(min(right + margin, east), right)),
        float(max(min(top + margin, north), top)),
    )


def _extent(points: FloatArray, projection: Projection) -> tuple[float, float, float, float]:
    """Return the largest upright rectangle inside the projected window of longitudes and latitudes: left, bottom, right, top."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    along, up = np.linspace(west, east, EDGE_POINTS), np.linspace(south, north, EDGE_POINTS)
    sides = {
        name: project(np.column_stack([x, y]), projection)
        for name, (x, y) in {
            "left": (np.full_like(up, west), up),
            "right": (np.full_like(up, east), up),
            "bottom": (along, np.full_like(along, south)),
            "top": (along, np.full_like(along, north)),
        }.items()
    }
    return (
        float(sides["left"][:, 0].max()),
        float(sides["bottom"][:, 1].max()),
        float(sides["right"][:, 0].min()),
        float(sides["top"][:, 1].min()),
    )


def _cut(shape: Shape, window: tuple[float, float, float, float]) -> Shape:
    """Leave out what lies outside the window, and points closer together than anybody sees; shared borders stay shared."""
    left, bottom, right, top = window
    step = max(right - left, top - bottom) / FINENESS
    outlines = []
    for line in shape.outlines:
        (west, south), (east, north) = line.min(axis=0), line.max(axis=0)
        if west > right or east < left or south > top or north < bottom:
            continue
        cells = np.round(line / step)
        is_new = np.r_[True, (np.diff(cells, axis=0) != 0).any(axis=1)]
        is_new[-1] = True
        outlines.append(line[is_new])
    return replace(shape, outlines=tuple(outlines))


def _lines(geometry: Mapping[str, Any]) -> Iterator[FloatArray]:
    """Return every ring or line of a geometry."""
    parts: Sequence[Any] = geometry["coordinates"]
    depth = DEPTH[geometry["type"]]
    for _ in range(max(depth - 1, 0)):
        parts = [line for part in parts for line in part]
    for line in [parts] if depth == 0 else parts:
        yield np.array([point[:2] for point in line], dtype=np.float64)  # a third number is a height
