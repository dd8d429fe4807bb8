"""Index: how items and dimensions weigh - equally, by their loadings, as experts say, or by a principal component."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.index.items import Items
from crowdpotential.params import Expert
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.composites.index_cells import Schemes

MOST_NAMED = 5  # parts in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLoadings:
    """Loadings of the declared model in the sample (row 0) and in each replicate; NaN where a replicate failed."""

    items: FloatArray  # (C, p)
    dimensions: FloatArray  # (C, k) on the general factor


def weight_schemes(
    rules: Sequence[tuple[str, str]],
    items: Items,
    loadings: ModelLoadings,
    *,
    expert: Expert | None,
    correlations: FloatArray | None,
) -> Schemes:
    """Weight items and dimensions by each pair of rules, in the sample and in each replicate.

    Args:
        rules: how items and how dimensions weigh: factor, equal, expert or pca.
        items: p of them, in k dimensions.
        loadings: of the declared model.
        expert: weights, where a rule asks for them.
        correlations: (C, p, p) of the items, where a rule asks for a principal component.

    Raises:
        ModelError: a weight of the sample would be negative or is unknown, or all weights of a dimension are zero; where it would be
            so in a replicate, that replicate has none.
    """
    everything = np.zeros(len(items.dimensions), dtype=np.int64)
    for rule_of_items, rule_of_dimensions in rules:
        own = _raw(rule_of_items, items, loadings, expert, correlations)[0]
        between = _raw(rule_of_dimensions, items, loadings, expert, correlations)[1]
        _refuse_odd(own[0], items.dimension_of_item, f"{rule_of_items} weights", items.names)
        _refuse_odd(between[0], everything, f"{rule_of_dimensions} weights", items.dimensions)
    return schemes_of_replicates(rules, items, loadings, expert=expert, correlations=correlations)


def schemes_of_replicates(
    rules: Sequence[tuple[str, str]],
    items: Items,
    loadings: ModelLoadings,
    *,
    expert: Expert | None,
    correlations: FloatArray | None,
) -> Schemes:
    """Weight items and dimensions as `weight_schemes`, without a sample: what has no weights is NaN."""
    of_items, of_dimensions = [], []
    everything = np.zeros(len(items.dimensions), dtype=np.int64)
    for rule_of_items, rule_of_dimensions in rules:
        own = _raw(rule_of_items, items, loadings, expert, correlations)[0]
        between = _raw(rule_of_dimensions, items, loadings, expert, correlations)[1]
        of_items.append(_to_shares(own, items.dimension_of_item))
        of_dimensions.append(_to_shares(between, everything))
    return Schemes(
        items=np.ascontiguousarray(np.stack(of_items, axis=1)),
        dimensions=np.ascontiguousarray(np.stack(of_dimensions, axis=1)),
    )


def principal_weights(correlations: FloatArray, dimension_of_item: IntArray) -> tuple[FloatArray, FloatArray]:
    """Compute the first principal component of each dimension's items, and of the dimensions that they make.

    Args:
        correlations: (C, p, p).
        dimension_of_item: (p,) 0..k-1.

    Returns:
        (C, p) and (C, k) elements of the components, of length one, their sum positive.
    """
    k = int(dimension_of_item.max()) + 1
    members = np.eye(k)[dimension_of_item]  # (p, k)
    weights = np.zeros(correlations.shape[:2])
    for dimension in range(k):
        own = np.flatnonzero(dimension_of_item == dimension)
        weights[:, own] = _first_component(correlations[:, own[:, None], own])
    composite = weights[:, :, None] * members  # (C, p, k)
    covariance = composite.transpose(0, 2, 1) @ correlations @ composite
    spread = np.sqrt(np.einsum("cii->ci", covariance))
    return weights, _first_component(covariance / (spread[:, :, None] * spread[:, None, :]))


def _first_component(correlations: FloatArray) -> FloatArray:
    usable = np.isfinite(correlations).all(axis=(1, 2))
    found = np.full(correlations.shape[:2], np.nan)
    found[usable] = np.linalg.eigh(correlations[usable])[1][:, :, -1]
    return np.asarray(found * np.sign(found.sum(axis=1, keepdims=True)))


def _raw(
    rule: str, items: Items, loadings: ModelLoadings, expert: Expert | None, correlations: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """Return (C, p) and (C, k), not yet shares."""
    shape = loadings.items.shape, loadings.dimensions.shape
    if rule == "factor":
        return loadings.items, loadings.dimensions
    if rule == "pca" and correlations is not None:
        return principal_weights(correlations, items.dimension_of_item)
    if rule == "expert" and expert is not None:
        dimension_of = [items.dimensions[d] for d in items.dimension_of_item]
        given = [
            expert.items[dimension][name] if dimension in expert.items else 1.0
            for name, dimension in zip(items.names, dimension_of, strict=True)
        ]
        between = [expert.dimensions[name] for name in items.dimensions]
        return np.broadcast_to(np.array(given), shape[0]), np.broadcast_to(np.array(between), shape[1])
    return np.ones(shape[0]), np.ones(shape[1])


def _to_shares(raw: FloatArray, node: IntArray) -> FloatArray:
    """Make weights sum to one within each node; NaN in a column where they cannot."""
    sums = _sums(raw, node)
    shares = np.divide(raw, sums, out=np.full(raw.shape, np.nan), where=sums > 0)
    shares[(raw < 0).any(axis=1) | ~(sums > 0).all(axis=1)] = np.nan
    return np.asarray(shares)


def _sums(raw: FloatArray, node: IntArray) -> FloatArray:
    """Return for each part the sum of its node; NaN stays within it."""
    sums = [raw[..., node == own].sum(axis=-1) for own in range(int(node.max()) + 1)]
    return np.stack(sums, axis=-1)[..., node]


def _refuse_odd(raw: FloatArray, node: IntArray, what: str, names: Sequence[str]) -> None:
    if (raw < 0).any():
        worst = int(np.argmin(raw))
        msg = f"weights of the index: {what}: {names[worst]} would weigh {raw[worst]:.3f}; declare its direction, or take the option out"
        raise ModelError(msg)
    if not (odd := np.flatnonzero(~(_sums(raw, node) > 0))).size:
        return
    named = ", ".join(names[i] for i in odd[:MOST_NAMED])
    msg = (
        f"weights of the index: {what}: none can be told for {odd.size} of {len(names)} parts ({named}), because correlations are "
        "unknown or all weights are zero; give other ones, or take the option out"
    )
    raise ModelError(msg)
