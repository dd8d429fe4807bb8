"""The Monte-Carlo error of headline intervals: what another seed would change, and how many draws it takes."""

from dataclasses import replace

import numpy as np
import pytest

from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.compare.monte_carlo import HALF_A_DIGIT, monte_carlo_rows
from crowdpotential.params import Comparison
from crowdpotential.params.sample import MOST_DRAWS
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.replication.replicates import rao_wu_replication

LABELS = (
    Domain(),
    Domain(bloc="A"),
    Domain(bloc="A", area="a"),
    Domain(domain_variable="sex", domain="male"),
)
ERRORS = np.array([0.3, 0.6, 1.2, 9.0])


def means(number: int, seed: int = 5) -> MeanEstimates:
    rng = np.random.default_rng(seed)
    drawn = 50 + ERRORS[:, None, None] * rng.normal(size=(4, 2, number))
    return MeanEstimates(
        domains=Domains(labels=LABELS, members=np.ones((1, 4), dtype=bool)),
        variables=("X", "index"),
        estimate=np.full((4, 2), 50.0),
        replicates=drawn,
        replication=rao_wu_replication(np.zeros(25, dtype=np.int64), number=number),
        freedom=Freedom(np.full((4, 2), 24.0)),
        freedom_between=lambda *_: 24.0,
        n=np.full((4, 2), 300.0),
        n_effective=np.full((4, 2), 300.0),
    )


def test_the_error_reported_is_what_another_seed_moves() -> None:
    reported = [row.estimate for row in monte_carlo_rows(means(200), Comparison())[:3]]
    seeds = [means(200, seed).replicates[:3, 1] - 50 for seed in range(300)]
    moved = np.std([np.sqrt(np.square(drawn).mean(axis=1)) for drawn in seeds], axis=0)
    assert reported == pytest.approx(moved, rel=0.25)  # both are estimates


def test_only_headlines_are_reported_and_then_the_draws_they_take() -> None:
    rows = monte_carlo_rows(means(500), Comparison())
    assert [(row.bloc, row.area) for row in rows[:-1]] == [("", ""), ("A", ""), ("A", "a")]
    assert [row.verdict for row in rows[:-1]] == ["enough", "enough", "too_few"]
    assert rows[-1].measure == "replicates_needed"
    assert all(row.n == 300 for row in rows)


def test_the_draws_needed_make_every_verdict_enough() -> None:
    needed = int(monte_carlo_rows(means(500), Comparison())[-1].estimate)
    assert needed == pytest.approx((2.064 * 1.2 / HALF_A_DIGIT) ** 2 / 2, rel=0.15)  # t with 24 degrees of freedom
    more = monte_carlo_rows(means(int(1.3 * needed)), Comparison())
    assert {row.verdict for row in more[:-1]} == {"enough"}


def test_the_ends_of_percentile_intervals_take_more_draws_than_those_of_t() -> None:
    by_t = means(1000)
    by_percentile = replace(by_t, replication=replace(by_t.replication, interval="percentile"))
    needed = [monte_carlo_rows(drawn, Comparison())[-1].estimate for drawn in (by_t, by_percentile)]
    seeds = [np.quantile(means(1000, seed).replicates[2, 1], 0.975) for seed in range(300)]
    moved = HALF_A_DIGIT * np.sqrt(needed[1] / 1000)  # what a thousand draws leave, by the reported number
    assert moved == pytest.approx(np.std(seeds), rel=0.2)
    assert needed[1] / needed[0] == pytest.approx((2.671 * np.sqrt(2) / 2.064) ** 2, rel=0.01)


def test_replicates_that_are_not_drawn_have_no_such_error() -> None:
    drawn = means(50)
    jackknife = replace(drawn, replication=replace(drawn.replication, kind="jkn"))
    assert monte_carlo_rows(jackknife, Comparison()) == []


def test_failed_replicates_raise_the_error_and_a_withheld_mean_has_none() -> None:
    some = means(1000)
    some.replicates[2, 1, :9] = np.nan
    some.replicates[0, 1, :500] = np.nan
    rows = monte_carlo_rows(some, Comparison())
    assert [row.area for row in rows[:-1]] == ["", "a"]
    assert rows[1].n_replicates_failed == 9
    spread = np.sqrt(np.square(some.replicates[2, 1, 9:] - 50).mean())
    assert rows[1].estimate == pytest.approx(spread / np.sqrt(2 * 991))


def test_no_more_draws_are_advised_than_can_be_drawn() -> None:
    large = means(400)
    wide = replace(large, replicates=50 + 20 * (large.replicates - 50))
    few, many = monte_carlo_rows(large, Comparison())[-1], monte_carlo_rows(wide, Comparison())[-1]
    assert (few.verdict, many.verdict) == ("within", "beyond")
    assert few.estimate < many.estimate == MOST_DRAWS == 20_000
