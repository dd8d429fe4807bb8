"""Comparability: standard errors and tests that hold under weights, PSUs and answers that are not normal.

The scores of respondents, or their sums within PSUs, stand between two inverses of the observed information (Huber 1967; White 1982;
for weights and PSUs Skinner 1989). PSUs are taken as drawn with replacement; one that several groups share adds up its scores in all of
them, so that what it has in common counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.answer_patterns import find_pulls
from crowdpotential.stats.group_models.group_derivatives import find_directions, score_directions
from crowdpotential.stats.group_models.group_sample import GroupSample, Sample
from crowdpotential.stats.group_models.group_structure import GroupCells, GroupMatrices, GroupStructure
from crowdpotential.stats.group_models.unrestricted_model import sum_by_psu
from crowdpotential.stats.minimising.curvature import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandwich:
    """What is known about the parameters."""

    bread: FloatArray  # (m, m) inverse of the information of one respondent
    meat: FloatArray  # (m, m) products of the scores, per respondent
    n: float  # respondents

    @property
    def trace(self) -> float:
        """Return the expectation of chi-square against the true parameters."""
        return float(np.vdot(self.bread, self.meat))

    @property
    def standard_errors(self) -> FloatArray:
        """Return (m,) the standard errors of the parameters."""
        return np.asarray(np.sqrt((self.bread @ self.meat * self.bread).sum(axis=1) / self.n))

    @property
    def covariance(self) -> FloatArray:
        """Return (m, m) the covariance of the parameters."""
        return np.asarray(self.bread @ self.meat @ self.bread / self.n)


def find_sandwich(sample: Sample, structure: GroupStructure, groups: Sequence[GroupMatrices], bread: FloatArray) -> Sandwich:
    """Estimate the covariance of the parameters.

    Args:
        sample: of all groups.
        structure: of the model.
        groups: the model at the estimates.
        bread: (m, m) inverse of the second derivatives of the misfit at the estimates.
    """
    meat, by_unit = np.zeros(bread.shape), np.zeros((len(bread), sample.n_units))
    for group, cells, matrices in zip(sample.groups, structure.groups, groups, strict=True):
        sums = sum_by_psu(group, _find_scores(group, cells, matrices), has_psus=sample.has_psus)
        if sample.has_psus:
            np.add.at(by_unit, (cells.numbers[:, None], group.units), sums)
        else:
            own = fold(cells.numbers, sums @ sums.T)
            meat[own.numbers[:, None], own.numbers] += own.values
    if sample.has_psus:
        meat = by_unit @ by_unit.T
    return Sandwich(bread=bread, meat=meat / sample.n, n=sample.n)


def _find_scores(group: GroupSample, cells: GroupCells, matrices: GroupMatrices) -> FloatArray:
    """Return the derivatives of each respondent's weighted log-likelihood by the free cells, (q, n)."""
    pulls = find_pulls(group, matrices.implied_mean, matrices.implied_covariance)
    directions = find_directions(cells, matrices)
    expected = np.stack([(directions.u * (inverse @ directions.w)).sum(axis=0) for inverse in pulls.inverses])
    scores = score_directions(cells, matrices, np.ascontiguousarray(pulls.pulls.T))
    scores -= expected.T if len(expected) == 1 else expected.T[:, group.pattern_of_row]
    scores *= group.weights
    return scores
