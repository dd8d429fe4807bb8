"""Uncertainty: from the spread of replicates to variances and covariances, whatever the method that made them."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.replication.replicates import Replication


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateSpread:
    """Deviations of replicates from their centre, scaled so that the sum of their squares is the variance."""

    deviations: FloatArray  # (k, R) zero where a replicate failed, NaN throughout where withheld
    n_failed: IntArray  # (k,) replicates without this estimate, left out
    withheld: BoolArray  # (k,) more failed than the method tolerates


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateCovariance:
    """The covariance of several estimates, from the replicates that have all of them."""

    covariance: FloatArray  # (k, k) NaN throughout where withheld
    n_failed: int  # replicates that lack an estimate, left out
    withheld: bool


def spread_replicates(estimate: FloatArray, replicates: FloatArray, replication: Replication) -> ReplicateSpread:
    """Scale the deviations of replicates by the root of their coefficients.

    Failed replicates are left out and the coefficients of the others raised to keep their sum: a bootstrap divides by
    the number of draws used. A method that tolerates no failure withholds the estimate instead.

    Args:
        estimate: (k,) from the full sample.
        replicates: (k, R) the same under each column of replicate weights, NaN where a replicate failed.
        replication: how the replicates were made.
    """
    if replicates.shape != (*estimate.shape, replication.coefficients.size):
        msg = f"{estimate.shape} estimates, {replicates.shape} replicates and {replication.coefficients.size} coefficients do not fit"
        raise ValueError(msg)
    has_failed = np.isnan(replicates)
    n_failed = np.count_nonzero(has_failed, axis=1)
    n_replicates = replicates.shape[1]
    withheld = (n_failed > replication.fails_above * n_replicates) | (n_failed == n_replicates)
    used = np.where(has_failed, 0.0, replication.coefficients)  # (k, R)
    total = np.where(withheld, np.nan, used.sum(axis=1))
    share = np.divide(replication.coefficients.sum(), total, out=np.ones_like(total), where=total != 0)
    coefficients = used * share[:, None]
    centre = _centre(estimate, replicates, used, replication)
    deviations = np.where(has_failed, 0.0, replicates - centre[:, None]) * np.sqrt(coefficients)
    return ReplicateSpread(deviations=deviations, n_failed=n_failed, withheld=withheld)


def replicate_covariance(estimate: FloatArray, replicates: FloatArray, replication: Replication) -> ReplicateCovariance:
    """Return the covariance matrix of several estimates; a replicate that lacks one of them is left out for all.

    Arguments as in `spread_replicates`.
    """
    complete = np.where(np.isnan(replicates).any(axis=0), np.nan, replicates)
    spread = spread_replicates(estimate, complete, replication)
    return ReplicateCovariance(
        covariance=spread.deviations @ spread.deviations.T,
        n_failed=int(spread.n_failed.max(initial=0)),
        withheld=bool(spread.withheld.any()),
    )


def monte_carlo_error(standard_error: FloatArray, n_replicates: int | IntArray) -> FloatArray:
    """Return how far a bootstrap's standard error moves with the seed: about SE / sqrt(2 R) (Efron and Tibshirani 1993, ch. 6).

    Args:
        standard_error: (k,) from a bootstrap; jackknife and balanced replicates have no such error.
        n_replicates: R, those that did not fail, for all or for each (k,).
    """
    error: FloatArray = standard_error / np.sqrt(2.0 * np.asarray(n_replicates))
    return error


def _centre(estimate: FloatArray, replicates: FloatArray, used: FloatArray, replication: Replication) -> FloatArray:
    """(k,): the full-sample estimate, or the plain mean of the replicates that count."""
    if replication.centre == "estimate":
        return estimate
    counts = used > 0
    n_counted = np.maximum(counts.sum(axis=1), 1)
    mean: FloatArray = np.where(counts, replicates, 0.0).sum(axis=1) / n_counted
    return mean
