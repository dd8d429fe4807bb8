"""Excel workbooks: what stands in a cell is told from what does not, and what Excel hides is told."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from crowdpotential.errors import ReadError, SeveralFaultsError
from crowdpotential.ingest.apart import ReaderProcess
from crowdpotential.ingest.binary.sent_cells import LostCell
from crowdpotential.ingest.binary.sheet_xml import address_of, scan_sheet
from crowdpotential.ingest.lost_cells import settle_lost_cells
from crowdpotential.ingest.raw_files import RawFile, Source
from crowdpotential.ingest.readers import read_file
from crowdpotential.params import DataFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>x</v></c></row>'


@pytest.fixture(scope="module")
def apart() -> Iterator[ReaderProcess]:
    with ReaderProcess() as process:
        yield process


@pytest.fixture
def read(apart: ReaderProcess) -> Callable[..., RawFile]:
    def read_path(path: Path, **spec: object) -> RawFile:
        return read_file(path, DataFile.model_validate({"path": path.name, **spec}), apart=apart)

    return read_path


def saved(folder: Path, fill: Callable[[Worksheet], object]) -> Path:
    """A workbook of openpyxl with two respondents, and whatever a test adds."""
    book = openpyxl.Workbook()
    for row in (["id", "x", "y"], [1, 2, 3], [2, 4, 5]):
        book.active.append(row)
    fill(book.active)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def from_xml(folder: Path, sheet: str, *, root: str = f'worksheet xmlns="{MAIN}"') -> Path:
    """A workbook of one sheet, written as literal XML."""
    name = root.split(maxsplit=1)[0]
    links = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/%s" Target="%s"/></Relationships>'
    sheets = '<sheets><sheet name="d" sheetId="1" r:id="a"/></sheets>'
    parts = {
        "_rels/.rels": links % ("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": links % ("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/worksheets/sheet1.xml": f"<{root}>{sheet}</{name}>",
    }
    with zipfile.ZipFile(folder / "a.xlsx", "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return folder / "a.xlsx"


def settle(file: RawFile) -> tuple[pd.DataFrame, dict[tuple[str, str], int]]:
    source = Source(name=file.name, spec=file.spec)
    settled = settle_lost_cells(file.cells, source)
    return settled, {(finding.rule, finding.variable): finding.n for finding in source.findings}


def test_errors_and_formulas_without_a_value_are_refused_column_by_column(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"], sheet["B3"], sheet["C3"] = "=1+1", "=B2", "#REF!"

    with pytest.raises(SeveralFaultsError) as caught:
        settle(read(saved(tmp_path, fill)))
    first, second = str(caught.value).splitlines()
    assert first.startswith("a.xlsx: x: 2 formulas without a stored value (the first: B2); open the file in Excel")
    assert second.startswith("a.xlsx: y: 1 cells with the error #REF! (the first: C3); correct them in Excel")
    assert "data.cell_errors: blank" in first


def test_params_may_let_errors_count_as_no_answer_and_each_is_counted(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"], sheet["B3"], sheet["C3"] = "=1+1", "#N/A", "#DIV/0!"

    cells, told = settle(read(saved(tmp_path, fill), cell_errors="blank"))
    assert cells["x"].tolist() == [None, None]
    assert cells["y"].tolist() == [3.0, None]
    assert told == {("formula_without_value", "x"): 1, ("cell_error", "x"): 1, ("cell_error", "y"): 1}


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_every_error_of_excel_is_one(tmp_path: Path, read: Callable[..., RawFile], error: str) -> None:
    file = read(saved(tmp_path, lambda sheet: sheet.__setitem__("B2", error)))
    assert file.cells["x"][0] == LostCell("error", error, "B2")


def test_a_formula_has_the_value_that_excel_stored(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="str"><f>IF(A3=1,1,"")</f><v></v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><f t="shared" si="0"/><v>0</v></c></row>'
        '<row r="5"><c r="A5"><v>4</v></c><c r="B5" t="e"><f>NA()</f><v>#N/A</v></c></row>'
    )
    cells = read(from_xml(tmp_path, f"<sheetData>{HEADER}{rows}</sheetData>")).cells
    assert cells["x"].tolist() == [2.0, "", 0.0, LostCell("error", "#N/A", "B5")]


def test_the_zero_of_a_formula_that_nobody_calculated_is_no_value(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "x", "y"])
        sheet.write_row(1, 0, [1, 0])
        sheet.write_formula(1, 2, "=A2+B2")
        sheet.write_row(2, 0, [2, 0])
        sheet.write_formula(2, 2, "=A3+B3", None, 2)
    cells = read(path).cells
    assert cells["x"].tolist() == [0.0, 0.0]
    assert cells["y"].tolist() == [LostCell("formula", "", "C2"), 2.0]


@pytest.mark.parametrize("name", ["=A1", "#REF!"])
def test_a_name_without_a_value_is_refused(tmp_path: Path, read: Callable[..., RawFile], name: str) -> None:
    with pytest.raises(
        ReadError,
        match=r"1 names of columns are errors, or formulas without a stored value \(the first: C1\)",
    ):
        read(saved(tmp_path, lambda sheet: sheet.__setitem__("C1", name)))


def test_a_sheet_of_formulas_without_values_does_not_look_empty(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    rows = '<row r="2"><c r="A2"><f>other!A2</f></c><c r="B2"><f>other!B2</f><v/></c></row>'
    cells = read(from_xml(tmp_path, f"<sheetData>{HEADER}{rows}</sheetData>")).cells
    assert cells["x"].tolist() == [LostCell("formula", "", "B2")]


PREFIXED = (
    '<x:sheetData><x:row><x:c t="str"><x:v>id</x:v></x:c><x:c t="str"><x:v>x</x:v></x:c></x:row>'
    '<x:row><x:c><x:v>1</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>'
    "<x:row><x:c><x:v>2</x:v></x:c><x:c><x:f>1+1</x:f></x:c></x:row></x:sheetData>"
)
ADDRESSED = (
    "<x:sheetData><x:row r='1'><x:c r='A1' t='str'><x:v>id</x:v></x:c><x:c r='B1' t='str'><x:v>x</x:v></x:c></x:row>"
    "<x:row r='2'><x:c r='A2'><x:v>1</x:v></x:c><x:c r='B2' t='e'><x:v>#N/A</x:v></x:c></x:row>"
    "<x:row r='3'><x:c r='A3'><x:v>2</x:v></x:c><x:c r='B3'><x:f>1+1</x:f><x:v/></x:c></x:row></x:sheetData>"
)


@pytest.mark.parametrize("sheet", [PREFIXED, ADDRESSED])
def test_other_writers_of_xml_are_understood(tmp_path: Path, read: Callable[..., RawFile], sheet: str) -> None:
    cells = read(from_xml(tmp_path, sheet, root=f'x:worksheet xmlns:x="{MAIN}"')).cells
    assert cells["x"].tolist() == [LostCell("error", "#N/A", "B2"), LostCell("formula", "", "B3")]


def test_truth_is_neither_one_nor_zero(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"], sheet["B3"], sheet["C2"], sheet["C3"] = True, 1, False, 0

    cells = read(saved(tmp_path, fill)).cells
    assert [repr(cell) for cell in [*cells["x"], *cells["y"]]] == ["True", "1.0", "False", "0.0"]


@pytest.mark.parametrize(
    ("address", "n_cells"),
    [
        ("XFD1048576", "17179869184"),
        ("XFD40000", "655360000"),
        ("M1048576", "13631488"),
        ("C1048576 and C1048576", ""),
    ],
)
def test_a_cell_far_from_the_others_is_refused_by_its_address(
    tmp_path: Path, read: Callable[..., RawFile], address: str, n_cells: str
) -> None:
    place = address.split(maxsplit=1)[0]
    if not n_cells:  # a long narrow sheet is read
        cells = read(saved(tmp_path, lambda sheet: sheet.__setitem__(place, "x"))).cells
        assert len(cells) == 3
        return
    with pytest.raises(ReadError, match=f"reaches to {address}, which makes {n_cells} cells") as caught:
        read(saved(tmp_path, lambda sheet: sheet.__setitem__(place, "x")))
    assert "delete in Excel the rows and columns behind the answers" in str(caught.value)


def test_cells_that_are_only_formatted_do_not_count(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    rows = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="XFD2" s="0"/></row>'
    rows += '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(from_xml(tmp_path, f"<sheetData>{HEADER}{rows}</sheetData>")).cells["x"].tolist() == [2.0]


def test_merged_cells_are_refused_where_answers_would_stand(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    file = read(saved(tmp_path, lambda sheet: sheet.merge_cells("B2:B3")))
    assert file.cells["x"].tolist() == [2.0, LostCell("merged", "", "B2")]
    with pytest.raises(ReadError, match=r"x: 1 cells under a merged one \(the first: B2\); unmerge them in Excel"):
        settle(file)


def test_merged_cells_that_lie_over_one_another_are_refused(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    rows = f'<sheetData>{HEADER}<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row></sheetData>'
    merged = '<mergeCell ref="A1:XFD1048576"/>' * 100_000
    with pytest.raises(ReadError, match="merged cells lie over one another"):
        read(from_xml(tmp_path, f"{rows}<mergeCells>{merged}</mergeCells>"))


def test_merged_cells_above_the_answers_do_no_harm(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "A survey"
        sheet.merge_cells("A1:C2")

    cells, told = settle(read(saved(tmp_path, fill), header_row=3))
    assert cells["x"].tolist() == [2.0, 4.0]
    assert told == {}


def test_names_over_two_merged_rows_are_names(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.insert_rows(2)
        for letter in "ABC":
            sheet.merge_cells(f"{letter}1:{letter}2")

    assert settle(read(saved(tmp_path, fill)))[0]["x"].tolist() == [2.0, 4.0]


def test_what_excel_hides_is_read_and_told(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.auto_filter.ref = "A1:C3"

    file = read(saved(tmp_path, fill))
    assert file.cells["y"].tolist() == [3.0, 5.0]
    assert {finding.rule: (finding.n, finding.base) for finding in file.findings} == {
        "hidden_rows": (1, 3),
        "hidden_columns": (1, 3),
    }
    assert "by a filter" in file.findings[0].note


def test_other_sheets_with_data_are_told_and_a_note_of_one_row_is_not(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    def fill(sheet: Worksheet) -> None:
        for name, n_rows, state in (("wave 2", 3, "visible"), ("old", 2, "hidden"), ("note", 1, "visible")):
            other = sheet.parent.create_sheet(name)
            other.sheet_state = state
            for row in range(n_rows):
                other.append([f"v{row}", f"w{row}"])

    file = read(saved(tmp_path, fill))
    [finding] = file.findings
    assert (finding.rule, finding.n, finding.base) == ("other_sheets", 2, 4)
    assert finding.note == "read is Sheet, not wave 2, old (hidden)"
    named = read(tmp_path / "a.xlsx", sheet="wave 2")
    assert named.findings[0].note == "read is wave 2, not Sheet, old (hidden)"


def test_a_hidden_first_sheet_is_not_taken_for_the_data(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("answers").append(["id", "x"])
        sheet.parent["answers"].append([1, 2])

    path = saved(tmp_path, fill)
    with pytest.raises(ReadError, match=r"the first sheet, Sheet, is hidden; name the one to read in data\.sheet"):
        read(path)
    assert read(path, sheet="answers").cells["x"].tolist() == [2.0]


def test_a_sheet_that_is_a_chart_is_no_data(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        chart = book.add_chart({"type": "bar"})
        book.add_chartsheet("figure").set_chart(chart)
        book.add_worksheet("answers").write_column(0, 0, ["x", 1, 2])
        chart.add_series({"values": "=answers!$A$2:$A$3"})
    assert read(path).cells["x"].tolist() == [1.0, 2.0]


def test_an_empty_sheet_beside_a_full_one_names_it(tmp_path: Path, read: Callable[..., RawFile]) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("answers").append(["x"])
    book["answers"].append([1])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(ReadError, match=r"sheet Sheet is empty; set data\.sheet to answers"):
        read(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("place", "address"),
    [((0, 0), "A1"), ((11, 25), "Z12"), ((0, 26), "AA1"), ((1048575, 16383), "XFD1048576")],
)
def test_addresses_are_written_as_excel_does(place: tuple[int, int], address: str) -> None:
    assert address_of(place) == address


def test_xml_in_utf_16_is_searched_too() -> None:
    xml = f'<worksheet><sheetData>{HEADER}<row r="2"><c r="B2" t="e"><v>#N/A</v></c></row></sheetData></worksheet>'
    assert scan_sheet(xml.encode("utf-16"), is_uncalculated=False).lost == {(1, 1): "#N/A"}
