"""How a table of text or a workbook was written: encoding, delimiter, decimal sign, row of the names."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crowdpotential.errors import ReadError
from crowdpotential.ingest.header_signs import FEWEST_NUMBERED, NO_NAME, NUMBER
from crowdpotential.ingest.text_rows import read_bytes, read_rows

UNICODE, CYRILLIC, WESTERN = "utf-8-sig", ("cp1251", "koi8-r", "cp866"), "cp1252"
ENCODINGS = (UNICODE, "utf-16", *CYRILLIC, WESTERN)
FREQUENT, FREQUENT_SHARE = frozenset("оеаинтсрвл"), 0.35  # of a text in an encoding that fits; in others it is near nothing
FEWEST_PLAIN = 4  # plain letters beside each with an accent
DELIMITERS = (";", ",", "\t", "|")
COMPARED = 50  # rows from the top
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
    encoding = _find_encoding(content)
    if encoding is None:
        msg = f"{path.name}: its letters make no words in any encoding that was tried ({', '.join(ENCODINGS)}); save it as CSV UTF-8"
        raise ReadError(msg)
    text = content.decode(encoding)
    if "\0" in text:
        msg = f"{path.name}: holds zero bytes, as damaged files do; save it anew"
        raise ReadError(msg)
    by_mark = _rows_by_mark(text, path.name)
    mark = max(by_mark, key=lambda mark: _regularity(by_mark[mark]))
    return TextForm(encoding=encoding, delimiter=mark, rows=by_mark[mark])


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
    are_numbered = len(titles) >= FEWEST_NUMBERED and all(map(str.isdecimal, titles))  # called 1, 2, 3, ... after their questions
    if 2 * answers >= len(titles) and not are_numbered:
        msg = f"{name}: row {number} looks like answers, not like names of columns; put a row with the questions above the answers"
        raise ReadError(msg)
    return number


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _find_encoding(content: bytes) -> str | None:
    """Return the encoding in which bytes make words; of the Cyrillic ones that with most of the frequent small letters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16" if _decode(content, "utf-16") is not None else None
    if _decode(content, UNICODE) is not None:
        return UNICODE
    shares = {name: _share_of_frequent(text) for name in CYRILLIC if (text := _decode(content, name)) is not None}
    best = max(shares, key=shares.__getitem__, default=None)
    if best is not None and shares[best] >= FREQUENT_SHARE:
        return best
    western = _decode(content, WESTERN)
    return WESTERN if western is not None and _is_western(western) else None


def _decode(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeError:
        return None


def _share_of_frequent(text: str) -> float:
    """Return the share of ten frequent Russian letters among all that is not ASCII; in a Russian text it is above a half."""
    others = [letter for letter in text if not letter.isascii()]
    return sum(letter in FREQUENT for letter in others) / len(others) if others else 0.0


def _is_western(text: str) -> bool:
    """Return whether letters with accents stand among many more plain ones."""
    n_others = sum(not letter.isascii() for letter in text)
    n_plain = sum(letter.isascii() and letter.isalpha() for letter in text)
    return n_plain >= FEWEST_PLAIN * n_others


def _rows_by_mark(text: str, name: str) -> dict[str, list[list[str]]]:
    """Read rows with every delimiter under which quotes are closed. Raises ReadError if there is none."""
    found = dict[str, list[list[str]]]()
    for mark in DELIMITERS:
        with suppress(csv.Error):
            found[mark] = read_rows(text, mark, name=name)
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
