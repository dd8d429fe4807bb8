"""Wald tests: whether several estimates are jointly what a hypothesis says, by their design-based covariance."""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray

SMALLEST_PIVOT = 1e-12  # of a correlation matrix: below it rounding decides the inverse


@dataclass(frozen=True, slots=True, kw_only=True)
class FTest:
    """A statistic with its F distribution; a low p-value speaks against the hypothesis."""

    statistic: float
    numerator_df: float
    denominator_df: float
    p_value: float


def wald_test(estimate: FloatArray, covariance: FloatArray, *, degrees_of_freedom: float) -> FTest:
    """Test that all of several estimates are zero (Wald 1943), with an F distribution for the design.

    A hypothesis about other values or about combinations is one about zero once the values are taken away
    and the estimates combined: `wald_test(L @ b - c, L @ V @ L.T)`.

    Args:
        estimate: (q,) differences from what the hypothesis says.
        covariance: (q, q) of the estimates.
        degrees_of_freedom: of the covariance: those of the design, or of the regression's residuals.

    Raises:
        DesignError: the design has no degrees of freedom, or too few units to tell the estimates apart.
    """
    if not degrees_of_freedom > 0:
        msg = f"joint test of {estimate.size}: {degrees_of_freedom:g} degrees of freedom; the design needs more PSUs"
        raise DesignError(msg)
    quadratic = float(estimate @ _solve(covariance, estimate))
    statistic = quadratic / estimate.size
    return FTest(
        statistic=statistic,
        numerator_df=float(estimate.size),
        denominator_df=degrees_of_freedom,
        p_value=float(fdtrc(estimate.size, degrees_of_freedom, statistic)),
    )


def _solve(covariance: FloatArray, estimate: FloatArray) -> FloatArray:
    """Divide by a covariance matrix, after putting all estimates on one scale."""
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale) if (scale > 0).all() else np.zeros_like(covariance)
    if not np.linalg.eigvalsh(correlation)[0] > SMALLEST_PIVOT:
        msg = (
            f"joint test of {estimate.size}: their covariance has a lower rank; "
            "the design needs more PSUs or replicates, or the hypothesis fewer parts"
        )
        raise DesignError(msg)
    solved: FloatArray = np.linalg.solve(correlation, estimate / scale) / scale
    return solved
