"""Retention: who is followed, who is back, and that nobody is counted whom the log could not have seen again."""

import numpy as np
import pytest

from crowdpotential.stats.retention.returns import count_returns

USERS = np.array([0, 0, 1, 2, 2, 3])
PERIODS = np.array([1, 3, 1, 2, 3, 4])  # the log ends in period 4


def test_those_who_acted_so_many_periods_later_are_back() -> None:
    found = count_returns(USERS, PERIODS, after=1)
    assert (found.n_followed, found.n_returned) == (3, 2)  # of user 3 nobody can know


def test_a_return_counts_from_the_first_action_on_or_later() -> None:
    found = count_returns(USERS, PERIODS, after=2)
    assert (found.n_followed, found.n_returned) == (3, 1)
    assert count_returns(USERS, PERIODS, after=3).n_followed == 2


def test_the_order_of_actions_and_users_changes_nothing() -> None:
    order = np.random.default_rng(2).permutation(USERS.size)
    relabelled = np.array([2, 0, 3, 1])[USERS]
    assert count_returns(relabelled[order], PERIODS[order] + 100, after=1) == count_returns(USERS, PERIODS, after=1)


def test_users_who_stay_with_a_known_chance_are_found_again() -> None:
    rng, n = np.random.default_rng(8), 20_000
    first, stays = rng.integers(0, 12, n), rng.random(n) < 0.3
    users, periods = np.concatenate([np.arange(n), np.flatnonzero(stays)]), np.concatenate([first, first[stays] + 2])
    periods = np.minimum(periods, 11)
    found = count_returns(users, periods, after=2)
    assert found.n_followed == int((first <= 9).sum())
    assert found.n_returned / found.n_followed == pytest.approx(0.3, abs=0.015)


def test_nothing_to_count_is_refused() -> None:
    with pytest.raises(ValueError, match="returns of 0 actions after 1 periods"):
        count_returns(np.array([], dtype=np.int64), np.array([], dtype=np.int64), after=1)
    with pytest.raises(ValueError, match="after 0 periods"):
        count_returns(USERS, PERIODS, after=0)
