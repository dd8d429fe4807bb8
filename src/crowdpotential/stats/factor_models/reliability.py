"""Measurement: reliability of a sum of items (section "Reliability").

Higher means that more of the variance of the sum is due to what the items share; 1 is the most. On a polychoric matrix and
its loadings the coefficients are the ordinal ones: they describe the responses behind the answers, not the answer codes
(Zumbo, Gadermann and Zeisser 2007, Journal of Modern Applied Statistical Methods 6, 21-29).
"""

import numpy as np

from crowdpotential.errors import ItemError
from crowdpotential.stats.arrays import FloatArray, IntArray


def alpha(covariance: FloatArray) -> FloatArray:
    """Compute Cronbach's alpha (Cronbach 1951, Psychometrika 16, 297-334).

    Args:
        covariance: (..., p, p) weighted covariances of the items of one scale, or their correlations.

    Returns:
        (...) one coefficient a matrix; it can be negative, and is NaN where the sum does not vary.

    Raises:
        ItemError: fewer than two items.
    """
    n_items = covariance.shape[-1]
    _refuse_one_item(n_items)
    own = np.trace(covariance, axis1=-2, axis2=-1)
    whole = covariance.sum(axis=(-2, -1))
    return np.asarray(n_items / (n_items - 1) * (1 - _share(own, whole)))


def alpha_if_deleted(covariance: FloatArray) -> FloatArray:
    """Compute the alpha that remains when one item is left out; above the whole alpha, the item does harm.

    Args:
        covariance: (..., p, p) weighted covariances of the items of one scale, or their correlations.

    Returns:
        (..., p) one coefficient for each item left out; NaN where what remains does not vary.

    Raises:
        ItemError: fewer than three items.
    """
    n_items = covariance.shape[-1]
    if n_items < 3:
        msg = f"alpha if an item is deleted: {n_items} items in the scale; it takes at least 3"
        raise ItemError(msg)
    variances = np.diagonal(covariance, axis1=-2, axis2=-1)
    own = variances.sum(axis=-1, keepdims=True) - variances
    whole = covariance.sum(axis=(-2, -1))[..., None] - 2 * covariance.sum(axis=-1) + variances
    return np.asarray((n_items - 1) / (n_items - 2) * (1 - _share(own, whole)))


def omega_total(loadings: FloatArray, uniquenesses: FloatArray) -> FloatArray:
    """Compute the share of a sum's variance that its one factor explains (McDonald 1999, Test Theory, chapter 6).

    Args:
        loadings: (..., p) of the items of one scale on their dimension.
        uniquenesses: (..., p) all variance that is not the dimension's: a method factor's share belongs here.

    Returns:
        (...) one coefficient a set of loadings, 0..1.

    Raises:
        ItemError: fewer than two items.
    """
    _refuse_one_item(loadings.shape[-1])
    common = loadings.sum(axis=-1) ** 2
    return np.asarray(common / (common + uniquenesses.sum(axis=-1)))


def omega_hierarchical(
    loadings: FloatArray,
    dimension_loadings: FloatArray,
    dimension_of_item: IntArray,
    correlations: FloatArray,
) -> FloatArray:
    """Compute the share of the variance of the sum of all items that is due to the general factor.

    McDonald (1999); Zinbarg, Revelle, Yovel and Li (2005), Psychometrika 70, 123-133.

    Args:
        loadings: (..., p) of each item on its dimension.
        dimension_loadings: (..., k) of each dimension on the general factor.
        dimension_of_item: (p,) 0..k-1.
        correlations: (..., p, p) of the items.

    Returns:
        (...) one coefficient a set of loadings, 0..1.
    """
    general = (loadings * dimension_loadings[..., dimension_of_item]).sum(axis=-1)
    return np.asarray(general**2 / correlations.sum(axis=(-2, -1)))


def _refuse_one_item(n_items: int) -> None:
    if n_items < 2:
        msg = f"reliability: {n_items} items in the scale; it takes at least 2"
        raise ItemError(msg)


def _share(own: FloatArray, whole: FloatArray) -> FloatArray:
    own = np.broadcast_to(own, np.shape(whole))
    share = np.full(np.shape(whole), np.nan)
    np.divide(own, whole, out=share, where=np.asarray(whole > 0))
    return share
