"""Uncertainty: Hadamard matrices, whose rows balance half-samples.

Orders are those of Sylvester (1867) and Paley (1933), and their doubles; a gap in the list is filled by the next larger one.
"""

import math

import numpy as np
from scipy.linalg import hadamard

from crowdpotential.stats.arrays import IntArray


def hadamard_above(n_rows: int) -> IntArray:
    """Make the smallest matrix of +1 and -1 with orthogonal rows that has more than `n_rows` of them.

    Its first row is all +1, so that each of the others has as many +1 as -1.
    """
    order = 4 * (n_rows // 4 + 1)
    while (found := _construct(order)) is None:
        order += 4
    signs: IntArray = found * found[0]
    return signs


def _construct(order: int) -> IntArray | None:
    """Make a Hadamard matrix of this order, a multiple of 4, if one of the rules gives it."""
    if order & (order - 1) == 0:
        return np.array(hadamard(order), dtype=np.int64)
    if _is_prime(order - 1):  # Paley's first kind: order - 1 is a prime that leaves 3 divided by 4
        return np.eye(order, dtype=np.int64) + _border(order - 1, -1)
    if order % 8 == 4 and _is_prime(order // 2 - 1):  # his second kind: a prime that leaves 1
        conference, one = _border(order // 2 - 1, 1), np.eye(order // 2, dtype=np.int64)
        return np.kron(conference, [[1, 1], [1, -1]]) + np.kron(one, [[1, -1], [-1, -1]])
    half = _construct(order // 2) if order % 8 == 0 else None
    return None if half is None else np.block([[half, half], [half, -half]])


def _border(prime: int, sign: int) -> IntArray:
    """Border the matrix of quadratic residues chi(i - j) with +1 above and `sign` at the left; zero diagonal."""
    chi = -np.ones(prime, dtype=np.int64)
    chi[np.arange(prime) ** 2 % prime] = 1
    chi[0] = 0
    bordered = np.zeros((prime + 1, prime + 1), dtype=np.int64)
    bordered[0, 1:], bordered[1:, 0] = 1, sign
    bordered[1:, 1:] = chi[np.subtract.outer(np.arange(prime), np.arange(prime)) % prime]
    return bordered


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, math.isqrt(number) + 1))
