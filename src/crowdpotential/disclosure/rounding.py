"""Digits of what is published: six that count, which no error of a survey justifies more of, and none to subtract with."""

import numpy as np
import pandas as pd

from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.stats.arrays import FloatArray

DIGITS = 6
COUNTS = ("n", "n_replicates", "n_replicates_failed")  # whole numbers stay whole


def round_results(frame: pd.DataFrame) -> pd.DataFrame:
    """Round every number of the results to six significant digits: 49.281768 to 49.2818, 1.2345678e-9 to 1.23457e-9."""
    columns = [name for name, kind in RESULT_COLUMNS.items() if kind == "float" and name not in COUNTS]
    rounded = {name: round_digits(frame[name].to_numpy(dtype=np.float64)) for name in columns}
    return frame.assign(**rounded)


def round_digits(numbers: FloatArray, digits: int = DIGITS) -> FloatArray:
    """Round to significant digits, as a reader of decimals would write them; whole numbers, nothing and infinity stay as they are."""
    found = numbers.copy()
    written = np.flatnonzero(np.isfinite(numbers) & (numbers != np.rint(numbers)))
    found[written] = [float(f"{number:.{digits}g}") for number in numbers[written].tolist()]
    return found
