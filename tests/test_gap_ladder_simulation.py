"""The short version of the simulation of the ladder, and proof that it can fail."""

from dataclasses import replace

import numpy as np
import pytest

from simulations import gap_ladder
from simulations.gap_ladder import WORLDS, as_table, find_truth, judge, repeat


def test_rungs_hold_the_truth_and_their_words_are_seldom_wrong() -> None:
    worlds = [world for world in WORLDS if world.name in {"apart", "margin"}]
    shares = repeat(worlds, n_draws=40, n_replicates=100)
    assert judge(shares) == [], as_table(shares)
    assert {share.said for share in shares} == {"covered", "equivalent"}


def test_parts_of_the_whole_population_add_up_and_people_alike_are_as_far_apart_as_the_world_says() -> None:
    for world in WORLDS:
        truth = find_truth(world)
        assert truth["part pooled composition"] + truth["part pooled coefficients"] == pytest.approx(truth["rung raw"])
        if world.is_alike:
            assert truth["rung raw B"] == pytest.approx(world.gap, abs=1e-9)
            assert truth["rung adjusted A"] == pytest.approx(world.gap, abs=1e-9)


def test_rungs_without_balancing_would_miss_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    balance = gap_ladder.balance_pair

    def leave(*given: object) -> object:
        balanced, obstacles = balance(*given)  # type: ignore[arg-type]
        return [replace(one, factors=np.ones_like(one.factors)) for one in balanced], obstacles

    monkeypatch.setattr(gap_ladder, "balance_pair", leave)
    alike = next(world for world in WORLDS if world.name == "alike")
    broken = judge(repeat([replace(alike, n_units=150)], n_draws=10, n_replicates=60))
    assert any("rung raw B: different" in line for line in broken)
