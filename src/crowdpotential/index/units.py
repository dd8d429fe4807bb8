"""Parts of the sample in which a scale must hold as it does in the whole: sides, areas, files as received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.stats.arrays import BoolArray, IntArray

KINDS = ("bloc", "area", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One part of the sample; a file that holds one area alone is that area."""

    bloc: str = ""
    area: str = ""
    source: str = ""  # file as received
    is_side: bool = False  # all of a side

    def __str__(self) -> str:
        """Name the unit by what is narrowest, and by the file where it has one of its own."""
        place = self.area or self.bloc
        return " of ".join(part for part in (place, self.source) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Everybody first, then sides, areas and files where there are several."""

    listed: tuple[Unit, ...]  # (U,) the first, which is everybody, has no name
    cell_of_respondent: IntArray  # (n,) 0..c-1: the same side, area and file
    holds: BoolArray  # (U, c) the cells of each unit

    def members(self, unit: int) -> BoolArray:
        """State which respondents (n,) belong to a unit."""
        inside: BoolArray = self.holds[unit][self.cell_of_respondent]
        return inside

    def widest(self, marked: BoolArray) -> BoolArray:
        """Keep marks (U, q) that do not follow from one of a wider unit, to which all of the unit belongs."""
        kept = marked.copy()
        for unit in range(1, len(self.listed)):
            wider = ~(self.holds[unit] & ~self.holds).any(axis=1)
            wider[unit] = False
            kept[unit] &= ~marked[wider].any(axis=0)
        return kept


def list_units(main: pd.DataFrame, *, files: Mapping[str, str]) -> Units:
    """List the units of the main sample; of units with the same respondents one is kept, with all its names.

    Args:
        main: meets RESPONSES.
        files: what the column `source` says -> the name of the file.
    """
    columns = main[list(KINDS)].astype(str)
    cells, cell = np.unique(columns.to_numpy(dtype=str), axis=0, return_inverse=True)
    everybody: dict[str, Any] = {}
    found = {np.ones(len(cells), dtype=np.bool_).tobytes(): everybody}
    for position, kind in enumerate(KINDS):
        for name in _distinct(columns[kind]):
            holds = cells[:, position] == name
            names = found.setdefault(holds.tobytes(), {})
            if names or not holds.all():
                own = {kind: files.get(name, name) if kind == "source" else name}
                names |= {
                    **_side_of(cells[holds], kind),
                    **own,
                    **({"is_side": True} if kind == "bloc" else {}),
                }
    holds = np.stack([np.frombuffer(key, dtype=np.bool_) for key in found])
    of_cell = cell.reshape(-1).astype(np.int64)
    return Units(
        listed=tuple(Unit(**names) for names in found.values()),
        cell_of_respondent=of_cell,
        holds=holds,
    )


def _distinct(values: "pd.Series[str]") -> Sequence[str]:
    return [name for name in dict.fromkeys(sorted(values)) if name]


def _side_of(cells: "np.ndarray[tuple[int, int], np.dtype[np.str_]]", kind: str) -> dict[str, str]:
    """Name the side of an area that lies on one."""
    sides = set(cells[:, 0].tolist()) - {""}
    return {"bloc": sides.pop()} if kind == "area" and len(sides) == 1 else {}
