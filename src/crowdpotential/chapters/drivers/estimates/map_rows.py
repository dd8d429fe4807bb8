"""Importance beside room for improvement: where predictors stand on their scales, and which matter more than most and stand lower."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.chapters.drivers.estimates.answers import Term
from crowdpotential.chapters.drivers.estimates.fitting import Fitted
from crowdpotential.chapters.drivers.estimates.model_rows import shares_of
from crowdpotential.compare.families import Inferring
from crowdpotential.results.measures.drivers import EXCESS, HIGH_SHARE, LEVEL, LEVEL_DEVIATION
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row, tested
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom, join_freedom
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.ranges import POINTS, SHARES
from crowdpotential.stats.inference.simultaneous import Family
from crowdpotential.stats.regressions.marginal_differences import high_shares
from crowdpotential.verdicts import ASSET, BACKGROUND, PRIORITY, RESERVE, UNDETERMINED

OPPOSED = "opposed"  # note: the more of it, the less of the outcome, so that a low level is no room for improvement
FEWEST_ON_MAP = 3  # two lie opposite each other whatever they are
CORNERS = {(True, True): PRIORITY, (True, False): ASSET, (False, True): RESERVE, (False, False): BACKGROUND}  # matters more, stands lower


def level_rows(fitted: Fitted, terms: Sequence[Term], outcome: Term, how: Inferring, design: Design) -> list[Row]:
    """Report where each part stands between the ends of its scales, and its place on the map.

    Levels are of all members who answered, as elsewhere in the report; a part of several predictors has the mean of theirs.
    """
    members = fitted.equation.members
    levels, freedom, names = list[FloatArray](), list[Freedom](), list[str]()
    bases = list[float]()
    for part in fitted.parts:
        own = [term for term in terms if term.part == part]
        if any(not term.is_number or term.bounds is None for term in own):
            continue  # categories have no more and no less
        known = np.column_stack([members & term.is_known for term in own])
        levels.append(np.mean([_level(term, known[:, i], design) for i, term in enumerate(own)], axis=0))
        freedom.append(count_freedom(known, design).fewest)
        bases.append(float(known.sum(axis=0).min()))
        names.append(part)
    if not names:
        return []
    columns = np.stack(levels)
    common: Columns = {**MAIN, **fitted.equation.domain.columns}
    found = how.infer(columns, join_freedom(freedom), POINTS)
    rows = [make_row(LEVEL, inferred(found, i), common, variable=name, n=bases[i]) for i, name in enumerate(names)]
    return rows + (_map_rows(fitted, outcome, names, columns, how) if len(names) >= FEWEST_ON_MAP else [])


def high_share_rows(outcome: Term, members: BoolArray, place: int, about: Columns, *, how: Inferring, design: Design) -> list[Row]:
    """Report the share of answers from a place of the scale upwards, of all members who answered."""
    known = members & outcome.is_known
    low = outcome.bounds[0] if outcome.bounds else 0.0
    is_high = (outcome.values - low >= place)[known]
    shares = high_shares(is_high, design.take(known).all_weights)
    found = how.infer(shares[None], count_freedom(known[:, None], design), SHARES)
    return [make_row(HIGH_SHARE, inferred(found, 0), about, variable=outcome.name, n=float(known.sum()))]


def _map_rows(fitted: Fitted, outcome: Term, names: Sequence[str], levels: FloatArray, how: Inferring) -> list[Row]:
    """Set importance against what all would have alike, and levels against their mean: one family."""
    places = [fitted.parts.index(name) for name in names]
    excess, deviation = shares_of(fitted)[places] - 1 / len(fitted.parts), levels - levels.mean(axis=0)
    both, opposed = np.vstack([excess, deviation]), _opposed_parts(fitted, how)
    found = how.infer(both, fitted.equation.freedom)
    judged, m = how.judge(found, both), len(names)
    bloc = fitted.equation.domain.bloc
    family = "drivers;map" + (f";bloc={bloc}" if bloc else "")
    about: Columns = {
        **MAIN,
        **fitted.equation.domain.columns,
        "variable_2": outcome.name,
        "n": float(fitted.equation.inside.sum()),
    }
    return [
        make_row(
            measure,
            inferred(found, start + i),
            tested(judged, start + i, family),
            about,
            _place(judged, both, i, m + i, is_opposed=name in opposed) if start else {},
            variable=name,
        )
        for start, measure in ((0, EXCESS), (m, LEVEL_DEVIATION))
        for i, name in enumerate(names)
    ]


def _place(judged: Family, both: FloatArray, excess: int, deviation: int, *, is_opposed: bool) -> Columns:
    if is_opposed:
        return {"verdict": UNDETERMINED, "note": OPPOSED}
    return {"verdict": _corner(judged, both, excess, deviation)}


def _opposed_parts(fitted: Fitted, how: Inferring) -> set[str]:
    """Name the parts with a predictor of which it is established that the outcome is lower where it is higher."""
    judged = how.judge(how.infer(fitted.differences, fitted.equation.freedom), fitted.differences)
    asked = fitted.equation.columns[: fitted.equation.n_asked]
    return {own.term.part for i, own in enumerate(asked) if judged.is_found[i] and fitted.differences[i, 0] < 0}


def _corner(judged: Family, both: FloatArray, excess: int, deviation: int) -> str:
    if not (judged.is_found[excess] and judged.is_found[deviation]):
        return UNDETERMINED
    return CORNERS[bool(both[excess, 0] > 0), bool(both[deviation, 0] < 0)]


def _level(term: Term, known: BoolArray, design: Design) -> FloatArray:
    """(C,) mean of a predictor between the ends of its scale, 0..100."""
    low, high = term.bounds or (0.0, 100.0)
    values = np.where(known, (np.nan_to_num(term.values) - low) / (high - low) * 100, 0.0)
    weights = design.all_weights
    found: FloatArray = (values @ weights) / (known.astype(np.float64) @ weights)
    return found
