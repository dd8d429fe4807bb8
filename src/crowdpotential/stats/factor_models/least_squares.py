"""Measurement: least squares for the declared factor model, once by Newton's method and for all replicates at a time.

Newton's method with analytic derivatives finds the full sample's minimum; its curvature leads the replicates
to theirs.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import get_num_threads

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.factor_models.chord_steps import LONGEST_STEP, Chords, follow_chords
from crowdpotential.stats.factor_models.simple_structure import (
    Layout,
    find_curvature,
    find_gradient,
    find_jacobian,
    sum_of_squares,
    unpack,
)

TOLERANCE = 1e-10  # of a step, in loadings
_MOST_STEPS = 200
_RUNAWAY = 2.0  # no standardised loading is above 1; one that passes this grows without end
_SMALLEST_CURVATURE = 1e-7  # relative to the largest: below it the data do not say where the minimum is
_ROUNDING = 1e-13  # relative: a sum of squares is no more exact
_TOGETHER = 16  # replicates that a thread takes at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Where the sum of squares is smallest."""

    parameters: FloatArray
    n_iterations: int


def minimise(correlations: FloatArray, layout: Layout, *, tolerance: float = TOLERANCE) -> Solution:
    """Find the least-squares parameters by Newton steps; where the surface bends down, they follow it down.

    Args:
        correlations: (p, p).
        layout: of the parameters.
        tolerance: largest part of the last step, in loadings.

    Raises:
        ModelError: no minimum within the steps allowed, or one that the correlations do not determine.
    """
    return _descend(correlations, _start(correlations, layout), layout, tolerance)


def follow(correlations: FloatArray, parameters: FloatArray, layout: Layout) -> FloatArray:
    """Find the parameters (R, q) of R matrices that resemble one whose parameters are known.

    Every step uses the curvature at the known parameters; what has not settled by then is solved by itself. A
    matrix without a minimum gives NaN.
    """
    found = np.full((len(correlations), len(parameters)), np.nan)
    usable = np.flatnonzero(~np.isnan(correlations).any(axis=(1, 2)))
    chosen, solved = np.ascontiguousarray(correlations[usable]), np.empty((usable.size, len(parameters)))
    chords = _chords(parameters, layout)
    with ThreadPoolExecutor(get_num_threads()) as threads:
        parts = [(begin, min(begin + _TOGETHER, usable.size)) for begin in range(0, usable.size, _TOGETHER)]
        done = [threads.submit(follow_chords, *part, chosen, chords, solved) for part in parts]
    for each in done:
        each.result()
    found[usable] = solved
    for replicate in usable[np.isnan(solved).any(axis=1)]:
        try:
            found[replicate] = _descend(correlations[replicate], parameters, layout, TOLERANCE).parameters
        except ModelError:
            continue
    return found


def _chords(parameters: FloatArray, layout: Layout) -> Chords:
    n_items, n_pairs = len(layout.dimension), len(layout.first)
    between = np.zeros((layout.n_dimensions, layout.n_dimensions), dtype=np.int64)
    between[layout.first, layout.second] = between[layout.second, layout.first] = n_items + np.arange(n_pairs)
    method = np.full(n_items, -1, dtype=np.int64)
    method[layout.method] = n_items + n_pairs + np.arange(len(layout.method))
    jacobian = find_jacobian(parameters, layout)
    return Chords(
        dimension=np.array(layout.dimension, dtype=np.int64),
        between=between,
        method=method,
        parameters=np.array(parameters, dtype=np.float64),
        inverse=np.ascontiguousarray(np.linalg.inv(jacobian.T @ jacobian)),
    )


def _descend(correlations: FloatArray, parameters: FloatArray, layout: Layout, tolerance: float) -> Solution:
    loss = sum_of_squares(correlations, parameters, layout)
    for iteration in range(1, _MOST_STEPS + 1):
        gradient = find_gradient(correlations[None], parameters[None], layout)[0]
        step, smallest = _newton_step(correlations, parameters, gradient, layout)
        size = float(np.abs(step).max())
        if size < tolerance:
            if smallest < _SMALLEST_CURVATURE:
                msg = "factor model: the correlations do not determine it; join dimensions that hardly correlate"
                raise ModelError(msg)
            return Solution(parameters=parameters, n_iterations=iteration)
        share = min(1.0, LONGEST_STEP / size)
        ceiling = loss * (1 + _ROUNDING)
        while (
            new := sum_of_squares(correlations, parameters - share * step, layout)
        ) > ceiling and share * size > tolerance:
            share /= 2
        parameters, loss = parameters - share * step, new
        _refuse_runaway(parameters, layout)
    msg = (
        f"factor model: no minimum after {_MOST_STEPS} steps; inspect the items with the weakest correlations"
    )
    raise ModelError(msg)


def _refuse_runaway(parameters: FloatArray, layout: Layout) -> None:
    loadings, _, method = unpack(parameters, layout)
    largest = np.maximum(np.abs(loadings), np.abs(method))
    if largest.max() > _RUNAWAY:
        item = int(largest.argmax())
        factor = "its dimension" if abs(loadings[item]) > abs(method[item]) else "the method factor"
        msg = (
            f"factor model: the loading of item {layout.names[item]} on {factor} grows without end;"
            " the answers hold no such factor, so declare the model without it"
        )
        raise ModelError(msg)


def _newton_step(
    correlations: FloatArray, parameters: FloatArray, gradient: FloatArray, layout: Layout
) -> tuple[FloatArray, float]:
    """Return a descending step and the smallest curvature at this point relative to the largest."""
    values, vectors = np.linalg.eigh(find_curvature(correlations, parameters, layout))
    floor = _SMALLEST_CURVATURE * float(values[-1])
    # a direction of negative curvature leads away from a saddle as steeply as it bends
    step: FloatArray = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), floor))
    return step, float(values[0] / values[-1])


def _start(correlations: FloatArray, layout: Layout) -> FloatArray:
    """Begin with each dimension's first principal component, and with that of the residuals for the method factor."""
    loadings = np.empty(len(layout.dimension))
    for dimension in range(layout.n_dimensions):
        items = np.flatnonzero(layout.dimension == dimension)
        loadings[items] = _first_component(correlations[np.ix_(items, items)])
    member = np.eye(layout.n_dimensions)[layout.dimension] * loadings[:, None]
    squares = (member**2).sum(axis=0)
    between = np.clip(member.T @ correlations @ member / np.outer(squares, squares), -0.9, 0.9)
    np.fill_diagonal(between, 1.0)
    residuals = correlations - member @ between @ member.T
    method = 0.3 * _first_component(residuals[np.ix_(layout.method, layout.method)])
    return np.concatenate([loadings, between[layout.first, layout.second], method])


def _first_component(correlations: FloatArray) -> FloatArray:
    """Return loadings of a moderate size in the proportions of the largest eigenvector, their sum positive."""
    if correlations.size == 0:
        return np.zeros(0)
    off_diagonal = correlations - np.diag(np.diag(correlations))
    vector = np.linalg.eigh(off_diagonal)[1][:, -1]
    scaled: FloatArray = 0.6 * vector / np.sqrt((vector**2).mean()) * (1 if vector.sum() >= 0 else -1)
    return scaled
