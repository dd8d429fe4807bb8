"""Harmonising, step 2: a cell as delivered, as text and as number; every distinct cell of a column is looked at once."""

import math
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.letters import whole_number
from crowdpotential.stats.arrays import IntArray

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
DATES = (date, datetime, time, timedelta)
_WITHOUT_TRUTH = {"string", "integer", "floating", "mixed-integer-float", "datetime", "date", "empty"}


def plain_text(cell: object) -> str:
    """Write a cell as text: whole numbers without a point, dates in ISO form, blanks as ""."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool | np.bool_):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | time):
        is_day = isinstance(cell, datetime) and cell.time() == time(0)
        return cell.isoformat()[: len("2019-09-02")] if is_day else cell.isoformat()
    return str(cell).strip()


def texts_of(cells: "pd.Series[Any]") -> "pd.Series[str]":
    """Write every cell of a column as text."""
    return each_distinct(cells, plain_text).astype("str")


def number_of(cell: object, decimal: str) -> float:
    """Read a cell as a number; NaN where it is none. A point where a comma is declared may mean thousands: NaN."""
    if isinstance(cell, bool | np.bool_):
        return math.nan
    if isinstance(cell, int | float | np.number):
        number = math.nan if isinstance(cell, int) and abs(cell) > sys.float_info.max else float(cell)
        return number if math.isfinite(number) else math.nan
    text = plain_text(cell)
    if decimal != "." and "." in text:
        return math.nan
    pointed = text.replace(decimal, ".")
    number = float(pointed) if NUMBER.fullmatch(pointed) else math.nan
    return number if math.isfinite(number) else math.nan


def code_number(cell: object, decimal: str) -> float:
    """Read a cell as the number of a code: 2.0 and 2,0 are 2 whatever the decimal sign, since no code is a thousand 2."""
    whole = whole_number(cell.replace(",", ".")) if isinstance(cell, str) else None
    return number_of(cell, decimal) if whole is None else float(whole)


def each_distinct(cells: "pd.Series[Any]", change: Callable[[object], object]) -> "pd.Series[Any]":
    """Apply a function once to every distinct cell of a column; blank cells are one of them."""
    positions, distinct = distinct_cells(cells)
    changed = np.empty(len(distinct), dtype=object)
    changed[:] = [change(cell) for cell in distinct]
    return pd.Series(changed[positions], index=cells.index)


def count_cells(positions: IntArray, distinct: list[object]) -> list[int]:
    """Count in how many rows each distinct cell stands."""
    n_blank, *counted = np.bincount(positions + 1, minlength=len(distinct)).tolist()
    return [*counted, n_blank]


def rows_of_cells(positions: IntArray, distinct: Sequence[object], wanted: Iterable[int]) -> dict[object, IntArray]:
    """Find in which rows some of the distinct cells stand, each by its place in their list."""
    places = positions % len(distinct)  # -1 is the last, the blank
    return {distinct[place]: np.flatnonzero(places == place).astype(np.int64) for place in wanted}


def distinct_cells(cells: "pd.Series[Any]") -> tuple[IntArray, list[object]]:
    """Number the distinct cells of a column; -1, which is also the last of the list, is the blank. TRUE is not 1."""
    values = cells.to_numpy(dtype=object)
    if pd.api.types.infer_dtype(values, skipna=True) not in _WITHOUT_TRUTH:
        values = np.array([plain_text(v) if isinstance(v, bool | np.bool_) else v for v in values], dtype=object)
    positions, found = pd.factorize(values, use_na_sentinel=True)
    return positions.astype(np.int64), [*found, None]
