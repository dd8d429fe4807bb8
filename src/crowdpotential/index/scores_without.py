"""Scores made anew without some of their items: of a predictor that would otherwise hold what it is to explain."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from crowdpotential.index.index_rule import IndexRule, score_main
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.scoring import IndexWeights


def score_without(items: Items, left_out: Collection[str], weights: IndexWeights, rule: IndexRule, by: FloatArray) -> FloatArray:
    """Score the main sample with a weight of zero for some items; the others keep their proportions.

    As many items and dimensions are asked for as before, or as many as are left.

    Args:
        items: of the index, or of one dimension.
        left_out: names of items.
        weights: of all of them.
        rule: how the index is made.
        by: (n,) weights of the respondents.

    Returns:
        (n, 1 + k) the index first; NaN of a dimension without items.
    """
    stays = np.array([name not in left_out for name in items.names])
    own = np.where(stays, weights.item_weights, 0.0)
    sums = np.bincount(items.dimension_of_item, own, minlength=len(items.dimensions))
    has_any = sums > 0
    of_items = np.divide(own, sums[items.dimension_of_item], out=np.zeros_like(own), where=has_any[items.dimension_of_item])
    of_dimensions = np.where(has_any, weights.dimension_weights, 0.0)
    fewest = int(np.bincount(items.dimension_of_item[own > 0], minlength=len(items.dimensions))[has_any].min())
    missing = rule.missing.model_copy(
        update={
            "min_items": min(rule.missing.min_items, fewest),
            "min_dimensions": min(rule.missing.min_dimensions, int(has_any.sum())),
        }
    )
    made_anew = IndexWeights(item_weights=of_items, dimension_weights=of_dimensions / of_dimensions.sum())
    return score_main(replace(rule, missing=missing), items, by, made_anew)
