"""Harmonising, multiple answers: the cells of columns of options or choices, held to the declared way of storing."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from crowdpotential.codebook import MissingCode, option_column
from crowdpotential.errors import CodebookError, Faults, MultipleAnswersError
from crowdpotential.ingest.delivered_cells import plain_text, rows_of_cells
from crowdpotential.ingest.marks import MarkedQuestion, mark_column
from crowdpotential.ingest.option_columns import choice_columns
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.unread_cells import refuse_unread
from crowdpotential.ingest.vocabulary import Vocabulary, name_blanks
from crowdpotential.ingest.ways_of_storing import Way, fitting_ways, judge, other_values
from crowdpotential.quoting import quote_codes
from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A multiple answer as one file has it."""

    variable: str
    options: tuple[int, ...]
    missing: Mapping[int, MissingCode]
    vocabulary: Vocabulary
    source: Source


def read_columns(frame: pd.DataFrame, question: Question, way: Way) -> FloatArray:
    """Read the columns of a multiple answer as a way of storing has it: see `judge`.

    Raises:
        MultipleAnswersError: the cells contradict that way.
        UnlistedCodeError: cells hold what means nothing in any way.
        ReadError: cells hold dates.
        CodebookError: a mark is a missing code of the question.
    """
    _refuse_missing_marks(question, way)
    in_order = way.name == "codes_in_order"
    names = choice_columns(frame, question.variable) if in_order else columns_of_options(question)
    marked = MarkedQuestion(
        options=frozenset(question.options),
        columns=[mark_column(frame[name], option, question.vocabulary, question.source) for option, name in names.items()],
    )
    judged = judge(marked, way)
    if judged.is_wrong.any():
        _refuse_contradiction(question, marked, way, int(judged.is_wrong.sum()))
    cells = [entry for column in marked.columns for entry in zip(column.marks, column.cells, column.counts, strict=True)]
    blank = [(cell, n) for mark, cell, n in cells if mark.is_blank_word]
    words = name_blanks(plain_text(cell) for cell, _ in blank)
    n_blank = sum(n for _, n in blank)
    question.source.tell("blank_words", question.variable, n_blank, len(frame) * len(names), "set_blank", note=words)
    return judged.cells


def columns_of_options(question: Question) -> dict[int, str]:
    """Name the column of each option."""
    return {option: option_column(question.variable, option) for option in question.options}


def _refuse_missing_marks(question: Question, way: Way) -> None:
    """Refuse numbers that would be a mark and a missing code at once."""
    usual = {"indicators": (0, 1), "code_or_zero": (0,)}.get(way.name, ())
    marks = usual if way.counted is None else (way.counted,)
    if both := sorted(code for code in question.missing if code in marks):
        msg = (
            f"{question.source.name}: {question.variable}: {both[0]} is a missing code, and in multiple answers stored as {way} it is a "
            "mark; give the question a missing set without it"
        )
        raise CodebookError(msg)


def _refuse_contradiction(question: Question, marked: MarkedQuestion, way: Way, n_rows: int) -> None:
    """Refuse cells that the declared way cannot hold, with the way that can; else name the cells that none can."""
    fitting = fitting_ways(marked, way)
    if not fitting:
        _refuse_unread(question, marked, way)
    what = f"{question.source.name}: {question.variable}: {n_rows} rows are not stored as {way}"
    cure = "no way of storing fits all its cells: look for rows of another kind, and correct them"
    others = sorted(other_values(marked, way))
    if way.counted is not None and len(others) > 1:
        named = quote_codes(others)
        numbers = " and ".join(named) if len(named) == len(others) else f"{len(others)} other numbers"
        cure = f"beside {way.mark} they hold {numbers}, of which one can mean 'not chosen'; list missing codes in the codebook"
    msg = f"{what}; {_advise(fitting[0], way, question.variable, marked) if fitting else cure}"
    raise MultipleAnswersError(msg)


def _advise(fitting: Way, way: Way, variable: str, marked: MarkedQuestion) -> str:
    """State which keys of params to set; a question of its own kind takes them by its name."""
    mark = fitting.mark or "null"
    keys = {"data.multiple": str(fitting.name)} if fitting.name != way.name else {}
    keys |= {"data.counted_value": mark} if fitting.counted != way.counted else {}
    every = " and ".join(f"{key} to {value}" for key, value in keys.items())
    one = " and ".join(f"{{{variable}: {value}}}" for value in keys.values())
    return f"they look like {fitting.describe(marked)}: set {every}, or to {one} for this question alone"


def _refuse_unread(question: Question, marked: MarkedQuestion, way: Way) -> None:
    """Refuse words and numbers that mean nothing in any way of storing, if there are any."""
    faults = Faults()
    known = {0, 1, *question.options} | ({way.counted} if way.counted is not None else set())
    for column in marked.columns:
        unread = [
            place
            for place, (mark, n) in enumerate(zip(column.marks, column.counts, strict=True))
            if n and (mark.kind == "word" or (mark.kind == "number" and mark.number not in known))
        ]
        if unread:
            with faults.collected():
                cells = rows_of_cells(column.positions, column.cells, unread)
                refuse_unread(cells, question.vocabulary, column.name, question.source)
    faults.raise_any()
