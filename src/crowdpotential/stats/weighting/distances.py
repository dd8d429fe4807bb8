"""Weighting, compiled part: how calibrated weights may depart from base weights (Deville and Särndal 1992).

Each distance between the two gives a function F: calibrated weight = base weight x F(u), where u is a linear
function of the auxiliary variables. F(0) = 1, and F is cut off where a bound or a cap stands.
"""

import math
from typing import NamedTuple

from numba import njit

RAKING, LINEAR, LOGIT = 0, 1, 2


class Step(NamedTuple):
    """The ratio of calibrated to base weight at one u, its derivative, and its integral from -inf or 0."""

    ratio: float
    slope: float
    area: float


@njit(cache=True, nogil=True, error_model="numpy")
def step_at(u: float, upper: float, kind: int, low: float, high: float) -> Step:
    """Return the ratio F(u) and what Newton's method needs of it.

    Args:
        u: linear function of the auxiliary variables.
        upper: largest ratio allowed to this class; `high` where no cap is lower.
        kind: RAKING, LINEAR or LOGIT.
        low: least ratio; -inf where there is none.
        high: largest ratio; infinite where there is none.
    """
    free = _free_step(u, kind, low, high)
    if free.ratio > upper:
        edge = _inverse(upper, kind, low, high)
        return Step(upper, 0.0, _free_step(edge, kind, low, high).area + upper * (u - edge))
    if free.ratio < low:
        edge = _inverse(low, kind, low, high)
        return Step(low, 0.0, _free_step(edge, kind, low, high).area + low * (u - edge))
    return free


@njit(cache=True, nogil=True, error_model="numpy")
def _free_step(u: float, kind: int, low: float, high: float) -> Step:
    """Return F before it is cut off: exp(u), 1 + u, or the logistic curve from low to high."""
    if kind == RAKING:
        ratio = math.exp(u)
        return Step(ratio, ratio, ratio)
    if kind == LINEAR:
        return Step(1.0 + u, 1.0, u + 0.5 * u * u)
    width = high - low
    steepness = width / ((1.0 - low) * (high - 1.0))
    z = steepness * u + math.log((1.0 - low) / (high - 1.0))
    share = 1.0 / (1.0 + math.exp(-z)) if z > 0 else math.exp(z) / (1.0 + math.exp(z))
    softplus = max(z, 0.0) + math.log1p(math.exp(-abs(z)))
    return Step(
        low + width * share,
        width * steepness * share * (1.0 - share),
        low * u + width / steepness * softplus,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _inverse(ratio: float, kind: int, low: float, high: float) -> float:
    """Return the u at which the ratio is reached; the ratio lies inside the range of F."""
    if kind == RAKING:
        return math.log(ratio)
    if kind == LINEAR:
        return ratio - 1.0
    above, below = ratio - low, high - ratio
    steepness = (high - low) / ((1.0 - low) * (high - 1.0))
    return math.log(above / below * (high - 1.0) / (1.0 - low)) / steepness
