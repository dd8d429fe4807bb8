"""Comparability: the likelihood of a factor model in several groups whose answers are partly missing.

Full information maximum likelihood: every respondent counts with the answers given, missing at random (Arbuckle 1996; weights as in
pseudo-maximum likelihood). The derivatives by the moments come from `moment_information`, the rest from the model's structure.
"""

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.answer_patterns import Pulls, find_pulls
from crowdpotential.stats.group_models.group_derivatives import find_bending, find_moment_jacobian
from crowdpotential.stats.group_models.group_sample import GroupSample, Sample
from crowdpotential.stats.group_models.group_structure import GroupMatrices, GroupStructure, fill_matrices
from crowdpotential.stats.group_models.moment_information import (
    find_expected_information,
    find_observed_information,
)
from crowdpotential.stats.minimising.curvature import Block, Curvature, fold
from crowdpotential.stats.minimising.newton import Objective, Slope


def likelihood_of_answers(sample: Sample, structure: GroupStructure) -> Objective:
    """Return the misfit of incomplete answers: half of -2 log-likelihood per respondent, without its constant.

    Args:
        sample: of all groups.
        structure: of the model.
    """
    return Objective(
        find_misfit=lambda parameters: _find_misfit(sample, structure, parameters),
        find_slope=lambda parameters: _differentiate(sample, structure, parameters),
        find_expected=lambda parameters: _find_expected(sample, structure, parameters),
    )


def find_group_misfit(group: GroupSample, pulls: Pulls) -> float:
    """Return half of -2 log-likelihood of a group, without its constant."""
    sizes = np.bincount(group.pattern_of_row, group.weights)
    squares = np.einsum("ij,ij,i->", pulls.distances, pulls.pulls, group.weights)
    return float(sizes @ pulls.log_determinants + squares) / 2


def _find_misfit(sample: Sample, structure: GroupStructure, parameters: FloatArray) -> float:
    misfit = 0.0
    for number, group in enumerate(sample.groups):
        matrices = fill_matrices(parameters, structure, number)
        if not _is_possible(matrices):
            return np.inf
        pulls = find_pulls(group, matrices.implied_mean, matrices.implied_covariance)
        misfit += find_group_misfit(group, pulls)
    return misfit / sample.n


def _differentiate(sample: Sample, structure: GroupStructure, parameters: FloatArray) -> Slope:
    misfit, gradient, blocks = 0.0, np.zeros(structure.n_parameters), list[Block]()
    rows, columns = np.tril_indices(len(sample.item_names))
    halves = np.where(rows == columns, 0.5, 1.0)
    for number, group in enumerate(sample.groups):
        cells, matrices = structure.groups[number], fill_matrices(parameters, structure, number)
        pulls = find_pulls(group, matrices.implied_mean, matrices.implied_covariance)
        misfit += find_group_misfit(group, pulls) if _is_possible(matrices) else np.inf
        jacobian = find_moment_jacobian(cells, matrices)
        sizes = np.bincount(group.pattern_of_row, group.weights)
        weighted = pulls.pulls * group.weights[:, None]
        for_covariance = np.einsum("k,kij->ij", sizes, pulls.inverses) - weighted.T @ pulls.pulls
        for_mean = -weighted.sum(axis=0)
        slope = np.concatenate([for_mean, for_covariance[rows, columns] * halves]) @ jacobian
        np.add.at(gradient, cells.numbers, slope / sample.n)
        bent = jacobian.T @ find_observed_information(group, pulls) @ jacobian
        bent += find_bending(cells, matrices, for_covariance / 2, for_mean)
        blocks.append(fold(cells.numbers, bent / sample.n))
    curvature = Curvature(n_parameters=structure.n_parameters, blocks=tuple(blocks))
    return Slope(misfit=misfit / sample.n, gradient=gradient, curvature=curvature)


def _find_expected(sample: Sample, structure: GroupStructure, parameters: FloatArray) -> Curvature:
    blocks: list[Block] = []
    for number, group in enumerate(sample.groups):
        cells, matrices = structure.groups[number], fill_matrices(parameters, structure, number)
        pulls = find_pulls(group, matrices.implied_mean, matrices.implied_covariance)
        jacobian = find_moment_jacobian(cells, matrices)
        own = jacobian.T @ find_expected_information(group, pulls) @ jacobian
        blocks.append(fold(cells.numbers, own / sample.n))
    return Curvature(n_parameters=structure.n_parameters, blocks=tuple(blocks))


def _is_possible(matrices: GroupMatrices) -> bool:
    try:
        np.linalg.cholesky(matrices.implied_covariance)
    except np.linalg.LinAlgError:
        return False
    return True
