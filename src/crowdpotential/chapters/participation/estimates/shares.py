"""Shares of residents and the thousands of people behind them, of every place and group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.participation.estimates.indicators import Indicator
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, find_bases, infer_columns, weighted_means
from crowdpotential.stats.inference.freedom import asked_freedom
from crowdpotential.stats.inference.intervals import Bases
from crowdpotential.stats.inference.ranges import Range

THOUSAND = 1000.0
NOBODY, EVERYBODY = "nobody", "everybody"  # notes of shares that have no interval for that reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A domain to report: who is in it, and how many residents it and the place around it have, by column of weights."""

    label: Domain
    inside: BoolArray  # (n,)
    residents: FloatArray  # (1 + R,)
    around: float  # residents of the place that a group lies in; of a place its own


def list_reported(domains: Domains, design: Design) -> list[Place]:
    """List the places, and groups of all residents, or of each side where the samples are not to be joined."""
    totals, at = domains.members.T.astype(np.float64) @ design.all_weights, {label: i for i, label in enumerate(domains.labels)}
    found = list[Place]()
    for i, label in enumerate(domains.labels):
        if label.domain_variable and bool(label.bloc) == design.joins_samples:
            continue
        place = Domain(bloc=label.bloc, area=label.area)
        found.append(Place(label=label, inside=domains.members[:, i], residents=totals[i], around=float(totals[at.get(place, i), 0])))
    return found


def share_rows(
    indicators: Sequence[Indicator], places: Sequence[Place], design: Design, comparison: Comparison, *, counts_persons: bool
) -> list[Row]:
    """Report every share of every place or group, each over those of whom it is known, and the people behind it.

    The people are the share times the residents, so that whoever is not known counts as the others of his place or group do.

    Args:
        indicators: what is averaged.
        places: whom it is told of.
        design: weights and replicates.
        comparison: level of confidence and intervals.
        counts_persons: whether weights add up to residents.
    """
    rows = list[Row]()
    for place in places:
        told = [one for one in indicators if (one.is_of_groups or not place.label.domain_variable) and _is_told(one, place)]
        if told:
            rows += _rows_of_place(told, place, design, comparison, counts_persons=counts_persons)
    return rows


def _is_told(indicator: Indicator, place: Place) -> bool:
    return bool(indicator.asked[place.inside].all() and (~np.isnan(indicator.values[place.inside])).any())


def _rows_of_place(told: Sequence[Indicator], place: Place, design: Design, comparison: Comparison, *, counts_persons: bool) -> list[Row]:
    values = np.column_stack([one.values for one in told])
    codes = np.where(place.inside, 0, -1)
    means = weighted_means(values, design.all_weights, codes, 1)[0]
    counted, freedom = find_bases(values, design.weights, codes, 1), asked_freedom(values, place.inside, design)
    found = infer_columns(
        means,
        replication=design.replication,
        freedom=freedom,
        confidence_level=comparison.confidence_level,
        interval=comparison.share_interval,
        bases=Bases(n_respondents=counted.n_respondents[0], n_effective=counted.n_effective[0]),
    )
    people = infer_columns(
        means * place.residents / THOUSAND,
        replication=design.replication,
        freedom=freedom,
        confidence_level=comparison.confidence_level,
        interval="t",
        within=Range(low=0.0, high=place.around / THOUSAND, scale="logit"),
    )
    rows = list[Row]()
    for i, one in enumerate(told):
        own: Columns = {"n": float(counted.n_respondents[0, i]), "n_effective": float(counted.n_effective[0, i]), "base": "answered"}
        named: Columns = {"variable": one.variable, "category": one.category, "variable_2": one.variable_2}
        told_of = (place.label.columns, MAIN, named, own)
        rows.append(make_row(one.share, inferred(found, i), *told_of, **_at_an_end(found, i, {})))
        if one.persons is not None and counts_persons:
            no_interval: Columns = {"standard_error": np.nan, "ci_low": np.nan, "ci_high": np.nan}
            rows.append(make_row(one.persons, inferred(people, i), *told_of, **_at_an_end(found, i, no_interval)))
    return rows


def _at_an_end(found: Inference, position: int, without: Columns) -> Columns:
    """State of a share of nobody or of everybody why it has no interval, or only half of one."""
    share = found.estimate[position]
    if share not in (0.0, 1.0):
        return {}
    return {**without, "note": NOBODY if share == 0 else EVERYBODY}
