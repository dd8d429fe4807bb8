"""Measurement: how the parameters of a factor model are found."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.linalg.lapack import dpocon

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.arrays import FloatArray

_MOST_STEPS = 60
_TOLERANCE = 1e-13  # of the gain that the next step promises, in log-likelihood per respondent
_ENOUGH = 1e-4  # share of the promised gain that a step has to bring (Armijo)
_SHORTEST = 1e-8
_SMALLEST_CURVATURE = 1e-10  # reciprocal condition of the scaled second derivatives


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """A misfit and its derivatives."""

    misfit: float
    gradient: FloatArray  # (m,)
    curvature: FloatArray  # (m, m) second derivatives


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is to be minimised."""

    find_misfit: Callable[[FloatArray], float]  # infinite for impossible parameters
    find_slope: Callable[[FloatArray], Slope]
    find_expected: Callable[
        [FloatArray], FloatArray
    ]  # (m, m) curvature as the model expects it: never negative


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """Where the misfit is least."""

    parameters: FloatArray  # (m,)
    misfit: float
    curvature: FloatArray  # (m, m)
    n_iterations: int


def _name_nothing(_: FloatArray) -> str:
    return "an estimate"


def minimise(
    objective: Objective,
    start: FloatArray,
    *,
    what: str,
    name_runaway: Callable[[FloatArray], str] = _name_nothing,
) -> Minimum:
    """Go by Newton steps to the least misfit; where it bends the wrong way, by scoring.

    Args:
        objective: with derivatives.
        start: (m,) parameters of finite misfit.
        what: names the model and its groups in messages.
        name_runaway: names the estimate that has grown most, for the message.

    Raises:
        ConvergenceError: an estimate grows without end.
        ModelError: parameters that the data do not determine.
    """
    parameters, slope = start, objective.find_slope(start)
    for iteration in range(1, _MOST_STEPS + 1):
        step = _find_step(objective, parameters, slope)
        gain = float(slope.gradient @ step)
        if not np.isfinite(gain):
            break
        if gain < _TOLERANCE:
            _refuse_undetermined(slope.curvature, what)
            return Minimum(
                parameters=parameters - step,  # what is left after it is the square of a rounding error
                misfit=slope.misfit - gain / 2,
                curvature=slope.curvature,
                n_iterations=iteration,
            )
        share = 1.0
        while objective.find_misfit(parameters - share * step) > slope.misfit - _ENOUGH * share * gain:
            share /= 2
            if share < _SHORTEST:
                break
        parameters = parameters - share * step
        slope = objective.find_slope(parameters)
    msg = (
        f"{what}: no maximum after {iteration} steps; {name_runaway(parameters)} grows without end,"
        " use fewer dimensions, hold more equal or take larger groups"
    )
    raise ConvergenceError(msg)


def _find_step(objective: Objective, parameters: FloatArray, slope: Slope) -> FloatArray:
    try:
        return np.asarray(
            cho_solve(cho_factor(slope.curvature, check_finite=False), slope.gradient, check_finite=False)
        )
    except LinAlgError:
        expected = objective.find_expected(parameters)
        return np.asarray(np.linalg.lstsq(expected, slope.gradient, rcond=1e-10)[0])


def _refuse_undetermined(curvature: FloatArray, what: str) -> None:
    scale = np.sqrt(np.maximum(np.diag(curvature), np.finfo(float).tiny))
    scaled = curvature / np.outer(scale, scale)
    try:
        factor, _ = cho_factor(scaled, check_finite=False)
        condition = dpocon(factor, np.abs(scaled).sum(axis=0).max())[0]
    except LinAlgError:
        condition = 0.0
    if condition < _SMALLEST_CURVATURE:
        msg = f"{what}: the moments do not determine it; hold more intercepts equal or join weak dimensions"
        raise ModelError(msg)
