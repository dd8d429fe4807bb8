"""Estimation: design-based means and shares of domains, with standard errors from the replicates.

A design is its weights and their replicates: an estimate is computed once per column of weights, and the
spread of the replicates, scaled as their method asks, is its variance. Replicates are drawn and calibrated
on the whole sample; only then do domains take their part of the sums.
"""

import math
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.intervals import (
    Bases,
    IntervalType,
    confidence_intervals,
    p_values,
    percentile_intervals,
    whole_shares,
)
from crowdpotential.stats.inference.ranges import Range, ScaleName
from crowdpotential.stats.inference.skewed_intervals import hall_intervals
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.replication.spread import spread_replicates

BOOTSTRAP = "rao-wu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """Estimates with standard errors and confidence intervals, and what those rest on."""

    estimate: FloatArray  # (k,) from the full sample
    standard_error: FloatArray  # (k,) NaN where withheld or without degrees of freedom
    ci_low: FloatArray  # (k,) NaN likewise
    ci_high: FloatArray  # (k,)
    degrees_of_freedom: FloatArray  # (k,)
    confidence_level: float
    interval: IntervalType | ScaleName
    n_replicates: int  # drawn, failed ones included
    n_failed: IntArray  # (k,) replicates without this estimate, left out
    withheld: BoolArray  # (k,) more failed than the method tolerates
    within: Range | None = None  # that the intervals stay in, if that was asked

    @property
    def lacks_freedom(self) -> BoolArray:
        """(k,): a single sampling unit in each stratum, or nobody, so that the spread of the replicates is no error."""
        return ~(self.degrees_of_freedom > 0)

    @property
    def p_value(self) -> FloatArray:
        """(k,) of the test of each estimate against zero; NaN where there is no error."""
        return p_values(self.estimate, self.standard_error, self.degrees_of_freedom)


def weighted_means(values: FloatArray, weights: FloatArray, domains: IntArray, n_domains: int) -> FloatArray:
    """Average each variable in each domain under each column of weights; 0/1 variables give shares.

    Args:
        values: (n, q), NaN where missing; a missing answer counts in no sum of its variable.
        weights: (n, C) of any scale, a column NaN throughout where a replicate failed.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are, with respondents or without.

    Returns:
        (n_domains, q, C) means; NaN where a domain has no weight.
    """
    if (values.ndim, weights.ndim) != (2, 2) or not len(values) == len(weights) == domains.size:
        shapes = values.shape, weights.shape, domains.shape
        msg = f"need values (n, q), weights (n, C) and domains (n,), not {shapes}"
        raise ValueError(msg)
    means = np.empty((n_domains, values.shape[1], weights.shape[1]))
    for domain in range(n_domains):
        rows = _rows(domains, domain)
        means[domain] = _means(values[rows], weights[rows])
    return means


def infer(
    estimate: FloatArray,
    replicates: FloatArray,
    *,
    replication: Replication,
    freedom: Freedom,
    confidence_level: float,
    interval: IntervalType | None = None,
    bases: Bases | None = None,
    within: Range | None = None,
) -> Inference:
    """Use the spread of the replicates, scaled as their method asks, as the variance of an estimate.

    An estimate without degrees of freedom has no error: one unit differs from nothing, whatever its weight does.

    Args:
        estimate: (k,) from the full sample; shares 0..1 for the logit interval.
        replicates: (k, R) the same under each column of replicate weights, NaN where a replicate failed.
        replication: how the replicates were made.
        freedom: of all or of each estimate (k,), as `stats.inference.freedom` counts it.
        confidence_level: 0..1.
        interval: one of those of `intervals`: "t" for anything, "percentile" and "hall" for a bootstrap, the others for shares;
            None is what the replication asks for.
        bases: respondents behind each share, for the beta and Korn-Graubard intervals.
        within: range in which a t interval has to stay, and the scale that it is found on instead.
    """
    kind = interval or replication.interval
    if kind in {"logit", "beta", "korn-graubard"}:
        estimate = whole_shares(estimate)
    spread = spread_replicates(estimate, replicates, replication)
    df = np.broadcast_to(freedom.numbers, estimate.shape)
    has_error = df > 0
    standard_error = np.where(has_error, np.sqrt(np.square(spread.deviations).sum(axis=1)), np.nan)
    if kind == "percentile":
        _refuse_all_but_bootstraps(replication, kind)
        _refuse_few_replicates(replication, confidence_level)
        counted = np.where((spread.withheld | ~has_error)[:, None], np.nan, replicates)
        ends = percentile_intervals(counted, confidence_level=confidence_level)
    elif kind == "hall":
        _refuse_all_but_bootstraps(replication, kind)
        ends = hall_intervals(estimate, standard_error, df, replicates=replicates, confidence_level=confidence_level)
    elif kind == "t" and within is not None:
        ends = within.intervals(estimate, standard_error, df, confidence_level=confidence_level)
    else:
        ends = confidence_intervals(kind, estimate, standard_error, df, bases=bases, confidence_level=confidence_level)
    return Inference(
        estimate=estimate,
        standard_error=standard_error,
        ci_low=ends.low,
        ci_high=ends.high,
        degrees_of_freedom=df,
        confidence_level=confidence_level,
        interval=within.scale if kind == "t" and within is not None else kind,
        n_replicates=replicates.shape[1],
        n_failed=spread.n_failed,
        withheld=spread.withheld,
        within=within,
    )


def infer_columns(
    columns: FloatArray,
    *,
    replication: Replication,
    freedom: Freedom,
    confidence_level: float,
    interval: IntervalType | None = None,
    bases: Bases | None = None,
    within: Range | None = None,
) -> Inference:
    """Infer from (k, 1 + R) columns, the full sample's before those of the replicates; the rest is as of `infer`."""
    return infer(
        columns[:, 0],
        columns[:, 1:],
        replication=replication,
        freedom=freedom,
        confidence_level=confidence_level,
        interval=interval,
        bases=bases,
        within=within,
    )


def find_bases(values: FloatArray, weights: FloatArray, domains: IntArray, n_domains: int) -> Bases:
    """Count the respondents behind the mean of each variable in each domain, and what they are worth.

    Args:
        values: (n, q), NaN where missing.
        weights: (n,) of the full sample.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are.

    Returns:
        Both (n_domains, q); an empty domain is worth nothing.
    """
    n = np.empty((n_domains, values.shape[1]), dtype=np.int64)
    worth = np.empty(n.shape)
    for domain in range(n_domains):
        own = np.where((domains == domain)[:, None] & ~np.isnan(values), weights[:, None], 0.0)
        n[domain] = np.count_nonzero(own, axis=0)
        worth[domain] = own.sum(axis=0) ** 2 / np.maximum(np.square(own).sum(axis=0), np.finfo(float).tiny)
    return Bases(n_respondents=n, n_effective=worth)


def domain_degrees_of_freedom(psu: IntArray, strata: IntArray, domains: IntArray, n_domains: int) -> IntArray:
    """Count the primary sampling units that hold any of a domain, less the strata that do.

    Args:
        psu: (n,) primary sampling unit of each respondent, numbered through all strata.
        strata: (n,) stratum of each respondent.
        domains: (n,) 0..n_domains-1, or -1 for none.
        n_domains: how many domains there are.

    Returns:
        (n_domains,) 0 or more; with 0 there is no interval.
    """
    inside = [domains == domain for domain in range(n_domains)]
    return np.array([np.unique(psu[where]).size - np.unique(strata[where]).size for where in inside], dtype=np.int64)


def kish_deff(weights: FloatArray) -> float:
    """Return how much unequal weights alone raise the variance of a mean (Kish 1965): 1 if all are equal."""
    return float(weights.size * np.square(weights).sum() / np.square(weights.sum()))


def n_effective(weights: FloatArray) -> float:
    """Return how many equally weighted respondents would give the same variance (Kish 1965): n / deff."""
    return float(np.square(weights.sum()) / np.square(weights).sum())


def _refuse_all_but_bootstraps(replication: Replication, kind: str) -> None:
    if replication.kind != BOOTSTRAP:
        what = "percentiles" if kind == "percentile" else "the skewness"
        msg = f"{what} of {replication.kind} replicates are no interval: only a bootstrap's are spread like the estimate"
        raise ValueError(msg)


def _refuse_few_replicates(replication: Replication, confidence_level: float) -> None:
    drawn, tail = replication.coefficients.size, (1 - confidence_level) / 2
    if drawn * tail < 1:
        msg = (
            f"{drawn} replicates leave none beyond either end of a percentile interval at {confidence_level:.3g}: draw at least "
            f"{math.ceil(1 / tail)}, or take the t interval"
        )
        raise ValueError(msg)


def _rows(domains: IntArray, domain: int) -> IntArray | slice:
    """Find the members of a domain; as a slice where they stand together, so that no weights are copied."""
    rows = np.flatnonzero(domains == domain)
    if rows.size and rows[-1] - rows[0] == rows.size - 1:
        return slice(rows[0], rows[-1] + 1)
    return rows


def _means(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Average (q, C) over all rows, each variable over those who answered it."""
    is_missing = np.isnan(values)
    sums = np.where(is_missing, 0.0, values).T @ weights
    totals = np.broadcast_to(weights.sum(axis=0), sums.shape).copy()
    partial = is_missing.any(axis=0)
    totals[partial] = (~is_missing[:, partial]).astype(np.float64).T @ weights
    means: FloatArray = np.divide(sums, totals, out=np.full_like(sums, np.nan), where=totals != 0)
    return means
