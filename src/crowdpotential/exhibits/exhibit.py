"""An exhibit as a record: what a table or chart says, made once of the results and rendered once for each form of the report.

A chapter makes the record and neither draws nor estimates; `html` renders it for the page and for notebooks, `figure` as SVG and PNG.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from crowdpotential.exhibits.cells import Cell, Content, Look, Text
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import Scale
from crowdpotential.exhibits.setting import Setting

KeyShape = Literal["bloc", "ring", "tick", "square", "dot", "interval", "zone", "box", "open", "level1", "level2", "level3"]
Form = Literal["plot", "table"]  # a plot has marks and becomes boxes on a phone; a table scrolls there
TableLook = Literal[
    "ends", "tight", "tall", "pin1", "dense", "wrap", "top", "prosy", "thirds", "even", "heat", "dev"
]  # what parts.css knows
RowLook = Literal["", "sub", "tot", "miss", "mean"]
GroupLook = Literal["", "sep", "beside"]  # how a group is set off from the one above


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An entry of the legend."""

    words: Text
    shape: KeyShape = "bloc"
    bloc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its head, and what its cells have in common."""

    head: Content = ""
    kind: Literal["cell", "label", "track"] = "cell"
    look: Look = "plain"
    label: Text = ""  # before each of its cells where narrow rows are stacked
    short: Text = ""  # its head where the table is narrow
    is_words: bool = False  # its head stands over sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A head over the heads of several columns; without words it leaves their place empty."""

    head: Content = ""
    n: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell, or just its content, for each column."""

    cells: tuple[Cell | Content, ...]
    look: RowLook = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows that belong together, under a title or none."""

    rows: tuple[Row, ...]
    title: Content = ""
    look: GroupLook = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The scale of the marks, what it measures, and the zone of what is too small to matter."""

    scale: Scale
    spoken: Text
    is_signed: bool = False
    suffix: str = ""  # behind the last value
    zone: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under heads; with an axis, a chart whose marks stand in the column of tracks."""

    caption: Text  # spoken: for readers who cannot see it
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    spans: tuple[Span, ...] = ()
    foot: tuple[Row, ...] = ()
    axis: Axis | None = None
    form: Form = "table"
    looks: tuple[TableLook, ...] = ()
    label_em: float = 0.0  # width of the labels of a plot
    is_wide: bool = True  # a table that may scroll inside its own region
    fold: Text = ""  # words under which the table is put away


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Tables that stand together under a title; sides that may not be compared have a panel each."""

    tables: tuple[Table, ...]
    title: Text = ""
    bloc: str = ""  # its mark stands before the title
    chip: Text = ""  # a remark behind the title
    lead: tuple[Text, ...] = ()  # lines above the tables
    after: tuple[Text, ...] = ()  # lines below


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture that is no rows of marks: a map, a curve, a heat map. The tables of its exhibit are the data behind it."""

    draw: Callable[[Any], Any]  # a Frame of `drawing.canvas` -> Figure of matplotlib
    is_inline: bool = True  # the page shows it instead of the tables; else it is in the files only
    title: Text = ""  # the finding of a picture that shows another part of the exhibit than its tables; else that of the exhibit
    subtitle: Text = ""  # beside a title of its own


@dataclass(frozen=True, kw_only=True)  # no slots: it shows itself in a notebook
class Exhibit:
    """A figure or a table of the report."""

    setting: Setting = field(repr=False)
    section: str
    anchor: str
    title: Text  # the finding
    panels: tuple[Panel, ...]
    kind: Literal["figure", "table"] = "figure"
    subtitle: Text = ""  # what is measured, and of whom
    legend: tuple[Key, ...] = ()
    extra: Text = ""  # between legend and body
    notes: tuple[Text, ...] = ()  # empty ones are left out
    rows: tuple[str, ...] = ()  # patterns of result_id: the rows that it shows
    file: str = ""  # name of its SVG and PNG; every exhibit with marks or a drawing has one
    alt: str = ""  # what a picture of it shows; empty: made of its title and cells
    drawing: Drawing | None = None
    picture: "Exhibit | None" = None  # the same rows with marks: what its files show where its tables have none
    arrangement: Literal["panels", "pair", "questions", "bare"] = "panels"
    is_long: bool = False  # it may break over pages

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of it, panel by panel."""
        return tuple(table for panel in self.panels for table in panel.tables)

    @property
    def cells(self) -> tuple[Cell | Content, ...]:
        """Every cell of its tables, titles of groups among them."""
        rows = [row for table in self.tables for row in (*table.foot, *(r for g in table.groups for r in g.rows))]
        titles = [group.title for table in self.tables for group in table.groups if group.title]
        return (*titles, *(cell for row in rows for cell in row.cells))

    @cached_property
    def fragment(self) -> Fragment:
        """The exhibit as a piece of the page."""
        from crowdpotential.exhibits.html import render_html  # noqa: PLC0415 the renderer knows the record

        return render_html(self)

    @property
    def html(self) -> str:
        """Its markup without a number, as a notebook shows it."""
        return self.fragment.html

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Show itself in a notebook, and travel to the page."""
        return self.fragment._repr_mimebundle_()
