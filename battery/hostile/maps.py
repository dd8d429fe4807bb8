"""Hostile maps: GeoJSON that is deep, huge, empty where something should be, or no GeoJSON."""

import json
from collections.abc import Callable, Mapping
from typing import Any

DEEP = 100_000

Spoil = Callable[[bytes], bytes]


def _first(**changes: Any) -> Spoil:  # noqa: ANN401 whatever JSON holds
    """Change keys of the first feature."""

    def spoil(right: bytes) -> bytes:
        data = json.loads(right)
        data["features"][0] |= changes
        return json.dumps(data).encode()

    return spoil


def _geometry(kind: str, coordinates: Any) -> Spoil:  # noqa: ANN401
    return _first(geometry={"type": kind, "coordinates": coordinates})


def _without(key: str) -> Spoil:
    def spoil(right: bytes) -> bytes:
        data = json.loads(right)
        del data["features"][0][key]
        return json.dumps(data).encode()

    return spoil


def _written(text: bytes) -> Spoil:
    """Put a text in the place of the first longitude."""

    def spoil(right: bytes) -> bytes:
        data = json.loads(right)
        ring = data["features"][0]["geometry"]["coordinates"]
        while isinstance(ring[0], list):
            ring = ring[0]
        ring[0] = "HERE"
        return json.dumps(data).encode().replace(b'"HERE"', text)

    return spoil


def _more(features: list[Any]) -> Spoil:
    def spoil(right: bytes) -> bytes:
        data = json.loads(right)
        data["features"] += features
        return json.dumps(data).encode()

    return spoil


def _whole(text: bytes) -> Spoil:
    return lambda _: text


RING = [[30, 50], [31, 50], [31, 51], [30, 50]]
LONG_RING = [[30 + n / 1e6, 50 + (n % 7) / 100] for n in range(1_000_000)]

MAPS: Mapping[str, Spoil] = {
    "nothing": _whole(b""),
    "null": _whole(b"null"),
    "a number": _whole(b"1"),
    "a list": _whole(b"[]"),
    "a word": _whole(b'"word"'),
    "no features": _whole(b'{"type": "FeatureCollection", "features": []}'),
    "features that are null": _whole(b'{"type": "FeatureCollection", "features": null}'),
    "features that are a mapping": _whole(b'{"type": "FeatureCollection", "features": {"a": 1}}'),
    "features that are words": _whole(b'{"type": "FeatureCollection", "features": ["a", null, 1, []]}'),
    "a bare geometry": _whole(b'{"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 50]]]}'),
    "a topology": _whole(b'{"type": "Topology", "objects": {}, "arcs": []}'),
    "lists 100,000 deep": _whole(b"[" * DEEP + b"]" * DEEP),
    "mappings 100,000 deep": _whole(b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    "coordinates 100,000 deep": _written(b"[" * DEEP + b"1" + b"]" * DEEP),
    "coordinates 900 deep": _written(b"[" * 900 + b"1" + b"]" * 900),
    "properties 900 deep": _first(properties={"iso": "K0", "a": json.loads("[" * 900 + "]" * 900)}),
    "a feature without geometry": _without("geometry"),
    "a feature without properties": _without("properties"),
    "a feature without type": _without("type"),
    "a geometry that is null": _first(geometry=None),
    "a geometry that is a word": _first(geometry="Polygon"),
    "a geometry that is a list": _first(geometry=[1]),
    "a geometry that is a bag of others": _first(
        geometry={"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [RING]}]}
    ),
    "a geometry whose type is a list": _first(geometry={"type": ["Polygon"], "coordinates": [RING]}),
    "a geometry whose type is a mapping": _first(geometry={"type": {}, "coordinates": [RING]}),
    "a geometry whose type is null": _first(geometry={"type": None, "coordinates": [RING]}),
    "a geometry without coordinates": _first(geometry={"type": "Polygon"}),
    "properties that are null": _first(properties=None),
    "properties that are a list": _first(properties=[1]),
    "properties that are a word": _first(properties="iso"),
    "an iso that is a list": _first(properties={"iso": ["K0"]}),
    "an iso that is a mapping": _first(properties={"iso": {"a": 1}}),
    "an iso that is a number": _first(properties={"iso": 1}),
    "an iso that is true": _first(properties={"iso": True}),
    "an iso of 100,000 letters": _first(properties={"iso": "K" * 100_000}),
    "an iso of several lines": _first(properties={"iso": "K0\nerror: 2\n"}),
    "a further feature with an iso that is a list": _more(
        [
            {
                "type": "Feature",
                "properties": {"iso": ["K0"]},
                "geometry": {"type": "Polygon", "coordinates": [RING]},
            }
        ]
    ),
    "a further feature with an iso that is a mapping": _more(
        [
            {
                "type": "Feature",
                "properties": {"iso": {}},
                "geometry": {"type": "Polygon", "coordinates": [RING]},
            }
        ]
    ),
    "a point": _geometry("Point", [30, 50]),
    "no coordinates": _geometry("Polygon", []),
    "coordinates that are null": _geometry("Polygon", None),
    "coordinates that are words": _geometry("Polygon", [[["30", "50"], ["31", "50"], ["31", "51"]]]),
    "coordinates that are true": _geometry("Polygon", [[[True, False], [False, True], [True, True], [True, False]]]),
    "a point without a latitude": _geometry("Polygon", [[[30], [31, 50], [31, 51], [30]]]),
    "a point of a thousand numbers": _geometry("Polygon", [[[30, 50, *range(1000)], [31, 50], [31, 51], [30, 50]]]),
    "a ring of two points": _geometry("Polygon", [[[30, 50], [31, 50]]]),
    "a ring of one point": _geometry("Polygon", [[[30, 50]]]),
    "a ring that is one point many times": _geometry("Polygon", [[[30, 50]] * 5]),
    "a ring that is not closed": _geometry("Polygon", [[[30, 50], [31, 50], [31, 51]]]),
    "a ring that crosses itself": _geometry("Polygon", [[[30, 50], [31, 51], [31, 50], [30, 51], [30, 50]]]),
    "an empty ring beside a full one": _geometry("Polygon", [RING, []]),
    "a ring that is a line": _geometry("Polygon", RING),
    "a polygon as many": _geometry("MultiPolygon", [RING]),
    "a polygon over the date line": _geometry("Polygon", [[[179, 50], [-179, 50], [-179, 51], [179, 51], [179, 50]]]),
    "a polygon around the pole": _geometry("Polygon", [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]]),
    "metres for degrees": _geometry(
        "Polygon",
        [[[3_000_000, 6_000_000], [3_100_000, 6_000_000], [3_100_000, 6_100_000], [3_000_000, 6_000_000]]],
    ),
    "degrees the other way round": _geometry("Polygon", [[[50, 130], [51, 130], [51, 131], [50, 130]]]),
    "a million points": _geometry("Polygon", [LONG_RING]),
    "100,000 rings": _geometry("MultiPolygon", [[RING]] * 100_000),
    "100,000 further features": _more(
        [
            {
                "type": "Feature",
                "properties": {"iso": f"x{n}"},
                "geometry": {"type": "Polygon", "coordinates": [RING]},
            }
            for n in range(100_000)
        ]
    ),
    "100,000 further features without geometry": _more([{"type": "Feature", "properties": {}, "geometry": None}] * 100_000),
    "100,000 further nulls": _more([None] * 100_000),
    "a number that is none": _written(b"NaN"),
    "a number beyond all": _written(b"1e999"),
    "infinity": _written(b"-Infinity"),
    "a number of 10,000 digits": _written(b"9" * 10_000),
    "a number of 400 digits": _written(b"9" * 400),
    "a decimal number of 10,000 digits": _written(b"30." + b"1" * 10_000),
    "minus zero": _written(b"-0.0"),
    "a lone surrogate": _first(properties={"iso": "\ud800"}),
    "a key twice": lambda right: right.replace(b'"features"', b'"features": [], "features"', 1),
    "bytes that are not UTF-8": lambda right: right + b"\xff\xfe",
    "UTF-16": lambda right: right.decode().encode("utf-16"),
    "a mark of the order of bytes": lambda right: b"\xef\xbb\xbf" + right,
    "a zero byte": lambda right: right[:30] + b"\0" + right[30:],
    "zero bytes only": lambda right: b"\0" * len(right),
    "half of it": lambda right: right[: len(right) // 2],
    "twice": lambda right: right + right,
    "a packed file": _whole(b"PK\x03\x04" + b"\0" * 100),
    "60 megabytes of blanks": lambda right: right + b" " * 60_000_000,
    "45 megabytes of lists": lambda right: right.rstrip()[:-1] + b', "more": [' + b"[]," * 15_000_000 + b"[]]}",
    "a comment": lambda right: b"// map\n" + right,
    "a system of coordinates in metres": lambda right: (
        right.rstrip()[:-1] + b', "crs": {"type": "name", "properties": {"name": "EPSG:3857"}}}'
    ),
}
