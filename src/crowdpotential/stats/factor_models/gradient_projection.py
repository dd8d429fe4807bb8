"""Measurement: gradient projection, which turns factors until a criterion of simplicity settles (section "The exploratory solution").

Bernaards and Jennrich 2005, Educational and Psychological Measurement 65, 676-696, as in R's GPArotation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.factor_models.rotation_criteria import Criterion

MOST_HALVINGS = 10  # of a step that does not improve the criterion enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Factors as they stand after some steps."""

    turn: FloatArray  # (k, k) columns of length one
    loadings: FloatArray  # (p, k)
    value: float  # of the criterion
    slope: FloatArray  # (k, k) by the turn, projected on the turns that are allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Where the search ended."""

    loadings: FloatArray  # (p, k)
    factor_correlations: FloatArray  # (k, k)
    value: float
    steepness: float  # length of the projected slope; at an optimum 0


def turn_obliquely(loadings: FloatArray, criterion: Criterion, *, settled: float, most: int) -> Settled:
    """Turn each factor by itself, its length held at one.

    Args:
        loadings: (p, k) from which the search begins.
        criterion: to make small.
        settled: steepness at which to stop.
        most: steps.
    """

    def place(turn: FloatArray) -> Position:
        turn = turn / np.sqrt((turn**2).sum(axis=0))
        inverse = np.linalg.inv(turn)
        turned = loadings @ inverse.T
        found = criterion(turned)
        slope = -(turned.T @ found.gradient @ inverse).T
        slope = slope - turn * (turn * slope).sum(axis=0)
        return Position(turn=turn, loadings=turned, value=found.value, slope=slope)

    return _descend(place, loadings.shape[1], settled=settled, most=most)


def turn_orthogonally(loadings: FloatArray, criterion: Criterion, *, settled: float, most: int) -> Settled:
    """Turn all factors together, at right angles. Arguments as in `turn_obliquely`."""

    def place(turn: FloatArray) -> Position:
        left, _, right = np.linalg.svd(turn)
        turn = left @ right
        turned = loadings @ turn
        found = criterion(turned)
        slope = loadings.T @ found.gradient
        product = turn.T @ slope
        return Position(turn=turn, loadings=turned, value=found.value, slope=slope - turn @ (product + product.T) / 2)

    k = loadings.shape[1]
    return replace(_descend(place, k, settled=settled, most=most), factor_correlations=np.eye(k))


def _descend(place: Callable[[FloatArray], Position], k: int, *, settled: float, most: int) -> Settled:
    here, step = place(np.eye(k)), 1.0
    for _ in range(most):
        steepness = float(np.linalg.norm(here.slope))
        if steepness < settled:
            break
        step *= 2
        for _ in range(MOST_HALVINGS + 1):
            there = place(here.turn - step * here.slope)
            if here.value - there.value > steepness**2 * step / 2:
                break
            step /= 2
        here = there
    return Settled(
        loadings=here.loadings,
        factor_correlations=here.turn.T @ here.turn,
        value=here.value,
        steepness=float(np.linalg.norm(here.slope)),
    )
