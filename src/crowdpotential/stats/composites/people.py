"""Index: respondents' scores under any normalisation and any mean, compiled.

What `scoring` does for arithmetic means on the theoretical bounds, for all others: a table says what each answer of each item is
worth, items are averaged to dimensions under one power, dimensions to the index under another (Marichal 2008).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.powers import from_power, under_power
from crowdpotential.stats.composites.scoring import IndexWeights


class Rule(NamedTuple):
    """How items make dimensions, and dimensions the index."""

    dimension_of_item: IntArray  # (p,) 0..k-1
    fewest_items: IntArray  # (k,) answered for a dimension; never more than it has
    fewest_dimensions: int  # scored for the index
    within: FloatArray  # (k,) power of the mean of each dimension's items
    between: float  # power of the mean of dimensions


def score_people(ranks: IntArray, table: FloatArray, weights: IndexWeights, rule: Rule) -> FloatArray:
    """Score respondents: (n, 1 + k), the index first, then its dimensions; NaN where too little was answered.

    Infinite where an answer has no room under the power of a mean: zero or less under any but the arithmetic one.

    Args:
        ranks: (n, p) 0..K-1, more is more; -1 missing.
        table: (p, K) what each answer is worth.
        weights: of items and dimensions; zero leaves out.
        rule: powers, and how much has to be answered.
    """
    out = np.empty((len(ranks), 1 + weights.dimension_weights.size))
    own = np.ascontiguousarray(weights.item_weights), np.ascontiguousarray(weights.dimension_weights)
    _score(np.ascontiguousarray(ranks), np.ascontiguousarray(table), own, rule, out)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _score(
    ranks: IntArray, table: FloatArray, weights: tuple[FloatArray, FloatArray], rule: Rule, out: FloatArray
) -> None:
    by_item, by_dimension = weights
    k = by_dimension.size
    total, mass, answered = np.empty(k), np.empty(k), np.empty(k, dtype=np.int64)
    for i in range(ranks.shape[0]):
        total[:], mass[:], answered[:] = 0.0, 0.0, 0
        for item in range(by_item.size):
            if ranks[i, item] >= 0 and by_item[item] > 0:
                dimension = rule.dimension_of_item[item]
                total[dimension] += by_item[item] * under_power(
                    table[item, ranks[i, item]], rule.within[dimension]
                )
                mass[dimension] += by_item[item]
                answered[dimension] += 1
        whole, share, n_scored = 0.0, 0.0, 0
        for dimension in range(k):
            out[i, 1 + dimension] = np.nan
            if answered[dimension] >= max(1, rule.fewest_items[dimension]):
                score = from_power(total[dimension] / mass[dimension], rule.within[dimension])
                out[i, 1 + dimension] = np.inf if np.isnan(score) else score
                if by_dimension[dimension] > 0:
                    whole += by_dimension[dimension] * under_power(score, rule.between)
                    share += by_dimension[dimension]
                    n_scored += 1
        out[i, 0] = np.nan
        n_weighing = int(np.count_nonzero(by_dimension))
        if n_scored >= max(1, min(rule.fewest_dimensions, n_weighing)):
            index = from_power(whole / share, rule.between)
            out[i, 0] = np.inf if np.isnan(index) else index
