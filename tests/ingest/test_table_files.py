"""Tables of known figures are read as Russian Excel and others save them; what is not certain is refused with a cure that works."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from synthetic import tiny_areas, tiny_codebook

from crowdpotential.errors import ColumnError, CrowdpotentialError, MarginError, ReadError
from crowdpotential.ingest.margin_tables import load_margins
from crowdpotential.ingest.mean_targets import load_means
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.ingest.table_numbers import is_whole, plain_number

CODEBOOK = tiny_codebook()
HEAD = ["area", "variable", "category", "persons", "source", "status"]
NUMBERS = {
    ("north", "male"): 480_000,
    ("north", "female"): 520_000,
    ("south", "male"): 7,
    ("south", "female"): 0,
}


def rows(write: str = "{}", source: str = "Росстат, 2019") -> list[list[str]]:
    spaced = {key: f"{n:,}".replace(",", " ") if " " in write else str(n) for key, n in NUMBERS.items()}
    return [[area, "sex", sex, write.strip().format(spaced[area, sex]), source, "счёт"] for area, sex in NUMBERS]


def text(table: Sequence[Sequence[str]], delimiter: str) -> str:
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in table]
    return "\r\n".join(delimiter.join(row) for row in quoted) + "\r\n"


def persons(path: Path) -> dict[tuple[str, str], int]:
    got = load_margins(path, areas=tiny_areas(), variables=("sex",), codebook=CODEBOOK)
    assert set(got["source"]) == {"Росстат, 2019"}
    return {(row.area, row.category): row.persons for row in got.itertuples()}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_text_in_utf16_without_its_mark_is_refused_as_such(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "margins.csv"
    path.write_bytes(text([HEAD, *rows()], ";").encode(encoding))
    with pytest.raises(ReadError, match=r"margins\.csv: holds zero bytes.*CSV UTF-8"):
        persons(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_is_read_in_every_form_that_excel_writes(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "margins.csv"
    path.write_bytes(text([HEAD, *rows()], delimiter).encode(encoding))
    assert persons(path) == NUMBERS


@pytest.mark.parametrize(
    ("head", "write", "before"),
    [
        ([" Area", "VARIABLE ", "Category", "Persons", "source", "Status"], "{}", ""),
        (HEAD, " {}", ""),
        (HEAD, " {},00", ""),
        (HEAD, "{},0", ""),
        (HEAD, "{}", "sep=;\r\n"),
        (HEAD, "{}", "Население 18+;;;;;\r\n;;;;;\r\n"),
        ([*HEAD, "примечание"], "{}", ""),
        ([*HEAD[::-1]], "{}", ""),
    ],
)
def test_names_and_numbers_are_read_as_people_write_them(tmp_path: Path, head: list[str], write: str, before: str) -> None:
    table = [row[::-1] if head[0] == "status" else row for row in rows(write)]
    table = [[*row, "x"] if len(head) > len(row) else row for row in table]
    path = tmp_path / "margins.txt"
    path.write_bytes((before + text([head, *table], ";")).replace(" 000", "\u00a0000").encode("cp1251"))
    assert persons(path) == NUMBERS


def book(path: Path, sheets: dict[str, list[list[object]]], hidden: Sequence[str] = ()) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, table in sheets.items():
        sheet = made.create_sheet(name)
        for row in table:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    made.save(path)
    return path


def table_of_cells() -> list[list[object]]:
    cells = [[*row[:3], float(row[3]), *row[4:]] for row in rows()]
    return [["Население"], [], [name.title() for name in HEAD], *cells]


def test_the_sheet_with_the_table_is_found_in_a_workbook(tmp_path: Path) -> None:
    notes: list[list[object]] = [["Источник", "год"], ["Росстат", 2019]]
    path = book(tmp_path / "m.xlsx", {"Notes": notes, "Data": table_of_cells(), "Old": table_of_cells()}, ["Old"])
    assert persons(path) == NUMBERS


@pytest.mark.parametrize(
    ("sheets", "hidden", "says"),
    [
        (
            {"a": table_of_cells(), "b": table_of_cells()},
            [],
            "sheet a and sheet b hold such a table; keep one",
        ),
        (
            {"a": table_of_cells(), "b": [["x"]]},
            ["a"],
            "the first sheet, a, is hidden; save it anew as .xlsx with the table",
        ),
        ({"a": [["x", "y"], [1, 2]]}, [], "columns are missing: area, variable"),
        ({"a": table_of_cells()[:3]}, [], "holds no rows below the names"),
    ],
)
def test_a_workbook_in_which_the_table_is_not_certain_is_refused(
    tmp_path: Path, sheets: dict[str, list[list[object]]], hidden: list[str], says: str
) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        persons(book(tmp_path / "m.xlsx", sheets, hidden))


def test_merged_cells_and_errors_of_a_workbook_are_counted(tmp_path: Path) -> None:
    path = book(tmp_path / "m.xlsx", {"a": table_of_cells()})
    made = openpyxl.load_workbook(path)
    made.active.merge_cells("A4:A5")
    made.active["D6"] = "#N/A"
    made.active["D6"].data_type = "e"
    made.save(path)
    with pytest.raises(CrowdpotentialError) as caught:
        persons(path)
    assert "m.xlsx: area: 1 cells under a merged one; unmerge them in Excel" in str(caught.value)
    assert "m.xlsx: persons: 1 cells with the error #N/A; correct them in Excel" in str(caught.value)


RUSSIAN = text([HEAD, *rows()], ";")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            RUSSIAN.encode("koi8-r"),
            "encoded neither in UTF-8 nor in cp1251; save it in Excel as .xlsx, or as CSV UTF-8",
        ),
        (RUSSIAN.encode("cp866"), "encoded neither in UTF-8 nor in cp1251"),
        (RUSSIAN.replace("Росстат", "Österreich").replace("счёт", "é").encode("cp1252"), "encoded neither"),
        (
            b"PK\x03\x04" + b"x" * 99,
            r"margins\.csv: is .*under another name; save it in Excel|encoded neither|missing",
        ),
        (
            b"area,variable,category,persons,source,status\nnorth,sex,male,0,25,census,count\n",
            "1 rows have not the header's 6 cells",
        ),
        (
            b"area,variable,category,persons,source,status\nnorth,sex,480,census,count\n",
            "1 rows have not the header's 6 cells",
        ),
        (
            b'area,variable,category,persons,source,status\nnorth,sex,male,"48,census,count\n',
            "not a readable table of text",
        ),
        (
            b"area,variable,category,persons,persons,source,status\n1,2,3,4,5,6,7\n",
            "column persons is there 2 times",
        ),
        (
            b'area,variable,category,source,status\n1,2,"a;b",4,5\n',
            r"columns are missing: persons \(or share\)",
        ),
        (b"", "columns are missing: area"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_without_keys_of_data_files(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "margins.csv"
    path.write_bytes(content)
    with pytest.raises((ReadError, ColumnError), match=says) as caught:
        persons(path)
    assert "data." not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("write", ["{},000", "{}.000", "1.234.{}", "{},5", "-{}", "{} чел."])
def test_counts_that_may_be_read_in_two_ways_are_refused(tmp_path: Path, write: str) -> None:
    path = tmp_path / "margins.csv"
    table = [[area, "sex", sex, write.format(480), "x", "y"] for area, sex in NUMBERS]
    path.write_text(text([HEAD, *table], ";"), encoding="utf-8")
    with pytest.raises(MarginError, match="4 counts are no whole persons, such as in north, sex, male"):
        persons(path)


@pytest.mark.parametrize(
    ("shares", "delimiter"),
    [
        (["0,25", "0,75"], ";"),
        (["0.25", "0.75"], ","),
        (["25%", "75%"], ";"),
        (["25,0 %", "75,0 %"], ";"),
        (["0,25", "0,75"], ","),
    ],
)
def test_shares_are_read_as_people_write_them(tmp_path: Path, shares: list[str], delimiter: str) -> None:
    head = ["area", "variable", "category", "share", "source", "status"]
    table = [
        [area, "sex", sex, share, "s", "x"] for area in ("north", "south") for sex, share in zip(("male", "female"), shares, strict=True)
    ]
    path = tmp_path / "margins.csv"
    path.write_text(text([head, *table], delimiter), encoding="cp1251")
    got = load_margins(path, areas=tiny_areas(north=400, south=800), variables=("sex",), codebook=CODEBOOK)
    assert got["persons"].tolist() == [100, 300, 200, 600]


@pytest.mark.parametrize(
    ("mean", "delimiter", "value"),
    [
        ("45,5", ";", 45.5),
        ("45,123", ";", 45.123),
        ("45.123", "\t", 45.123),
        ("45,5", ",", 45.5),
        ("1 045,5", ";", 1045.5),
    ],
)
def test_means_are_read_with_a_decimal_comma(tmp_path: Path, mean: str, delimiter: str, value: float) -> None:
    table = [
        ["area", "variable", "mean", "source", "status"],
        *([a, "D_AGE", mean, "s", "x"] for a in ("north", "south")),
    ]
    path = tmp_path / "means.csv"
    path.write_text(text(table, delimiter), encoding="utf-8")
    assert load_means(path, areas=tiny_areas(), codebook=CODEBOOK)["mean"].tolist() == [value, value]


def test_a_mean_that_may_be_read_in_two_ways_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "means.csv"
    path.write_text('area,variable,mean,source,status\nnorth,D_AGE,"45,123",s,x\nsouth,D_AGE,45,s,x\n', encoding="utf-8")
    with pytest.raises(MarginError, match="1 means are no numbers"):
        load_means(path, areas=tiny_areas(), codebook=CODEBOOK)


@pytest.mark.parametrize(
    ("written", "number", "whole"),
    [
        ("512 000", "512000", True),
        ("1 512 000,0", "1512000.0", True),
        ("0,250", "0.250", False),
        ("480,000", "480,000", False),
        ("48 00", "48 00", False),
        ("1 2", "1 2", False),
        ("0", "0", True),
        ("007", "007", True),
        ("1e6", "1e6", False),
    ],
)
def test_numbers_are_plain_only_where_they_are_certain(written: str, number: str, whole: bool) -> None:  # noqa: FBT001
    assert plain_number(written) == number
    assert is_whole(plain_number(written)) == whole


def test_cells_of_other_kinds_are_written_plainly(tmp_path: Path) -> None:
    path = book(tmp_path / "m.xlsx", {"a": [["area", "n"], [1.0, dt.date(2019, 2, 1)], ["x  y", None]]})
    got = read_known_table(path, needed=["area", "n"])
    assert got.to_numpy().tolist() == [["1", "2019-02-01"], ["x y", ""]]
    pd.DataFrame({"area": ["a"], "n": [2]}).to_parquet(tmp_path / "m.parquet")
    assert read_known_table(tmp_path / "m.parquet", needed=["n"]).to_numpy().tolist() == [["2"]]
