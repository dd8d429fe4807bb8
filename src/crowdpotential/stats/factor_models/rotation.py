"""Measurement: turning extracted factors towards simple structure (section "The exploratory solution").

Every rotation begins from several places, because its criterion has local optima; the best one wins. The iterations are
the package factor_analyzer's.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from crowdpotential.errors import ConvergenceError
from crowdpotential.stats.arrays import FloatArray

RotationMethod = Literal["oblimin", "promax", "varimax"]

SETTLED = 1e-7  # slope at which oblimin stops; below it rounding keeps it from settling
STANDSTILL = 1e-14  # relative gain at which varimax stops, which is far from its optimum at the usual 1e-5
SLOPE = 1e-4  # largest slope of the criterion that still counts as its optimum
SAME_OPTIMUM = 1e-6  # of the criterion, relative
MOST_ROTATIONS = 2000
PROMAX_POWER = 4  # Hendrickson and White 1964, British Journal of Statistical Psychology 17, 65-70


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """Loadings in the position that the criterion likes best."""

    loadings: FloatArray  # (p, k) pattern
    factor_correlations: FloatArray  # (k, k) identity after varimax
    criterion: float  # of the rotation (promax: of its varimax); the smaller the simpler
    n_best: int  # starts that ended there; few of many is a warning


def rotate(
    loadings: FloatArray, method: RotationMethod, *, n_starts: int, rng: np.random.Generator
) -> Rotated:
    """Rotate from several starts and keep the simplest solution.

    Oblimin is quartimin (gamma 0; Jennrich and Sampson 1966) without Kaiser's normalisation, as R's GPArotation has it;
    varimax (Kaiser 1958) and promax are normalised, as R's varimax and SPSS have them.

    Args:
        loadings: (p, k) unrotated, k at least 2.
        method: oblimin and promax let the factors correlate.
        n_starts: the given position, then random ones.
        rng: of the random positions.

    Raises:
        ConvergenceError: no start reached an optimum.
    """
    k = loadings.shape[1]
    found = [_turn(loadings @ turn, method) for turn in _turns(k, n_starts, rng)]
    settled = [one for one in found if one is not None]
    if not settled:
        msg = (
            f"{method}: none of {n_starts} starts reached an optimum of {k} factors in {MOST_ROTATIONS} rotations; "
            "ask for fewer factors"
        )
        raise ConvergenceError(msg)
    best = min(settled, key=lambda one: one.criterion)
    near = SAME_OPTIMUM * max(abs(best.criterion), 1e-12)
    n_best = sum(one.criterion - best.criterion <= near for one in settled)
    return Rotated(
        loadings=best.loadings,
        factor_correlations=best.factor_correlations,
        criterion=best.criterion,
        n_best=n_best,
    )


def quartimin_criterion(loadings: FloatArray) -> float:
    """Sum the products of squared loadings over all pairs of factors, halved: 0 if every item has one factor."""
    squares = loadings**2
    return float((squares * (squares.sum(axis=1, keepdims=True) - squares)).sum() / 4)


def varimax_criterion(loadings: FloatArray) -> float:
    """Sum the variances of squared loadings over the factors, Kaiser-normalised, with its sign turned."""
    squares = loadings**2 / (loadings**2).sum(axis=1, keepdims=True)
    return -float(squares.var(axis=0).sum())


def _turns(k: int, n_starts: int, rng: np.random.Generator) -> list[FloatArray]:
    """List the identity and random orthogonal matrices (QR of normal draws)."""
    drawn = [np.linalg.qr(rng.standard_normal((k, k)))[0] for _ in range(n_starts - 1)]
    return [np.eye(k), *drawn]


def _turn(loadings: FloatArray, method: RotationMethod) -> Rotated | None:
    from factor_analyzer import Rotator  # noqa: PLC0415 two seconds of imports that only this step needs

    if method == "oblimin":
        rotation = Rotator(method="oblimin", normalize=False, tol=SETTLED, max_iter=MOST_ROTATIONS)
        turned = np.asarray(rotation.fit_transform(loadings))
        between = np.asarray(rotation.phi_)
        criterion, slope = quartimin_criterion(turned), _quartimin_slope(turned, between)
    else:
        # always the whole distance to varimax first: promax begins where the best varimax ends
        simple = Rotator(method="varimax", normalize=True, tol=STANDSTILL, max_iter=MOST_ROTATIONS)
        turned = np.asarray(simple.fit_transform(loadings))
        between = np.eye(turned.shape[1])
        criterion, slope = varimax_criterion(turned), _varimax_slope(turned)
    if not slope <= SLOPE:
        return None
    if method == "promax":
        oblique = Rotator(method="promax", normalize=True, power=PROMAX_POWER, tol=STANDSTILL)
        turned = np.asarray(oblique.fit_transform(turned))
        between = np.asarray(oblique.phi_)
    return Rotated(loadings=turned, factor_correlations=between, criterion=criterion, n_best=1)


def _quartimin_slope(loadings: FloatArray, between: FloatArray) -> float:
    """Return how far the criterion still falls when a factor turns, its length held at one: 0 at an optimum."""
    squares = loadings**2
    gradient = loadings * (squares.sum(axis=1, keepdims=True) - squares)
    product = gradient.T @ loadings
    return float(np.abs(product - between * np.diag(product)).max())


def _varimax_slope(loadings: FloatArray) -> float:
    """Return the same of varimax, where all factors turn together."""
    normal = loadings / np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    gradient = normal**3 - normal * (normal**2).mean(axis=0)
    product = gradient.T @ normal
    return float(np.abs(product - product.T).max())
