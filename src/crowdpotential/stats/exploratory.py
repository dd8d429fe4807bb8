"""Measurement: factors that nobody declared (section "The exploratory solution").

Extraction and rotation are the package factor_analyzer's; factors keep one order and one sign in loadings and correlations alike.
"""

import warnings
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.dimensionality import refuse_singular

_ROTATION_TOLERANCE = 1e-7  # below it rounding keeps the rotation from settling
_MOST_ROTATIONS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploratorySolution:
    """Factors after an oblique rotation, in one order and sign throughout."""

    loadings: FloatArray  # (p, k) pattern
    factor_correlations: FloatArray  # (k, k)
    uniquenesses: FloatArray  # (p,)

    @property
    def structure(self) -> FloatArray:
        """Give the (p, k) correlations of items with factors."""
        return np.asarray(self.loadings @ self.factor_correlations)


def explore(
    correlations: FloatArray, n_factors: int, *, method_loadings: FloatArray | None = None
) -> ExploratorySolution:
    """Extract factors by minimum residuals and rotate them obliquely (oblimin with gamma 0, no Kaiser normalisation).

    Factors come in the order of the variance that they explain, each with a positive sum of loadings.

    Args:
        correlations: (p, p) positive definite.
        n_factors: 1..p.
        method_loadings: (p,) of the declared method factor. What reversed items share by their wording alone is taken out first:
            an exploratory solution would spread it over the dimensions.

    Raises:
        ModelError: the matrix is singular, or there are as many factors as items.
    """
    if method_loadings is not None:
        shared = np.outer(method_loadings, method_loadings)
        correlations = correlations - shared + np.diag(np.diag(shared))
    refuse_singular(correlations, "exploratory factors")
    if not 0 < n_factors < len(correlations):
        msg = f"exploratory factors: {n_factors} of {len(correlations)} items; there must be fewer factors than items"
        raise ModelError(msg)
    loadings, between = _extract_and_rotate(correlations, n_factors)
    variance = np.diag(between @ loadings.T @ loadings)
    order = np.argsort(-variance, kind="stable")
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)[order]
    unexplained = 1 - np.einsum("ia,ab,ib->i", loadings, between, loadings)
    return ExploratorySolution(
        loadings=loadings[:, order] * signs,
        factor_correlations=between[np.ix_(order, order)] * np.outer(signs, signs),
        uniquenesses=unexplained,
    )


def match_factors(solution: ExploratorySolution, target: FloatArray) -> ExploratorySolution:
    """Put a solution's factors into the order and sign of a target that they resemble.

    The assignment with the largest sum of absolute congruences (Tucker's coefficient) wins.

    Args:
        solution: k factors.
        target: (p, k) loadings, declared or of another sample.
    """
    lengths = np.outer(np.linalg.norm(target, axis=0), np.linalg.norm(solution.loadings, axis=0))
    congruence = target.T @ solution.loadings / lengths
    order = linear_sum_assignment(-np.abs(congruence))[1]
    signs = np.where(congruence[np.arange(len(order)), order] < 0, -1.0, 1.0)
    return replace(
        solution,
        loadings=solution.loadings[:, order] * signs,
        factor_correlations=solution.factor_correlations[np.ix_(order, order)] * np.outer(signs, signs),
    )


def _extract_and_rotate(correlations: FloatArray, n_factors: int) -> tuple[FloatArray, FloatArray]:
    # two seconds of imports that only this step needs
    from factor_analyzer import FactorAnalyzer, Rotator  # noqa: PLC0415

    # rotated apart from the extraction: the package would sort the loadings and leave the correlations unsorted
    extraction = FactorAnalyzer(n_factors=n_factors, rotation=None, method="minres", is_corr_matrix=True)
    with warnings.catch_warnings():
        # scikit-learn below 1.8 announces that an argument of the package will go
        warnings.filterwarnings("ignore", message="'force_all_finite' was renamed", category=FutureWarning)
        extraction.fit(correlations)
    if n_factors == 1:
        return np.asarray(extraction.loadings_), np.eye(1)
    rotation = Rotator(method="oblimin", normalize=False, tol=_ROTATION_TOLERANCE, max_iter=_MOST_ROTATIONS)
    loadings = rotation.fit_transform(extraction.loadings_)
    return np.asarray(loadings), np.asarray(rotation.phi_)
