"""Reading data files as received, and refusing what cannot be read safely."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import BinaryIO

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from crowdpotential.errors import ColumnError, MissingFileError, ReadError
from crowdpotential.ingest import text_rows
from crowdpotential.ingest.readers import read_file
from crowdpotential.params import DataFile

RUSSIAN = "имя;ответ\nАнна;да\nБорис;нет\n"


def spec(path: Path, **more: object) -> DataFile:
    return DataFile.model_validate({"path": path.name, **more})


def read_cells(path: Path, described: DataFile) -> pd.DataFrame:
    return read_file(path, described).cells


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("declared", [None, "utf-8", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("written_in", ["utf-16-le", "utf-16-be"])
def test_text_that_is_marked_as_utf16_is_advised_as_such(tmp_path: Path, written_in: str, declared: str | None) -> None:
    path = written(tmp_path, "a.csv", f"\ufeff{RUSSIAN}".encode(written_in))
    with pytest.raises(ReadError, match=r"is encoded in utf-16, .*; set data.encoding to utf-16$"):
        read_file(path, spec(path, encoding=declared, delimiter=";"))
    assert len(read_cells(path, spec(path, encoding="utf-16", delimiter=";"))) == 2


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-8", "utf-16"])
def test_text_is_read_in_the_declared_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "ответы.csv", RUSSIAN.encode(encoding))
    frame = read_cells(path, spec(path, encoding=encoding, delimiter=";"))
    assert frame.to_dict("list") == {"имя": ["Анна", "Борис"], "ответ": ["да", "нет"]}


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "﻿id,x\n1,2\n")
    assert list(read_cells(path, spec(path, encoding="utf-8")).columns) == ["id", "x"]


def test_text_cells_stay_as_written(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tsv", 'id\tx\ttext\n007\tNA\t"a ""b"",\tc"\n1\t\t=1+1\n')
    frame = read_cells(path, spec(path))
    assert frame.to_numpy().tolist() == [["007", "NA", 'a "b",\tc'], ["1", "", "=1+1"]]


def test_a_row_without_any_content_is_no_respondent(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,x\n1,2\n,\n\n3,4\n")
    assert read_cells(path, spec(path))["id"].tolist() == ["1", "3"]


def test_spss_files_keep_codes_that_are_declared_missing(tmp_path: Path) -> None:
    path = tmp_path / "опрос.sav"
    frame = pd.DataFrame({"x": [1.0, 98.0, None], "s": ["да", "", "a;b"], "day": [dt.date(2019, 9, 2)] * 3})
    pyreadstat.write_sav(frame, path, missing_ranges={"x": [98]})
    read = read_cells(path, spec(path))
    assert read["x"].fillna(-1).tolist() == [1.0, 98.0, -1.0]
    assert read["s"].tolist() == ["да", "", "a;b"]
    assert read["day"].tolist() == ["2019-09-02"] * 3


def test_workbooks_give_numbers_words_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["id", "x", None])
    book.active.append([1, "да", None])
    book.active.append([2, dt.datetime(2019, 2, 1), None])  # noqa: DTZ001 Excel knows no time zone
    book.create_sheet("other").append(["y"])
    book.save(path)
    frame = read_cells(path, spec(path))
    assert frame["id"].tolist() == [1, 2]
    assert frame["x"].tolist() == ["да", dt.date(2019, 2, 1)]
    with pytest.raises(ReadError, match="holds no respondents"):
        read_cells(path, spec(path, sheet="other"))


def test_parquet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"id": ["1"], "x": [3]}).to_parquet(path)
    assert read_cells(path, spec(path))["x"].tolist() == [3]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"gone\.csv: no such file"):
        read_cells(tmp_path / "gone.csv", DataFile(path="gone.csv"))


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.docx", "x")
    with pytest.raises(ReadError, match=r"known are \.sav, \.zsav, \.dta, \.xlsx, \.parquet, \.csv, \.tsv"):
        read_cells(path, spec(path))


@pytest.mark.parametrize(
    ("content", "encoding", "says"),
    [
        (RUSSIAN.encode("cp1251"), "utf-8-sig", r"not encoded in utf-8-sig \(line 1\)"),
        (RUSSIAN.encode(), "cp1251", "is encoded in utf-8, not cp1251"),
    ],
)
def test_a_wrong_encoding_is_named(tmp_path: Path, content: bytes, encoding: str, says: str) -> None:
    path = written(tmp_path, "a.csv", content)
    with pytest.raises(ReadError, match=says):
        read_cells(path, spec(path, encoding=encoding))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id;x\n1;2\n", "set data.delimiter to ';'"),
        ("id,x\n1,2\n1,2,3\n1\n", "2 rows have not the header's 2 cells"),
        ('id,x\n1,"2\n', "not a readable table of text"),
        ("id,x\n", "holds no respondents"),
        ("", "is empty"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = written(tmp_path, "a.csv", content)
    with pytest.raises(ReadError, match=says):
        read_cells(path, spec(path))


def test_a_column_twice_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,x,x\n1,2,3\n")
    with pytest.raises(ColumnError, match=r"a\.csv: column x is there 2 times"):
        read_cells(path, spec(path))


@pytest.mark.parametrize("name", ["a.sav", "a.xlsx", "a.parquet"])
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name, b"$FL2 this is no data file" * 20)
    with pytest.raises(ReadError, match=name) as caught:
        read_cells(path, spec(path))
    assert "\n" not in str(caught.value)


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    path = written(tmp_path, "bomb.xlsx", content.getvalue())
    with pytest.raises(ReadError, match="unpacks to 30 MB"):
        read_cells(path, spec(path))


@pytest.mark.parametrize("place", [60, 200, 1000])
def test_a_damaged_workbook_is_refused(tmp_path: Path, place: int) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "".join(str(k**3) for k in range(2000)))
    damaged = bytearray(content.getvalue())
    damaged[place : place + 8] = b"\xff" * 8
    path = written(tmp_path, "a.xlsx", bytes(damaged))
    with pytest.raises(ReadError, match="damaged"):
        read_cells(path, spec(path))


def test_an_unknown_sheet_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "ответы"
    book.save(path)
    with pytest.raises(ReadError, match="no sheet data; the workbook holds ответы"):
        read_cells(path, spec(path, sheet="data"))


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.csv", "id\n1\n")

    def locked(_path: Path, _mode: str) -> BinaryIO:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(ReadError, match=r"a\.csv: cannot be opened \(Permission denied\)"):
        read_cells(path, spec(path))


@pytest.mark.parametrize(
    ("limit", "text", "message"),
    [
        ("MOST_ROWS", "x\n1\n2\n3\n4\n", r"more than 3 rows \(line 4\)"),
        ("MOST_COLUMNS", "a,b,c,d\n1,2,3,4\n", r"more than 3 columns \(line 1\)"),
        ("MOST_CELLS", "a,b\n1,2\n", r"more than 3 cells \(line 2\)"),
    ],
)
def test_a_text_of_more_than_any_survey_has_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch, limit: str, text: str, message: str
) -> None:
    monkeypatch.setattr(text_rows, limit, 3)
    with pytest.raises(ReadError, match=f"a.csv: {message}"):
        text_rows.read_rows(text, ",", name="a.csv", most_rows=text_rows.MOST_ROWS)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_end_where_lines_end_and_nowhere_else(end: str) -> None:
    text = f'a,b{end}"1{end}2",3\u2028\x0c{end}'
    assert text_rows.read_rows(text, ",", name="a.csv") == [["a", "b"], [f"1{end}2", "3\u2028\x0c"]]
