import re
import struct
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.transforms import Bbox
from partial_sides import finished_partial
from report.long_names import with_long_names
from report.reading import draw
from report.studies import FULL, as_synthetic, edit, judged, row_of, sided, study, with_few
from written import written

from crowdpotential.chapters.areas.exhibits.area_map import show_area_map
from crowdpotential.chapters.registry import list_pictures
from crowdpotential.exhibits.cells import content_of
from crowdpotential.exhibits.drawing.palette import TOKENS, choose_palette
from crowdpotential.exhibits.drawing.projection import fit_projection, project
from crowdpotential.exhibits.figure import Drawing
from crowdpotential.exhibits.workbook.entries import list_numbers
from crowdpotential.store import Run
from crowdpotential.views.view import View, open_view

SVG = "{http://www.w3.org/2000/svg}"
Width = Literal["wide", "narrow"]
DRAWN = tuple(name for name in list_pictures() if name != "whole")  # of a study with areas


ROOT = Path(__file__).resolve().parents[2]
APART = "у каждой панели своя шкала"


@cache
def small(verdict: str = "partial", *, is_synthetic: bool = True) -> Run:
    """Give the small study that has everything, under long names."""
    run = with_long_names(sided(verdict))
    return as_synthetic(run) if is_synthetic else run


@cache
def many_sides() -> Run:
    """Give eight sides of two areas each that may not be compared, under names as long as they get."""
    return with_long_names(judged(finished_partial(8), "not_comparable", "metric_change"))


def build(name: str, run: Run, language: str, *, width: Width) -> Drawing | None:
    return draw(open_view(run, language=language), name, width)


@cache
def view_of(make: Callable[..., Run], *arguments: str, language: str = "ru") -> View:
    """Open a run once, whatever is drawn of it: its rows are read then."""
    return open_view(make(*arguments), language=language)


@cache
def drawn(name: str, language: str = "ru", width: Width = "wide", verdict: str = "partial") -> Drawing:
    return need(draw(view_of(small, verdict, language=language), name, width))


def need(drawing: Drawing | None) -> Drawing:
    assert drawing is not None
    return drawing


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 our own SVG


def sizes(svg: str) -> Iterator[float]:
    yield from (float(size) for size in re.findall(r"font(?:-size)?: (?:\w+ )?([\d.]+)px", svg))


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_the_same_on_every_run(name: str) -> None:
    again = need(build(name, small(), "ru", width="wide"))
    assert again.svg_inline == drawn(name).svg_inline


def test_files_of_a_figure_are_the_same_on_every_run() -> None:
    again = need(build("area_estimates", small(), "ru", width="wide"))
    assert again.svg == drawn("area_estimates").svg
    assert zlib.crc32(again.png) == zlib.crc32(drawn("area_estimates").png)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_alternative_text_states_the_finding_with_numbers(name: str, language: str) -> None:
    assert re.search(r"\d", drawn(name, language).alt)


@pytest.mark.parametrize("name", DRAWN)
def test_an_inline_figure_carries_its_alternative_text(name: str) -> None:
    root = ET.fromstring(drawn(name).svg_inline)  # noqa: S314 our own SVG
    assert root.get("role") == "img"
    assert root.get("aria-label") == drawn(name).alt


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_text_stays_text_and_is_no_smaller_than_eleven_pixels(name: str, width: Width) -> None:
    svg = drawn(name, "ru", width).svg_inline
    assert len(texts(svg)) > 3
    assert min(sizes(svg)) >= 11


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_text_stays_inside_the_figure(name: str, width: Width) -> None:
    root = ET.fromstring(drawn(name, "ru", width).svg_inline)  # noqa: S314 our own SVG
    _, _, right, bottom = map(float, root.get("viewBox", "").split())
    for element in root.iter(f"{SVG}text"):
        x, y = float(element.get("x", "0")), float(element.get("y", "0"))
        reach = len("".join(element.itertext())) * 5.0  # a letter is at least so wide
        style = element.get("style", "")
        low = x - (reach if "end" in style else reach / 2 if "middle" in style else 0)
        high = x + (0 if "end" in style else reach / 2 if "middle" in style else reach)
        assert low >= -1, "".join(element.itertext())
        assert high <= right + 1, "".join(element.itertext())
        assert 0 <= y <= bottom


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("study_name", ["few", "many_sides"])
def test_no_text_of_a_file_is_cut_or_covered_by_another(name: str, width: Width, study_name: str) -> None:
    drawing = draw(view_of(small if study_name == "few" else many_sides), name, width)
    if drawing is None:  # nothing to show of sides that are not compared
        assert study_name == "many_sides"
        return
    shown = text_boxes(drawing)
    width_px, height_px = drawing._own.bbox.size  # noqa: SLF001 the drawing before it becomes bytes
    assert [text for text, box in shown if box.x0 < -1 or box.x1 > width_px + 1 or box.y0 < -1 or box.y1 > height_px + 1] == []
    assert covered(shown) == []


def text_boxes(drawing: Drawing) -> list[tuple[str, Bbox]]:
    """Measure the texts of a figure in its own font."""
    figure = drawing._own  # noqa: SLF001 as above
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [text for ax in figure.axes for text in ax.texts if text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts]


def covered(shown: list[tuple[str, Bbox]]) -> list[tuple[str, str]]:
    """Name the pairs of texts that share more than an edge: a pixel across and three down."""
    x0, y0, x1, y1 = np.array([box.extents for _, box in shown]).reshape(-1, 4).T
    across = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    down = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    return [(shown[i][0], shown[j][0]) for i, j in np.argwhere((across > 1) & (down > 3)) if i < j]


def test_texts_that_share_more_than_an_edge_are_named() -> None:
    boxes = {
        "one": (0, 0, 20, 10),
        "beside": (19, 0, 40, 10),
        "over": (10, 6, 30, 16),
        "under": (0, 7, 9, 20),
    }
    shown = [(text, Bbox.from_extents(*box)) for text, box in boxes.items()]
    assert covered(shown) == [("one", "over"), ("beside", "over")]
    assert covered([]) == []


@pytest.mark.parametrize("name", DRAWN)
def test_every_colour_is_a_token_of_the_page(name: str) -> None:
    svg = drawn(name).svg_inline
    bare = re.sub(r"var\(--[\w-]+,#[0-9a-f]{6}\)", "", svg)
    assert re.findall(r"(?:fill|stroke): #[0-9a-f]{6}", bare) == []
    named = set(re.findall(r"var\(--([\w-]+),#", svg))
    assert named <= set(TOKENS)


def test_tokens_are_those_of_the_page() -> None:
    css = (ROOT / "src/crowdpotential/exhibits/templates/tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", css[: css.index("@media")]))
    shared = {name: value for name, value in TOKENS.items() if name in light}
    assert len(shared) > 20
    assert {name: to_rgb(value) for name, value in shared.items()} == {name: to_rgb(light[name]) for name in shared}


def test_ids_of_figures_on_one_page_do_not_clash() -> None:
    page = "".join(drawn(name, "ru", width).svg_inline for name in DRAWN for width in ("wide", "narrow"))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) > 0
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(ids)


def test_an_inline_figure_does_not_style_the_page_around_it() -> None:
    for name in DRAWN:
        svg = drawn(name).svg_inline
        assert "<style" not in svg
        assert "<metadata" not in svg
        assert re.search(r"<svg[^>]* height=", svg) is None


def test_a_verdict_of_no_comparability_gives_each_bloc_a_panel_of_its_own() -> None:
    for name, separate in (("area_estimates", APART), ("groups", "не разрешает сравнивать средние стран")):
        together, apart = (texts(drawn(name, "ru", "wide", verdict).svg.decode()) for verdict in ("partial", "not_comparable"))
        said, unsaid = (" ".join(shown).replace("\u00a0", " ") for shown in (apart, together))
        assert separate in said
        assert separate not in unsaid
        assert {"Россия", "Беларусь"} <= set(apart)
        assert apart.count("Индекс") == 2
    assert build("dimensions", small("not_comparable"), "ru", width="wide") is None


def test_the_map_prints_no_values_of_both_sides_where_they_may_not_be_compared() -> None:
    together, apart = (drawn("map", "ru", "wide", verdict) for verdict in ("partial", "misfit"))
    mean = written(row_of(small(), "index.mean.index.bloc=A.area=south")["estimate"])
    assert any(mean in text for text in texts(together.svg_inline))
    assert not any(re.search(r"\d", text) for text in texts(apart.svg_inline))
    tables = [show_area_map(view_of(small, verdict)).tables[0] for verdict in ("partial", "misfit")]
    assert [len(table.columns) for table in tables] == [3, 2]  # the sheet behind it
    numbers = [
        [number for row in table.groups[0].rows for cell in row.cells for number in list_numbers(content_of(cell))] for table in tables
    ]
    assert [len(found) for found in numbers] == [8, 0]


def test_the_border_between_the_blocs_is_the_only_heavy_line_of_the_map() -> None:
    svg = drawn("map").svg_inline
    heavy = re.findall(r"stroke: var\(--ink,#16181b\); stroke-width: 2\.4", svg)
    assert len(heavy) == 1


def test_the_map_says_who_drew_its_borders_as_the_study_says_it_and_names_nobody_else() -> None:
    run, credit = small(), {"ru": "Границы — Natural Earth", "en": "Made with Natural Earth"}
    report = run.params.report.model_copy(update={"map_credit": credit})
    telling = replace(run, params=run.params.model_copy(update={"report": report}))
    said = texts(need(build("map", telling, "en", width="wide")).svg_inline)
    assert any(text.startswith("Made with Natural Earth. Locator") for text in said)
    unsaid = " ".join(texts(drawn("map", "en").svg_inline))
    assert "Locator, Lambert" in unsaid
    assert "Natural Earth" not in unsaid


def test_a_study_without_a_map_or_margins_has_no_such_figures() -> None:
    run = study("three_sides")
    assert build("map", run, "en", width="wide") is None
    assert build("margins", run, "en", width="wide") is None


def test_sixteen_areas_can_be_drawn_and_of_one_dimension_there_is_nothing_to_explore() -> None:
    run = finished_partial(8)
    areas = need(build("area_estimates", run, "en", width="narrow"))
    assert sum(areas.alt.count(area.label("en")) for area in run.params.areas.values()) >= 16
    for name in ("loadings", "factor_correlations"):
        assert build(name, study("bare"), "en", width="wide") is None


def test_a_picture_of_another_part_than_the_tables_has_a_title_of_its_own() -> None:
    title = drawn("loadings", "en").plan.title
    assert title.startswith("In exploratory factor analysis an item's loading on its own dimension is")
    assert "the largest on another" in drawn("loadings", "en").alt


def test_a_study_of_one_bloc_is_drawn_without_talk_of_comparison() -> None:
    run, mapped = study("one_side"), study(FULL)
    areas = {name: area.model_copy(update={"map_key": name}) for name, area in run.params.areas.items()}
    report = run.params.report.model_copy(update={"map": mapped.params.report.map})
    run = replace(run, params=run.params.model_copy(update={"areas": areas, "report": report}), study_folder=mapped.study_folder)
    assert build("item_shifts", run, "ru", width="wide") is None
    assert build("dimensions", run, "ru", width="wide") is None
    for name in ("area_estimates", "groups", "map"):
        drawing = need(build(name, run, "ru", width="narrow"))
        assert APART not in drawing.alt
        assert "сопоставимость" not in drawing.alt
        assert "--b1" in drawing.svg_inline


def test_hidden_numbers_are_neither_drawn_nor_told() -> None:
    run = with_few(small(), {"result_id": "groups.mean.index.bloc=A.sex=male"})
    drawing = need(build("groups", run, "en", width="wide"))
    assert "×" in texts(drawing.svg_inline)
    assert "nan" not in drawing.svg_inline
    assert "nan" not in drawing.alt


def test_small_bases_stand_in_brackets() -> None:
    run = edit(small(), {"result_id": "groups.mean.index.bloc=A.sex=male"}, n=25.0)
    assert "[25]" in texts(need(build("groups", run, "en", width="wide")).svg_inline)


def test_files_say_that_the_data_are_synthetic_and_only_then() -> None:
    drawing = drawn("area_estimates", "ru")
    assert "синтетические данные" in texts(drawing.svg.decode())
    assert "синтетические данные" in drawing.svg.decode().split("</metadata>")[0]
    assert "синтетические данные".encode() in b"".join(text_chunks(drawing.png))
    real = need(build("area_estimates", small(is_synthetic=False), "en", width="wide"))
    assert "synthetic" not in real.svg.decode() + real.alt
    assert b"synthetic" not in b"".join(text_chunks(real.png))


def text_chunks(png: bytes) -> Iterator[bytes]:
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] in {b"tEXt", b"iTXt"}:
            yield png[place + 8 : place + 8 + length]
        place += length + 12


def test_files_carry_no_date() -> None:
    assert b"dc:date" not in drawn("scree").svg
    assert b"Creation Time" not in drawn("scree").png


def test_blocs_differ_in_shape_and_in_lightness() -> None:
    palette = choose_palette(["A", "B", "C", "D", "E", "F"])
    assert len({style.marker for style in palette.values()}) == 6
    assert len({style.color for style in palette.values()}) == 6
    first, second = (lightness(palette[bloc].color) for bloc in "AB")
    assert abs(first - second) >= 18


def lightness(color: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(116 * np.dot(linear, (0.2126, 0.7152, 0.0722)) ** (1 / 3) - 16)


def test_drawing_leaves_the_settings_of_matplotlib_alone() -> None:
    before = dict(mpl.rcParams)
    _ = need(build("scree", small(), "en", width="wide")).svg_inline
    assert dict(mpl.rcParams) == before


def test_threads_draw_the_same_as_one_after_another() -> None:
    names = ["scree", "dimensions", "factor_correlations", "area_estimates"]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda name: need(build(name, small(), "ru", width="wide")).svg_inline, names))
    assert found == [drawn(name).svg_inline for name in names]


def test_a_label_with_dollar_signs_and_brackets_is_no_markup() -> None:
    run = small()
    north = run.params.areas["north"].model_copy(update={"short": {"ru": "<b>$x^2$ & Ко</b>", "en": "x"}})
    run = replace(run, params=run.params.model_copy(update={"areas": {**run.params.areas, "north": north}}))
    drawing = need(build("area_estimates", run, "ru", width="wide"))
    assert "<b>$x^2$ & Ко</b>" in texts(drawing.svg_inline)


def test_the_projection_keeps_angles_and_agrees_with_snyder() -> None:
    # Snyder 1987, p. 295: sphere of radius 1, parallels 33 and 45 N, origin 23 N 96 W; the point 35 N 75 W
    fitted = fit_projection(np.array([[-96.0, 30.0], [-96.0, 48.0]]))
    assert fitted.cone == pytest.approx(0.6304777, abs=2e-7)
    origin, point = project([[-96.0, 23.0], [-75.0, 35.0]], fitted)
    assert point - origin == pytest.approx([0.2966785, 0.2462112], abs=2e-7)


def test_a_figure_changes_no_row_of_the_results() -> None:
    before = small().results.copy()
    for name in DRAWN:
        build(name, small(), "en", width="wide")
    pd.testing.assert_frame_equal(small().results, before)
