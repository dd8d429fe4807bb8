"""Inequality among the users of a log: bootstrap samples of users, each of whom counts once (Efron 1979, Annals of Statistics 7, 1-26)."""

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inequality.lorenz import Distribution


def resample_users(amounts: FloatArray, number: int, rng: np.random.Generator) -> Distribution:
    """Draw samples of as many users with replacement; those who did the same are drawn together, since nothing tells them apart.

    Args:
        amounts: (n,) what each user did, above zero.
        number: of samples, R.
        rng: of the draws.

    Returns:
        Weights (v, 1 + R) of each of v amounts: of the users as they are, then of each sample.
    """
    values, counts = np.unique(amounts, return_counts=True)
    drawn = rng.multinomial(amounts.size, counts / amounts.size, size=number)
    return Distribution(amounts=values, weights=np.vstack([counts, drawn]).T.astype(np.float64))
