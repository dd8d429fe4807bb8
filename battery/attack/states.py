"""Who gave which answers and stands at which step, read out of the respondents' file once more."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from battery.attack.publication import Publication

BoolArray = NDArray[np.bool_]
COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {"lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal}


def holds(people: pd.DataFrame, column: str, codes: Sequence[str]) -> BoolArray:
    """Mark who has one of some codes in a column, or nothing where none is asked for."""
    return np.isin(people[column].to_numpy(dtype=np.float64), [float(code) for code in codes])


def options_of(public: Publication, people: pd.DataFrame, question: str) -> tuple[dict[str, BoolArray], BoolArray]:
    """Mark who gave each answer to a question, and who answered it."""
    about = public.questions[question]
    codes, missing = list(about["codes"]), list(about["missing"])
    several = about["type"] == "multiple"
    given = {code: holds(people, f"{question}_{code}", ["1"]) if several else holds(people, question, [code]) for code in codes}
    first = f"{question}_{codes[0]}" if several else question
    return given, ~holds(people, first, missing) & people[first].notna().to_numpy(dtype=bool)


def list_steps(public: Publication, people: pd.DataFrame, sections: Mapping[str, Any]) -> dict[str, tuple[BoolArray, BoolArray]]:
    """Mark who stands at each step and of whom that is known; of steps that look at one question."""
    declared = sections.get("participation") or {"steps": []}
    return {step["id"]: _meets(public, people, step["when"]) for step in declared["steps"]}


def _meets(public: Publication, people: pd.DataFrame, when: Mapping[str, Any]) -> tuple[BoolArray, BoolArray]:
    question, op, value = when["variable"], when["op"], when["value"]
    given, known = options_of(public, people, question)
    if op in COMPARED:
        return known & COMPARED[op](people[question].to_numpy(dtype=np.float64), float(value)), known
    wanted = [public.code_of(question, str(one)) or str(one) for one in (value if isinstance(value, list) else [value])]
    return known & np.any([given[code] for code in wanted], axis=0), known
