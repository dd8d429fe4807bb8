"""Comparability: items that function differently on two sides (section "Comparability across the border").

A difference of two blocs in an item's mean has two sources: the blocs differ in the dimension, or the item means something else
there. What the dimension explains is the item's loading times the difference of the dimension, and the median over the
dimension's items finds that difference even if some of them have shifted: shifted items are outliers around a robust centre
(Halpin 2024, Psychometrika 89, 796-821). The rest is the item's shift. Among three or more the same medians are taken over the items of
a group and over the groups of an item in turn (median polish: Tukey 1977, Exploratory Data Analysis, chapter 11).
"""

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray, IntArray

_MOST_ROUNDS = 20  # of medians in turn
_SETTLED = 1e-6  # standard deviations by which the last round moved an item


def latent_differences(means: FloatArray, loadings: FloatArray, dimension_of_item: IntArray) -> FloatArray:
    """Estimate by how much the first bloc exceeds the second in each dimension, whatever a minority of its items do.

    Args:
        means: (2, p) item means by bloc, or (2, p, R) with replicates behind.
        loadings: (p,) in the units of the means for one standard deviation of the dimension.
        dimension_of_item: (p,) 0..k-1.

    Returns:
        (k,) or (k, R) in standard deviations of the dimension; NaN where a mean is missing.

    Raises:
        ModelError: other than two blocs, or an item whose loading is zero.
    """
    _refuse_bad_shapes(means, loadings)
    ratios = ((means[0] - means[1]).T / loadings).T
    n_dimensions = int(dimension_of_item.max()) + 1
    return np.stack([np.median(ratios[dimension_of_item == dimension], axis=0) for dimension in range(n_dimensions)])


def item_shifts(means: FloatArray, loadings: FloatArray, item_sd: FloatArray, dimension_of_item: IntArray) -> FloatArray:
    """Estimate how far each item's difference between two blocs exceeds what its dimension explains.

    With two items in a dimension nobody can tell which of them has shifted: both get half the blame. One item gets none.

    Args:
        means: (2, p) item means by bloc, or (2, p, R) with replicates behind, whose spread gives the standard errors.
        loadings: (p,) in the units of the means for one standard deviation of the dimension.
        item_sd: (p,) standard deviations in the same units.
        dimension_of_item: (p,) 0..k-1.

    Returns:
        (p,) or (p, R) in standard deviations of the item, first bloc minus second; 0.2 is small and 0.5 is large.

    Raises:
        ModelError: other than two blocs, or an item whose loading is zero.
    """
    latent = latent_differences(means, loadings, dimension_of_item)[dimension_of_item]
    shifts = ((means[0] - means[1]).T - latent.T * loadings) / item_sd
    return np.asarray(shifts.T)


def group_shifts(locations: FloatArray, slopes: FloatArray, dimension_of_item: IntArray) -> FloatArray:
    """Estimate how far each item of three or more groups lies from where its dimension and the middle of the groups put it.

    One group that differs leaves the others where they are, which a comparison of each with all others would not.

    Args:
        locations: (G, p) of the items, or (G, p, R) with replicates behind.
        slopes: (p,) in the units of the locations for one standard deviation of the dimension.
        dimension_of_item: (p,) 0..k-1.

    Returns:
        (G, p) or (G, p, R) in the units of the locations; the middle of the groups is zero for every item.

    Raises:
        ModelError: an item whose slope is zero.
    """
    _refuse_no_loading(slopes)
    members = [dimension_of_item == d for d in range(int(dimension_of_item.max()) + 1)]
    by_item = slopes.reshape(-1, *(1,) * (locations.ndim - 2))
    left = locations - locations.mean(axis=0)
    for _ in range(_MOST_ROUNDS):
        for own in members:
            left[:, own] -= by_item[own] * np.median(left[:, own] / by_item[own], axis=1, keepdims=True)
        middle = np.median(left, axis=0)
        left -= middle
        if not np.nanmax(np.abs(middle), initial=0.0) > _SETTLED:
            break
    return np.asarray(left)


def _refuse_bad_shapes(means: FloatArray, loadings: FloatArray) -> None:
    if len(means) != 2:
        msg = f"item shifts: {len(means)} blocs; shifts are between two, so compare the blocs in pairs"
        raise ModelError(msg)
    _refuse_no_loading(loadings)


def _refuse_no_loading(loadings: FloatArray) -> None:
    if (loadings == 0).any():
        msg = f"item shifts: item number {int((loadings == 0).argmax()) + 1} has no loading; leave it out"
        raise ModelError(msg)
