import shutil

import numpy as np
import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.chain import draw_survey, fit_sample, run_replicates
from benchmarks.chain_growth import run_groups
from benchmarks.contest import Contest, Peer, hold


def test_an_unknown_benchmark_is_refused_and_the_known_ones_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["rake_2m"]) == 2
    refusal = capsys.readouterr().err
    assert "rake_2m" in refusal
    assert all(name in refusal for name in BENCHMARKS)


def test_a_benchmark_without_r_times_ours_and_says_that_the_peer_did_not_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    peer = Peer(name="survey::rake", script="rake_1m.R", arrays={})
    timing = hold("nothing", lambda: Contest(n=3, ours=lambda: np.zeros(3), peer=peer))
    assert timing.ours_seconds >= 0
    assert (timing.peer_seconds, timing.ratio, timing.max_abs_difference) == (None, None, None)
    assert timing.note == "peer not run: R is not installed"


def test_the_chain_from_counted_tables_gives_what_the_chain_of_respondents_gives() -> None:
    survey = draw_survey(3_000, 33)
    full = fit_sample(survey)
    grouped, direct = run_groups(survey, full), run_replicates(survey, full)
    assert (~np.isnan(direct)).mean() > 0.9
    np.testing.assert_allclose(grouped, direct, rtol=1e-9)
