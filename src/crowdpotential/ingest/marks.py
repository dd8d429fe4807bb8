"""Harmonising, multiple answers: what one cell of an option's column says, before the way of storing decides what it means."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from crowdpotential.ingest.answers import read_code, refuse_dates
from crowdpotential.ingest.delivered_cells import (
    code_number,
    count_cells,
    distinct_cells,
    plain_text,
)
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.vocabulary import Vocabulary
from crowdpotential.letters import normal_form
from crowdpotential.stats.arrays import IntArray

MarkKind = Literal["blank", "missing", "number", "yes", "no", "own", "other", "word"]
YES = (
    *("yes", "y", "true", "x", "v", "+", "✓", "✔", "selected", "checked", "marked", "mentioned", "quoted"),
    *("chosen", "да", "истина", "х", "выбрано", "выбран", "отмечено", "отмечен", "упомянуто", "названо"),
)
NO = (
    *("no", "n", "false", "not selected", "unselected", "not checked", "unchecked", "not marked"),
    *("not mentioned", "not quoted", "not chosen", "нет", "ложь", "не выбрано", "не выбран"),
    *("не отмечено", "не отмечен", "не упомянуто", "не названо"),
)
_YES, _NO = {normal_form(word) for word in YES}, {normal_form(word) for word in NO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a cell says: a missing code, a number, yes or no, the column's own option or another one, or some other word."""

    kind: MarkKind
    number: float = math.nan  # of a missing code, a number, an option
    word: str = ""  # in normal form
    is_blank_word: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedColumn:
    """The cells of a column, each distinct one looked at once."""

    name: str
    option: int | None  # whose column it is; None: the column of a first, second, ... choice
    positions: IntArray  # (n,) of the distinct cells
    cells: Sequence[object]  # distinct
    counts: Sequence[int]
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedQuestion:
    """The columns of a multiple answer."""

    options: frozenset[int]
    columns: Sequence[MarkedColumn]

    def __iter__(self) -> Iterator[Mark]:
        """List the marks that stand in the cells."""
        for column in self.columns:
            yield from (mark for mark, n in zip(column.marks, column.counts, strict=True) if n)


def mark_column(cells: "pd.Series[Any]", option: int | None, vocabulary: Vocabulary, source: Source) -> MarkedColumn:
    """Read the cells of one column of a multiple answer.

    Raises:
        ReadError: cells hold dates.
    """
    positions, distinct = distinct_cells(cells)
    counts = count_cells(positions, distinct)
    refuse_dates(dict(zip(distinct, counts, strict=True)), str(cells.name), source)
    return MarkedColumn(
        name=str(cells.name),
        option=option,
        positions=np.where(positions < 0, len(distinct) - 1, positions),
        cells=distinct,
        counts=counts,
        marks=[_mark(cell, option, vocabulary, source.spec.decimal) for cell in distinct],
    )


def _mark(cell: object, option: int | None, vocabulary: Vocabulary, decimal: str) -> Mark:
    number, text = code_number(cell, decimal), plain_text(cell)
    if not math.isnan(number):
        is_missing = number in vocabulary.labels and number not in vocabulary.answers
        return Mark(kind="missing" if is_missing else "number", number=number)
    reading, form = read_code(text, vocabulary, decimal), normal_form(text)
    if reading.kind in {"blank", "blank_word"}:
        return Mark(kind="blank", is_blank_word=reading.kind == "blank_word")
    if reading.kind in {"word", "code_with_label"}:
        kind: MarkKind = "own" if reading.code == option else "other"
        kind = kind if reading.code in vocabulary.answers else "missing"
        return Mark(kind=kind, number=reading.code, word=form)
    is_name = bool(vocabulary.find_label(form))  # an option called "no" cannot mean 'not chosen' as well
    kind = "word" if is_name else "yes" if form in _YES else "no" if form in _NO else "word"
    return Mark(kind=kind, word=form)
