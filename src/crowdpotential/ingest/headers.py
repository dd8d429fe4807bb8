"""Reading: rows of a text or sheet become a frame; which row holds the names of the columns, and which hold respondents."""

import re
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from crowdpotential.errors import ReadError
from crowdpotential.ingest.delivered_cells import plain_text
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.header_signs import (
    Position,
    Row,
    is_blank,
    refuse_lost_header,
    refuse_other_header,
    refuse_repeated_names,
    refuse_scarce_names,
    refuse_text_rows,
    refuse_valueless_names,
)
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.titles import Titles
from crowdpotential.params import DataFile
from crowdpotential.quoting import words_of

INDEX = re.compile(r"Unnamed: \d+(_level_\d+|\.\d+)?|\.\.\.\d+")  # what pandas and readr call a nameless column
WHOLE = re.compile(r"\d+(\.0)?")


def tabulate_rows(rows: Sequence[Row], spec: DataFile, *, name: str, known: Collection[str] = frozenset()) -> RawFile:
    """Make a frame of a header and rows; columns and rows without any content are no data.

    A first column without a name that numbers the rows, as R's write.csv and pandas write it, is left out and told. Another nameless
    column with content is called `column 3` after its place, so that params can map or ignore it.

    Args:
        rows: all rows of the text or sheet, blank ones included, so that they count as Excel counts them.
        spec: what params say of the file: header_row, skip_rows.
        name: of the file, for messages.
        known: names that a column of the file may have.

    Raises:
        ReadError: there is no header, another row seems to hold it, rows look like texts of the export, or are longer or shorter
            than the header.
    """
    named = {*known, *spec.columns, *spec.ignore, *(spec.where.variables() if spec.where else ())}
    at = Position(header=_find_header(rows, spec, name), known=named, file=name)
    refuse_other_header(rows, at)
    refuse_lost_header(rows, at)
    refuse_valueless_names(rows, at)
    refuse_scarce_names(rows, at)
    skipped = _rows_to_skip(rows, spec, at)
    refuse_repeated_names(rows, at, skipped)
    filled = [
        number for number, row in enumerate(rows[at.header + 1 :], start=at.header + 2) if number not in skipped and not is_blank(row)
    ]
    body = [rows[number - 1] for number in filled]
    header = _widen([plain_text(cell) for cell in rows[at.header]], body)
    if uneven := sum(len(row) != len(header) for row in body):
        msg = f"{name}: {uneven} rows have not the header's {len(header)} cells; check delimiter and quotes"
        raise ReadError(msg)
    frame = pd.DataFrame(body, columns=range(len(header)), dtype=object)
    titles, index = _name_columns(frame, header, at.known)
    frame = frame[list(titles)]
    frame.columns = pd.Index(list(titles.values()), dtype=object)
    above = [number for number in range(1, at.header + 1) if not is_blank(rows[number - 1])]
    left_out = {"rows_above_names": above, "rows_skipped": skipped}
    findings = [_tell_rows(name, numbers, len(rows), rule) for rule, numbers in left_out.items() if numbers]
    findings += [_tell_index(name, position, len(frame)) for position in index]
    places = {title: position + 1 for position, title in titles.items()}
    return RawFile(
        spec=spec,
        cells=frame,
        findings=tuple(findings),
        rows=np.array(filled, dtype=np.int64),
        titles=Titles(places=places, words=words_of(known)),
    )


def _find_header(rows: Sequence[Row], spec: DataFile, name: str) -> int:
    """Find the index of the row of names: the one that params name, else the first with content."""
    filled = [position for position, row in enumerate(rows) if not is_blank(row)]
    if not filled:
        msg = f"{name}: is empty; the first row must hold the names of the columns"
        raise ReadError(msg)
    if spec.header_row is None:
        return filled[0]
    if spec.header_row - 1 not in filled:
        msg = f"{name}: row {spec.header_row} has no content, but data.header_row says that it holds the names; correct it"
        raise ReadError(msg)
    return spec.header_row - 1


def _rows_to_skip(rows: Sequence[Row], spec: DataFile, at: Position) -> list[int]:
    """List the rows, counted from 1, that params call no respondents."""
    if spec.skip_rows is None:
        refuse_text_rows(rows, at)
        return []
    first, last = at.header + 2, len(rows)
    if wrong := [number for number in spec.skip_rows if not first <= number <= last]:
        msg = (
            f"{at.file}: data.skip_rows names row {wrong[0]}, but the rows below the names are {first} to {last}; count them as Excel does"
        )
        raise ReadError(msg)
    return [number for number in dict.fromkeys(spec.skip_rows) if not is_blank(rows[number - 1])]


def _widen(header: list[str], body: Sequence[Row]) -> list[str]:
    """Return a header the cell that every row has more: for the row names of R's write.table, or where rows end with a delimiter."""
    if not body or any(len(row) != len(header) + 1 for row in body):
        return header
    if is_blank([row[-1] for row in body]):
        return [*header, ""]
    return ["", *header] if _numbers_rows([row[0] for row in body]) else header


def _name_columns(frame: pd.DataFrame, header: Sequence[str], known: Collection[str]) -> tuple[dict[int, str], list[int]]:
    """Name the columns by position, without empty nameless ones; and list the positions of those that only number the rows."""
    titles = {
        position: title or f"column {position + 1}"
        for position, title in enumerate(header)
        if title or not is_blank(frame[position].tolist())
    }
    index: list[int] = []
    for position, title in titles.items():
        is_nameless = title not in known and (not header[position] or INDEX.fullmatch(title))
        if not (is_nameless and _numbers_rows(frame[position].tolist())):
            break
        index.append(position)
    return {position: title for position, title in titles.items() if position not in index}, index


def _numbers_rows(cells: Sequence[object]) -> bool:
    """Return whether cells are distinct whole numbers, as those that number rows."""
    texts = [plain_text(cell) for cell in cells]
    return len(set(texts)) == len(texts) and all(WHOLE.fullmatch(text) for text in texts)


def _tell_rows(name: str, numbers: Sequence[int], base: int, rule: str) -> Finding:
    note = f"rows of the file: {', '.join(map(str, numbers))}"
    return Finding(rule=rule, source=name, n=len(numbers), base=base, action="left_out", note=note)


def _tell_index(name: str, position: int, n_rows: int) -> Finding:
    return Finding(
        rule="row_numbers",
        source=name,
        variable=f"column {position + 1}",
        n=n_rows,
        base=n_rows,
        action="left_out",
        note="has no name and only numbers the rows",
    )
