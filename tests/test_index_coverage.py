"""The short version of the end-to-end simulation of the index, and proof that it can fail."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.streams import stream
from simulations import index_coverage
from simulations.coverage import Coverage, as_table, cover, judge
from simulations.index_coverage import PLAN, Census, Surveyed, intervals, repeat
from simulations.likert import ITEM_NAMES, LOADINGS, WORLDS
from simulations.population import N_AREAS, Population, Sample, copy_areas, draw_sample, make_population
from simulations.rank_coverage import JOINTLY, cover_ranks, describe_widths, true_ranks
from simulations.survey_chain import Found, RankInterval, rank_replicates

N_SURVEYS = 14  # of each world
SHORT = {"n_replicates": 100, "psus_per_area": 300}  # a sample takes one in twelve: errors are 4% too large
SLACK = 1.5  # Monte-Carlo errors of so few surveys, and a smaller population, beyond the limits for a thousand
EQUAL, TIED, SPACED = WORLDS
NOTHING = np.zeros(0)


def rows_of(surveyed: Surveyed) -> list[Coverage]:
    return [*cover(intervals(surveyed), slack=SLACK), *cover_ranks(surveyed, slack=SLACK)]


def judged(rows: list[Coverage]) -> list[Coverage]:
    """All areas together; single ones need more surveys than a test has."""
    indices = [row for row in rows if row.variable == "index" and not row.area]
    return indices + [row for row in rows if (row.method, row.variable) == ("simultaneous", JOINTLY)]


def test_intervals_and_rank_sets_hold_the_truth_in_every_world() -> None:
    surveyed = repeat(N_SURVEYS, **SHORT)
    rows = [row for one in surveyed for row in rows_of(one)]
    assert {row.plan for row in rows} == {"equal", "tied", "spaced"}
    assert judge(judged(rows)) == [], as_table(rows)
    equal = [row for row in rows if row.plan == "equal"]
    assert judge([row for row in equal if row.method == "percentile"]), "percentiles of ranks hold ties by chance"
    assert sum(one.n_failed for world in surveyed for one in world.found) < 0.01 * 3 * N_SURVEYS * 100


def test_errors_that_ignore_the_sampling_points_do_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw_apart(*drawn: object) -> Sample:
        sample = draw_sample(*drawn)  # type: ignore[arg-type]
        return replace(sample, psu=np.arange(sample.psu.size))

    monkeypatch.setattr(index_coverage, "draw_sample", draw_apart)
    (surveyed,) = repeat(N_SURVEYS, worlds=[EQUAL], **SHORT)
    outside = judge(judged(rows_of(surveyed)))
    assert any("index, all areas" in sentence for sentence in outside), outside


def test_a_census_finds_what_was_put_in_and_ties_are_exact() -> None:
    (surveyed,) = repeat(0, worlds=[TIED], **SHORT)
    means = surveyed.census.means
    for source in set(TIED.sources):
        copies = means[np.array(TIED.sources) == source]
        assert_allclose(copies, np.broadcast_to(copies[0], copies.shape), atol=1e-10)
    assert_array_equal(np.argsort(means[[1, 0, 3], 0]), np.arange(3))
    assert_allclose(surveyed.census.loadings, LOADINGS, atol=0.02)
    assert_allclose(surveyed.census.gap, means[:3, 0].mean() - means[3:, 0].mean(), atol=0.1)


def test_true_ranks_of_ties_are_all_that_some_order_gives() -> None:
    found = true_ranks(np.array([2.0, 5.0, 2.0 + 1e-12, 1.0, 5.0, 2.0]))
    assert_array_equal(found.lower, [3, 1, 3, 6, 1, 3])
    assert_array_equal(found.upper, [5, 2, 5, 6, 2, 5])


def survey(lower: list[int], upper: list[int]) -> Found:
    ranks = RankInterval(lower=np.array(lower, dtype=float), upper=np.array(upper, dtype=float))
    return Found(means=NOTHING, gap=NOTHING, loadings=NOTHING, ranks={"simultaneous": ranks}, n_failed=0)  # type: ignore[arg-type]


def test_a_set_must_reach_over_all_ranks_of_a_tie_and_one_area_spoils_the_survey() -> None:
    means = np.array([[3.0], [3.0], [2.0], [2.0], [2.0], [1.0]])
    census = Census(means=means, gap=0.0, loadings=NOTHING)
    whole = survey([1, 1, 3, 3, 3, 6], [2, 2, 5, 5, 5, 6])
    short = survey([1, 1, 3, 4, 3, 6], [2, 2, 5, 5, 5, 6])
    lost = replace(whole, ranks={})
    surveyed = Surveyed(world=TIED, census=census, found=(whole, whole, short, whole, lost))
    jointly, singly, *areas = cover_ranks(surveyed)
    assert (jointly.variable, jointly.coverage, jointly.n_intervals, jointly.n_withheld) == (
        JOINTLY,
        0.75,
        4,
        1,
    )
    assert (singly.coverage, singly.n_intervals) == (23 / 24, 24)
    assert [row.coverage for row in areas] == [1, 1, 1, 0.75, 1, 1]
    assert not judge([singly])
    assert judge([replace(jointly, lowest=0.9, is_within=False)]) == [
        f"tied, simultaneous, {JOINTLY}, all areas: 75.00% of 4 intervals, outside 90.00% to 100.00%"
    ]
    assert "2.29 simultaneous; true 2.33" in describe_widths(surveyed)


def test_percentiles_of_ranks_are_those_of_the_replicates_that_did_not_fail() -> None:
    index = np.array([[3.0, 2.0, 3.0, np.nan], [2.0, 3.0, 2.0, 9.0], [1.0, 1.0, 1.0, 1.0]])
    found = rank_replicates(index)
    assert_array_equal(found.lower, [1, 1, 3])
    assert_array_equal(found.upper, [2, 2, 3])


def whole_population() -> Population:
    return make_population(stream(3, "population"), psus_per_area=30)


def test_copied_areas_are_alike_household_by_household_and_can_be_sampled() -> None:
    population = whole_population()
    copied = copy_areas(population, (4, 1, 4, 0, 1, 4))
    assert_array_equal(
        copied.control_totals[0].reshape(N_AREAS, -1)[[0, 2]],
        population.control_totals[0].reshape(N_AREAS, -1)[[4, 4]],
    )
    for place, source in ((0, 4), (1, 1), (3, 0), (5, 4)):
        own, theirs = copied.area == place, population.area == source
        assert_array_equal(copied.answers[own], population.answers[theirs])
        assert_array_equal(
            copied.register[copied.area_of_psu == place],
            population.register[population.area_of_psu == source],
        )
    assert copied.first_adult[-1] + copied.n_adults[-1] == copied.area.size
    assert copied.first_household[-1] == copied.n_adults.size
    sample = draw_sample(copied, PLAN, stream(3, "draw"))
    assert_array_equal(np.bincount(sample.area), PLAN.n_respondents)


def test_a_population_copied_area_by_area_is_the_same_population() -> None:
    population = whole_population()
    again = copy_areas(population, range(N_AREAS))
    for name in ("area", "sex_age", "settlement", "answers", "first_adult", "first_household", "register"):
        assert_array_equal(getattr(again, name), getattr(population, name))


def test_a_survey_depends_on_the_seed_its_world_and_its_number_alone() -> None:
    few, more = (repeat(n, worlds=[SPACED], **SHORT | {"n_replicates": 8})[0] for n in (1, 2))
    assert_array_equal(few.found[0].means.estimate, more.found[0].means.estimate)
    assert_array_equal(few.found[0].means.standard_error, more.found[0].means.standard_error)
    assert (more.found[1].means.estimate != more.found[0].means.estimate).all()
    assert few.found[0].loadings.estimate.shape == (len(ITEM_NAMES),)
