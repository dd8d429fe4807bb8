"""Index rule: who has a score in a dimension, who has an index, and what both are. Nothing else decides either.

An item or a dimension that weighs nothing takes no part: it is not asked for and not counted, so that it neither gives an index nor
takes one away (decision 80). Values are averaged to dimensions under one power, dimensions to the index under another (Marichal 2008).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.composites.powers import from_power, under_power
from crowdpotential.stats.composites.scoring import IndexWeights


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """How much has to be answered: a number, or a share of what weighs if that is more; never more than weighs, never nothing."""

    items: int = 1  # of a dimension
    dimensions: int = 1  # of the index
    share: float = 0.0  # of either


class Weighing(NamedTuple):
    """What weighs more than nothing."""

    items: BoolArray  # (p,)
    dimensions: BoolArray  # (k,)


class Means(NamedTuple):
    """How items are averaged to dimensions, and dimensions to the index."""

    dimension_of_item: IntArray  # (p,) 0..k-1
    within: FloatArray  # (k,) power of the mean of each dimension's items
    between: float  # power of the mean of dimensions


def plain_means(dimension_of_item: IntArray, n_dimensions: int) -> Means:
    """Return arithmetic means on both levels."""
    return Means(np.ascontiguousarray(dimension_of_item, dtype=np.int64), np.ones(n_dimensions), 1.0)


def count_answered(answered: BoolArray, dimension_of_item: IntArray, weighing: Weighing) -> tuple[IntArray, IntArray]:
    """Count the answered items of each dimension (n, k), and all of them (k,); what weighs nothing does not count."""
    members = np.eye(weighing.dimensions.size)[dimension_of_item] * weighing.items[:, None]
    return (answered @ members).astype(np.int64), members.sum(axis=0).astype(np.int64)


def find_scored(answered: BoolArray, dimension_of_item: IntArray, weighing: Weighing, needed: Needed) -> BoolArray:
    """Find who has an index, and who a score in each dimension: (n, 1 + k), the index first.

    Args:
        answered: (n, p).
        dimension_of_item: (p,) 0..k-1.
        weighing: items and dimensions; a dimension none of whose items weighs takes no part.
        needed: of those that weigh.
    """
    n_answered, n_items = count_answered(answered, dimension_of_item, weighing)
    has_score = n_answered >= _fewest(needed.items, needed.share, n_items)
    takes_part = weighing.dimensions & (n_items > 0)
    n_scored = has_score[:, takes_part].sum(axis=1)
    has_index = n_scored >= _fewest(needed.dimensions, needed.share, takes_part.sum())
    return np.column_stack([has_index, has_score])


def score_people(values: FloatArray, answered: BoolArray, weights: IndexWeights, means: Means, needed: Needed) -> FloatArray:
    """Score respondents: (n, 1 + k), the index first, then its dimensions; NaN where too little was answered.

    Infinite where an answer has no room under the power of a mean: zero or less under any but the arithmetic one.

    Args:
        values: (n, p) what each answer is worth.
        answered: (n, p).
        weights: of items and dimensions.
        means: their powers.
        needed: how much has to be answered.
    """
    own = IndexWeights(
        item_weights=np.ascontiguousarray(weights.item_weights, dtype=np.float64),
        dimension_weights=np.ascontiguousarray(weights.dimension_weights, dtype=np.float64),
    )
    weighing = Weighing(own.item_weights > 0, own.dimension_weights > 0)
    is_scored = find_scored(answered, means.dimension_of_item, weighing, needed)
    out = np.full(is_scored.shape, np.nan)
    people = (np.ascontiguousarray(values), np.ascontiguousarray(answered), is_scored)
    _score(people, (own.item_weights, own.dimension_weights), means, out)
    return out


def _fewest(number: int, share: float, n_weighing: IntArray) -> IntArray:
    asked = np.maximum(number, np.ceil(share * n_weighing))
    return np.asarray(np.maximum(np.minimum(asked, n_weighing), 1), dtype=np.int64)


@njit(cache=True, nogil=True, error_model="numpy")
def _score(
    people: tuple[FloatArray, BoolArray, BoolArray],
    weights: tuple[FloatArray, FloatArray],
    means: Means,
    out: FloatArray,
) -> None:
    values, answered, is_scored = people
    by_item, by_dimension = weights
    total, mass = np.empty(by_dimension.size), np.empty(by_dimension.size)
    for i in range(values.shape[0]):
        total[:], mass[:] = 0.0, 0.0
        for item in range(by_item.size):
            if answered[i, item] and by_item[item] > 0:
                dimension = means.dimension_of_item[item]
                total[dimension] += by_item[item] * under_power(values[i, item], means.within[dimension])
                mass[dimension] += by_item[item]
        whole, share = 0.0, 0.0
        for dimension in range(by_dimension.size):
            if is_scored[i, 1 + dimension]:
                score = from_power(total[dimension] / mass[dimension], means.within[dimension])
                out[i, 1 + dimension] = np.inf if np.isnan(score) else score
                if by_dimension[dimension] > 0:
                    whole += by_dimension[dimension] * under_power(score, means.between)
                    share += by_dimension[dimension]
        if is_scored[i, 0]:
            index = from_power(whole / share, means.between)
            out[i, 0] = np.inf if np.isnan(index) else index
