"""Items on one scale, written as plainly as possible: equal to COINr, and what the compiled index is held against.

Every function takes (n, p) values of which more is more of what the index measures, missing as NaN, and keeps what is
missing. Bounds that stand in the questionnaire do not move with the sample; the others do, and a replicate with them.
"""

import numpy as np

from crowdpotential.errors import ItemError
from crowdpotential.stats.arrays import FloatArray


def to_theoretical_bounds(values: FloatArray, lowest: FloatArray, highest: FloatArray) -> FloatArray:
    """Place each item between the lowest and highest value that it can take: 0..100.

    Args:
        values: (n, p).
        lowest, highest: (p,) of the scale, not of the sample.

    Raises:
        ItemError: bounds without room between them.
    """
    _refuse_no_room(highest - lowest, "bounds without room between them")
    return 100 * (values - lowest) / (highest - lowest)


def to_sample_range(values: FloatArray, *, low: float = 0.0, high: float = 100.0) -> FloatArray:
    """Place each item between its smallest and largest value in the sample.

    Args:
        values: (n, p).
        low, high: where those two come to lie; low above 0 where a geometric or harmonic mean follows.

    Raises:
        ItemError: an item has one value only.
    """
    smallest, largest = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    _refuse_no_room(largest - smallest, "one value only")
    return np.asarray(low + (high - low) * (values - smallest) / (largest - smallest))


def to_z_scores(values: FloatArray, *, mean: float = 50.0, sd: float = 10.0, weights: FloatArray | None = None) -> FloatArray:
    """Give each item the same mean and standard deviation.

    Args:
        values: (n, p).
        mean, sd: to be given; with sd 10 about 50 nothing is bounded at 0 or 100.
        weights: (n,) under which they hold; equal if None, with n - 1 in the variance.

    Raises:
        ItemError: an item has one value only.
    """
    known = ~np.isnan(values)
    mass = known * (np.ones(len(values)) if weights is None else weights)[:, None]
    total = mass.sum(axis=0)
    centred = values - np.where(known, values * mass, 0.0).sum(axis=0) / total
    squares = np.where(known, mass * centred**2, 0.0).sum(axis=0)
    spread = np.sqrt(squares / (total - 1 if weights is None else total))
    _refuse_no_room(spread, "one value only")
    return np.asarray(mean + sd * centred / spread)


def to_ranks(values: FloatArray) -> FloatArray:
    """Number each item's values from 1, the smallest; equal ones share the smaller number."""
    found = np.full(values.shape, np.nan)
    for item in range(values.shape[1]):
        known = ~np.isnan(values[:, item])
        column = values[known, item]
        found[known, item] = 1 + np.searchsorted(np.sort(column), column, side="left")
    return found


def to_percentile_ranks(values: FloatArray) -> FloatArray:
    """Give the share of the others that lie below: 0 for the smallest value, 1 for the largest if it stands alone.

    Raises:
        ItemError: an item with fewer than two values.
    """
    n_known = (~np.isnan(values)).sum(axis=0)
    _refuse_no_room(n_known - 1.0, "fewer than two values")
    return np.asarray((to_ranks(values) - 1) / (n_known - 1))


def to_goalposts(values: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Place each item between a natural zero and an aspiration, 0..1; what lies beyond a post is put on it.

    Args:
        values: (n, p).
        lower, upper: (p,) posts, known beforehand.

    Raises:
        ItemError: posts without room between them.
    """
    _refuse_no_room(upper - lower, "goalposts without room between them")
    return np.clip((values - lower) / (upper - lower), 0, 1)


def _refuse_no_room(room: FloatArray, what: str) -> None:
    stuck = np.flatnonzero(~(room > 0))
    if stuck.size:
        positions = ", ".join(str(item + 1) for item in stuck[:5])
        msg = f"normalisation: {what} in {stuck.size} of {room.size} items (positions {positions}); leave them out"
        raise ItemError(msg)
