"""What is published: the rows of results.csv as anybody reads them, each number with the interval of its rounding, and the codebook."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

UNITS_IN_THE_LAST_PLACE = 1e-6  # relative: of a number with all its digits; finer than this no programme is solved
TINY = 1e-3  # below it numbers may be written with an exponent
MOST_DECIMALS = 12  # from which on nothing was rounded
KIND = ["chapter", "measure", "unit"]  # of rows whose numbers are written with the same digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The rows of a publication, and its questions."""

    rows: pd.DataFrame  # words as printed; estimate, low, high and n as numbers, NaN where nothing is printed
    questions: Mapping[str, Mapping[str, Any]]  # id -> type, codes, missing codes

    def code_of(self, question: str, key: str) -> str | None:
        """Find the code of a key, as the rows of groups name answers."""
        codes = self.questions.get(question, {}).get("codes", {})
        for code, entry in codes.items():
            if key == (entry.get("key") or code):
                return str(code)
        return None


def read_publication(results: Path, codebook: Path) -> Publication:
    """Read what a run published."""
    return as_publication(
        pd.read_csv(results, dtype=str, keep_default_na=False),
        json.loads(codebook.read_text(encoding="utf-8")),
    )


def as_publication(printed: pd.DataFrame, codebook: Mapping[str, Any]) -> Publication:
    """Take the words of a printed table apart."""
    rows = printed.astype(str).replace("nan", "")
    is_hidden = rows["is_suppressed"].str.lower() == "true"
    estimate = pd.to_numeric(rows["estimate"], errors="coerce")
    half = _half_units(rows, estimate)
    return Publication(
        rows=rows.assign(
            is_hidden=is_hidden,
            estimate=estimate,
            low=estimate - half,
            high=estimate + half,
            n=pd.to_numeric(rows["n"], errors="coerce"),
        ),
        questions=_questions(codebook),
    )


def _half_units(rows: pd.DataFrame, estimate: "pd.Series[float]") -> "pd.Series[float]":
    """Give half a unit of the last digit; trailing zeros are not printed, so the longest numbers tell how many digits there are.

    Whether decimals or significant digits are counted is not said either: the coarser of both is always right.
    """
    digits = rows["estimate"].str.partition("e")[0].str.lstrip("-").str.removesuffix(".0")
    decimals = digits.str.partition(".")[2].str.len()
    significant = digits.str.replace(".", "").str.lstrip("0").str.len().where(decimals > 0, 0)
    written = estimate.abs() >= TINY
    longest = decimals.where(written, 0).groupby([rows[name] for name in KIND]).transform("max")
    size = np.floor(np.log10(estimate.abs().where(written, TINY)))
    half = 0.5 * np.maximum(10.0**-longest, 10.0 ** (size + 1 - significant.max()))
    half = half.where(written | (longest < MOST_DECIMALS), UNITS_IN_THE_LAST_PLACE)
    return np.maximum(half, UNITS_IN_THE_LAST_PLACE * np.maximum(estimate.abs(), 1))


def _questions(codebook: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    found = {}
    for variable in codebook["variables"]:
        scale = codebook.get("scales", {}).get(variable.get("scale") or "", {})
        codes = variable.get("codes") or scale.get("codes", {})
        missing = codebook.get("missing", {}).get(variable.get("missing") or scale.get("missing") or "", {})
        found[variable["id"]] = {
            "type": variable["type"],
            "codes": {str(code): entry for code, entry in codes.items()},
            "missing": {str(code): entry["class"] for code, entry in missing.items()},
            "range": variable.get("valid_range"),
            "dimension": variable.get("dimension"),
            "direction": variable.get("direction", 1),
        }
    return found
