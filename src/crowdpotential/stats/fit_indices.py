"""Comparability: how well a factor model of several groups fits, in the indices that readers know."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2 as chi2_distribution
from scipy.stats import ncx2

from crowdpotential.stats.group_structure import GroupMatrices
from crowdpotential.stats.moments import Moments

_RMSEA_CONFIDENCE = 0.90


def find_incremental_fit(moments: Sequence[Moments], chi2: float, df: int) -> tuple[float, float]:
    """Compare with a model without any relation: CFI (Bentler 1990) and TLI (Tucker and Lewis 1973).

    Psychological Bulletin 107, 238-246; Psychometrika 38, 1-10.
    """
    if df == 0:
        return 1.0, 1.0
    p = len(moments[0].mean)
    unrelated = sum(
        group.n * (np.log(np.diag(group.covariance)).sum() - np.linalg.slogdet(group.covariance)[1])
        for group in moments
    )
    unrelated_df = len(moments) * p * (p - 1) // 2
    worst = max(unrelated - unrelated_df, chi2 - df, 0.0)
    cfi = 1 - max(chi2 - df, 0.0) / worst if worst > 0 else 1.0
    ratio = unrelated / unrelated_df
    return float(cfi), float((ratio - chi2 / df) / (ratio - 1))


def find_rmsea(noncentrality: float, df: int, total: float, n_groups: int) -> float:
    """Turn a noncentrality into the error per degree of freedom (Steiger 1998, Structural Equation Modeling 5, 411-419)."""
    return float(np.sqrt(max(noncentrality, 0.0) / (df * total) * n_groups)) if df else 0.0


def find_rmsea_interval(chi2: float, df: int, total: float, n_groups: int) -> tuple[float, float]:
    """Give the 90% confidence interval of RMSEA, by the noncentral chi-square distribution."""
    tail = (1 - _RMSEA_CONFIDENCE) / 2
    bounds = [_noncentrality(chi2, df, probability) if df else 0.0 for probability in (1 - tail, tail)]
    low, high = (find_rmsea(bound, df, total, n_groups) for bound in bounds)
    return low, high


def find_srmr(moments: Sequence[Moments], groups: Sequence[GroupMatrices]) -> float:
    """Take the root mean square of residual correlations and mean residuals (Bentler 1995), groups by size."""
    weighted = 0.0
    for group, matrices in zip(moments, groups, strict=True):
        sd = np.sqrt(np.diag(group.covariance))
        residuals = np.tril(group.covariance - matrices.implied_covariance) / np.outer(sd, sd)
        of_means = (group.mean - matrices.implied_mean) / sd
        p = len(sd)
        weighted += group.n * np.sqrt(((residuals**2).sum() + (of_means**2).sum()) / (p * (p + 1) / 2 + p))
    return float(weighted / sum(group.n for group in moments))


def _noncentrality(chi2: float, df: int, probability: float) -> float:
    """Find the noncentrality under which chi-square stays below its value with this probability."""
    if chi2_distribution.cdf(chi2, df) < probability:
        return 0.0
    upper = chi2 + 1.0
    while ncx2.cdf(chi2, df, upper) > probability:
        upper *= 2
    return float(brentq(lambda value: ncx2.cdf(chi2, df, value) - probability, 1e-12, upper, xtol=1e-10))
