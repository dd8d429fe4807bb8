"""Harmonising, step 3: cells become the codes of the codebook; what was more than a plain code or word is counted."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from crowdpotential.errors import ReadError
from crowdpotential.ingest.cures import TRUTH
from crowdpotential.ingest.delivered_cells import (
    DATES,
    code_number,
    count_cells,
    distinct_cells,
    number_of,
    plain_text,
    rows_of_cells,
)
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.thousands import refuse_thousands
from crowdpotential.ingest.unread_cells import refuse_unread
from crowdpotential.ingest.vocabulary import Vocabulary, name_blanks, split_code_and_label
from crowdpotential.letters import normal_form
from crowdpotential.stats.arrays import FloatArray

Kind = Literal["blank", "blank_word", "code", "word", "other_language", "code_with_label", "truth", "unread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one cell was read as."""

    kind: Kind
    code: float = math.nan


Reader = Callable[[object, Vocabulary, str], Reading]


def codes_of(cells: "pd.Series[Any]", vocabulary: Vocabulary, column: str, source: Source) -> FloatArray:
    """Find the codes of a column's cells; NaN where a cell is blank.

    Args:
        cells: of a column, as delivered.
        vocabulary: of the question in this file.
        column: name of the column, for messages.
        source: takes what is told of the reading.

    Raises:
        UnlistedCodeError: cells hold what stands for no code.
        ReadError: cells hold dates (a spreadsheet turns 1-2 into the first of February).
    """
    return _read(cells, vocabulary, column, source, read_code)


def numbers_of(cells: "pd.Series[Any]", vocabulary: Vocabulary, column: str, source: Source) -> FloatArray:
    """Read the numbers in a column's cells, missing codes by number or word; NaN where a cell is blank.

    Raises:
        UnlistedCodeError: cells hold words.
        ReadError: cells hold dates, or numbers whose mark may part thousands.
    """
    numbers = _read(cells, vocabulary, column, source, read_number)
    positions, distinct = distinct_cells(cells)
    counts = count_cells(positions, distinct)
    refuse_thousands(dict(zip(distinct, counts, strict=True)), vocabulary, column, source)
    return numbers


def read_code(cell: object, vocabulary: Vocabulary, decimal: str) -> Reading:
    """Read one cell of a closed question: as a number that is a code, else as a word."""
    number = code_number(cell, decimal)
    if number.is_integer() and int(number) in vocabulary.labels:
        return Reading(kind="code", code=number)
    text = plain_text(cell)
    form = normal_form(text)
    if form in TRUTH and form not in vocabulary.words and vocabulary.answers == {0, 1}:
        return Reading(kind="truth", code=float(TRUTH[form]))
    return _read_word(text, form, vocabulary)


def read_number(cell: object, vocabulary: Vocabulary, decimal: str) -> Reading:
    """Read one cell of a question for a number; a missing code may be written as a word."""
    number = number_of(cell, decimal)
    if not math.isnan(number):
        return Reading(kind="code", code=number)
    text = plain_text(cell)
    return _read_word(text, normal_form(text), vocabulary)


def refuse_dates(cells: Mapping[object, int], column: str, source: Source) -> None:
    """Refuse dates where codes or numbers belong. Raises ReadError with their number."""
    if n_rows := sum(n for cell, n in cells.items() if isinstance(cell, DATES)):
        is_table = source.spec.path.lower().endswith((".xlsx", ".csv", ".tsv"))
        what = (
            "dates (Excel turns 1-2 into one); format the column as text and enter the codes again"
            if is_table
            else "dates, times or durations; write the column as numbers"
        )
        msg = f"{source.name}: {column}: {n_rows} rows hold {what}"
        raise ReadError(msg)


def _read(cells: "pd.Series[Any]", vocabulary: Vocabulary, column: str, source: Source, read: Reader) -> FloatArray:
    positions, distinct = distinct_cells(cells)
    counts = count_cells(positions, distinct)
    refuse_dates(dict(zip(distinct, counts, strict=True)), column, source)
    readings = [read(cell, vocabulary, source.spec.decimal) for cell in distinct]
    found = list(zip(distinct, readings, counts, strict=True))
    unread = [place for place, reading in enumerate(readings) if reading.kind == "unread"]
    if unread:
        refuse_unread(rows_of_cells(positions, distinct, unread), vocabulary, column, source)
    _tell(found, vocabulary, column, source)
    codes: FloatArray = np.array([reading.code for reading in readings])[positions]
    return codes


def _read_word(text: str, form: str, vocabulary: Vocabulary) -> Reading:
    if form in vocabulary.words:
        return Reading(kind="word", code=vocabulary.words[form])
    if form == "":
        return Reading(kind="blank")
    if form in vocabulary.blanks:
        return Reading(kind="blank_word")
    if vocabulary.has_labels and len(owners := vocabulary.find_label(form)) == 1:
        return Reading(kind="other_language", code=min(owners))
    code = _code_with_label(text, vocabulary)
    return Reading(kind="unread") if code is None else Reading(kind="code_with_label", code=code)


def _code_with_label(text: str, vocabulary: Vocabulary) -> int | None:
    """Read "1. Yes" or "Yes (1)"; None unless the label, in any language of the codebook, is that of the code."""
    pairs = split_code_and_label(text)
    return next((number for number, word in pairs if number in vocabulary.find_label(word)), None)


def _tell(found: Sequence[tuple[object, Reading, int]], vocabulary: Vocabulary, column: str, source: Source) -> None:
    n = Counter[Kind]()
    for _, reading, n_rows in found:
        n[reading.kind] += n_rows
    n_rows, n_filled = n.total(), n.total() - n["blank"]
    if n["blank_word"]:
        words = name_blanks(plain_text(cell) for cell, reading, _ in found if reading.kind == "blank_word")
        source.tell("blank_words", column, n["blank_word"], n_rows, "set_blank", note=words)
    asked_blank = {normal_form(word) for word in source.spec.blank_words}
    if asked_blank:
        n_kept = sum(
            rows for cell, reading, rows in found if reading.kind in {"code", "word"} and normal_form(plain_text(cell)) in asked_blank
        )
        note = "data.blank_words lists them, but they are codes or numbers of the question"
        source.tell("blank_word_is_answer", column, n_kept, n_rows, "keep", note=note)
    if n["code_with_label"]:
        source.tell("code_with_label", column, n["code_with_label"], n_filled, "read_as_code")
    if n["other_language"]:
        source.tell("other_language", column, n["other_language"], n_filled, "read_as_label")
    if n["truth"]:
        source.tell("logical_values", column, n["truth"], n_filled, "read_as_1_0", note="TRUE 1, FALSE 0")
    if n["code"] and n["word"] and vocabulary.is_closed:
        odd, note = (n["code"], "codes among labels") if vocabulary.has_labels else (n["word"], "keys among codes")
        source.tell("codes_and_words", column, odd, n_filled, "keep", note=note)
