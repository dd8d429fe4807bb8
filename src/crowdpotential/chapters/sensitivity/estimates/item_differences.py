"""What items that function differently make of the means of units, by the points that each item makes were the index that item alone."""

from collections.abc import Sequence

import numpy as np

from crowdpotential.chapters.sensitivity.estimates.indices_left_out import LeftOut
from crowdpotential.index.alternative_indices import Evaluated
from crowdpotential.stats.arrays import FloatArray, IntArray


def average_points(points: Sequence[FloatArray], shares: FloatArray) -> FloatArray:
    """Return (C, p) points of everybody: the average of those of units, (C, p) each, by their (U,) shares of all weight."""
    everybody = np.zeros_like(points[0])
    for own, share in zip(points, shares, strict=True):
        everybody = everybody + own * share
    return everybody


def differ_by_specification(found: Evaluated, points: Sequence[FloatArray]) -> FloatArray:
    """Return (C, S, U) what differing items make of each unit's mean, on the scale of each specification.

    Args:
        found: the index under S specifications.
        points: of each of U units, (C, p).
    """
    own = [np.einsum("csp,cp->cs", found.item_shares, of_unit) for of_unit in points]
    return np.stack(own, axis=2) * found.points[..., None]


def differ_by_dimension(points: Sequence[FloatArray], item_weights: FloatArray, dimension_of_item: IntArray) -> FloatArray:
    """Return (C, k, U) what differing items make of each unit's mean in each dimension.

    Args:
        points: of each of U units, (C, p).
        item_weights: (C, p) within their dimensions.
        dimension_of_item: (p,) 0..k-1.
    """
    groups = np.eye(int(dimension_of_item.max()) + 1)[dimension_of_item]
    return np.stack([(own * item_weights) @ groups for own in points], axis=2)


def change_without(found: LeftOut, points: Sequence[FloatArray | None], scale: FloatArray) -> dict[str, FloatArray]:
    """Return the change of each unit's mean without each part: name -> (U, C).

    Args:
        found: the index with and without its parts.
        points: of each unit but everybody, (C, p); None where its means stay as they are. What differing items make goes with them.
        scale: (C,) what one point is worth on the scale of the index.
    """
    changes = found.without - found.whole[:, None]  # (C, names, U)
    for u, own in enumerate(points):
        if own is not None:
            made = np.einsum("csp,cp->cs", found.shares, own)
            changes[:, :, u] -= (made[:, 1:] - made[:, :1]) * scale[:, None]
    return {name: changes[:, i].T for i, name in enumerate(found.names)}
