"""Respondents' scores: each dimension and the index, 0..100, with the number of items that each rests on."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.contracts import SCORES, require
from crowdpotential.index.items import Items
from crowdpotential.params import MissingItems
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.scoring import (
    IndexWeights,
    equal_weights,
    percent_of_maximum,
    score_dimensions,
    score_index,
)


def item_scores(items: Items) -> FloatArray:
    """Place every answer on 0..100, where 100 is most of the dimension; (n, p), missing as NaN."""
    return percent_of_maximum(
        items.codes, lowest=items.lowest, highest=items.highest, is_reversed=items.is_reversed
    )


def score_respondents(
    respondent_ids: "pd.Series[str]",
    items: Items,
    weights: IndexWeights,
    also: Mapping[str, Items],
    *,
    missing: MissingItems,
) -> pd.DataFrame:
    """Score each respondent on the index, its dimensions, and the dimensions that stand beside it.

    Args:
        respondent_ids: in the order of the items' rows.
        items: of the dimensions of the index.
        weights: as `measure` gives them.
        also: dimension -> its items; scored with equal weights because no model of the index weights them.
        missing: fewest items for a dimension, fewest dimensions for the index.

    Returns:
        Meets SCORES: respondent_id, index, and for each dimension score_<D> (0..100) and n_items_<D>.
    """
    dimensions, n_items = score_dimensions(
        item_scores(items), items.dimension_of_item, weights, min_items=missing.min_items
    )
    columns: dict[str, object] = {"respondent_id": respondent_ids.to_numpy()}
    columns["index"] = score_index(dimensions, weights, min_dimensions=missing.min_dimensions)
    for position, name in enumerate(items.dimensions):
        columns[f"score_{name}"] = dimensions[:, position]
        columns[f"n_items_{name}"] = n_items[:, position]
    for name, other in also.items():
        equal = equal_weights(other.dimension_of_item)
        score, answered = score_dimensions(
            item_scores(other), other.dimension_of_item, equal, min_items=missing.min_items
        )
        columns[f"score_{name}"], columns[f"n_items_{name}"] = score[:, 0], answered[:, 0]
    frame = pd.DataFrame(columns)
    frame["respondent_id"] = frame["respondent_id"].astype("str")
    require(frame, SCORES)
    return frame


def mean_scores_by_domain(
    items: FloatArray,
    dimension_of_item: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    weights: IndexWeights,
    domains: FloatArray,
    respondent_weights: FloatArray,
    *,
    missing: MissingItems,
) -> FloatArray:
    """Average the index and its dimensions in each domain: the quantity that every replicate repeats.

    Args:
        items: (n, p) item scores 0..100, missing as NaN.
        domains: (n, d) one where a respondent belongs to the domain, else zero.
        respondent_weights: (n,).

    Returns:
        (d, 1 + k): the index first, then the dimensions; NaN where a domain has nobody with a score.
    """
    dimensions, _ = score_dimensions(items, dimension_of_item, weights, min_items=missing.min_items)
    index = score_index(dimensions, weights, min_dimensions=missing.min_dimensions)
    scores = np.column_stack([index, dimensions])
    known = ~np.isnan(scores)
    weighted = domains * respondent_weights[:, None]
    totals = weighted.T @ np.where(known, scores, 0.0)
    mass = weighted.T @ known
    return np.divide(totals, mass, out=np.full_like(totals, np.nan), where=mass > 0)
