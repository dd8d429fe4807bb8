"""The attack: between which ends a hidden number must lie, given everything that is told (Hundepool et al. 2012, ch. 4).

A table is a list of atoms, the smallest sets of respondents that its cells can tell apart. A number is a weighted sum over atoms. Whoever
attacks knows every number that is told, to its last digit, the weight of every base, and that no atom is negative; he does not know the
atoms. Margins need no equations of their own: sums over the same atoms meet by themselves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from crowdpotential.stats.arrays import BoolArray, FloatArray

MARGIN = 0.2  # a hidden number is safe while it could be a fifth lower or higher
TOLERANCE = 1e-6  # of a table's total
NO_PRICE = 1e-9  # a dual price of no weight in the proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells over common atoms."""

    cells: FloatArray  # (k, a) what each cell sums
    fixed: FloatArray  # (m, a) sums that everybody knows
    truth: FloatArray  # (a,)
    lower: FloatArray  # (a,) what an atom could be at least
    upper: FloatArray  # (a,)

    @property
    def tolerance(self) -> float:
        """What counts as nothing."""
        return TOLERANCE * max(float(np.abs(self.truth).sum()), 1e-12)


def is_beyond(possible: float, value: float, tolerance: float) -> bool:
    """Return whether a possible value lies more than a fifth from the true one."""
    return abs(possible - value) > MARGIN * abs(value) + tolerance


def attack(table: Table, target: FloatArray, hidden: Collection[int]) -> tuple[int, ...] | None:
    """Try to bound a number; name the told cells that hold it within a fifth of itself, or None where it is open."""
    shown = [i for i in range(len(table.cells)) if i not in hidden]
    value, pins = float(target @ table.truth), set[int]()
    for sign in (1.0, -1.0):
        found = _solve(table, sign * target, shown)
        if found is None or is_beyond(sign * found[0], value, table.tolerance):
            return None
        pins |= {shown[i] for i in np.flatnonzero(np.abs(found[1]) > NO_PRICE) if i < len(shown)}
    return tuple(sorted(pins))


def find_open(table: Table, targets: Sequence[FloatArray], hidden: Collection[int]) -> BoolArray:
    """Mark the numbers that two solutions show to be open: all as low, and all as high as they can be together."""
    rows = np.array(targets)
    values = rows @ table.truth
    shown = [i for i in range(len(table.cells)) if i not in hidden]
    scales = np.maximum(np.abs(values), table.tolerance)
    is_open = np.zeros(len(rows), dtype=bool)
    for sign in (1.0, -1.0):
        found = _solve(table, sign * (rows / scales[:, None]).sum(axis=0), shown)
        if found is not None:
            possible = rows @ found[2]
            is_open |= np.abs(possible - values) > MARGIN * np.abs(values) + table.tolerance
        if is_open.all():
            break
    return is_open


def _solve(table: Table, objective: FloatArray, shown: Sequence[int]) -> tuple[float, FloatArray, FloatArray] | None:
    """Minimise; None where there is no end."""
    known = np.vstack([table.cells[list(shown)], table.fixed])
    found = linprog(
        objective,
        A_eq=known if len(known) else None,
        b_eq=known @ table.truth if len(known) else None,
        bounds=np.column_stack([table.lower, table.upper]),
        method="highs",
    )
    if found.status != 0:
        return None
    marginals = found.eqlin.marginals if len(known) else np.empty(0)
    return float(found.fun), np.asarray(marginals), np.asarray(found.x)
