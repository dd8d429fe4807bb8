"""Retention: how many of those who once acted act again, so many periods after their first action or later.

Only users are followed whose first action lies so many periods before the end of the log: of later ones nobody can know yet. With that
every user who is followed has been seen long enough, and no censoring is left (compare Kaplan and Meier 1958, JASA 53, 457-481, whose
estimator needs it).
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """Users who were followed long enough, and those of them who came back."""

    n_followed: int
    n_returned: int


def count_returns(users: IntArray, periods: IntArray, *, after: int) -> Returns:
    """Count the users who acted `after` periods from their first action, or later.

    Args:
        users: (a,) who acted, 0 upwards without gaps.
        periods: (a,) when, in whole periods; the last is that in which the log ends.
        after: periods, one or more.

    Raises:
        ValueError: no actions, or `after` is less than one.
    """
    if not users.size or after < 1:
        msg = f"returns of {users.size} actions after {after} periods: give one action and one period at least"
        raise ValueError(msg)
    n_users = int(users.max()) + 1
    first, last = np.full(n_users, periods.max()), np.full(n_users, periods.min())
    np.minimum.at(first, users, periods)
    np.maximum.at(last, users, periods)
    is_followed = first + after <= periods.max()
    is_back = is_followed & (last >= first + after)
    return Returns(n_followed=int(is_followed.sum()), n_returned=int(is_back.sum()))
