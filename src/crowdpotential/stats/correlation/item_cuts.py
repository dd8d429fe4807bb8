"""Measurement: where weighted margins cut the normal variable behind each item, in a sample or its replicates."""

import numpy as np
from scipy.special import ndtr, ndtri

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

_FAR = 8.0  # stands for an infinite threshold: the normal probability beyond it is 6e-16


def item_thresholds(answers: IntArray, weights: FloatArray, n_categories: IntArray) -> FloatArray:
    """Return (p, R, largest size - 1) normal quantiles of weighted margins; inf beyond an item's categories.

    Args:
        answers: (n, p) categories 0..n_categories - 1; negative where missing.
        weights: (n, R).
        n_categories: (p,).
    """
    n_items, most = answers.shape[1], int(n_categories.max())
    thresholds = np.full((n_items, weights.shape[1], most - 1), np.inf)
    for i, size in enumerate(n_categories):
        chosen = answers[:, i] == np.arange(size)[:, None]
        thresholds[i, :, : size - 1] = cut_margin(chosen.astype(np.float64) @ weights).T
    return thresholds


def cut_margin(counts: FloatArray) -> FloatArray:
    """Return the normal quantiles (k - 1, R) between the categories of weighted counts (k, R)."""
    # counted from both ends, because a sum that should be 1 is one only to the last digit
    upper = counts[::-1].cumsum(axis=0)[::-1][1:]
    lower = counts.cumsum(axis=0)[:-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        left = ndtri(np.minimum(lower, upper) / (lower + upper))
    quantiles: FloatArray = np.where(lower <= upper, left, -left)
    return quantiles


def finite_cuts(thresholds: FloatArray) -> FloatArray:
    """Return thresholds (p, R, c) and the normal probabilities below them as (p, R, 2, c), infinite ones far away."""
    finite = np.clip(thresholds, -_FAR, _FAR)
    return np.stack([finite, ndtr(finite)], axis=2)


def as_matrices(solved: FloatArray, thresholds: FloatArray) -> FloatArray:
    """Return (R, p, p) from the pairs' (q, R); NaN where all of a replicate chose the same answer of an item."""
    first, second = np.triu_indices(len(thresholds), 1)
    constant: BoolArray = np.asarray(np.isinf(thresholds).all(axis=2))
    known = np.where(constant[first] | constant[second], np.nan, solved)
    correlations = np.tile(np.eye(len(thresholds)), (solved.shape[1], 1, 1))
    correlations[:, first, second] = correlations[:, second, first] = known.T
    return correlations
