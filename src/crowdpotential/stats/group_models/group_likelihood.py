"""Comparability: the likelihood of a factor model in several groups, from their means and covariances."""

from collections.abc import Sequence

import numpy as np
from scipy.linalg import LinAlgError

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.group_derivatives import Directions, find_bending, find_directions
from crowdpotential.stats.group_models.group_structure import GroupCells, GroupStructure, fill_matrices
from crowdpotential.stats.group_models.moments import Moments
from crowdpotential.stats.minimising.curvature import Block, Curvature, fold, invert_matrix
from crowdpotential.stats.minimising.newton import Objective, Slope


def likelihood_of_moments(moments: Sequence[Moments], structure: GroupStructure) -> Objective:
    """Return the misfit of complete answers: half of -2 log-likelihood per respondent, without its constant.

    Args:
        moments: of each group.
        structure: of the model.
    """
    return Objective(
        find_misfit=lambda parameters: _find_misfit(moments, structure, parameters),
        find_slope=lambda parameters: _differentiate(moments, structure, parameters),
        find_expected=lambda parameters: _find_expected(moments, structure, parameters),
    )


def _find_misfit(moments: Sequence[Moments], structure: GroupStructure, parameters: FloatArray) -> float:
    total, misfit = sum(group.n for group in moments), 0.0
    for number, group in enumerate(moments):
        matrices = fill_matrices(parameters, structure, number)
        try:
            inverse, log_determinant = invert_matrix(matrices.implied_covariance)
        except LinAlgError:
            return np.inf
        distance = group.mean - matrices.implied_mean
        squares = (inverse * group.covariance).sum() + distance @ inverse @ distance
        misfit += group.n / total * (log_determinant + squares) / 2
    return float(misfit)


def _differentiate(moments: Sequence[Moments], structure: GroupStructure, parameters: FloatArray) -> Slope:
    """Differentiate the misfit twice.

    With W the inverse of the implied covariance, d the distance of the means, C = S + dd' and B = WCW, the misfit changes by
    half of tr[(W - B) dS] - 2 d'W dm; the second derivatives follow by differentiating W and d once more (Magnus and Neudecker
    1988, Matrix Differential Calculus).
    """
    total = sum(group.n for group in moments)
    misfit, gradient, blocks = 0.0, np.zeros(structure.n_parameters), list[Block]()
    for number, group in enumerate(moments):
        share, cells = group.n / total, structure.groups[number]
        matrices = fill_matrices(parameters, structure, number)
        directions = find_directions(cells, matrices)
        inverse, log_determinant = _invert(matrices.implied_covariance)
        distance = group.mean - matrices.implied_mean
        pull = inverse @ distance
        back = inverse @ group.covariance @ inverse + np.outer(pull, pull)
        misfit += share * (log_determinant + (inverse * group.covariance).sum() + distance @ pull) / 2
        u, w, m = directions.u, directions.w, directions.m
        np.add.at(gradient, cells.numbers, share * (((inverse - back) @ u * w).sum(axis=0) - pull @ m))
        half = _find_half(cells, directions, inverse, 2 * back - inverse)
        half += (w * (pull @ u) + u * (pull @ w) + m / 2).T @ (inverse @ m)
        bending = find_bending(cells, matrices, inverse - back, -2 * pull)
        blocks.append(fold(cells.numbers, share * (half + half.T + bending / 2)))
    curvature = Curvature(n_parameters=structure.n_parameters, blocks=tuple(blocks))
    return Slope(misfit=misfit, gradient=gradient, curvature=curvature)


def _invert(covariance: FloatArray) -> tuple[FloatArray, float]:
    """Return the inverse of a covariance and the logarithm of its determinant, infinite where the covariance is impossible."""
    try:
        return invert_matrix(covariance)
    except LinAlgError:
        return np.asarray(np.linalg.inv(covariance)), np.inf


def _find_expected(moments: Sequence[Moments], structure: GroupStructure, parameters: FloatArray) -> Curvature:
    """Return the second derivatives that the model expects: the information of one respondent."""
    blocks: list[Block] = []
    total = sum(group.n for group in moments)
    for number, group in enumerate(moments):
        cells, matrices = structure.groups[number], fill_matrices(parameters, structure, number)
        directions = find_directions(cells, matrices)
        inverse = np.asarray(np.linalg.inv(matrices.implied_covariance), dtype=np.float64)
        half = _find_half(cells, directions, inverse, inverse) + directions.m.T @ inverse @ directions.m / 2
        blocks.append(fold(cells.numbers, group.n / total * (half + half.T)))
    return Curvature(n_parameters=structure.n_parameters, blocks=tuple(blocks))


def _find_half(cells: GroupCells, directions: Directions, left: FloatArray, right: FloatArray) -> FloatArray:
    """Return what makes tr[right dS_q left dS_r] / 2, dS = u w' + w u', for all q and r, when its transpose is added.

    Intercepts and means move no covariance, so that their rows and columns stay zero.
    """
    half = np.zeros((len(cells.numbers), len(cells.numbers)))
    n = cells.n_in_covariance
    u, w = directions.u[:, :n], directions.w[:, :n]
    left_u, right_w = left @ u, right @ w
    half[:n, :n] = (w.T @ left_u) * (u.T @ right_w)
    half[:n, :n] += ((w.T @ left @ w) * (u.T @ right @ u) + (u.T @ left_u) * (w.T @ right_w)) / 2
    half /= 2
    return half
