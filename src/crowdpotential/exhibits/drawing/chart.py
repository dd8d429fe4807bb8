"""What a chart of rows holds: a finished table of labels, marks and texts that the drawing functions only have to place."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crowdpotential.exhibits.plot import Scale

Shape = Literal["bloc", "dot", "ring", "tick", "square", "interval", "box", "open", "bar"]
KeyShape = Shape | Literal["zone", "level1", "level2", "level3"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An estimate on the track of a row: a bloc's mark, a ring (before), a tick (control total, median), a square (a difference), a box."""

    value: float
    low: float = math.nan
    high: float = math.nan
    bloc: str = ""
    shape: Shape = "bloc"
    level: int = 0  # of a bar: 1 low, 2 medium, 3 high
    step: float = 0.0  # px below the middle of the row, so that close marks do not cover each other
    text: str = ""  # printed beside the mark
    text_side: Literal["left", "right"] = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a chart; a heading has a label only."""

    label: str
    marks: Sequence[Mark] = ()
    cells: Sequence[str] = ()  # one text for each column
    bloc: str = ""  # its mark stands before the label
    is_heading: bool = False
    is_linked: bool = False  # the marks are joined by a line
    is_bold: bool = False  # the last cell says something that holds
    has_rule: bool = False  # a hairline above


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of texts right of the track; narrow rows print the short head before the text."""

    position: int  # of its text in a row's cells
    head: Sequence[str]
    width: float  # px
    short: str = ""
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Rows that share a scale; blocs that may not be compared have a panel each."""

    rows: Sequence[Row]
    scale: Scale
    ticks: Sequence[str]
    title: str = ""
    bloc: str = ""
    zone: tuple[float, float] | None = None  # too small to matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An entry of the legend."""

    text: str
    bloc: str = ""
    shape: KeyShape = "bloc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Panels under one legend, `abreast` of them side by side where there is room."""

    panels: Sequence[Panel]
    columns: Sequence[Column] = ()
    keys: Sequence[Key] = ()
    label_head: str = ""
    label_width: float = 190.0
    abreast: int = 1
    row_height: float = 30.0
    notes: Sequence[str] = ()
