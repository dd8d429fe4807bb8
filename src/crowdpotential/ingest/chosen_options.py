"""Harmonising, multiple answers: what the answer to the whole question is, of options that were marked, unmarked or left open.

One rule for every way of storing. Who chose something answered, and what he left open he did not choose. Who chose nothing gave a missing
answer of the class that stands in his cells, or, with a clean "no" to every option, answered: none of them. So a question is answered or
missing as a whole: each of its columns holds 0 or 1, or all hold the same missing code.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crowdpotential.codebook import MissingCode, codes_of_class
from crowdpotential.ingest.raw_files import Source
from crowdpotential.stats.arrays import BoolArray, FloatArray


def tell_nothing_chosen(values: FloatArray, *, variable: str, source: Source) -> None:
    """Count those who were asked a multiple question and said no to every option; values (n, k) have no blanks."""
    is_none, is_answered = (values == 0).all(axis=1), np.isin(values, [0, 1]).all(axis=1)
    note = "answered: none of the options"
    source.tell("nothing_chosen", variable, int(is_none.sum()), int(is_answered.sum()), "keep", note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of a question behind which no choice stands."""

    is_zero: BoolArray  # (n,) somewhere "not chosen"
    is_blank: BoolArray  # (n,) somewhere blank
    is_unasked: BoolArray  # (n,) somewhere a code of class not_applicable
    is_missing: BoolArray  # (n,) somewhere another missing code
    code: FloatArray  # (n,) that other code: the first of several
    is_mixed: BoolArray  # (n,) several other codes


def settle_choices(
    chosen: BoolArray,
    rest: FloatArray,
    *,
    variable: str,
    missing: Mapping[int, MissingCode],
    source: Source,
) -> FloatArray:
    """Decide what each respondent's answer to a multiple question is.

    Args:
        chosen: (n, k) options that were chosen.
        rest: (n, w) cells as read: 0, a missing code, or NaN where blank; what else they hold are choices.
        variable: the question.
        missing: its missing codes.
        source: takes what was decided.

    Returns:
        (n, k) 0 and 1, or one missing code throughout, or NaN throughout where all is blank (the fill of blanks decides).
    """
    cells = _look(rest, missing)
    has_choice = chosen.any(axis=1)
    left_open = cells.is_blank | cells.is_unasked | cells.is_missing
    values = chosen.astype(np.float64)
    values[~has_choice & (cells.is_blank | cells.is_unasked)] = np.nan
    only_unasked = ~has_choice & cells.is_unasked & ~cells.is_zero & ~cells.is_missing
    unasked = codes_of_class(missing, "not_applicable")
    values[only_unasked] = unasked[0] if unasked else np.nan
    shown_in_part = ~has_choice & cells.is_unasked & cells.is_zero & ~cells.is_blank & ~cells.is_missing
    values[shown_in_part] = 0.0
    is_missing = ~has_choice & cells.is_missing
    values[is_missing] = cells.code[is_missing, None]
    is_mixed = is_missing & cells.is_mixed
    values[is_mixed] = next(iter(codes_of_class(missing, "no_answer")), np.nan)
    is_answered = has_choice | (values == 0).all(axis=1)
    n_answered = int(is_answered.sum())
    reported = {
        ("options_left_open", "set_not_chosen", "blank or missing beside a chosen option"): has_choice & left_open,
        ("options_not_shown", "set_not_chosen", "not applicable beside options that were not chosen"): shown_in_part,
        ("options_partly_missing", "set_missing", "nothing chosen, some options missing"): ~is_answered & cells.is_zero,
        ("several_missing_codes", "set_no_answer", "options with missing codes of several kinds"): is_mixed,
    }
    for (rule, action, note), rows in reported.items():
        source.tell(rule, variable, int(rows.sum()), max(n_answered, int(rows.sum())), action, note=note)
    return values


def _any(cells: BoolArray) -> BoolArray:
    return np.asarray(cells.any(axis=1), dtype=np.bool_)


def _look(rest: FloatArray, missing: Mapping[int, MissingCode]) -> Cells:
    unasked = codes_of_class(missing, "not_applicable")
    others = [code for code in missing if code not in unasked]
    is_other = np.isin(rest, others)
    first = np.where(is_other.any(axis=1), rest[np.arange(len(rest)), is_other.argmax(axis=1)], np.nan)
    return Cells(
        is_zero=_any(rest == 0),
        is_blank=_any(np.isnan(rest)),
        is_unasked=_any(np.isin(rest, unasked)),
        is_missing=_any(is_other),
        code=first,
        is_mixed=_any(is_other & (rest != first[:, None])),
    )
