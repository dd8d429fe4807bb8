"""Measurement: reliability of a sum of ordered answers as they are coded (section "Reliability").

The polychoric model describes responses behind the answers; a respondent's score sums the answers themselves, which a few categories
make coarser. Their covariances follow from correlations and thresholds, so that the share of the score's variance that is due to the
factors follows too (Green and Yang 2009, Psychometrika 74, 155-167).
"""

from collections.abc import Sequence

import numpy as np
from numba import njit
from scipy.special import ndtr

from crowdpotential.errors import ItemError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.correlation.pair_tables import border_corners, fill_corners

_FAR = 8.0  # stands for an infinite threshold: the normal probability beyond it is 6e-16


def omega_ordinal(
    common: FloatArray,
    correlations: FloatArray,
    thresholds: Sequence[FloatArray],
) -> float:
    """Compute the share of a sum's variance that the factors explain, on the scale of the answers (Green and Yang 2009).

    Args:
        common: (p, p) what the factors explain of the responses: loadings times factor correlations times loadings, squared
            standardised loadings on the diagonal. That of a general factor alone gives omega hierarchical.
        correlations: (p, p) polychoric, or as the model implies them.
        thresholds: per item, in ascending order; its answers are counted 0, 1, 2...

    Returns:
        0..1; higher means a more reliable sum.

    Raises:
        ItemError: fewer than two items, or a factor that explains more than all of an item.
    """
    n_items = len(thresholds)
    if n_items < 2:
        msg = f"ordinal omega: {n_items} items in the scale; it takes at least 2"
        raise ItemError(msg)
    if n_exhausted := int((np.diag(common) >= 1).sum()):
        msg = f"ordinal omega: the factors explain all of {n_exhausted} items or more; fit the model within bounds, or leave the items out"
        raise ItemError(msg)
    explained = answer_covariances(common, thresholds)
    return float(explained.sum() / answer_covariances(correlations, thresholds).sum())


def answer_covariances(correlations: FloatArray, thresholds: Sequence[FloatArray]) -> FloatArray:
    """Return the covariances of answers counted 0, 1, 2... whose responses have these correlations.

    An answer counts the thresholds below its response, so that its covariance with another sums, over all pairs of thresholds, what
    both exceed more often than by chance.

    Args:
        correlations: (p, p); on the diagonal 1, or less for the part that factors explain.
        thresholds: per item, in ascending order; infinite where nobody chose an end category.
    """
    most = max(len(own) for own in thresholds)
    cuts = np.zeros((len(thresholds), 2, most))
    for item, own in enumerate(thresholds):
        finite = np.clip(own, -_FAR, _FAR)
        cuts[item, :, : len(own)] = finite, ndtr(finite)
    sizes = np.array([len(own) + 1 for own in thresholds])
    covariances = np.empty((len(thresholds), len(thresholds)))
    _fill_covariances(np.ascontiguousarray(correlations, dtype=np.float64), cuts, sizes, covariances)
    return covariances


@njit(cache=True, error_model="numpy")
def _fill_covariances(correlations: FloatArray, cuts: FloatArray, sizes: IntArray, covariances: FloatArray) -> None:
    for i in range(sizes.size):
        for j in range(i + 1):
            shape = (sizes[i], sizes[j])
            corners = border_corners(cuts[i], cuts[j], shape)
            if correlations[i, j] < 1:
                fill_corners(correlations[i, j], cuts[i], cuts[j], corners, np.zeros(corners.shape))
            total = 0.0
            for a in range(sizes[i] - 1):
                for b in range(sizes[j] - 1):
                    # perfectly related responses stay below both thresholds where they stay below the lower one
                    below = corners[a + 1, b + 1] if correlations[i, j] < 1 else min(cuts[i, 1, a], cuts[j, 1, b])
                    total += below - cuts[i, 1, a] * cuts[j, 1, b]
            covariances[i, j] = covariances[j, i] = total
