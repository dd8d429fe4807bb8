"""Harmonising, step 4: multiple answers, however they were stored, become one 0/1 column per option.

Options may have a column each, choices may stand one behind the other, or all in one cell (see `ways_of_storing`, `choice_lists`). What the
answer to the whole question is, where some options were left open, is decided once, in `chosen_options`.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import CrowdpotentialError, MultipleAnswersError
from crowdpotential.ingest.choice_lists import split_choices
from crowdpotential.ingest.chosen_options import settle_choices
from crowdpotential.ingest.column_names import list_columns
from crowdpotential.ingest.option_cells import Question, columns_of_options, read_columns
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.vocabulary import vocabulary_of
from crowdpotential.ingest.ways_of_storing import NOTHING, Way
from crowdpotential.letters import normal_form, whole_number
from crowdpotential.params.study import Storage
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
    question = Question(
        variable=variable,
        options=tuple(codebook.codes(variable)),
        missing=codebook.missing_codes(variable),
        vocabulary=vocabulary_of(codebook, variable, source.spec),
        source=source,
    )
    storage = source.spec.storage_of(variable)
    values = _decode(frame, question, storage)
    other: Storage = "indicators" if storage == "delimited" else "delimited"
    if used := _spare_columns(frame, question, storage):
        _refuse_other_choices(values, _decode_again(frame, question, other), used, question)
    return values


def _decode(frame: pd.DataFrame, question: Question, storage: Storage) -> FloatArray:
    variable, source = question.variable, question.source
    if storage == "delimited":
        codes = split_choices(frame[variable], question.vocabulary, source)
        is_filled = ~np.isnan(codes).all(axis=1, keepdims=True)
        values = np.where(np.isnan(codes) & is_filled, NOTHING, codes)
    else:
        counted = source.spec.counted_value_of(variable)
        values = read_columns(frame, question, Way(name=storage, counted=_mark_of(counted)))
    if storage in {"delimited", "codes_in_order"}:
        chosen = (values[:, :, None] == question.options).any(axis=1)
        rest = np.where(np.isin(values, question.options), NOTHING, values)
    else:
        chosen, rest = values == 1, np.where(values == 1, NOTHING, values)
    return settle_choices(chosen, rest, variable=variable, missing=question.missing, source=source)


def _spare_columns(frame: pd.DataFrame, question: Question, storage: Storage) -> list[str]:
    """List the columns in which a file tells the same choices a second time, as KoboToolbox does: all in one cell, and one by one."""
    spare = list(columns_of_options(question).values()) if storage == "delimited" else [question.variable]
    return spare if set(spare) <= set(frame.columns) else []


def _decode_again(frame: pd.DataFrame, question: Question, storage: Storage) -> FloatArray:
    """Decode the second telling; nothing of it is told. Raises MultipleAnswersError if it cannot be read."""
    aside = replace(question, source=replace(question.source, findings=[]))
    try:
        return _decode(frame, aside, storage)
    except CrowdpotentialError:
        msg = (
            f"{question.source.name}: {question.variable}: the file tells these choices twice, and those stored as {storage} cannot be "
            "read; list them in data.ignore, or keep them and list the others"
        )
        raise MultipleAnswersError(msg) from None


def _refuse_other_choices(values: FloatArray, again: FloatArray, columns: list[str], question: Question) -> None:
    """Refuse two tellings of the same choices that contradict each other; a blank contradicts nothing chosen no more than a blank."""
    differ = ((values == 1) != (again == 1)).any(axis=1)
    note = f"{list_columns(columns)}: the same choices, told a second time"
    if n_rows := int(differ.sum()):
        msg = (
            f"{question.source.name}: {question.variable}: {n_rows} rows tell other choices in {list_columns(columns)} than in the "
            "columns that data.multiple names; find out which are right, and list the others in data.ignore"
        )
        raise MultipleAnswersError(msg)
    question.source.tell("told_twice", question.variable, len(values), len(values), "keep", note=note)


def _mark_of(counted: int | str | None) -> float | str | None:
    if counted is None:
        return None
    number = whole_number(str(counted))
    return normal_form(str(counted)) if number is None else float(number)
