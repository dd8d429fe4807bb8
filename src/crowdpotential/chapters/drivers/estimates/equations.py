"""Whom a model of one domain rests on, and which columns it has: complete answers, categories with enough people, nothing that follows.

What a model does not hold is named with its reason: no answer, a category of too few, a constant, what follows from other columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.drivers.estimates.answers import Term
from crowdpotential.results.domains import Domain
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import equation_freedom
from crowdpotential.stats.inference.regression import dependent_columns

FEWEST_UNITS = 7  # that hold a category with a number of its own: one of fewer vanishes from some replicates (collapse_below_psus)
FEWEST_BEYOND = 10  # respondents more than columns

UNANSWERED, UNASKED, UNSCORED = "unanswered", "not_asked", "no_score"  # why a respondent is left out
SMALL, CONSTANT, COLLINEAR, JOINED = "small_category", "constant", "collinear", "joined"  # why a column or category is
TOO_FEW, NO_FREEDOM, NO_PREDICTORS = "too_few", "no_freedom", "no_predictors"  # why there is no model


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a model: a number, or a category against the first of its question."""

    term: Term
    key: str = ""
    base: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What the same column of another domain has in common."""
        return self.term.name, self.key, self.base


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A question or one of its categories that a model does not hold."""

    name: str
    key: str = ""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """A model of one domain, before it is fitted."""

    domain: Domain
    members: BoolArray  # (n,)
    inside: BoolArray  # (n,) those whom it rests on
    columns: tuple[Column, ...]  # predictors before controls
    regressors: FloatArray  # (m, p) of those inside
    left_out: tuple[LeftOut, ...]
    lacking: dict[tuple[str, str], int]  # question and reason -> members left out for want of it
    freedom: Freedom
    failure: str  # why there is no model; empty if there is one

    @property
    def n_asked(self) -> int:
        """How many columns are predictors."""
        return sum(bool(column.term.part) for column in self.columns)


def make_equation(outcome: Term, terms: Sequence[Term], domain: Domain, members: BoolArray, *, design: Design, fewest: int) -> Equation:
    """Choose respondents and columns of the model of one domain.

    Args:
        outcome: of n respondents.
        terms: predictors before controls.
        domain, members: whom it is about, (n,).
        design: weights and units.
        fewest: respondents in a category.
    """
    inside = members & (design.weights > 0)
    for term in (outcome, *terms):
        inside = inside & term.is_known
    thin: list[LeftOut] = []
    while found := _list_thin(terms, inside, design, fewest):
        for term, place in found:
            inside = inside & (term.values != place)
            thin.append(LeftOut(name=term.name, key=term.keys[place], reason=SMALL))
    columns, idle = _list_columns(terms, inside)
    regressors = _fill(columns, inside)
    roots = np.sqrt(design.weights[inside])[:, None]
    with_constant = np.column_stack([np.ones(len(regressors)), regressors]) * roots
    dependent = {place - 1 for place in dependent_columns(with_constant)} if len(regressors) else set()
    kept = [place for place in range(len(columns)) if place not in dependent]
    idle += [LeftOut(name=columns[place].term.name, key=columns[place].key, reason=COLLINEAR) for place in sorted(dependent)]
    chosen = tuple(columns[place] for place in kept)
    freedom = equation_freedom(inside, len(chosen), design)
    return Equation(
        domain=domain,
        members=members,
        inside=inside,
        columns=chosen,
        regressors=regressors[:, kept],
        left_out=(*thin, *idle),
        lacking=_count_lacking((outcome, *terms), members),
        freedom=freedom,
        failure=_find_failure(outcome, chosen, inside, freedom),
    )


def _list_thin(terms: Sequence[Term], inside: BoolArray, design: Design, fewest: int) -> list[tuple[Term, int]]:
    """List the categories that somebody inside is in, but too few; or, of those whose numbers are told, in too few sampling units."""
    found = []
    for term in terms:
        fewest_units = FEWEST_UNITS if term.part else 1
        for place in range(len(term.keys)):
            own = inside & (term.values == place)
            if own.any() and (own.sum() < fewest or np.unique(design.psus[own]).size < fewest_units):
                found.append((term, place))
    return found


def _list_columns(terms: Sequence[Term], inside: BoolArray) -> tuple[list[Column], list[LeftOut]]:
    columns, idle = list[Column](), list[LeftOut]()
    for term in terms:
        given = np.unique(term.values[inside])
        if given.size < 2:
            idle.append(LeftOut(name=term.name, reason=CONSTANT))
        elif term.is_number:
            columns.append(Column(term=term))
        else:
            base = int(given[0]) if term.part else _most_frequent(term, inside)
            columns += [Column(term=term, key=term.keys[int(place)], base=term.keys[base]) for place in given if int(place) != base]
    return columns, idle


def _most_frequent(term: Term, inside: BoolArray) -> int:
    """Return the category of a control that others are set against: of the largest one somebody is left in every replicate."""
    return int(np.argmax(np.bincount(term.values[inside].astype(np.int64))))


def _fill(columns: Sequence[Column], inside: BoolArray) -> FloatArray:
    """Fill the columns for those inside: (m, p)."""
    filled = [
        column.term.values[inside] if column.term.is_number else column.term.values[inside] == column.term.keys.index(column.key)
        for column in columns
    ]
    return np.column_stack([np.empty((int(inside.sum()), 0)), *filled])


def _count_lacking(terms: Sequence[Term], members: BoolArray) -> dict[tuple[str, str], int]:
    found = dict[tuple[str, str], int]()
    for term in terms:
        lacking = members & ~term.is_known
        found[term.name, UNASKED] = int((lacking & ~term.was_asked).sum())
        found[term.name, UNSCORED if term.is_score else UNANSWERED] = int((lacking & term.was_asked).sum())
    return {key: n for key, n in found.items() if n}


def _find_failure(outcome: Term, columns: Sequence[Column], inside: BoolArray, freedom: Freedom) -> str:
    if int(inside.sum()) < len(columns) + FEWEST_BEYOND or np.unique(outcome.values[inside]).size < 2:
        return TOO_FEW
    if not any(column.term.part for column in columns):
        return NO_PREDICTORS
    return "" if freedom.has_error else NO_FREEDOM
