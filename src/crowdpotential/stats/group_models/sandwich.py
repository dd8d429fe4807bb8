"""Comparability: standard errors and tests that hold under weights, PSUs and answers that are not normal.

The scores of respondents, or their sums within PSUs, stand between two inverses of the observed information (Huber 1967; White 1982;
for weights and PSUs Skinner 1989). PSUs are taken as drawn with replacement; one that several groups share adds up its scores in all of
them, so that what it has in common counts.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor
from scipy.linalg.lapack import dpotri

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.answer_patterns import find_pulls
from crowdpotential.stats.group_models.group_derivatives import find_directions
from crowdpotential.stats.group_models.group_sample import GroupSample, Sample
from crowdpotential.stats.group_models.group_structure import (
    GroupCells,
    GroupMatrices,
    GroupStructure,
    fill_matrices,
)
from crowdpotential.stats.group_models.unrestricted_model import sum_by_psu


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandwich:
    """What is known about the parameters."""

    bread: FloatArray  # (m, m) inverse of the information of one respondent
    filled: FloatArray  # (m, m) bread times the products of the scores
    n: float  # respondents

    @property
    def trace(self) -> float:
        """Give the expectation of chi-square against the true parameters."""
        return float(np.trace(self.filled))

    @property
    def standard_errors(self) -> FloatArray:
        """Give (m,) the standard errors of the parameters."""
        return np.asarray(np.sqrt((self.filled * self.bread).sum(axis=1) / self.n))

    @property
    def covariance(self) -> FloatArray:
        """Give (m, m) the covariance of the parameters."""
        return np.asarray(self.filled @ self.bread / self.n)


def find_sandwich(
    sample: Sample, structure: GroupStructure, parameters: FloatArray, curvature: FloatArray
) -> Sandwich:
    """Find the covariance of the parameters.

    Args:
        sample: of all groups.
        structure: of the model.
        parameters: (m,) estimates.
        curvature: (m, m) second derivatives of the misfit at the estimates.

    Raises:
        LinAlgError: a curvature that is not positive definite; `minimise` lets none pass.
    """
    bread = _invert(curvature)
    filled, by_unit = np.zeros(bread.shape), np.zeros((sample.n_units, len(bread)))
    for number, group in enumerate(sample.groups):
        cells, matrices = structure.groups[number], fill_matrices(parameters, structure, number)
        sums = sum_by_psu(group, _find_scores(group, cells, matrices), has_psus=sample.has_psus)
        own, place = np.unique(cells.numbers, return_inverse=True)
        by_parameter = sums @ np.eye(len(own))[place]
        if sample.has_psus:
            by_unit[np.ix_(group.units, own)] += by_parameter
        else:
            filled[:, own] += bread[:, own] @ (by_parameter.T @ by_parameter / sample.n)
    if sample.has_psus:
        filled = bread @ (by_unit.T @ by_unit / sample.n)
    return Sandwich(bread=bread, filled=filled, n=sample.n)


def _invert(curvature: FloatArray) -> FloatArray:
    factor, _ = cho_factor(curvature, lower=True, check_finite=False)
    lower = np.tril(dpotri(factor, lower=1)[0])
    return np.asarray(lower + np.tril(lower, -1).T)


def _find_scores(group: GroupSample, cells: GroupCells, matrices: GroupMatrices) -> FloatArray:
    """Give the derivatives of each respondent's log-likelihood by the free cells, (n, q), unweighted."""
    pulls = find_pulls(group, matrices.implied_mean, matrices.implied_covariance)
    directions, y = find_directions(cells, matrices), pulls.pulls
    expected = np.stack([(directions.u * (inverse @ directions.w)).sum(axis=0) for inverse in pulls.inverses])
    scores = y @ directions.m + (y @ directions.u) * (y @ directions.w)
    return np.asarray(scores - expected[group.pattern_of_row])
