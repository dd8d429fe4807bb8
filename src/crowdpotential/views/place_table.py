"""Tables of several things told of every place and of all together: places across while there is room for them, else places down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Content, Number
from crowdpotential.exhibits.exhibit import Column, Group, GroupLook, Row, Span, Table, TableLook
from crowdpotential.exhibits.markup import mark
from crowdpotential.views.exhibit_parts import name_area, name_place
from crowdpotential.views.view import View

MOST_ACROSS = 8  # areas; more columns do not fit the page, nor paper


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """One thing told of every place, by its name: of an area, of a side in a study without areas; the empty name is all together."""

    label: Markup | str
    cell: Callable[[str], Cell | Content]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBlock:
    """Lines that belong together, under a title or none."""

    lines: tuple[PlaceLine, ...]
    title: Markup | str = ""
    look: GroupLook = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTable:
    """What the table says."""

    caption: Markup
    corner: Markup | str  # head of the lines
    blocks: Sequence[PlaceBlock]
    foot: Sequence[PlaceLine] = ()
    total: Markup | str = ""  # head of the column for all together; empty: there is none
    looks: tuple[TableLook, ...] = ("pin1",)
    has_gap: bool = False  # whether a gap parts the sides
    has_sides: bool = False  # whether sides have columns where there are no areas


def place_keys(view: View, name: str) -> dict[str, str]:
    """Return how rows name a place: an area, a side in a study without areas, or all together."""
    if not name:
        return {"area": "", "bloc": ""}
    return {"area": name} if view.params.areas else {"area": "", "bloc": name}


def strong_total(place: str, number: Number) -> Cell:
    """Return a number; that of all together is set in bold letters."""
    return Cell(number, look=None if place else "strong")


def lay_out_places(view: View, table: PlaceTable) -> Table:
    """Arrange the table in the direction that has fewer columns."""
    return _places_down(view, table) if has_places_down(view, table) else _places_across(view, table)


def has_places_down(view: View, table: PlaceTable) -> bool:
    """Return whether places are rows and lines are columns, because there are many places."""
    return sum(len(names) for names in _place_groups(view, table)) > MOST_ACROSS


def _places_across(view: View, table: PlaceTable) -> Table:
    columns, places = [Column(head=table.corner, kind="label")], list[str | None]()
    for position, names in enumerate(_place_groups(view, table)):
        if position and table.has_gap:
            columns.append(Column(look="gap"))
            places.append(None)
        columns += [Column(head=_place_head(view, table, name)) for name in names]
        places += names
    if table.total:
        columns.append(Column(head=table.total))
        places.append("")
    return Table(
        caption=table.caption,
        looks=table.looks,
        columns=tuple(columns),
        groups=tuple(
            Group(rows=tuple(_line(line, places) for line in block.lines), title=block.title, look=block.look) for block in table.blocks
        ),
        foot=tuple(_line(line, places) for line in table.foot),
    )


def _line(line: PlaceLine, places: Sequence[str | None]) -> Row:
    return Row((line.label, *("" if name is None else line.cell(name) for name in places)))


def _places_down(view: View, table: PlaceTable) -> Table:
    lines = [line for block in table.blocks for line in block.lines] + list(table.foot)
    spans = [Span(head=block.title, n=len(block.lines)) for block in table.blocks]
    has_titles = any(block.title for block in table.blocks)
    return Table(
        caption=table.caption,
        looks=(*table.looks, "wrap"),
        spans=(Span(), *spans, *(Span() for _ in table.foot)) if has_titles else (),
        columns=(
            Column(head=view.place_word.capitalize(), kind="label"),
            *(Column(head=line.label) for line in lines),
        ),
        groups=tuple(
            Group(rows=tuple(_place(view, name, lines) for name in names), look="beside" if i else "")
            for i, names in enumerate(_place_groups(view, table))
        ),
        foot=(Row((table.total, *(line.cell("") for line in lines))),) if table.total else (),
    )


def _place(view: View, name: str, lines: Sequence[PlaceLine]) -> Row:
    title = name_area(view, name) if view.params.areas else name_place(view, name, "")
    return Row((title, *(line.cell(name) for line in lines)))


def _place_groups(view: View, table: PlaceTable) -> list[tuple[str, ...]]:
    """List areas side by side; where a study has none, its sides if the table tells of them."""
    if len(view.params.areas) == 1 and table.total:
        return []  # what is told of all together is told of it
    if view.params.areas:
        return [areas for _, areas in view.area_groups]
    return [view.blocs] if table.has_sides and len(view.params.blocs) > 1 else []


def _place_head(view: View, table: PlaceTable, name: str) -> Content:
    if not view.params.areas:
        return view.bloc_name(name)
    has_mark = table.has_gap and view.bloc_of(name)
    drawn = mark(view.area_class(name)) + Markup("<br>") if has_mark else Markup("")
    return drawn + view.area_label(name)
