"""Comparability: the likelihood's derivatives by the moments of one group, whatever is missing.

The moments are the p means, then the p (p + 1) / 2 covariances in the order of `np.tril_indices`. All patterns of missing answers
together take one product of matrices: for pattern k let W be its inverse covariance and X = 2 B - W, where B sums y y' over its
respondents; the second derivative by the covariances of items (a, b) and (c, d) is made of the sums over the patterns of X_ad W_bc,
which are the cells of one (p (p + 1) / 2)-square table (observed information: Savalei 2010, Psychological Methods 15, 352-367).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.answer_patterns import Pulls, pattern_rows
from crowdpotential.stats.group_models.group_sample import GroupSample


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where pairs of items stand among the covariances."""

    rows: IntArray  # (v,) v = p (p + 1) / 2
    columns: IntArray
    crosswise: IntArray  # (v, v) place of (row a, column d)
    backwards: IntArray  # (v, v) place of (column b, row c)
    alongside: IntArray  # (v, v) place of (row a, row c)
    opposite: IntArray  # (v, v) place of (column b, column d)
    halves: FloatArray  # (v,) 1/2 for a variance


def find_observed_information(group: GroupSample, pulls: Pulls) -> FloatArray:
    """Return the second derivatives of minus the log-likelihood of a group, summed over its respondents.

    Args:
        group: of n respondents.
        pulls: at the mean and covariance in question.

    Returns:
        (p + v, p + v).
    """
    sizes = _pattern_sizes(group)
    places = _find_places(len(group.moments.mean))
    outer = np.empty_like(pulls.inverses)
    total = np.empty((len(sizes), outer.shape[1]))
    for pattern, rows in enumerate(pattern_rows(group)):
        weighted = pulls.pulls[rows] * group.weights[rows, None]
        outer[pattern] = weighted.T @ pulls.pulls[rows]
        total[pattern] = weighted.sum(axis=0)
    inner = pulls.inverses[:, places.rows, places.columns]
    bent = 2 * outer[:, places.rows, places.columns] - sizes[:, None] * inner
    return _assemble(np.einsum("k,kij->ij", sizes, pulls.inverses), total.T @ inner, bent.T @ inner, places)


def find_expected_information(group: GroupSample, pulls: Pulls) -> FloatArray:
    """Return what the model expects of `find_observed_information`, given who missed what."""
    sizes = _pattern_sizes(group)
    places = _find_places(len(group.moments.mean))
    inner = pulls.inverses[:, places.rows, places.columns]
    nothing = np.zeros((len(group.moments.mean), len(places.rows)))
    return _assemble(
        np.einsum("k,kij->ij", sizes, pulls.inverses),
        nothing,
        (sizes[:, None] * inner).T @ inner,
        places,
    )


def find_complete_information(covariance: FloatArray) -> FloatArray:
    """Return the information of one respondent who answered everything, at the mean and covariance of the sample itself."""
    places = _find_places(len(covariance))
    inverse = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    inner = inverse[places.rows, places.columns]
    return _assemble(inverse, np.zeros((len(covariance), len(inner))), np.outer(inner, inner), places)


def find_moment_scores(group: GroupSample, pulls: Pulls) -> FloatArray:
    """Return the derivatives of each respondent's log-likelihood by the moments, (p + v, n), unweighted."""
    places = _find_places(len(group.moments.mean))
    y = np.ascontiguousarray(pulls.pulls.T)
    expected = pulls.inverses[:, places.rows, places.columns].T[:, group.pattern_of_row]
    of_covariances = (y[places.rows] * y[places.columns] - expected) * places.halves[:, None]
    return np.vstack([y, of_covariances])


def _pattern_sizes(group: GroupSample) -> FloatArray:
    return np.asarray(np.bincount(group.pattern_of_row, group.weights), dtype=np.float64)


def _assemble(means: FloatArray, mixed: FloatArray, table: FloatArray, places: _Places) -> FloatArray:
    """Fold the sums over patterns into second derivatives.

    Args:
        means: (p, p) sum of W.
        mixed: (p, v) sum of y W.
        table: (v, v) sum of X W.
        places: of the covariances.
    """
    halves, both = places.halves, table + table.T
    of_covariances = (both[places.crosswise, places.backwards] + both[places.alongside, places.opposite]) / 2
    of_covariances *= halves[:, None] * halves
    p = len(means)
    items = np.arange(p)
    square = _number_pairs(p)
    crossed = (
        mixed[places.rows[:, None], square[places.columns[:, None], items]]
        + mixed[places.columns[:, None], square[places.rows[:, None], items]]
    ) * halves[:, None]
    return np.block([[means, crossed.T], [crossed, of_covariances]])


@cache
def _find_places(n_items: int) -> _Places:
    square = _number_pairs(n_items)
    rows, columns = np.tril_indices(n_items)
    return _Places(
        rows=rows,
        columns=columns,
        crosswise=square[rows[:, None], columns],
        backwards=square[columns[:, None], rows],
        alongside=square[rows[:, None], rows],
        opposite=square[columns[:, None], columns],
        halves=np.where(rows == columns, 0.5, 1.0),
    )


def _number_pairs(n_items: int) -> IntArray:
    """Return (p, p) the place of each pair of items among the covariances."""
    square = np.zeros((n_items, n_items), dtype=np.int64)
    rows, columns = np.tril_indices(n_items)
    square[rows, columns] = square[columns, rows] = np.arange(len(rows))
    return square
