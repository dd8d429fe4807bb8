"""Weighting: margins that count the same people must count them equally, in every part of the population."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from crowdpotential.errors import MarginError
from crowdpotential.stats.arrays import BoolArray, IntArray
from crowdpotential.stats.weighting.control_equations import find_blocks
from crowdpotential.stats.weighting.margins import Margin, count_persons, name_cells

TOTALS_AGREE = 1e-9  # relative: whole persons agree exactly, sums of fractions up to rounding


def require_agreeing_totals(margins: Sequence[Margin], member: IntArray) -> None:
    """Refuse margins that give the same respondents different totals, as a whole or in some of their cells.

    Two margins split the respondents into parts that neither of them divides: areas, where both run within areas,
    blocs, where one of them does not. In each part both must have the same total.

    Args:
        margins: each usable by itself.
        member: positions of respondents who together show every combination of cells.

    Raises:
        MarginError: two margins with different totals; both are given.
    """
    for one, other in combinations(margins, 2):
        _refuse_different(one, other, None, None)
    for one, other in combinations(margins, 2):
        size = one.control_totals.size
        pairs = np.stack([one.cells[member], other.cells[member] + size], axis=1)
        blocks = find_blocks(pairs, size + other.control_totals.size)
        for block in range(blocks.max() + 1):
            _refuse_different(one, other, blocks[:size] == block, blocks[size:] == block)


def _refuse_different(one: Margin, other: Margin, is_mine: BoolArray | None, is_theirs: BoolArray | None) -> None:
    """Compare two margins in some of their cells, or as a whole."""
    mine, theirs = (
        margin.control_totals.sum() if where is None else margin.control_totals[where].sum()
        for margin, where in ((one, is_mine), (other, is_theirs))
    )
    if abs(mine - theirs) <= TOTALS_AGREE * max(mine, theirs):
        return
    if is_mine is None or is_theirs is None:
        msg = (
            f"margins with different totals: {one.name} has {count_persons(mine)}, {other.name} has "
            f"{count_persons(theirs)}; both must describe one population"
        )
        raise MarginError(msg)
    n_respondents = int(np.count_nonzero(is_mine[one.cells]))
    msg = (
        f"margins with different totals for the same {n_respondents} respondents: {one.name} has "
        f"{count_persons(mine)} in {name_cells(one, is_mine)}, {other.name} has {count_persons(theirs)} in "
        f"{name_cells(other, is_theirs)}; correct one of them, or join cells"
    )
    raise MarginError(msg)
