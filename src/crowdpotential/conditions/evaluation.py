"""Rules as data: which respondents meet a condition of the codebook or of params.

A comparison is true, false or unknown. It is unknown for a respondent who did not answer the question (unless the rule asks for that
missing code itself), false for one who was not asked, and Kleene's logic carries 'unknown' through all, any and not. So nobody is excluded
or put into a group because of an answer that he did not give.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Condition, MissingClass, Scalar, codes_of_class, option_column
from crowdpotential.errors import CodebookError
from crowdpotential.stats.arrays import BoolArray, FloatArray

NOT_ASKED: tuple[MissingClass, ...] = ("not_applicable",)
UNANSWERED: tuple[MissingClass, ...] = ("dont_know", "refused", "no_answer")  # an answer that was not given
_ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is known about a condition, respondent by respondent."""

    is_true: BoolArray  # (n,)
    is_unknown: BoolArray  # (n,) never together with is_true

    @property
    def is_false(self) -> BoolArray:
        """Mark those who certainly do not meet the condition."""
        return ~(self.is_true | self.is_unknown)


def evaluate(condition: Condition, responses: pd.DataFrame, *, codebook: Codebook, flags: pd.DataFrame | None = None) -> Truth:
    """Find out who meets a condition.

    Args:
        responses: meets RESPONSES.
        flags: meets FLAGS; needed where the condition looks at flags.

    Raises:
        CodebookError: the condition looks at a column or a flag that is not there; all else is checked where conditions are read.
    """

    def judge(leaf: Condition) -> Truth:
        if leaf.variable is None:
            return _known(_look_at_flags(leaf, responses, codebook, flags))
        return _compare(leaf, leaf.variable, responses, codebook)

    return combine(condition, judge)


def combine(condition: Condition, judge: Callable[[Condition], Truth]) -> Truth:
    """Judge every comparison of a condition, and carry 'unknown' through all, any and not by Kleene's logic."""
    if condition.all is not None:
        return _all_of([combine(part, judge) for part in condition.all])
    if condition.any is not None:
        return _negate(_all_of([_negate(combine(part, judge)) for part in condition.any]))
    if condition.negated is not None:
        return _negate(combine(condition.negated, judge))
    return judge(condition)


def is_substantive(responses: pd.DataFrame, column: str, *, codebook: Codebook, variable: str) -> BoolArray:
    """Mark the respondents with a substantive answer in a column of a variable: no missing code, no blank."""
    answers = responses[column]
    if pd.api.types.is_string_dtype(answers):
        return (answers != "").to_numpy(dtype=np.bool_)
    numbers = answers.to_numpy(dtype=np.float64)
    is_missing: BoolArray = np.isnan(numbers)
    return ~(is_missing | _is_one_of(numbers, codebook.missing_codes(variable)))


def has_answer(responses: pd.DataFrame, variable: str, *, codebook: Codebook) -> BoolArray:
    """Mark the respondents with a substantive answer to a variable, in one of its columns at least."""
    found = np.zeros(len(responses), dtype=np.bool_)
    for column in codebook.columns(variable):
        found |= is_substantive(responses, column, codebook=codebook, variable=variable)
    return found


def numbers_given(responses: pd.DataFrame, variable: str, *, codebook: Codebook) -> FloatArray:
    """Return the codes or numbers of a variable with one column, (n,); NaN where there is no substantive answer."""
    known = is_substantive(responses, variable, codebook=codebook, variable=variable)
    return np.where(known, responses[variable].to_numpy(dtype=np.float64), np.nan)


def is_of_class(
    responses: pd.DataFrame,
    column: str,
    *,
    codebook: Codebook,
    variable: str,
    classes: Sequence[MissingClass],
) -> BoolArray:
    """Mark the respondents whose missing code in a column is of one of the classes."""
    answers = responses[column]
    if pd.api.types.is_string_dtype(answers):
        return np.zeros(len(answers), dtype=np.bool_)  # words have no missing codes
    return _is_one_of(answers.to_numpy(dtype=np.float64), codes_of_class(codebook.missing_codes(variable), *classes))


def _is_one_of(numbers: FloatArray, codes: Iterable[int]) -> BoolArray:
    """Mark the numbers that are one of a few codes; a comparison each is quicker than a search."""
    found = np.zeros(len(numbers), dtype=np.bool_)
    for code in codes:
        found |= numbers == code
    return found


def values_of(condition: Condition, name: str, codebook: Codebook) -> tuple[Scalar, ...]:
    """Return the values of a comparison as codes; a key stands for its code."""
    values: list[Scalar] = []
    for value in condition.compared_with:
        code = codebook.any_code_of_key(name, value) if isinstance(value, str) else None
        values.append(value if code is None else code)
    return tuple(values)


def _all_of(parts: Sequence[Truth]) -> Truth:
    is_true = np.logical_and.reduce([part.is_true for part in parts])
    is_false = np.logical_or.reduce([part.is_false for part in parts])
    return Truth(is_true=is_true, is_unknown=~is_true & ~is_false)


def _negate(truth: Truth) -> Truth:
    return Truth(is_true=truth.is_false, is_unknown=truth.is_unknown)


def _known(is_true: BoolArray) -> Truth:
    return Truth(is_true=is_true, is_unknown=np.zeros(len(is_true), dtype=np.bool_))


def _look_at_flags(condition: Condition, responses: pd.DataFrame, codebook: Codebook, flags: pd.DataFrame | None) -> BoolArray:
    if flags is None:
        msg = f"{codebook.id}: flags can be used in cleaning.exclude only; use a comparison here"
        raise CodebookError(msg)
    if condition.flag is not None:
        flagged = flags.loc[flags["rule"] == condition.flag, "respondent_id"]
        return responses["respondent_id"].isin(flagged).to_numpy(dtype=np.bool_)
    counts = responses["respondent_id"].map(flags["respondent_id"].value_counts()).fillna(0)
    return (counts >= (condition.flags_at_least or 0)).to_numpy(dtype=np.bool_)


def _compare(condition: Condition, name: str, responses: pd.DataFrame, codebook: Codebook) -> Truth:
    columns = list(codebook.columns(name))
    if absent := [column for column in columns if column not in responses]:
        reason = "is derived after cleaning" if codebook.variable(name).derive else "is not in the data"
        msg = f"{codebook.id}: a condition looks at {absent[0]}, which {reason}; correct the condition"
        raise CodebookError(msg)
    answered = has_answer(responses, name, codebook=codebook)
    if condition.op == "answered":
        return _known(answered)
    if condition.op == "selected":
        return _choose(condition, name, responses, codebook)
    answers, values = responses[name], values_of(condition, name, codebook)
    not_asked = is_of_class(responses, name, codebook=codebook, variable=name, classes=NOT_ASKED)
    if str(condition.op) in _ORDER:
        is_true = np.asarray(_ORDER[str(condition.op)](answers, values[0]), dtype=np.bool_) & answered
        return Truth(is_true=is_true, is_unknown=~answered & ~not_asked)
    is_equal = answers.isin(list(_as_stored(values, answers, codebook, name))).to_numpy(dtype=np.bool_)
    is_true = is_equal if condition.op in {"eq", "in"} else ~is_equal
    missing = [value for value in values if value in codebook.missing_codes(name)]
    if len(missing) == len(values):
        return _known(is_true)  # a rule about missing answers themselves
    counts = answered | answers.isin(missing).to_numpy(dtype=np.bool_)  # what the rule names, it can decide on
    return Truth(is_true=is_true & counts, is_unknown=~counts & ~not_asked)


def _choose(condition: Condition, name: str, responses: pd.DataFrame, codebook: Codebook) -> Truth:
    """Find out who chose one of the options; not known of those who left an option of them without an answer."""
    is_true = np.zeros(len(responses), dtype=np.bool_)
    is_known = np.ones(len(responses), dtype=np.bool_)
    for code in values_of(condition, name, codebook):
        column = option_column(name, int(code))
        is_true |= (responses[column] == 1).to_numpy(dtype=np.bool_)
        is_known &= is_substantive(responses, column, codebook=codebook, variable=name) | is_of_class(
            responses, column, codebook=codebook, variable=name, classes=NOT_ASKED
        )
    return Truth(is_true=is_true, is_unknown=~is_true & ~is_known)


def _as_stored(values: tuple[Scalar, ...], answers: "pd.Series[Any]", codebook: Codebook, name: str) -> tuple[Scalar, ...]:
    """Turn codes into keys for columns that hold keys (area, sample_type), and numbers into text for paradata."""
    if not pd.api.types.is_string_dtype(answers):
        return values
    codes = codebook.codes(name)
    return tuple(codebook.key_of_code(name, int(value)) if value in codes else _as_text(value) for value in values)


def _as_text(value: Scalar) -> str:
    """Write a number as the cells of text and paradata are written: whole numbers without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
