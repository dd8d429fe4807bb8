"""Respondents' scores: each dimension and the index, 0..100, with the number of items that each rests on."""

from collections.abc import Mapping

import pandas as pd

from crowdpotential.contracts import SCORES, require
from crowdpotential.index.items import Items
from crowdpotential.params import MissingItems
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import (
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
    made: Mapping[str, FloatArray] | None = None,
) -> pd.DataFrame:
    """Score each respondent on the index, its dimensions, and the dimensions that stand beside it.

    Args:
        respondent_ids: in the order of the items' rows.
        items: of the dimensions of the index.
        weights: as `measure` gives them.
        also: dimension -> its items; scored with equal weights, because the model of the index weights them not.
        missing: fewest items for a dimension, fewest dimensions for the index.
        made: scores by name, index and dimensions, where they are no arithmetic means on the theoretical bounds.

    Returns:
        Meets SCORES: respondent_id, index, and for each dimension score_<D> and n_items_<D>; 0..100 unless made otherwise.
    """
    dimensions, n_items = score_dimensions(
        item_scores(items), items.dimension_of_item, weights, min_items=missing.min_items
    )
    columns: dict[str, object] = {"respondent_id": respondent_ids.astype("str").to_numpy()}
    columns["index"] = score_index(dimensions, weights, min_dimensions=missing.min_dimensions)
    for position, name in enumerate(items.dimensions):
        columns[f"score_{name}"], columns[f"n_items_{name}"] = dimensions[:, position], n_items[:, position]
    for name, other in also.items():
        equal = equal_weights(other.dimension_of_item)
        score, answered = score_dimensions(
            item_scores(other), other.dimension_of_item, equal, min_items=missing.min_items
        )
        columns[f"score_{name}"], columns[f"n_items_{name}"] = score[:, 0], answered[:, 0]
    for name, values in (made or {}).items():
        columns["index" if name == "index" else f"score_{name}"] = values
    frame = pd.DataFrame(columns).astype({"respondent_id": "str"})
    require(frame, SCORES)
    return frame
