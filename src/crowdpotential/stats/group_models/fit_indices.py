"""Comparability: how well a factor model of several groups fits, in the indices that readers know.

Plain indices take chi-square as it is; scaled ones divide it by its scaling factor; robust ones estimate what the plain index would be
in the population (Brosseau-Liard, Savalei and Li 2012, Multivariate Behavioral Research 47, 904-930; Brosseau-Liard and Savalei 2014,
49, 460-470).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtr, chdtrc, chndtr

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.group_structure import GroupMatrices
from crowdpotential.stats.group_models.moments import Moments

_RMSEA_CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class ChiSquare:
    """A test of a model against the moments without restrictions."""

    value: float
    df: int
    scaling: float = 1.0  # its expectation under the model is scaling times df

    @property
    def excess(self) -> float:
        """Return by how much it exceeds its expectation."""
        return self.value - self.scaling * self.df


@dataclass(frozen=True, slots=True, kw_only=True)
class FitIndices:
    """Indices of one kind."""

    cfi: float  # 1 is perfect
    tli: float
    rmsea: float  # 0 is perfect
    rmsea_low: float  # 90% confidence
    rmsea_high: float


def find_fit_indices(test: ChiSquare, baseline: ChiSquare, *, n: float, n_groups: int) -> FitIndices:
    """Compare with a model without relations: CFI (Bentler 1990), TLI (Tucker and Lewis 1973); return the misfit per degree of freedom.

    Psychological Bulletin 107, 238-246; Psychometrika 38, 1-10; RMSEA for several groups: Steiger 1998, Structural Equation Modeling 5,
    411-419. With scaling factors other than 1 these are the robust indices.

    Args:
        test: of the model; without degrees of freedom it fits perfectly, and proves nothing.
        baseline: of the model without relations.
        n: respondents of all groups.
        n_groups: one or more.

    Raises:
        ModelError: a test without a value.
    """
    if test.df == 0:
        return FitIndices(cfi=1.0, tli=1.0, rmsea=0.0, rmsea_low=0.0, rmsea_high=0.0)
    _refuse_unknown(test, baseline)
    worst = max(baseline.excess, test.excess, 0.0)
    cfi = 1 - max(test.excess, 0.0) / worst if worst > 0 else 1.0
    low, high = _find_noncentralities(test.value / test.scaling, float(test.df))
    return FitIndices(
        cfi=cfi,
        tli=_find_tli(test, baseline),
        rmsea=_per_degree(test.excess, test.df, n, n_groups),
        rmsea_low=_per_degree(test.scaling * low, test.df, n, n_groups),
        rmsea_high=_per_degree(test.scaling * high, test.df, n, n_groups),
    )


def find_scaled_indices(test: ChiSquare, baseline: ChiSquare, *, n: float, n_groups: int) -> FitIndices:
    """Return the indices of chi-squares divided by their scaling factors; arguments as in `find_fit_indices`.

    The interval of RMSEA refers chi-square itself to scaling times df degrees of freedom, as lavaan does.
    """
    divided = find_fit_indices(
        ChiSquare(value=test.value / test.scaling, df=test.df),
        ChiSquare(value=baseline.value / baseline.scaling, df=baseline.df),
        n=n,
        n_groups=n_groups,
    )
    if test.df == 0:
        return divided
    expected = test.scaling * test.df
    low, high = _find_noncentralities(test.value, expected)
    return FitIndices(
        cfi=divided.cfi,
        tli=divided.tli,
        rmsea=divided.rmsea,
        rmsea_low=_per_degree(low, expected, n, n_groups),
        rmsea_high=_per_degree(high, expected, n, n_groups),
    )


def find_p_value(chi2: float, df: int) -> float:
    """Return the probability of a larger chi-square; 1 without degrees of freedom."""
    return float(chdtrc(df, chi2)) if df else 1.0


def find_srmr(moments: Sequence[Moments], groups: Sequence[GroupMatrices]) -> float:
    """Compute the root mean square of residual correlations and mean residuals (Bentler 1995), groups by size."""
    weighted = 0.0
    for group, matrices in zip(moments, groups, strict=True):
        sd = np.sqrt(np.diag(group.covariance))
        residuals = np.tril(group.covariance - matrices.implied_covariance) / np.outer(sd, sd)
        of_means = (group.mean - matrices.implied_mean) / sd
        p = len(sd)
        weighted += group.n * np.sqrt(((residuals**2).sum() + (of_means**2).sum()) / (p * (p + 1) / 2 + p))
    return float(weighted / sum(group.n for group in moments))


def _find_tli(test: ChiSquare, baseline: ChiSquare) -> float:
    """Compare misfits per degree of freedom; 1 where a model without relations fits just as expected, as lavaan has it."""
    own, other = float(test.excess * baseline.df), float(baseline.excess * test.df)
    return 1 - own / other if other != 0 else 1.0


def _refuse_unknown(test: ChiSquare, baseline: ChiSquare) -> None:
    if not (np.isfinite(test.excess) and np.isfinite(baseline.excess)):
        msg = (
            f"fit indices: chi-square is {test.value:g}, and {baseline.value:g} of a model without relations; the statistics of some"
            " items have no finite errors: leave out items that hardly anybody answers otherwise, or take larger groups"
        )
        raise ModelError(msg)


def _per_degree(noncentrality: float, df: float, n: float, n_groups: int) -> float:
    return float(np.sqrt(max(noncentrality, 0.0) / (df * n) * n_groups))


def _find_noncentralities(chi2: float, df: float) -> tuple[float, float]:
    """Find the noncentralities between which chi-square lies with 90% confidence."""
    tail = (1 - _RMSEA_CONFIDENCE) / 2
    return _find_noncentrality(chi2, df, 1 - tail), _find_noncentrality(chi2, df, tail)


def _find_noncentrality(chi2: float, df: float, probability: float) -> float:
    """Find the noncentrality under which chi-square stays below its value with this probability."""
    if chdtr(df, chi2) < probability:
        return 0.0
    upper = chi2 + 1.0
    while chndtr(chi2, df, upper) > probability:
        upper *= 2
    return float(brentq(lambda value: chndtr(chi2, df, value) - probability, 1e-12, upper, xtol=1e-10))
