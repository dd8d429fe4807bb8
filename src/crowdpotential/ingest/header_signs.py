"""Reading: the signs by which a row of names, a row of question texts and a respondent are told from one another.

Nothing is decided here for the user: a file that shows one of these signs is refused with the key that settles it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crowdpotential.errors import ReadError
from crowdpotential.ingest.binary.sent_cells import LostCell
from crowdpotential.ingest.delivered_cells import plain_text
from crowdpotential.letters import tidy

Row = Sequence[object]  # cells of one row as delivered; blank ones are "" or None

SEARCHED = 20  # rows from the top among which the names are looked for
TEXT_ROWS = 3  # rows below the names that an export may fill with question texts, identifiers, types
COMPARED = 200  # respondents whose answers show what a column holds
FEWEST_COMPARED = 5
FEWEST_STRANGE = 3  # cells that make a text of a row
FEWEST_NUMBERED = 5  # columns that are called 1, 2, 3, ... after their questions
MOST_NAMED = 5  # rows in a message
MOST = 2 / 3  # of the columns
IMPORT_ID = re.compile(r"""^\{\s*["']ImportId["']""")  # third row of a Qualtrics export
NUMBER = re.compile(r"[+-]?[\d\s\u00a0\u202f]*\d([.,]\d+)?([eE][+-]?\d+)?%?")
NO_NAME = re.compile(
    r"""\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*     # a date
    | [^@\s]+@[^@\s]+\.\w+                    # an address of e-mail
    | \+?[\d\s()-]{6,}                        # a telephone
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the names of the columns stand, and what is known of them."""

    header: int  # index of their row, from 0
    known: Collection[str]  # names that a column may have
    file: str  # for messages


def is_blank(row: Row) -> bool:
    """Return whether a row has no content of its own; what lies under merged cells is none."""
    return all(cell is None or cell == "" or _is_covered(cell) for cell in row)


def _is_covered(cell: object) -> bool:
    return isinstance(cell, LostCell) and cell.fault == "merged"


def refuse_other_header(rows: Sequence[Row], at: Position) -> None:
    """Refuse a header when another row near the top holds more of the known names. Raises ReadError naming both rows."""
    counts = [sum(tidy(plain_text(cell)) in at.known for cell in row) for row in rows[: max(SEARCHED, at.header + 1)]]
    best = max(range(len(counts)), key=counts.__getitem__)
    if counts[best] >= 2 and counts[best] > counts[at.header]:
        msg = (
            f"{at.file}: the names of the columns seem to stand in row {best + 1} ({counts[best]} known names, "
            f"{counts[at.header]} in row {at.header + 1}); set data.header_row to {best + 1}"
        )
        raise ReadError(msg)


def refuse_scarce_names(rows: Sequence[Row], at: Position) -> None:
    """Refuse a row that leaves most columns with content without a name: a title stands there. Raises ReadError with a better row."""
    below = [row for row in rows[at.header + 1 : at.header + 1 + COMPARED] if not is_blank(row)]
    width = max(map(len, below), default=0)
    filled = [p for p in range(width) if any(p < len(row) and plain_text(row[p]) for row in below)]
    n_named = sum(p < len(rows[at.header]) and plain_text(rows[at.header][p]) != "" for p in filled)
    if 2 * n_named >= len(filled):
        return
    full = (n for n in range(at.header + 1, min(SEARCHED, len(rows))) if _count_names(rows[n], filled) == len(filled))
    row = next(full, None)
    hint = "the row of the names" if row is None else f"{row + 1}, if the names stand in that row"
    msg = f"{at.file}: row {at.header + 1} names {n_named} of {len(filled)} columns, as a title does; set data.header_row to {hint}"
    raise ReadError(msg)


def _count_names(row: Row, positions: Sequence[int]) -> int:
    """Count the different words of a row in some columns."""
    texts = [plain_text(row[position]) for position in positions if position < len(row)]
    return len({text for text in texts if text and not NUMBER.fullmatch(text)})


def refuse_lost_header(rows: Sequence[Row], at: Position) -> None:
    """Refuse a first respondent in the place of the header, without showing its cells. Raises ReadError."""
    header = [plain_text(cell) for cell in rows[at.header]]
    if not at.known or any(title in at.known for title in header):
        return
    body = rows[at.header + 1 : at.header + 1 + COMPARED]
    filled = [(position, title) for position, title in enumerate(header) if title]
    n_answers = sum(
        bool(NUMBER.fullmatch(title) or NO_NAME.fullmatch(title))
        or any(plain_text(cell) == title for row in body for cell in row[position : position + 1])
        for position, title in filled
    )
    if filled and 2 * n_answers >= len(filled) and not _count_up([title for _, title in filled]):
        msg = (
            f"{at.file}: row {at.header + 1} looks like a respondent's answers; does the file lack its header? put a row "
            "with the names of the columns above the answers"
        )
        raise ReadError(msg)


def refuse_valueless_names(rows: Sequence[Row], at: Position) -> None:
    """Refuse names that are errors of Excel or formulas without a value. Raises ReadError with the place of the first."""
    lost = [cell for cell in rows[at.header] if isinstance(cell, LostCell) and not _is_covered(cell)]
    if lost:
        place = next((f" (the first: {cell.at})" for cell in lost if cell.at), "")
        msg = (
            f"{at.file}: {len(lost)} names of columns are errors, or formulas without a stored value{place}; open the file in Excel and "
            "save it, or write the names as text"
        )
        raise ReadError(msg)


def _count_up(titles: Sequence[str]) -> bool:
    """Return whether names are numbers that follow one another, as those of questions."""
    numbers = [int(title) for title in titles if title.isdecimal()]
    steps = {second - first for first, second in pairwise(numbers)}
    return len(numbers) >= FEWEST_NUMBERED and steps == {1}


def refuse_repeated_names(rows: Sequence[Row], at: Position, skipped: Collection[int]) -> None:
    """Refuse rows below the header that repeat it: tables were joined with their headers. Raises ReadError naming the rows."""
    header = [plain_text(cell) for cell in rows[at.header]]
    found = [
        number
        for number, row in enumerate(rows[at.header + 1 :], start=at.header + 2)
        if number not in skipped and len(row) and plain_text(row[0]) == header[0] and [*map(plain_text, row)] == header
    ]
    if found and not is_blank(rows[at.header]):
        more = ", ..." if len(found) > MOST_NAMED else ""
        msg = (
            f"{at.file}: {len(found)} rows repeat the names of the columns ({', '.join(map(str, found[:MOST_NAMED]))}{more}), as where "
            "tables were joined; remove them, or list them in data.skip_rows"
        )
        raise ReadError(msg)


def refuse_text_rows(rows: Sequence[Row], at: Position) -> None:
    """Refuse rows below the names that hold texts of the export, no answers. Raises ReadError naming the rows."""
    filled = [number for number in range(at.header + 1, len(rows)) if not is_blank(rows[number])]
    compared = [rows[number] for number in filled[TEXT_ROWS : TEXT_ROWS + COMPARED]]
    values = _closed_columns(compared)
    found = []
    for number in filled[:TEXT_ROWS]:
        if not (_holds_identifiers(rows[number]) or _holds_texts(rows[number], values)):
            break
        found.append(number + 1)
    if found:
        which = f"row {found[0]} looks" if len(found) == 1 else f"rows {' and '.join(map(str, found))} look"
        whose = "a respondent" if len(found) == 1 else "respondents"
        msg = (
            f"{at.file}: {which} like question texts of the export, not like {whose}; set data.skip_rows to "
            f"{found}, or to [] if every row is a respondent"
        )
        raise ReadError(msg)


def _holds_identifiers(row: Row) -> bool:
    return any(IMPORT_ID.match(plain_text(cell)) for cell in row)


def _closed_columns(rows: Sequence[Row]) -> dict[int, set[str]]:
    """List what stands in each column whose answers repeat themselves."""
    width = max((len(row) for row in rows), default=0)
    found: dict[int, set[str]] = {}
    for position in range(width):
        cells = [plain_text(row[position]) for row in rows if position < len(row)]
        answers = [cell for cell in cells if cell]
        if len(answers) >= FEWEST_COMPARED and 2 * len(set(answers)) <= len(answers):
            found[position] = set(answers)
    return found


def _holds_texts(row: Row, values: dict[int, set[str]]) -> bool:
    """Return whether a row holds words of its own in most of the columns whose answers repeat themselves."""
    cells = [plain_text(row[position]) if position < len(row) else "" for position in values]
    strange = [
        cell for cell, known in zip(cells, values.values(), strict=True) if cell and cell not in known and not NUMBER.fullmatch(cell)
    ]
    is_most = len(strange) >= max(FEWEST_STRANGE, MOST * len(cells))
    return is_most and 2 * len(set(strange)) > len(strange)  # the same word throughout is an answer left out
