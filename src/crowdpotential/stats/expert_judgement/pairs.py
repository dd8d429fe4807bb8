"""Weights out of comparisons of pairs (analytic hierarchy process): principal eigenvector and consistency (Saaty 1980)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray

RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}  # Saaty 1980, table 1-4
MOST = 9.0  # times that one object may matter more (Saaty 1980: absolutely more important)
ROUNDING = 0.01  # by which a comparison and its counterpart may miss 1, as 0.33 and 3 do


@dataclass(frozen=True, slots=True, kw_only=True)
class PairWeights:
    """Weights of n objects by one expert, and how well his comparisons fit together."""

    weights: FloatArray  # (n,) sum 1
    largest_eigenvalue: float
    consistency_ratio: float  # 0: they fit; above 0.10 they contradict each other too much


def count_wrong_comparisons(answers: FloatArray) -> int:
    """Count the experts with a comparison, (m, pairs), that is zero, or beyond nine times either way; NaN is no comparison."""
    size = np.abs(answers)
    return int(((size == 0) | (size > MOST + ROUNDING) | (size < 1 / MOST - ROUNDING)).any(axis=1).sum())


def make_matrices(answers: FloatArray, pairs: Sequence[tuple[int, int]], n: int) -> FloatArray:
    """Write the comparisons of each expert as a reciprocal matrix.

    Args:
        answers: (m, pairs) how many times the first object of a pair matters more; below zero, how many times the second does: -3 is 1/3.
        pairs: the places of both objects, each pair of them once.
        n: objects.

    Returns:
        (m, n, n).
    """
    ratios = np.where(answers < 0, -1 / np.where(answers < 0, answers, 1), answers)
    matrices = np.tile(np.eye(n), (len(answers), 1, 1))
    for own, (first, second) in zip(ratios.T, pairs, strict=True):
        matrices[:, first, second], matrices[:, second, first] = own, 1 / own
    return matrices


def weigh_pairs(matrix: FloatArray) -> PairWeights:
    """Return the principal eigenvector of a matrix of comparisons, and its consistency ratio (Saaty 1980, 1977).

    Args:
        matrix: (n, n) how many times the object of the row matters more than that of the column; n up to 10.

    Raises:
        DesignError: it is not square, not positive, not reciprocal, or too large.
    """
    _refuse(matrix)
    n = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    vector, largest = np.abs(vectors[:, at].real), float(values[at].real)
    index = (largest - n) / (n - 1) if n > 1 else 0.0
    ratio = max(index, 0.0) / RANDOM_INDEX[n] if RANDOM_INDEX[n] else 0.0
    return PairWeights(weights=vector / vector.sum(), largest_eigenvalue=largest, consistency_ratio=ratio)


def _refuse(matrix: FloatArray) -> None:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) not in RANDOM_INDEX:
        msg = f"a matrix of comparisons has as many rows as columns, 1 to {max(RANDOM_INDEX)}, not {matrix.shape}"
        raise DesignError(msg)
    if not (np.isfinite(matrix) & (matrix > 0)).all():
        msg = f"{int((~(matrix > 0)).sum())} comparisons are missing or not above zero; each says how many times one matters more"
        raise DesignError(msg)
    odd = np.abs(matrix * matrix.T - 1) > ROUNDING
    if odd.any():
        pairs = int(np.triu(odd).sum())
        msg = f"the matrix is not reciprocal: {pairs} comparisons and their counterparts do not multiply to 1; ask each pair once"
        raise DesignError(msg)
