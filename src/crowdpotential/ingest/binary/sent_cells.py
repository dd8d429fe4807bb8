"""Cells on their way out of the reading process: each distinct one once, as JSON, and where it stands in its column."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Fault = Literal["error", "formula", "merged", "calendar", "nested", "bytes"]
Cells = Sequence[object]
MOST_CELLS = 50_000_000
LARGEST_BYTES = 500_000_000  # of different cells, as JSON
MOMENTS: Mapping[str, type[date] | type[time]] = {"date": date, "datetime": datetime, "time": time}


@dataclass(frozen=True, slots=True)
class LostCell:
    """A cell whose content the file does not give: it is no blank, and must not be taken for one."""

    fault: Fault
    text: str = ""  # #N/A of an error
    at: str = ""  # the first of its kind in a column tells where it stands

    def __str__(self) -> str:
        """Name the fault, for whoever writes the cell as text; a header may lie under a merged cell, and has no name then."""
        return "" if self.fault == "merged" else self.text or f"<{self.fault}>"


@dataclass(frozen=True, slots=True)
class _Truth:
    """True or False where a dictionary would take it for 1 or 0."""

    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column as it leaves the reading process."""

    name: str
    distinct: list[Any]  # in JSON
    positions: "array[int]"  # of each cell in `distinct`


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a reader found in a file."""

    columns: list[Column]
    facts: dict[str, Any] = field(default_factory=dict)  # what the file is like, beside its cells; in JSON


class _Places(dict[object, int]):
    """Numbers distinct cells in the order in which they are first asked for."""

    def __missing__(self, cell: object) -> int:
        place = self[cell] = len(self)
        return place


class TooLargeError(Exception):
    """A file of more cells, or of more different ones, than any survey has; the caller has no limit of memory of his own."""


def refuse_too_large(n_cells: int, *, n_bytes: int = 0) -> None:
    """Refuse more cells, or bytes of different ones, than any survey has. Raises TooLargeError."""
    if n_cells > MOST_CELLS or n_bytes > LARGEST_BYTES:
        msg = f"{n_cells} cells" + (f" with {n_bytes // 10**6} MB of different ones" if n_bytes > LARGEST_BYTES else "")
        raise TooLargeError(msg)


def encode_column(name: str, cells: Cells) -> Column:
    """List the distinct cells of a column, and the position of each cell in the list. True is no 1."""
    kinds = set(map(type, cells))
    if bool in kinds and kinds & {int, float}:
        cells = [_Truth(cell) if isinstance(cell, bool) else cell for cell in cells]
    places = _Places()
    positions = array("i", map(places.__getitem__, cells))
    return Column(name=name, distinct=[_to_json(cell) for cell in places], positions=positions)


def decode_cells(distinct: Sequence[Any], positions: npt.NDArray[np.int32]) -> npt.NDArray[np.object_]:
    """Return the cells of a column as they were encoded."""
    found = np.empty(len(distinct), dtype=object)
    found[:] = [_from_json(cell) for cell in distinct]
    cells: npt.NDArray[np.object_] = found[positions]
    return cells


def _to_json(cell: object) -> object:
    if cell is None or isinstance(cell, bool | int | float | str):
        return cell
    if isinstance(cell, _Truth):
        return cell.value
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    for kind, made in MOMENTS.items():
        if type(cell) is made:
            return {kind: cell.isoformat()}
    return {"lost": asdict(cell if isinstance(cell, LostCell) else LostCell("bytes"))}


def _from_json(cell: Any) -> object:  # noqa: ANN401 whatever JSON holds
    if not isinstance(cell, dict):
        return cell
    [(kind, content)] = cell.items()
    if kind == "lost":
        return LostCell(**content)
    return timedelta(seconds=content) if kind == "seconds" else MOMENTS[kind].fromisoformat(content)
