"""Harmonising, multiple answers: the ways of storing them, what each makes of a cell, and which of them the cells fit.

    indicators      1 or 0, yes or no, TRUE or FALSE, the option's label or "Not selected"; with a counted value, that value or one other
    code_or_zero    the option's code, key or label, or 0
    code_or_blank   the option's code, key or label (with a counted value, that value), or a blank
    codes_in_order  codes in the order of choice, then blanks or zeros

A file stored in one way and declared in another would turn into other answers without a sign, so each way is checked against the cells.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.ingest.cures import is_of_program
from crowdpotential.ingest.marks import Mark, MarkedQuestion
from crowdpotential.params.study import Storage
from crowdpotential.quoting import is_plain_code
from crowdpotential.stats.arrays import BoolArray, FloatArray

NOTHING = -1.0e9  # a cell in which nothing stands where nothing needs to: neither chosen, nor left open
_LOOKS: Mapping[Storage, str] = {
    "indicators": "1 or 0",
    "code_or_zero": "codes or 0",
    "code_or_blank": "codes or blanks",
    "codes_in_order": "codes in the order of choice",
}
CONTRADICTION = math.inf  # what a way makes of a cell that it does not know


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of storing."""

    name: Storage
    counted: float | str | None = None  # the number or word that marks a chosen option

    def __str__(self) -> str:
        """Write it for a message."""
        return f"{self.name} (counted_value {self.mark})" if self.mark else self.name

    @property
    def mark(self) -> str:
        """Write the counted value; empty where there is none."""
        return "" if self.counted is None else _plain(self.counted)

    def describe(self, question: MarkedQuestion) -> str:
        """Describe cells that are stored so, those of a question."""
        if self.counted is None:
            return _LOOKS[self.name]
        other = "a blank" if self.name == "code_or_blank" else _show(_uncounted(question, self), question)
        return f"{self.mark} or {other}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a way makes of the cells, and which rows contradict it."""

    cells: FloatArray  # (n, columns) 1, 0, a missing code or NaN; of codes in order the codes
    is_wrong: BoolArray  # (n,)


def judge(question: MarkedQuestion, way: Way) -> Judged:
    """Read the cells as a way of storing has it."""
    uncounted = _uncounted(question, way)
    values = np.column_stack(
        [
            np.array([_meaning(mark, column.option, way, question.options, uncounted) for mark in column.marks])[column.positions]
            for column in question.columns
        ]
    )
    is_wrong: BoolArray = np.isinf(values).any(axis=1)
    if way.name in {"codes_in_order", "code_or_blank"}:
        is_wrong |= _breaks_order(values, question.options) if way.name == "codes_in_order" else False
        is_filled = ~np.isnan(values).all(axis=1)
        values[is_filled] = np.nan_to_num(values[is_filled], nan=NOTHING, posinf=math.inf)
    elif not (values == 0).any():  # never a 0: then a blank would mean 'not chosen'
        is_wrong |= (values == 1).any(axis=1) & np.isnan(values).any(axis=1)
    return Judged(cells=values, is_wrong=is_wrong)


def fitting_ways(question: MarkedQuestion, declared: Way) -> list[Way]:
    """List the other ways that all cells fit, the likeliest first."""
    options = [column.option for column in question.columns]
    names: list[Storage] = ["indicators"]
    names += ["code_or_zero", "code_or_blank"] if set(options) == question.options else []
    names += ["codes_in_order"] if options == list(range(1, len(options) + 1)) else []
    candidates = [Way(name=name) for name in names]
    if _may_be_counted(question):
        candidates += [Way(name=name, counted=1.0) for name in ("indicators", "code_or_blank")]
    words = sorted({mark.word for mark in question if mark.kind == "yes"})
    candidates += [Way(name="indicators", counted=word) for word in words]
    judged = [(way, judge(question, way)) for way in candidates if way != declared]
    return [way for way, found in judged if not found.is_wrong.any() and not np.isnan(found.cells).all()]


def other_values(question: MarkedQuestion, way: Way) -> set[str]:
    """List the numbers that cells hold beside a counted one; words are not listed. Whoever names them asks whether he may."""
    return {_plain(value) for value in _others(question, way) if isinstance(value, float)}


def _meaning(mark: Mark, option: int | None, way: Way, options: frozenset[int], uncounted: float | str | None) -> float:
    if mark.kind in {"blank", "missing"}:
        return mark.number
    if way.name == "codes_in_order":
        is_choice = mark.kind in {"number", "own", "other"} and mark.number in options | {0}
        return mark.number if is_choice else CONTRADICTION
    if _says_chosen(mark, option, way):
        return 1.0
    return 0.0 if _says_not_chosen(mark, way, uncounted) else CONTRADICTION


def _says_chosen(mark: Mark, option: int | None, way: Way) -> bool:
    if way.counted is not None and _value(mark) == way.counted:
        return True
    if mark.kind == "number" and way.counted is None:
        return mark.number == (1 if way.name == "indicators" else option)
    return mark.kind == "own" or (mark.kind == "yes" and not isinstance(way.counted, str))


def _says_not_chosen(mark: Mark, way: Way, uncounted: float | str | None) -> bool:
    if way.name == "code_or_blank":
        return False
    if way.counted is not None and _value(mark) == uncounted:
        return True
    return mark.kind == "no" or (mark.kind == "number" and way.counted is None and mark.number == 0)


def _value(mark: Mark) -> float | str:
    return mark.number if mark.kind == "number" else mark.word


def _uncounted(question: MarkedQuestion, way: Way) -> float | str | None:
    """Find the one other value beside the counted one, which means 'not chosen'; None if there is none or several."""
    others = _others(question, way)
    return others.pop() if len(others) == 1 and way.name == "indicators" else None


def _others(question: MarkedQuestion, way: Way) -> set[float | str]:
    kinds = {"word", "yes", "no"} if isinstance(way.counted, str) else {"number"}
    return {_value(mark) for mark in question if mark.kind in kinds and way.counted is not None} - {way.counted}


def _may_be_counted(question: MarkedQuestion) -> bool:
    """Return whether the cells hold 1 and at most one other number."""
    numbers = {mark.number for mark in question if mark.kind == "number"}
    return 1 in numbers and len(numbers - {1}) <= 1


def _breaks_order(codes: FloatArray, options: frozenset[int]) -> BoolArray:
    """Mark rows with a choice behind a blank, or with one option twice; a 0 that is no option is a blank."""
    filled = ~np.isnan(codes) & ((codes != 0) | (0 in options))
    gap = (~filled[:, :-1] & filled[:, 1:]).any(axis=1)
    ordered = np.sort(np.where(np.isin(codes, list(options)), codes, np.nan), axis=1)
    return np.asarray(gap | (ordered[:, 1:] == ordered[:, :-1]).any(axis=1), dtype=np.bool_)


def _show(value: float | str | None, question: MarkedQuestion) -> str:
    """Name the value of a cell if it is a short code, or a word for yes or no; what else it is stays in the file."""
    if isinstance(value, str):
        is_usual = any(mark.kind in {"yes", "no"} and mark.word == value for mark in question)
        return value if is_usual or is_of_program(value) else "another word"
    return _plain(value) if value is not None and is_plain_code(_plain(value)) else "another value"


def _plain(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else value
