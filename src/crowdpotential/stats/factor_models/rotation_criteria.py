"""Measurement: what a rotation seeks (section "The exploratory solution"): criteria of simplicity and their gradients.

Formulas: Bernaards and Jennrich 2005, Educational and Psychological Measurement 65, 676-696. The smaller a criterion, the simpler.
"""

from collections.abc import Callable
from dataclasses import dataclass

from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Simplicity:
    """A criterion at one position of the factors."""

    value: float
    gradient: FloatArray  # (p, k) by each loading


Criterion = Callable[[FloatArray], Simplicity]


def quartimin(loadings: FloatArray) -> Simplicity:
    """Sum the products of squared loadings over all pairs of factors, halved: 0 if every item has one factor."""
    squares = loadings**2
    others = squares.sum(axis=1, keepdims=True) - squares
    return Simplicity(value=float((squares * others).sum() / 4), gradient=loadings * others)


def varimax(loadings: FloatArray) -> Simplicity:
    """Sum the variances of squared loadings over the factors, with the sign turned."""
    squares = loadings**2
    centred = squares - squares.mean(axis=0)
    return Simplicity(value=-float((centred**2).mean(axis=0).sum()), gradient=-4 / len(loadings) * loadings * centred)
