"""Types of people: answers as patterns, so that respondents who answered alike are computed once."""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray

MISSING = -1
MOST_INDICATORS = 150  # whose probabilities, multiplied, stay in the range of a double


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """The P different patterns of answers of n respondents to J indicators."""

    cells: IntArray  # (P, J) place of each answer among the M levels of all indicators, -1 for none
    starts: IntArray  # (J + 1,) where the levels of each indicator begin, and M
    pattern_of: IntArray  # (n,) of each respondent

    @property
    def n_levels(self) -> IntArray:
        """(J,) levels of each indicator."""
        return np.diff(self.starts)

    @property
    def indicator_of(self) -> IntArray:
        """(M,) the indicator of each level."""
        return np.repeat(np.arange(self.n_levels.size), self.n_levels)

    def sum_weights(self, weights: FloatArray) -> FloatArray:
        """Add up the weights (n,) of each pattern: (P,)."""
        return np.bincount(self.pattern_of, weights=weights, minlength=len(self.cells)).astype(np.float64)

    def level_shares(self, weights: FloatArray) -> FloatArray:
        """Return the share (M,) of each level among those who answered its indicator, from the weights (P,) of patterns."""
        totals = np.zeros(self.starts[-1])
        for column in self.cells.T:
            known = column >= 0
            totals += np.bincount(column[known], weights=weights[known], minlength=totals.size)
        of_indicator = np.add.reduceat(totals, self.starts[:-1])[self.indicator_of]
        return np.divide(totals, of_indicator, out=np.zeros_like(totals), where=of_indicator > 0)


def find_patterns(codes: IntArray, n_levels: IntArray) -> Patterns:
    """Find the different patterns of answers.

    Args:
        codes: (n, J) level of each answer, 0 upwards; -1 where there is none.
        n_levels: (J,) levels of each indicator.

    Raises:
        ValueError: an answer is none of its indicator's levels, or there are more indicators than can be multiplied.
    """
    if codes.shape[1] > MOST_INDICATORS:
        msg = f"{codes.shape[1]} indicators: at most {MOST_INDICATORS} can be multiplied"
        raise ValueError(msg)
    if (codes < MISSING).any() or (codes >= n_levels).any():
        msg = "codes: an answer is none of the levels of its indicator"
        raise ValueError(msg)
    starts = np.concatenate([[0], np.cumsum(n_levels)]).astype(np.int64)
    kept, pattern_of = np.unique(codes, axis=0, return_inverse=True)
    cells = np.where(kept == MISSING, MISSING, kept + starts[:-1])
    return Patterns(cells=cells.astype(np.int64), starts=starts, pattern_of=pattern_of.reshape(-1).astype(np.int64))
