"""Measurement: least squares for the declared factor model, once by Newton's method and for all replicates at a time.

Newton's method with analytic derivatives finds the full sample's minimum; its curvature leads the replicates
to theirs.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import get_num_threads

from crowdpotential.errors import ConvergenceError, ModelError
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
from crowdpotential.stats.minimising.curvature import Curvature, undivided
from crowdpotential.stats.minimising.newton import Minimum, Objective, Slope, minimise

_RUNAWAY = 2.0  # no standardised loading is above 1; one that passes this grows without end
_SMALLEST_CURVATURE = 1e-7  # relative to the largest: flatter directions are no way to go
_TOGETHER = 16  # replicates that a thread takes at a time


def fit_least_squares(correlations: FloatArray, layout: Layout) -> Minimum:
    """Find the least-squares parameters by Newton steps.

    Args:
        correlations: (p, p).
        layout: of the parameters.

    Raises:
        ModelError: no minimum, or one that the correlations do not determine.
    """
    return _descend(correlations, _start(correlations, layout), layout)


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
            found[replicate] = _descend(correlations[replicate], parameters, layout).parameters
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


def _descend(correlations: FloatArray, start: FloatArray, layout: Layout) -> Minimum:
    try:
        found = minimise(
            _distance(correlations, layout),
            start,
            what="factor model",
            blame=lambda parameters: _blame_largest(parameters, layout),
            longest=LONGEST_STEP,
        )
    except ConvergenceError as error:
        raise ModelError(str(error)) from None
    if max(np.abs(part).max() for part in unpack(found.parameters, layout)[::2]) > _RUNAWAY:
        msg = f"factor model: {_blame_largest(found.parameters, layout)}"
        raise ModelError(msg)
    return found


def _distance(correlations: FloatArray, layout: Layout) -> Objective:
    """Return half the sum of squared residual correlations as what is to be minimised."""

    def find_slope(parameters: FloatArray) -> Slope:
        return Slope(
            misfit=sum_of_squares(correlations, parameters, layout),
            gradient=find_gradient(correlations[None], parameters[None], layout)[0],
            curvature=undivided(find_curvature(correlations, parameters, layout)),
        )

    def find_steepness(parameters: FloatArray) -> Curvature:
        """Bend everything upwards: a direction of negative curvature leads away from a saddle as steeply as it bends."""
        values, vectors = np.linalg.eigh(find_curvature(correlations, parameters, layout))
        steep = np.maximum(np.abs(values), _SMALLEST_CURVATURE * values[-1])
        return undivided((vectors * steep) @ vectors.T)

    return Objective(
        find_misfit=lambda parameters: sum_of_squares(correlations, parameters, layout),
        find_slope=find_slope,
        find_expected=find_steepness,
    )


def _blame_largest(parameters: FloatArray, layout: Layout) -> str:
    loadings, _, method = unpack(parameters, layout)
    item = int(np.maximum(np.abs(loadings), np.abs(method)).argmax())
    factor = "its dimension" if abs(loadings[item]) > abs(method[item]) else "the method factor"
    return (
        f"the loading of item {layout.names[item]} on {factor} grows without end; the answers hold no such factor, so declare the model"
        " without it"
    )


def _start(correlations: FloatArray, layout: Layout) -> FloatArray:
    """Start with each dimension's first principal component, and with that of the residuals for the method factor."""
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
