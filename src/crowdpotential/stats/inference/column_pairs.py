"""Estimation: which columns of a table differ from which, row by row, and the letters by which readers know the columns."""

from dataclasses import dataclass
from itertools import combinations
from string import ascii_uppercase

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.freedom import contrast_freedom
from crowdpotential.stats.inference.multiplicity import Adjustment, adjust_p_values

FIXED = 1e-6  # error over difference below which only the tolerance of the calibration is left: the weights fix it


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPairs:
    """All pairs of k columns, set against each other in each of q rows; a low p-value speaks against their being equal."""

    first: IntArray  # (m,) positions of columns
    second: IntArray  # (m,)
    difference: FloatArray  # (q, m) first less second
    standard_error: FloatArray  # (q, m)
    p_value: FloatArray  # (q, m) NaN where a pair was not tested, or the weights hold its difference fixed
    p_adjusted: FloatArray  # (q, m) over the pairs of a row

    def lower_columns(self, row: int, column: int, level: float) -> tuple[int, ...]:
        """List the columns that one is found to exceed in a row, at a level of significance such as 0.05."""
        found = self.p_adjusted[row] < level
        above = np.where(found & (self.first == column) & (self.difference[row] > 0), self.second, -1)
        below = np.where(found & (self.second == column) & (self.difference[row] < 0), self.first, -1)
        return tuple(sorted({int(place) for place in (*above, *below) if place >= 0}))


def compare_columns(
    columns: FloatArray, *, members: BoolArray, told: BoolArray, design: Design, method: Adjustment = "holm"
) -> ColumnPairs:
    """Test each pair of columns in each row by a t test of their difference under the replicates; each row is a family of its own.

    Args:
        columns: (q, k, 1 + R) shares or means, the full sample's before those of the replicates.
        members: (n, k) of whom each column is.
        told: (q, k) which may be compared; the others are in no pair and in no family.
        design: weights and replicates of the n respondents.
        method: how the p-values of a row are adjusted for their number.
    """
    q, k = columns.shape[:2]
    pairs = np.array(list(combinations(range(k), 2)), dtype=np.int64).reshape(-1, 2)
    first, second = pairs[:, 0], pairs[:, 1]
    m = first.size
    differences = columns[:, first] - columns[:, second]
    freedom = contrast_freedom(members[:, first], members[:, second], design)
    found = infer(
        differences[:, :, 0].reshape(-1),
        differences[:, :, 1:].reshape(q * m, -1),
        replication=design.replication,
        freedom=freedom[np.tile(np.arange(m), q)],
        confidence_level=0.95,  # no interval is taken from here
        interval="t",
    )
    is_told = told[:, first] & told[:, second]
    is_fixed = found.standard_error <= FIXED * np.abs(found.estimate)
    p_value = np.where(is_told & ~is_fixed.reshape(q, m), found.p_value.reshape(q, m), np.nan)
    return ColumnPairs(
        first=first,
        second=second,
        difference=found.estimate.reshape(q, m),
        standard_error=found.standard_error.reshape(q, m),
        p_value=p_value,
        p_adjusted=np.array([adjust_p_values(row, method) for row in p_value]).reshape(q, m),
    )


def letter_of(position: int) -> str:
    """Return the letter of a column: A to Z, then AA, AB, ... as spreadsheets have them."""
    text, left = "", position + 1
    while left:
        left, at = divmod(left - 1, len(ascii_uppercase))
        text = ascii_uppercase[at] + text
    return text
