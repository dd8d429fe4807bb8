"""Respondents' scores: each dimension and the index, 0..100, with the number of items that each rests on."""

from collections.abc import Mapping

import pandas as pd

from crowdpotential.contracts import SCORES, require
from crowdpotential.index.index_rule import score_plainly
from crowdpotential.index.items import Items
from crowdpotential.params import MissingItems
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.index_rule import Weighing, count_answered
from crowdpotential.stats.composites.scoring import IndexWeights, equal_weights


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
    columns: dict[str, object] = {"respondent_id": respondent_ids.astype("str").to_numpy()}
    scores, n_items = score_plainly(items, weights, missing), _count(items, weights)
    columns["index"] = scores[:, 0]
    for position, name in enumerate(items.dimensions):
        columns[f"score_{name}"] = scores[:, 1 + position]
        columns[f"n_items_{name}"] = n_items[:, position]
    for name, other in also.items():
        equal = equal_weights(other.dimension_of_item)
        columns[f"score_{name}"] = score_plainly(other, equal, missing)[:, 1]
        columns[f"n_items_{name}"] = _count(other, equal)[:, 0]
    for name, values in (made or {}).items():
        columns["index" if name == "index" else f"score_{name}"] = values
    frame = pd.DataFrame(columns).astype({"respondent_id": "str"})
    require(frame, SCORES)
    return frame


def _count(items: Items, weights: IndexWeights) -> IntArray:
    """Count the answers that each dimension's score rests on: (n, k)."""
    weighing = Weighing(weights.item_weights > 0, weights.dimension_weights > 0)
    return count_answered(items.ranks >= 0, items.dimension_of_item, weighing)[0]
