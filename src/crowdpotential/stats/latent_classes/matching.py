"""Types of people: which class of one solution is which of another, and how far two solutions put people together alike."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.special import comb

from crowdpotential.stats.arrays import FloatArray, IntArray


def match_classes(reference: FloatArray, other: FloatArray) -> IntArray:
    """Return for each class of a reference the class of another solution with the nearest profile, each taken once (Kuhn 1955).

    Args:
        reference, other: (M, K) probability of each level in each class.
    """
    distances = np.square(reference[:, :, None] - other[:, None, :]).sum(axis=0)
    found: IntArray = np.asarray(linear_sum_assignment(distances)[1], dtype=np.int64)
    return found


def adjusted_rand(first: IntArray, second: IntArray) -> float:
    """Return how far two partitions put the same people together, beyond chance: 1 if wholly, 0 as chance would (Hubert and Arabie 1985).

    Args:
        first, second: (n,) group of each person, 0 upwards.
    """
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1.0)
    together = comb(table, 2).sum()
    rows, columns = comb(table.sum(axis=1), 2).sum(), comb(table.sum(axis=0), 2).sum()
    by_chance = rows * columns / comb(first.size, 2)
    most = (rows + columns) / 2
    return 1.0 if most == by_chance else float((together - by_chance) / (most - by_chance))
