"""Comparability: the likelihood of a factor model in several groups, from their means and covariances, and its maximum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_structure import GroupStructure, bending, directions, fill_matrices
from crowdpotential.stats.moments import Moments

_MOST_STEPS = 150
_TOLERANCE = 1e-14  # of the gain that the next step promises, in log-likelihood per respondent
_ENOUGH = 1e-4  # share of the promised gain that a step has to bring (Armijo)
_SHORTEST = 1e-8
_SMALLEST_CURVATURE = 1e-9  # of the scaled second derivatives, relative to the largest


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """Where the likelihood is highest."""

    parameters: FloatArray
    misfit: float  # half of -2 log-likelihood per respondent, without its constant
    n_iterations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slope:
    misfit: float
    gradient: FloatArray
    observed: FloatArray  # second derivatives
    expected: FloatArray  # what they are on average under the model: always positive


def maximise(moments: Sequence[Moments], structure: GroupStructure, start: FloatArray) -> Maximum:
    """Maximise the normal likelihood by Newton steps; where it bends the wrong way, by scoring.

    Args:
        moments: of each group.
        structure: of the model.
        start: parameters under which every implied covariance is positive definite.

    Raises:
        ModelError: no maximum, or parameters that the moments do not determine.
    """
    parameters, slope = start, _differentiate(moments, structure, start)
    for iteration in range(1, _MOST_STEPS + 1):
        step = _step(slope)
        gain = float(slope.gradient @ step)
        if gain < _TOLERANCE:
            _refuse_undetermined(slope)
            return Maximum(parameters=parameters, misfit=slope.misfit, n_iterations=iteration)
        share = 1.0
        while (
            find_misfit(moments, structure, parameters - share * step) > slope.misfit - _ENOUGH * share * gain
        ):
            share /= 2
            if share < _SHORTEST:
                break
        parameters = parameters - share * step
        slope = _differentiate(moments, structure, parameters)
    sizes = ", ".join(f"{group.n:.0f}" for group in moments)
    msg = (
        f"group model: no maximum after {_MOST_STEPS} steps (groups of {sizes} respondents, {structure.n_parameters}"
        " parameters); an estimate grows without end, use fewer dimensions or larger groups"
    )
    raise ModelError(msg)


def find_misfit(moments: Sequence[Moments], structure: GroupStructure, parameters: FloatArray) -> float:
    """Give half of -2 log-likelihood per respondent, without its constant; infinite for impossible parameters."""
    total, misfit = sum(group.n for group in moments), 0.0
    for number, group in enumerate(moments):
        matrices = fill_matrices(parameters, structure, number)
        try:
            factor = cho_factor(matrices.implied_covariance, lower=True)
        except LinAlgError:
            return np.inf
        distance = group.mean - matrices.implied_mean
        second_moments = group.covariance + np.outer(distance, distance)
        misfit += (
            group.n
            / total
            * (np.log(np.diag(factor[0])).sum() + np.trace(cho_solve(factor, second_moments)) / 2)
        )
    return float(misfit)


def saturated_misfit(moments: Sequence[Moments]) -> float:
    """Give the misfit of a model that reproduces every mean and covariance."""
    total = sum(group.n for group in moments)
    each = [
        group.n / total * (np.linalg.slogdet(group.covariance)[1] + len(group.mean)) / 2 for group in moments
    ]
    return float(sum(each))


def _differentiate(moments: Sequence[Moments], structure: GroupStructure, parameters: FloatArray) -> _Slope:
    """Differentiate the misfit twice.

    With W the inverse of the implied covariance, d the distance of the means, C = S + dd' and B = WCW, the misfit changes by
    half of tr[(W - B) dS] - 2 d'W dm; the second derivatives follow by differentiating W and d once more (Magnus and Neudecker
    1988, Matrix Differential Calculus).
    """
    size, total = structure.n_parameters, sum(group.n for group in moments)
    gradient, observed, expected = np.zeros(size), np.zeros((size, size)), np.zeros((size, size))
    for number, group in enumerate(moments):
        share, elements = group.n / total, structure.groups[number]
        matrices = fill_matrices(parameters, structure, number)
        u, v, m = directions(elements, matrices)
        inverse = np.asarray(np.linalg.inv(matrices.implied_covariance), dtype=np.float64)
        distance = group.mean - matrices.implied_mean
        pull = inverse @ distance
        back = inverse @ group.covariance @ inverse + np.outer(pull, pull)
        np.add.at(gradient, elements.numbers, share * (((inverse - back) @ u * v).sum(axis=0) - pull @ m))
        place = np.ix_(elements.numbers, elements.numbers)
        of_means = m.T @ inverse @ m
        expected[place] += share * (_traces(u, v, inverse, inverse) / 2 + of_means)
        mixed = (pull @ u)[:, None] * (v.T @ inverse @ m) + (pull @ v)[:, None] * (u.T @ inverse @ m)
        own = _traces(u, v, inverse, 2 * back - inverse) / 2 + of_means + mixed + mixed.T
        observed[place] += share * (own + bending(elements, matrices, inverse - back, -2 * pull) / 2)
    misfit = find_misfit(moments, structure, parameters)
    return _Slope(misfit=misfit, gradient=gradient, observed=observed, expected=expected)


def _traces(u: FloatArray, v: FloatArray, left: FloatArray, right: FloatArray) -> FloatArray:
    """Give tr[right dS_q left dS_r] for all q and r, where dS = uv' + vu'."""
    left_u, left_v, right_u, right_v = left @ u, left @ v, right @ u, right @ v
    return np.asarray(
        (v.T @ left_u) * (u.T @ right_v)
        + (v.T @ left_v) * (u.T @ right_u)
        + (u.T @ left_u) * (v.T @ right_v)
        + (u.T @ left_v) * (v.T @ right_u)
    )


def _step(slope: _Slope) -> FloatArray:
    try:
        return np.asarray(cho_solve(cho_factor(slope.observed), slope.gradient))
    except LinAlgError:
        return np.asarray(np.linalg.lstsq(slope.expected, slope.gradient, rcond=1e-10)[0])


def _refuse_undetermined(slope: _Slope) -> None:
    scale = np.sqrt(np.maximum(np.diag(slope.expected), np.finfo(float).tiny))
    values = np.linalg.eigvalsh(slope.observed / np.outer(scale, scale))
    if values[0] < _SMALLEST_CURVATURE * values[-1]:
        msg = (
            "group model: the moments do not determine it; hold more intercepts equal or join weak dimensions"
        )
        raise ModelError(msg)
