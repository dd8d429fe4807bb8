"""P-values of a family of tests, adjusted for their number."""

from typing import Literal

import numpy as np
from statsmodels.stats.multitest import multipletests

from crowdpotential.stats.arrays import FloatArray

Adjustment = Literal["holm", "benjamini-hochberg"]
STATSMODELS_NAMES = {"holm": "holm", "benjamini-hochberg": "fdr_bh"}


def adjust_p_values(p_values: FloatArray, method: Adjustment) -> FloatArray:
    """Adjust the p-values of one family; NaN, a test that could not be made, is left out and stays NaN.

    Args:
        p_values: (k,)
        method: "holm" keeps the chance of any false difference below the level (Holm 1979); "benjamini-hochberg" keeps the
            expected share of false ones among the differences found below it (Benjamini and Hochberg 1995).
    """
    adjusted, known = np.full(p_values.size, np.nan), ~np.isnan(p_values)
    if known.any():
        adjusted[known] = multipletests(p_values[known], method=STATSMODELS_NAMES[method])[1]
    return adjusted
