"""Estimation: confidence intervals out of an estimate, its standard error and its degrees of freedom.

Shares have intervals that stay within 0..1: on the logit scale, or of Clopper and Pearson with an effective number of
respondents, share x (1 - share) / variance ("beta"), which Korn and Graubard (1998, Survey Methodology 24, 193-201)
lower where degrees of freedom are few ("korn-graubard"; R's `svyciprop(method = "beta")`). The effective number may
exceed the respondents', as in R. A share of exactly 0 or 1 has no variance to tell it: an effective number that only
unequal weights lower takes its place, and the interval is one-sided: it begins at 0, or ends at 1, and its other end is
that of the two-sided interval (so a 95% interval is a one-sided limit of 97.5%).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betaincinv, expit, logit, stdtr, stdtrit

from crowdpotential.stats.arrays import FloatArray, IntArray

DesignIntervalType = Literal["t", "logit", "beta", "korn-graubard"]  # out of a standard error
IntervalType = DesignIntervalType | Literal["percentile", "hall"]  # out of bootstrap replicates

ROUNDING = 1e-12  # what summation may add to a share of everybody
CERTAIN = 1e12  # effective respondents beyond which only rounding is left: the share is a control total


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Both ends of each interval; NaN where there is none."""

    low: FloatArray  # (k,)
    high: FloatArray  # (k,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bases:
    """How many respondents k shares rest on."""

    n_respondents: FloatArray | IntArray  # (k,) members of each domain, with an answer and a weight
    n_effective: FloatArray  # (k,) the same less what unequal weights cost (Kish 1965)


def confidence_intervals(
    interval: DesignIntervalType,
    estimate: FloatArray,
    standard_error: FloatArray,
    degrees_of_freedom: FloatArray | IntArray,
    *,
    bases: Bases | None,
    confidence_level: float,
) -> Intervals:
    """Return the intervals of the named type.

    Args:
        interval: "t" for anything, the others for shares.
        estimate: (k,)
        standard_error: (k,)
        degrees_of_freedom: (k,) primary sampling units less strata.
        bases: for "beta" and "korn-graubard".
        confidence_level: 0..1.
    """
    if interval == "t":
        return t_intervals(estimate, standard_error, degrees_of_freedom, confidence_level=confidence_level)
    if interval == "logit":
        return logit_intervals(estimate, standard_error, degrees_of_freedom, confidence_level=confidence_level)
    if bases is None:
        msg = f"the {interval} interval needs to know how many respondents each share rests on"
        raise ValueError(msg)
    if interval == "beta":
        return beta_intervals(estimate, standard_error, bases.n_effective, confidence_level=confidence_level)
    return korn_graubard_intervals(estimate, standard_error, degrees_of_freedom, bases=bases, confidence_level=confidence_level)


def t_intervals(
    estimate: FloatArray,
    standard_error: FloatArray,
    degrees_of_freedom: FloatArray | IntArray,
    *,
    confidence_level: float,
) -> Intervals:
    """Compute intervals that reach as far on either side as the t distribution does; none without degrees of freedom.

    Args:
        estimate: (k,)
        standard_error: (k,)
        degrees_of_freedom: (k,) primary sampling units less strata; may be infinite.
        confidence_level: 0..1.
    """
    reach = _t_quantile(degrees_of_freedom, confidence_level) * standard_error
    return Intervals(low=estimate - reach, high=estimate + reach)


def logit_intervals(
    share: FloatArray,
    standard_error: FloatArray,
    degrees_of_freedom: FloatArray | IntArray,
    *,
    confidence_level: float,
) -> Intervals:
    """Carry the standard error to the logit scale by the delta method, and the t interval back.

    Args:
        share: (k,) 0..1; shares of exactly 0 or 1 have no interval.
        standard_error: (k,)
        degrees_of_freedom: (k,) as for `t_intervals`.
        confidence_level: 0..1.
    """
    shares = whole_shares(share)
    inner = np.where((shares > 0) & (shares < 1), shares, np.nan)
    reach = _t_quantile(degrees_of_freedom, confidence_level) * standard_error / (inner * (1 - inner))
    return Intervals(low=expit(logit(inner) - reach), high=expit(logit(inner) + reach))


def beta_intervals(
    share: FloatArray,
    standard_error: FloatArray,
    n_effective: FloatArray,
    *,
    confidence_level: float,
) -> Intervals:
    """Compute the interval of Clopper and Pearson for the respondents that a simple sample would need.

    Args:
        share: (k,) 0..1.
        standard_error: (k,)
        n_effective: (k,) respondents less what unequal weights cost; counts for shares of exactly 0 or 1.
        confidence_level: 0..1.
    """
    shares = whole_shares(share)
    return _clopper_pearson(shares, _respondents_worth(shares, standard_error, n_effective), confidence_level)


def korn_graubard_intervals(
    share: FloatArray,
    standard_error: FloatArray,
    degrees_of_freedom: FloatArray | IntArray,
    *,
    bases: Bases,
    confidence_level: float,
) -> Intervals:
    """Compute the beta interval with the effective number lowered by the squared ratio of t quantiles.

    Args:
        share: (k,) 0..1.
        standard_error: (k,)
        degrees_of_freedom: (k,) as for `t_intervals`.
        bases: respondents behind each share, and what they are worth.
        confidence_level: 0..1.
    """
    shares = whole_shares(share)
    worth = _respondents_worth(shares, standard_error, bases.n_effective)
    simple = _t_quantile(np.asarray(bases.n_respondents, dtype=np.float64) - 1, confidence_level)
    ratio = simple / _t_quantile(degrees_of_freedom, confidence_level)
    return _clopper_pearson(shares, worth * ratio**2, confidence_level)


def percentile_intervals(replicates: FloatArray, *, confidence_level: float) -> Intervals:
    """Compute the percentiles of bootstrap replicates (k, R), interpolated; NaN replicates failed and are left out.

    Only for the bootstrap: the replicates of jackknife and balanced halves are not spread like the estimate.
    """
    tail = (1 - confidence_level) / 2
    has_any = ~np.isnan(replicates).all(axis=1)
    ends = np.full((2, len(replicates)), np.nan)
    ends[:, has_any] = np.nanquantile(replicates[has_any], [tail, 1 - tail], axis=1)
    return Intervals(low=ends[0], high=ends[1])


def whole_shares(share: FloatArray) -> FloatArray:
    """Return the shares of nobody and of everybody without the last digit that summation may add or take."""
    ends = np.rint(share)
    shares: FloatArray = np.where(np.abs(share - ends) < ROUNDING, ends, share)
    if ((shares < 0) | (shares > 1)).any():
        msg = "the logit, beta and Korn-Graubard intervals are for shares 0..1"
        raise ValueError(msg)
    return shares


def p_values(estimate: FloatArray, standard_error: FloatArray, degrees_of_freedom: FloatArray) -> FloatArray:
    """Test each of k estimates against zero by the t distribution, on both sides; NaN where there is no error."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = 2 * stdtr(degrees_of_freedom, -np.abs(estimate) / standard_error)
    return found


def _t_quantile(degrees_of_freedom: FloatArray | IntArray, confidence_level: float) -> FloatArray:
    if not 0 < confidence_level < 1:
        msg = f"confidence_level: need a number between 0 and 1, not {confidence_level}"
        raise ValueError(msg)
    df = np.asarray(degrees_of_freedom, dtype=np.float64)
    quantile: FloatArray = stdtrit(np.where(df > 0, df, np.nan), (1 + confidence_level) / 2)
    return quantile


def _respondents_worth(share: FloatArray, standard_error: FloatArray, n_effective: FloatArray) -> FloatArray:
    """Return how many respondents of a simple sample would give the same variance of the share."""
    is_inner = (share > 0) & (share < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        worth: FloatArray = np.where(is_inner, share * (1 - share) / standard_error**2, n_effective)
    return np.where(np.isnan(standard_error), np.nan, worth)


def _clopper_pearson(share: FloatArray, n: FloatArray, confidence_level: float) -> Intervals:
    tail = (1 - confidence_level) / 2
    low = betaincinv(n * share, n * (1 - share) + 1, tail)
    high = betaincinv(n * share + 1, n * (1 - share), 1 - tail)
    known = np.where(np.isnan(n), np.nan, share)
    is_certain = n > CERTAIN
    return Intervals(
        low=np.where(is_certain | (share == 0), known, low),
        high=np.where(is_certain | (share == 1), known, high),
    )
