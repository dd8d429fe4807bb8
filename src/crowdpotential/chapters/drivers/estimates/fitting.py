"""The models of one domain in the full sample and in every replicate: linear, and ordinal where the outcome is a rating."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.drivers.estimates.answers import Term
from crowdpotential.chapters.drivers.estimates.equations import FEWEST_UNITS, TOO_FEW, Equation
from crowdpotential.errors import ModelError, SeparationError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.regressions.dominance import Dominance, general_dominance
from crowdpotential.stats.regressions.linear_columns import LinearColumns, fit_linear_columns
from crowdpotential.stats.regressions.marginal_differences import Regressor, average_differences
from crowdpotential.stats.regressions.odds_assumption import find_departures
from crowdpotential.stats.regressions.odds_columns import OddsColumns, fit_odds_columns
from crowdpotential.stats.regressions.parallel_lines import fit_slopes_by_threshold
from crowdpotential.stats.regressions.proportional_odds import OrderedAnswers, fit_odds

SEPARATED, NOT_DETERMINED = "separation", "not_determined"  # why there is no ordinal model


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinal:
    """The ordinal model of q predictor columns, under 1 + R columns of weights."""

    shares: FloatArray  # (q, C) differences of the share of high answers
    log_odds: FloatArray  # (q, C) over a standard deviation, or of a category
    gains: FloatArray  # (C,)
    departures: FloatArray | None  # (q, C) what a logit of high answers alone adds to the shares; None: no check
    slopes: FloatArray | None  # (K - 1, p, C) log odds at each threshold by a logit of its own, of controls too; None: two answers, or none


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The models of one domain, under C = 1 + R columns of weights."""

    equation: Equation
    differences: FloatArray  # (q, C) of the mean outcome
    r_squared: FloatArray  # (C,)
    parts: tuple[str, ...]  # (g,) in the order of the predictors
    dominance: Dominance
    ordinal: Ordinal | None
    ordinal_failure: str  # why a rating has no ordinal model
    joined: tuple[int, ...]  # places of answers that were joined with a neighbour


def fit_models(equation: Equation, outcome: Term, design: Design, *, cut: int | None, fewest: int) -> Fitted:
    """Fit the models of one domain.

    Args:
        equation: that has no failure.
        outcome: of n respondents.
        design: weights and replicates of them.
        cut: place of the lowest high answer among those of a rating, whose values are whole numbers; None: no ordinal model.
        fewest: respondents in a category of the outcome.
    """
    weights, q = design.take(equation.inside).all_weights, equation.n_asked
    linear = fit_linear_columns(outcome.values[equation.inside], equation.regressors, weights)
    parts = tuple(dict.fromkeys(column.term.part for column in equation.columns[:q]))
    group_of = np.array([parts.index(column.term.part) if column.term.part else -1 for column in equation.columns])
    ordinal: Ordinal | None = None
    failure, joined = "", tuple[int, ...]()
    if cut is not None:
        try:
            ordinal, joined = _fit_ordinal(equation, outcome, design, cut=cut, fewest=fewest)
        except SeparationError:
            failure = SEPARATED
        except ModelError:
            failure = NOT_DETERMINED
        failure = TOO_FEW if ordinal is None and not failure else failure
    return Fitted(
        equation=equation,
        differences=_scale(linear.coefficients, equation, linear)[:q],
        r_squared=linear.r_squared,
        parts=parts,
        dominance=general_dominance(linear.covariances, group_of),
        ordinal=ordinal,
        ordinal_failure=failure,
        joined=joined,
    )


def join_rare(places: IntArray, n_places: int, cut: int, sizes: Sequence[bool]) -> tuple[IntArray, int, tuple[int, ...]] | None:
    """Number answers anew, those of too few together with their neighbour towards the middle; None where one side of the cut is too few.

    Args:
        places: (n,) 0..n_places-1
        n_places: of answers.
        cut: place of the lowest high answer; high and low answers are never joined.
        sizes: of each place, whether enough respondents gave it.

    Returns:
        (n,) categories without gaps, how many of them are low, and the places that were joined.
    """
    number, joined = np.zeros(n_places, dtype=np.int64), list[int]()
    n_low, category = 0, 0
    for side in (list(range(cut)), list(range(n_places - 1, cut - 1, -1))):
        groups, waiting = list[list[int]](), list[int]()
        for place in side:
            waiting.append(place)
            if sizes[place]:
                groups.append(waiting)
                waiting = []
        if not groups:
            return None
        groups[-1] += waiting
        joined += [place for group in groups for place in group if len(group) > 1]
        for group in groups if side[0] == 0 else reversed(groups):
            number[group] = category
            category += 1
        n_low = n_low or category
    return number[places], n_low, tuple(sorted(joined))


def _fit_ordinal(equation: Equation, outcome: Term, design: Design, *, cut: int, fewest: int) -> tuple[Ordinal | None, tuple[int, ...]]:
    low, high = outcome.bounds or (0.0, 0.0)
    places = np.rint(outcome.values[equation.inside] - low).astype(np.int64)
    units = design.psus[equation.inside]
    is_enough = [
        bool((places == place).sum() >= fewest and np.unique(units[places == place]).size >= FEWEST_UNITS)
        for place in range(round(high - low) + 1)
    ]
    found = join_rare(places, len(is_enough), cut, is_enough)
    if found is None:
        return None, ()
    categories, n_low, joined = found
    weights = design.take(equation.inside).all_weights
    names = [column.term.name for column in equation.columns]
    answers = OrderedAnswers(categories=categories, regressors=equation.regressors, names=names)
    columns = fit_odds_columns(answers, fit_odds(answers, weights[:, 0]), weights)
    shares = average_differences(columns, equation.regressors, _regressors(equation), weights, cut=n_low - 1)
    log_odds = _scale_odds(columns, equation, weights)
    departures = find_departures(answers, shares, _regressors(equation), weights, n_low=n_low)
    slopes = fit_slopes_by_threshold(answers, weights)
    return Ordinal(shares=shares, log_odds=log_odds, gains=columns.gains, departures=departures, slopes=slopes), joined


def _regressors(equation: Equation) -> tuple[Regressor, ...]:
    """Put the columns of each predictor together."""
    asked = equation.columns[: equation.n_asked]
    return tuple(
        Regressor(columns=np.array([i for i, column in enumerate(asked) if column.term.name == name]), is_number=not asked[first].key)
        for first, name in _first_of_each([column.term.name for column in asked])
    )


def _first_of_each(names: Sequence[str]) -> list[tuple[int, str]]:
    return [(names.index(name), name) for name in dict.fromkeys(names)]


def _scale(coefficients: FloatArray, equation: Equation, linear: LinearColumns) -> FloatArray:
    """Turn slopes of numbers into differences over a standard deviation."""
    is_number = np.array([column.term.is_number for column in equation.columns])
    return np.where(is_number[:, None], coefficients * linear.deviations, coefficients)


def _scale_odds(columns: OddsColumns, equation: Equation, weights: FloatArray) -> FloatArray:
    q = equation.n_asked
    shares = weights / weights.sum(axis=0)
    centred = equation.regressors[:, :q] - equation.regressors[:, :q].mean(axis=0)
    deviations = np.sqrt(np.maximum((centred**2).T @ shares - (centred.T @ shares) ** 2, 0.0))
    is_number = np.array([column.term.is_number for column in equation.columns[:q]])
    return np.where(is_number[:, None], columns.coefficients[:q] * deviations, columns.coefficients[:q])
