"""Weights of a panel: the mean over experts of points or of weights, with an interval that leaves out one expert at a time."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.expert_judgement.averages import Mean, average_weights, close, share_out
from crowdpotential.stats.inference.intervals import logit_intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class JointWeights:
    """Weights of k objects by m experts."""

    weights: FloatArray  # (k,) sum 1
    standard_error: FloatArray  # (k,)
    ci_low: FloatArray
    ci_high: FloatArray
    n_experts: int


def join_weights(given: FloatArray, *, mean: Mean, confidence_level: float) -> JointWeights:
    """Average the weights of experts, to a sum of 1 (geometric mean: Aczel and Saaty 1983; Forman and Peniwati 1998).

    The error is the jackknife's (Efron 1982), the interval t on the logit scale with m - 1 degrees of freedom.

    Args:
        given: (m, k) shares or points of m experts, none below zero; rows are brought to one sum.
        mean: over experts.
        confidence_level: 0..1.

    Raises:
        DesignError: as `share_out`.
    """
    parts, (m, k) = share_out(given, mean=mean), given.shape
    whole, without = average_weights(given, mean=mean), close((parts.sum(axis=0) - parts) / (m - 1), mean=mean)
    error = np.sqrt((m - 1) / m * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    ends = logit_intervals(whole, error, np.full(k, m - 1.0), confidence_level=confidence_level)
    return JointWeights(weights=whole, standard_error=error, ci_low=ends.low, ci_high=ends.high, n_experts=m)
