"""P-values of a family of tests, adjusted for their number."""

from typing import Literal

import numpy as np

from crowdpotential.stats.arrays import FloatArray

Adjustment = Literal["holm", "benjamini-hochberg"]


def adjust_p_values(p_values: FloatArray, method: Adjustment) -> FloatArray:
    """Adjust the p-values of one family; NaN, a test that could not be made, is left out and stays NaN.

    Args:
        p_values: (k,)
        method: "holm" keeps the chance of any false difference below the level (Holm 1979); "benjamini-hochberg" keeps the
            expected share of false ones among the differences found below it (Benjamini and Hochberg 1995).
    """
    adjusted, known = np.full(p_values.size, np.nan), ~np.isnan(p_values)
    adjusted[known] = _adjust(p_values[known], method)
    return adjusted


def _adjust(p_values: FloatArray, method: Adjustment) -> FloatArray:
    """Adjust tests all of which were made; statsmodels does the same, and collects garbage at every call."""
    order, m = np.argsort(p_values, kind="stable"), p_values.size
    rising = p_values[order]
    if method == "holm":
        stepped = np.maximum.accumulate(rising * np.arange(m, 0, -1))
    else:
        stepped = np.minimum.accumulate((rising * m / np.arange(1, m + 1))[::-1])[::-1]
    found = np.empty(m)
    found[order] = np.minimum(stepped, 1.0)
    return found
