"""What is regressed on what: an outcome, predictors and controls as arrays, and who did not answer them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import NOT_ASKED, is_of_class, numbers_given
from crowdpotential.params import Drivers, Index
from crowdpotential.params.circularity import INDEX, is_score
from crowdpotential.stats.arrays import BoolArray, FloatArray

PLACES = ("area", "bloc")
MISSING = "missing"  # key of the category of those without an answer, where they have one


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An outcome, predictor or control of n respondents."""

    name: str
    values: FloatArray  # (n,) numbers, or places among the keys; NaN where there is no answer
    keys: tuple[str, ...] = ()  # of categories, in the order of the questionnaire; none of a number
    was_asked: BoolArray  # (n,)
    is_score: bool = False
    bounds: tuple[float, float] | None = None  # of a number
    part: str = ""  # in which its share of the variance is told; empty of a control and of the outcome

    @property
    def is_number(self) -> bool:
        """Whether it is no category."""
        return not self.keys

    @property
    def is_known(self) -> BoolArray:
        """(n,) who answered."""
        return ~np.isnan(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where terms are read from."""

    responses: pd.DataFrame  # with the scores beside the answers
    codebook: Codebook
    index: Index | None  # None: there are no scores
    remade: Mapping[str, FloatArray]  # scores that hold the outcome, made without it


def read_terms(drivers: Drivers, sources: Sources) -> tuple[Term, tuple[Term, ...]]:
    """Return the outcome, and predictors before controls.

    Ratings and numbers are predictors as numbers, turned so that more is more; controls are categories as far as they have codes.
    """
    keeps_missing = drivers.missing == "category"
    outcome = _read_number(drivers.outcome, sources)
    predictors = [_read_predictor(name, drivers.group_of(name), sources, keeps_missing=keeps_missing) for name in drivers.predictors]
    controls = [_read_control(name, sources, keeps_missing=keeps_missing) for name in drivers.controls]
    return outcome, (*predictors, *controls)


def _read_predictor(name: str, part: str, sources: Sources, *, keeps_missing: bool) -> Term:
    if is_score(name, sources.index) or sources.codebook.variable(name).kind.is_ordered:
        return _read_number(name, sources, part)
    return _read_categories(name, sources, part, keeps_missing=keeps_missing)


def _read_control(name: str, sources: Sources, *, keeps_missing: bool) -> Term:
    if name in PLACES:
        return _read_place(name, sources.responses)
    if sources.codebook.variable(name).kind.is_number:
        return _read_number(name, sources)
    return _read_categories(name, sources, "", keeps_missing=keeps_missing)


def _read_number(name: str, sources: Sources, part: str = "") -> Term:
    if sources.index is not None and is_score(name, sources.index):
        column = name if name == INDEX else f"score_{name}"
        values = sources.remade.get(name, sources.responses[column].to_numpy(dtype=np.float64))
        bounds = (0.0, 100.0) if sources.index.is_bounded else None
        everybody = np.ones(values.size, dtype=np.bool_)
        return Term(name=name, values=values, was_asked=everybody, is_score=True, bounds=bounds, part=part)
    variable, values = sources.codebook.variable(name), numbers_given(sources.responses, name, codebook=sources.codebook)
    has_bounds = bool(sources.codebook.codes(name)) or variable.valid_range is not None
    bounds = sources.codebook.bounds(name) if has_bounds else None
    if variable.direction < 0:
        values = sum(bounds) - values if bounds else -values
    return Term(name=name, values=values, was_asked=_was_asked(name, sources), bounds=bounds, part=part)


def _read_categories(name: str, sources: Sources, part: str, *, keeps_missing: bool) -> Term:
    codebook = sources.codebook
    codes, answers = list(codebook.codes(name)), numbers_given(sources.responses, name, codebook=codebook)
    places = np.full(answers.size, np.nan)
    for place, code in enumerate(codes):
        places[answers == code] = place
    keys = tuple(codebook.key_of_code(name, code) for code in codes)
    if keeps_missing:
        places, keys = np.where(np.isnan(places), len(keys), places), (*keys, MISSING)
    return Term(name=name, values=places, keys=keys, was_asked=_was_asked(name, sources), part=part)


def _read_place(name: str, responses: pd.DataFrame) -> Term:
    names = responses[name].to_numpy(dtype=str)
    keys, places = np.unique(names, return_inverse=True)
    values = np.where(names == "", np.nan, places.astype(np.float64))
    return Term(name=name, values=values, keys=tuple(map(str, keys)), was_asked=np.ones(names.size, dtype=np.bool_))


def _was_asked(name: str, sources: Sources) -> BoolArray:
    found: BoolArray = ~is_of_class(sources.responses, name, codebook=sources.codebook, variable=name, classes=NOT_ASKED)
    return found
