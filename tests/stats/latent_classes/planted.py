"""People of known types, who answer by chances that are known."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray

SHARES = (0.45, 0.3, 0.25)
CHANCES = np.array([[0.9] * 4 + [0.15] * 4, [0.15] * 4 + [0.85] * 4, [0.1] * 8])  # (K, J) of each type to say yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Who is of which type, and what they said."""

    kinds: IntArray  # (n,)
    codes: IntArray  # (n, J) -1 for none
    n_levels: IntArray  # (J,)


def plant(
    rng: np.random.Generator, n: int = 800, *, shares: tuple[float, ...] = SHARES, chances: FloatArray = CHANCES, missing: float = 0.0
) -> Planted:
    """Draw people and their answers, some missing at random."""
    kinds = rng.choice(len(shares), size=n, p=shares)
    codes = (rng.random((n, chances.shape[1])) < chances[kinds]).astype(np.int64)
    codes[rng.random(codes.shape) < missing] = -1
    return Planted(kinds=kinds, codes=codes, n_levels=np.full(chances.shape[1], 2))
