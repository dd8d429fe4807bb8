"""Comparability: standard errors and tests that hold under weights, PSUs and answers that are not normal.

The scores of respondents, or their sums within PSUs, stand between two inverses of the observed information (Huber 1967; White 1982;
for weights and PSUs Skinner 1989). PSUs are taken as drawn with replacement, independent of each other within a group.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from crowdpotential.stats.answer_patterns import find_pulls
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_derivatives import (
    add_by_parameter,
    find_directions,
    find_moment_jacobian,
)
from crowdpotential.stats.group_sample import GroupSample, Sample
from crowdpotential.stats.group_structure import GroupCells, GroupMatrices, GroupStructure, fill_matrices
from crowdpotential.stats.unrestricted_model import sum_by_psu


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandwich:
    """What is known about the parameters."""

    covariance: FloatArray  # (m, m) of the parameters
    bread: FloatArray  # (m, m) inverse of the information of one respondent
    trace: float  # expectation of chi-square against the true parameters


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
    bread = np.asarray(cho_solve(cho_factor(curvature), np.eye(len(curvature))))
    meat = np.zeros(bread.shape)  # C-contiguous, unlike the bread
    for number, group in enumerate(sample.groups):
        cells, matrices = structure.groups[number], fill_matrices(parameters, structure, number)
        sums = sum_by_psu(group, _find_scores(group, cells, matrices), has_psus=sample.has_psus)
        add_by_parameter(meat, cells, sums.T @ sums / sample.n)
    return Sandwich(
        covariance=bread @ meat @ bread / sample.n, bread=bread, trace=float((bread * meat).sum())
    )


def _find_scores(group: GroupSample, cells: GroupCells, matrices: GroupMatrices) -> FloatArray:
    """Give the derivatives of each respondent's log-likelihood by the free cells, (n, q), unweighted."""
    pulls = find_pulls(group, matrices.implied_mean, matrices.implied_covariance)
    directions, y = find_directions(cells, matrices), pulls.pulls
    rows, columns = np.tril_indices(y.shape[1])
    halves = np.where(rows == columns, 0.5, 1.0)
    of_covariances = find_moment_jacobian(cells, matrices)[y.shape[1] :]
    expected = (pulls.inverses[:, rows, columns] * halves) @ of_covariances
    return y @ directions.m + (y @ directions.u) * (y @ directions.w) - expected[group.pattern_of_row]
