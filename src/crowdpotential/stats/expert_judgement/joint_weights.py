"""Weights of a panel: the mean over experts of points or of weights, with an interval that leaves out one expert at a time."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.intervals import logit_intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class JointWeights:
    """Weights of k objects by m experts."""

    weights: FloatArray  # (k,) sum 1
    standard_error: FloatArray  # (k,)
    ci_low: FloatArray
    ci_high: FloatArray
    n_experts: int


def join_weights(given: FloatArray, *, mean: Literal["arithmetic", "geometric"], confidence_level: float) -> JointWeights:
    """Average the weights of experts, to a sum of 1 (geometric mean: Aczel and Saaty 1983; Forman and Peniwati 1998).

    The error is the jackknife's (Efron 1982), the interval t on the logit scale with m - 1 degrees of freedom.

    Args:
        given: (m, k) shares or points of m experts, none below zero; rows are brought to one sum.
        mean: over experts.
        confidence_level: 0..1.

    Raises:
        DesignError: fewer than two experts, or zeros under a geometric mean.
    """
    m, k = given.shape
    if m < 2:
        msg = f"weights of a panel need two experts, and {m} are left"
        raise DesignError(msg)
    n_zero = int((given <= 0).any(axis=1).sum())
    if mean == "geometric" and n_zero:
        msg = f"{n_zero} of {m} experts give a dimension nothing, which a geometric mean cannot bear; set mean to arithmetic"
        raise DesignError(msg)
    shares = given / given.sum(axis=1, keepdims=True)
    parts = np.log(shares) if mean == "geometric" else shares
    whole, without = _close(parts.mean(axis=0), mean), _close((parts.sum(axis=0) - parts) / (m - 1), mean)
    error = np.sqrt((m - 1) / m * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    ends = logit_intervals(whole, error, np.full(k, m - 1.0), confidence_level=confidence_level)
    return JointWeights(weights=whole, standard_error=error, ci_low=ends.low, ci_high=ends.high, n_experts=m)


def _close(means: FloatArray, mean: str) -> FloatArray:
    """Bring means to a sum of 1 along the last axis."""
    own = np.exp(means) if mean == "geometric" else means
    closed: FloatArray = own / own.sum(axis=-1, keepdims=True)
    return closed
