"""Harmonising, step 4: multiple answers, however they were stored, become one 0/1 column per option.

Options may have a column each, choices may stand one behind the other, or all in one cell (see `ways_of_storing`, `choice_lists`). What the
answer to the whole question is, where some options were left open, is decided once, in `chosen_options`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, MissingCode
from crowdpotential.errors import CodebookError, Faults, MultipleAnswersError
from crowdpotential.ingest.cells import plain_text
from crowdpotential.ingest.choice_lists import split_choices
from crowdpotential.ingest.chosen_options import settle_choices
from crowdpotential.ingest.marks import MarkedQuestion, mark_column
from crowdpotential.ingest.option_columns import choice_columns
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.unread_cells import refuse_unread
from crowdpotential.ingest.vocabulary import Vocabulary, vocabulary_of
from crowdpotential.ingest.ways_of_storing import NOTHING, Way, fitting_ways, judge
from crowdpotential.letters import normal_form, whole_number
from crowdpotential.stats.arrays import FloatArray


def decode_multiple(frame: pd.DataFrame, *, codebook: Codebook, variable: str, source: Source) -> FloatArray:
    """Turn the cells of a multiple answer into 0/1 per option; a missing answer has its code in every option.

    Args:
        frame: columns `P12_1`, `P12_2`, ... or, where all choices share a cell, `P12`.

    Returns:
        (n, k) one column per option of the codebook: 0 and 1, or one missing code throughout, or NaN throughout where blank.

    Raises:
        MultipleAnswersError: the cells contradict the way of storing that params declare.
        UnlistedCodeError, ReadError: as for single answers.
        CodebookError: the marks of a way of storing are missing codes of the question.
    """
    question = _Question(
        variable=variable,
        options=tuple(codebook.codes(variable)),
        missing=codebook.missing_codes(variable),
        vocabulary=vocabulary_of(codebook, variable, source.spec),
        source=source,
    )
    storage = source.spec.storage_of(variable)
    if storage == "delimited":
        codes = split_choices(frame[variable], question.vocabulary, source)
        is_filled = ~np.isnan(codes).all(axis=1, keepdims=True)
        values = np.where(np.isnan(codes) & is_filled, NOTHING, codes)
    else:
        counted = source.spec.counted_value_of(variable)
        values = _read_columns(frame, question, Way(name=storage, counted=_mark_of(counted)))
    if storage in {"delimited", "codes_in_order"}:
        chosen = (values[:, :, None] == question.options).any(axis=1)
        rest = np.where(np.isin(values, question.options), NOTHING, values)
    else:
        chosen, rest = values == 1, np.where(values == 1, NOTHING, values)
    return settle_choices(chosen, rest, variable=variable, missing=question.missing, source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    variable: str
    options: tuple[int, ...]
    missing: Mapping[int, MissingCode]
    vocabulary: Vocabulary
    source: Source


def _read_columns(frame: pd.DataFrame, question: _Question, way: Way) -> FloatArray:
    _refuse_missing_marks(question, way)
    in_order = way.name == "codes_in_order"
    names = choice_columns(frame, question.variable) if in_order else _columns_of_options(question)
    marked = MarkedQuestion(
        options=frozenset(question.options),
        columns=[
            mark_column(frame[name], option, question.vocabulary, question.source)
            for option, name in names.items()
        ],
    )
    judged = judge(marked, way)
    if judged.is_wrong.any():
        _refuse_contradiction(question, marked, way, int(judged.is_wrong.sum()))
    cells = [
        entry
        for column in marked.columns
        for entry in zip(column.marks, column.cells, column.counts, strict=True)
    ]
    blank = [(cell, n) for mark, cell, n in cells if mark.is_blank_word]
    words = ", ".join(sorted({plain_text(cell) for cell, _ in blank}))
    n_blank = sum(n for _, n in blank)
    question.source.tell(
        "blank_words", question.variable, n_blank, len(frame) * len(names), "set_blank", note=words
    )
    return judged.cells


def _columns_of_options(question: _Question) -> dict[int, str]:
    return {option: f"{question.variable}_{option}" for option in question.options}


def _mark_of(counted: int | str | None) -> float | str | None:
    if counted is None:
        return None
    number = whole_number(str(counted))
    return normal_form(str(counted)) if number is None else float(number)


def _refuse_missing_marks(question: _Question, way: Way) -> None:
    """Refuse numbers that would be a mark and a missing code at once."""
    usual = {"indicators": (0, 1), "code_or_zero": (0,)}.get(way.name, ())
    marks = usual if way.counted is None else (way.counted,)
    if both := sorted(code for code in question.missing if code in marks):
        msg = (
            f"{question.source.name}: {question.variable}: {both[0]} is a missing code, and in multiple answers stored as {way} it is a "
            "mark; give the question a missing set without it"
        )
        raise CodebookError(msg)


def _refuse_contradiction(question: _Question, marked: MarkedQuestion, way: Way, n_rows: int) -> None:
    """Refuse cells that the declared way cannot hold, with the way that can; else name the cells that none can."""
    fitting = fitting_ways(marked, way)
    if not fitting:
        _refuse_unread(question, marked, way)
    what = f"{question.source.name}: {question.variable}: {n_rows} rows are not stored as {way}"
    cure = "no way of storing fits all its cells: look for rows of another kind, and correct them"
    msg = f"{what}; {_advise(fitting[0], way, question.variable) if fitting else cure}"
    raise MultipleAnswersError(msg)


def _advise(fitting: Way, way: Way, variable: str) -> str:
    """Say which keys of params to set; a question of its own kind takes them by its name."""
    mark = "null" if fitting.counted is None else f"{fitting.counted:g}"
    keys = {"data.multiple": str(fitting.name)} if fitting.name != way.name else {}
    keys |= {"data.counted_value": mark} if fitting.counted != way.counted else {}
    every = " and ".join(f"{key} to {value}" for key, value in keys.items())
    one = " and ".join(f"{{{variable}: {value}}}" for value in keys.values())
    return f"they look like {fitting.looks}: set {every}, or to {one} for this question alone"


def _refuse_unread(question: _Question, marked: MarkedQuestion, way: Way) -> None:
    """Refuse words and numbers that mean nothing in any way of storing, if there are any."""
    faults = Faults()
    known = {0, 1, *question.options} | ({way.counted} if way.counted is not None else set())
    for column in marked.columns:
        unread = {
            cell: n
            for cell, n, mark in zip(column.cells, column.counts, column.marks, strict=True)
            if mark.kind == "word" or (mark.kind == "number" and mark.number not in known)
        }
        if unread:
            with faults.collected():
                refuse_unread(unread, question.vocabulary, column.name, question.source)
    faults.raise_any()
