"""Comparability: the factor model of several groups, and which of its numbers are equal across them.

In group g the items have covariance L P L' + T and mean v + L a: loadings L on the item's dimension and, where declared, on the
method factor; covariances P of the dimensions, the method factor unrelated to them; residual variances T; intercepts v; latent
means a (Joreskog 1971, Psychometrika 36, 409-426; Sorbom 1974, British Journal of Mathematical and Statistical Psychology 27,
229-239). A parameter that is equal in several groups has one number; no constraints are needed.

A free parameter q moves the covariance by u v' + v u' and the mean by m, so that all derivatives are products of the matrices
of these vectors (`directions`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray

Level = Literal["configural", "metric", "scalar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupElements:
    """Where the free parameters of one group stand; a loading is free for every (item, factor) listed."""

    items: IntArray  # (q,) of each loading
    factors: IntArray  # (q,)
    first: IntArray  # factors of each free variance or covariance
    second: IntArray
    means: IntArray  # factors whose mean is free
    numbers: (
        IntArray  # parameter of each loading, covariance, residual variance, intercept, mean, in this order
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStructure:
    """The model of all groups."""

    n_items: int
    n_factors: int
    n_parameters: int
    groups: tuple[GroupElements, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMatrices:
    """The model of one group in numbers."""

    loadings: FloatArray  # (p, f)
    covariances: FloatArray  # (f, f) of the factors
    residuals: FloatArray  # (p,) variances
    intercepts: FloatArray  # (p,)
    means: FloatArray  # (f,) of the factors

    @property
    def implied_covariance(self) -> FloatArray:
        """Give the items' (p, p) covariances under the model."""
        return np.asarray(self.loadings @ self.covariances @ self.loadings.T + np.diag(self.residuals))

    @property
    def implied_mean(self) -> FloatArray:
        """Give the items' (p,) means under the model."""
        return np.asarray(self.intercepts + self.loadings @ self.means)


def build_structure(
    dimension_of_item: IntArray,
    method: IntArray,
    n_groups: int,
    *,
    level: Level,
    free_intercepts: Sequence[int],
) -> GroupStructure:
    """Number the free parameters.

    The first group fixes the scale: its factors have mean 0 and variance 1. Where loadings are equal, the factors' variances in
    the other groups are free; where intercepts are equal, so are their means. The method factor obeys the same rules, hence a
    habit of agreeing that differs between the groups shows in its mean and not in that of the dimensions.

    Args:
        dimension_of_item: (p,) 0..k-1.
        method: positions of the items on the method factor; it becomes factor k.
        n_groups: one or more.
        level: configural: all free; metric: equal loadings; scalar: equal intercepts too.
        free_intercepts: items whose intercepts stay free in the scalar model.
    """
    n_dimensions = int(dimension_of_item.max()) + 1
    items = np.concatenate([np.arange(len(dimension_of_item)), method])
    factors = np.concatenate([dimension_of_item, np.full(len(method), n_dimensions)])
    raw = [
        _number_group(
            items,
            factors,
            group=group,
            level=level,
            free_intercepts=np.asarray(free_intercepts, dtype=np.int64),
        )
        for group in range(n_groups)
    ]
    # equal parameters carry the raw number of the first group; now count without gaps
    used, numbers = np.unique(np.concatenate([elements.numbers for elements in raw]), return_inverse=True)
    ends = np.cumsum([len(elements.numbers) for elements in raw])[:-1]
    return GroupStructure(
        n_items=len(dimension_of_item),
        n_factors=int(factors.max()) + 1,
        n_parameters=len(used),
        groups=tuple(
            replace(elements, numbers=own) for elements, own in zip(raw, np.split(numbers, ends), strict=True)
        ),
    )


def fill_matrices(parameters: FloatArray, structure: GroupStructure, group: int) -> GroupMatrices:
    """Put one group's parameters where they belong."""
    elements, p = structure.groups[group], structure.n_items
    free_loadings, free_covariances, residuals, intercepts, free_means = np.split(
        parameters[elements.numbers],
        np.cumsum([len(elements.items), len(elements.first), p, p]),
    )
    loadings = np.zeros((p, structure.n_factors))
    loadings[elements.items, elements.factors] = free_loadings
    covariances = np.eye(structure.n_factors)
    covariances[elements.first, elements.second] = covariances[elements.second, elements.first] = (
        free_covariances
    )
    means = np.zeros(structure.n_factors)
    means[elements.means] = free_means
    return GroupMatrices(
        loadings=loadings, covariances=covariances, residuals=residuals, intercepts=intercepts, means=means
    )


def directions(elements: GroupElements, matrices: GroupMatrices) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give u, v and m of each free parameter of a group, as the columns of three (p, m) matrices."""
    loadings = matrices.loadings
    p = len(loadings)
    zero, one = np.zeros((p, len(elements.first))), np.eye(p)
    half = np.where(elements.first == elements.second, 0.5, 1.0)
    u = [one[:, elements.items], loadings[:, elements.first], one, 0 * one]
    v = [
        (loadings @ matrices.covariances)[:, elements.factors],
        loadings[:, elements.second] * half,
        one / 2,
        0 * one,
    ]
    m = [one[:, elements.items] * matrices.means[elements.factors], zero, 0 * one, one]
    of_means = loadings[:, elements.means]
    return (
        np.concatenate([*u, 0 * of_means], axis=1),
        np.concatenate([*v, 0 * of_means], axis=1),
        np.concatenate([*m, of_means], axis=1),
    )


def bending(
    elements: GroupElements, matrices: GroupMatrices, for_covariance: FloatArray, for_mean: FloatArray
) -> FloatArray:
    """Sum the second derivatives of the implied covariance and mean, weighted by (p, p) and (p,)."""
    n, p = len(elements.items), len(matrices.loadings)
    bent = np.zeros((len(elements.numbers), len(elements.numbers)))
    items, factors = elements.items, elements.factors
    bent[:n, :n] = 2 * for_covariance[np.ix_(items, items)] * matrices.covariances[np.ix_(factors, factors)]
    weighted = for_covariance @ matrices.loadings
    first, second = elements.first, elements.second
    half = np.where(first == second, 0.5, 1.0)
    mixed = weighted[np.ix_(items, second)] * (factors[:, None] == first)
    mixed += weighted[np.ix_(items, first)] * (factors[:, None] == second)
    covariances = slice(n, n + len(first))
    bent[:n, covariances] = 2 * half * mixed
    bent[covariances, :n] = bent[:n, covariances].T
    means = slice(n + len(first) + 2 * p, None)
    bent[:n, means] = for_mean[items][:, None] * (factors[:, None] == elements.means)
    bent[means, :n] = bent[:n, means].T
    return bent


def _number_group(
    items: IntArray, factors: IntArray, *, group: int, level: Level, free_intercepts: IntArray
) -> GroupElements:
    """Find the free parameters of a group; equal ones get the number that they have in the first group."""
    p, n_factors = int(items.max()) + 1, int(factors.max()) + 1
    n_dimensions = int(factors[:p].max()) + 1
    first, second = np.triu_indices(n_dimensions, 1)
    means = np.zeros(0, dtype=np.int64)
    if group > 0 and level != "configural":
        first = np.concatenate([first, np.arange(n_factors)])
        second = np.concatenate([second, np.arange(n_factors)])
    if group > 0 and level == "scalar":
        means = np.arange(n_factors)
    ends = np.cumsum([len(items), n_factors * (n_factors + 1), p, p, n_factors])
    blocks = [
        np.arange(len(items)),
        ends[0] + np.arange(len(first)),
        ends[1] + np.arange(p),
        ends[2] + np.arange(p),
        ends[3] + np.arange(len(means)),
    ]
    shifts = [np.full(len(block), group * int(ends[-1])) for block in blocks]
    if level != "configural":
        shifts[0][:] = 0
    if level == "scalar":
        shifts[3][~np.isin(np.arange(p), free_intercepts)] = 0
    return GroupElements(
        items=items,
        factors=factors,
        first=first,
        second=second,
        means=means,
        numbers=np.concatenate(blocks) + np.concatenate(shifts),
    )
