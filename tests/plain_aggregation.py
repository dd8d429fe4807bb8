"""Weighted means of any power, written as plainly as possible: equal to COINr, and what the compiled index is held against.

The power of the mean is the choice: 1 lets a high item make up fully for a low one, 0 (geometric) and -1 (harmonic) ever
less (Marichal 2008; OECD and JRC 2008). Missing values leave their weight to the others.
"""

import numpy as np

from crowdpotential.errors import ItemError, ModelError
from crowdpotential.stats.arrays import FloatArray, IntArray


def generalised_mean(values: FloatArray, weights: FloatArray, *, power: float) -> FloatArray:
    """Average the last axis with weights: (sum w x^power)^(1/power), geometric at power 0 (Hardy, Littlewood and Pólya 1934).

    Args:
        values: (..., p), missing as NaN; positive unless power is 1.
        weights: (p,) non-negative, of any scale; those of missing values go to the others in proportion.
        power: 1 arithmetic, 0 geometric, -1 harmonic.

    Returns:
        (...) NaN where all is missing.

    Raises:
        ModelError: weights that are negative or all zero.
        ItemError: zeros or negative values under a power that has no room for them.
    """
    if (weights < 0).any() or not weights.sum() > 0:
        msg = f"aggregation: {int((weights < 0).sum())} of {weights.size} weights are negative, or all are zero; give shares"
        raise ModelError(msg)
    if power != 1 and (n_impossible := int((values <= 0).sum())):
        msg = (
            f"aggregation: {n_impossible} values are zero or negative, and a mean of power {power:g} needs positive ones; "
            "normalise to a range above zero, or use the arithmetic mean"
        )
        raise ItemError(msg)
    known = ~np.isnan(values)
    mass = known @ weights

    def average(numbers: FloatArray) -> FloatArray:
        sums = np.where(known, numbers, 0.0) @ weights
        return np.asarray(np.divide(sums, mass, out=np.full(mass.shape, np.nan), where=mass > 0))

    if power == 1:
        return average(values)
    if power == 0:
        return np.asarray(np.exp(average(np.log(values))))
    # x^power - 1 and its inverse keep their digits where the power is all but zero
    return np.asarray(np.exp(np.log1p(average(np.expm1(power * np.log(values)))) / power))


def aggregate(values: FloatArray, parent: IntArray, weights: FloatArray, *, power: float) -> FloatArray:
    """Put children together under each parent.

    Args:
        values: (..., p) of the children.
        parent: (p,) 0..k-1, each with a child.
        weights: (p,) as for `generalised_mean`, which also gives the errors.
        power: the same under every parent.

    Returns:
        (..., k).

    Raises:
        ModelError: a parent without children.
    """
    n_parents = int(parent.max()) + 1
    if (childless := np.setdiff1d(np.arange(n_parents), parent)).size:
        msg = f"aggregation: {childless.size} of {n_parents} nodes have no children (first: {childless[0] + 1}); leave them out"
        raise ModelError(msg)
    groups = [np.flatnonzero(parent == node) for node in range(n_parents)]
    return np.stack([generalised_mean(values[..., group], weights[group], power=power) for group in groups], axis=-1)
