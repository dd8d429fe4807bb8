"""How a table of text or a workbook was written: encoding, delimiter, decimal sign, row of the names."""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crowdpotential.errors import ReadError
from crowdpotential.ingest.encodings import count_garbled
from crowdpotential.ingest.header_signs import NO_NAME, NUMBER
from crowdpotential.ingest.text_rows import read_bytes, read_rows

ENCODINGS = ("utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866", "cp1252")  # in the order in which they are tried
DELIMITERS = (";", ",", "\t", "|")
COMPARED = 50  # rows from the top
FEWEST_IN_WORD = 2  # letters of another alphabet beside each other
_CYRILLIC = re.compile(r"[А-яЁё]")
_MIXED = re.compile(r"[A-Za-z][А-яЁё]|[А-яЁё][A-Za-z]|[\x80-\x9f\u2500-\u25ff]")
_COMMA = re.compile(r"-?\d+,\d+")
_POINT = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextForm:
    """How a table of text was written."""

    encoding: str
    delimiter: str
    rows: Sequence[Sequence[str]]


def find_text_form(path: Path) -> TextForm:
    """Find encoding and delimiter of a table of text.

    Raises:
        ReadError: no encoding that is known makes words of it, it is empty, or no readable table.
    """
    content = read_bytes(path, name=path.name)
    if not content.strip():
        msg = f"{path.name}: is empty; a survey has a row of names and rows of answers"
        raise ReadError(msg)
    encoding = next((name for name in ENCODINGS if _fits(content, name)), None)
    if encoding is None:
        msg = f"{path.name}: its letters make no words in any encoding that was tried ({', '.join(ENCODINGS)}); save it as CSV UTF-8"
        raise ReadError(msg)
    text = content.decode(encoding)
    if "\0" in text:
        msg = f"{path.name}: holds zero bytes, as damaged files do; save it anew"
        raise ReadError(msg)
    try:
        by_mark = {mark: read_rows(text, mark, name=path.name) for mark in DELIMITERS if mark in text[:100_000]}
        plain = by_mark or {",": read_rows(text, ",", name=path.name)}
    except csv.Error:
        by_mark, plain = {}, _rows_of_any(text, path.name)
    mark = max(plain, key=lambda mark: _regularity(plain[mark]))
    return TextForm(encoding=encoding, delimiter=mark, rows=plain[mark])


def find_decimal(rows: Sequence[Sequence[str]]) -> str:
    """Return the sign before decimals: a comma, where more cells are numbers with one than with a point."""
    cells = [cell.strip() for row in rows for cell in row]
    return "," if sum(map(bool, map(_COMMA.fullmatch, cells))) > sum(map(bool, map(_POINT.fullmatch, cells))) else "."


def find_header(rows: Sequence[Sequence[str]], name: str) -> int:
    """Return the number of the row of names, counted from 1: the first that has a name for most columns.

    Raises:
        ReadError: there is no row with content, or it looks like a respondent.
    """
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[:COMPARED]]
    if not any(widths):
        msg = f"{name}: is empty; a survey has a row of names and rows of answers"
        raise ReadError(msg)
    width = max(widths)
    number = next(place for place, filled in enumerate(widths, start=1) if 2 * filled > width)
    titles = [cell.strip() for cell in rows[number - 1] if cell.strip()]
    body = [
        {cell.strip() for cell in column} for column in zip(*(_padded(row, len(rows[number - 1])) for row in rows[number:]), strict=False)
    ]
    answers = sum(
        bool(NUMBER.fullmatch(title) or NO_NAME.fullmatch(title)) or (place < len(body) and title in body[place])
        for place, title in enumerate(rows[number - 1])
        if title.strip()
    )
    if 2 * answers >= len(titles) and any(not title.isdecimal() for title in titles):
        msg = f"{name}: row {number} looks like answers, not like names of columns; put a row with the questions above the answers"
        raise ReadError(msg)
    return number


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _fits(content: bytes, encoding: str) -> bool:
    """Return whether bytes make words in an encoding: they can be read, and alphabets do not mix within words."""
    is_marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if (encoding == "utf-16") is not is_marked:
        return False
    try:
        text = content.decode(encoding)
    except UnicodeError:
        return False
    if encoding.startswith("utf"):
        return True
    cells = [part for part in re.split(r"[;,\t|\r\n\"]", text) if not part.isascii()]
    odd = count_garbled(cells) + sum(_MIXED.search(cell) is not None for cell in cells)
    is_worded = encoding == "cp1252" or any(len(_CYRILLIC.findall(cell)) >= FEWEST_IN_WORD for cell in cells)
    return is_worded and 20 * odd <= len(cells)


def _rows_of_any(text: str, name: str) -> Mapping[str, Sequence[Sequence[str]]]:
    """Read rows with every delimiter under which quotes are closed. Raises ReadError if there is none."""
    found = {}
    for mark in DELIMITERS:
        try:
            found[mark] = read_rows(text, mark, name=name)
        except csv.Error:
            continue
    if not found:
        msg = f"{name}: not a readable table of text: quotes are not closed, or a cell has no end; save it anew as CSV"
        raise ReadError(msg)
    return found


def _regularity(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return how many of the first rows have the same number of cells, more than one, and that number."""
    widths = Counter(len(row) for row in rows[:COMPARED] if any(cell.strip() for cell in row))
    if not widths:
        return 0.0, 0
    width, n = widths.most_common(1)[0]
    return (n / widths.total() if width > 1 else 0.0), width
