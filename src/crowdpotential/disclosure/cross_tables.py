"""Cross tables: which cells of answers by groups are hidden, and the others that would give them back.

Each table is protected by itself. Two tables whose filters differ by few respondents can be subtracted from each other; no rule for one
table sees that, so tables on demand are for the team.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.disclosure.audit import Table, attack
from crowdpotential.disclosure.companions import hide_companions
from crowdpotential.disclosure.few import Few
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Answers of which each respondent gave one, by groups that share nobody."""

    respondents: IntArray  # (r, 1 + k) everybody first
    persons: FloatArray  # (r, 1 + k) the same, weighted
    is_answer: BoolArray  # (r,) whether a row is an answer, not a way of giving none


def hide_cells(counts: Counts, few: Few) -> BoolArray:
    """Mark the cells (r, 1 + k) that are not told.

    A column that too few were asked, or answered, is hidden whole. Else a cell is a secret where fewer than `few.count` gave the answer, or
    all but so few. Cells are hidden beside it until an attack leaves it open; what nothing protects is hidden with its whole table.
    Everybody's column is protected first, for it stands beside the groups of several variables; the groups then hide what would add up to
    a secret of everybody's.

    Args:
        counts: of one list of answers.
        few: how few are too few.
    """
    secret = _find_secrets(counts, few)
    hidden = np.zeros_like(secret)
    hidden[:, :1] = _protect(counts.persons[:, :1], np.zeros((len(secret), 0)), secret[:, :1], np.zeros((len(secret), 1), dtype=bool))
    outside = np.maximum(counts.persons[:, 0] - counts.persons[:, 1:].sum(axis=1), 0.0)
    hidden |= _protect(counts.persons[:, 1:], outside[:, None], secret[:, 1:], hidden[:, :1], secret_totals=secret[:, 0])
    return hidden


def _find_secrets(counts: Counts, few: Few) -> BoolArray:
    n = counts.respondents
    asked, answered = n.sum(axis=0), n[counts.is_answer].sum(axis=0)
    is_few = (n > 0) & (n < few.count)
    for base, rows in ((asked, np.ones(len(n), dtype=bool)), (answered, counts.is_answer)):
        rest = base - n
        is_few |= rows[:, None] & (rest > 0) & (rest < few.count)
    found: BoolArray = is_few | ((asked < few.base) | (answered < few.base))[None, :]
    return found


def _protect(
    cells: FloatArray, outside: FloatArray, secret: BoolArray, shut: BoolArray, *, secret_totals: BoolArray | None = None
) -> BoolArray:
    """Hide companions of the secret cells (r, k), and of secret totals (r,); with those the mask has a first column, as it was given."""
    r, k = cells.shape
    totals = secret_totals is not None
    every = np.column_stack([cells, outside]).reshape(-1)  # atoms: the groups, and whoever is in none of them
    width = k + outside.shape[1]
    atoms = np.eye(r * width).reshape(r, width, -1)
    own, sums = atoms[:, :k].reshape(r * k, -1), atoms.sum(axis=1)
    table = Table(
        cells=np.vstack([own, sums]) if totals else own,
        fixed=atoms.sum(axis=0),  # everybody knows the bases
        truth=every,
        lower=np.zeros(every.size),
        upper=np.full(every.size, np.inf),
    )
    places = np.flatnonzero(secret.reshape(-1))
    closed = [*places.tolist(), *(r * k + np.flatnonzero(shut[:, 0])).tolist()] if totals else places.tolist()
    targets = [own[at] for at in places if own[at] @ every > 0]
    if secret_totals is not None:
        targets += [sums[at] for at in np.flatnonzero(secret_totals) if sums[at] @ every > 0]
    pattern = hide_companions(
        table, closed, targets, candidates=range(r * k), cost=lambda at: (float(own[at] @ every),) if at < r * k else (np.inf,)
    )
    needed = pattern.hidden if pattern.exposed else _take_back(table, pattern.hidden, closed, targets)
    found = np.zeros(r * k, dtype=bool)
    found[[at for at in needed if at < r * k]] = True
    found |= bool(pattern.exposed)
    mask = found.reshape(r, k)
    return np.column_stack([shut, mask]) if totals else mask


def _take_back(table: Table, hidden: Collection[int], closed: Collection[int], targets: Sequence[FloatArray]) -> set[int]:
    """Tell again the companions that no secret needs, the largest first: each was the cheapest when it was hidden, not afterwards."""
    needed = set(hidden)
    for at in sorted(needed - set(closed), key=lambda at: -float(table.cells[at] @ table.truth)):
        fewer = needed - {at}
        if all(attack(table, target, fewer) is None for target in targets):
            needed = fewer
    return needed
