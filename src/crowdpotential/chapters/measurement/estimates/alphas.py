"""Weighted alpha of the answers as the index takes them: of each dimension in every place, and what it would be without each item."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.index.places import Places
from crowdpotential.results.measures.reliability import ALPHA, ALPHA_IF_DELETED
from crowdpotential.results.rows import MAIN, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.correlation.pair_covariances import sum_pairs
from crowdpotential.stats.factor_models.reliability import alpha, alpha_if_deleted
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import Inference, infer_columns
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.ranges import ALPHAS

FEWEST_TO_DELETE = 3


def alpha_rows(items: Items, design: Design, places: Places, *, confidence_level: float) -> list[Row]:
    """Report alpha with replicate errors by dimension and place, and alpha if an item is deleted for everybody.

    Alpha describes the sum that is scored: answers between the bounds of their items. Where all items of a dimension have the same
    bounds it is the alpha of the codes. Covariances are weighted; each is taken over those who answered both items.

    Args:
        items: of the index.
        design: of the respondents.
        places: everybody first.
        confidence_level: of the intervals.
    """
    rows, scores = list[Row](), item_scores(items)
    infer_alphas = partial(infer_columns, replication=design.replication, confidence_level=confidence_level, within=ALPHAS)
    for position, dimension in enumerate(items.dimensions):
        inside = np.flatnonzero(items.dimension_of_item == position)
        answered = items.ranks[:, inside] >= 0
        covariances = _covariances(scores[:, inside], design, places)
        given = answered.any(axis=1)
        members = np.column_stack([places.members(place) & given for place in range(len(places.labels))])
        freedom = count_freedom(members, design)
        found = infer_alphas(alpha(covariances), freedom=freedom)
        for place, domain in enumerate(places.labels):
            if np.isnan(found.estimate[place]):
                continue
            rows.append(
                make_row(
                    ALPHA,
                    inferred(found, place),
                    MAIN,
                    variable=dimension,
                    bloc=domain.bloc,
                    area=domain.area,
                    n=float(members[:, place].sum()),
                )
            )
        if len(inside) >= FEWEST_TO_DELETE:
            without = alpha_if_deleted(covariances[0]).T
            deleted = infer_alphas(without, freedom=freedom[0])
            names = [items.names[i] for i in inside]
            rows += _deleted_rows(deleted, names, dimension, n=float(given.sum()))
    return rows


def _covariances(scores: FloatArray, design: Design, places: Places) -> FloatArray:
    """(P, 1 + R, p, p), the full sample's weights first."""
    by_part = sum_pairs(scores, design.all_weights, places.part_of_respondent, places.holds.shape[1])
    return by_part.merge(places.holds).covariances()


def _deleted_rows(found: Inference, names: Sequence[str], dimension: str, *, n: float) -> list[Row]:
    return [
        make_row(ALPHA_IF_DELETED, inferred(found, i), MAIN, variable=name, variable_2=dimension, n=n)
        for i, name in enumerate(names)
        if not np.isnan(found.estimate[i])
    ]
