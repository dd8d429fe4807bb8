"""Harmonising, step 3: multiple answers, however they were stored, become one 0/1 column per option.

Five ways occur in practice: 0/1 indicators; codes in the order of choice; the option's code or a blank; its code or 0; all
codes or labels in one cell. A file stored in one way and declared in another would turn into other answers without a
sign, so each way is checked against the cells.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import MultipleAnswersError
from crowdpotential.ingest.answers import codes_of, refuse_dates
from crowdpotential.ingest.cells import each_distinct, texts_of
from crowdpotential.ingest.columns import choice_columns
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.unread_cells import refuse_unread
from crowdpotential.ingest.vocabulary import Vocabulary, vocabulary_of
from crowdpotential.letters import normal_form
from crowdpotential.stats.arrays import BoolArray, FloatArray

SEPARATORS = ";|,\n"


def decode_multiple(frame: pd.DataFrame, *, codebook: Codebook, variable: str, source: Source) -> FloatArray:
    """Turn the cells of a multiple answer into 0/1 per option; a missing answer has its code in every option.

    Args:
        frame: columns `P12_1`, `P12_2`, ... or, where all choices share a cell, `P12`.

    Returns:
        (n, k) 0, 1 or a missing code, one column per option of the codebook; NaN where blank.

    Raises:
        MultipleAnswersError: the cells contradict the way of storing that params declare.
        UnlistedCodeError, ReadError: as for single answers.
    """
    options = np.array(list(codebook.codes(variable)), dtype=np.float64)
    missing = np.array(list(codebook.missing_codes(variable)), dtype=np.float64)
    vocabulary = vocabulary_of(codebook, variable, source.spec)
    if source.spec.multiple == "delimited":
        cells = _split_cells(frame[variable], vocabulary, source)
    else:
        cells = _codes_of_cells(frame, vocabulary, codebook=codebook, variable=variable, source=source)
    _refuse_contradiction(cells, options, missing, variable, source)
    is_blank: BoolArray = np.asarray(np.isnan(cells).all(axis=1), dtype=np.bool_)
    if source.spec.multiple == "indicators":
        return cells
    values = _chosen(cells, options).astype(np.float64)
    if source.spec.multiple == "code_or_zero":
        values[np.isnan(cells)] = np.nan
    is_missing = np.isin(cells, missing)
    rows = is_missing.any(axis=1)
    values[rows] = cells[rows, is_missing[rows].argmax(axis=1)][:, None]
    values[is_blank] = np.nan
    return values


def _codes_of_cells(
    frame: pd.DataFrame, vocabulary: Vocabulary, *, codebook: Codebook, variable: str, source: Source
) -> FloatArray:
    in_order = source.spec.multiple == "codes_in_order"
    columns = choice_columns(frame, variable) if in_order else list(codebook.columns(variable))
    cells = np.empty((len(frame), len(columns)))
    marks = {0: "", 1: ""}  # pass here and are judged by the way of storing
    allowed = replace(vocabulary, labels={**marks, **vocabulary.labels})
    for position, column in enumerate(columns):
        cells[:, position] = codes_of(frame[column], allowed, column, source)
    return cells


def _split_cells(cells: "pd.Series[Any]", vocabulary: Vocabulary, source: Source) -> FloatArray:
    refuse_dates(cells.value_counts().to_dict(), vocabulary.variable, source)
    words = {**vocabulary.words, **{str(code): code for code in vocabulary.labels}}
    texts = texts_of(cells)
    longest_first = sorted(words, key=len, reverse=True)
    lists: pd.Series[Any] = each_distinct(
        texts, lambda text: _split(normal_form(str(text)), longest_first, words)
    )
    is_unlisted = lists.isna().to_numpy()
    if is_unlisted.any():
        refuse_unread(cells[is_unlisted].value_counts().to_dict(), vocabulary, vocabulary.variable, source)
    width = max(1, int(lists.map(len).max()))
    return np.array([[*codes, *[np.nan] * (width - len(codes))] for codes in lists], dtype=np.float64)


def _split(text: str, longest_first: list[str], words: Mapping[str, int]) -> list[int] | None:
    """Read the codes or labels in a cell from left to right; labels may themselves hold a separator. None: unreadable."""
    codes: list[int] = []
    rest = text.strip(SEPARATORS + " ")
    while rest:
        word = next(
            (word for word in longest_first if re.match(re.escape(word) + rf"\s*([{SEPARATORS}]|$)", rest)),
            None,
        )
        if word is None:
            return None
        codes.append(words[word])
        rest = rest[len(word) :].lstrip(SEPARATORS + " ")
    return codes


def _refuse_contradiction(
    cells: FloatArray, options: FloatArray, missing: FloatArray, variable: str, source: Source
) -> None:
    is_missing = np.isin(cells, missing)
    is_blank = np.isnan(cells)
    is_chosen = ~is_missing & ~is_blank & (cells != 0)
    way = source.spec.multiple
    wrong: BoolArray
    if way == "indicators":
        wrong = (~is_missing & ~is_blank & ~np.isin(cells, [0, 1])).any(axis=1) | _never_zero(
            cells, is_chosen
        )
    elif way in {"codes_in_order", "delimited"}:
        gap = (is_blank[:, :-1] & ~is_blank[:, 1:]).any(axis=1)
        ordered = np.sort(np.where(is_chosen, cells, np.nan), axis=1)
        twice = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
        wrong = gap | twice | (cells == 0).any(axis=1)
    else:
        wrong = (is_chosen & (cells != options)).any(axis=1)
        wrong |= (cells == 0).any(axis=1) if way == "code_or_blank" else _never_zero(cells, is_chosen)
    if way != "indicators":
        wrong |= is_missing.any(axis=1) & is_chosen.any(axis=1)
    if wrong.any():
        msg = (
            f"{source.name}: {variable}: {int(wrong.sum())} rows are not stored as {way}; "
            "correct data.multiple in params, or the file"
        )
        raise MultipleAnswersError(msg)


def _never_zero(cells: FloatArray, is_chosen: BoolArray) -> BoolArray:
    """Mark answered rows with blanks if no cell of the question is ever 0: then a blank means 'not chosen'."""
    if (cells == 0).any():
        return np.zeros(len(cells), dtype=np.bool_)
    return np.asarray(is_chosen.any(axis=1) & np.isnan(cells).any(axis=1), dtype=np.bool_)


def _chosen(cells: FloatArray, options: FloatArray) -> BoolArray:
    chosen: BoolArray = (cells[:, :, None] == options[None, None, :]).any(axis=1)
    return chosen
