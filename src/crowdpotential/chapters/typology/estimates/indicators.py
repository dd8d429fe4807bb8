"""The answers that types are found by: each question, option or band of a score as an indicator with its levels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, Variable
from crowdpotential.params import Levels, Typology, split_answer
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.latent_classes.patterns import MISSING

BANDS = ("low", "medium", "high")  # of a dimension, by the levels of the index
CHOSEN = 1  # level of an option; 0 of those who answered and did not choose it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A level of an indicator that is told: the other level of an option follows from it."""

    variable: str
    category: str
    indicator: int  # its position
    level: int  # its place among the levels of all indicators


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """J indicators of n respondents."""

    names: tuple[str, ...]  # (J,) a question, P12=9 for an option, or a dimension
    codes: IntArray  # (n, J) level of each answer, -1 for none
    n_levels: IntArray  # (J,)
    answers: tuple[Answer, ...]  # those that are told
    idle: tuple[str, ...]  # indicators that everybody answered alike, left out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One indicator before its empty levels are taken out."""

    name: str
    variable: str
    categories: tuple[str, ...]  # of its levels; empty where it is not told
    levels: IntArray  # (n,) -1 for none


def collect_indicators(
    responses: pd.DataFrame, scores: pd.DataFrame, codebook: Codebook, typology: Typology, *, levels: Levels | None
) -> Indicators:
    """Collect the indicators that params name; levels that nobody gave do not count, and indicators with one level tell nothing.

    Args:
        responses: analysed respondents of the main sample.
        scores: of the same respondents in the same order, score_<dimension> each.
        codebook: questions and codes.
        typology: which indicators.
        levels: cuts of the bands of dimensions.
    """
    columns = [column for name in typology.indicators for column in _read(name, responses, scores, codebook, levels)]
    told = [(column, np.unique(column.levels[column.levels >= 0])) for column in columns]
    kept = [(column, present) for column, present in told if present.size > 1]
    answers, start = list[Answer](), 0
    for j, (column, present) in enumerate(kept):
        answers += [
            Answer(variable=column.variable, category=column.categories[level], indicator=j, level=start + place)
            for place, level in enumerate(present)
            if column.categories[level]
        ]
        start += present.size
    return Indicators(
        names=tuple(column.name for column, _ in kept),
        codes=np.column_stack([_renumber(column.levels, present) for column, present in kept]),
        n_levels=np.array([present.size for _, present in kept], dtype=np.int64),
        answers=tuple(answers),
        idle=tuple(column.name for column, present in told if present.size < 2),
    )


def _read(name: str, responses: pd.DataFrame, scores: pd.DataFrame, codebook: Codebook, levels: Levels | None) -> Iterator[_Column]:
    question, answer = split_answer(name)
    if question not in codebook.by_id:
        score = scores[f"score_{question}"].to_numpy(dtype=np.float64)
        yield _Column(name=question, variable=question, categories=BANDS, levels=_band(score, levels))
        return
    variable = codebook.variable(question)
    if variable.kind.has_options:
        wanted = [codebook.code_of_key(question, answer)] if answer else list(codebook.codes(question))
        yield from _options(variable, responses, codebook, wanted)
        return
    codes = tuple(codebook.codes(question))
    yield _Column(
        name=question,
        variable=question,
        categories=tuple(map(str, codes)),
        levels=place_codes(responses[question].to_numpy(dtype=np.float64), codes),
    )


def _options(variable: Variable, responses: pd.DataFrame, codebook: Codebook, wanted: Sequence[int | None]) -> Iterator[_Column]:
    """Make an indicator of each option; one that excludes all others follows from these."""
    for column, code in zip(codebook.columns(variable.id), codebook.codes(variable.id), strict=True):
        if code in wanted and (len(wanted) == 1 or code not in variable.exclusive):
            yield _Column(
                name=f"{variable.id}={code}",
                variable=variable.id,
                categories=("", str(code)),
                levels=place_codes(responses[column].to_numpy(dtype=np.float64), (0, CHOSEN)),
            )


def place_codes(given: FloatArray, codes: Sequence[int]) -> IntArray:
    """Return the place of each answer among some codes, -1 for any other: (n,)."""
    found = np.full(given.size, MISSING, dtype=np.int64)
    for place, code in enumerate(codes):
        found[given == code] = place
    return found


def _band(score: FloatArray, levels: Levels | None) -> IntArray:
    if levels is None:  # agreement of params and codebook refuses it before
        return np.full(score.size, MISSING, dtype=np.int64)
    band = (score >= levels.low_below).astype(np.int64) + (score >= levels.high_from)
    found: IntArray = np.where(np.isnan(score), MISSING, band)
    return found


def _renumber(levels: IntArray, present: IntArray) -> IntArray:
    found: IntArray = np.where(levels >= 0, np.searchsorted(present, levels), MISSING)
    return found
