"""Comparability: how well an ordinal model fits, in the indices that readers know, from scaled and shifted statistics."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.stats.group_models.fit_indices import ChiSquare, FitIndices, find_fit_indices
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments, covary_groups
from crowdpotential.stats.ordinal_models.ordinal_sandwich import scale_and_shift
from crowdpotential.stats.ordinal_models.ordinal_structure import OrdinalGroup


def find_ordinal_indices(moments: Sequence[OrdinalMoments], chi2: float, df: int) -> FitIndices:
    """Compare with no relation at all (CFI, TLI) and with the degrees of freedom (RMSEA).

    Args:
        moments: of each group.
        chi2: scaled and shifted.
        df: degrees of freedom.
    """
    # least squares divide by the size less one in every group
    n = sum(group.n - 1 for group in moments)
    return find_fit_indices(ChiSquare(value=chi2, df=df), _test_unrelated(moments), n=n, n_groups=len(moments))


def find_ordinal_srmr(moments: Sequence[OrdinalMoments], groups: Sequence[OrdinalGroup]) -> float:
    """Compute the root mean square of residual correlations (Bentler 1995), groups by size; 0 is perfect.

    Args:
        moments: of each group.
        groups: the model in each group.
    """
    weighted = 0.0
    for own, model in zip(moments, groups, strict=True):
        residuals = (own.statistics - model.statistics)[len(own.thresholds) :]
        p = len(own.correlations)
        # the diagonal counts too, though it always fits
        weighted += own.n * float(np.sqrt((residuals**2).sum() / (p * (p + 1) / 2)))
    return weighted / sum(group.n for group in moments)


def _test_unrelated(moments: Sequence[OrdinalMoments]) -> ChiSquare:
    """Test the model whose correlations are zero and whose thresholds are free."""
    weights = [1 / np.diag(own.covariance)[len(own.thresholds) :] for own in moments]
    statistic = squared = 0.0
    for g, own in enumerate(moments):
        after = len(own.thresholds)
        statistic += (own.n - 1) * float(weights[g] @ own.statistics[after:] ** 2)
        for h, other in enumerate(moments):
            covariance = own.covariance if g == h else covary_groups(own, other)
            if covariance is not None:
                squared += float(weights[g] @ covariance[after:, len(other.thresholds) :] ** 2 @ weights[h])
    df = sum(len(of_group) for of_group in weights)
    return ChiSquare(value=scale_and_shift(statistic, df, float(df), squared).chi2, df=df)
