"""What a hidden row does not show."""

from collections.abc import Sequence

import pandas as pd

from crowdpotential.stats.arrays import BoolArray

NUMBERS = (
    "estimate",
    "standard_error",
    "ci_low",
    "ci_high",
    "ci_low_simultaneous",
    "ci_high_simultaneous",
    "n",
    "n_effective",
    "df",
    "df_numerator",
    "p_value",
    "p_adjusted",
)


def hide(frame: pd.DataFrame, hidden: "Sequence[bool] | BoolArray") -> pd.DataFrame:
    """Remove the numbers, bases, verdicts and notes of some rows, and say that they are suppressed.

    A note may tell what the base hides: that an estimate has no error says that one respondent is behind it.
    """
    found, marked = frame.copy(), pd.Series(hidden, index=frame.index, dtype=bool)
    found.loc[marked, list(NUMBERS)] = float("nan")
    found.loc[marked, ["verdict", "note"]] = ""
    found["is_suppressed"] = marked.to_numpy(dtype=bool)
    return found
