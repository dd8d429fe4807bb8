"""Comparability: means of a dimension in many groups whose items need not function alike (section "Comparability across areas").

Alignment (Asparouhov and Muthen 2014, Structural Equation Modeling 21, 495-508) keeps the configural model's fit and chooses each
group's mean and variance so that most loadings and intercepts become nearly equal and a few may differ much: the loss of a
difference grows fast while it is small and hardly afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.alignments.alignment_loss import sum_pair_losses
from crowdpotential.stats.alignments.alignment_search import (
    AlignmentRule,
    Configural,
    search_position,
)
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Comparable means and variances, and how far from invariance the items are."""

    means: FloatArray  # (G, k)
    variances: FloatArray  # (G, k)
    loadings: FloatArray  # (G, p) aligned
    intercepts: FloatArray  # (G, p) aligned
    loading_loss: FloatArray  # (p,) of each item: the larger, the less invariant
    intercept_loss: FloatArray  # (p,)
    loading_r2: FloatArray  # (p,) variation across groups that the dimension's variance explains; 1 is invariant, NaN if none varies
    intercept_r2: FloatArray  # (p,) variation that the dimension's mean explains
    loss: FloatArray  # (k,) smallest value found
    n_agreeing: IntArray  # (k,) starts that found it
    n_failed: IntArray  # (k,) starts that led to no minimum


def align_groups(
    loadings: FloatArray,
    intercepts: FloatArray,
    group_sizes: FloatArray,
    dimension_of_item: IntArray,
    *,
    rule: AlignmentRule,
    rng: np.random.Generator,
    names: Sequence[str] = (),
) -> Alignment:
    """Estimate comparable means and variances of each dimension in many groups (Asparouhov and Muthen 2014).

    Args:
        loadings: (G, p) of the configural model, each item on its dimension, whose variance is 1 in every group.
        intercepts: (G, p) of the configural model, whose dimensions have mean 0 in every group.
        group_sizes: (G,) respondents; a pair of groups counts by the root of the product of its sizes.
        dimension_of_item: (p,) 0..k-1.
        rule: loss, anchor and number of starts.
        rng: for the random starts.
        names: (p,) item names for messages.

    Raises:
        ModelError: fewer than two groups, two groups with a free anchor, loadings that are zero, not finite or of opposite
            sign in a group, sizes that are not positive, or a free anchor that the items do not determine.
        ConvergenceError: no start led to a minimum, or some did not and no two of the others to the same.
    """
    _refuse_bad_input(loadings, intercepts, group_sizes, rule, names)
    pair_weights = _weigh_pairs(group_sizes)
    n_dimensions = int(dimension_of_item.max()) + 1
    positions = np.empty((2 * len(loadings), n_dimensions))
    n_agreeing, n_failed = np.empty((2, n_dimensions), dtype=np.int64)
    for dimension in range(n_dimensions):
        configural = _select(loadings, intercepts, pair_weights, dimension_of_item == dimension)
        _refuse_opposite_signs(configural.loadings, dimension)
        found = search_position(configural, rule, rng)
        positions[:, dimension] = found.position
        n_agreeing[dimension], n_failed[dimension] = found.n_agreeing, found.n_failed
    means, log_deviations = np.split(positions, 2)
    deviations = np.exp(log_deviations)
    aligned_loadings = loadings / deviations[:, dimension_of_item]
    aligned_intercepts = intercepts - means[:, dimension_of_item] * aligned_loadings
    loading_loss, intercept_loss = np.empty((2, loadings.shape[1]))
    sum_pair_losses(aligned_loadings, pair_weights, rule.epsilon, rule.power, loading_loss)
    sum_pair_losses(aligned_intercepts, pair_weights, rule.epsilon, rule.power, intercept_loss)
    average = aligned_loadings.mean(axis=0)
    return Alignment(
        means=means,
        variances=deviations**2,
        loadings=aligned_loadings,
        intercepts=aligned_intercepts,
        loading_loss=loading_loss,
        intercept_loss=intercept_loss,
        loading_r2=_explained_share(loadings, average * deviations[:, dimension_of_item]),
        intercept_r2=_explained_share(intercepts, average * means[:, dimension_of_item]),
        loss=np.zeros(n_dimensions) + np.bincount(dimension_of_item, loading_loss + intercept_loss, n_dimensions),
        n_agreeing=n_agreeing,
        n_failed=n_failed,
    )


def _select(loadings: FloatArray, intercepts: FloatArray, pair_weights: FloatArray, own: BoolArray) -> Configural:
    return Configural(
        loadings=np.ascontiguousarray(loadings[:, own]),
        intercepts=np.ascontiguousarray(intercepts[:, own]),
        pair_weights=pair_weights,
    )


def _weigh_pairs(group_sizes: FloatArray) -> FloatArray:
    """Weigh each pair by the root of the product of its sizes; with equal sizes all G**2 weights would sum to one."""
    weights = np.sqrt(np.outer(group_sizes, group_sizes)) / (len(group_sizes) * group_sizes.sum())
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights)


def _explained_share(observed: FloatArray, explained: FloatArray) -> FloatArray:
    """Return R2 of invariance: how much of an item's variation across groups the dimension explains (Asparouhov and Muthen 2014)."""
    varies = np.ptp(observed, axis=0) > 0
    share = np.full(observed.shape[1], np.nan)
    share[varies] = 1 - (observed - explained).var(axis=0)[varies] / observed.var(axis=0)[varies]
    return share


def _refuse_bad_input(
    loadings: FloatArray,
    intercepts: FloatArray,
    group_sizes: FloatArray,
    rule: AlignmentRule,
    names: Sequence[str],
) -> None:
    n_groups = len(loadings)
    if n_groups < 2:
        msg = f"alignment: {n_groups} group; it compares groups, so it needs two or more"
        raise ModelError(msg)
    if n_groups == 2 and rule.anchor == "free":
        msg = "alignment: two groups do not determine a free anchor well; anchor one of them (fixed)"
        raise ModelError(msg)
    for what, values in (("loading", loadings), ("intercept", intercepts)):
        faulty = ~np.isfinite(values) | ((values == 0) if what == "loading" else False)
        if faulty.any():
            group, item = np.argwhere(faulty)[0]
            label = names[item] if names else f"number {item + 1}"
            msg = (
                f"alignment: item {label} has no usable {what} in group {group + 1} ({int(faulty.sum())} such);"
                " fit the configural model without it"
            )
            raise ModelError(msg)
    if not (np.isfinite(group_sizes) & (group_sizes > 0)).all():
        msg = f"alignment: {int((~(group_sizes > 0)).sum())} groups without respondents; leave them out"
        raise ModelError(msg)


def _refuse_opposite_signs(loadings: FloatArray, dimension: int) -> None:
    opposite = np.flatnonzero(loadings @ loadings.mean(axis=0) <= 0)
    if opposite.size:
        msg = (
            f"alignment: dimension {dimension + 1} points the other way in group {opposite[0] + 1}"
            f" ({opposite.size} such); turn the signs of its loadings there"
        )
        raise ModelError(msg)
