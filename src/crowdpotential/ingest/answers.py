"""Harmonising, step 2: cells as delivered become the codes of the codebook."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import CodebookError, ReadError, UnlistedCodeError
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.raw_files import ColumnDictionary
from crowdpotential.params import DataFile
from crowdpotential.stats.arrays import FloatArray, IntArray

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
DATES = (date, datetime, time, timedelta)
MOST_NAMED = 5  # codes that a message lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where cells come from and how to read them."""

    name: str  # the file, for messages
    spec: DataFile
    dictionary: Mapping[str, ColumnDictionary] = field(default_factory=dict)  # variable -> what the file says
    findings: list[Finding] = field(default_factory=list)  # grows while the cells are read

    def tell(self, rule: str, variable: str, n: int, base: int, action: str, *, note: str = "") -> None:
        """Remember what was done to cells of a variable, or seen in them; nothing if it concerns nobody."""
        self.findings.append(
            Finding(rule=rule, source=self.name, variable=variable, n=n, base=base, action=action, note=note)
        )


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
    positions, distinct = _distinct(cells)
    changed = np.empty(len(distinct), dtype=object)
    changed[:] = [change(cell) for cell in distinct]
    return pd.Series(changed[positions], index=cells.index)


def codes_of(cells: "pd.Series[Any]", words: Mapping[str, int], variable: str, source: Source) -> FloatArray:
    """Find the codes of a column's cells; NaN where a cell is blank.

    Raises:
        UnlistedCodeError: cells hold what stands for no code; numbers are named, words only counted.
        ReadError: cells hold dates (a spreadsheet turns 1-2 into the first of February).
    """
    positions, distinct = _distinct(cells)
    _refuse_dates(positions, distinct, variable, source)
    codes = np.array([code_of(cell, words, source.spec.decimal) for cell in distinct])
    is_unlisted = np.isnan(codes) & np.array([plain_text(cell) != "" for cell in distinct])
    if is_unlisted.any():
        unlisted = [cell for cell, is_wrong in zip(distinct, is_unlisted, strict=True) if is_wrong]
        refuse_unlisted(unlisted, int(is_unlisted[positions].sum()), variable, source)
    found: FloatArray = codes[positions]
    return found


def numbers_of(
    cells: "pd.Series[Any]", words: Mapping[str, int], variable: str, source: Source
) -> FloatArray:
    """Read the numbers in a column's cells, missing codes by number or word; NaN where a cell is blank.

    Raises:
        UnlistedCodeError: cells hold words.
        ReadError: cells hold dates.
    """
    positions, distinct = _distinct(cells)
    _refuse_dates(positions, distinct, variable, source)
    decimal = source.spec.decimal
    codes = np.array([code_of(cell, words, decimal) for cell in distinct])
    numbers = np.where(np.isnan(codes), [number_of(cell, decimal) for cell in distinct], codes)
    texts = [plain_text(cell) for cell in distinct]
    is_word = np.isnan(numbers) & np.array([text != "" for text in texts])
    if is_word.any():
        other = re.compile(r"[+-]?\d+" + ("," if decimal == "." else r"\.") + r"\d+")
        is_other_sign = any(
            other.fullmatch(text) for text, wrong in zip(texts, is_word, strict=True) if wrong
        )
        hint = "correct them, or give them missing codes"
        hint = f'is data.decimal "{decimal}" right?' if is_other_sign else hint
        msg = f"{source.name}: {variable}: {int(is_word[positions].sum())} rows hold no number; {hint}"
        raise UnlistedCodeError(msg)
    found: FloatArray = numbers[positions]
    return found


def answer_words(codebook: Codebook, variable: str, spec: DataFile) -> dict[str, int]:
    """List every text that stands for a code: its number, its key and, where cells hold labels, its label.

    Raises:
        CodebookError: two codes have the same label, or the codebook lacks the labels' language.
    """
    codes, missing = codebook.codes(variable), codebook.missing_codes(variable)
    words: dict[str, int] = {}
    if spec.values == "labels":  # noqa: PD011 no frame
        words |= _labels(codebook, variable, spec.labels_language or codebook.languages[0])
    for code, entry in codes.items():
        if entry.key:
            words.setdefault(entry.key.casefold(), code)
    for code in [*codes, *missing]:
        words.setdefault(str(code), code)
    return words


def _labels(codebook: Codebook, variable: str, language: str) -> dict[str, int]:
    labels = {code: entry.label for code, entry in codebook.codes(variable).items()}
    labels |= {code: entry.label for code, entry in codebook.missing_codes(variable).items()}
    words: dict[str, int] = {}
    where = f"{codebook.id}: {variable}:"
    for code, by_language in labels.items():
        if language not in by_language:
            msg = f"{where} code {code} has no label in {language}; add it, or correct data.labels_language"
            raise CodebookError(msg)
        label = by_language[language].strip().casefold()
        if words.setdefault(label, code) != code:
            msg = f"{where} codes {words[label]} and {code} have the same label; tell them apart"
            raise CodebookError(msg)
    return words


def refuse_dates(cells: "pd.Series[Any]", variable: str, source: Source) -> None:
    """Refuse dates where codes belong. Raises ReadError with their number."""
    positions, distinct = _distinct(cells)
    _refuse_dates(positions, distinct, variable, source)


def refuse_unlisted(unlisted: Sequence[object], n_rows: int, variable: str, source: Source) -> None:
    """Refuse distinct cells that stand for no code. Raises UnlistedCodeError naming numbers, and counting words."""
    found = (number_of(cell, source.spec.decimal) for cell in unlisted)
    numbers = sorted(number for number in found if not math.isnan(number))
    where = f"{source.name}: {variable}: {n_rows} rows hold"
    if numbers:
        named = [f"{number:g}" for number in numbers[:MOST_NAMED]]
        codes = ", ".join([*named, "..."] if len(numbers) > MOST_NAMED else named)
        msg = f"{where} codes that the codebook does not list ({codes}); add them to it, or correct the file"
    elif source.spec.values == "labels":  # noqa: PD011 no frame
        msg = f"{where} words that are no label of the codebook; add the labels to it, or correct the file"
    else:
        msg = f"{where} words where codes belong; if the file holds labels, set data.values to labels"
    raise UnlistedCodeError(msg)


def _distinct(cells: "pd.Series[Any]") -> tuple[IntArray, list[object]]:
    """Number the distinct cells of a column; -1, which is also the last of the list, is the blank."""
    positions, found = pd.factorize(cells.to_numpy(dtype=object), use_na_sentinel=True)
    return positions.astype(np.int64), [*found, None]


def _refuse_dates(positions: IntArray, distinct: list[object], variable: str, source: Source) -> None:
    is_date = np.array([isinstance(cell, DATES) for cell in distinct])
    if is_date.any():
        msg = (
            f"{source.name}: {variable}: {int(is_date[positions].sum())} rows hold dates (Excel turns 1-2 into one); "
            "format the column as text and enter the codes again"
        )
        raise ReadError(msg)
