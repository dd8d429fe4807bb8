"""Excel workbooks (.xlsx): the rows of one sheet as calamine reads them, with the cells marked that hold no value of their own."""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

from crowdpotential.ingest.binary.sent_cells import LostCell, Table, encode_column
from crowdpotential.ingest.binary.sheet_xml import Place, SheetFacts, address_of, scan_sheet
from crowdpotential.quoting import show

LARGEST_BYTES = 500_000_000  # unpacked; 20,000 respondents with 300 answers make about 150 MB of XML
SUSPICIOUS_BYTES = 20_000_000
LARGEST_RATIO = 100  # sheets of real surveys pack 5 to 20 times; bombs 300 times and more
MOST_CELLS = 50_000_000  # of the rectangle from A1 to the last cell
MOST_BLANK_CELLS = 5_000_000  # of a rectangle of which hardly a row is filled
FEWEST_FILLED = 0.05  # of the rows down to the last cell
OVERLAPPING = "merged cells lie over one another, which Excel never writes; save it anew in Excel, or as .csv"


class WorkbookError(Exception):
    """A workbook that is not read, and why, in words for the user."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str  # its XML in the archive
    is_hidden: bool
    place: int  # in the workbook, from 1

    @property
    def shown(self) -> str:
        """Name the sheet in a message: as it is called, or by its place where it may be called after somebody."""
        return show(self.name, f"number {self.place}")


def read_workbook(path: str, *, sheet: str | None) -> Table:
    """Read the cells of a sheet from A1 on, row by row as if they were one column; `n_rows` and `n_columns` are among the facts.

    Args:
        path: an .xlsx file.
        sheet: its name; None: the first one.

    Raises:
        WorkbookError: packed suspiciously tight, without that sheet, the first one hidden, or a cell far from the others.
        CalamineError, BadZipFile, ...: damaged.
    """
    with zipfile.ZipFile(path) as archive:
        _refuse_bombs(archive)
        parts = {entry.filename.replace("\\", "/").lower(): entry for entry in archive.infolist()}
        book = _root(archive, parts, main := _main_part(archive, parts))
        sheets = list(_sheets(archive, parts, book, main))
        chosen = _choose(sheets, sheet)
        facts = scan_sheet(archive.read(parts[chosen.part]), is_uncalculated=_is_uncalculated(book))
        _refuse_far_cells(facts, chosen.shown)
        others = [s for s in sheets if s is not chosen and _holds_data(archive, parts[s.part])]
    if facts.lowest[0] < 0 and others:
        msg = f"sheet {chosen.shown} is empty; set data.sheet to {' or '.join(s.shown for s in others)}"
        raise WorkbookError(msg)
    read = CalamineWorkbook.from_path(path).get_sheet_by_name(chosen.name)
    rows: list[list[Any]] = list(read.to_python(skip_empty_area=False))
    _mark(rows, facts, read.merged_cell_ranges or [])
    return Table(
        columns=[encode_column("", list(chain.from_iterable(rows)))],
        facts={
            "sheet": chosen.name,
            "sheet_shown": chosen.shown,
            "other_sheets": [[s.name, s.is_hidden, s.shown] for s in others],
            "n_sheets": len(sheets),
            "n_rows": len(rows),
            "n_columns": len(rows[0]) if rows else 0,
            "n_hidden_rows": facts.n_hidden_rows,
            "n_hidden_columns": facts.n_hidden_columns,
            "is_filtered": facts.is_filtered,
        },
    )


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked, packed = (
        sum(entry.file_size for entry in entries),
        sum(entry.compress_size for entry in entries),
    )
    if unpacked > LARGEST_BYTES or (unpacked > SUSPICIOUS_BYTES and unpacked > LARGEST_RATIO * packed):
        msg = f"unpacks to {unpacked // 10**6} MB, which no survey needs; delete unused cells and save it anew"
        raise WorkbookError(msg)


def _main_part(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> str:
    for relation in _root(archive, parts, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/").lower()
    return "xl/workbook.xml"


def _root(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], part: str) -> ET.Element:
    return ET.fromstring(archive.read(parts[part]))  # noqa: S314 within the limits of this process


def _sheets(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], book: ET.Element, main: str) -> Iterator[_Sheet]:
    """List the worksheets; charts and macros on sheets of their own hold no cells."""
    folder, name = posixpath.split(main)
    relations = {r.get("Id"): r for r in _root(archive, parts, f"{folder}/_rels/{name}.rels".lstrip("/"))}
    for place, sheet in enumerate((e for e in book.iter() if _local(e.tag) == "sheet"), start=1):
        key = next((value for at, value in sheet.attrib.items() if _local(at) == "id"), None)
        relation = relations[key]
        if relation.get("Type", "").endswith("/worksheet"):
            target = relation.get("Target", "").lower()
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            hidden = sheet.get("state", "visible") != "visible"
            yield _Sheet(sheet.get("name", ""), part.lstrip("/"), hidden, place)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _choose(sheets: Sequence[_Sheet], wanted: str | None) -> _Sheet:
    names = ", ".join(sheet.shown for sheet in sheets)
    if not sheets:
        msg = "holds no worksheet; save it anew with the answers on one"
        raise WorkbookError(msg)
    if wanted is not None:
        for sheet in sheets:
            if sheet.name == wanted:
                return sheet
        msg = f"no sheet {show(wanted, 'of the name in data.sheet')}; the workbook holds {names}"
        raise WorkbookError(msg)
    if sheets[0].is_hidden:
        msg = f"the first sheet, {sheets[0].shown}, is hidden; name the one to read in data.sheet ({names})"
        raise WorkbookError(msg)
    return sheets[0]


def _is_uncalculated(book: ET.Element) -> bool:
    return any(_local(entry.tag) == "calcPr" and entry.get("fullCalcOnLoad") in {"1", "true"} for entry in book.iter())


def _refuse_far_cells(facts: SheetFacts, sheet: str) -> None:
    """Refuse a sheet that would become a huge rectangle of blanks, before anybody allocates it."""
    n_cells = (facts.lowest[0] + 1) * (facts.rightmost[1] + 1)
    is_hollow = n_cells > MOST_BLANK_CELLS and facts.n_filled_rows < (facts.lowest[0] + 1) * FEWEST_FILLED
    if n_cells > MOST_CELLS or is_hollow:
        far = " and ".join(dict.fromkeys(address_of(place) for place in (facts.lowest, facts.rightmost)))
        msg = (
            f"sheet {sheet} reaches to {far}, which makes {n_cells} cells with {facts.n_filled_rows} filled rows; delete in Excel the rows "
            "and columns behind the answers, and save it"
        )
        raise WorkbookError(msg)


def _holds_data(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a sheet has more than one row with content; a title alone is no data."""
    facts = scan_sheet(archive.read(part), is_uncalculated=False)
    return facts.lowest[0] > 0


def _mark(rows: list[list[Any]], facts: SheetFacts, merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Put lost cells where calamine has blanks, or no cell: errors, formulas without a value, cells under a merged one."""
    if facts.lost:
        n_columns = max(facts.rightmost[1] + 1, len(rows[0]) if rows else 0)
        rows += [[] for _ in range(facts.lowest[0] + 1 - len(rows))]
        for cells in rows:
            cells.extend([""] * (n_columns - len(cells)))
    reported: set[tuple[str, str, int]] = set()

    def lose(place: Place, cell: LostCell, at: Place) -> None:
        key = (cell.fault, cell.text, place[1])
        rows[place[0]][place[1]] = cell if key in reported else LostCell(cell.fault, cell.text, address_of(at))
        reported.add(key)

    for place, error in facts.lost.items():
        lose(place, LostCell("error", error) if error else LostCell("formula"), place)
    for place, first in _under_merged(rows, merged):
        if rows[place[0]][place[1]] == "":
            lose(place, LostCell("merged"), first)


def _under_merged(rows: Sequence[Sequence[object]], merged: Sequence[tuple[Place, Place]]) -> Iterator[tuple[Place, Place]]:
    """List the cells under merged ones, each with the first of its own. Raises WorkbookError where merged cells lie over one another."""
    n_left = len(merged) + sum(map(len, rows))
    for (top, left), (bottom, right) in merged:
        for row in range(top, min(bottom + 1, len(rows))):
            under = range(left, min(right + 1, len(rows[row])))
            n_left -= len(under)
            if n_left < 0:
                raise WorkbookError(OVERLAPPING)
            yield from (((row, column), (top, left)) for column in under if (row, column) != (top, left))
