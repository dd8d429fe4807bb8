"""Two-way tables: weighted counts of two crossed answers, their covariance under the design, and their association."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import DesignError, TableError
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.replication.spread import replicate_covariance

Covariance = Callable[[FloatArray], FloatArray]  # weighted influence values (n, q) -> covariance (q, q)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWayTable:
    """Weighted counts of two crossed answers, with what the design says about their error."""

    totals: FloatArray  # (r, c)
    shares_covariance: FloatArray  # (rc, rc) row by row, of the counts over their sum
    n: int  # respondents in the table
    degrees_of_freedom: float  # of the design


def linearised_table(
    rows: IntArray,
    columns: IntArray,
    weights: FloatArray,
    *,
    covariance: Covariance,
    degrees_of_freedom: float,
) -> TwoWayTable:
    """Count a two-way table with the covariance of its cells by Taylor linearisation.

    Args:
        rows: (n,) 0..r-1, or -1 for those outside the table; every row and column must hold somebody.
        columns: (n,) 0..c-1, or -1.
        weights: (n,) zero or more.
        covariance: of sums of weighted influence values, zero outside the table: a design's own.
        degrees_of_freedom: PSUs less strata, of those in the table.

    Raises:
        TableError: a row or a column without respondents, or only one of them.
    """
    cells, shape, n = _cells(rows, columns)
    counts = cells * weights[:, None]
    totals = counts.sum(axis=0)
    size = totals.sum()
    shares = totals / size
    deviations = (counts - counts.sum(axis=1, keepdims=True) * shares) / size
    return TwoWayTable(
        totals=totals.reshape(shape),
        shares_covariance=covariance(deviations),
        n=n,
        degrees_of_freedom=degrees_of_freedom,
    )


def replicated_table(totals: FloatArray, n: int, *, replication: Replication, degrees_of_freedom: float) -> TwoWayTable:
    """Return a two-way table the covariance of its cells from replicate weights.

    Args:
        totals: (r, c, 1 + R) as `count_tables` gives them, under the full sample's weights first; NaN where a replicate failed.
        n: respondents in the table.
        replication: how the replicates were made.
        degrees_of_freedom: PSUs less strata, of those in the table.

    Raises:
        DesignError: more replicates failed than their method tolerates.
    """
    counts = totals.reshape(-1, totals.shape[2])
    shares = counts / counts.sum(axis=0)
    of_shares = replicate_covariance(shares[:, 0], shares[:, 1:], replication)
    if of_shares.withheld:
        msg = f"table: {of_shares.n_failed} of {replication.coefficients.size} replicates failed; too many for a test"
        raise DesignError(msg)
    return TwoWayTable(
        totals=totals[:, :, 0],
        shares_covariance=of_shares.covariance,
        n=n,
        degrees_of_freedom=degrees_of_freedom,
    )


def count_tables(rows: IntArray, columns: IntArray, weights: FloatArray) -> FloatArray:
    """Count a two-way table under each column of weights (n, C); (r, c, C). Raises TableError as `linearised_table`."""
    cells, shape, _ = _cells(rows, columns)
    return (cells.T @ weights).reshape(*shape, weights.shape[1])


def cramers_v(totals: FloatArray) -> FloatArray:
    """Return how strongly rows and columns of weighted counts go together (Cramer 1946): 0 not at all, 1 fully.

    Args:
        totals: (r, c, ...) one table or several.

    Returns:
        (...,) NaN for a table without counts.
    """
    square: FloatArray = np.sqrt(mean_square_contingency(totals) / (min(totals.shape[:2]) - 1))
    return square


def mean_square_contingency(totals: FloatArray) -> FloatArray:
    """Return Pearson's statistic of weighted counts (r, c, ...) over their sum; (...,)."""
    size = totals.sum(axis=(0, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = totals / size
        expected = shares.sum(axis=1, keepdims=True) * shares.sum(axis=0, keepdims=True)
        terms = np.where(expected > 0, (shares - expected) ** 2 / expected, 0.0)
        return np.where(size > 0, terms.sum(axis=(0, 1)), np.nan)


def _cells(rows: IntArray, columns: IntArray) -> tuple[FloatArray, tuple[int, int], int]:
    """Return the cell of each respondent as 0/1 (n, rc), the table's shape, and how many respondents it holds."""
    if rows.shape != columns.shape or rows.ndim != 1:
        msg = f"need rows (n,) and columns (n,), not {rows.shape} and {columns.shape}"
        raise ValueError(msg)
    inside = (rows >= 0) & (columns >= 0)
    shape = (_n_categories("rows", rows[inside]), _n_categories("columns", columns[inside]))
    cell = np.where(inside, rows * shape[1] + columns, -1)
    return (cell[:, None] == np.arange(shape[0] * shape[1])).astype(np.float64), shape, int(inside.sum())


def _n_categories(what: str, codes: IntArray) -> int:
    sizes = np.bincount(codes)
    if empty := np.flatnonzero(sizes == 0).tolist():
        msg = f"table: {len(empty)} of {sizes.size} {what} hold nobody, the first is {empty[0]}; leave them out"
        raise TableError(msg)
    if sizes.size < 2:
        msg = f"table: {sizes.size} {what} among {codes.size} respondents; an association needs at least two"
        raise TableError(msg)
    return sizes.size
