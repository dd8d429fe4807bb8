"""Harmonising, step 4: numbers of interviews, interviewers and sampling points that a spreadsheet has shortened or turned into dates.

Such numbers no longer tell anybody apart: interviews would pass for ones delivered twice, sampling points for a few large ones.
"""

import re
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.errors import ColumnError, Faults
from crowdpotential.ingest.delivered_cells import texts_of
from crowdpotential.ingest.raw_files import Source
from crowdpotential.stats.arrays import BoolArray

ROLES = ("respondent_id", "psu")
LARGEST_EXACT = 2**53  # beyond it a double leaves whole numbers out
EXCEL_DIGITS = 15  # Excel puts 0 for every digit after these
FEWEST = 5  # different numbers whose last digits are all 0, of which one in a hundred thousand is chance
SCIENTIFIC = re.compile(r"([0-9])([.,][0-9]+)?[eE]\+[0-9]{2,3}")
MONTHS = r"(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
DATE = re.compile(  # without a time of day: stamps of time do number interviews
    rf"""[0-9]{{1,2}}[./-][0-9]{{1,2}}[./-][0-9]{{4}}
    | [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}
    | [0-9]{{1,4}}[.-]{MONTHS}
    | {MONTHS}[.-][0-9]{{2,4}}
    """,
    re.IGNORECASE | re.VERBOSE,
)


def refuse_damaged_numbers(frame: pd.DataFrame, *, codebook: Codebook, source: Source) -> None:
    """Refuse identifiers that a spreadsheet has damaged, before anybody is taken for somebody else.

    Looked at are the variables with role respondent_id or psu, and those for whose cells running numbers stand.

    Args:
        frame: cells as delivered, columns named as in the codebook.

    Raises:
        ColumnError: numbers in scientific notation, numbers that lost their last digits, or interview numbers that are dates.
    """
    faults = Faults()
    for variable in codebook.variables:
        if variable.id in frame and (variable.role in ROLES or variable.identifier == "number"):
            with faults.collected():
                _check(frame[variable.id], variable, source)
    faults.raise_any()


def _check(cells: "pd.Series[Any]", variable: Variable, source: Source) -> None:
    texts, where = texts_of(cells), f"{source.name}: {variable.id}:"
    shortened = texts[_is_shortened(texts)]
    if len(shortened):
        msg = (
            f"{where} {len(shortened)} rows hold {shortened.nunique()} different numbers in scientific notation, so that most of their "
            "digits are lost; in Excel format the column as text, or as a number with 0 decimals, and export it again"
        )
        raise ColumnError(msg)
    n_inexact = sum(_is_inexact(cell) for cell in cells)
    rounded = texts[_is_rounded(texts)]
    if n_inexact or len(rounded):
        msg = (
            f"{where} {n_inexact or len(rounded)} rows hold numbers that lost their last digits (Excel keeps {EXCEL_DIGITS} of them); "
            "export the column as text from where the numbers come from"
        )
        raise ColumnError(msg)
    if (n_dates := int(texts.str.fullmatch(DATE).sum())) and variable.role == "respondent_id":
        msg = (
            f"{where} {n_dates} rows hold dates (Excel turns 1-2 into one); format the column as text and enter the numbers "
            "again, or name the column that numbers the interviews"
        )
        raise ColumnError(msg)


def _is_shortened(texts: "pd.Series[str]") -> BoolArray:
    """Mark cells in scientific notation where some lack digits: with decimals, or in several rows. R writes 100000 as 1e+05."""
    is_scientific = texts.str.fullmatch(SCIENTIFIC).to_numpy(dtype=np.bool_)
    lacks = texts.str.contains(r"[.,]", regex=True) | texts.duplicated(keep=False)
    return is_scientific & (is_scientific & lacks.to_numpy(dtype=np.bool_)).any()


def _is_rounded(texts: "pd.Series[str]") -> BoolArray:
    """Mark numbers of 16 digits and more, if each of them has only zeros after the fifteenth."""
    is_long = texts.str.fullmatch(rf"[0-9]{{{EXCEL_DIGITS + 1},}}").to_numpy(dtype=np.bool_)
    ends = texts[is_long].str.slice(EXCEL_DIGITS)
    is_cut = texts[is_long].nunique() >= FEWEST and bool((ends.str.strip("0") == "").all())
    return is_long & is_cut


def _is_inexact(cell: object) -> bool:
    return isinstance(cell, float | np.floating) and abs(float(cell)) > LARGEST_EXACT
