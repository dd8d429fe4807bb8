"""Measurement: how the parameters of a factor model are found."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.minimising.curvature import Curvature, estimate_condition, factorise

ENDLESS = "grows without end, use fewer dimensions, hold more equal or take larger groups"
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
    curvature: Curvature  # second derivatives


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is to be minimised."""

    find_misfit: Callable[[FloatArray], float]  # infinite for impossible parameters
    find_slope: Callable[[FloatArray], Slope]  # its misfit, too
    find_expected: Callable[[FloatArray], Curvature]  # curvature as the model expects it: never negative


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """Where the misfit is least."""

    parameters: FloatArray  # (m,)
    misfit: float
    inverse: FloatArray  # (m, m) of the second derivatives
    n_iterations: int


def _blame_an_estimate(_: FloatArray) -> str:
    return f"an estimate {ENDLESS}"


def minimise(
    objective: Objective,
    start: FloatArray,
    *,
    what: str,
    blame: Callable[[FloatArray], str] = _blame_an_estimate,
    longest: float = np.inf,
) -> Minimum:
    """Minimise the misfit by Newton steps; where it bends the wrong way, by scoring.

    Args:
        objective: with derivatives.
        start: (m,) parameters of finite misfit.
        what: names the model and its groups in messages.
        blame: says of the last parameters what has grown most, and what to do about it.
        longest: how far a parameter moves at most in one step.

    Raises:
        ConvergenceError: an estimate grows without end, or the misfit is no number.
        ModelError: parameters that the data do not determine.
    """
    parameters, slope = start, objective.find_slope(start)
    for iteration in range(1, _MOST_STEPS + 1):
        if np.isnan(slope.misfit):
            msg = f"{what}: the misfit is no number after {iteration - 1} steps; look for answers without any spread"
            raise ConvergenceError(msg)
        step = _find_step(objective, parameters, slope)
        gain = float(slope.gradient @ step)
        if not np.isfinite(gain):
            break
        if gain < _TOLERANCE:
            return Minimum(
                parameters=parameters - step,  # what is left after it is the square of a rounding error
                misfit=slope.misfit - gain / 2,
                inverse=_invert(slope.curvature, what),
                n_iterations=iteration,
            )
        step, gain = _limit(step, gain, longest)
        further = objective.find_slope(parameters - step)
        if further.misfit > slope.misfit - _ENOUGH * gain:
            step = _shorten(objective, parameters, slope, step)
            further = objective.find_slope(parameters - step)
        parameters, slope = parameters - step, further
    msg = f"{what}: no maximum after {iteration} steps; {blame(parameters)}"
    raise ConvergenceError(msg)


def _find_step(objective: Objective, parameters: FloatArray, slope: Slope) -> FloatArray:
    try:
        return factorise(slope.curvature).solve(slope.gradient)
    except LinAlgError:
        expected = objective.find_expected(parameters).whole
        return np.asarray(np.linalg.lstsq(expected, slope.gradient, rcond=1e-10)[0])


def _limit(step: FloatArray, gain: float, longest: float) -> tuple[FloatArray, float]:
    share = min(1.0, longest / float(np.abs(step).max()))
    return share * step, share * gain


def _shorten(objective: Objective, parameters: FloatArray, slope: Slope, step: FloatArray) -> FloatArray:
    """Halve a step until it brings enough of what it promises."""
    gain, share = float(slope.gradient @ step), 0.5
    while objective.find_misfit(parameters - share * step) > slope.misfit - _ENOUGH * share * gain:
        share /= 2
        if share < _SHORTEST:
            break
    return share * step


def _invert(curvature: Curvature, what: str) -> FloatArray:
    """Invert the second derivatives at the minimum; refuse those that are flat in some direction."""
    try:
        inverse = factorise(curvature).invert()
        condition = estimate_condition(curvature, inverse)
    except LinAlgError:
        condition = 0.0
    if condition < _SMALLEST_CURVATURE:
        msg = f"{what}: the moments do not determine it; hold more intercepts equal or join weak dimensions"
        raise ModelError(msg)
    return inverse
