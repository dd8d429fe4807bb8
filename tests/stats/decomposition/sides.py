"""Two sides of respondents in three controls, as sums by cell."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.decomposition.categories import Cells, SideSums, find_cells

CONTROLS = {"sex": 2, "age": 4, "edu": 3}


def cells_of(inputs: Mapping[str, Any], order: Mapping[str, Sequence[int]] | None = None) -> Cells:
    """Put the respondents of a reference into cells, the categories of some controls in another order."""
    places = {name: np.argsort((order or {}).get(name, range(size))) for name, size in CONTROLS.items()}
    codes = [places[name][np.array(inputs[name])].astype(np.int64) for name in CONTROLS]
    return find_cells(codes, [[str(k) for k in range(size)] for size in CONTROLS.values()], list(CONTROLS))


def sums_of(cells: Cells, inside: IntArray, weights: FloatArray, outcome: FloatArray, *, name: str = "A") -> SideSums:
    """Sum weights (n, K) and weighted outcomes of a side over cells."""
    is_in = cells.of_respondent[inside][:, None] == np.arange(len(cells.categories.indicators))
    own = weights[inside]
    return SideSums(name=name, masses=own.T @ is_in, totals=(own * outcome[inside, None]).T @ is_in)


def sides_of(inputs: Mapping[str, Any], cells: Cells, weights: FloatArray | None = None) -> tuple[SideSums, SideSums]:
    """Sum both sides of a reference, the one that it codes 1 first."""
    side, outcome = np.array(inputs["side"]), np.array(inputs["outcome"], dtype=np.float64)
    by = np.array(inputs["weight"], dtype=np.float64)[:, None] if weights is None else weights
    first, second = (sums_of(cells, np.flatnonzero(side == code), by, outcome, name=name) for code, name in ((1, "A"), (0, "B")))
    return first, second
