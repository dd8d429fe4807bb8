"""What the models of one domain say: whom they rest on, how closely they fit, what differs with each predictor, how much each matters."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from crowdpotential.chapters.drivers.estimates.answers import Term
from crowdpotential.chapters.drivers.estimates.equations import JOINED, Column, Equation
from crowdpotential.chapters.drivers.estimates.fitting import Fitted, Ordinal
from crowdpotential.compare.families import Inferring, family_rows, plain_rows
from crowdpotential.results.measures import drivers as measures
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.ranges import GAINS, STRENGTHS

LINEAR, ORDINAL, CONTROLS = "linear", "ordinal", "controls"


def count_rows(equation: Equation, outcome: Term) -> list[Row]:
    """Report how many have all answers, who is left out for want of which, and what the model does not hold."""
    about: Columns = {**MAIN, **equation.domain.columns, "variable_2": outcome.name, "n": float(equation.members.sum())}
    complete = float(equation.inside.sum())
    rows = [make_row(measures.N_COMPLETE, about, model=LINEAR, estimate=complete, note=equation.failure)]
    rows += [
        make_row(measures.N_LEFT_OUT, about, variable=name, category=reason, estimate=float(n))
        for (name, reason), n in equation.lacking.items()
    ]
    return rows + [make_row(measures.LEFT_OUT, about, variable=own.name, category=own.key, note=own.reason) for own in equation.left_out]


def fit_rows(fitted: Fitted, outcome: Term, how: Inferring, codes: Mapping[int, int]) -> list[Row]:
    """Report the fit of both models, and what became of the ordinal one; `codes` of the outcome by place."""
    about, freedom = _about(fitted, outcome), fitted.equation.freedom
    has_controls = fitted.equation.n_asked < len(fitted.equation.columns)
    of_models = [(fitted.r_squared, LINEAR)] + ([(fitted.dominance.of_controls, CONTROLS)] if has_controls else [])
    rows = [
        row
        for columns, model in of_models
        for row in plain_rows(measures.R_SQUARED, columns[None], [{**about, "model": model}], how=how, freedom=freedom, within=STRENGTHS)
    ]
    if fitted.ordinal is None:
        if not fitted.ordinal_failure:
            return rows
        failed: Columns = {**about, "n": float(fitted.equation.members.sum()), "model": ORDINAL, "note": fitted.ordinal_failure}
        return [*rows, make_row(measures.N_COMPLETE, failed, estimate=float(fitted.equation.inside.sum()))]
    gains = fitted.ordinal.gains[None]
    rows += plain_rows(measures.PSEUDO_R_SQUARED, gains, [{**about, "model": ORDINAL}], how=how, freedom=freedom, within=STRENGTHS)
    joined = [codes[place] for place in fitted.joined if place in codes]
    return rows + [make_row(measures.LEFT_OUT, about, variable=outcome.name, category=str(code), note=JOINED) for code in joined]


def difference_rows(fitted: Fitted, outcome: Term, how: Inferring, *, is_score: bool) -> list[Row]:
    """Report how the outcome differs with each predictor: its mean, and the share and odds of high answers."""
    equation, unit = fitted.equation, "points" if is_score else "own"
    about: list[Columns] = [{**_about(fitted, outcome), **name_column(column)} for column in equation.columns[: equation.n_asked]]
    rows = family_rows(
        measures.DIFFERENCE,
        fitted.differences,
        [{**own, "model": LINEAR, "unit": unit} for own in about],
        how=how,
        freedom=equation.freedom,
        family=_family(equation, LINEAR),
    )
    return rows if fitted.ordinal is None else rows + _ordinal_rows(fitted, fitted.ordinal, about, how)


def importance_rows(fitted: Fitted, outcome: Term, how: Inferring, *, with_contrasts: bool) -> list[Row]:
    """Report the part of each predictor in R squared, as it is and as a share of all; and which parts differ."""
    parts, freedom, names = fitted.dominance.parts, fitted.equation.freedom, fitted.parts
    about: list[Columns] = [{**_about(fitted, outcome), "variable": name} for name in names]
    rows = plain_rows(measures.IMPORTANCE, parts, about, how=how, freedom=freedom, within=GAINS)
    rows += plain_rows(measures.IMPORTANCE_SHARE, shares_of(fitted), about, how=how, freedom=freedom, within=STRENGTHS)
    pairs = list(combinations(range(len(names)), 2)) if with_contrasts else []
    common = _about(fitted, outcome)
    return rows + family_rows(
        measures.IMPORTANCE_CONTRAST,
        np.stack([parts[a] - parts[b] for a, b in pairs]) if pairs else parts[:0],
        [{**common, "variable": names[a], "variable_2": names[b]} for a, b in pairs],
        how=how,
        freedom=freedom,
        family=_family(fitted.equation, "importance"),
    )


def shares_of(fitted: Fitted) -> FloatArray:
    """Return (g, C) the parts as shares of their sum."""
    parts = fitted.dominance.parts
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: FloatArray = parts / parts.sum(axis=0)
    return shares


def name_column(column: Column) -> Columns:
    """Name a predictor, and of a category also what it is set against."""
    return {"variable": column.term.name, "category": column.key, "reference_domain": column.base}


def _ordinal_rows(fitted: Fitted, ordinal: Ordinal, about: Sequence[Columns], how: Inferring) -> list[Row]:
    equation = fitted.equation
    named: list[Columns] = [{**own, "model": ORDINAL} for own in about]
    rows = family_rows(
        measures.SHARE_DIFFERENCE, ordinal.shares, named, how=how, freedom=equation.freedom, family=_family(equation, ORDINAL)
    )
    if ordinal.departures is not None:
        rows += family_rows(
            measures.DEPARTURE, ordinal.departures, named, how=how, freedom=equation.freedom, family=_family(equation, "departure")
        )
    found = how.infer(ordinal.log_odds, equation.freedom)
    for place, own in enumerate(named):
        columns, ratio = inferred(found, place), float(np.exp(found.estimate[place]))
        columns |= {
            "estimate": ratio,
            "standard_error": ratio * found.standard_error[place],
            "ci_low": float(np.exp(found.ci_low[place])),
            "ci_high": float(np.exp(found.ci_high[place])),
            "interval_type": "log",
        }
        rows.append(make_row(measures.ODDS_RATIO, columns, own))
    return rows


def _about(fitted: Fitted, outcome: Term) -> Columns:
    n = float(fitted.equation.inside.sum())
    return {**MAIN, **fitted.equation.domain.columns, "variable_2": outcome.name, "n": n}


def _family(equation: Equation, kind: str) -> str:
    return f"drivers;{kind}" + (f";bloc={equation.domain.bloc}" if equation.domain.bloc else "")
