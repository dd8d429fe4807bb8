"""Reading, Excel: the rows of one sheet of an .xlsx workbook."""

import zipfile
import zlib
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from crowdpotential.errors import ReadError

LARGEST_BYTES = 500_000_000  # unpacked; 20,000 respondents with 300 answers make about 150 MB of XML
SUSPICIOUS_BYTES = 20_000_000
LARGEST_RATIO = 100  # sheets of real surveys pack 5 to 20 times; bombs 300 times and more


def read_workbook(path: Path, *, sheet: str | None) -> list[list[object]]:
    """Read the rows of a sheet, the first being the header; cells as Excel holds them.

    Args:
        path: an .xlsx file.
        sheet: name of the sheet; null: the first one.

    Raises:
        ReadError: no workbook, packed suspiciously tight, damaged, or without that sheet.
    """
    _refuse_bombs(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            msg = f"{path.name}: no sheet {sheet}; the workbook holds {', '.join(names)}"
            raise ReadError(msg)
        rows = book.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False)
    except (CalamineError, IndexError):
        msg = f"{path.name}: not a readable Excel workbook; save it anew as .xlsx, or export it as .csv"
        raise ReadError(msg) from None
    return [list[object](row) for row in rows]


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            is_tight = unpacked > SUSPICIOUS_BYTES and unpacked > LARGEST_RATIO * path.stat().st_size
            if is_tight or unpacked > LARGEST_BYTES:
                size = f"{path.name}: unpacks to {unpacked // 10**6} MB"
                msg = f"{size}, which no survey needs; delete unused cells and save it anew"
                raise ReadError(msg)
            is_damaged = archive.testzip() is not None  # a false size shows here
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        is_damaged = True
    if is_damaged:
        msg = f"{path.name}: not an .xlsx workbook, damaged, or locked with a password; save it anew as .xlsx"
        raise ReadError(msg)
