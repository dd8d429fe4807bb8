"""Whether anybody could meet a condition: it is tried on every combination of answers that it can tell apart.

A question with listed codes has these and its missing codes, an option is chosen or not, and of a number only its place among the numbers
counts that it is compared with. Where the combinations are too many, nothing is said.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import numpy as np
import pandas as pd

from crowdpotential.codebook import Case, Codebook, Condition
from crowdpotential.conditions.evaluation import evaluate, values_of
from crowdpotential.stats.arrays import BoolArray

MOST_COMBINATIONS = 20_000
OTHER = "\0"  # a text that no rule names


def reach_faults(codebook: Codebook) -> Iterator[str]:
    """List the conditions of a codebook that nobody could meet, and cases that others leave nobody for."""
    for variable in codebook.variables:
        if variable.asked_if is not None and unmet(variable.asked_if, codebook, within_ranges=True):
            yield f"variables.{variable.id}.asked_if: no answers meet it, so that nobody would be asked; correct it"
        if variable.derive is not None and variable.derive.cases is not None:
            place = f"variables.{variable.id}.derive.cases"
            for number in _idle_cases(variable.derive.cases, codebook):
                yield (f"{place}[{number}]: whoever could meet it meets an earlier case, or nobody can; change their order, or take it out")
    for rule in codebook.quality:
        if rule.when is not None and unmet(rule.when, codebook):
            yield f"quality.{rule.id}.when: no answers meet it, so that it would flag nobody; correct it"


def unmet(condition: Condition, codebook: Codebook, *, within_ranges: bool = False) -> bool:
    """Return whether certainly nobody can meet a condition.

    Args:
        within_ranges: numbers outside their valid range are no answers; else they are in the file as received.
    """
    answers = _combinations([condition], codebook, within_ranges=within_ranges)
    return answers is not None and not evaluate(condition, answers, codebook=codebook).is_true.any()


def _idle_cases(cases: Sequence[Case], codebook: Codebook) -> list[int]:
    """List the cases that nobody comes to, as the first that holds decides."""
    answers = _combinations([case.when for case in cases], codebook, within_ranges=True)
    if answers is None:
        return []
    idle = list[int]()
    is_open: BoolArray = np.ones(len(answers), dtype=np.bool_)
    for number, case in enumerate(cases):
        truth = evaluate(case.when, answers, codebook=codebook)
        if not (is_open & truth.is_true).any():
            idle.append(number)
        is_open &= truth.is_false
    return idle


def _combinations(conditions: Sequence[Condition], codebook: Codebook, *, within_ranges: bool) -> pd.DataFrame | None:
    """Make a respondent of every combination of answers; None if they are too many, or flags would have to be known."""
    leaves = [leaf for condition in conditions for _, leaf in condition.leaves("")]
    if any(leaf.variable is None for leaf in leaves):
        return None
    axes: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    for name in dict.fromkeys(str(leaf.variable) for leaf in leaves):
        own = [leaf for leaf in leaves if leaf.variable == name]
        axes[codebook.columns(name)] = _answers(name, own, codebook, within_ranges=within_ranges)
    if np.prod([len(answers) for answers in axes.values()], dtype=np.float64) > MOST_COMBINATIONS:
        return None
    columns = [column for columns in axes for column in columns]
    rows = [[cell for answer in combination for cell in answer] for combination in product(*axes.values())]
    return pd.DataFrame(rows, columns=columns).infer_objects()


def _answers(name: str, leaves: Sequence[Condition], codebook: Codebook, *, within_ranges: bool) -> list[tuple[object, ...]]:
    """List the answers to a question that its comparisons tell apart; of a multiple one, the cells of its columns."""
    variable = codebook.variable(name)
    missing = list(codebook.missing_codes(name))
    values = [value for leaf in leaves for value in values_of(leaf, name, codebook)]
    if variable.kind.has_options:
        codes = list(codebook.codes(name))
        axes = [(0, 1) if code in values else (0,) for code in codes]
        chosen: list[tuple[object, ...]] = list(product(*axes))
        return chosen + [(code,) * len(codes) for code in missing]
    if variable.kind.is_worded:
        return [(text,) for text in dict.fromkeys([*map(str, values), OTHER, ""])]
    if variable.kind.is_number:
        numbers = sorted({float(value) for value in values if value not in missing})
        known = _places(numbers)
        if within_ranges and variable.valid_range is not None:
            low, high = variable.valid_range
            known = [low, high, *(number for number in known if low < number < high)]
        return [(number,) for number in [*known, *map(float, missing)]]
    return [(code,) for code in [*codebook.codes(name), *missing]]


def _places(numbers: list[float]) -> list[float]:
    """Return numbers below, at, between and above some numbers."""
    if not numbers:
        return [0.0]
    between = [(first + second) / 2 for first, second in pairwise(numbers)]
    return [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
