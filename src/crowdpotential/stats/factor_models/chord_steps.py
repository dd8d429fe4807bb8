"""Measurement: the declared factor model in every replicate, compiled: steps that share the sample's curvature.

Each replicate lies near the sample, so that the inverse curvature found there leads every one of them to its own
minimum (parallel chords: Ortega and Rheinboldt 1970, Iterative Solution of Nonlinear Equations); a step costs one
gradient. Replicates are solved one by one and none depends on another.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray

TOLERANCE = 1e-8  # of a step, in loadings
LONGEST_STEP = 0.3  # a parameter moves at most this far at a time
MOST_STEPS = 60


class Chords(NamedTuple):
    """Where the parameters stand, where every replicate begins, and the curvature that leads it on."""

    dimension: IntArray  # (p,) 0..k-1
    between: IntArray  # (k, k) position of each correlation between dimensions among the parameters; unused on the diagonal
    method: IntArray  # (p,) position of each method loading; -1 for items without one
    parameters: FloatArray  # (q,) of the sample: loadings, correlations between dimensions, method loadings
    inverse: FloatArray  # (q, q) of the curvature there


@njit(cache=True, nogil=True, error_model="numpy")
def follow_chords(first: int, last: int, correlations: FloatArray, chords: Chords, found: FloatArray) -> None:
    """Write the parameters of some replicates; NaN where they do not settle.

    Args:
        first: the first of them.
        last: behind the last of them.
        correlations: (R, p, p) without NaN in those.
        chords: the model and the sample's solution.
        found: (R, q) is written.
    """
    gradient = np.empty(chords.parameters.size)
    for r in range(first, last):
        found[r] = chords.parameters
        is_settled = False
        for _ in range(MOST_STEPS):
            fill_gradient(correlations[r], found[r], chords, gradient)
            if take_step(found[r], gradient, chords.inverse) < TOLERANCE:
                is_settled = True
                break
        if not is_settled:
            found[r] = np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def fill_gradient(correlations: FloatArray, parameters: FloatArray, chords: Chords, gradient: FloatArray) -> None:
    """Write the gradient (q,) of half the sum of squared residual correlations over pairs of items."""
    dimension, between, method = chords.dimension, chords.between, chords.method
    gradient[:] = 0.0
    for i in range(dimension.size):
        for j in range(i + 1, dimension.size):
            position = between[dimension[i], dimension[j]]
            together = 1.0 if dimension[i] == dimension[j] else parameters[position]
            product = parameters[i] * parameters[j]
            residual = product * together - correlations[i, j]
            if method[i] >= 0 and method[j] >= 0:
                residual += parameters[method[i]] * parameters[method[j]]
                gradient[method[i]] += residual * parameters[method[j]]
                gradient[method[j]] += residual * parameters[method[i]]
            gradient[i] += residual * together * parameters[j]
            gradient[j] += residual * together * parameters[i]
            if dimension[i] != dimension[j]:
                gradient[position] += residual * product


@njit(cache=True, nogil=True, error_model="numpy")
def take_step(parameters: FloatArray, gradient: FloatArray, inverse: FloatArray) -> float:
    """Move the parameters against the gradient; return the largest step that was called for."""
    largest = 0.0
    for i in range(gradient.size):
        step = 0.0
        for j in range(gradient.size):
            step += inverse[i, j] * gradient[j]
        parameters[i] -= min(max(step, -LONGEST_STEP), LONGEST_STEP)
        largest = max(largest, abs(step))
    return largest
