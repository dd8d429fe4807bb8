"""Whether two tables of results say the same."""

from io import BytesIO

import numpy as np
import pandas as pd

NEAR = 1e-9  # of a number: sums in another order differ in the last digits
MOST_NAMED = 3


def differences(right: bytes, other: bytes) -> list[str]:
    """Say how a table of results differs from the right one, in rows, words and numbers; nothing where it does not."""
    tables = [pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False) for content in (right, other)]
    first, second = (table.set_index("result_id") for table in tables)
    if len(odd := first.index.symmetric_difference(second.index)):
        return [f"{len(odd)} rows stand in one table only, such as {', '.join(odd[:MOST_NAMED])}"]
    second = second.loc[first.index]
    found = []
    for column in first.columns:
        a, b = (pd.to_numeric(table[column], errors="coerce").to_numpy(dtype=float) for table in (first, second))
        is_other = (first[column] != second[column]).to_numpy() & ~np.isclose(a, b, rtol=NEAR, atol=NEAR)
        if is_other.any():
            named = ", ".join(first.index[is_other][:MOST_NAMED])
            found.append(f"{column} differs in {is_other.sum()} rows, such as {named}")
    return found
