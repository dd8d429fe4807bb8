"""The columns of a table of an exhibit on a sheet: one for each thing that its cells hold, with the words above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crowdpotential.exhibits.exhibit import Column, Exhibit, Key, Table
from crowdpotential.exhibits.workbook.entries import Entry, Reader, Slot, read_row

MANY_ESTIMATES = 3  # of a table with more, added intervals and bases are put away under a plus
ORDER = ("text", "mark", "value", "se", "half", "low", "high", "first", "last", "p", "base", "verdict")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet."""

    column: int  # of the table
    slot: Slot
    head: str
    is_put_away: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as fields and rows of entries; a row is shorter where it has nothing more to say."""

    fields: tuple[Field, ...]
    groups: tuple["SheetGroup", ...]


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Rows under a title, or none."""

    title: str
    rows: tuple[tuple[Entry | None, ...], ...]


def lay_out(reader: Reader, exhibit: Exhibit, table: Table) -> Sheet:
    """Return each thing that the cells of a table hold a column, in the order of the page."""
    groups = [(reader.plain(group.title), group.rows) for group in table.groups]
    groups += [("", table.foot)] if table.foot else []
    read = [(title, [read_row(reader, row.cells) for row in rows]) for title, rows in groups]
    every = [row for _, rows in read for row in rows]
    fields = [
        field
        for number, column in enumerate(table.columns)
        for field in _fields(reader, exhibit, (number, column), [row[number] for row in every if number < len(row)])
    ]
    n_estimates = sum(field.slot.kind in {"value", "mark"} for field in fields)
    if n_estimates > MANY_ESTIMATES:
        fields = [Field(f.column, f.slot, f.head, is_put_away=f.slot.is_added) for f in fields]
    return Sheet(
        fields=tuple(fields),
        groups=tuple(
            SheetGroup(title=title, rows=tuple(tuple(_at(row, field) for field in fields) for row in rows)) for title, rows in read
        ),
    )


def head_spans(reader: Reader, table: Table, sheet: Sheet) -> list[tuple[str, int]]:
    """List the heads over the heads, each with the number of fields that it is over."""
    spans, start = [], 0
    for span in table.spans:
        covered = sum(start <= field.column < start + span.n for field in sheet.fields)
        spans.append((reader.plain(span.head), covered))
        start += span.n
    return spans


def _at(row: Sequence[Mapping[Slot, Entry]], field: Field) -> Entry | None:
    return row[field.column].get(field.slot) if field.column < len(row) else None


def _fields(reader: Reader, exhibit: Exhibit, numbered: tuple[int, Column], cells: Sequence[Mapping[Slot, Entry]]) -> list[Field]:
    number, column = numbered
    every = [slot for cell in cells for slot in cell]
    shown = {slot for slot in every if not slot.is_added}  # on the page in one row at least
    slots = sorted(
        (replace(slot, is_added=slot not in shown) for slot in dict.fromkeys(every)),
        key=lambda s: (s.turn, ORDER.index(s.kind)),
    )
    own = "" if column.kind == "track" else reader.plain(column.head) or reader.plain(column.label)
    first = next((slot for slot in slots if slot.kind != "mark"), None)
    return [Field(number, slot, _head(reader, exhibit, slot, own=own, is_first=slot == first)) for slot in slots]


def _head(reader: Reader, exhibit: Exhibit, slot: Slot, *, own: str, is_first: bool) -> str:
    """Name a field: the first of a column as the page does, the others by what they are."""
    if slot.kind == "mark":
        return next((reader.plain(key.words) for key in exhibit.legend if _is_of(key, slot)), own)
    say = reader.setting.language.say
    if is_first and slot.kind in {"low", "first"}:
        return f"{own}, {say(f'workbook.{slot.kind}')}" if own else str(say(f"workbook.{slot.kind}"))
    if is_first:
        return own
    words = str(say(f"workbook.{slot.kind}"))
    return f"{own}, {words}" if own else words


def _is_of(key: Key, slot: Slot) -> bool:
    if key.shape == "bloc":
        return slot.shape == "point" and key.bloc == slot.bloc
    return key.shape == slot.shape or (key.shape == "square" and slot.shape == "point" and not slot.bloc)
