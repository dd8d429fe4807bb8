"""What the cells of an exhibit become in a workbook: numbers with their format and texts, each under a head of its own.

One cell of a page may hold several numbers: an estimate, both ends of its interval, its base. A sheet has a column for each, so that they
can be counted with. Which of them a cell holds is its slots; the columns of a table are the union of the slots of its cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose, isfinite

from crowdpotential.exhibits.cells import (
    Bracketed,
    Cell,
    Content,
    Joined,
    Mark,
    Number,
    Part,
    Range,
    RankSet,
    Stacked,
    Track,
    Verdict,
    content_of,
)
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.printing import print_verdict
from crowdpotential.exhibits.references import Numbering
from crowdpotential.exhibits.results import Result, ends
from crowdpotential.exhibits.setting import Setting

SAME = 1e-12  # relative: a mark that stands where a number of its row does says nothing new
HIDDEN, ABSENT = "×", "—"


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the things that a cell may hold, told apart by what it is and, among marks, by whose it is."""

    kind: str  # value, low, high, half, se, base, p, first, last, verdict, text, mark
    shape: str = ""  # of a mark
    bloc: str = ""  # of a mark
    turn: int = 0  # several of one kind in one cell are counted
    is_added: bool = field(default=False, compare=False)  # not on the page: the interval and the base of an estimate, out of its row


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one field of a sheet."""

    value: float | str
    format: str = ""  # of a number, as spreadsheets write formats


@dataclass(frozen=True, slots=True)
class Reader:
    """How the texts of an exhibit are read: in its language, with the numbers of the others."""

    setting: Setting
    numbering: Numbering

    def plain(self, content: Content) -> str:
        """Return a content as words and figures on one line."""
        return to_plain(self.setting, content, self.numbering)


TWO_ENDS: Mapping[Part, tuple[str, str]] = {"interval": ("low", "high"), "places": ("first", "last")}
ONE: Mapping[Part, str] = {
    "estimate": "value",
    "ci_low": "low",
    "ci_high": "high",
    "half": "half",
    "standard_error": "se",
    "base": "base",
    "p": "p",
}


def read_row(reader: Reader, cells: Sequence[Cell | Content]) -> list[dict[Slot, Entry]]:
    """Read the cells of one row: what each of them holds, by its slots."""
    contents = [content_of(cell) for cell in cells]
    numbers = [number for content in contents for number in list_numbers(content)]
    return [_slots(reader, content, numbers) for content in contents]


def list_numbers(content: Content) -> Iterable[Number]:
    """List the numbers that a content prints as figures; those beside marks are not among them."""
    match content:
        case Number():
            yield content
        case Range(low, high):
            yield from (low, high)
        case Stacked(above, below):
            yield above
            yield from list_numbers(below)
        case Bracketed(number):
            yield number
        case RankSet(row, _):
            yield Number(row, part="places")
        case Joined(parts, _):
            for part in parts:
                yield from list_numbers(part)
        case _:
            return


def number_format(number: Number) -> str:
    """Return the format by which a spreadsheet shows a number as the page does, with its own decimal sign."""
    if number.part in {"base", "places"}:
        return "#,##0"
    if number.part == "p":
        return '[<0.001]"<"0.001;0.000' if number.is_known else "0.000"
    digits = "." + "0" * number.digits if number.digits else ""
    if number.unit == "percent_sign":
        return f"0{digits}%"
    plain = f"#,##0{digits}"
    return f"+{plain};\u2212{plain};{plain}" if number.is_signed else f"{plain};\u2212{plain}"


def _slots(reader: Reader, content: Content, numbers: Sequence[Number]) -> dict[Slot, Entry]:
    found = dict[Slot, Entry]()
    for slot, entry in _entries(reader, content, numbers):
        turn = sum((own.kind, own.shape, own.bloc) == (slot.kind, slot.shape, slot.bloc) for own in found)
        found[Slot(kind=slot.kind, shape=slot.shape, bloc=slot.bloc, turn=turn, is_added=slot.is_added)] = entry
    return found


def _entries(reader: Reader, content: Content, numbers: Sequence[Number]) -> Iterable[tuple[Slot, Entry]]:
    match content:
        case Track(marks):
            for mark in marks:
                yield from _of_mark(mark, numbers)
        case Verdict(row):
            yield Slot("verdict"), Entry(reader.plain(print_verdict(reader.setting, row)))
        case Stacked() | Joined() if _has_numbers(content):
            yield from _several(reader, content, numbers)
        case _ if _has_numbers(content):
            for number in list_numbers(content):
                yield from _of_number(reader, number, numbers)
        case _:
            if text := reader.plain(content):
                yield Slot("text"), Entry(text)


def _several(reader: Reader, content: Stacked | Joined, numbers: Sequence[Number]) -> Iterable[tuple[Slot, Entry]]:
    """Read the words of a content as one text, then its numbers."""
    parts = content.parts if isinstance(content, Joined) else (content.above, content.below)
    words = [part for part in parts if not _has_numbers(part)]
    if text := " ".join(plain for part in words if (plain := reader.plain(part))):
        yield Slot("text"), Entry(text)
    for part in (part for part in parts if _has_numbers(part)):
        yield from _entries(reader, part, numbers)


def _has_numbers(content: Content) -> bool:
    return next(iter(list_numbers(content)), None) is not None


def _of_number(reader: Reader, number: Number, numbers: Sequence[Number]) -> Iterable[tuple[Slot, Entry]]:
    kinds = TWO_ENDS.get(number.part) or (ONE[number.part],)
    if not number.is_known:
        is_hidden = number.row is not None and number.row.is_suppressed
        sign = HIDDEN if is_hidden and number.part == "estimate" else ABSENT
        yield from ((Slot(kind), Entry(sign)) for kind in kinds)
        return
    if number.words and number.part != "p":
        yield from ((Slot(kind), Entry(reader.plain(number.words))) for kind in kinds)
        return
    factor = 100.0 if number.unit == "percent" else 1.0
    shape = number_format(number)
    for kind, value in zip(kinds, number.values, strict=True):
        yield Slot(kind), Entry(factor * value, shape)
    if number.part == "estimate" and number.row is not None:
        yield from _beside(number, number.row, numbers)


def _beside(number: Number, row: Result, numbers: Sequence[Number]) -> Iterable[tuple[Slot, Entry]]:
    """Add the interval and the base of an estimate where its row of the table does not print them."""
    parts = {own.part for own in numbers if own.row is not None and own.row.result_id == row.result_id}
    factor, shape = (100.0 if number.unit == "percent" else 1.0), number_format(number)
    low, high = ends(row)
    if not parts & {"interval", "ci_low", "ci_high", "half"} and isfinite(low) and isfinite(high):
        yield Slot("low", is_added=True), Entry(factor * low, shape)
        yield Slot("high", is_added=True), Entry(factor * high, shape)
    if "base" not in parts and isfinite(row.n):
        yield Slot("base", is_added=True), Entry(row.n, "#,##0")


def _of_mark(mark: Mark, numbers: Sequence[Number]) -> Iterable[tuple[Slot, Entry]]:
    """Read a mark whose value no number of its row prints."""
    slot = Slot("mark", shape=mark.shape, bloc=mark.bloc)
    if mark.beside is not None and mark.beside.is_known:
        factor = 100.0 if mark.beside.unit == "percent" else 1.0
        yield slot, Entry(factor * mark.beside.values[0], number_format(mark.beside))
        return
    printed = [(100.0 if own.unit == "percent" else 1.0) * value for own in numbers if own.is_known for value in own.values]
    if isfinite(mark.value) and not any(isclose(mark.value, own, rel_tol=SAME, abs_tol=SAME) for own in printed):
        yield slot, Entry(mark.value, "#,##0.0##")
