"""Measurement: turning extracted factors towards simple structure (section "The exploratory solution").

Every rotation begins from several places, because its criterion has local optima; the best one wins. Steps are those of
gradient projection; the package factor_analyzer is the cross-check in the tests.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crowdpotential.errors import ConvergenceError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.factor_models.gradient_projection import Settled, turn_obliquely, turn_orthogonally
from crowdpotential.stats.factor_models.rotation_criteria import quartimin, varimax

RotationMethod = Literal["oblimin", "promax", "varimax"]

SETTLED = 1e-7  # slope at which the search stops; below it rounding keeps it from settling
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


def rotate(loadings: FloatArray, method: RotationMethod, *, n_starts: int, rng: np.random.Generator) -> Rotated:
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
        msg = f"{method}: none of {n_starts} starts reached an optimum of {k} factors in {MOST_ROTATIONS} rotations; ask for fewer factors"
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


def _turns(k: int, n_starts: int, rng: np.random.Generator) -> list[FloatArray]:
    """List the identity and random orthogonal matrices (QR of normal draws)."""
    drawn = [np.linalg.qr(rng.standard_normal((k, k)))[0] for _ in range(n_starts - 1)]
    return [np.eye(k), *drawn]


def _turn(loadings: FloatArray, method: RotationMethod) -> Rotated | None:
    lengths = np.ones((len(loadings), 1))
    if method == "oblimin":
        found = turn_obliquely(loadings, quartimin, settled=SETTLED, most=MOST_ROTATIONS)
    else:
        # always the whole distance to varimax first: promax begins where the best varimax ends
        lengths = np.sqrt((loadings**2).sum(axis=1, keepdims=True))  # Kaiser's normalisation
        found = turn_orthogonally(loadings / lengths, varimax, settled=SETTLED, most=MOST_ROTATIONS)
    if not found.steepness <= SLOPE:
        return None
    if method == "promax":
        found = _promax(found)
    return Rotated(
        loadings=found.loadings * lengths,
        factor_correlations=found.factor_correlations,
        criterion=found.value,
        n_best=1,
    )


def _promax(simple: Settled) -> Settled:
    """Turn factors towards the powers of their loadings, each to a variance of one."""
    target = simple.loadings * np.abs(simple.loadings) ** (PROMAX_POWER - 1)
    turn = np.linalg.lstsq(simple.loadings, target, rcond=None)[0]
    turn = turn * np.sqrt(np.diag(np.linalg.inv(turn.T @ turn)))
    back = np.linalg.inv(turn)
    return replace(simple, loadings=simple.loadings @ turn, factor_correlations=back @ back.T)
