"""Measurement: the simple structure, each item on one dimension, and its distance from observed correlations.

The parameters stand in one vector: p loadings, then the correlations between dimensions a < b, then the
method loadings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which item belongs where, and where its parameters stand."""

    dimension: IntArray  # (p,) 0..k-1
    n_dimensions: int
    method: IntArray  # positions of the items on the method factor
    first: IntArray  # (k (k - 1) / 2,) the smaller dimension of each pair
    second: IntArray
    names: tuple[str, ...]  # of the items, for messages

    @classmethod
    def of(cls, dimension_of_item: IntArray, method_items: BoolArray | None, names: Sequence[str] = ()) -> "Layout":
        """Arrange the model's parameters; without names the items are called by their numbers."""
        n_dimensions = int(dimension_of_item.max()) + 1
        first, second = np.triu_indices(n_dimensions, 1)
        method = np.flatnonzero(method_items) if method_items is not None else np.zeros(0, dtype=np.int64)
        return cls(
            dimension=np.asarray(dimension_of_item, dtype=np.int64),
            n_dimensions=n_dimensions,
            method=method,
            first=first,
            second=second,
            names=tuple(names) or tuple(f"number {i + 1}" for i in range(len(dimension_of_item))),
        )

    @property
    def n_parameters(self) -> int:
        """Count all free parameters."""
        return len(self.dimension) + len(self.first) + len(self.method)

    @property
    def df(self) -> int:
        """Count the correlations beyond the parameters."""
        return len(self.dimension) * (len(self.dimension) - 1) // 2 - self.n_parameters


def unpack(parameters: FloatArray, layout: Layout) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return loadings (..., p), correlations of the dimensions (..., k, k) and method loadings (..., p)."""
    n_items, n_pairs = len(layout.dimension), len(layout.first)
    lead = parameters.shape[:-1]
    between = np.zeros((*lead, layout.n_dimensions, layout.n_dimensions)) + np.eye(layout.n_dimensions)
    values = parameters[..., n_items : n_items + n_pairs]
    between[..., layout.first, layout.second] = between[..., layout.second, layout.first] = values
    method = np.zeros((*lead, n_items))
    method[..., layout.method] = parameters[..., n_items + n_pairs :]
    return parameters[..., :n_items], between, method


def residual_correlations(correlations: FloatArray, parameters: FloatArray, layout: Layout) -> FloatArray:
    """Return implied less observed correlations, zero on the diagonal."""
    loadings, between, method = unpack(parameters, layout)
    residuals = between[..., layout.dimension[:, None], layout.dimension]
    residuals *= loadings[..., :, None] * loadings[..., None, :]
    residuals += method[..., :, None] * method[..., None, :] - correlations
    diagonal = np.arange(len(layout.dimension))
    residuals[..., diagonal, diagonal] = 0.0
    return residuals


def sum_of_squares(correlations: FloatArray, parameters: FloatArray, layout: Layout) -> float:
    """Return half the sum of squared residuals over pairs of items."""
    return float((residual_correlations(correlations, parameters, layout) ** 2).sum() / 4)


def find_gradient(correlations: FloatArray, parameters: FloatArray, layout: Layout) -> FloatArray:
    """Return the gradient (R, q) of `sum_of_squares` for R matrices and parameter vectors."""
    residuals = residual_correlations(correlations, parameters, layout)
    loadings, between, method = unpack(parameters, layout)
    member = np.eye(layout.n_dimensions)[layout.dimension]
    by_dimension = (residuals * loadings[:, None, :]) @ member
    items = np.arange(len(layout.dimension))
    for_loadings = (by_dimension @ between)[:, items, layout.dimension]
    for_between = member.T @ (loadings[:, :, None] * by_dimension)
    for_method = np.einsum("rij,rj->ri", residuals, method)[:, layout.method]
    return np.concatenate([for_loadings, for_between[:, layout.first, layout.second], for_method], axis=1)


def find_jacobian(parameters: FloatArray, layout: Layout) -> FloatArray:
    """Return the derivatives (p (p - 1) / 2, q) of the implied correlations."""
    loadings, between, method = unpack(parameters, layout)
    n_items = len(loadings)
    i, j = np.triu_indices(n_items, 1)
    a, b = layout.dimension[i], layout.dimension[j]
    pair = np.arange(len(i))
    jacobian = np.zeros((len(i), layout.n_parameters))
    jacobian[pair, i] = loadings[j] * between[a, b]
    jacobian[pair, j] = loadings[i] * between[a, b]
    column = np.zeros((layout.n_dimensions, layout.n_dimensions), dtype=np.int64)
    column[layout.first, layout.second] = column[layout.second, layout.first] = n_items + np.arange(len(layout.first))
    apart = a != b
    jacobian[pair[apart], column[a, b][apart]] = (loadings[i] * loadings[j])[apart]
    for position, item in enumerate(layout.method):
        at = n_items + len(layout.first) + position
        jacobian[i == item, at] = method[j[i == item]]
        jacobian[j == item, at] = method[i[j == item]]
    return jacobian


def find_curvature(correlations: FloatArray, parameters: FloatArray, layout: Layout) -> FloatArray:
    """Return the second derivatives (q, q) of `sum_of_squares`."""
    residuals = residual_correlations(correlations, parameters, layout)
    loadings, between, _ = unpack(parameters, layout)
    jacobian = find_jacobian(parameters, layout)
    curvature: FloatArray = jacobian.T @ jacobian
    n_items, n_pairs = len(loadings), len(layout.first)
    curvature[:n_items, :n_items] += residuals * between[np.ix_(layout.dimension, layout.dimension)]
    by_dimension = (residuals * loadings) @ np.eye(layout.n_dimensions)[layout.dimension]
    for position, (a, b) in enumerate(zip(layout.first, layout.second, strict=True)):
        at = n_items + position
        mixed = np.where(layout.dimension == a, by_dimension[:, b], 0.0)
        mixed += np.where(layout.dimension == b, by_dimension[:, a], 0.0)
        curvature[:n_items, at] += mixed
        curvature[at, :n_items] += mixed
    rest = slice(n_items + n_pairs, None)
    curvature[rest, rest] += residuals[np.ix_(layout.method, layout.method)]
    return curvature
