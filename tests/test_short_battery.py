"""A sample of every kind of attack, as `python -m battery --short` makes it."""

import pytest

from battery.__main__ import KINDS, SEED, attack, describe


@pytest.mark.parametrize("name", KINDS)
def test_the_program_stands_a_sample_of_every_attack(name: str) -> None:
    trials = list(attack(name, short=True, seed=SEED))
    assert trials
    assert [describe(trial) for trial in trials if trial.is_failed] == []
