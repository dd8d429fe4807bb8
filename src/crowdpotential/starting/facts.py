"""What a file tells of its columns, before anything is guessed; and what is guessed of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from crowdpotential.codebook.kinds import KINDS, Kind, QuestionType
from crowdpotential.codebook.questions import MissingClass
from crowdpotential.ingest.raw_files import ColumnDictionary

Cell = float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the files, all of them together."""

    title: str  # as the file calls it
    place: int  # among the columns, from 1
    counts: Mapping[Cell, int]  # what stands in its cells -> in how many; blank cells are left out
    n_rows: int
    declared: ColumnDictionary = field(default_factory=ColumnDictionary)

    @property
    def n_filled(self) -> int:
        """Number of cells that are not blank."""
        return sum(self.counts.values())

    @property
    def numbers(self) -> list[float]:
        """Different numbers in its cells, the lowest first."""
        return sorted(cell for cell in self.counts if isinstance(cell, float))

    @property
    def words(self) -> list[str]:
        """Different words in its cells."""
        return [cell for cell in self.counts if isinstance(cell, str)]

    @property
    def label(self) -> str:
        """Words of the question, as far as the file has them."""
        return self.declared.label or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleSet:
    """Columns of one question with several answers, as SPSS declares them."""

    name: str
    label: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the files tell."""

    paths: tuple[str, ...]  # of the files, as the study names them
    form: Mapping[str, object]  # keys of data that they need, beside path and columns
    columns: tuple[Column, ...]
    cells: pd.DataFrame  # (n, columns) as delivered
    sets: tuple[MultipleSet, ...] = ()
    n_other_sheets: int = 0  # of workbooks, with data, which are not read
    has_codes: bool = True  # cells hold codes, as in labelled files; else words


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An answer that is none, and why."""

    label: str
    missing_class: MissingClass
    key: str = ""  # the word in cells, where these hold codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a question is taken for."""

    id: str
    type: QuestionType
    titles: tuple[str, ...]  # its columns in the file; of a question with several answers one for each option
    wording: str
    lead: str = ""
    codes: Mapping[int, str] = field(default_factory=dict)  # code -> label
    keys: Mapping[int, str] = field(default_factory=dict)  # code -> word that stands for it in cells, or in params
    missing: Mapping[int, Missing] = field(default_factory=dict)
    valid_range: tuple[float, float] | None = None
    subject: str = ""  # sex, age, weight, ...; see words/signs.toml
    role: str = ""
    identifier: str = ""
    storage: str = ""  # of several answers
    counted: int | None = None
    exclusive: tuple[int, ...] = ()  # codes of options that stand with no other
    bands_of: str = ""  # a variable of ages that it cuts
    cuts: tuple[int, ...] = ()
    direction: int = 0  # of an item of the proposed scale
    reasons: tuple[str, ...] = ()
    doubts: frozenset[str] = frozenset()  # kinds of guesses that QUESTIONS.md asks about

    @property
    def kind(self) -> Kind:
        """What its type is."""
        return KINDS[self.type]
