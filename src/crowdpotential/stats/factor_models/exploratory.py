"""Measurement: factors that nobody declared (section "The exploratory solution").

Minimum residuals and rotation are our own, maximum likelihood is the package factor_analyzer's, which checks the others in the tests;
factors keep one order and one sign in loadings and correlations alike.
"""

import warnings
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.linalg import eigh
from scipy.optimize import linear_sum_assignment, minimize

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.factor_models.dimensionality import refuse_singular
from crowdpotential.stats.factor_models.rotation import Rotated, RotationMethod, rotate

ExtractionMethod = Literal["minres", "ml"]

SMALLEST_UNIQUENESS = 0.005  # of the extraction, as in psych and factanal; an item that rests on it is a Heywood case
MOST_STEPS = 1000  # of the search for uniquenesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """How to look for factors."""

    extraction: ExtractionMethod = "minres"
    rotation: RotationMethod = "oblimin"
    n_starts: int = 10  # positions from which the rotation begins


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploratorySolution:
    """Factors after a rotation, in one order and sign throughout."""

    loadings: FloatArray  # (p, k) pattern
    factor_correlations: FloatArray  # (k, k) identity after varimax
    uniquenesses: FloatArray  # (p,) of the whole model: 1 - communality
    is_heywood: BoolArray  # (p,) held at the smallest uniqueness: without the bound there would be less than none left
    criterion: float  # of the rotation; 0 with one factor
    n_best: int  # starts of the rotation that ended at this optimum

    @property
    def structure(self) -> FloatArray:
        """Return the (p, k) correlations of items with factors."""
        return np.asarray(self.loadings @ self.factor_correlations)


def explore(
    correlations: FloatArray,
    n_factors: int,
    how: Exploration,
    *,
    rng: np.random.Generator,
    method_loadings: FloatArray | None = None,
) -> ExploratorySolution:
    """Extract factors by minimum residuals or maximum likelihood, and rotate them from several starts.

    Uniquenesses are held at 0.005 or more; who rests on that bound is reported as a Heywood case. Factors come in the order
    of the variance that they explain, each with a positive sum of loadings.

    Args:
        correlations: (p, p) positive definite.
        n_factors: 1..p.
        how: extraction by minres (Harman and Jones 1966, Psychometrika 31, 351-368) or ml (Lawley 1940), rotation as in `rotate`.
        rng: of the rotation's random starts.
        method_loadings: (p,) of the declared method factor. What reversed items share by their wording alone is taken out first:
            an exploratory solution would spread it over the dimensions.

    Raises:
        ModelError: the matrix is singular, or there are as many factors as items.
        ConvergenceError: extraction or rotation did not settle.
    """
    if method_loadings is not None:
        shared = np.outer(method_loadings, method_loadings)
        correlations = correlations - shared + np.diag(np.diag(shared))
    refuse_singular(correlations, "exploratory factors")
    if not 0 < n_factors < len(correlations):
        msg = f"exploratory factors: {n_factors} of {len(correlations)} items; there must be fewer factors than items"
        raise ModelError(msg)
    extracted = _extract(correlations, n_factors, how.extraction)
    turned = Rotated(loadings=extracted, factor_correlations=np.eye(1), criterion=0.0, n_best=how.n_starts)
    if n_factors > 1:
        turned = rotate(extracted, how.rotation, n_starts=how.n_starts, rng=rng)
    loadings, between = turned.loadings, turned.factor_correlations
    order = np.argsort(-np.diag(between @ loadings.T @ loadings), kind="stable")
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)[order]
    uniquenesses = 1 - (extracted**2).sum(axis=1)
    return ExploratorySolution(
        loadings=loadings[:, order] * signs,
        factor_correlations=between[np.ix_(order, order)] * np.outer(signs, signs),
        uniquenesses=uniquenesses,
        is_heywood=uniquenesses <= 2 * SMALLEST_UNIQUENESS,
        criterion=turned.criterion,
        n_best=turned.n_best,
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


def _extract(correlations: FloatArray, n_factors: int, method: ExtractionMethod) -> FloatArray:
    if method == "minres":
        return _find_least_residuals(correlations, n_factors)
    # two seconds of imports that only this method needs
    from factor_analyzer import FactorAnalyzer  # noqa: PLC0415

    # rotated apart from the extraction: the package would sort the loadings and leave the correlations unsorted
    extraction = FactorAnalyzer(
        n_factors=n_factors,
        rotation=None,
        method=method,
        is_corr_matrix=True,
        bounds=(SMALLEST_UNIQUENESS, 1),
    )
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")  # among them scikit-learn's announcement that an argument of the package will go
        extraction.fit(correlations)
    if any("Failed to converge" in str(one.message) for one in noted):
        raise _unsettled(n_factors, method)
    return np.asarray(extraction.loadings_, dtype=np.float64)


def _find_least_residuals(correlations: FloatArray, n_factors: int) -> FloatArray:
    """Search the uniquenesses whose principal axes leave least; step for step as factor_analyzer does, whose results these are."""

    def reduce(uniquenesses: FloatArray) -> FloatArray:
        reduced = correlations.copy()
        np.fill_diagonal(reduced, 1 - uniquenesses)
        return reduced

    def misfit(uniquenesses: FloatArray) -> float:
        reduced = reduce(uniquenesses)
        values, vectors = eigh(reduced)
        largest = np.maximum(values[::-1][:n_factors], 100 * np.finfo(float).eps)
        axes = vectors[:, ::-1][:, :n_factors] * np.sqrt(largest)
        return float(np.sum((reduced - axes @ axes.T) ** 2))

    found = minimize(
        misfit,
        np.diag(correlations) - (1 - 1 / np.diag(np.linalg.inv(correlations))),  # less what all others tell of an item
        method="L-BFGS-B",
        bounds=[(SMALLEST_UNIQUENESS, 1)] * len(correlations),
        options={"maxiter": MOST_STEPS},
    )
    if not found.success:
        raise _unsettled(n_factors, "minres")
    values, vectors = np.linalg.eigh(reduce(found.x))
    loadings = vectors[:, ::-1][:, :n_factors] * np.sqrt(np.maximum(values[::-1][:n_factors], 0))
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0) if n_factors > 1 else np.ones(1)
    return np.asarray(loadings * signs)


def _unsettled(n_factors: int, method: ExtractionMethod) -> ConvergenceError:
    msg = f"exploratory factors: the extraction of {n_factors} factors ({method}) did not settle; ask for fewer factors"
    return ConvergenceError(msg)
