"""Comparability: what each pattern of missing answers says about the mean and the covariance of a group.

For a respondent who answered the items o, W is the inverse of the covariance of these items, filled up with zeros, z the distance of
the answers from the mean and y = W z. Without missing answers there is one pattern.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.group_models.group_sample import GroupSample


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulls:
    """How strongly the answers of each respondent pull at a mean and a covariance."""

    inverses: FloatArray  # (P, p, p) W
    log_determinants: FloatArray  # (P,) of the covariance of the answered items
    distances: FloatArray  # (n, p) z, 0 where missing
    pulls: FloatArray  # (n, p) y


def find_pulls(group: GroupSample, mean: FloatArray, covariance: FloatArray) -> Pulls:
    """Find W and y of every pattern and respondent.

    Args:
        group: n respondents in P patterns.
        mean: (p,) of the model.
        covariance: (p, p) positive definite.
    """
    inverses, log_determinants = _invert_patterns(group.answered, covariance)
    distances = group.answers - mean
    if not group.is_complete:
        distances[~group.answered[group.pattern_of_row]] = 0.0
    pulls = np.empty_like(distances)
    for pattern, rows in enumerate(pattern_rows(group)):
        pulls[rows] = distances[rows] @ inverses[pattern]
    return Pulls(inverses=inverses, log_determinants=log_determinants, distances=distances, pulls=pulls)


def pattern_rows(group: GroupSample) -> list[slice]:
    """Return the respondents of each pattern."""
    ends = np.searchsorted(group.pattern_of_row, np.arange(len(group.answered) + 1))
    return [slice(int(a), int(b)) for a, b in itertools.pairwise(ends)]


def _invert_patterns(answered: BoolArray, covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Invert the covariance of each pattern's items: what is missing is swept out of the inverse of the whole."""
    whole = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    inverses = np.tile(whole, (len(answered), 1, 1))
    log_determinants = np.full(len(answered), np.linalg.slogdet(covariance)[1])
    n_missing = (~answered).sum(axis=1)
    for number in np.unique(n_missing[n_missing > 0]):
        which = np.flatnonzero(n_missing == number)
        missing: IntArray = np.nonzero(~answered[which])[1].reshape(len(which), number)
        block = whole[missing[:, :, None], missing[:, None, :]]
        columns = whole[missing]  # (r, number, p)
        inverses[which] -= np.matrix_transpose(columns) @ np.linalg.solve(block, columns)
        log_determinants[which] += np.linalg.slogdet(block)[1]
    return inverses, log_determinants
