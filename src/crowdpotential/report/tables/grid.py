"""Tables of several things told of every area and of all together: areas across while there is room for them, else areas down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.markup import Cell, Rows, mark, scroll, table
from crowdpotential.report.frame import area_title, place_title
from crowdpotential.report.tables.place_table import MOST_ACROSS
from crowdpotential.report.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing told of every place, by its name: of an area, of a side in a study without areas; the empty name is all together."""

    label: Markup | str
    cell: Callable[[str], Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that belong together, under a title or none."""

    lines: tuple[Line, ...]
    title: Markup | str = ""
    css: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What the table says."""

    caption: Markup
    corner: Markup | str  # head of the lines
    blocks: Sequence[Block]
    foot: Sequence[Line] = ()
    total: Markup | str = ""  # head of the column for all together; empty: there is none
    css: str = "tab pin1"
    has_gap: bool = False  # whether a gap parts the blocs
    has_sides: bool = False  # whether sides have columns where there are no areas


def draw_grid(view: View, grid: Grid) -> Markup:
    """Make the table in the direction that has fewer columns."""
    n_places = sum(len(names) for names in _place_groups(view, grid))
    body = _areas_across(view, grid) if n_places <= MOST_ACROSS else _areas_down(view, grid)
    return scroll(body, label=grid.caption, cue=view.language.say("frame.cue"))


def _areas_across(view: View, grid: Grid) -> Markup:
    heads = [_head(grid.corner), *_across(view, grid, lambda area: _area_head(view, grid, area))]
    groups = []
    for block in grid.blocks:
        rows = [_line(view, grid, line) for line in block.lines]
        if block.title:
            rows.insert(0, (Cell(content=block.title, is_header=True, scope="rowgroup", span=len(heads)),))
        row_css = ("gh", *("",) * (len(rows) - 1)) if block.title else ()
        groups.append(Rows(rows=tuple(rows), css=block.css, row_css=row_css))
    foot = [_line(view, grid, line) for line in grid.foot]
    return table(grid.caption, heads=[heads], groups=groups, foot=foot, css=grid.css)


def _areas_down(view: View, grid: Grid) -> Markup:
    lines = [line for block in grid.blocks for line in block.lines] + list(grid.foot)
    heads = [[_head(view.place_word.capitalize()), *(_head(line.label) for line in lines)]]
    if any(block.title for block in grid.blocks):
        titles = [
            Cell(content=b.title, is_header=True, scope="colgroup", span=len(b.lines), css="sp")
            for b in grid.blocks
        ]
        heads.insert(0, [Cell(content=""), *titles, *(Cell(content="") for _ in grid.foot)])
    groups = [
        Rows(
            rows=tuple(_area_row(view, area, lines) for area in areas),
            css="beside" if i else "",
        )
        for i, areas in enumerate(_place_groups(view, grid))
    ]
    foot = [(_head(grid.total, scope="row"), *(line.cell("") for line in lines))] if grid.total else []
    return table(grid.caption, heads=heads, groups=groups, foot=foot, css=f"{grid.css} wrap")


def _line(view: View, grid: Grid, line: Line) -> tuple[Cell, ...]:
    return (_head(line.label, scope="row"), *_across(view, grid, line.cell))


def _across(view: View, grid: Grid, make: Callable[[str], Cell]) -> list[Cell]:
    made: list[Cell] = []
    for position, areas in enumerate(_place_groups(view, grid)):
        if position and grid.has_gap:
            made.append(Cell(content="", css="gap"))
        made += [make(area) for area in areas]
    return [*made, make("")] if grid.total else made


def _place_groups(view: View, grid: Grid) -> list[tuple[str, ...]]:
    """List areas side by side; where a study has none, its sides if the grid tells of them."""
    if len(view.params.areas) == 1 and grid.total:
        return []  # what is told of all together is told of it
    if view.params.areas:
        return [areas for _, areas in view.area_groups]
    return [view.blocs] if grid.has_sides and len(view.params.blocs) > 1 else []


def _area_row(view: View, area: str, lines: Sequence[Line]) -> tuple[Cell, ...]:
    title = area_title(view, area) if view.params.areas else place_title(view, area, "")
    return (_head(title, scope="row"), *(line.cell(area) for line in lines))


def _area_head(view: View, grid: Grid, area: str) -> Cell:
    if not area:
        return _head(grid.total)
    if not view.params.areas:
        return _head(view.bloc_name(area))
    has_mark = grid.has_gap and view.bloc_of(area)
    drawn = mark(view.area_class(area)) + Markup("<br>") if has_mark else Markup("")
    return _head(drawn + view.area_label(area))


def _head(content: Markup | str, *, scope: str = "col") -> Cell:
    return Cell(content=content, is_header=True, scope=scope)
