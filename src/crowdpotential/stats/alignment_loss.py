"""Comparability: the loss that alignment makes small, with its slope and curvature.

In group g a dimension with mean a and standard deviation exp(s) turns the configural loadings L and intercepts v (mean 0,
deviation 1) into aligned ones, x = L exp(-s) and y = v - a x. The loss sums the component loss (d^2 + epsilon)^(power / 2) of the
differences d of x, and of y, over all pairs of groups and all items.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Configural:
    """What is to be aligned: one dimension of the configural model."""

    loadings: FloatArray  # (G, p) in units of the items for one standard deviation of the group's dimension
    intercepts: FloatArray  # (G, p)
    pair_weights: FloatArray  # (G, G) symmetric; each pair of groups counts twice, once in each order

    def aligned(self, position: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give loadings and intercepts (G, p) at means and log standard deviations (2G,)."""
        means, log_deviations = np.split(position[:, None], 2)
        loadings = self.loadings * np.exp(-log_deviations)
        return loadings, self.intercepts - means * loadings


def pair_losses(values: FloatArray, pair_weights: FloatArray, epsilon: float, power: float) -> FloatArray:
    """Give each item's loss (p,) from the differences of values (G, p) between groups."""
    squares = (values[:, None] - values) ** 2 + epsilon
    return np.asarray(np.einsum("gh,ghp->p", pair_weights, squares ** (power / 2)))


def find_loss(position: FloatArray, configural: Configural, epsilon: float, power: float) -> float:
    """Sum the loss over loadings, intercepts and items."""
    parts = [
        pair_losses(values, configural.pair_weights, epsilon, power)
        for values in configural.aligned(position)
    ]
    return float(sum(part.sum() for part in parts))


def differentiate_loss(
    position: FloatArray, configural: Configural, epsilon: float, power: float
) -> tuple[FloatArray, FloatArray]:
    """Give the loss's slope (2G,) and curvature (2G, 2G) in the means and the log standard deviations.

    With x' = -x and y' = a x in s, and y' = -x in a, the second derivatives are x in s, -a x in s, and x in s and a together.
    """
    loadings, intercepts = configural.aligned(position)
    means = position[: len(loadings), None]
    slope_x, curve_x = _differentiate_pairs(loadings, configural.pair_weights, epsilon, power)
    slope_y, curve_y = _differentiate_pairs(intercepts, configural.pair_weights, epsilon, power)
    by_mean, by_scale = -loadings, means * loadings
    slope = np.concatenate(
        [(slope_y * by_mean).sum(axis=1), (slope_x * -loadings + slope_y * by_scale).sum(axis=1)]
    )
    of_means = np.einsum("gp,ghp,hp->gh", by_mean, curve_y, by_mean)
    mixed = np.einsum("gp,ghp,hp->gh", by_mean, curve_y, by_scale)
    mixed += np.diag((slope_y * loadings).sum(axis=1))
    of_scales = np.einsum("gp,ghp,hp->gh", loadings, curve_x, loadings)
    of_scales += np.einsum("gp,ghp,hp->gh", by_scale, curve_y, by_scale)
    of_scales += np.diag((slope_x * loadings - slope_y * by_scale).sum(axis=1))
    return slope, np.block([[of_means, mixed], [mixed.T, of_scales]])


def _differentiate_pairs(
    values: FloatArray, pair_weights: FloatArray, epsilon: float, power: float
) -> tuple[FloatArray, FloatArray]:
    """Give the slope (G, p) and curvature (G, G, p) of the loss in the values of each group."""
    differences = values[:, None] - values
    squares = differences**2 + epsilon
    weights = 2 * power * pair_weights[:, :, None]  # each pair stands twice in the loss
    slope = (weights * differences * squares ** (power / 2 - 1)).sum(axis=1)
    bend = weights * squares ** (power / 2 - 2) * (squares + (power - 2) * differences**2)
    curvature = -bend
    group = np.arange(len(values))
    curvature[group, group] += bend.sum(axis=1)
    return slope, curvature
