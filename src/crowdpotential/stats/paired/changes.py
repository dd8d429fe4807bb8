"""The mean change of the same people from one answer to another, and how large it is beside the spread of the answers.

Several standardised changes carry one name. Ours divides the mean change by the root of the mean of both variances (d_av; Cumming 2012;
Lakens 2013), for it is read like a difference between two groups and does not grow with the correlation of the answers, as that by the
spread of the changes (d_z) does.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, nctdtrinc

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray

FEWEST = 3  # pairs without which neither spread nor correlation means anything


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedChange:
    """Answers of n people before and after, and the mean change with its error (t test of pairs, n - 1 degrees of freedom)."""

    n: int
    mean_before: float
    mean_after: float
    sd_before: float
    sd_after: float
    correlation: float  # NaN where one of both does not vary
    standard_error: float  # of the change; 0 where all change alike

    @property
    def change(self) -> float:
        """After less before."""
        return self.mean_after - self.mean_before

    @property
    def df(self) -> float:
        """Degrees of freedom of the change."""
        return self.n - 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardisedChange:
    """The change in standard deviations of the answers."""

    d_av: float  # mean change / root of the mean variance
    g_av: float  # the same without the bias of few pairs
    ci_low: float  # of the change in the population, around both
    ci_high: float


def compare_pairs(before: FloatArray, after: FloatArray) -> PairedChange:
    """Compare the answers of the same people, (n,) each.

    Raises:
        DesignError: the arrays are of different people, an answer is missing, or there are fewer than three pairs.
    """
    if before.shape != after.shape or not (np.isfinite(before).all() and np.isfinite(after).all()):
        msg = f"{before.size} answers before and {after.size} after are no pairs without gaps; keep those who gave both"
        raise DesignError(msg)
    if before.size < FEWEST:
        msg = f"{before.size} pairs; a change needs {FEWEST}"
        raise DesignError(msg)
    spreads = float(before.std(ddof=1)), float(after.std(ddof=1))
    covariance = float(np.cov(before, after)[0, 1])
    return PairedChange(
        n=before.size,
        mean_before=float(before.mean()),
        mean_after=float(after.mean()),
        sd_before=spreads[0],
        sd_after=spreads[1],
        correlation=covariance / (spreads[0] * spreads[1]) if min(spreads) > 0 else float("nan"),
        standard_error=float((after - before).std(ddof=1) / np.sqrt(before.size)),
    )


def standardise_change(pairs: PairedChange, *, confidence_level: float) -> StandardisedChange:
    """Return the change in standard deviations, d_av and g_av, with an interval that excludes zero exactly where the t test of pairs does.

    The interval turns around the noncentral t of n - 1 degrees of freedom (Algina and Keselman 2003, Educational and Psychological
    Measurement 63, 537-553, equation 8). The correction of the bias is that of Hedges (1981) with the freedom of a mean of two correlated
    variances, 2 (n - 1) / (1 + r^2) (Cousineau 2020, The Quantitative Methods for Psychology 16, 418-421).

    Args:
        pairs: compared.
        confidence_level: 0..1.

    Raises:
        DesignError: all change alike, or answers do not vary, so that there is nothing to measure the change by.
    """
    spread = float(np.sqrt((pairs.sd_before**2 + pairs.sd_after**2) / 2))
    if spread == 0 or pairs.standard_error == 0:
        msg = f"{pairs.n} pairs all change alike; a change without a spread cannot be standardised"
        raise DesignError(msg)
    scale = pairs.standard_error / spread
    r = 0.0 if np.isnan(pairs.correlation) else pairs.correlation
    freedom = 2 * pairs.df / (1 + r**2)
    t, tail = pairs.change / pairs.standard_error, (1 - confidence_level) / 2
    return StandardisedChange(
        d_av=pairs.change / spread,
        g_av=_unbias(freedom) * pairs.change / spread,
        ci_low=scale * float(nctdtrinc(pairs.df, 1 - tail, t)),
        ci_high=scale * float(nctdtrinc(pairs.df, tail, t)),
    )


def _unbias(freedom: float) -> float:
    """Return Hedges' factor (1981, equation 6e)."""
    return float(np.exp(gammaln(freedom / 2) - gammaln((freedom - 1) / 2)) / np.sqrt(freedom / 2))
