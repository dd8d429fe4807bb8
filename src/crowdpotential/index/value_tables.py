"""Index: what each answer is worth under a normalisation, in the sample and in each replicate.

Bounds of the questionnaire do not move with the sample; smallest and largest answers, means, spreads and ranks do, and each
replicate has its own.
"""

import numpy as np

from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import BoolArray, FloatArray

TOP = 100.0
Z_MEAN, Z_SD = 50.0, 10.0  # as for the T scores of tests: five deviations above zero


def answer_values(items: Items) -> FloatArray:
    """Place each answer between the bounds of its item, 0..100, more is more: (p, K), NaN where nobody gave it."""
    scores = item_scores(items)
    values = np.full((len(items.names), int(items.n_categories.max())), np.nan)
    for item in range(len(items.names)):
        known = items.ranks[:, item] >= 0
        values[item, items.ranks[known, item]] = scores[known, item]
    return values


def value_table(
    normalisation: str,
    values: FloatArray,
    masses: FloatArray,
    *,
    floor: float | None,
    goalposts: tuple[float, float] | None,
) -> FloatArray:
    """State what each answer is worth under a normalisation; (C, p, K), NaN where `values` has none.

    Of an answer that has no weight - of the boost sample, or not drawn in a replicate - smallest and largest values are not known;
    it is put on the nearer of them.

    Args:
        normalisation: bounds; minmax, from the smallest to the largest answer given; z, of mean 50 and sd 10; percentile, the
            share that answers less; ranks, that share and half of those who answer the same (ridits; Bross 1958); goalposts.
        values: (p, K) between the bounds of the scale, 0..100.
        masses: (C, p, K) weight of those who gave each answer.
        floor: where zero comes to lie if a mean follows that bears none; z scores stay. None leaves 0..100.
        goalposts: between which values run from 0 to 100; what lies beyond is put on them.
    """
    base = np.broadcast_to(values, masses.shape)
    if normalisation == "z":
        return _z_scores(base, masses)
    if normalisation == "minmax":
        low, high = (_extreme(base, masses > 0, sign)[..., None] for sign in (1.0, -1.0))
        table = np.divide(TOP * (base - low), high - low, out=np.full(base.shape, np.nan), where=high > low)
        table = np.clip(table, 0.0, TOP)
    elif normalisation in {"percentile", "ranks"}:
        table = _shares_below(base, masses, own=0.5 if normalisation == "ranks" else 0.0)
    elif normalisation == "goalposts" and goalposts is not None:
        table = TOP * np.clip((base - goalposts[0]) / (goalposts[1] - goalposts[0]), 0, 1)
    else:
        table = base
    return np.asarray(table if floor is None else floor + (TOP - floor) * table / TOP)


def _extreme(base: FloatArray, given: BoolArray, sign: float) -> FloatArray:
    """Return the smallest value of each item, or the largest for sign -1: (C, p)."""
    found: FloatArray = sign * np.where(given, sign * base, np.inf).min(axis=-1)
    return found


def _z_scores(base: FloatArray, masses: FloatArray) -> FloatArray:
    total = masses.sum(axis=-1, keepdims=True)
    known = np.where(masses > 0, base, 0.0)
    mean = (known * masses).sum(axis=-1, keepdims=True) / total
    spread = np.sqrt((masses * (known - mean) ** 2).sum(axis=-1, keepdims=True) / total)
    found = np.divide(Z_SD * (base - mean), spread, out=np.full(base.shape, np.nan), where=spread > 0)
    return np.asarray(found + Z_MEAN)


def _shares_below(base: FloatArray, masses: FloatArray, *, own: float) -> FloatArray:
    """Return the percentage below each answer, and a part of those who give the same; categories stand in rising order."""
    below = np.cumsum(masses, axis=-1) - masses
    share = TOP * (below + own * masses) / masses.sum(axis=-1, keepdims=True)
    return np.where(np.isnan(base), np.nan, share)
