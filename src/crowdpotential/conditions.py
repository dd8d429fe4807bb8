"""Rules as data: which respondents meet a condition of the codebook or of params.

A comparison is true, false or unknown. It is unknown for a respondent who did not answer the question (unless
the rule asks for that missing code itself), false for one who was not asked, and Kleene's logic carries 'unknown'
through all, any and not. So nobody is excluded, skipped or put into a group because of an answer that he did not
give.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Condition
from crowdpotential.errors import CodebookError
from crowdpotential.stats.arrays import BoolArray

Scalar = int | float | str
NOT_ASKED = ("not_applicable",)
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


def evaluate(
    condition: Condition, responses: pd.DataFrame, *, codebook: Codebook, flags: pd.DataFrame | None = None
) -> Truth:
    """Find out who meets a condition.

    Args:
        responses: meets RESPONSES.
        flags: meets FLAGS; needed where the condition looks at flags.

    Raises:
        CodebookError: the condition is incomplete, or names a variable, value or flag that is not there.
    """

    def inner(part: Condition) -> Truth:
        return evaluate(part, responses, codebook=codebook, flags=flags)

    if condition.all is not None:
        return _all_of([inner(part) for part in condition.all], len(responses))
    if condition.any is not None:
        return _negate(_all_of([_negate(inner(part)) for part in condition.any], len(responses)))
    if condition.negated is not None:
        return _negate(inner(condition.negated))
    if condition.flag is not None or condition.flags_at_least is not None:
        return _known(_look_at_flags(condition, responses, codebook, flags))
    if condition.variable is None or condition.op is None:
        msg = f"{codebook.id}: a condition needs variable and op, a flag, or all, any, not; complete it"
        raise CodebookError(msg)
    return _compare(condition, condition.variable, responses, codebook)


def is_substantive(responses: pd.DataFrame, column: str, *, codebook: Codebook, variable: str) -> BoolArray:
    """Mark the respondents with a substantive answer in a column of a variable: no missing code, no blank."""
    answers = responses[column]
    if pd.api.types.is_string_dtype(answers):
        return (answers != "").to_numpy(dtype=np.bool_)
    return (~answers.isin(list(codebook.missing_codes(variable))) & answers.notna()).to_numpy(dtype=np.bool_)


def is_of_class(
    responses: pd.DataFrame, column: str, *, codebook: Codebook, variable: str, classes: Sequence[str]
) -> BoolArray:
    """Mark the respondents whose missing code in a column is of one of the classes."""
    missing = codebook.missing_codes(variable)
    codes = [code for code, entry in missing.items() if entry.missing_class in classes]
    return responses[column].isin(codes).to_numpy(dtype=np.bool_)


def _all_of(parts: list[Truth], n: int) -> Truth:
    is_true, is_false = np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    for part in parts:
        is_true &= part.is_true
        is_false |= part.is_false
    return Truth(is_true=is_true, is_unknown=~is_true & ~is_false)


def _negate(truth: Truth) -> Truth:
    return Truth(is_true=truth.is_false, is_unknown=truth.is_unknown)


def _known(is_true: BoolArray) -> Truth:
    return Truth(is_true=is_true, is_unknown=np.zeros(len(is_true), dtype=np.bool_))


def _look_at_flags(
    condition: Condition, responses: pd.DataFrame, codebook: Codebook, flags: pd.DataFrame | None
) -> BoolArray:
    if flags is None:
        msg = f"{codebook.id}: flags can be used in cleaning.exclude only; use a comparison here"
        raise CodebookError(msg)
    if condition.flag is not None:
        if condition.flag not in {rule.id for rule in codebook.quality}:
            msg = f"{codebook.id}: no quality rule {condition.flag}; correct the flag in cleaning.exclude"
            raise CodebookError(msg)
        flagged = flags.loc[flags["rule"] == condition.flag, "respondent_id"]
        return responses["respondent_id"].isin(flagged).to_numpy(dtype=np.bool_)
    fewest = condition.flags_at_least or 0
    counts = responses["respondent_id"].map(flags["respondent_id"].value_counts()).fillna(0)
    return (counts >= fewest).to_numpy(dtype=np.bool_)


def _compare(condition: Condition, name: str, responses: pd.DataFrame, codebook: Codebook) -> Truth:
    values = _values_of(condition, name, codebook)
    columns = [codebook.columns(name)[0]]
    if condition.op == "selected":
        columns = [f"{name}_{value}" for value in values]
    if absent := [column for column in columns if column not in responses]:
        reason = "is derived after cleaning" if codebook.variable(name).derive else "is not in the data"
        msg = f"{codebook.id}: a condition looks at {absent[0]}, which {reason}; correct the condition"
        raise CodebookError(msg)
    answers = responses[columns[0]]
    has_answer = is_substantive(responses, columns[0], codebook=codebook, variable=name)
    not_asked = is_of_class(responses, columns[0], codebook=codebook, variable=name, classes=NOT_ASKED)
    if condition.op is None or condition.op == "answered":
        return _known(has_answer)
    if condition.op == "selected":
        is_true = (responses[columns] == 1).any(axis=1).to_numpy(dtype=np.bool_)
        return Truth(is_true=is_true, is_unknown=~is_true & ~has_answer & ~not_asked)
    if condition.op in _ORDER:
        is_true = np.asarray(_ORDER[condition.op](answers, values[0]), dtype=np.bool_) & has_answer
        return Truth(is_true=is_true, is_unknown=~has_answer & ~not_asked)
    is_equal = answers.isin(list(_as_stored(values, answers, codebook, name))).to_numpy(dtype=np.bool_)
    is_true = is_equal if condition.op in {"eq", "in"} else ~is_equal
    if set(values) & set(codebook.missing_codes(name)):
        return _known(is_true)
    return Truth(is_true=is_true & has_answer, is_unknown=~has_answer & ~not_asked)


def _values_of(condition: Condition, name: str, codebook: Codebook) -> tuple[Scalar, ...]:
    """Give the values of a comparison as codes; a key stands for its code."""
    if condition.op == "answered":
        return ()
    given = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    values: list[Scalar] = []
    for value in given:
        code = codebook.code_of_key(name, value) if isinstance(value, str) and codebook.codes(name) else value
        if code is None:
            msg = f"{codebook.id}: a condition on {name} has no value that is one of its codes or keys; correct it"
            raise CodebookError(msg)
        values.append(code)
    return tuple(values)


def _as_stored(
    values: tuple[Scalar, ...], answers: "pd.Series[Any]", codebook: Codebook, name: str
) -> tuple[Scalar, ...]:
    """Turn codes into keys for columns that hold keys (area, sample_type), and numbers into text for paradata."""
    if not pd.api.types.is_string_dtype(answers):
        return values
    codes = codebook.codes(name)
    return tuple(codebook.key_of_code(name, int(value)) if value in codes else str(value) for value in values)
