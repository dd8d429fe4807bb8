"""The map of a study: features of a geojson file that can be drawn, and which of them are its areas."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crowdpotential.errors import Faults, ParamsError, read_small
from crowdpotential.validation import nearest

LARGEST_BYTES = 20_000_000
MOST_POINTS = 200_000  # a map of the world's countries at 1:10,000,000 has half a million, and is too fine for a page
DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}  # of lists around a line
AREAL = ("Polygon", "MultiPolygon")
LARGEST_DEGREES = (180.0, 90.0)  # longitude, latitude
MOST_NAMED = 5  # features in a message
LONGEST_KEY = 40  # letters of a key in a message


def read_features(path: Path) -> list[dict[str, Any]]:
    """Read the features of a map, each with `properties` and a `geometry` that can be drawn.

    Raises:
        MissingFileError: there is no such file.
        ParamsError: it is too large, no geojson, or holds features without lines in degrees; all of them are told.
    """
    content = read_small(path, LARGEST_BYTES, if_absent="correct report.map", if_large="simplify the outlines of the map")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        msg = f"{path.name}: no JSON in UTF-8; report.map takes a geojson file"
        raise ParamsError(msg) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        msg = f"{path.name}: holds no list of features; report.map takes a geojson file of type FeatureCollection"
        raise ParamsError(msg)
    faults = Faults()
    for place, fault in _feature_faults(features):
        faults.add(ParamsError(f"{path.name}: {place}: {fault}"))
    faults.raise_any()
    if (n_points := sum(map(_count_points, features))) > MOST_POINTS:
        msg = f"{path.name}: its lines have {n_points} points, and {MOST_POINTS} are the most; simplify the outlines of the map"
        raise ParamsError(msg)
    return [{**feature, "properties": feature.get("properties") or {}} for feature in features]


def refuse_unmapped(features: Sequence[Mapping[str, Any]], keys: Mapping[str, str | None], name: str) -> None:
    """Refuse areas that a map does not show.

    Args:
        features: as `read_features` gives them.
        keys: area -> map_key, which is the property `iso` of its feature.
        name: of the file.

    Raises:
        ParamsError: areas without a key, with a key that no feature or several have, with that of another area, or that are lines.
    """
    faults = Faults()
    if not keys:
        msg = f"report.map: {name} would show areas, of which the study has none; take it out"
        raise ParamsError(msg)
    kinds = [(f["properties"].get("iso"), f["geometry"]["type"]) for f in features]
    counts, taken = Counter(iso for iso, _ in kinds), Counter(keys.values())
    for area, key in keys.items():
        place = f"areas.{area}.map_key"
        if key is None:
            fault = f"{place}: is missing, so that {name} would not be drawn; give every area one, or take out report.map"
        elif taken[key] > 1:
            fault = f"{place}: {key} is the key of {taken[key]} areas; give each its own"
        elif counts[key] != 1:
            found = nearest(key, [str(iso) for iso in counts if iso])
            hint = f" (did you mean {found}?)" if found and not counts[key] else ""
            fault = f"{place}: {counts[key]} features of {name} have {key} as property iso{hint}; one must have it"
        elif dict(kinds)[key] not in AREAL:
            fault = f"{place}: the feature {key} of {name} is a line; an area needs a polygon"
        else:
            continue
        faults.add(ParamsError(fault))
    faults.raise_any()


def _feature_faults(features: Sequence[object]) -> Iterator[tuple[str, str]]:
    found = [(place, fault) for i, feature in enumerate(features) for place, fault in _faults_of(feature, i)]
    yield from found[:MOST_NAMED]
    if len(found) > MOST_NAMED:
        yield "features", f"{len(found) - MOST_NAMED} more have such faults"


def _faults_of(feature: object, position: int) -> Iterator[tuple[str, str]]:
    place = f"features[{position}]"
    if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
        yield place, "is no feature with properties; correct it, or take it out"
        return
    iso, geometry = (feature.get("properties") or {}).get("iso"), feature.get("geometry")
    place += f" ({_shown(iso)})" if isinstance(iso, str) and iso else ""
    if not isinstance(iso, str | int | float | None):
        yield place, "its property iso is no word; write the map_key of an area, or take it out"
    elif not isinstance(geometry, dict):
        yield place, "has no geometry; draw it, or take it out"
    elif not isinstance(kind := geometry.get("type"), str) or kind not in DEPTH:
        named = f"of type {_shown(kind)}" if isinstance(kind, str) else "of no type"
        yield place, f"is {named}; the map draws {', '.join(DEPTH)}"
    elif not _are_lines(geometry.get("coordinates"), DEPTH[kind], 3 if kind in AREAL else 2):
        yield (
            place,
            "its coordinates are no lines of longitude and latitude in degrees; export the map in WGS 84",
        )


def _are_lines(coordinates: object, depth: int, fewest: int) -> bool:
    """Return whether a nested list holds lines of so many different points or more, and nothing else."""
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if depth > 0:
        return all(_are_lines(part, depth - 1, fewest) for part in coordinates)
    return all(map(_is_point, coordinates)) and len({(x, y) for x, y, *_ in coordinates}) >= fewest


def _is_point(point: object) -> bool:
    if not isinstance(point, list) or len(point) < 2:
        return False
    return all(
        isinstance(degree, int | float) and not isinstance(degree, bool) and -largest <= degree <= largest
        for degree, largest in zip(point, LARGEST_DEGREES, strict=False)
    )


def _count_points(feature: Mapping[str, Any]) -> int:
    lines = feature["geometry"]["coordinates"]
    for _ in range(DEPTH[feature["geometry"]["type"]]):
        lines = [line for part in lines for line in part]
    return len(lines)


def _shown(word: str) -> str:
    """Write a word of a stranger's file in one line."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in word).split())
    return plain if len(plain) <= LONGEST_KEY else f"{plain[:LONGEST_KEY]}..."
