"""Which groups within areas may be told, decided before there are rows.

A table of groups by areas has margins that the report tells elsewhere: areas, groups, and groups on sides. A cell of too few respondents
is not told, and not alone: in each line of the table, one of a group or of an area, those not told are none, or several with respondents
enough together.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from crowdpotential.stats.arrays import BoolArray, IntArray


def choose_told(sizes: IntArray, blocs: Sequence[str], *, fewest: int) -> BoolArray:
    """Choose the cells that are told.

    Args:
        sizes: (g, a) respondents of each group in each area.
        blocs: (a,) sides of the areas.
        fewest: respondents that a number must rest on.

    Returns:
        (g, a)
    """
    told = sizes >= fewest
    while True:
        before = int(told.sum())
        for line in _list_lines(sizes.shape, blocs):
            own, is_told = sizes[line], told[line]
            hidden = own[~is_told & (own > 0)]
            if hidden.size and (hidden.size < 2 or hidden.sum() < fewest) and is_told.any():
                is_told[np.flatnonzero(is_told)[own[is_told].argmin()]] = False
                told[line] = is_told
        if int(told.sum()) == before:
            return told


def _list_lines(shape: tuple[int, ...], blocs: Sequence[str]) -> Iterator[tuple[slice | int, slice | int | BoolArray]]:
    """List the lines of the table whose margin is told: each area, each group, each group on each side."""
    n_groups, n_areas = shape
    for area in range(n_areas):
        yield slice(None), area
    for group in range(n_groups):
        yield group, slice(None)
        for bloc in dict.fromkeys(blocs):
            yield group, np.array([own == bloc for own in blocs], dtype=np.bool_)
