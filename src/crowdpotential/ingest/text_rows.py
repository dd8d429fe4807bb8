"""Reading: the rows of a table of text, within limits that no survey meets, because a damaged file may be one row of gigabytes."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from crowdpotential.errors import ReadError

LARGEST_BYTES = 500_000_000
MOST_ROWS = 3_000_000
MOST_COLUMNS = 30_000
MOST_CELLS = 50_000_000
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # other breaks of Unicode end no row
REDUCE = "deliver only the rows and columns that the study uses"


def read_bytes(path: Path, *, name: str, largest: int = LARGEST_BYTES) -> bytes:
    """Read a file of at most so many bytes, whatever its size is said to be. Raises ReadError where it is larger."""
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        msg = f"{name}: larger than {largest // 10**6} MB, which no such table needs; {REDUCE}"
        raise ReadError(msg)
    return content


def read_rows(text: str, delimiter: str, *, name: str, most_rows: int = MOST_ROWS) -> list[list[str]]:
    """Split a text into rows of cells, quotes as in RFC 4180.

    Args:
        text: the whole file.
        delimiter: one character.
        name: of the file, for messages.
        most_rows: that such a table has.

    Raises:
        ReadError: more rows, columns or cells than any survey has.
        csv.Error: quotes that are not closed, or a cell of more than 131,072 letters.
    """
    return list(csv.reader(_lines(text, delimiter, name, most_rows), delimiter=delimiter, strict=True))


def _lines(text: str, delimiter: str, name: str, most_rows: int) -> Iterator[str]:
    """Go through the lines of a text, and refuse it before the reader of rows has filled the memory."""
    n_cells = 0
    for n_rows, found in enumerate(LINE.finditer(text), start=1):
        line = found[0]
        n_columns = line.count(delimiter) + 1
        n_cells += n_columns
        if n_columns > MOST_COLUMNS or n_rows > most_rows or n_cells > MOST_CELLS:
            counts = {
                "columns": (n_columns, MOST_COLUMNS),
                "rows": (n_rows, most_rows),
                "cells": (n_cells, MOST_CELLS),
            }
            what = next(what for what, (n, most) in counts.items() if n > most)
            msg = f"{name}: more than {counts[what][1]} {what} (line {n_rows}), and no such table has as many; {REDUCE}"
            raise ReadError(msg)
        yield line
