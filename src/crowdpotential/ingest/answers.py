"""Harmonising, step 2: cells as delivered become the codes of the codebook."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import CodebookError, ReadError, UnlistedCodeError
from crowdpotential.params import DataFile
from crowdpotential.stats.arrays import BoolArray, FloatArray

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
DATES = (date, datetime, time, timedelta)
MOST_NAMED = 5  # codes that a message lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The codes of one variable."""

    codes: FloatArray  # (n,) codes or numbers, or (n, k) one column per option; NaN where blank
    is_blank: BoolArray  # (n,) nothing was delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where cells come from and how to read them."""

    name: str  # the file, for messages
    spec: DataFile


def plain_text(cell: object) -> str:
    """Write a cell as text: whole numbers without a point, dates in ISO form, blanks as ""."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool | np.bool_):
        return str(int(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell).strip()


def texts_of(cells: "pd.Series[Any]") -> "pd.Series[str]":
    """Write every cell of a column as text."""
    return each_distinct(cells, plain_text).astype("str")


def number_of(cell: object, decimal: str) -> float:
    """Read a cell as a number; NaN where it is none. A point where a comma is declared may mean thousands: NaN."""
    if isinstance(cell, int | float | np.number | np.bool_):
        return float(cell) if math.isfinite(cell) else math.nan
    text = plain_text(cell)
    if decimal != "." and "." in text:
        return math.nan
    pointed = text.replace(decimal, ".")
    number = float(pointed) if NUMBER.fullmatch(pointed) else math.nan
    return number if math.isfinite(number) else math.nan


def code_of(cell: object, words: Mapping[str, int], decimal: str) -> float:
    """Find the code that a cell stands for, as a number or a word; NaN where it stands for none."""
    number = number_of(cell, decimal)
    text = str(int(number)) if number.is_integer() else plain_text(cell).casefold()
    return words.get(text, math.nan)


def each_distinct(cells: "pd.Series[Any]", change: Callable[[object], object]) -> "pd.Series[Any]":
    """Apply a function once to every distinct cell of a column; blank cells are one of them."""
    positions, distinct = pd.factorize(cells.astype(object), use_na_sentinel=True)
    changed = np.empty(len(distinct) + 1, dtype=object)
    changed[: len(distinct)] = [change(cell) for cell in distinct]
    changed[-1] = change(None)  # position -1 is the blank
    return pd.Series(changed[positions], index=cells.index)


def codes_of(cells: "pd.Series[Any]", words: Mapping[str, int], source: Source) -> FloatArray:
    """Find the codes of a column's cells; NaN where a cell stands for none."""
    codes = each_distinct(cells, lambda cell: code_of(cell, words, source.spec.decimal))
    return codes.to_numpy(dtype=np.float64)


def are_blank(cells: "pd.Series[Any]") -> BoolArray:
    """Mark the cells of a column without any content."""
    return (texts_of(cells) == "").to_numpy(dtype=np.bool_)


def answer_words(codebook: Codebook, variable: str, spec: DataFile) -> dict[str, int]:
    """List every text that stands for a code: its number, its key and, where cells hold labels, its label.

    Raises:
        CodebookError: two codes have the same label, or the codebook lacks the labels' language.
    """
    codes, missing = codebook.codes(variable), codebook.missing_codes(variable)
    words = {str(code): code for code in [*codes, *missing]}
    for code, entry in codes.items():
        if entry.key:
            words.setdefault(entry.key.casefold(), code)
    if spec.values == "codes":  # noqa: PD011 no frame
        return words
    language = spec.labels_language or codebook.languages[0]
    labels = {code: entry.label for code, entry in codes.items()}
    labels |= {code: entry.label for code, entry in missing.items()}
    for code, by_language in labels.items():
        where = f"{codebook.id}: {variable}:"
        if language not in by_language:
            msg = f"{where} code {code} has no label in {language}; add it, or correct data.labels_language"
            raise CodebookError(msg)
        label = by_language[language].strip().casefold()
        if words.setdefault(label, code) != code:
            msg = f"{where} codes {words[label]} and {code} have the same label; tell them apart"
            raise CodebookError(msg)
    return words


def decode_codes(cells: "pd.Series[Any]", *, codebook: Codebook, variable: str, source: Source) -> Decoded:
    """Turn the cells of a single or ordinal variable into its codes.

    Raises:
        UnlistedCodeError: cells hold what the codebook does not list; numbers are named, words only counted.
        ReadError: cells hold dates (a spreadsheet turns 1-2 into the first of February).
    """
    refuse_dates(cells, variable, source)
    words = answer_words(codebook, variable, source.spec)
    values = codes_of(cells, words, source)
    is_blank = are_blank(cells)
    refuse_unlisted(cells[np.isnan(values) & ~is_blank], variable, source)
    return Decoded(codes=values, is_blank=is_blank)


def decode_numbers(cells: "pd.Series[Any]", *, codebook: Codebook, variable: str, source: Source) -> Decoded:
    """Turn the cells of a numeric variable into numbers; its missing codes stay as they are.

    Raises:
        UnlistedCodeError: cells hold words.
        ReadError: cells hold dates.
    """
    refuse_dates(cells, variable, source)
    words, decimal = answer_words(codebook, variable, source.spec), source.spec.decimal
    codes = codes_of(cells, words, source)
    numbers = each_distinct(cells, lambda cell: number_of(cell, decimal)).to_numpy(dtype=np.float64)
    values = np.where(np.isnan(codes), numbers, codes)
    is_blank = are_blank(cells)
    is_word = np.isnan(values) & ~is_blank
    if is_word.any():
        other = "," if decimal == "." else "."
        has_other = texts_of(cells[is_word]).str.fullmatch(rf"[+-]?\d+[{other}]\d+").any()
        hint = (
            f'is data.decimal "{decimal}" right?' if has_other else "correct them, or give them missing codes"
        )
        msg = f"{source.name}: {variable}: {int(is_word.sum())} rows hold no number; {hint}"
        raise UnlistedCodeError(msg)
    return Decoded(codes=values, is_blank=is_blank)


def refuse_dates(cells: "pd.Series[Any]", variable: str, source: Source) -> None:
    """Refuse dates where codes or numbers belong. Raises ReadError with their number."""
    is_date = each_distinct(cells, lambda cell: isinstance(cell, DATES)).astype(bool)
    if is_date.any():
        msg = (
            f"{source.name}: {variable}: {int(is_date.sum())} rows hold dates (Excel turns 1-2 into one); "
            "format the column as text and enter the codes again"
        )
        raise ReadError(msg)


def refuse_unlisted(cells: "pd.Series[Any]", variable: str, source: Source) -> None:
    """Refuse cells that stand for no code. Raises UnlistedCodeError naming numbers, and counting words."""
    if cells.empty:
        return
    found = (number_of(cell, source.spec.decimal) for cell in cells.unique())
    numbers = sorted(number for number in found if not math.isnan(number))
    where = f"{source.name}: {variable}: {len(cells)} rows hold"
    if numbers:
        named = [f"{number:g}" for number in numbers[:MOST_NAMED]]
        codes = ", ".join([*named, "..."] if len(numbers) > MOST_NAMED else named)
        msg = f"{where} codes that the codebook does not list ({codes}); add them to it, or correct the file"
    elif source.spec.values == "labels":  # noqa: PD011 no frame
        msg = f"{where} words that are no label of the codebook; add the labels to it, or correct the file"
    else:
        msg = f"{where} words where codes belong; if the file holds labels, set data.values to labels"
    raise UnlistedCodeError(msg)
