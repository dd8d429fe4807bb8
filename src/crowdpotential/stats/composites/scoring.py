"""Scores from 0 to 100 on the theoretical bounds of the items, and the weights that put them together.

An item becomes the percentage of its maximum possible (POMP; Cohen, Cohen, Aiken and West 1999). A dimension is the weighted mean of its
answered items, the index the weighted mean of its dimensions; weights are non-negative and sum to one on each level, so that every score
stays within 0..100 and a replicate cannot move the scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexWeights:
    """How items make dimensions, and dimensions the index."""

    item_weights: FloatArray  # (p,) sum to one within each dimension
    dimension_weights: FloatArray  # (k,) sum to one


def percent_of_maximum(answers: FloatArray, *, lowest: FloatArray, highest: FloatArray, is_reversed: BoolArray) -> FloatArray:
    """Place answers on 0..100 between the lowest and highest possible code; 100 is most of the dimension.

    Args:
        answers: (n, p) codes, missing as NaN.
        lowest, highest: (p,) bounds of the codes.
        is_reversed: (p,) true where a high code means little of the dimension.
    """
    share = (answers - lowest) / (highest - lowest)
    return 100 * np.where(is_reversed, 1 - share, share)


def weights_from_loadings(
    loadings: FloatArray,
    dimension_of_item: IntArray,
    second_order: FloatArray,
    *,
    names: Sequence[str] = (),
    dimensions: Sequence[str] = (),
) -> IndexWeights:
    """Weight items by their loadings, and dimensions by their loadings on the general factor.

    Args:
        loadings: (p,) standardised, of the declared factor model.
        dimension_of_item: (p,) 0..k-1.
        second_order: (k,) loadings of the dimensions on one general factor.
        names, dimensions: what to call items and dimensions in a message; by default their positions.

    Raises:
        ModelError: a loading is not positive, so that a weight would be negative; the item and the loading are named.
    """
    for kind, values, labels in (("item", loadings, names), ("dimension", second_order, dimensions)):
        if (values <= 0).any():
            worst = int(np.argmin(values))
            label = labels[worst] if labels else str(worst + 1)
            msg = f"index weights: {kind} {label} loads {values[worst]:.3f}; declare its direction, drop it, or use equal weights"
            raise ModelError(msg)
    sums = np.bincount(dimension_of_item, loadings, minlength=second_order.size)
    return IndexWeights(item_weights=loadings / sums[dimension_of_item], dimension_weights=second_order / second_order.sum())


def equal_weights(dimension_of_item: IntArray) -> IndexWeights:
    """Weight the items of a dimension equally, and the dimensions equally."""
    counts = np.bincount(dimension_of_item)
    return IndexWeights(item_weights=1 / counts[dimension_of_item], dimension_weights=np.full(counts.size, 1 / counts.size))
