"""What a cell of an exhibit holds: a number with its row, words, marks on a scale, or several of these.

Nothing here is printed yet. `printing` turns a content into markup of a page, `plain` into text of a figure or a workbook.
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from math import isfinite, isnan, nan
from typing import Literal

from markupsafe import Markup

from crowdpotential.exhibits.results import Result, ends

Text = Markup | str  # inline markup is allowed: numbers with their rows, marks of sides, emphasis, references

Part = Literal[
    "estimate", "interval", "ci_low", "ci_high", "half", "standard_error", "base", "p", "places"
]  # places: the ends of a set of ranks, one number where they are the same
Unit = Literal["own", "percent", "percent_sign"]  # of percent, a share is multiplied by 100
Shape = Literal["point", "dot", "ring", "tick", "interval", "box", "open", "bar"]
Look = Literal[
    "plain",
    "strong",
    "value",
    "interval",
    "base",
    "verdict",
    "established",
    "words",
    "verdict_words",
    "established_words",
    "reason",
    "line",
    "shade",
    "up",
    "down",
    "unsettled",
    "gap",
]


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a row of results.csv: which part of the row, and how it is written."""

    row: Result | None  # None: the study has no such number
    _: KW_ONLY
    part: Part = "estimate"
    digits: int = 1
    unit: Unit = "own"
    is_signed: bool = False
    is_strong: bool = False  # in bold letters, where not all of its cell is
    words: Text = ""  # printed instead of the figures, as in "below 0.001"; the row and its value stay

    @property
    def is_known(self) -> bool:
        """Whether there is such a number, which nothing hides, and which could be estimated."""
        return self.row is not None and not self.row.is_suppressed and all(map(isfinite, self.values))

    @property
    def values(self) -> tuple[float, ...]:
        """The number as it is stored, shares as 0 to 1; two of an interval."""
        return VALUES[self.part](self.row) if self.row is not None else (nan,)


VALUES: Mapping[Part, Callable[[Result], tuple[float, ...]]] = {
    "estimate": lambda row: (row.estimate,),
    "interval": ends,
    "ci_low": lambda row: (row.ci_low,),
    "ci_high": lambda row: (row.ci_high,),
    "half": lambda row: ((row.ci_high - row.ci_low) / 2,),
    "standard_error": lambda row: (row.standard_error,),
    "base": lambda row: (row.n,),
    "p": lambda row: (row.p_value if isnan(row.p_adjusted) else row.p_adjusted,),
    "places": lambda row: (row.ci_low, row.ci_high),
}


@dataclass(frozen=True, slots=True)
class Range:
    """Two numbers as one range, as in 0.44–1.62."""

    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class Verdict:
    """The conclusion of a contrast in words."""

    row: Result | None


@dataclass(frozen=True, slots=True)
class Bracketed:
    """A number that stands in brackets behind another, in quieter letters."""

    number: Number


@dataclass(frozen=True, slots=True)
class Stacked:
    """A number above what explains it: a share above its interval, a change above whose it is."""

    above: Number
    below: "Content"


@dataclass(frozen=True, slots=True)
class RankSet:
    """The ranks that somebody may hold among n, as filled cells in a row and in numbers."""

    row: Result
    n: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An estimate on the scale of its row, with its interval where one is given."""

    value: float = nan
    _: KW_ONLY
    low: float = nan
    high: float = nan
    shape: Shape = "point"
    bloc: str = ""  # whose mark a point is; without one it is a square
    level: int = 0  # of a bar: 1 low, 2 medium, 3 high
    step: float = 0.0  # above (-1), on or below (1) the middle of the row, so that close marks do not cover each other
    beside: Number | None = None  # printed beside the mark
    side: Literal["left", "right"] = "right"  # of the mark on which it is printed


@dataclass(frozen=True, slots=True)
class Track:
    """The marks of one row on the scale of its table."""

    marks: tuple[Mark, ...] = ()
    _: KW_ONLY
    bloc: str | None = None  # whose colour the row has; empty: of no side; None: none at all
    is_linked: bool = False  # the first and the last mark are joined by a line
    spoken: str = ""  # for readers who cannot see it, where the cells beside it do not say the same


@dataclass(frozen=True, slots=True)
class Named:
    """A name behind the mark of the side that it is about."""

    words: Text
    bloc: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Several contents in one cell."""

    parts: tuple["Content", ...]
    separator: Text = " "


Content = Text | Number | Range | Verdict | Bracketed | Stacked | RankSet | Track | Named | Joined


@dataclass(frozen=True, slots=True)
class Cell:
    """A content that does not look as its column says."""

    content: Content
    _: KW_ONLY
    look: Look | None = None  # None: that of the column
    label: Text | None = None  # before it where narrow rows are stacked; None: that of the column
    level: int = 0  # of a shaded cell: its class, 1 to 5


def content_of(cell: Cell | Content) -> Content:
    """Return what a cell holds."""
    return cell.content if isinstance(cell, Cell) else cell
