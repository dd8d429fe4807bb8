"""Comparability: the same model of several groups on other scales of its factors.

Whether a factor's variance and mean are free in a group or fixed is a matter of scale: moments do not change if loadings grow as the
factor shrinks. A model with more or less equality fixes other scales, so that its parameters can be read off only after a change.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.group_structure import (
    FIXED,
    GroupMatrices,
    GroupStructure,
    read_parameters,
)


def express_in(structure: GroupStructure, groups: Sequence[GroupMatrices]) -> FloatArray:
    """Return the parameters of one model under which it comes closest to another one.

    Matrices of a stricter model give a freer one exactly the same moments; the other way round they give it a good place to start.

    Args:
        structure: of the model whose parameters are wanted.
        groups: matrices of a model of the same shape.
    """
    numbers = structure.patterns.loadings.numbers
    first = _rescale(groups[0], _unit_scales(groups[0], structure, 0))
    changed = [_shift(first, structure, 0, np.zeros_like(first.means))]
    for group in range(1, len(groups)):
        scales = _unit_scales(groups[group], structure, group)
        is_shared = (numbers[group] == numbers[0]) & (numbers[0] != FIXED)
        own, common = (np.where(is_shared, each.loadings, 0.0) for each in (groups[group], first))
        with_items = is_shared.any(axis=0)
        ratio = (common**2).sum(axis=0)[with_items] / (own * common).sum(axis=0)[with_items]
        scales[with_items] = np.where(ratio > 0, ratio, 1.0)
        matrices = _rescale(groups[group], scales)
        changed.append(_shift(matrices, structure, group, _find_shift(matrices, changed[0], structure, group)))
    return read_parameters(structure, changed)


def _unit_scales(matrices: GroupMatrices, structure: GroupStructure, group: int) -> FloatArray:
    """Return by what to divide each factor so that the variances which are fixed are 1."""
    variances = np.diag(matrices.covariances)
    is_fixed = np.diag(structure.patterns.covariances.numbers[group]) == FIXED
    return np.where(is_fixed & (variances > 0), np.sqrt(np.abs(variances)), 1.0)


def _rescale(matrices: GroupMatrices, scales: FloatArray) -> GroupMatrices:
    """Divide the factors by their scales."""
    return replace(
        matrices,
        loadings=matrices.loadings * scales,
        regressions=matrices.regressions * scales / scales[:, None],
        covariances=matrices.covariances / np.outer(scales, scales),
        means=matrices.means / scales,
    )


def _find_shift(matrices: GroupMatrices, first: GroupMatrices, structure: GroupStructure, group: int) -> FloatArray:
    """Find the means of the factors' own parts that explain where a group's intercepts differ from those which they ought to equal."""
    numbers = structure.patterns.intercepts.numbers
    items = np.flatnonzero(numbers[group] == numbers[0])
    factors = np.flatnonzero(structure.patterns.means.numbers[group] != FIXED)
    shift = np.zeros_like(matrices.means)
    through = (matrices.loadings @ matrices.paths)[np.ix_(items, factors)]
    gaps = (matrices.intercepts - first.intercepts)[items]
    shift[factors] = np.linalg.lstsq(through, gaps, rcond=None)[0]
    return shift


def _shift(matrices: GroupMatrices, structure: GroupStructure, group: int, shift: FloatArray) -> GroupMatrices:
    """Move the factors' means by `shift`, those that are fixed to 0, and the intercepts so that the items' means stay."""
    is_fixed = structure.patterns.means.numbers[group] == FIXED
    means = np.where(is_fixed, 0.0, matrices.means + shift)
    moved = matrices.loadings @ matrices.paths @ (means - matrices.means)
    return replace(matrices, means=means, intercepts=matrices.intercepts - moved)
