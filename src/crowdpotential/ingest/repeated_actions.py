"""Logs of platforms: the same actions delivered twice, under two names, in another order, or within one table.

A log names days, not moments, so that somebody may do the same several times a day; a whole table of rows that stand there twice is no
chance, and would double every number of actions.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

import pandas as pd

LARGE_SHARE = 0.9  # of the actions of the smaller table: then it is the other one again
FEWEST_ACTIONS = 20  # of a table that is called a repetition; fewer may be alike by chance


def repeated_faults(tables: Sequence[tuple[str, pd.DataFrame]], columns: Sequence[str]) -> Iterator[str]:
    """List the tables that are others again, and those whose rows all stand there several times.

    Args:
        tables: name and rows of each file, as text.
        columns: that make an action.
    """
    counted = [(name, table.value_counts(list(columns))) for name, table in tables]
    for name, counts in counted:
        times = math.gcd(*counts.tolist())
        if times > 1 and len(counts) >= FEWEST_ACTIONS:
            yield f"{name}: each of {len(counts)} actions stands there {times} times, or a multiple of it; remove the repetitions"
    for (one, mine), (other, theirs) in combinations(counted, 2):
        n_same, smaller = _count_same(mine, theirs), min(int(mine.sum()), int(theirs.sum()))
        if smaller >= FEWEST_ACTIONS and n_same >= LARGE_SHARE * smaller:
            yield f"{other}: {n_same} of {int(theirs.sum())} actions are in {one} too; take one of the two out of platforms.log.files"


def _count_same(mine: "pd.Series[int]", theirs: "pd.Series[int]") -> int:
    """Count the rows that two tables have in common, each as often as both have it."""
    both = pd.concat([mine, theirs], axis=1, keys=("mine", "theirs"), join="inner")
    return int(both.min(axis=1).sum())
