"""What a worksheet says that calamine does not: errors, formulas without a value, hidden rows and columns, how far it reaches.

The XML is searched, not parsed: a parser would take longer over four million cells than reading them does. A sheet without errors and
formulas costs a few passes of `bytes.find`; the others cost a search for each error and formula.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Place = tuple[int, int]  # row and column, from 0
LETTERS = 26
HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
ROW_NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
ADDRESS = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
IS_ERROR = re.compile(rb"\bt=[\"']e[\"']")
IS_TEXT = re.compile(rb"\bt=[\"']str[\"']")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What the XML of one worksheet tells beside the values of its cells."""

    lowest: Place  # the last row with content, and the column where that ends; -1 where there is none
    rightmost: Place  # the same of the last column
    n_filled_rows: int  # rows with content
    lost: dict[Place, str]  # the error, or "" of a formula without a value
    n_hidden_rows: int
    n_hidden_columns: int
    is_filtered: bool


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    tag: bytes
    start: int  # of its cells in the XML
    end: int


def scan_sheet(xml: bytes, *, is_uncalculated: bool) -> SheetFacts:
    """Search the XML of a worksheet.

    Args:
        xml: as it lies in the workbook.
        is_uncalculated: the workbook asks to be calculated when it is opened; a formula's 0 then stands for no value.
    """
    if xml[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        xml = xml.decode("utf-16").encode()
    root = re.search(rb"<([\w.-]+:)?worksheet\b", xml[:10_000])
    prefix = (root[1] or b"") if root else b""
    may_be_lost = any(sign in xml for sign in (b"<" + prefix + b"f", b't="e"', b"t='e'"))
    lost: dict[Place, str] = {}
    lowest = rightmost = (-1, -1)
    n_hidden = n_filled = 0
    for row in _rows(xml, prefix):
        last = _last_content(xml, row, prefix)
        if last < 0:
            continue
        n_filled += 1
        lowest = max(lowest, (row.number, last))
        rightmost = max(rightmost, (row.number, last), key=lambda place: (place[1], place[0]))
        n_hidden += HIDDEN.search(row.tag) is not None
        if may_be_lost:
            lost |= _lost_cells(xml[row.start : row.end], row.number, prefix, is_uncalculated=is_uncalculated)
    data = max(xml.find(b"<" + prefix + b"sheetData"), 0)
    end = max(xml.rfind(b"</" + prefix + b"sheetData>"), data)
    return SheetFacts(
        lowest=lowest,
        rightmost=rightmost,
        n_filled_rows=n_filled,
        lost=lost,
        n_hidden_rows=n_hidden,
        n_hidden_columns=_count_hidden_columns(xml[:data], rightmost[1] + 1),
        is_filtered=b"<" + prefix + b"autoFilter" in xml[end:],
    )


def address_of(place: Place) -> str:
    """Write a place as Excel does: B12."""
    letters, rest = "", place[1] + 1
    while rest:
        rest, letter = divmod(rest - 1, LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{place[0] + 1}"


def _column_of(address: bytes) -> int:
    column = 0
    for letter in address.rstrip(b"0123456789"):
        column = column * LETTERS + letter - ord("A") + 1
    return column - 1


def _rows(xml: bytes, prefix: bytes) -> Iterator[_Row]:
    opening, closing = b"<" + prefix + b"row", b"</" + prefix + b"row>"
    place, number = 0, -1
    while (start := xml.find(opening, place)) >= 0:
        place = xml.find(b">", start) + 1
        if place == 0:
            return
        tag = xml[start:place]
        if tag[len(opening) : len(opening) + 1].isalpha():  # rowBreaks
            continue
        given = ROW_NUMBER.search(tag)
        number = int(given[1]) - 1 if given else number + 1
        if tag.endswith(b"/>"):
            continue
        end = xml.find(closing, place)
        yield _Row(number, tag, place, end if end >= 0 else len(xml))
        place = end if end >= 0 else len(xml)


def _last_content(xml: bytes, row: _Row, prefix: bytes) -> int:
    """Find the column of the last cell with content; cells that are only formatted count for nothing."""
    content = max(xml.rfind(b"<" + prefix + tag, row.start, row.end) for tag in (b"v", b"is", b"f"))
    return -1 if content < 0 else _column(xml, row.start, content, prefix)


def _column(xml: bytes, start: int, inside: int, prefix: bytes) -> int:
    """Find the column of the cell in which a place lies, by its address, or by counting the cells of its row."""
    cell = xml.rfind(b"<" + prefix + b"c", start, inside)
    given = ADDRESS.search(xml, cell, inside)
    return _column_of(given[1]) if given else xml.count(b"<" + prefix + b"c", start, cell)


def _lost_cells(cells: bytes, row: int, prefix: bytes, *, is_uncalculated: bool) -> Iterator[tuple[Place, str]]:
    """List the cells of a row that hold an error, or a formula without a stored value."""
    if IS_ERROR.search(cells):
        for found in re.finditer(
            rb"<%bc\b[^>]*\bt=[\"']e[\"'][^>]*>(?:<%bf\b[^>]*(?:/>|>[^<]*</%bf>))?\s*(?:<%bv>([^<]*))?" % ((prefix,) * 4),
            cells,
        ):
            yield (
                (row, _column(cells, 0, found.end(), prefix)),
                (found[1] or b"#?").decode("utf-8", "replace"),
            )
    for found in re.finditer(rb"<%bf\b[^>]*(?:/>|>[^<]*</%bf>)\s*(?:<%bv\b[^>]*>([^<]*))?" % ((prefix,) * 3), cells):
        start = cells.rfind(b"<" + prefix + b"c", 0, found.start())
        tag = cells[start : cells.find(b">", start)]
        is_empty = not found[1] and not IS_TEXT.search(tag)  # a formula may give the empty word
        is_default = is_uncalculated and found[1] == b"0"
        if (is_empty or is_default) and not IS_ERROR.search(tag):
            yield (row, _column(cells, 0, found.start(), prefix)), ""


def _count_hidden_columns(head: bytes, n_columns: int) -> int:
    hidden = 0
    for tag in re.findall(rb"<(?:[\w.-]+:)?col\b[^>]*>", head):
        if HIDDEN.search(tag):
            first, last = (re.search(rb"\b%b=[\"'](\d+)[\"']" % name, tag) for name in (b"min", b"max"))
            if first and last:
                hidden += max(0, min(int(last[1]), n_columns) - int(first[1]) + 1)
    return hidden
