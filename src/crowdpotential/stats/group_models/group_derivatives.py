"""Comparability: how the moments that a factor model implies depend on its free cells.

A free cell moves the covariance by u w' + w u' and the mean by m, so that gradients, second derivatives and the scores of
respondents are products of the matrices of these vectors. Cells stand in the order of `GroupCells.numbers`.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.group_models.group_structure import GroupCells, GroupMatrices


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """How each free cell of a group moves its moments: the covariance by u w' + w u', the mean by m."""

    u: FloatArray  # (p, q)
    w: FloatArray  # (p, q)
    m: FloatArray  # (p, q)


def find_directions(cells: GroupCells, matrices: GroupMatrices) -> Directions:
    """Differentiate the implied moments once."""
    loadings, own_paths = matrices.loadings, matrices.loadings @ matrices.paths
    u, w, m = (np.zeros((len(loadings), len(cells.numbers))) for _ in range(3))
    at = cells.spans
    place = [np.arange(span.start, span.stop) for span in at]
    free = cells.loadings
    u[free.rows, place[0]] = 1.0
    w[:, at[0]] = (loadings @ matrices.factor_covariances)[:, free.columns]
    m[free.rows, place[0]] = matrices.factor_means[free.columns]
    free = cells.regressions
    u[:, at[1]] = loadings[:, free.rows]
    w[:, at[1]] = (own_paths @ matrices.covariances)[:, free.columns]
    m[:, at[1]] = loadings[:, free.rows] * matrices.means[free.columns]
    free = cells.covariances
    u[:, at[2]] = own_paths[:, free.rows]
    w[:, at[2]] = own_paths[:, free.columns] * free.halves
    free = cells.residuals
    u[free.rows, place[3]] = 1.0
    w[free.columns, place[3]] = free.halves
    m[cells.intercepts.rows, place[4]] = 1.0
    m[:, at[5]] = own_paths[:, cells.means.rows]
    return Directions(u=u, w=w, m=m)


def score_directions(cells: GroupCells, matrices: GroupMatrices, pulls: FloatArray) -> FloatArray:
    """Return y'u y'w + y'm of every free cell (rows) and respondent (columns).

    Args:
        cells: of the group.
        matrices: of the group.
        pulls: (p, n) y of each respondent.

    Returns:
        (q, n).
    """
    of_factors = matrices.loadings.T @ pulls
    of_own = matrices.paths.T @ of_factors
    whole = matrices.factor_covariances @ of_factors + matrices.factor_means[:, None]
    scores = np.empty((len(cells.numbers), pulls.shape[1]))
    at, free = cells.spans, cells.loadings
    np.multiply(pulls[free.rows], whole[free.columns], out=scores[at[0]])
    free = cells.regressions
    own = matrices.covariances @ of_own + matrices.means[:, None]
    np.multiply(of_factors[free.rows], own[free.columns], out=scores[at[1]])
    free = cells.covariances
    np.multiply(of_own[free.rows], of_own[free.columns] * free.halves[:, None], out=scores[at[2]])
    free = cells.residuals
    np.multiply(pulls[free.rows], pulls[free.columns] * free.halves[:, None], out=scores[at[3]])
    scores[at[4]] = pulls[cells.intercepts.rows]
    scores[at[5]] = of_own[cells.means.rows]
    return scores


def find_moment_jacobian(cells: GroupCells, matrices: GroupMatrices) -> FloatArray:
    """Return the derivative of the implied moments by each free cell, (p + p (p + 1) / 2, q).

    The means come first, then the covariances in the order of `np.tril_indices`. `sum_by_parameter` turns cells into parameters.
    """
    directions = find_directions(cells, matrices)
    rows, columns = np.tril_indices(len(matrices.loadings))
    u, w = directions.u, directions.w
    return np.vstack([directions.m, u[rows] * w[columns] + w[rows] * u[columns]])


def find_bending(cells: GroupCells, matrices: GroupMatrices, for_covariance: FloatArray, for_mean: FloatArray) -> FloatArray:
    """Differentiate the implied moments twice by the free cells, and sum over the moments.

    Args:
        cells: of the group.
        matrices: of the group.
        for_covariance: (p, p) symmetric weights of the covariances, each pair counted in both triangles.
        for_mean: (p,) weights of the means.

    Returns:
        (q, q).
    """
    bent = np.zeros((len(cells.numbers), len(cells.numbers)))
    at = cells.spans
    paths, loadings = matrices.paths, matrices.loadings
    weighted = for_covariance @ loadings
    to_items = _Sums(weighted=weighted, of_own=weighted @ paths, for_mean=for_mean, reach=paths)
    free = cells.loadings
    bent[at[0], at[0]] = (
        2 * for_covariance[free.rows[:, None], free.rows] * matrices.factor_covariances[free.columns[:, None], free.columns]
    )
    _bend_with_factors(bent, 0, cells, to_items)
    if len(cells.regressions.rows):
        inner = loadings.T @ weighted
        to_factors = _Sums(weighted=inner, of_own=inner @ paths, for_mean=loadings.T @ for_mean, reach=np.eye(len(paths)))
        free = cells.regressions
        bent[at[1], at[1]] = 2 * inner[free.rows[:, None], free.rows] * matrices.covariances[free.columns[:, None], free.columns]
        _bend_with_factors(bent, 1, cells, to_factors)
        _bend_loadings_with_regressions(bent, cells, matrices, to_items)
    return bent


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """What the weights of the moments sum to at the near end of a loading (an item) or a regression (a dimension)."""

    weighted: FloatArray  # (near ends, f) through the factors
    of_own: FloatArray  # (near ends, f) through the factors' own parts
    for_mean: FloatArray  # (near ends,)
    reach: FloatArray  # (f, f) of the far end (row) by each factor's own part (column)


def _bend_with_factors(bent: FloatArray, kind: int, cells: GroupCells, sums: _Sums) -> None:
    """Fill in loadings (kind 0) or regressions (kind 1) with the covariances and the means of the factors' own parts."""
    at, free = cells.spans, (cells.loadings, cells.regressions)[kind]
    first, second = cells.covariances.rows, cells.covariances.columns
    mixed = sums.of_own[free.rows[:, None], second] * sums.reach[free.columns[:, None], first]
    mixed += sums.of_own[free.rows[:, None], first] * sums.reach[free.columns[:, None], second]
    bent[at[kind], at[2]] = 2 * cells.covariances.halves * mixed
    bent[at[2], at[kind]] = bent[at[kind], at[2]].T
    bent[at[kind], at[5]] = sums.for_mean[free.rows][:, None] * sums.reach[free.columns[:, None], cells.means.rows]
    bent[at[5], at[kind]] = bent[at[kind], at[5]].T


def _bend_loadings_with_regressions(bent: FloatArray, cells: GroupCells, matrices: GroupMatrices, sums: _Sums) -> None:
    at, loaded, regressed = cells.spans, cells.loadings, cells.regressions
    is_same = loaded.columns[:, None] == regressed.rows
    far = (matrices.paths @ matrices.covariances)[loaded.columns[:, None], regressed.columns]
    through = (sums.of_own @ matrices.covariances)[loaded.rows[:, None], regressed.columns]
    of_means = np.outer(sums.for_mean[loaded.rows], matrices.means[regressed.columns])
    bent[at[0], at[1]] = 2 * (is_same * through + far * sums.weighted[loaded.rows[:, None], regressed.rows]) + is_same * of_means
    bent[at[1], at[0]] = bent[at[0], at[1]].T
