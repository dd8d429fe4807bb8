"""Inequality: how a total is spread over people - the Lorenz curve, Gini's coefficient, and the share of those who have most.

People with the same amount are told apart by nothing, so that amounts are taken each once, with the weight of all who have it. Everything
is found for many columns of weights at once: the sample's, and those of its replicates.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Amounts in ascending order, each once, and the weight of those who have it under C columns of weights."""

    amounts: FloatArray  # (v,) zero or more
    weights: FloatArray  # (v, C) NaN throughout where a replicate failed

    @property
    def people(self) -> FloatArray:
        """(1 + v, C) share of the people who have at most so much, from nobody to everybody; NaN without weight."""
        return _run_up(self.weights)

    @property
    def held(self) -> FloatArray:
        """(1 + v, C) share of the total that these people hold; NaN where there is no total."""
        return _run_up(self.amounts[:, None] * self.weights)


def distribute(amounts: FloatArray, weights: FloatArray) -> Distribution:
    """Gather the weight of each amount.

    Args:
        amounts: (n,) zero or more.
        weights: (n, C) of any scale.

    Raises:
        ValueError: no amounts, negative ones, or ones that are no numbers.
    """
    if not amounts.size:
        msg = "inequality of nobody: give the amounts of one respondent or more"
        raise ValueError(msg)
    if n_odd := int((~(amounts >= 0) | np.isinf(amounts)).sum()):
        msg = f"{n_odd} of {amounts.size} amounts are negative or no numbers; leave those respondents out"
        raise ValueError(msg)
    order = np.argsort(amounts, kind="stable")
    values, first = np.unique(amounts[order], return_index=True)
    return Distribution(amounts=values, weights=np.add.reduceat(weights[order], first, axis=0))


def find_gini(distribution: Distribution) -> FloatArray:
    """Compute Gini's coefficient: 0 where all have the same, near 1 where one has all (Langel and Tillé 2013, JRSS A 176, eq. 7).

    It is half the mean absolute difference of two people, drawn with replacement, over the mean.

    Returns:
        (C,) 0 to 1; NaN where nobody has anything.
    """
    people, held = distribution.people, distribution.held
    below = (np.diff(people, axis=0) * (held[1:] + held[:-1])).sum(axis=0)
    return np.asarray(1 - below)


def find_lorenz(distribution: Distribution, at: FloatArray) -> FloatArray:
    """Return how much of the total those people hold who have least (Lorenz 1905; Kovačević and Binder 1997, J. Off. Stat. 13).

    People who have the same are divided where a share ends among them, so that the curve is straight there.

    Args:
        distribution: of everybody.
        at: (p,) shares of the people, 0 to 1.

    Returns:
        (p, C) 0 to 1; NaN where nobody has anything.
    """
    people, held = distribution.people, distribution.held
    columns = np.arange(people.shape[1])
    found = np.empty((at.size, columns.size))
    for row, share in enumerate(at):
        after = np.clip((people < share).sum(axis=0), 1, len(people) - 1)
        left, right = people[after - 1, columns], people[after, columns]
        part = np.divide(share - left, right - left, out=np.zeros(columns.size), where=right > left)
        found[row] = held[after - 1, columns] + part * (held[after, columns] - held[after - 1, columns])
    return np.clip(found, 0.0, 1.0)


def find_top_shares(distribution: Distribution, shares: Sequence[float]) -> FloatArray:
    """Return how much of the total the most active hold: what the Lorenz curve leaves to one.

    Args:
        distribution: of everybody.
        shares: (q,) of the people, such as 0.01 and 0.1.

    Returns:
        (q, C) from the share itself, where all have the same, to 1.
    """
    return np.asarray(1 - find_lorenz(distribution, 1 - np.asarray(shares, dtype=np.float64)))


def count_effective(amounts: FloatArray, weights: FloatArray, share: float = 1.0) -> float:
    """Count how many respondents of equal weight and activity would make as much of the error as those who have most (Kish 1965).

    It is never more than the respondents who are active there, and near one where one of them makes nearly all.

    Args:
        amounts: (n,) zero or more.
        weights: (n,) of the sample.
        share: of the people, from those who have most on; those at its lower end count by their part in it.

    Returns:
        0 where nobody has anything.
    """
    amount, place = np.unique(-amounts, return_inverse=True)  # the largest first
    weight = np.bincount(place, weights, amount.size) / weights.sum()
    before = np.cumsum(weight) - weight
    part = np.clip(np.divide(share - before, weight, out=np.zeros(weight.size), where=weight > 0), 0.0, 1.0)
    held = part[place] * weights * amounts
    return float(held.sum() ** 2 / np.square(held).sum()) if held.any() else 0.0


def _run_up(sizes: FloatArray) -> FloatArray:
    sums = np.cumsum(sizes, axis=0)
    with np.errstate(invalid="ignore"):
        shares = np.where(sums[-1] > 0, sums / sums[-1], np.nan)
    return np.concatenate([np.where(np.isnan(shares[:1]), np.nan, 0.0), shares])
