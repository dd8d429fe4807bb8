"""Files that are not what their names say: encodings, separators, workbooks, files of SPSS, Stata and Parquet."""

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from battery.corpus.case import Case, Edit, both, cells, column, params, raw
from battery.study import Study, deliver, to_csv, to_xlsx

RUSSIAN_REMARK = "Жалоба на дорогу"


def bad_encodings() -> Iterator[Case]:
    """Texts in another encoding, or parted by other marks, than params say."""
    remark = cells("remark", RUSSIAN_REMARK)
    for name, edit, says in (
        (
            "an encoding that there is not",
            params("data.2.encoding", "cp12510"),
            r"params\.yaml: data\[2\]\.encoding: there is no encoding of this name; write such as",
        ),
        (
            "an encoding that the file has not",
            both(remark, _encoded("cp1251"), params("data.2.encoding", "utf-8")),
            r"east\.csv: not encoded in utf-8",
        ),
        (
            "half of the file in another encoding",
            both(remark, raw("east.csv", lambda b: b + "east-900,\u0416".encode("cp1251"))),
            r"east\.csv: not encoded in utf-8-sig",
        ),
        (
            "UTF-16 declared as UTF-8",
            both(_encoded("utf-16"), params("data.2.encoding", "utf-8")),
            r"east\.csv: is encoded in utf-16, not utf-8",
        ),
        ("a delimiter that the file has not", params("data.2.delimiter", ";"), r"east\.csv: one column only, with ',' in its cells"),
        (
            "a delimiter of two characters",
            params("data.2.delimiter", ";;"),
            r'params\.yaml: data\[2\]\.delimiter: a delimiter is one character, such as ";" or "\\t" for the tab, not',
        ),
        ("a decimal mark of letters", params("data.2.decimal", "x"), r"params\.yaml: data\[2\]\.decimal: input should be '\.' or ','"),
        (
            "the delimiter for a decimal mark",
            both(params("data.2.delimiter", ","), params("data.2.decimal", ",")),
            r"east\.csv: hours: 60 rows hold no number",
        ),
        (
            "rows of different lengths",
            raw("east.csv", lambda b: b.replace(b"\n", b",9,9\n", 5).replace(b",9,9\n", b"\n", 3)),
            r"east\.csv: 2 rows have not the header's 23 cells",
        ),
        (
            "a row that is too short",
            raw("east.csv", lambda b: b.rstrip() + b"\neast-900,east-1\n"),
            r"east\.csv: 1 rows have not the header's 23 cells",
        ),
        (
            "a quotation mark that nobody closes",
            cells("remark", "he said") and raw("east.csv", lambda b: b.replace(b"east-1,", b'"east-1,', 1)),
            r"east\.csv: not a readable table of text",
        ),
        (
            "bytes of zero",
            raw("east.csv", lambda b: b[:900] + b"\0\0\0" + b[900:]),
            r"east\.csv: holds zero bytes, as damaged files do, or text in utf-16",
        ),
        (
            "bytes of a picture",
            raw("east.csv", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
            r"east\.csv: not encoded in utf-8-sig",
        ),
        (
            "a page of the web",
            raw("east.csv", lambda _: b"<!DOCTYPE html><html><body>Not found</body></html>"),
            r"east\.csv: is a web page.*under another name",
        ),
        ("JSON", raw("east.csv", lambda _: b'[{"number": 1, "sex": 2}]'), r"east\.csv: holds no respondents"),
        ("a file without respondents' rows after a cut", raw("east.csv", lambda b: b[:40]), r"east\.csv: holds no respondents"),
        (
            "a file that is not there",
            params("data.2.path", "east2.csv"),
            r"east2\.csv: no such file; correct its path in params\.yaml or put the file there",
        ),
        ("a folder", params("data.2.path", "."), r": no such file; correct its path in params\.yaml or put the file there"),
        ("a suffix that nobody reads", _deliver("east.doc", to_csv), r"east\.doc: files of this kind are not read"),
        ("no suffix", _deliver("east", to_csv), r"east: files of this kind are not read"),
        ("a path out of this world", params("data.2.path", "a\0b.csv"), r"params\.yaml: line \d+: holds a letter that nobody sees"),
        ("a path longer than disks know", params("data.2.path", "x" * 400 + ".csv"), r"\.csv\)?: no such file"),
    ):
        yield Case(kind="encodings", name=name, edit=edit, says=says)


def bad_workbooks() -> Iterator[Case]:
    """Workbooks with cells, sheets or bytes that hold no answers."""
    for name, edit, says in (
        (
            "cells with an error",
            _workbook(lambda sheet: _put(sheet, "X1", "#N/A", kind="e")),
            r"east\.xlsx: X1: 4 cells with the error #N/A",
        ),
        (
            "formulas that no program calculated",
            _workbook(lambda sheet: _put(sheet, "X2", "=1+1")),
            r"east\.xlsx: X2: 4 formulas without a stored value",
        ),
        ("merged answers", _workbook(lambda sheet: sheet.merge_cells("I5:I9")), r"east\.xlsx: X1: 4 cells under a merged one"),
        (
            "a cell far away",
            _workbook(lambda sheet: sheet.cell(row=2**20, column=2**14, value="x")),
            r"east\.xlsx: sheet data reaches to XFD1048576, which makes 17179869184 cells",
        ),
        ("a cell far below", _workbook(lambda sheet: sheet.cell(row=2**20, column=3, value="x")), r"east\.xlsx: sheet data reaches to"),
        (
            "a title above the names",
            _workbook(lambda sheet: (sheet.insert_rows(1), sheet.cell(1, 1, "Survey"))),
            r"east\.xlsx: the names of the columns seem to stand in row 2",
        ),
        (
            "merged names",
            _workbook(lambda sheet: sheet.merge_cells("I1:J1")),
            r"east\.xlsx: column 10 has no name in the header, but content",
        ),
        (
            "dates where codes belong",
            _workbook(lambda sheet: _put(sheet, "X1", pd.Timestamp("2026-03-05"))),
            r"east\.xlsx: X1: 4 rows hold dates",
        ),
        (
            "dates where numbers belong",
            _workbook(lambda sheet: _put(sheet, "hours", pd.Timestamp("2026-03-05"))),
            r"east\.xlsx: hours: 4 rows hold dates",
        ),
        ("booleans in a scale", _workbook(lambda sheet: _put(sheet, "X1", True)), r"east\.xlsx: X1: 4 rows hold TRUE or FALSE"),  # noqa: FBT003
        ("words in a scale", _workbook(lambda sheet: _put(sheet, "X1", "often")), r"east\.xlsx: X1: 4 rows hold words where codes belong"),
        ("a sheet that is not there", both(_workbook(lambda _: None), params("data.2.sheet", "Answers")), r"east\.xlsx: no sheet Answers"),
        (
            "a number for a sheet",
            both(_workbook(lambda _: None), params("data.2.sheet", 1)),
            r"params\.yaml: data\[2\]\.sheet: input should be a valid string",
        ),
        (
            "an empty sheet",
            _deliver("east.xlsx", lambda _: to_xlsx(data=pd.DataFrame())),
            r"east\.xlsx: is empty; the first row must hold the names of the columns",
        ),
        ("a header alone in a sheet", _deliver("east.xlsx", lambda t: to_xlsx(data=t.iloc[:0])), r"east\.xlsx: holds no respondents"),
        ("a table of text with the suffix of a workbook", _deliver("east.xlsx", to_csv), r"east\.xlsx: holds text, as a \.csv does"),
        ("an archive that is no workbook", _deliver("east.xlsx", lambda _: _archive({"a.txt": b"a"})), r"east\.xlsx: is a packed file"),
        (
            "a workbook cut in the middle",
            _deliver("east.xlsx", lambda t: to_xlsx(data=t)[:4000]),
            r"east\.xlsx: not readable as an Excel workbook, perhaps damaged or locked with a password",
        ),
        ("a workbook of nothing", _deliver("east.xlsx", lambda _: b""), r"east\.xlsx: is empty; deliver it anew, or take it out of data"),
        (
            "a workbook under a password",
            _deliver("east.xlsx", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)),
            r"east\.xlsx: is an old workbook",
        ),
        (
            "a workbook of broken XML",
            _deliver("east.xlsx", lambda t: _break_sheet(to_xlsx(data=t))),
            r"east\.xlsx: not readable as an Excel workbook, perhaps damaged or locked with a password",
        ),
        (
            "a sheet that unpacks to a thousand times its size",
            _deliver("east.xlsx", lambda t: _swell(to_xlsx(data=t))),
            r"east\.xlsx: unpacks to 1000 MB, which no survey needs",
        ),
        (
            "a workbook with the suffix of text",
            _deliver("east2.csv", lambda t: to_xlsx(data=t)),
            r"east2\.csv: is an Excel workbook under another name",
        ),
        (
            "an encoding for a workbook",
            both(_workbook(lambda _: None), params("data.2.encoding", "cp1251")),
            r"params\.yaml: data\[2\]: east\.xlsx holds its texts in one way only",
        ),
        ("the old form of workbooks", _deliver("east.xls", lambda t: to_xlsx(data=t)), r"east\.xls: files of this kind are not read"),
    ):
        yield Case(kind="workbooks", name=name, edit=edit, says=says)


def bad_binaries() -> Iterator[Case]:
    """Files of SPSS, Stata and Parquet that contradict the questionnaire or themselves."""
    turned = {"sex": {1: "women", 2: "men"}}
    scale = {"X1": {1: "strongly agree", 2: "agree", 3: "partly", 4: "disagree", 5: "strongly disagree"}}
    for name, edit, says in (
        (
            "sexes turned round in .sav",
            _deliver("east.sav", lambda t: as_sav(t, variable_value_labels=turned)),
            r'east\.sav: sex: 1 is "women" in the file, "men" in the codebook, which has these words at 2',
        ),
        (
            "sexes turned round in .dta",
            _deliver("east.dta", lambda t: as_dta(t, variable_value_labels=turned)),
            r'east\.dta: sex: 1 is "women" in the file, "men" in the codebook, which has these words at 2',
        ),
        (
            "a scale turned round in .sav",
            _deliver("east.sav", lambda t: as_sav(t, variable_value_labels=scale)),
            r'east\.sav: X1: 1 is "strongly agree" in the file, "strongly disagree" in the codebook, which has these words',
        ),
        (
            "an answer that .sav declares missing",
            _deliver("east.sav", lambda t: as_sav(t, missing_ranges={"X1": [5]})),
            r"east\.sav: X1: 8 cells hold what the file declares missing.*and the codebook takes for an answer",
        ),
        (
            "a range that .sav declares missing",
            _deliver("east.sav", lambda t: as_sav(t, missing_ranges={"age": [{"lo": 40, "hi": 60}]})),
            r"east\.sav: age: 25 cells hold what the file declares missing.*and the codebook takes for an answer",
        ),
        (
            "an unlisted code in .sav",
            both(cells("X1", 8), _deliver("east.sav", as_sav)),
            r"east\.sav: X1: 3 rows hold codes that the codebook does not list",
        ),
        (
            "a column missing in .sav",
            both(column(lambda t: t.drop(columns="Y1")), _deliver("east.sav", as_sav)),
            r"east\.sav: columns are missing: Y1",
        ),
        (
            "a column missing in .dta",
            both(column(lambda t: t.drop(columns="Y1")), _deliver("east.dta", as_dta)),
            r"east\.dta: columns are missing: Y1",
        ),
        (
            "a column missing in .parquet",
            both(column(lambda t: t.drop(columns="Y1")), _deliver("east.parquet", as_parquet)),
            r"east\.parquet: columns are missing: Y1",
        ),
        (
            ".sav cut in the middle",
            _deliver("east.sav", lambda t: as_sav(t)[:3000]),
            r"east\.sav: not readable as an SPSS file, perhaps damaged or locked with a password",
        ),
        (
            ".dta cut in the middle",
            _deliver("east.dta", lambda t: as_dta(t)[:3000]),
            r"east\.dta: not readable as a Stata file, perhaps damaged or locked with a password",
        ),
        (
            ".parquet cut in the middle",
            _deliver("east.parquet", lambda t: as_parquet(t)[:3000]),
            r"east\.parquet: not readable as a parquet file, perhaps damaged or locked with a password",
        ),
        ("text with the suffix .sav", _deliver("east.sav", to_csv), r"east\.sav: holds text, as a \.csv does"),
        ("text with the suffix .dta", _deliver("east.dta", to_csv), r"east\.dta: holds text, as a \.csv does"),
        ("text with the suffix .parquet", _deliver("east.parquet", to_csv), r"east\.parquet: holds text, as a \.csv does"),
        (".sav of nothing", _deliver("east.sav", lambda _: b""), r"east\.sav: is empty; deliver it anew, or take it out of data"),
        (".sav without rows", _deliver("east.sav", lambda t: as_sav(t.iloc[:0])), r"east\.sav: holds no respondents"),
        (".parquet without rows", _deliver("east.parquet", lambda t: as_parquet(t.iloc[:0])), r"east\.parquet: holds no respondents"),
        (
            "a list in .parquet",
            _deliver("east.parquet", lambda t: as_parquet(t.assign(X1=[[1, 2]] * len(t)))),
            r"east\.parquet: X1: 60 cells of type list, which no answer is",
        ),
        (
            "a record in .parquet",
            _deliver("east.parquet", lambda t: as_parquet(t.assign(X1=[{"a": 1}] * len(t)))),
            r"east\.parquet: X1: 60 cells of type struct, which no answer is",
        ),
        (
            "bytes in .parquet",
            _deliver("east.parquet", lambda t: as_parquet(t.assign(X1=[b"\xff\xfe"] * len(t)))),
            r"east\.parquet: X1: 60 cells of bytes, which no answer is",
        ),
        (
            "dates in a scale of .parquet",
            _deliver("east.parquet", lambda t: as_parquet(t.assign(X1=pd.Timestamp("2026-03-01")))),
            r"east\.parquet: X1: 60 rows hold dates, times or durations",
        ),
        (
            "an encoding for .parquet",
            both(_deliver("east.parquet", as_parquet), params("data.2.encoding", "cp1251")),
            r"params\.yaml: data\[2\]: east\.parquet holds its texts in one way only",
        ),
        (
            "a sheet for .sav",
            both(_deliver("east.sav", as_sav), params("data.2.sheet", "data")),
            r"params\.yaml: data\[2\]: .*has no sheets",
        ),
        (
            "a number of twenty digits in .sav",
            _deliver("east.sav", lambda t: as_sav(t.assign(hours=1e20))),
            r"hours: 58 answers lie outside 0 to 168",
        ),
    ):
        yield Case(kind="binaries", name=name, edit=edit, says=says)


def as_sav(frame: pd.DataFrame, *, name: str = "made.sav", **told: object) -> bytes:
    """Write a table as SPSS does."""
    return _by_pyreadstat(pyreadstat.write_sav, frame, name, **told)


def as_dta(frame: pd.DataFrame, **told: object) -> bytes:
    """Write a table as Stata does."""
    return _by_pyreadstat(pyreadstat.write_dta, frame, "made.dta", **told)


def as_parquet(frame: pd.DataFrame) -> bytes:
    """Write a table as a parquet file with checksums."""
    content = BytesIO()
    pq.write_table(pa.Table.from_pandas(frame), content, write_page_checksum=True)
    return content.getvalue()


def _encoded(encoding: str) -> Edit:
    return raw("east.csv", lambda content: content.decode().encode(encoding))


def _deliver(name: str, make: Callable[[pd.DataFrame], bytes]) -> Edit:
    return lambda study: deliver(study, "east", name, make(study.answers["east"]))


def _workbook(change: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> Edit:
    def edit(study: Study) -> None:
        book = openpyxl.load_workbook(BytesIO(to_xlsx(data=study.answers["east"])))
        change(book["data"])
        content = BytesIO()
        book.save(content)
        deliver(study, "east", "east.xlsx", content.getvalue())

    return edit


def _put(sheet: openpyxl.worksheet.worksheet.Worksheet, name: str, value: object, *, kind: str | None = None) -> None:
    """Put a value into four cells of a column."""
    place = next(cell.column for cell in sheet[1] if cell.value == name)
    for row in range(2, 6):
        cell = sheet.cell(row=row, column=place, value=value)
        if kind is not None:
            cell.data_type = kind


def _by_pyreadstat(writer: Callable[..., None], frame: pd.DataFrame, name: str, **told: object) -> bytes:
    with TemporaryDirectory() as folder:
        writer(frame, str(Path(folder) / name), **told)
        return (Path(folder) / name).read_bytes()


def _archive(files: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in files.items():
            archive.writestr(name, inner)
    return content.getvalue()


def _unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _break_sheet(content: bytes) -> bytes:
    files = _unpack(content)
    files["xl/worksheets/sheet1.xml"] = files["xl/worksheets/sheet1.xml"][:2000] + b"<row><<"
    return _archive(files)


def _swell(content: bytes) -> bytes:
    files = _unpack(content)
    files["xl/sharedStrings.xml"] += b" " * 1_000_000_000
    return _archive(files)
