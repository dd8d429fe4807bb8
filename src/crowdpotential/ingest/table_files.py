"""Weighting: a table of known figures as people save it: .csv of any Excel, "Unicode text", or a workbook with several sheets.

Its names are known, so delimiter, encoding, sheet and the row of the names are found and need no key. What is not certain is refused.
"""

import codecs
import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crowdpotential.errors import ColumnError, Faults, MissingFileError, ReadError, is_there
from crowdpotential.ingest.apart import ReaderProcess, RefusedFileError
from crowdpotential.ingest.binary.sent_cells import LostCell
from crowdpotential.ingest.binary_files import rows_of_sheet
from crowdpotential.ingest.contents import kind_of_content
from crowdpotential.ingest.delivered_cells import plain_text
from crowdpotential.ingest.lost_cells import FAULTS, say_lost
from crowdpotential.ingest.readers import read_file
from crowdpotential.ingest.text_rows import read_bytes, read_rows
from crowdpotential.letters import normal_form
from crowdpotential.params import DataFile

TEXTS = (".csv", ".tsv", ".txt")
DELIMITERS = (",", ";", "\t", "|")
LARGEST_BYTES = 20_000_000  # a joint margin of 100,000 cells has 6
MOST_ROWS = 200_000
MOST_SHEETS = 20  # that are searched for the table
SEARCHED = 20  # rows from the top among which the names are looked for
BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " "))  # that spreadsheets put between thousands
DECIMAL_COMMA = re.compile(r"([+-]?\d[\d ]*),(\d+)( ?%)?")
SAVE_ANEW = "save it in Excel as .xlsx, or as CSV UTF-8"
CYRILLIC = ("cp1251", "koi8-r", "cp866", "mac_cyrillic")  # Windows, old Unix, DOS, old Macintosh
FREQUENT = frozenset("оеаинтсрвлкмдпу")  # four of five letters of Russian
MIXED = re.compile(r"[a-zA-Z][а-яА-ЯёЁ]|[а-яА-ЯёЁ][a-zA-Z]")  # both alphabets in a word: read by a wrong one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """One way of reading a file: with a delimiter, or one of its sheets."""

    name: str
    rows: Sequence[Sequence[object]]
    fault: str = ""  # why it cannot be read so

    def header(self, wanted: Collection[str]) -> dict[str, int]:
        """Find the wanted names in the row near the top that holds most of them: name -> position."""
        found = [_positions(row, wanted) for row in self.rows[:SEARCHED]]
        return max(found, key=len, default={})

    def body(self, header: dict[str, int], file: str) -> list[Sequence[object]]:
        """List the rows with content below the header.

        Raises:
            ColumnError: a name stands twice in the header.
            ReadError: there are no rows, or they are longer or shorter than it.
        """
        at = next(i for i, row in enumerate(self.rows) if _positions(row, header) == header)
        titles, width = [_title(cell) for cell in self.rows[at]], len(self.rows[at])
        if repeated := [name for name in header if titles.count(name) > 1]:
            msg = f"{file}: column {repeated[0]} is there {titles.count(repeated[0])} times; keep one, or rename the others"
            raise ColumnError(msg)
        body = [row for row in self.rows[at + 1 :] if any(plain_text(cell) for cell in row)]
        if not body:
            msg = f"{file}: holds no rows below the names; add them"
            raise ReadError(msg)
        if uneven := sum(len(row) < width or any(plain_text(cell) for cell in row[width:]) for row in body):
            msg = f"{file}: {uneven} rows have not the header's {width} cells; put cells with a comma into quotes, or {SAVE_ANEW}"
            raise ReadError(msg)
        return body


def read_known_table(path: Path, *, needed: Collection[str], also: Collection[str] = ()) -> pd.DataFrame:
    """Read a table by the names of its columns, whatever their case, as text without blanks around it; other columns are left aside.

    Args:
        path: .csv, .tsv or .txt (UTF-8, UTF-16, cp1251; comma, semicolon, tab or bar), .xlsx, or what data files may be.
        needed: columns that it must have.
        also: columns that it may have.

    Raises:
        MissingFileError, ReadError: the file cannot be read with certainty, or holds no rows.
        ColumnError: columns are missing, or several sheets hold them.
    """
    wanted = [*needed, *also]
    candidates = list(_candidates(path))
    complete = [found for found in candidates if set(needed) <= set(found.header(wanted))]
    if len(complete) > 1:
        names = " and ".join(found.name for found in complete)
        msg = f"{path.name}: {names} hold such a table; keep one of them in the workbook"
        raise ColumnError(msg)
    if not complete:
        _refuse_incomplete(candidates, needed, wanted, path.name)
    header = complete[0].header(wanted)
    body = complete[0].body(header, path.name)
    columns = {name: [row[position] for row in body] for name, position in header.items()}
    _refuse_lost_cells(columns, path.name)
    return pd.DataFrame({name: [_text(cell) for cell in cells] for name, cells in columns.items()}, dtype="str")


def _refuse_incomplete(candidates: Sequence[_Candidate], needed: Collection[str], wanted: Collection[str], name: str) -> None:
    """Refuse a file in which no way of reading finds all columns. Raises ReadError, or ColumnError with those that are missing."""
    best = max(candidates, key=lambda found: len(found.header(wanted)))
    fault = next((found.fault for found in candidates if found.fault), "")
    if fault and not best.header(wanted):
        msg = f"{name}: not a readable table of text ({fault}); check its quotes, or {SAVE_ANEW}"
        raise ReadError(msg)
    absent = [column for column in needed if column not in best.header(wanted)]
    msg = f"{name}: columns are missing: {', '.join(absent)}; such a table has {', '.join(needed)}"
    raise ColumnError(msg)


def _candidates(path: Path) -> Iterator[_Candidate]:
    if not is_there(path):
        msg = f"{path.as_posix()}: no such file; correct its name in params, or put the file there"
        raise MissingFileError(msg)
    suffix = path.suffix.lower()
    try:
        kind = kind_of_content(path)
        if suffix in TEXTS and kind in {"", "text"}:
            yield from _readings_of_text(path)
        elif suffix == ".xlsx" and kind in {"", suffix}:
            yield from _sheets(path)
        elif suffix not in TEXTS:
            frame = read_file(path, DataFile(path=path.name)).cells
            yield _Candidate(name=path.name, rows=[list(frame.columns), *frame.to_numpy().tolist()])
        else:
            what = kind.removesuffix(" under another name")
            msg = f"{path.name}: is {what} under another name; {SAVE_ANEW}"
            raise ReadError(msg)
    except OSError as error:
        msg = f"{path.name}: cannot be opened ({error.strerror or type(error).__name__}); close it in other programs"
        raise ReadError(msg) from None


def _readings_of_text(path: Path) -> Iterator[_Candidate]:
    text = _decode(path)
    first, _, rest = text.partition("\n")
    if declared := re.fullmatch(r'"?sep=(.)"?\s*', first):  # written for Excel, above the names
        text = rest
    for delimiter in (declared[1],) if declared else DELIMITERS:
        try:
            rows = read_rows(text, delimiter, name=path.name, most_rows=MOST_ROWS)
        except csv.Error as error:
            yield _Candidate(name=repr(delimiter), rows=[], fault=f"{error}")
            continue
        if delimiter in {";", "\t"}:  # where Excel parts cells so, its decimal sign is the comma
            rows = [[_with_point(cell) for cell in row] for row in rows]
        yield _Candidate(name=repr(delimiter), rows=rows)


def _decode(path: Path) -> str:
    content = read_bytes(path, name=path.name, largest=LARGEST_BYTES)
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    declared = next((name for mark, name in marks.items() if content.startswith(mark)), "utf-8")
    if declared != "utf-16" and b"\0" in content:
        msg = f"{path.name}: holds zero bytes, as text in UTF-16 without its mark does, or a damaged file; {SAVE_ANEW}"
        raise ReadError(msg)
    try:
        return content.decode(declared)
    except UnicodeDecodeError:
        readings = {name: content.decode(name, errors="replace") for name in CYRILLIC}
    likely = max(CYRILLIC, key=lambda name: _russianness(readings[name]))
    if declared != "utf-8" or likely != "cp1251" or MIXED.search(readings[likely]):
        msg = f"{path.name}: is encoded neither in UTF-8 nor in cp1251; {SAVE_ANEW}"
        raise ReadError(msg)
    return readings[likely]


def _russianness(text: str) -> float:
    """Count the frequent letters of Russian, capitals half: another encoding gives rare ones, and capitals for small letters."""
    return sum((letter in FREQUENT) + (letter.lower() in FREQUENT) for letter in text) / 2


def _sheets(path: Path) -> Iterator[_Candidate]:
    """Read every sheet with data that is not hidden."""
    try:
        with ReaderProcess() as apart:
            found = apart.read(path, ".xlsx")
            others = [(str(name), str(shown)) for name, is_hidden, shown in found.facts["other_sheets"] if not is_hidden]
            if len(others) > MOST_SHEETS:
                msg = f"{path.name}: {len(others) + 1} sheets hold data; keep the one with the table"
                raise ReadError(msg)
            read = {str(found.facts["sheet_shown"]): found} | {shown: apart.read(path, ".xlsx", sheet=name) for name, shown in others}
    except RefusedFileError as refused:
        why = refused.words.partition(";")[0] if refused.kind == "WorkbookError" else "not readable as an Excel workbook"
        msg = f"{path.name}: {why}; save it anew as .xlsx with the table on the first sheet, or as CSV UTF-8"
        raise ReadError(msg) from None
    for name, sheet in read.items():
        yield _Candidate(name=f"sheet {name}", rows=rows_of_sheet(sheet))


def _positions(row: Sequence[object], wanted: Collection[str]) -> dict[str, int]:
    """Find where a row names columns."""
    titles = [_title(cell) for cell in row]
    return {name: titles.index(name) for name in wanted if name in titles}


def _title(cell: object) -> str:
    return "" if isinstance(cell, LostCell) else normal_form(plain_text(cell))


def _refuse_lost_cells(columns: dict[str, list[object]], name: str) -> None:
    faults = Faults()
    for column, cells in columns.items():
        lost = [cell for cell in cells if isinstance(cell, LostCell)]
        if lost:
            what, cure = say_lost(lost[0].fault, lost[0].text), FAULTS[lost[0].fault].cure
            faults.add(ReadError(f"{name}: {column}: {len(lost)} {what}; {cure}"))
    faults.raise_any()


def _text(cell: object) -> str:
    return " ".join(plain_text(cell).translate(BLANKS).split())


def _with_point(cell: str) -> str:
    found = DECIMAL_COMMA.fullmatch(cell.translate(BLANKS).strip())
    return f"{found[1]}.{found[2]}{found[3] or ''}" if found else cell
