"""Secondary suppression: the cheapest companions that leave a hidden number open (after Fischetti and Salazar 2001, made greedy).

Each round attacks one number; where the attack succeeds, one of the told cells that its proof rests on is hidden too, the one whose loss
is smallest. Every round hides one more, so that there are never more rounds than cells; and what is open stays so when more is hidden.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.disclosure.audit import Table, attack, find_open
from crowdpotential.stats.arrays import FloatArray

MOST_BESIDE = 3  # cells that may be hidden for a companion's own sake
Cost = Callable[[int], tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Which cells of a table are hidden, and what could not be protected."""

    hidden: frozenset[int]
    exposed: tuple[int, ...]  # positions of targets that stay within a fifth of their value


def hide_companions(
    table: Table,
    hidden: Collection[int],
    targets: Sequence[FloatArray],
    *,
    candidates: Collection[int],
    cost: Cost,
    most: int | None = None,
) -> Pattern:
    """Hide companions until an attack leaves every target open, or until nothing is left that may be hidden.

    Args:
        table: cells over atoms.
        hidden: cells that are hidden already.
        targets: (a,) each, the numbers to protect.
        candidates: cells that may be hidden.
        cost: of a cell; the smallest is hidden first.
        most: cells to hide before giving up; None: as many as it takes.
    """
    chosen, exposed = set(hidden), list[int]()
    if not targets:
        return Pattern(hidden=frozenset(chosen), exposed=())
    for at in _list_suspects(table, targets, chosen):
        while (pins := attack(table, targets[at], chosen)) is not None:
            able = [i for i in pins if i in candidates and i not in chosen]
            if not able or (most is not None and len(chosen) - len(hidden) >= most):
                exposed.append(at)
                break
            chosen.add(min(able, key=lambda i: (*cost(i), i)))
    return Pattern(hidden=frozenset(chosen), exposed=tuple(exposed))


def open_companions(
    table: Table,
    hidden: Collection[int],
    companions: Sequence[int],
    *,
    candidates: Collection[int],
    cost: Cost,
) -> frozenset[int]:
    """Hide a few cells more where that opens a companion too; a companion is nobody's secret, and what would not open stays as it is.

    A companion as large as its margin is known from it to a few per cent whatever else is hidden.
    """
    chosen = frozenset(hidden)
    if not companions:
        return chosen
    targets = [table.cells[i] for i in companions]
    for at in _list_suspects(table, targets, chosen):
        found = hide_companions(table, chosen, [targets[at]], candidates=candidates, cost=cost, most=MOST_BESIDE)
        if not found.exposed:
            chosen = found.hidden
    return chosen


def _list_suspects(table: Table, targets: Sequence[FloatArray], hidden: Collection[int]) -> list[int]:
    """Leave out targets that are seen to be open together; a single one is no quicker seen than attacked."""
    return [0] if len(targets) == 1 else np.flatnonzero(~find_open(table, targets, hidden)).tolist()
