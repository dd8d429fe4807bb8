"""Rows of the mechanism: deviations of places from everybody, the chosen barriers, and how many residents name them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crowdpotential.chapters.mechanism.estimates.choice import Chosen, Rule, choose_barriers
from crowdpotential.codebook import Codebook
from crowdpotential.compare.option_shares import (
    OptionShares,
    estimate_option_shares,
    option_contrast_rows,
    option_share_rows,
    places_against_whole,
)
from crowdpotential.compare.options import AREAS, EVERYBODY, SIDES, Options, read_options, told_options
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures.mechanism import AUDIENCE, DEVIATION, ORDER
from crowdpotential.results.measures.obstacles import SHARE
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.ranges import Range

FAMILY = "mechanism"


def mechanism_rows(
    responses: pd.DataFrame,
    codebook: Codebook,
    variable: str,
    rule: Rule,
    *,
    places: Domains,
    design: Design,
    comparison: Comparison,
    are_persons: bool,
) -> list[Row]:
    """Report how the places deviate in each barrier, which barriers call for an action there, and their audience.

    Options that exclude all others and those in the respondent's own words are no barriers that an action could be aimed at.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
        variable: the question about barriers.
        rule: which barriers are chosen.
        places: everybody, sides and areas.
        design: weights and replicates.
        comparison: level, intervals and adjustment.
        are_persons: whether the weights count residents; else no audience is told.
    """
    options = _barriers(read_options(responses, codebook, variable), codebook)
    if not options.categories:
        return []
    told = told_options(options, places, rule.few)
    shares = estimate_option_shares(options, places, design)
    deviations = _deviation_rows(shares, told, comparison)
    finest = _finest(places)
    own = [row for row in option_share_rows(shares, told, comparison, SHARE) if _domain(row) in finest and row.n >= rule.few.base]
    chosen = [
        found
        for domain in finest
        for found in choose_barriers(
            [row for row in own if _domain(row) == domain], [row for row in deviations if _domain(row) == domain], rule
        )
    ]
    rows = [*deviations, *map(_order_row, chosen)]
    return rows + (_audience_rows(shares, chosen, comparison) if are_persons else [])


def _barriers(options: Options, codebook: Codebook) -> Options:
    variable = codebook.variable(options.variable)
    others = set(map(str, (*variable.exclusive, *variable.open_codes)))
    return options.take(lambda at: options.categories[at] not in others)


def _finest(places: Domains) -> list[Domain]:
    """List the areas; where there are none the sides; without those everybody."""
    areas, sides = [d for d in places.labels if d.area], [d for d in places.labels if d.bloc and not d.area]
    return areas or sides or [Domain()]


def _domain(row: Row) -> Domain:
    return Domain(bloc=row.bloc, area=row.area)


def _deviation_rows(shares: OptionShares, told: dict[str, BoolArray], comparison: Comparison) -> list[Row]:
    """Test every place and barrier against everybody, or against the side, as one family."""
    pairs = places_against_whole(shares.domains)
    if not pairs:
        return []
    labels = shares.domains.labels
    family = AREAS if labels[pairs[0].first].area else SIDES
    around = EVERYBODY if labels[pairs[0].second].is_everybody else SIDES
    both = told[family] & told[around]
    return option_contrast_rows(shares, pairs, both, comparison=comparison, measure=DEVIATION, family=FAMILY)


def _order_row(chosen: Chosen) -> Row:
    row = chosen.row
    return make_row(
        ORDER,
        MAIN,
        variable=row.variable,
        category=row.category,
        bloc=row.bloc,
        area=row.area,
        base=row.base,
        estimate=float(chosen.order),
        n=row.n,
        verdict=chosen.certainty,
        note=chosen.reason,
    )


def _audience_rows(shares: OptionShares, chosen: Sequence[Chosen], comparison: Comparison) -> list[Row]:
    """Return for each chosen barrier how many residents of the place name it: share times residents, in every replicate."""
    if not chosen:
        return []
    options, domains, weights = shares.options, shares.domains, shares.design.all_weights
    at = [(domains.position(_domain(found.row)), options.categories.index(found.row.category)) for found in chosen]
    rows, columns = (np.array([pair[side] for pair in at]) for side in (0, 1))
    residents = domains.members.T.astype(np.float64)[rows] @ weights
    totals = shares.columns[rows, columns] * residents
    found = infer(
        totals[:, 0],
        totals[:, 1:],
        replication=shares.design.replication,
        freedom=shares.freedom[rows],
        confidence_level=comparison.confidence_level,
        within=Range(low=np.zeros(len(at)), high=residents[:, 0], scale="logit"),
    )
    return [
        make_row(
            AUDIENCE,
            inferred(found, i),
            MAIN,
            variable=one.row.variable,
            category=one.row.category,
            bloc=one.row.bloc,
            area=one.row.area,
            base=one.row.base,
            n=one.row.n,
        )
        for i, one in enumerate(chosen)
    ]
