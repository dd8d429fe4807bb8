"""Comparability: the loss that alignment makes small, with its slope and curvature, compiled.

In group g a dimension with mean a and standard deviation exp(s) turns the configural loadings L and intercepts v (mean 0,
deviation 1) into aligned ones, x = L exp(-s) and y = v - a x. The loss sums the component loss (d^2 + epsilon)^(power / 2) of the
differences d of x, and of y, over all pairs of groups and all items.
"""

import math

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray


@njit(cache=True, error_model="numpy")
def sum_pair_losses(values: FloatArray, pair_weights: FloatArray, epsilon: float, power: float, losses: FloatArray) -> None:
    """Write each item's loss of one kind of parameter.

    Args:
        values: (G, p) aligned loadings or intercepts.
        pair_weights: (G, G) symmetric; each pair of groups counts twice, once in each order.
        epsilon: squared difference below which two parameters count as equal.
        power: of a difference's size in its loss.
        losses: (p,) is written.
    """
    losses[:] = 0.0
    for g in range(values.shape[0]):
        for h in range(g):
            for item in range(values.shape[1]):
                difference = values[g, item] - values[h, item]
                losses[item] += 2 * pair_weights[g, h] * (difference * difference + epsilon) ** (power / 2)


@njit(cache=True, error_model="numpy")
def find_loss(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    position: FloatArray,
    loadings: FloatArray,
    intercepts: FloatArray,
    pair_weights: FloatArray,
    epsilon: float,
    power: float,
) -> float:
    """Sum the loss over loadings, intercepts and items.

    Args:
        position: (2G,) means, then log standard deviations.
        loadings: (G, p) of the configural model.
        intercepts: (G, p) of the configural model.
        pair_weights: as in `sum_pair_losses`, and so are the others.
    """
    n_groups = loadings.shape[0]
    losses = np.empty(loadings.shape[1])
    total = 0.0
    aligned = np.empty(loadings.shape)
    for g in range(n_groups):
        shrink = math.exp(-position[n_groups + g])
        for item in range(loadings.shape[1]):
            aligned[g, item] = loadings[g, item] * shrink
    sum_pair_losses(aligned, pair_weights, epsilon, power, losses)
    for item in range(losses.size):
        total += losses[item]
    for g in range(n_groups):
        for item in range(loadings.shape[1]):
            aligned[g, item] = intercepts[g, item] - position[g] * aligned[g, item]
    sum_pair_losses(aligned, pair_weights, epsilon, power, losses)
    for item in range(losses.size):
        total += losses[item]
    return total


@njit(cache=True, error_model="numpy")
def differentiate_loss(  # noqa: PLR0917 (compiled code takes no keyword-only arguments)
    position: FloatArray,
    loadings: FloatArray,
    intercepts: FloatArray,
    pair_weights: FloatArray,
    epsilon: float,
    power: float,
    slope: FloatArray,
    curvature: FloatArray,
    bound: FloatArray,
) -> None:
    """Write the loss's slope, its curvature, and a curvature that is never negative.

    The component loss is concave in the squared difference, so that it lies below its tangent there: a quadratic form. This bound
    leaves out how the slope falls with the difference, and how x and y bend in s and a: x'' = x in s; y'' = -a x in s, x in both.

    Args:
        position: (2G,) as in `find_loss`, and so are the following five.
        loadings: (G, p).
        intercepts: (G, p).
        pair_weights: (G, G).
        epsilon: of the component loss.
        power: of the component loss.
        slope: (2G,) is written.
        curvature: (2G, 2G) is written.
        bound: (2G, 2G) is written.
    """
    n_groups = loadings.shape[0]
    slope[:] = 0.0
    curvature[:] = 0.0
    bound[:] = 0.0
    at = np.empty(4, dtype=np.int64)
    by = np.empty((2, 4))  # of the differences of x and of y, in means and deviations of both groups
    for g in range(n_groups):
        for h in range(g):
            at[0], at[1], at[2], at[3] = g, n_groups + g, h, n_groups + h
            for item in range(loadings.shape[1]):
                x_g = loadings[g, item] * math.exp(-position[n_groups + g])
                x_h = loadings[h, item] * math.exp(-position[n_groups + h])
                by[0, 0], by[0, 1], by[0, 2], by[0, 3] = 0.0, -x_g, 0.0, x_h
                by[1, 0], by[1, 1] = -x_g, position[g] * x_g
                by[1, 2], by[1, 3] = x_h, -position[h] * x_h
                of_y = intercepts[g, item] - position[g] * x_g - intercepts[h, item] + position[h] * x_h
                for kind in range(2):
                    difference = x_g - x_h if kind == 0 else of_y
                    square = difference * difference + epsilon
                    weight = 2 * pair_weights[g, h] * power * square ** (power / 2 - 1)
                    pull = weight * difference
                    bend = weight * (1 + (power - 2) * difference * difference / square)
                    for k in range(4):
                        slope[at[k]] += pull * by[kind, k]
                        for m in range(4):
                            curvature[at[k], at[m]] += bend * by[kind, k] * by[kind, m]
                            bound[at[k], at[m]] += weight * by[kind, k] * by[kind, m]
                    # the second derivatives in s are minus the first ones
                    curvature[at[1], at[1]] -= pull * by[kind, 1]
                    curvature[at[3], at[3]] -= pull * by[kind, 3]
                    if kind == 1:
                        curvature[at[0], at[1]] += pull * x_g
                        curvature[at[1], at[0]] += pull * x_g
                        curvature[at[2], at[3]] -= pull * x_h
                        curvature[at[3], at[2]] -= pull * x_h
