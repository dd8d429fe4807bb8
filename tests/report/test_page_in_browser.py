"""The page in a browser, from a phone to a wide screen and on paper: nothing leaves its frame, nothing is cut, no card is split."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from partial_sides import finished_partial
from report.browser import Tab, find_program, open_browser
from report.long_names import with_long_names
from report.reading import as_fragment, make_fragments
from report.studies import judged, open_study, sided

from crowdpotential.chapters.areas.exhibits import area_map
from crowdpotential.chapters.comparability.exhibits import partitions
from crowdpotential.chapters.measurement.exhibits import scree
from crowdpotential.chapters.registry import page_order
from crowdpotential.exhibits.styles import read_template
from crowdpotential.report.page import assemble_page
from crowdpotential.views.view import open_view

FIND_FAULTS = Path(__file__).with_name("page_faults.js").read_text(encoding="utf-8")
WIDTHS = (360, 390, 700, 768, 900, 1024, 1280)
PAPER_PX = 673  # A4 less the margins of page.css, at 96 dots an inch
MM = 72 / 25.4  # points of a PDF
TOP, BOTTOM = 21 * MM, (297 - 19) * MM  # of the print area
DRAWINGS = (area_map.show_area_map, scree.show_scree)
PAGES = ("full.ru", "full.en", "many_sides.ru")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the pages of two studies, with their drawings."""
    folder = tmp_path_factory.mktemp("pages")
    many = judged(finished_partial(8), "not_comparable", "metric_change")
    runs = {"full": with_long_names(sided("partial", is_synthetic=True)), "many_sides": with_long_names(many)}
    for name in PAGES:
        study, code = name.split(".")
        view = open_view(runs[study], language=code)
        page = assemble_page(view, [*make_fragments(view), *(as_fragment(draw(view)) for draw in DRAWINGS)], page_order())
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with open_browser() as tab:
        yield tab


@pytest.mark.parametrize("page", PAGES)
def test_nothing_leaves_its_frame_or_is_cut_at_any_width(tab: Tab, folder: Path, page: str) -> None:
    tab.open(folder / f"{page}.html")
    for width in WIDTHS:
        tab.set_width(width)
        assert (width, tab.run(FIND_FAULTS)) == (width, [])


@pytest.mark.parametrize("page", PAGES)
def test_nothing_leaves_the_sheet_or_is_cut_on_paper(tab: Tab, folder: Path, page: str) -> None:
    tab.open(folder / f"{page}.html", media="print")
    tab.set_width(PAPER_PX)
    assert tab.run(FIND_FAULTS) == []


@pytest.mark.parametrize("page", PAGES)
def test_no_card_is_split_and_no_sheet_but_the_last_is_nearly_empty(tab: Tab, folder: Path, tmp_path: Path, page: str) -> None:
    tab.open(folder / f"{page}.html")
    n = tab.run(MARK_CARDS)
    (tmp_path / "page.pdf").write_bytes(tab.print())
    sheets = read_sheets(tmp_path / "page.pdf")
    for i in range(n):
        first, last = ([k for k, words in enumerate(sheets) if f"card{i}{end}" in words] for end in ("first", "last"))
        assert len(first) == 1
        assert first == last, f"card {i + 1} begins on sheet {first} and ends on {last}"
    filled = [max(words.values()) for words in sheets[:-1]]
    assert [(k, share) for k, share in enumerate(filled, start=1) if share < 1 / 3] == []


MARK_CARDS = """(() => {
  const cards = [...document.querySelectorAll(".findings li")];
  cards.forEach((card, i) => {
    card.firstElementChild.insertAdjacentHTML("afterbegin", `<span style="font-size:2px"> card${i}first </span>`);
    card.lastElementChild.insertAdjacentHTML("beforeend", `<span style="font-size:2px"> card${i}last </span>`);
  });
  return cards.length;
})()"""


def read_sheets(path: Path) -> list[dict[str, float]]:
    """Give the words of each sheet with how far down the print area they stand: 0 top, 1 bottom."""
    command = [find_program("pdftotext"), "-bbox", str(path), "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    sheets = []
    for sheet in told.split("<page ")[1:]:
        words = re.findall(r'yMax="([\d.]+)">([^<]*)</word>', sheet)
        inside = [(word, float(y)) for y, word in words if TOP < float(y) < BOTTOM]
        sheets.append({word: (y - TOP) / (BOTTOM - TOP) for word, y in inside})
    return sheets


def test_verdicts_on_many_comparisons_fit_a_screen(tab: Tab, tmp_path: Path) -> None:
    """What a verdict allows is its last column, and stands in sight without scrolling."""
    view = open_study("eight_sides", "computed", "ru")
    path = tmp_path / "page.html"
    pieces = [as_fragment(partitions.show_partitions(view))]
    path.write_text(assemble_page(view, pieces, page_order()), encoding="utf-8")
    tab.open(path)
    tab.set_width(1280)
    hidden = """(() => { const box = document.querySelector("#partitions .scroll"); return box.scrollWidth - box.clientWidth; })()"""
    assert tab.run(hidden) <= 0


WRONG = {
    "the page scrolls sideways": '<div style="width: 900px">words</div>',
    "leaves the page": '<div style="position: absolute; left: 300px; width: 200px">words</div>',
    "is wider than its place": '<div style="width: 90px"><table><td style="min-width: 120px">words</table></div>',
    "leaves its frame": '<div class="scroll"><div style="margin-left: -40px; width: 200px">words</div></div>',
    "is cut": '<div style="overflow: hidden; width: 40px; white-space: nowrap">words that are cut</div>',
    "scrolls and does not show it": '<div style="overflow: auto; width: 40px; white-space: nowrap">words out of sight</div>',
    "words leave their cell": '<p style="width: 40px; white-space: nowrap">words beside their cell</p>',
    "text leaves its drawing": '<svg width="60" height="20"><text x="30" y="15">words that are cut</text></svg>',
    "texts collide": '<svg width="200" height="20"><text x="0" y="15">0,25</text><text x="9" y="15">0,50</text></svg>',
}


@pytest.mark.parametrize("kind", WRONG)
def test_the_browser_finds_what_is_wrong(tab: Tab, tmp_path: Path, kind: str) -> None:
    found = look_at(tab, tmp_path, WRONG[kind])
    assert [fault for fault in found if fault.startswith(kind)]


def test_hidden_words_may_not_widen_the_page(tab: Tab, tmp_path: Path) -> None:
    table = '<div class="{}"><div style="width: 900px"><span style="float: right"><b class="vh">hidden words</b>1</span></div></div>'
    assert look_at(tab, tmp_path, table.format("scroll")) == []
    assert any("sideways" in fault for fault in look_at(tab, tmp_path, table.format("scroll loose")))


def look_at(tab: Tab, folder: Path, body: str) -> list[str]:
    """Find the faults of a body under the page's own styles, on a phone."""
    style = "".join(read_template(name) for name in ("tokens.css", "parts.css", "page.css")) + ".loose { position: static }"
    (folder / "wrong.html").write_text(f'<!doctype html><meta charset="utf-8"><style>{style}</style><body>{body}', encoding="utf-8")
    tab.set_width(390)
    tab.open(folder / "wrong.html")
    found = tab.run(FIND_FAULTS)
    assert isinstance(found, list)
    return found
