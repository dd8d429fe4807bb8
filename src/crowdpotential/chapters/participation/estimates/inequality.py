"""Inequality of activity in places: who does nothing, Gini's coefficient, what the most active do, and the Lorenz curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.participation.estimates.indicators import ACTIVITY
from crowdpotential.chapters.participation.estimates.shares import Place
from crowdpotential.conditions.activity import Amounts
from crowdpotential.params import Comparison
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.participation import GINI, LORENZ, TOP_SHARE
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inequality.inference import infer_inequality
from crowdpotential.stats.inequality.lorenz import Distribution, count_effective, distribute, find_gini, find_lorenz, find_top_shares
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import asked_freedom

TOPS = ("1", "10")  # per cent of the residents
CURVE = ("10", "20", "30", "40", "50", "60", "70", "80", "90", "95", "99")  # per cent from the least active on
FEW_ACTIVE, FEW_AT_TOP, ALL_OF_IT, NONE_OF_IT = "few_active", "few_at_top", "all_of_it", "none_of_it"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """One number of inequality under every column of weights, and how many respondents make it."""

    measure: Measure
    category: str
    columns: FloatArray  # (1 + R,)
    behind: float


def inequality_rows(amounts: Amounts, places: Sequence[Place], design: Design, comparison: Comparison, *, min_behind: int) -> list[Row]:
    """Report how unequally people are active, in all places; what too few respondents make is left out by a row that says so.

    Args:
        amounts: of activity.
        places: all that are reported; groups are left out.
        design, comparison: as for the shares.
        min_behind: active respondents that a number must rest on; and for the most active, so many of them.
    """
    rows = list[Row]()
    for place in places:
        known = place.inside & ~np.isnan(amounts.amounts)
        if place.label.domain_variable or not (known.any() and amounts.asked[place.inside].all()):
            continue
        freedom = asked_freedom(amounts.amounts[:, None], place.inside, design)
        own, weights = amounts.amounts[known], design.all_weights[known]
        distribution = distribute(own, weights)
        told = _list_numbers(own, weights[:, 0], distribution, with_curve=not place.label.area)
        rows += _rows_of_place(told, place, design, comparison, freedom=freedom, n=float(known.sum()), min_behind=min_behind)
    return rows


def _list_numbers(amounts: FloatArray, weights: FloatArray, distribution: Distribution, *, with_curve: bool) -> list[_Number]:
    top = find_top_shares(distribution, [float(category) / 100 for category in TOPS])
    found = [_Number(measure=GINI, category="", columns=find_gini(distribution), behind=count_effective(amounts, weights))]
    found += [
        _Number(
            measure=TOP_SHARE,
            category=category,
            columns=top[i],
            behind=count_effective(amounts, weights, float(category) / 100),
        )
        for i, category in enumerate(TOPS)
    ]
    if with_curve:
        curve = find_lorenz(distribution, np.array([float(category) / 100 for category in CURVE]))
        found += [
            _Number(
                measure=LORENZ,
                category=category,
                columns=curve[i],
                behind=count_effective(amounts, weights, 1 - float(category) / 100),
            )
            for i, category in enumerate(CURVE)
        ]
    return found


def _rows_of_place(
    told: Sequence[_Number],
    place: Place,
    design: Design,
    comparison: Comparison,
    *,
    freedom: Freedom,
    n: float,
    min_behind: int,
) -> list[Row]:
    enough = [one for one in told if one.behind >= min_behind]
    about: Columns = {**place.label.columns, **MAIN, "variable": ACTIVITY, "base": "answered", "n": n}
    rows = [
        make_row(one.measure, about, category=one.category, note=FEW_ACTIVE if one.measure is GINI else FEW_AT_TOP)
        for one in told
        if one.behind < min_behind and one.measure is not LORENZ
    ]
    if enough:
        found = infer_inequality(
            np.array([one.columns for one in enough]),
            np.array([one.behind for one in enough]),
            replication=design.replication,
            freedom=freedom.repeated(len(enough)),
            confidence_level=comparison.confidence_level,
        )
        rows += [
            make_row(one.measure, inferred(found, i), about, _at_an_end(found.estimate[i]), category=one.category)
            for i, one in enumerate(enough)
        ]
    return rows


def _at_an_end(share: float) -> Columns:
    """State why a share of everything, or of nothing, has no interval."""
    if 0 < share < 1:
        return {}
    return {"note": ALL_OF_IT if share >= 1 else NONE_OF_IT}
