"""A small sample with known truth: strata, sampling points and bootstrap replicates, without files."""

import numpy as np

from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication

STRATA, POINTS, SIZE = 4, 10, 12
N = STRATA * POINTS * SIZE


def draw_design(*, number: int = 40, seed: int = 1) -> Design:
    """Draw weights of N respondents in points, and replicates of them."""
    rng = np.random.default_rng(seed)
    psus = np.repeat(np.arange(STRATA * POINTS), SIZE)
    strata = np.arange(STRATA * POINTS) // POINTS
    keys = np.array([psu_key(str(point)) for point in range(strata.size)], dtype=np.uint64)
    multipliers = rao_wu_multipliers(strata, keys, seed=seed, number=number)
    weights = np.exp(rng.normal(0, 0.3, N))
    return Design(
        weights=weights,
        replicate_weights=weights[:, None] * multipliers[psus],
        replication=rao_wu_replication(strata, number=number),
        strata=strata[psus],
        psus=psus,
    )
