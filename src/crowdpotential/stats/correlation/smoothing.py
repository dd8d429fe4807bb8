"""Correlations: making an indefinite matrix usable, only where the study asks for it, and saying what it cost.

Correlations of pairs, each on its own respondents, need not fit together; methods that invert the matrix then refuse it.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray

SMALLEST = 1e-12  # eigenvalue below which the matrix counts as indefinite
RAISED_TO = 100 * SMALLEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothed:
    """A positive definite correlation matrix near the given one."""

    correlations: FloatArray  # (p, p)
    n_raised: int  # eigenvalues that were not positive; 0 where nothing was done
    largest_change: float  # of a correlation


def smooth_correlations(correlations: FloatArray) -> Smoothed:
    """Raise eigenvalues that are not positive, and scale the diagonal back to one (Knol and ten Berge 1989; psych's cor.smooth).

    A positive definite matrix comes back as it is.

    Args:
        correlations: (p, p) symmetric with ones on the diagonal.
    """
    values, vectors = np.linalg.eigh(correlations)
    n_raised = int((values < SMALLEST).sum())
    if not n_raised:
        return Smoothed(correlations=correlations, n_raised=0, largest_change=0.0)
    raised = np.where(values < SMALLEST, RAISED_TO, values)
    raised *= len(values) / raised.sum()
    found = (vectors * raised) @ vectors.T
    spread = np.sqrt(np.diag(found))
    smooth = found / np.outer(spread, spread)
    return Smoothed(correlations=smooth, n_raised=n_raised, largest_change=float(np.abs(smooth - correlations).max()))
