"""Estimation: standard errors, intervals and design effects of linearised estimates.

The design effect compares the variance with that of a simple random sample of as many members: drawn from the persons
that they stand for without replacement (R's `deff = TRUE`), and with replacement (`deff = "replace"`).
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.intervals import (
    Bases,
    DesignIntervalType,
    confidence_intervals,
)
from crowdpotential.stats.inference.linear_estimates import LinearEstimates
from crowdpotential.stats.inference.linearisation import count_degrees_of_freedom, number_units


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearInference:
    """Estimates with what linearisation tells of their error."""

    estimate: FloatArray  # (k,)
    standard_error: FloatArray  # (k,) NaN without degrees of freedom
    covariance: FloatArray  # (k, k)
    ci_low: FloatArray  # (k,) NaN without degrees of freedom
    ci_high: FloatArray  # (k,)
    interval_type: DesignIntervalType
    confidence_level: float
    degrees_of_freedom: IntArray  # (k,) of each estimate's own members
    coefficient_of_variation: FloatArray  # (k,) standard error / |estimate|
    deff: FloatArray  # (k,) NaN where weights add to fewer persons than respondents
    deff_with_replacement: FloatArray  # (k,)
    n_respondents: IntArray  # (k,) members
    n_effective: FloatArray  # (k,) members less what unequal weights cost


def infer_linearised(
    estimates: LinearEstimates,
    design: LinearDesign,
    *,
    confidence_level: float,
    interval: DesignIntervalType = "t",
) -> LinearInference:
    """Estimate the covariance of estimates from their scores, and what follows from it.

    Args:
        estimates: k of them, made with the design's weights.
        design: weights, strata and units of all n respondents, and what the weights were calibrated on.
        confidence_level: 0..1.
        interval: one of those of `intervals`; all but "t" are for shares.

    Raises:
        DesignError: as for `number_units`.
        LonelyPsuError: a stratum has one unit and the design names no rule.
    """
    weights = design.weights
    covariance = design.covariance(estimates.scores)
    df = count_degrees_of_freedom(estimates.members, number_units(design.sample))
    standard_error = np.where(df > 0, np.sqrt(np.diag(covariance)), np.nan)
    n = estimates.members.sum(axis=0)
    n_effective = (weights @ estimates.members) ** 2 / (weights**2 @ estimates.members)
    ends = confidence_intervals(
        interval,
        estimates.estimate,
        standard_error,
        df,
        bases=Bases(n_respondents=n, n_effective=n_effective),
        confidence_level=confidence_level,
    )
    simple = _simple_variances(estimates, weights)
    persons = weights @ estimates.members
    unsampled = np.where(persons >= n, (persons - n) / persons, np.nan)
    return LinearInference(
        estimate=estimates.estimate,
        standard_error=standard_error,
        covariance=covariance,
        ci_low=ends.low,
        ci_high=ends.high,
        interval_type=interval,
        confidence_level=confidence_level,
        degrees_of_freedom=df,
        coefficient_of_variation=_quotient(standard_error, np.abs(estimates.estimate)),
        deff=_quotient(standard_error**2, simple * unsampled),
        deff_with_replacement=_quotient(standard_error**2, simple),
        n_respondents=n,
        n_effective=n_effective,
    )


def _simple_variances(estimates: LinearEstimates, weights: FloatArray) -> FloatArray:
    """Return each estimate's variance (k,) in a simple random sample with replacement of its members."""
    has_weight = weights > 0
    influence = np.divide(
        estimates.scores,
        weights[:, None],
        out=np.zeros_like(estimates.scores),
        where=has_weight[:, None],
    )
    persons = weights @ estimates.members
    n = estimates.members.sum(axis=0)
    centred = np.where(estimates.members, influence - (weights @ influence) / persons, 0.0)
    spread = (weights @ centred**2) / persons * _quotient(n, n - 1)
    simple: FloatArray = spread * persons**2 / n
    return simple


def _quotient(dividend: FloatArray | IntArray, divisor: FloatArray | IntArray) -> FloatArray:
    """Divide, with NaN where the divisor is not above zero."""
    quotient: FloatArray = np.divide(dividend, divisor, out=np.full(np.shape(divisor), np.nan), where=np.asarray(divisor) > 0)
    return quotient
