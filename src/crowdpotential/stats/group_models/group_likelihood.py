"""Comparability: the likelihood of a factor model in several groups, from their means and covariances."""

from collections.abc import Sequence

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.group_derivatives import (
    Directions,
    add_by_parameter,
    find_bending,
    find_directions,
)
from crowdpotential.stats.group_models.group_structure import GroupStructure, fill_matrices
from crowdpotential.stats.group_models.moments import Moments
from crowdpotential.stats.group_models.newton import Objective, Slope


def likelihood_of_moments(moments: Sequence[Moments], structure: GroupStructure) -> Objective:
    """Make the misfit of complete answers: half of -2 log-likelihood per respondent, without its constant.

    Args:
        moments: of each group.
        structure: of the model.
    """
    return Objective(
        find_misfit=lambda parameters: _find_misfit(moments, structure, parameters),
        find_slope=lambda parameters: _differentiate(moments, structure, parameters),
        find_expected=lambda parameters: _find_expected(moments, structure, parameters),
    )


def find_saturated_misfit(moments: Sequence[Moments]) -> float:
    """Give the misfit of the model without restrictions."""
    total = sum(group.n for group in moments)
    each = [
        group.n / total * (np.linalg.slogdet(group.covariance)[1] + len(group.mean)) / 2 for group in moments
    ]
    return float(sum(each))


def _find_misfit(moments: Sequence[Moments], structure: GroupStructure, parameters: FloatArray) -> float:
    total, misfit = sum(group.n for group in moments), 0.0
    for number, group in enumerate(moments):
        matrices = fill_matrices(parameters, structure, number)
        try:
            factor = cho_factor(matrices.implied_covariance, lower=True)
        except LinAlgError:
            return np.inf
        distance = group.mean - matrices.implied_mean
        second_moments = group.covariance + np.outer(distance, distance)
        log_determinant = 2 * np.log(np.diag(factor[0])).sum()
        misfit += group.n / total * (log_determinant + np.trace(cho_solve(factor, second_moments))) / 2
    return float(misfit)


def _differentiate(moments: Sequence[Moments], structure: GroupStructure, parameters: FloatArray) -> Slope:
    """Differentiate the misfit twice.

    With W the inverse of the implied covariance, d the distance of the means, C = S + dd' and B = WCW, the misfit changes by
    half of tr[(W - B) dS] - 2 d'W dm; the second derivatives follow by differentiating W and d once more (Magnus and Neudecker
    1988, Matrix Differential Calculus).
    """
    size, total = structure.n_parameters, sum(group.n for group in moments)
    misfit, gradient, curvature = 0.0, np.zeros(size), np.zeros((size, size))
    for number, group in enumerate(moments):
        share, cells = group.n / total, structure.groups[number]
        matrices = fill_matrices(parameters, structure, number)
        directions = find_directions(cells, matrices)
        u, w, m = directions.u, directions.w, directions.m
        inverse, log_determinant = _invert(matrices.implied_covariance)
        distance = group.mean - matrices.implied_mean
        pull = inverse @ distance
        back = inverse @ group.covariance @ inverse + np.outer(pull, pull)
        misfit += share * (log_determinant + (inverse * group.covariance).sum() + distance @ pull) / 2
        np.add.at(gradient, cells.numbers, share * (((inverse - back) @ u * w).sum(axis=0) - pull @ m))
        of_means = inverse @ m
        mixed = (pull @ u)[:, None] * (w.T @ of_means) + (pull @ w)[:, None] * (u.T @ of_means)
        own = _trace(directions, inverse, 2 * back - inverse) / 2 + m.T @ of_means + mixed + mixed.T
        bending = find_bending(cells, matrices, inverse - back, -2 * pull)
        add_by_parameter(curvature, cells, share * (own + bending / 2))
    return Slope(misfit=misfit, gradient=gradient, curvature=curvature)


def _invert(covariance: FloatArray) -> tuple[FloatArray, float]:
    """Give the inverse of a covariance and the logarithm of its determinant."""
    sign, log_determinant = np.linalg.slogdet(covariance)
    return np.asarray(np.linalg.inv(covariance)), float(log_determinant) if sign > 0 else np.inf


def _find_expected(
    moments: Sequence[Moments], structure: GroupStructure, parameters: FloatArray
) -> FloatArray:
    """Give the second derivatives that the model expects: the information of one respondent."""
    expected = np.zeros((structure.n_parameters, structure.n_parameters))
    total = sum(group.n for group in moments)
    for number, group in enumerate(moments):
        cells, matrices = structure.groups[number], fill_matrices(parameters, structure, number)
        directions = find_directions(cells, matrices)
        inverse = np.asarray(np.linalg.inv(matrices.implied_covariance), dtype=np.float64)
        own = _trace(directions, inverse, inverse) / 2 + directions.m.T @ inverse @ directions.m
        add_by_parameter(expected, cells, group.n / total * own)
    return expected


def _trace(directions: Directions, left: FloatArray, right: FloatArray) -> FloatArray:
    """Give tr[right dS_q left dS_r] for all q and r, where dS = u w' + w u'."""
    u, w = directions.u, directions.w
    left_u, left_w, right_u, right_w = left @ u, left @ w, right @ u, right @ w
    return np.asarray(
        (w.T @ left_u) * (u.T @ right_w)
        + (w.T @ left_w) * (u.T @ right_u)
        + (u.T @ left_u) * (w.T @ right_w)
        + (u.T @ left_w) * (w.T @ right_u)
    )
