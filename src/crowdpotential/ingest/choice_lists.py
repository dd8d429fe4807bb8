"""Harmonising, multiple answers: all choices in one cell, parted by semicolons, bars, commas, line breaks, blanks, or what params say.

A label may hold a separator itself ("ideas, plans"). Where a cell can be read in two ways it is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.errors import MultipleAnswersError
from crowdpotential.ingest.answers import read_code, refuse_dates
from crowdpotential.ingest.delivered_cells import (
    count_cells,
    distinct_cells,
    plain_text,
    rows_of_cells,
)
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.unread_cells import name_cells, refuse_unread
from crowdpotential.ingest.vocabulary import Vocabulary, name_blanks
from crowdpotential.letters import normal_form
from crowdpotential.stats.arrays import FloatArray

SEPARATORS = (re.compile("[;|,\n\t]"), re.compile(r"[;|,\s]"))  # tried in turn: labels may hold blanks
BLANK, UNREAD, AMBIGUOUS = "blank", "unread", "ambiguous"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceList:
    """The choices in one cell; `fault` says why there are none."""

    codes: tuple[int, ...] = ()
    fault: str = ""
    is_blank_word: bool = False


def split_choices(cells: "pd.Series[Any]", vocabulary: Vocabulary, source: Source) -> FloatArray:
    """Split the choices of every cell, in their order: (n, most choices) codes, then NaN.

    Raises:
        UnlistedCodeError: a cell holds something else than answers of the question.
        MultipleAnswersError: a cell can be read in two ways.
        ReadError: cells hold dates.
    """
    positions, distinct = distinct_cells(cells)
    counts = count_cells(positions, distinct)
    by_cell = dict(zip(distinct, counts, strict=True))
    refuse_dates(by_cell, vocabulary.variable, source)
    lists = [read_list(cell, vocabulary, source.spec.separator, source.spec.decimal) for cell in distinct]
    found = list(zip(distinct, counts, lists, strict=True))
    _refuse_ambiguous({plain_text(cell): n for cell, n, choices in found if choices.fault == AMBIGUOUS}, vocabulary, source)
    unread = [place for place, choices in enumerate(lists) if choices.fault == UNREAD]
    if unread:
        refuse_unread(rows_of_cells(positions, distinct, unread), vocabulary, vocabulary.variable, source)
    blank = {plain_text(cell): n for cell, n, choices in found if choices.is_blank_word}
    source.tell(
        "blank_words",
        vocabulary.variable,
        sum(blank.values()),
        len(cells),
        "set_blank",
        note=name_blanks(blank),
    )
    width = max(1, *(len(choices.codes) for choices in lists))
    rows = [[*choices.codes, *[np.nan] * (width - len(choices.codes))] for choices in lists]
    return np.array(rows, dtype=np.float64)[positions]


def read_list(cell: object, vocabulary: Vocabulary, separator: str | None, decimal: str) -> ChoiceList:
    """Read one cell: with the separator of params, else with the usual ones."""
    text = plain_text(cell)
    reading = read_code(cell, vocabulary, decimal)
    if reading.kind in {"blank", "blank_word"}:
        return ChoiceList(fault=BLANK, is_blank_word=reading.kind == "blank_word")
    patterns = SEPARATORS if separator is None else (re.compile(re.escape(separator)),)
    for pattern in patterns:
        readings = _readings(text, pattern, vocabulary, decimal)
        if len(readings) > 1:
            return ChoiceList(fault=AMBIGUOUS)
        if readings:
            return ChoiceList(codes=readings.pop())
    return ChoiceList(fault=UNREAD)


def _readings(text: str, pattern: re.Pattern[str], vocabulary: Vocabulary, decimal: str) -> set[tuple[int, ...]]:
    """List the ways in which a text is a list of answers: a word may take up several parts, joined by their separators."""
    marks = [(0, 0), *(found.span() for found in pattern.finditer(text)), (len(text), len(text))]
    spans = [(before[1], after[0]) for before, after in pairwise(marks)]
    parts = [(start, end) for start, end in spans if text[start:end].strip()]
    ways: list[set[tuple[int, ...]]] = [{()}, *(set() for _ in parts)]
    for last, (_, end) in enumerate(parts):
        for first in range(last + 1):
            piece = text[parts[first][0] : end]
            code = _code_of(piece, vocabulary, decimal, is_one=first == last)
            if code is not None:
                ways[last + 1] |= {(*before, code) for before in ways[first]}
    return ways[-1] if parts else set()


def _code_of(piece: str, vocabulary: Vocabulary, decimal: str, *, is_one: bool) -> int | None:
    if not is_one:
        return vocabulary.words.get(normal_form(piece))
    reading = read_code(piece.strip(), vocabulary, decimal)
    return int(reading.code) if reading.kind in {"code", "word", "code_with_label"} else None


def _refuse_ambiguous(cells: Mapping[str, int], vocabulary: Vocabulary, source: Source) -> None:
    if cells:
        named = name_cells(cells, vocabulary)
        examples = f" ({', '.join(named)})" if named else ""
        msg = (
            f"{source.name}: {vocabulary.variable}: {sum(cells.values())} rows can be read as one answer or as several{examples}; "
            "set data.separator to what parts the answers, or deliver codes"
        )
        raise MultipleAnswersError(msg)
