"""Sensitivity: how much of a result's variance is sampling, how much method, and how much only both together.

Every combination of choices is computed in every replicate, so the replicate is one more factor of a full factorial and the
decomposition is exact (Efron and Stein 1981). Replicates are a draw, not the whole of what could be drawn: what is averaged over
R of them still carries an R-th of the interaction with sampling. Under a bootstrap that noise is taken out as for a random factor
in an analysis of variance (Searle, Casella and McCulloch 1992): V(u) - V(u x sampling) / (R - 1), never below zero, and what
varies with sampling is raised by R / (R - 1). Jackknife and balanced
replicates are not drawn; nothing is taken out. The effects of method are those in the sample at hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.factorial import decompose
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.replication.spread import spread_replicates

DRAWN = ("rao-wu", "delivered")  # kinds of replicates that another seed would change


@dataclass(frozen=True, slots=True, kw_only=True)
class JointShares:
    """Shares of the variance over all combinations and replicates; NaN if the result never moves."""

    variance: float
    sampling: float  # three shares that sum to one
    method: float
    both: float
    first_order: FloatArray  # (f + 1,) of each choice by itself, then of sampling
    total: FloatArray  # (f + 1,) with all interactions


def draw_out(estimates: FloatArray, replicates: FloatArray, replication: Replication) -> FloatArray:
    """Scale replicates about the estimate so that their plain variance is that of the estimate, whatever made them.

    Args:
        estimates: (S,) under each combination.
        replicates: (S, R), NaN where a replicate failed; one that lacks a combination is left out for all.
        replication: how the replicates were made.

    Returns:
        (S, R used).

    Raises:
        DesignError: more replicates failed than the method tolerates.
    """
    failed = np.isnan(replicates).any(axis=0)
    spread = spread_replicates(estimates, np.where(failed, np.nan, replicates), replication)
    if spread.withheld.any():
        msg = (
            f"sensitivity: {int(failed.sum())} of {failed.size} replicates lack a combination; "
            "look at the small areas, or leave combinations out"
        )
        raise DesignError(msg)
    deviations = spread.deviations[:, ~failed]
    return np.asarray(estimates[:, None] + deviations * np.sqrt(deviations.shape[1]))


def decompose_jointly(results: FloatArray, weights: Sequence[FloatArray], *, replication: Replication) -> JointShares:
    """Divide the variance of a result among choices, sampling and what they do together.

    Args:
        results: (m_1, ..., m_f, R) one per combination and replicate.
        weights: of the f choices, as for `decompose`.
        replication: whether the replicates are a draw.
    """
    n_choices, n_replicates = results.ndim - 1, results.shape[-1]
    found = decompose(results, [*weights, np.ones(n_replicates)])
    corrected = {factors: share * found.variance for factors, share in found.effects.items()}
    if replication.kind in DRAWN:
        corrected = {factors: _correct(factors, corrected, n_choices, n_replicates) for factors in corrected}
    whole = sum(corrected.values())
    if not whole > 0:
        nothing = np.full(n_choices + 1, np.nan)
        return JointShares(variance=0.0, sampling=np.nan, method=np.nan, both=np.nan, first_order=nothing, total=nothing)
    shares = {factors: variance / whole for factors, variance in corrected.items()}
    sampling, method = shares[(n_choices,)], sum(s for u, s in shares.items() if n_choices not in u)
    return JointShares(
        variance=whole,
        sampling=sampling,
        method=method,
        both=sum(s for u, s in shares.items() if n_choices in u and len(u) > 1),
        first_order=np.array([shares[(f,)] for f in range(n_choices + 1)]),
        total=np.array([sum(s for u, s in shares.items() if f in u) for f in range(n_choices + 1)]),
    )


def _correct(factors: tuple[int, ...], variances: dict[tuple[int, ...], float], n_choices: int, n_replicates: int) -> float:
    """Take out what a finite number of drawn replicates adds to an effect."""
    if n_choices in factors:
        return variances[factors] * n_replicates / (n_replicates - 1)
    return max(variances[factors] - variances[(*factors, n_choices)] / (n_replicates - 1), 0.0)
