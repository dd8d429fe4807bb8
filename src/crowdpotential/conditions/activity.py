"""How much each respondent does: numbers of times, and what the options that somebody chose count."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Condition, option_column
from crowdpotential.conditions.evaluation import NOT_ASKED, evaluate, has_answer, is_of_class, numbers_given
from crowdpotential.conditions.steps import is_asked
from crowdpotential.errors import OutOfRangeError
from crowdpotential.params import Activity
from crowdpotential.stats.arrays import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How much each of n respondents does."""

    amounts: FloatArray  # (n,) zero or more; NaN where a part of it is not known
    asked: BoolArray  # (n,) whether anything of it is asked on his side


def add_up_activity(activity: Sequence[Activity], responses: pd.DataFrame, codebook: Codebook) -> Amounts:
    """Add up what each respondent does.

    Whom the routing certainly passed by does nothing of it. Of those who did not answer nothing is known, nor of those whom the routing
    passed by because they had not answered before.

    Args:
        activity: of params.
        responses: meets RESPONSES, cleaned and derived.
        codebook: of the study.

    Raises:
        OutOfRangeError: negative numbers.
    """
    total = np.zeros(len(responses))
    for entry in activity:
        total = total + _amount(entry, responses, codebook)
    asked = is_asked({entry.variable for entry in activity}, responses, codebook)
    return Amounts(amounts=np.where(asked, total, np.nan), asked=asked)


def _amount(entry: Activity, responses: pd.DataFrame, codebook: Codebook) -> FloatArray:
    name, variable = entry.variable, codebook.variable(entry.variable)
    if variable.kind.is_number:
        given = numbers_given(responses, name, codebook=codebook)
        if n_odd := int((given < 0).sum()):
            msg = f"participation.activity: {n_odd} answers to {name} are below zero, and an amount is not; correct them, or name another"
            raise OutOfRangeError(msg)
    else:
        given = _count_codes(entry, responses, codebook)
    return np.where(_is_passed_by(name, variable.asked_if, responses, codebook), 0.0, given)


def _count_codes(entry: Activity, responses: pd.DataFrame, codebook: Codebook) -> FloatArray:
    """Add up the attribute of the options chosen, or take that of the answer; a code without it adds nothing."""
    name, total = entry.variable, np.zeros(len(responses))
    for code, told in codebook.codes(name).items():
        amount = float(told.attributes.get(entry.attribute or "", 0.0))
        if codebook.variable(name).kind.has_options:
            total += amount * (responses[option_column(name, code)] == 1).to_numpy(dtype=np.float64)
        else:
            total += amount * (responses[name] == code).to_numpy(dtype=np.float64)
    return np.where(has_answer(responses, name, codebook=codebook), total, np.nan)


def _is_passed_by(name: str, asked_if: Condition | None, responses: pd.DataFrame, codebook: Codebook) -> BoolArray:
    """Mark whom the routing certainly passed by, and who lives where the question is not asked."""
    passed = is_of_class(responses, codebook.columns(name)[0], codebook=codebook, variable=name, classes=NOT_ASKED)
    elsewhere = ~is_asked({name}, responses, codebook)
    if asked_if is None:
        return passed & elsewhere
    return passed & (elsewhere | evaluate(asked_if, responses, codebook=codebook).is_false)
