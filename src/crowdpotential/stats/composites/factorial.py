"""Sensitivity: which choice moves a result, by the exact decomposition of its variance over a full factorial of choices.

The choices are discrete and all their combinations are computed, so nothing is sampled: shares of variance are those of
the finite set, with the weights that the analyst gives its options (Saltelli et al. 2008; Saisana, Saltelli and Tarantola
2005). Sampling enters as one more factor, the replicate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray

NOTHING = 1e-12  # variance, relative to the square of the largest value, below which nothing moved


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceShares:
    """Where the variance of a result comes from; all shares are NaN if the result never moved."""

    variance: float  # over all combinations
    effects: dict[tuple[int, ...], float]  # factors -> share of their joint effect alone; they sum to one
    first_order: FloatArray  # (f,) share that a factor explains by itself
    total: FloatArray  # (f,) share that would be gone if the factor were settled: with all its interactions


def decompose(results: FloatArray, weights: Sequence[FloatArray]) -> VarianceShares:
    """Divide the variance of a full factorial into main effects and interactions (Efron and Stein 1981, Annals of Statistics 9).

    Args:
        results: (m_1, ..., m_f) one result per combination of the options of f factors.
        weights: for each factor (m_i,) positive, how much each option counts; made to sum to one.

    Raises:
        ModelError: results that are missing, or weights that do not fit.
    """
    n_factors = results.ndim
    if [len(w) for w in weights] != list(results.shape) or any((w <= 0).any() for w in weights):
        msg = f"sensitivity: {len(weights)} sets of weights do not fit a factorial of {results.shape}; give positive ones"
        raise ModelError(msg)
    if n_missing := int(np.isnan(results).sum()):
        msg = f"sensitivity: {n_missing} of {results.size} combinations have no result; list incompatible choices beforehand"
        raise ModelError(msg)
    shares = [np.asarray(w, dtype=np.float64) / np.sum(w) for w in weights]
    variances = _effect_variances(results, shares)
    whole = sum(variances.values())
    if whole <= NOTHING * max(float(np.abs(results).max()) ** 2, np.finfo(float).tiny):
        nothing = np.full(n_factors, np.nan)
        effects = dict.fromkeys(variances, float("nan"))
        return VarianceShares(variance=0.0, effects=effects, first_order=nothing, total=nothing)
    effects = {factors: variance / whole for factors, variance in variances.items()}
    total = [sum(share for factors, share in effects.items() if f in factors) for f in range(n_factors)]
    return VarianceShares(
        variance=whole,
        effects=effects,
        first_order=np.array([effects[(f,)] for f in range(n_factors)]),
        total=np.array(total),
    )


def _effect_variances(results: FloatArray, shares: Sequence[FloatArray]) -> dict[tuple[int, ...], float]:
    """Return the variance of each effect: what averaging over all other factors leaves, less the effects within it."""
    n_factors = results.ndim
    effects: dict[tuple[int, ...], FloatArray] = {(): _average(results, shares, keep=())}
    variances: dict[tuple[int, ...], float] = {}
    for order in range(1, n_factors + 1):
        for factors in combinations(range(n_factors), order):
            effect = _average(results, shares, keep=factors)
            for smaller in range(order):
                for part in combinations(factors, smaller):
                    effect = effect - effects[part]
            effects[factors] = effect
            variances[factors] = float(_average(effect**2, shares, keep=()).ravel()[0])
    return variances


def _average(values: FloatArray, shares: Sequence[FloatArray], *, keep: tuple[int, ...]) -> FloatArray:
    """Average over every factor but some, its axis kept with length one."""
    for axis, share in enumerate(shares):
        if axis not in keep and values.shape[axis] > 1:
            weight = share.reshape([-1 if a == axis else 1 for a in range(values.ndim)])
            values = (values * weight).sum(axis=axis, keepdims=True)
    return values
