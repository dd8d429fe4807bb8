"""Who is asked a question: the conditions of the questionnaire, on answers as they are generated."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Condition, Variable
from crowdpotential.errors import CodebookError
from crowdpotential.stats.arrays import BoolArray


def is_asked(variable: Variable, interviews: pd.DataFrame, blocs: pd.Series, codebook: Codebook) -> BoolArray:
    """Tell who is asked a variable: its sides of the border and its `asked_if`."""
    asked = np.ones(len(interviews), dtype=np.bool_)
    if variable.blocs is not None:
        asked &= blocs.isin(variable.blocs).to_numpy(np.bool_)
    if variable.asked_if is not None:
        asked &= meets(variable.asked_if, interviews, codebook)
    return asked


def meets(condition: Condition, interviews: pd.DataFrame, codebook: Codebook) -> BoolArray:
    """Tell who meets a condition on answers.

    Raises:
        CodebookError: the condition asks for flags of the quality checks, which do not exist during an interview.
    """
    if condition.all is not None:
        every: BoolArray = np.logical_and.reduce(
            [meets(part, interviews, codebook) for part in condition.all]
        )
        return every
    if condition.any is not None:
        some: BoolArray = np.logical_or.reduce([meets(part, interviews, codebook) for part in condition.any])
        return some
    if condition.negated is not None:
        return ~meets(condition.negated, interviews, codebook)
    if condition.variable is None or condition.op is None:
        msg = (
            "asked_if: a question can depend on earlier answers only, not on flags; name a variable and an op"
        )
        raise CodebookError(msg)
    return _compare(condition, interviews, codebook)


def _compare(condition: Condition, interviews: pd.DataFrame, codebook: Codebook) -> BoolArray:
    name, value = str(condition.variable), condition.value
    if condition.op == "selected":
        return (interviews[f"{name}_{value}"] == 1).to_numpy(np.bool_)
    answers = interviews[name]
    valid = ~answers.isin(list(codebook.missing_codes(name)))
    values = value if isinstance(value, tuple) else (value,)
    holds = {
        "eq": lambda: answers.isin(values),
        "in": lambda: answers.isin(values),
        "ne": lambda: ~answers.isin(values),
        "not_in": lambda: ~answers.isin(values),
        "answered": lambda: valid,
        "lt": lambda: answers < value,
        "le": lambda: answers <= value,
        "gt": lambda: answers > value,
        "ge": lambda: answers >= value,
    }[str(condition.op)]()
    return (holds & valid).to_numpy(np.bool_)
