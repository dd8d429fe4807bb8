"""Comparability: means of a dimension in many groups whose items need not function alike (section "Comparability across areas").

Alignment (Asparouhov and Muthen 2014, Structural Equation Modeling 21, 495-508) keeps the configural model's fit and chooses each
group's mean and variance so that most loadings and intercepts become nearly equal and a few may differ much: the loss of a
difference grows fast while it is small and hardly afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.linalg import null_space
from scipy.optimize import minimize

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.alignment_loss import Configural, differentiate_loss, find_loss, pair_losses
from crowdpotential.stats.arrays import FloatArray, IntArray

Anchor = Literal["fixed", "free"]

_WIDEST = 1.0  # epsilon to begin with: there the loss is nearly quadratic and has one minimum
_NARROWING = 0.1  # from one epsilon to the next
_SPREAD = 0.3  # standard deviation of random starts around the first
_TOLERANCE = 1e-9  # of the loss's slope
_SAME_LOSS = 1e-6  # starts that end so close together found the same solution
_FLAT = 1e-7  # curvature, relative to the largest, below which a direction is not determined


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentRule:
    """How to align."""

    epsilon: float = 0.001  # squared difference below which two parameters count as equal
    power: float = 0.5  # of a difference's size in its loss; below 1 prefers few large differences
    anchor: Anchor = (
        "fixed"  # fixed: mean 0, variance 1 in the reference group; free: geometric mean of variances 1
    )
    reference_group: int = 0  # of the fixed anchor
    n_starts: int = 10  # the first is computed, the others are random


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
        ConvergenceError: no start led to a minimum.
    """
    _refuse_bad_input(loadings, intercepts, group_sizes, rule, names)
    pair_weights = _weigh_pairs(group_sizes)
    n_dimensions = int(dimension_of_item.max()) + 1
    positions = np.empty((2 * len(loadings), n_dimensions))
    n_agreeing = np.empty(n_dimensions, dtype=np.int64)
    for dimension in range(n_dimensions):
        own = dimension_of_item == dimension
        configural = Configural(
            loadings=loadings[:, own], intercepts=intercepts[:, own], pair_weights=pair_weights
        )
        _refuse_opposite_signs(configural.loadings, dimension)
        positions[:, dimension], n_agreeing[dimension] = _search(configural, rule, rng)
    means, log_deviations = np.split(positions, 2)
    deviations = np.exp(log_deviations)
    aligned_loadings = loadings / deviations[:, dimension_of_item]
    aligned_intercepts = intercepts - means[:, dimension_of_item] * aligned_loadings
    loading_loss, intercept_loss = (
        pair_losses(values, pair_weights, rule.epsilon, rule.power)
        for values in (aligned_loadings, aligned_intercepts)
    )
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
        loss=np.zeros(n_dimensions)
        + np.bincount(dimension_of_item, loading_loss + intercept_loss, n_dimensions),
        n_agreeing=n_agreeing,
    )


def _weigh_pairs(group_sizes: FloatArray) -> FloatArray:
    """Weigh each pair by the root of the product of its sizes; with equal sizes all G**2 weights would sum to one."""
    weights = np.sqrt(np.outer(group_sizes, group_sizes)) / (len(group_sizes) * group_sizes.sum())
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights)


def _search(configural: Configural, rule: AlignmentRule, rng: np.random.Generator) -> tuple[FloatArray, int]:
    """Give the best position of all starts, and how many starts found it."""
    basis = _free_directions(len(configural.loadings), rule)
    first = basis.T @ _start(configural, rule)
    starts = [first, *(first + _SPREAD * rng.normal(size=(rule.n_starts - 1, len(first))))]
    found = [_descend(start, basis, configural, rule) for start in starts]
    losses = np.array([find_loss(position, configural, rule.epsilon, rule.power) for position in found])
    best = found[int(losses.argmin())]
    slope, curvature = differentiate_loss(best, configural, rule.epsilon, rule.power)
    if not np.abs(basis.T @ slope).max() < _TOLERANCE**0.5:
        msg = f"alignment: no minimum after {rule.n_starts} starts; raise epsilon or the number of starts"
        raise ConvergenceError(msg)
    values = np.linalg.eigvalsh(basis.T @ curvature @ basis)
    if values[0] < _FLAT * values[-1]:
        msg = "alignment: the loadings are so alike that a free anchor is not determined; anchor a reference group"
        raise ModelError(msg)
    return best, int((losses < losses.min() + _SAME_LOSS).sum())


def _free_directions(n_groups: int, rule: AlignmentRule) -> FloatArray:
    """Give an orthonormal basis (2G, q) of the means and log standard deviations that the anchor leaves free."""
    if rule.anchor == "fixed":
        anchored = [rule.reference_group, n_groups + rule.reference_group]
        return np.delete(np.eye(2 * n_groups), anchored, axis=1)
    balanced = np.asarray(null_space(np.ones((1, n_groups))))
    blank = np.zeros((n_groups, n_groups - 1))
    return np.block([[np.eye(n_groups), blank], [np.zeros((n_groups, n_groups)), balanced]])


def _start(configural: Configural, rule: AlignmentRule) -> FloatArray:
    """Begin where the groups' average loadings and intercepts agree."""
    sizes = np.log(np.abs(configural.loadings)).mean(axis=1)
    centre = sizes[rule.reference_group] if rule.anchor == "fixed" else sizes.mean()
    scaled = configural.loadings * np.exp(centre - sizes)[:, None]
    ahead = configural.intercepts - configural.intercepts[rule.reference_group]
    means = (ahead * scaled).sum(axis=1) / (scaled**2).sum(axis=1)
    return np.concatenate([means, sizes - centre])


def _descend(start: FloatArray, basis: FloatArray, configural: Configural, rule: AlignmentRule) -> FloatArray:
    """Go downhill with ever smaller epsilon, so that the first valleys are wide."""
    steps = max(0, int(np.ceil(np.log(_WIDEST / rule.epsilon) / -np.log(_NARROWING) - 1e-9)))
    free = start
    for epsilon in [*(_WIDEST * _NARROWING ** np.arange(steps)), rule.epsilon]:
        free = minimize(
            lambda x, e: find_loss(basis @ x, configural, e, rule.power),
            free,
            args=(epsilon,),
            jac=lambda x, e: basis.T @ differentiate_loss(basis @ x, configural, e, rule.power)[0],
            hess=lambda x, e: basis.T @ differentiate_loss(basis @ x, configural, e, rule.power)[1] @ basis,
            method="trust-exact",
            options={"gtol": _TOLERANCE},
        ).x
    return np.asarray(basis @ free)


def _explained_share(observed: FloatArray, explained: FloatArray) -> FloatArray:
    """Give R2 of invariance: how much of an item's variation across groups the dimension explains (Asparouhov and Muthen 2014)."""
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
