"""The answers to one open question as options: one for each theme, and one for answers without any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.open_answers.estimates.matching import propose_themes
from crowdpotential.chapters.open_answers.estimates.resolving import resolve
from crowdpotential.compare.options import Options
from crowdpotential.ingest.coded_answers import CodedAnswer
from crowdpotential.ingest.coding_frames import NO_THEME_KEY, Theme
from crowdpotential.stats.arrays import BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """The answers of a question, what the dictionary finds in them, and the themes that stand."""

    variable: str
    themes: tuple[Theme, ...]
    answers: Mapping[str, str]  # by running number of the respondent, of those who gave one
    proposed: Mapping[str, frozenset[str]]
    coded: Mapping[str, CodedAnswer]
    standing: Mapping[str, frozenset[str]]
    n_disagreed: int


def code_answers(variable: str, themes: Sequence[Theme], answers: Mapping[str, str], coded: Mapping[str, CodedAnswer]) -> Coding:
    """Sort the answers to a question into themes."""
    by_words = {answer: propose_themes(answer, themes) for answer in set(answers.values())}
    proposed = {number: by_words[answer] for number, answer in answers.items()}
    resolved = {number: resolve(proposed[number], coded.get(number)) for number in answers}
    return Coding(
        variable=variable,
        themes=tuple(themes),
        answers=answers,
        proposed=proposed,
        coded=coded,
        standing={number: one.themes for number, one in resolved.items()},
        n_disagreed=sum(one.is_disagreed for one in resolved.values()),
    )


def as_options(coding: Coding, respondents: Sequence[str], asked: BoolArray, *, of_asked: bool) -> Options:
    """Return who named which theme; the last option is answers without any.

    Args:
        coding: of the question.
        respondents: (n,) running numbers.
        asked: (n,) who was asked the question.
        of_asked: whether all who were asked are the base, or those who gave an answer.
    """
    keys = [theme.key for theme in coding.themes]
    answered = np.array([number in coding.answers for number in respondents], dtype=bool)
    chosen = np.array([[key in coding.standing.get(number, ()) for key in keys] for number in respondents], dtype=bool)
    chosen = np.column_stack([chosen.reshape(len(respondents), len(keys)), answered & ~chosen.any(axis=1)])
    base = answered | asked if of_asked else answered
    return Options(variable=coding.variable, categories=(*keys, NO_THEME_KEY), chosen=chosen, answered=base)
