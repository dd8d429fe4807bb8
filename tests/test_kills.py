"""A killed run loses nothing, and the same command again gives what an undisturbed run gives (a sample of battery/kills.py)."""

import sys
from pathlib import Path

import pytest

from battery import kills
from battery.trial import Outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="starting a process takes seconds there")


def test_a_run_killed_anywhere_loses_nothing_and_is_made_up_for(tmp_path: Path) -> None:
    trials = list(kills.run(short=True, seed=7, folder=tmp_path))
    assert [f"{trial.kind} {trial.name}: {trial.detail}" for trial in trials if trial.is_failed] == []
    assert {trial.kind for trial in trials} == {
        "kills: stages",
        "kills: moves",
        "kills: writes",
        "kills: instants",
    }
    assert sum(trial.happened is Outcome.PASSED for trial in trials) == len(trials)
