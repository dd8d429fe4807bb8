"""Linear distributions: what is counted of every question, and over whom - all who were asked, or those who answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable, codes_of_class
from crowdpotential.conditions import NOT_ASKED
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.topline import MEAN, SHARE
from crowdpotential.stats.arrays import BoolArray, FloatArray

Base = Literal["asked", "answered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is summed over respondents for a line of a distribution: who gave an answer, or the numbers that were given."""

    measure: Measure
    category: str  # code; empty for a mean
    amounts: FloatArray  # (n,) 0/1, or numbers; 0 for whoever gave none
    bases: tuple[Base, ...]  # of whom it is told
    ends: tuple[float, float] | None = (
        0.0,
        1.0,
    )  # between which the number lies; None: the codebook does not say

    @property
    def is_mean(self) -> bool:
        """Whether it is a mean of numbers or ratings, not a share."""
        return self.measure is MEAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: what is counted, and over whom."""

    variable: str
    members: Mapping[Base, BoolArray]  # (n,) each; whoever answered was asked
    counted: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One number to report: a sum over a base, each by its place among those of all questions."""

    variable: str
    measure: Measure
    category: str
    base: Base
    sum_at: int
    base_at: int
    ends: tuple[float, float] | None  # as in `Counted`


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributions:
    """Everything that is counted of n respondents; a sum and a base serve several numbers, and stand once."""

    ratios: tuple[Ratio, ...]
    sums: FloatArray  # (n, q)
    bases: BoolArray  # (n, b)


def count_answers(responses: pd.DataFrame, codebook: Codebook) -> Distributions | None:
    """List the numbers of every question that the codebook marks for a topline; None where it marks none.

    The share of a code is told of all who were asked and of those who answered, that of a missing code of all who were asked.
    Numbers, and the codes of ordinal questions as the codebook has them, have a mean of those who answered.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
    """
    questions = [
        count_question(responses, codebook, variable) for variable in codebook.variables if variable.topline and not variable.kind.is_worded
    ]
    if not questions:
        return None
    return Distributions(
        ratios=tuple(_list_ratios(questions)),
        sums=np.column_stack([counted.amounts for question in questions for counted in question.counted]),
        bases=np.column_stack([members for question in questions for members in question.members.values()]),
    )


def count_question(responses: pd.DataFrame, codebook: Codebook, variable: Variable) -> Question:
    """Count a question's codes, its missing codes if anybody gave them, and its mean if its codes or answers are amounts.

    Args:
        responses: respondents.
        codebook: questions and codes.
        variable: of the codebook, not one of words.
    """
    raw = responses[list(codebook.columns(variable.id))].to_numpy(dtype=np.float64)
    missing = codebook.missing_codes(variable.id)
    skipped = codes_of_class(missing, *NOT_ASKED)
    asked = ~np.isin(raw[:, 0], skipped)  # several answers to one question are missing together
    answered = ~np.isin(raw[:, 0], list(missing))
    counted = list[Counted]()
    for at, code in enumerate(codebook.codes(variable.id) if not variable.kind.is_number else ()):
        given = raw[:, at] == 1 if variable.kind.has_options else raw[:, 0] == code
        counted.append(_share(code, given, "asked", "answered"))
    unanswered = [(code, raw[:, 0] == code) for code in missing if code not in skipped]
    counted += [_share(code, given, "asked") for code, given in unanswered if given.any()]
    if variable.kind.is_ordered:
        amounts = np.where(answered, raw[:, 0], 0.0)
        codes = codebook.codes(variable.id) if variable.kind.is_rating else ()
        ends = (float(min(codes)), float(max(codes))) if codes else None
        counted.append(Counted(measure=MEAN, category="", amounts=amounts, bases=("answered",), ends=ends))
    return Question(variable=variable.id, members={"asked": asked, "answered": answered}, counted=tuple(counted))


def _list_ratios(questions: Sequence[Question]) -> list[Ratio]:
    """Put each question's numbers of all asked before those of who answered."""
    ratios, n_sums, n_bases = list[Ratio](), 0, 0
    for question in questions:
        ratios += [
            Ratio(
                variable=question.variable,
                measure=counted.measure,
                category=counted.category,
                base=base,
                sum_at=n_sums + at,
                base_at=n_bases + list(question.members).index(base),
                ends=counted.ends,
            )
            for base in question.members
            for at, counted in enumerate(question.counted)
            if base in counted.bases
        ]
        n_sums += len(question.counted)
        n_bases += len(question.members)
    return ratios


def _share(code: int, given: BoolArray, *bases: Base) -> Counted:
    return Counted(measure=SHARE, category=str(code), amounts=given.astype(np.float64), bases=bases)
