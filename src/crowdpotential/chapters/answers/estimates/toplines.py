"""Linear distributions of all questions, of all who were asked and of those who answered, with the means of what was rated or counted."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.compare.distributions import (
    Distributions,
    Ratio,
    count_answers,
)
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures.topline import MEAN, SHARE
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import find_bases, infer_columns
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.intervals import Bases
from crowdpotential.stats.inference.ranges import Range


def topline_rows(
    responses: pd.DataFrame,
    codebook: Codebook,
    *,
    domains: Domains,
    design: Design,
    comparison: Comparison,
) -> list[Row]:
    """Report the distribution of every question that the codebook marks for it, for all and for each bloc.

    Degrees of freedom are those of the base: of whom the question was asked, or who answered it.

    Args:
        responses: analysed respondents of the main sample.
        codebook: questions and codes.
        domains: of which everybody and the blocs are told; a single bloc is not repeated.
        design: weights and replicates of the n respondents.
        comparison: level of confidence and intervals.
    """
    counted = count_answers(responses, codebook)
    if counted is None:
        return []
    return [row for label, inside in _list_sides(domains) for row in _rows_of_side(counted, inside, design, comparison, bloc=label.bloc)]


def _list_sides(domains: Domains) -> list[tuple[Domain, BoolArray]]:
    found = [
        (label, members)
        for label, members in zip(domains.labels, domains.members.T, strict=True)
        if not label.area and not label.domain_variable
    ]
    has_sides = sum(bool(label.bloc) for label, _ in found) > 1
    return [(label, members) for label, members in found if has_sides or not label.bloc]


def _rows_of_side(
    counted: Distributions,
    inside: BoolArray,
    design: Design,
    comparison: Comparison,
    *,
    bloc: str,
) -> list[Row]:
    bases = counted.bases & inside[:, None]
    weights = np.column_stack([design.weights[inside], design.replicate_weights[inside]])
    n, freedom = bases.sum(axis=0), count_freedom(bases, design)
    sums, persons = counted.sums[inside].T @ weights, bases[inside].T.astype(np.float64) @ weights
    worth = find_bases(np.where(bases, 1.0, np.nan), design.weights, np.zeros(len(bases), dtype=np.int64), 1)
    rows: list[Row] = []
    for measure, has_ends in ((SHARE, True), (MEAN, True), (MEAN, False)):
        listed = [
            ratio for ratio in counted.ratios if ratio.measure is measure and (ratio.ends is not None) == has_ends and n[ratio.base_at]
        ]
        at = [ratio.base_at for ratio in listed]
        means = _divide(sums[[ratio.sum_at for ratio in listed]], persons[at])
        found = infer_columns(
            means,
            replication=design.replication,
            freedom=freedom[at],
            confidence_level=comparison.confidence_level,
            interval=comparison.share_interval if measure is SHARE else None,
            bases=Bases(n_respondents=worth.n_respondents[0, at], n_effective=worth.n_effective[0, at]),
            within=_range_of(listed),
        )
        rows += [
            make_row(
                measure,
                inferred(found, place),
                MAIN,
                variable=ratio.variable,
                category=ratio.category,
                bloc=bloc,
                base=ratio.base,
                n=float(n[ratio.base_at]),
            )
            for place, ratio in enumerate(listed)
        ]
    return rows


def _range_of(listed: Sequence[Ratio]) -> Range | None:
    """Return the ends of several numbers, each its own; None where they have none."""
    ends = [ratio.ends for ratio in listed if ratio.ends is not None]
    low, high = (np.array([own[side] for own in ends]) for side in (0, 1))
    return Range(low=low, high=high, scale="logit") if ends else None


def _divide(sums: FloatArray, persons: FloatArray) -> FloatArray:
    """Return (k, 1 + R) means; NaN where a base has no weight."""
    with np.errstate(invalid="ignore"):  # nobody's sum is 0 as well
        return sums / persons
