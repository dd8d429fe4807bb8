"""Maps: whatever a file holds, it is drawn or refused in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from crowdpotential import geojson
from crowdpotential.errors import ParamsError
from crowdpotential.geojson import read_features

RING = [[30, 50], [31, 50], [31, 51], [30, 50]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


def read(folder: Path, **changes: object) -> list[dict[str, Any]]:
    feature = {"type": "Feature", "properties": {"iso": "a"}, "geometry": POLYGON} | changes
    (folder / "map.geojson").write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    return read_features(folder / "map.geojson")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"geometry": None}, r"features\[0\] \(a\): has no geometry"),
        ({"geometry": {"type": ["Polygon"], "coordinates": [RING]}}, "is of no type; the map draws"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[10**400, 50], *RING]]}}, "no lines of longitude"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[True, 50], *RING]]}}, "no lines of longitude"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [30, 50]]]}}, "no lines of"),
        ({"properties": {"iso": ["a"]}}, "its property iso is no word"),
        ({"properties": {"iso": "a\nerror: b"}, "geometry": None}, r"\(a error: b\): has no geometry"),
    ],
)
def test_a_feature_that_cannot_be_drawn_is_refused_in_one_line(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ParamsError, match=message) as refused:
        read(tmp_path, **changes)
    assert "\n" not in str(refused.value)


def test_a_map_too_fine_for_a_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "MOST_POINTS", 3)
    with pytest.raises(ParamsError, match="have 4 points, and 3 are the most"):
        read(tmp_path)


def test_lists_deeper_than_any_map_are_no_map(tmp_path: Path) -> None:
    (tmp_path / "map.geojson").write_bytes(b"[" * 100_000)
    with pytest.raises(ParamsError, match="no JSON in UTF-8"):
        read_features(tmp_path / "map.geojson")
