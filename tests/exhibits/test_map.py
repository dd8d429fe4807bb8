"""A map is an exhibit like others: its picture, its place on a page and its sheet say the same, in any study with a geojson file."""

import io
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import openpyxl
import pytest
from exhibits.test_exhibit import ENGLISH, SETTING, make_row, texts

from crowdpotential.exhibits.cells import Bracketed, Content, Joined, Named, Number
from crowdpotential.exhibits.drawing.atlas import Atlas, Spot, make_atlas
from crowdpotential.exhibits.drawing.chart import Key
from crowdpotential.exhibits.drawing.map import Label, Map, _spread, draw_map
from crowdpotential.exhibits.drawing.palette import choose_palette
from crowdpotential.exhibits.exhibit import Column, Drawing, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.figure import draw_exhibit
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.workbook.book import About, write_workbook

SPOTS = {"W": Spot("left", "west"), "E": Spot("right", "east")}
MEANS = {
    "left": make_row(result_id="index.mean.left", estimate=48.25, ci_low=45.0, ci_high=51.5),
    "right": make_row(result_id="index.mean.right", estimate=61.5, ci_low=58.0, ci_high=65.0),
}


def square(iso: str, west: float, **properties: object) -> dict[str, Any]:
    ring = [[west, 50.0], [west + 4.0, 50.0], [west + 4.0, 54.0], [west, 54.0], [west, 50.0]]
    return {
        "type": "Feature",
        "properties": {"iso": iso, **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


FEATURES = [square("W", 20.0, country="PL"), square("E", 24.0, country="UA"), square("other", 28.0)]


def atlas_of(features: Sequence[dict[str, Any]] = FEATURES) -> Atlas:
    atlas = make_atlas(features, SPOTS)
    assert atlas is not None
    return atlas


def make_map(*, has_values: bool = True) -> Exhibit:
    """Two areas that touch, each on a side of its own."""
    cells: dict[str, Content] = {
        area: Joined((Number(row), Bracketed(Number(row, part="interval")))) if has_values else "" for area, row in MEANS.items()
    }
    blocs = {spot.area: spot.bloc for spot in SPOTS.values()}
    rows = tuple(Row((Named(f"{area} area", blocs[area]), *((cells[area],) if has_values else ()))) for area in MEANS)
    columns = (Column(head="Area", kind="label"), *((Column(head="Index"),) if has_values else ()))
    found = Map(
        atlas=atlas_of(),
        labels=[Label(area=area, bloc=blocs[area], name=f"{area} area", value=to_plain(SETTING, cells[area])) for area in MEANS],
        countries={"PL": "Poland", "UA": "Ukraine"},
        credit="Drawn for a test.",
        keys=[Key(text=f"the {bloc}", bloc=bloc) for bloc in SETTING.blocs],
    )
    palette = choose_palette(SETTING.blocs)
    return Exhibit(
        setting=SETTING,
        section="index",
        anchor="map",
        title="Where they lie",
        panels=(Panel(tables=(Table(caption="areas", columns=columns, groups=(Group(rows=rows),)),)),),
        file="map",
        drawing=Drawing(draw=lambda frame: draw_map(found, frame, palette=palette)),
    )


def sheet_of(exhibit: Exhibit) -> list[list[object]]:
    content = write_workbook([exhibit], (), language=ENGLISH, about=About(title="T"))
    return [
        [cell.value for cell in row if cell.value is not None]
        for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[1].iter_rows()
    ]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_picture_names_every_area_with_the_value_of_its_cell(width: Any) -> None:  # noqa: ANN401 a literal
    shown = texts(draw_exhibit(make_map(), width).svg)
    for words in (
        "left area",
        "48.2 (45.0–51.5)",
        "right area",
        "61.5 (58.0–65.0)",
        "the west",
        "Drawn for a test.",
    ):
        assert words in shown


def test_the_page_shows_the_map_and_the_sheet_the_numbers_behind_it() -> None:
    exhibit = make_map()
    assert exhibit.html.count('class="drawing wide"') == exhibit.html.count('class="drawing narrow"') == 1
    assert "48.2 (45.0–51.5)" in texts(exhibit.html)
    assert "<table" not in exhibit.html
    rows = sheet_of(exhibit)
    assert ["left area", 48.25, 45, 51.5, 120] in rows
    assert ["right area", 61.5, 58, 65, 120] in rows


def test_a_map_without_values_has_none_in_any_form() -> None:
    exhibit = make_map(has_values=False)
    drawn = draw_exhibit(exhibit, "wide")
    for form in (" ".join(texts(drawn.svg)), " ".join(texts(exhibit.html)), drawn.alt):
        assert "left area" in form
        assert not re.search(r"\d\.\d", form)  # a phone numbers the areas
    assert ["left area"] in sheet_of(exhibit)


def test_the_heavy_border_parts_countries_that_are_sides_of_the_study() -> None:
    line = {"type": "LineString", "coordinates": [[24.0, 50.0], [24.0, 54.0]]}
    border = {
        "type": "Feature",
        "properties": {"layer": "state_border", "between": "PL-UA"},
        "geometry": line,
    }
    atlas = atlas_of([*FEATURES, border])
    assert atlas.sides == {"PL": "west", "UA": "east"}
    assert [shape.between for shape in atlas.shapes if shape.layer == "state_border"] == [("PL", "UA")]


def test_areas_that_are_not_in_the_file_make_no_map() -> None:
    assert make_atlas([square("other", 20.0)], SPOTS) is None


def test_values_beside_a_map_do_not_reach_into_it() -> None:
    drawing = draw_exhibit(make_map(), "wide")
    figure = drawing._own  # noqa: SLF001 the drawing before it becomes bytes
    figure.draw_without_rendering()
    land = next(ax for ax in figure.axes if ax.patches and ax.get_xlim()[1] < 10).get_window_extent()
    values = [text for ax in figure.axes for text in ax.texts if re.fullmatch(r"\S+ \(\S+\)", text.get_text())]
    boxes = [text.get_window_extent() for text in values]
    assert len(boxes) == 2
    assert all(box.x1 <= land.x0 or box.x0 >= land.x1 for box in boxes)


def test_names_keep_apart_by_as_much_as_each_needs() -> None:
    heights = [46.0, 80.0, 63.0]
    places = _spread([100.0, 100.0, 290.0], heights, 0.0, 300.0)
    bottoms = [y + height for y, height in zip(places, heights, strict=True)]
    assert all(bottom <= following for bottom, following in zip(bottoms, places[1:], strict=False))
    assert bottoms[-1] <= 300 + 14


def test_an_area_that_ends_where_the_window_does_has_its_mark_inside() -> None:
    features = [square(f"{column}{row}", 20.0 + 4 * column) for row in range(2) for column in range(3)]
    for feature in features[3:]:
        feature["geometry"]["coordinates"] = [[[x, y - 4] for x, y in feature["geometry"]["coordinates"][0]]]
    atlas = make_atlas(features, {f["properties"]["iso"]: Spot(f["properties"]["iso"], "") for f in features})
    assert atlas is not None
    for shape in atlas.shapes:
        (x, y), ring = atlas.marks[shape.area], np.vstack(shape.outlines)
        low, high = ring.min(axis=0), ring.max(axis=0)
        assert np.all(np.array([x, y]) - low > 0.25 * (high - low))
        assert np.all(high - np.array([x, y]) > 0.25 * (high - low))
