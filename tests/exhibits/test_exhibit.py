"""An exhibit is written once: every kind of cell in HTML and SVG, its number, and references to what is there."""

import json
import re
from dataclasses import MISSING, fields, replace
from math import nan

import pytest

from crowdpotential.exhibits.cells import (
    Bracketed,
    Cell,
    Content,
    Joined,
    Mark,
    Named,
    Number,
    Range,
    RankSet,
    Stacked,
    Track,
    Verdict,
)
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.figure import draw_exhibit
from crowdpotential.exhibits.fragment import read_fragment
from crowdpotential.exhibits.language import load_language
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.plot import Scale
from crowdpotential.exhibits.printing import print_content
from crowdpotential.exhibits.references import number_exhibits, refer_to
from crowdpotential.exhibits.results import Result
from crowdpotential.exhibits.setting import Setting

ENGLISH = load_language("en")
SETTING = Setting(
    language=ENGLISH,
    study_id="demo",
    blocs=("west", "east"),
    small_base=30,
    suppress_below=10,
    is_synthetic=True,
)
RUSSIAN = replace(SETTING, language=load_language("ru"))
SCALE = Scale(low=0.0, high=100.0, ticks=(0.0, 50.0, 100.0))


def make_row(**values: object) -> Result:
    empty = {"str": "", "float": nan, "bool": False}
    needed = {field.name: empty[str(getattr(field.type, "__name__", field.type))] for field in fields(Result) if field.default is MISSING}
    told = {"result_id": "index.mean", "estimate": 48.25, "ci_low": 45.0, "ci_high": 51.5, "n": 120.0}
    return Result(**(needed | told | values))  # type: ignore[arg-type]


ROW, HIDDEN, SMALL = make_row(), make_row(is_suppressed=True, estimate=nan), make_row(n=12.0)
SHARE = make_row(estimate=0.254, ci_low=0.2, ci_high=0.3)
CONTENTS: dict[str, tuple[Content, str]] = {  # what it is -> content, and what is read
    "text": ("a < b", "a < b"),
    "estimate": (Number(ROW), "48.2"),
    "signed": (Number(ROW, is_signed=True, digits=2), "+48.25"),
    "per cent": (Number(SHARE, unit="percent"), "25.4"),
    "with its sign": (Number(SHARE, unit="percent_sign", digits=0), "25%"),
    "interval": (Number(ROW, part="interval"), "45.0–51.5"),
    "half of an interval": (Number(ROW, part="half"), "3.2"),
    "standard error": (Number(make_row(standard_error=1.625), part="standard_error", digits=2), "1.62"),
    "base": (Number(ROW, part="base"), "120"),
    "small base": (Number(SMALL, part="base"), "[12]"),
    "p": (Number(make_row(p_value=0.0421), part="p"), "p = 0.042"),
    "in words": (Number(ROW, words="nearly none"), "nearly none"),
    "in bold letters": (Joined((Number(ROW, is_strong=True), "of 100")), "48.2 of 100"),
    "nothing": (Number(None), "—"),
    "hidden": (Number(HIDDEN), "×"),
    "hidden interval": (Number(HIDDEN, part="interval"), "—"),
    "range": (Range(Number(ROW, part="ci_low"), Number(ROW, part="ci_high")), "45.0–51.5"),
    "brackets": (Joined((Number(ROW), Bracketed(Number(ROW, part="interval")))), "48.2 (45.0–51.5)"),
    "stacked": (Stacked(Number(SHARE, unit="percent"), Number(SHARE, part="interval", unit="percent")), "25.4 (20.0–30.0)"),
    "ranks": (RankSet(make_row(ci_low=1.0, ci_high=3.0), 6), "1–3"),
    "a single rank": (RankSet(make_row(ci_low=2.0, ci_high=2.0), 6), "2"),
    "verdict": (Verdict(make_row(verdict="undetermined")), "undetermined"),
    "name": (Named("Gomel", "east"), "Gomel"),
    "marks": (Track((Mark(50.0),)), ""),
}


def make_exhibit(content: Content = "", *marks: Mark, setting: Setting = SETTING, note: str = "") -> Exhibit:
    table = Table(
        form="plot",
        caption="Means",
        axis=Axis(scale=SCALE, spoken="on a scale"),
        columns=(
            Column(head="Area", kind="label"),
            Column(kind="track"),
            Column(head="Value", label="value", look="value"),
        ),
        groups=(Group(rows=(Row((Named("Gomel", "east"), Track(marks, bloc="east"), content)),)),),
    )
    return Exhibit(
        setting=setting,
        section="index",
        anchor="areas",
        title="Gomel stands alone",
        subtitle="Mean of the index",
        legend=(Key(words="east", bloc="east"), Key(words="interval", shape="interval")),
        panels=(Panel(tables=(table,)),),
        notes=(note,),
        rows=("index.mean.*",),
        file="areas",
    )


def texts(svg: bytes | str) -> list[str]:
    found = re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode() if isinstance(svg, bytes) else svg)
    return [text.replace("&lt;", "<").replace("\u00a0", " ") for text in found]


@pytest.mark.parametrize("kind", CONTENTS)
def test_every_content_reads_the_same_on_the_page_in_a_picture_and_as_plain_text(kind: str) -> None:
    content, read = CONTENTS[kind]
    assert to_plain(SETTING, content) == read
    exhibit = make_exhibit(content)
    assert str(print_content(SETTING, content)) in exhibit.html
    if read:
        assert read in texts(draw_exhibit(exhibit, "wide").svg)


@pytest.mark.parametrize("kind", [kind for kind, (content, _) in CONTENTS.items() if isinstance(content, Number) and content.row])
def test_a_number_names_its_row_and_keeps_its_value(kind: str) -> None:
    number = CONTENTS[kind][0]
    assert isinstance(number, Number)
    if to_plain(SETTING, number) != "—":
        assert 'data-result="index.mean"' in print_content(SETTING, number)
    assert number.is_known == (not kind.startswith("hidden"))


def test_a_number_is_written_as_its_language_writes_it() -> None:
    assert to_plain(RUSSIAN, Number(SHARE, unit="percent_sign")) == "25,4\u202f%"
    assert to_plain(RUSSIAN, Number(make_row(ci_low=-1.0), part="interval")) == "−1,0…51,5"


@pytest.mark.parametrize(
    "mark",
    [
        Mark(50.0, low=40.0, high=60.0, bloc="east"),
        Mark(50.0, shape="dot"),
        Mark(50.0, shape="ring"),
        Mark(50.0, shape="tick"),
        Mark(low=40.0, high=60.0, shape="interval"),
        Mark(low=40.0, high=60.0, shape="box"),
        Mark(low=40.0, high=60.0, shape="open"),
        Mark(low=40.0, high=60.0, shape="bar", level=2),
        Mark(50.0, beside=Number(ROW), side="left", step=1),
    ],
    ids=lambda mark: mark.shape if mark.beside is None else "beside",
)
def test_every_mark_is_drawn_on_the_page_and_in_a_picture(mark: Mark) -> None:
    bare, marked = make_exhibit(), make_exhibit("", mark)
    assert len(marked.html) > len(bare.html)
    assert len(draw_exhibit(marked, "wide").svg) > len(draw_exhibit(bare, "wide").svg)


def test_a_mark_without_a_value_is_not_drawn() -> None:
    assert make_exhibit("", Mark(nan)).html == make_exhibit().html


def test_marks_that_belong_together_are_joined() -> None:
    marks = (Mark(20.0, shape="ring"), Mark(40.0, shape="tick"))
    table = make_exhibit().tables[0]
    row = Row(("Gomel", Track(marks, is_linked=True), ""))
    joined = replace(make_exhibit(), panels=(Panel(tables=(replace(table, groups=(Group(rows=(row,)),)),)),))
    assert 'class="between" x1="20%" x2="40%"' in joined.html


def test_a_number_may_stand_in_bold_letters_where_its_cell_does_not() -> None:
    printed = print_content(SETTING, CONTENTS["in bold letters"][0])
    assert printed == '<b><span data-result="index.mean">48.2</span></b> of 100'


def test_the_picture_of_a_table_without_marks_shows_its_rows_with_marks() -> None:
    marked = make_exhibit(Number(ROW), Mark(48.25))
    bare = replace(marked.tables[0], axis=None, columns=(Column(kind="label"), Column(), Column(head="Value")))
    row = Row(("Gomel", "", Number(ROW)))
    table = replace(bare, form="table", groups=(Group(rows=(row,)),))
    exhibit = replace(marked, panels=(Panel(tables=(table,)),), picture=marked)
    assert 'class="track' not in exhibit.html
    assert "<svg" not in exhibit.html.split("<tbody")[1]
    assert draw_exhibit(exhibit, "wide").svg == draw_exhibit(marked, "wide").svg


def test_columns_of_one_head_stand_beside_each_other_in_a_picture() -> None:
    table = make_exhibit().tables[0]
    columns = (*table.columns, Column(head="n"), Column(head="n"))
    numbers = (Number(ROW, part="base"), Number(SMALL, part="base"))
    row = Row(("Gomel", Track((Mark(50.0),)), "", *numbers))
    shown = replace(table, columns=columns, groups=(Group(rows=(row,)),))
    drawn = texts(draw_exhibit(replace(make_exhibit(), panels=(Panel(tables=(shown,)),)), "wide").svg)
    assert drawn.count("n") == 2
    assert {"120", "[12]"} <= set(drawn)


def test_a_row_is_as_high_as_the_marks_of_its_sides_need() -> None:
    marks = [Mark(50.0, step=step) for step in (-11, 0, 11)]
    one, all_three = (draw_exhibit(make_exhibit("", *chosen), "wide") for chosen in (marks[1:2], marks))
    heights = [drawing._own.bbox.height for drawing in (one, all_three)]  # noqa: SLF001 the drawing before it becomes bytes
    assert heights[1] - heights[0] >= 22 * 6 - 32  # 6 px a step, 32 px of a usual row


def test_a_picture_has_the_finding_the_measure_the_notes_and_the_synthetic_tag() -> None:
    drawing = draw_exhibit(make_exhibit(Number(SMALL, part="base"), note="Of all adults."), "wide")
    shown = " ".join(texts(drawing.svg))
    for words in ("Gomel stands alone", "Mean of the index", "Of all adults.", "synthetic data", "brackets"):
        assert words in shown
    assert drawing.alt == "Gomel stands alone. Mean of the index. Gomel value [12]."


def test_brackets_and_crosses_are_explained_where_they_stand_and_nowhere_else() -> None:
    small, hidden = "fewer than 30", "disclosure control"
    assert small in make_exhibit(Number(SMALL, part="base")).html
    assert hidden in make_exhibit(Number(HIDDEN)).html
    assert small not in make_exhibit(Number(ROW)).html
    assert hidden not in make_exhibit(Number(ROW)).html


def test_a_cell_may_look_unlike_its_column() -> None:
    exhibit = make_exhibit()
    row = Row(("Gomel", Track(), Cell("differs", look="established", label="said")))
    shown = replace(exhibit, panels=(Panel(tables=(replace(exhibit.tables[0], groups=(Group(rows=(row,)),)),)),))
    assert '<td class="verd is" data-l="said" role="cell">differs</td>' in shown.html


def test_an_exhibit_shows_itself_in_a_notebook_without_a_number() -> None:
    bundle = make_exhibit()._repr_mimebundle_()
    assert 'data-number="areas">Figure</span>' in str(bundle["text/html"])


def test_the_page_numbers_exhibits_that_come_to_it_through_a_notebook() -> None:
    bundle = json.loads(json.dumps(make_exhibit(note=refer_to(ENGLISH, "pairs"))._repr_mimebundle_()))
    fragment = read_fragment(bundle)
    assert fragment is not None
    numbering = number_exhibits([("whole", "figure"), ("areas", "figure"), ("pairs", "table")], ENGLISH)
    assert 'data-number="areas">Figure 2</span>' in fragment.number(numbering)
    assert f'<a href="#pairs">{numbering.short["pairs"]}</a>' in fragment.number(numbering)


def test_a_reference_to_an_exhibit_that_is_not_there_vanishes() -> None:
    fragment = make_exhibit(note=refer_to(ENGLISH, "pairs", before=" · ")).fragment
    numbering = number_exhibits([("areas", "figure")], ENGLISH)
    assert "pairs" in fragment.html
    assert "pairs" not in fragment.number(numbering)
    assert "·" not in fragment.number(numbering).replace(' · <a href="figures', "").replace("</a> · <a", "")


def test_plain_text_keeps_a_reference_only_where_it_has_a_number() -> None:
    sentence = "Beside it" + refer_to(ENGLISH, "pairs", before=" stands ") + "."
    numbering = number_exhibits([("pairs", "table")], ENGLISH)
    assert to_plain(SETTING, sentence) == "Beside it."
    assert to_plain(SETTING, sentence, numbering) == f"Beside it stands {numbering.short['pairs']}."
