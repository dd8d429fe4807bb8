"""The short version of the coverage simulation, and proof that it can fail."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from crowdpotential.stats.streams import stream
from simulations import weighting_coverage
from simulations.__main__ import SIMULATIONS, main
from simulations.coverage import Repeated, as_table, cover, judge
from simulations.population import (
    N_AREAS,
    Sample,
    draw_sample,
    make_population,
)
from simulations.weighting_coverage import (
    BESIDE,
    JUDGED,
    PLANS,
    Intervals,
    linearise,
    repeat,
    replicate,
)

N_DRAWS = 50
SHORT = {"replication": partial(replicate, number=200), "linearisation": linearise}
PLAN = PLANS["25 points"]
SLACK = 1.0  # Monte-Carlo errors of so few samples beyond the limits that hold for a thousand


def verdicts(repeated: list[Repeated]) -> list[str]:
    return judge([row for one in repeated for row in cover(one, slack=SLACK)])


def ignore_clusters(sample: Sample, weights: np.ndarray, seed: int) -> Intervals:
    return linearise(replace(sample, psu=np.arange(sample.psu.size)), weights, seed)


def test_intervals_after_raking_hold_the_truth_as_often_as_they_promise() -> None:
    assert set(JUDGED) == set(SHORT)
    repeated = repeat(N_DRAWS, "25 points", SHORT)
    assert verdicts(repeated) == [], as_table([row for one in repeated for row in cover(one)])


def test_a_variance_that_ignores_clusters_does_not_pass() -> None:
    outside = verdicts(repeat(N_DRAWS, "25 points", {"no clusters": ignore_clusters}))
    assert any("score, all areas" in sentence for sentence in outside)


def test_replicates_that_are_not_raked_anew_do_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_multiply(base: np.ndarray, multipliers: np.ndarray, psu: np.ndarray, *_: object) -> SimpleNamespace:
        return SimpleNamespace(weights=base[:, None] * multipliers[psu])

    monkeypatch.setattr(weighting_coverage, "calibrate_replicates", only_multiply)
    outside = verdicts(repeat(N_DRAWS, "25 points", {"not raked anew": SHORT["replication"]}))
    assert any("score, all areas" in sentence for sentence in outside)


def test_a_sample_is_what_its_design_says() -> None:
    population = make_population(stream(3, "population"))
    sample = draw_sample(population, PLAN, stream(3, "draw"))
    assert_array_equal(np.bincount(sample.psu), PLAN.n_households)
    assert_array_equal(np.bincount(sample.area), PLAN.n_respondents)
    assert_array_equal(sample.area, sample.strata_of_psus[sample.psu])
    totals = [margin.control_totals.sum() for margin in sample.margins]
    assert totals == [population.area.size] * 2
    deff = np.mean(sample.base_weights**2) / np.mean(sample.base_weights) ** 2
    assert deff > 1.15, "selection is unequal"


def test_base_weights_estimate_the_population_without_bias() -> None:
    population = make_population(stream(3, "population"))
    draws = [draw_sample(population, PLAN, stream(3, f"draw {draw}")) for draw in range(60)]
    totals = np.array([np.bincount(one.area, one.base_weights, N_AREAS) for one in draws])
    error = totals.std(axis=0, ddof=1) / np.sqrt(len(draws))
    assert (np.abs(totals.mean(axis=0) - np.bincount(population.area)) < 4 * error).all()


def test_a_draw_depends_on_the_seed_and_its_number_alone() -> None:
    few, more = (repeat(n, "25 points", {"linearisation": linearise})[0] for n in (2, 3))
    assert_array_equal(few.estimate, more.estimate[:2])


def test_coverage_is_counted_among_intervals_that_were_not_withheld() -> None:
    ends = np.array([[0.0, 0.0], [2.0, np.nan], [0.0, 0.5], [0.5, 0.5]])
    repeated = Repeated(
        plan="few",
        method="made up",
        variables=("score", "score"),
        areas=("a", "b"),
        truth=np.array([1.0, 1.0]),
        estimate=np.arange(8.0).reshape(4, 2),
        standard_error=np.ones((4, 2)),
        ci_low=ends,
        ci_high=ends + 1.5,
    )
    pooled, first, second = cover(repeated)
    assert (pooled.n_intervals, pooled.n_withheld, pooled.coverage) == (7, 1, 6 / 7)
    assert (first.area, first.coverage, second.n_withheld) == ("a", 0.75, 1)
    assert judge([pooled]) == ["few, made up, score, all areas: 85.71% of 7 intervals, outside 93.50% to 96.50%"]
    assert "85.71%" in as_table([pooled, first, second])


def test_an_unknown_simulation_is_refused_and_the_known_ones_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["weighing"]) == 2
    refusal = capsys.readouterr().err
    assert "weighing" in refusal
    assert all(name in refusal for name in SIMULATIONS)


def test_what_is_not_judged_stands_beside() -> None:
    assert not set(BESIDE) & set(JUDGED)
