"""A workbook says what the page says: the same numbers as numbers, words as words, and nothing that is calculated."""

import io
from dataclasses import fields, replace

import openpyxl
import pandas as pd
import pytest

from crowdpotential.exhibits.cells import Joined, Mark, Number, RankSet, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.language import load_language
from crowdpotential.exhibits.plot import Scale
from crowdpotential.exhibits.references import refer_to
from crowdpotential.exhibits.results import Result
from crowdpotential.exhibits.setting import Setting
from crowdpotential.exhibits.workbook.book import About, Listing, write_workbook

LANGUAGE = load_language("en")
SETTING = Setting(language=LANGUAGE, study_id="s", blocs=("A", "B"))
KINDS = {field.name: field.type for field in fields(Result)}
TEXTS = {name: "" for name, kind in KINDS.items() if kind is str}
NUMBERS = {name: float("nan") for name, kind in KINDS.items() if kind is float}


def result(name: str, estimate: float, *, is_suppressed: bool = False) -> Result:
    known = {
        "result_id": name,
        "estimate": estimate,
        "ci_low": estimate - 2,
        "ci_high": estimate + 2,
        "n": 120.0,
    }
    return Result(**{**TEXTS, **NUMBERS, **known}, is_suppressed=is_suppressed)


MEAN, SHARE, HIDDEN = result("mean", 47.25), result("share", 0.125), result("hidden", 3.0, is_suppressed=True)


def exhibit(*rows: Row, columns: tuple[Column, ...], **more: object) -> Exhibit:
    axis = Axis(scale=Scale(low=0, high=100, ticks=(0, 100)), spoken="0 to 100")
    table = Table(caption="a table", columns=columns, groups=(Group(rows=rows, title="a group"),), axis=axis)
    panels = (Panel(tables=(table,)),)
    return Exhibit(setting=SETTING, section="s", anchor="one", title="A finding", panels=panels, **more)  # type: ignore[arg-type]


def written(*exhibits: Exhibit, listings: tuple[Listing, ...] = ()) -> openpyxl.Workbook:
    content = write_workbook(exhibits, listings, language=LANGUAGE, about=About(title="T", synthetic="made up"))
    return openpyxl.load_workbook(io.BytesIO(content))


def cells_of(book: openpyxl.Workbook, sheet: int = 1) -> dict[str, list[object]]:
    """Give the rows of a sheet by their first cell."""
    rows = [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
    return {str(row[0]): [value for value in row[1:] if value is not None] for row in rows if row[0] is not None}


def test_an_estimate_is_a_number_with_its_interval_and_base_beside_it() -> None:
    shown = exhibit(Row(("north", Number(MEAN))), columns=(Column(head="area"), Column(head="mean")))
    rows = cells_of(written(shown))
    assert rows["area"] == ["mean", "mean, from", "mean, to", "mean, base, n"]
    assert rows["north"] == [47.25, 45.25, 49.25, 120]


def test_what_the_page_prints_of_a_row_is_not_added_again() -> None:
    cells = ("north", Number(MEAN), Number(MEAN, part="interval"), Number(MEAN, part="base"))
    heads = tuple(Column(head=name) for name in ("area", "mean", "interval", "n"))
    rows = cells_of(written(exhibit(Row(cells), columns=heads)))
    assert rows["area"] == ["mean", "interval, from", "interval, to", "n"]


def test_a_base_in_the_foot_stands_in_the_column_of_the_bases_above_it_and_is_not_put_away() -> None:
    heads = tuple(Column(head=name) for name in ("answer", "all", "north", "south", "west"))
    shown = exhibit(Row(("yes", *[Number(SHARE)] * 4)), columns=heads)
    (panel,) = shown.panels
    foot = (Row(("base", Number(SHARE, part="base"), "", "", "")),)
    book = written(replace(shown, panels=(Panel(tables=(replace(panel.tables[0], foot=foot),)),)))
    rows = cells_of(book)
    place = 1 + rows["answer"].index("all, base, n")
    assert rows["answer"].count("all, base, n") == 1
    assert rows["yes"][place - 1] == 120
    assert rows["base"] == [120]
    away = {
        number for column in book.worksheets[1].column_dimensions.values() if column.hidden for number in range(column.min, column.max + 1)
    }
    assert place + 1 not in away
    assert 2 + rows["answer"].index("north, base, n") in away


def test_words_in_place_of_an_interval_stand_at_both_its_ends() -> None:
    row = Row(("x", Number(SHARE), Number(SHARE, part="interval", words="—")))
    rows = cells_of(written(exhibit(row, columns=tuple(Column(head=name) for name in "abc"))))
    assert rows["a"] == ["b", "b, base, n", "c, from", "c, to"]
    assert rows["x"] == [0.125, 120, "—", "—"]


def test_a_share_stands_in_per_cent_as_on_the_page_and_a_sign_makes_it_a_share_again() -> None:
    row = Row(("x", Number(SHARE, unit="percent"), Number(SHARE, unit="percent_sign", digits=0)))
    book = written(exhibit(row, columns=(Column(head="a"), Column(head="b"), Column(head="c"))))
    found = [cell for cell in next(r for r in book.worksheets[1].iter_rows() if r[0].value == "x") if cell.value]
    formats = {cell.number_format for cell in found}
    assert [found[1].value, found[1].number_format] == [12.5, "#,##0.0;\u2212#,##0.0"]
    assert (0.125, "0%") in {(cell.value, cell.number_format) for cell in found}, formats


def test_a_hidden_number_is_a_cross_and_neither_interval_nor_base() -> None:
    shown = exhibit(Row(("x", Number(HIDDEN))), columns=(Column(head="a"), Column(head="b")))
    rows = cells_of(written(shown))
    assert rows["x"] == ["×"]
    assert not {3.0, 1.0, 5.0, 120} & {value for row in rows.values() for value in row}


def test_a_mark_that_no_cell_of_its_row_prints_has_a_column_named_by_the_legend() -> None:
    marks = Track((Mark(47.25, bloc="A"), Mark(60.0, bloc="B"), Mark(1.5, shape="ring")))
    legend = (Key(words="side A", bloc="A"), Key(words="side B", bloc="B"), Key(words="before", shape="ring"))
    columns = (Column(head="area"), Column(kind="track"), Column(head="mean"))
    rows = cells_of(written(exhibit(Row(("x", marks, Number(MEAN, digits=2))), columns=columns, legend=legend)))
    assert rows["area"][:2] == ["side B", "before"]
    assert rows["x"][:3] == [60.0, 1.5, 47.25]


def test_ranks_and_words_of_one_cell_stand_apart() -> None:
    ranks = RankSet(replace(MEAN, ci_low=2.0, ci_high=5.0), 6)
    row = Row(("x", ranks, Joined(("about", Number(MEAN)))))
    rows = cells_of(written(exhibit(row, columns=(Column(head="a"), Column(head="place"), Column(head="mean")))))
    assert rows["a"][:2] == ["place, from", "place, to"]
    assert rows["x"][:2] == [2, 5]
    assert {"about", 47.25} <= set(rows["x"])


@pytest.mark.parametrize("text", ["=1+1", "+7", "@x", "-2", "http://example.org", "12", "\t=1"])
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    frame = pd.DataFrame({"words": [text], "value": [1.5], "flag": [True], "none": [float("nan")]})
    shown = exhibit(Row((text, Number(MEAN))), columns=(Column(head=text), Column(head="b")))
    book = written(shown, listings=(Listing(name="Results", about="all", frame=frame),))
    for sheet in book.worksheets[1:]:
        found = [cell for row in sheet.iter_rows() for cell in row if cell.value == text or cell.data_type == "f"]
        assert all(cell.data_type == "s" and cell.hyperlink is None for cell in found)
    assert [cell.value for cell in book["Results"][3]] == [text, 1.5, True, None]


def test_every_sheet_is_marked_synthetic_and_the_contents_lead_to_it() -> None:
    one = exhibit(Row(("x", Number(MEAN))), columns=(Column(head="a"), Column(head="b")))
    two = replace(one, anchor="two", kind="table", notes=("See " + refer_to(LANGUAGE, "one"),))
    book = written(one, two, listings=(Listing(name="Results", about="all", frame=pd.DataFrame({"a": [1]})),))
    assert book.sheetnames == ["Contents", "Fig. 1", "Table 1", "Results"]
    for sheet in book.worksheets:
        assert any(cell.value == "made up" for row in sheet.iter_rows() for cell in row), sheet.title
    links = {cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {"'Fig. 1'!A1", "'Table 1'!A1", "'Results'!A1"}
    notes = [str(cell.value).replace("\u00a0", " ") for row in book["Table 1"].iter_rows() for cell in row]
    assert any("fig. 1" in note.lower() for note in notes), notes


def test_a_workbook_is_the_same_each_time() -> None:
    shown = exhibit(Row(("x", Number(MEAN))), columns=(Column(head="a"), Column(head="b")))
    first, second = (write_workbook((shown,), (), language=LANGUAGE, about=About(title="T")) for _ in range(2))
    assert first == second
