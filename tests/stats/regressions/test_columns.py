"""Regressions under columns of weights: R's polr, svyglm and svyolr, R squared over orderings, invariances, recovery, refusals."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.regressions.dominance import MOST_GROUPS, general_dominance
from crowdpotential.stats.regressions.linear_columns import fit_linear_columns, weighted_covariances
from crowdpotential.stats.regressions.marginal_differences import Regressor, average_differences, high_shares
from crowdpotential.stats.regressions.odds_assumption import find_departures
from crowdpotential.stats.regressions.odds_columns import fit_odds_columns
from crowdpotential.stats.regressions.proportional_odds import OrderedAnswers, fit_odds
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.replication.spread import replicate_covariance

Reference = Callable[[str], dict[str, Any]]
NAMES = ("a", "b", "c", "k1", "k2")


class Sample:
    """The answers of the reference, under the full sample's weights and 20 jackknife replicates."""

    def __init__(self, reference: Reference) -> None:
        inputs, self.answers = reference("regressions")["inputs"], reference("regressions")["answers"]
        data = {name: np.array(values, dtype=float) for name, values in inputs["data"].items()}
        self.x = np.column_stack([data[name] for name in NAMES])
        self.z, self.y = data["z"], data["y"].astype(np.int64)
        self.weights = np.column_stack([data["w"], np.array(inputs["replicates"])])
        self.replication = Replication(
            kind="jk1", coefficients=np.full(20, inputs["scale"]), centre="estimate", degrees_of_freedom=19.0, fails_above=0.0
        )

    @property
    def ordered(self) -> OrderedAnswers:
        return OrderedAnswers(categories=self.y, regressors=self.x, names=NAMES)

    def covariance(self, columns: FloatArray) -> FloatArray:
        return replicate_covariance(columns[:, 0], columns[:, 1:], self.replication).covariance


@pytest.fixture
def sample(reference: Reference) -> Sample:
    return Sample(reference)


def test_the_ordinal_model_is_that_of_polr_under_every_replicate(sample: Sample) -> None:
    want = sample.answers["odds"]
    full = fit_odds(sample.ordered, sample.weights[:, 0])
    assert_allclose(full.coefficients, want["coefficients"], rtol=1e-5)  # polr stops where its search by differences does
    assert_allclose(full.thresholds, want["thresholds"], rtol=1e-5)
    assert 1 - full.log_likelihood / full.log_likelihood_alone == pytest.approx(want["gain"], rel=1e-8)
    columns = fit_odds_columns(sample.ordered, full, sample.weights)
    found = sample.covariance(np.vstack([columns.coefficients, columns.thresholds]))
    assert_allclose(found, want["covariance"], rtol=2e-3, atol=2e-5)
    assert_allclose(columns.gains[0], want["gain"], rtol=1e-8)
    of_design = want["linearised"]["standard_errors"]
    assert_allclose(np.sqrt(np.diag(found))[:5], of_design, rtol=0.15)  # another method: near, not equal


def test_columns_end_where_a_fit_of_their_own_ends(sample: Sample) -> None:
    full = fit_odds(sample.ordered, sample.weights[:, 0])
    columns = fit_odds_columns(sample.ordered, full, sample.weights)
    own = fit_odds(sample.ordered, sample.weights[:, 7])
    assert_allclose(columns.coefficients[:, 7], own.coefficients, atol=3e-4)  # steps end below 1e-3
    assert_allclose(columns.thresholds[:, 7], own.thresholds, atol=3e-4)


def test_average_differences_are_those_made_by_hand(sample: Sample) -> None:
    want = sample.answers["differences"]
    full = fit_odds(sample.ordered, sample.weights[:, 0])
    columns = fit_odds_columns(sample.ordered, full, sample.weights)
    asked = (*(Regressor(columns=np.array([i]), is_number=True) for i in range(3)), Regressor(columns=np.array([3, 4]), is_number=False))
    found = average_differences(columns, sample.x, asked, sample.weights, cut=1)
    assert_allclose(found[:, 0], want["estimate"], rtol=1e-5)
    assert_allclose(sample.covariance(found), want["covariance"], rtol=2e-3, atol=1e-8)


def ask(*numbers: int, categories: tuple[int, ...] = ()) -> tuple[Regressor, ...]:
    own = tuple(Regressor(columns=np.array([i]), is_number=True) for i in numbers)
    return (*own, *((Regressor(columns=np.array(categories), is_number=False),) if categories else ()))


def test_departures_from_proportional_odds_are_those_made_by_hand(sample: Sample) -> None:
    want, asked = sample.answers["departures"], ask(0, 1, 2, categories=(3, 4))
    columns = fit_odds_columns(sample.ordered, fit_odds(sample.ordered, sample.weights[:, 0]), sample.weights)
    differences = average_differences(columns, sample.x, asked, sample.weights, cut=1)
    found = find_departures(sample.ordered, differences, asked, sample.weights, n_low=2)
    assert found is not None
    assert_allclose(found[:, 0], want["estimate"], atol=1e-6)
    assert_allclose(sample.covariance(found), want["covariance"], rtol=5e-3, atol=1e-6)


def departure_is_found(rng: np.random.Generator, *, shift: float) -> bool:
    """Draw a sample whose slope is larger above the upper threshold by a shift; say whether a jackknife test of 5 % finds it."""
    n, units = 600, 30
    x = rng.normal(size=(n, 2))
    above = [rng.random(n) < 1 / (1 + np.exp(-(slope * x[:, 0] + 0.5 * x[:, 1] - cut))) for slope, cut in ((0.6, -0.8), (0.6 + shift, 0.8))]
    line = 0.6 * x[:, 0] + 0.5 * x[:, 1] + rng.logistic(size=n)
    y = np.digitize(line, [-0.8, 0.8]) if not shift else above[0].astype(int) + (above[0] & above[1]).astype(int)
    unit = np.arange(n) % units
    weights = np.column_stack([np.ones(n), *(np.where(unit == u, 0.0, units / (units - 1)) for u in range(units))])
    answers = OrderedAnswers(categories=y.astype(np.int64), regressors=x, names=("a", "b"))
    columns, asked = fit_odds_columns(answers, fit_odds(answers, weights[:, 0]), weights), ask(0)
    differences = average_differences(columns, x, asked, weights, cut=1)
    found = find_departures(answers, differences, asked, weights, n_low=2)
    assert found is not None
    error = np.sqrt((units - 1) / units * ((found[0, 1:] - found[0, 0]) ** 2).sum())
    return bool(abs(found[0, 0]) > 2.045 * error)


def test_departures_are_found_where_there_are_some_and_in_one_of_twenty_where_there_are_none() -> None:
    rng = np.random.default_rng(20261201)
    assert sum(departure_is_found(rng, shift=0.0) for _ in range(60)) <= 7
    assert sum(departure_is_found(rng, shift=0.9) for _ in range(20)) >= 16


def test_two_answers_have_nothing_to_depart_from_and_separated_ones_no_logit() -> None:
    rng = np.random.default_rng(2)
    x, weights = rng.normal(size=(90, 1)), np.ones((90, 1))
    two = OrderedAnswers(categories=(rng.random(90) < 0.5).astype(np.int64), regressors=x, names=("a",))
    told_apart = OrderedAnswers(categories=np.where(x[:, 0] > 0.5, 2, rng.integers(0, 2, 90)), regressors=x, names=("a",))
    for answers, n_low in ((two, 1), (told_apart, 2)):
        assert find_departures(answers, np.zeros((1, 1)), ask(0), weights, n_low=n_low) is None


def test_the_linear_model_is_that_of_svyglm(sample: Sample) -> None:
    want = sample.answers["linear"]
    found = fit_linear_columns(sample.z, sample.x, sample.weights)
    assert_allclose(found.coefficients[:, 0], want["coefficients"], rtol=1e-10)
    assert_allclose(sample.covariance(found.coefficients), want["covariance"], rtol=1e-8)
    assert found.r_squared[0] == pytest.approx(want["r_squared"], rel=1e-10)


def test_parts_of_r_squared_are_averages_over_all_orderings(sample: Sample) -> None:
    want = sample.answers["dominance"]
    covariances = weighted_covariances(np.column_stack([sample.x, sample.z]), sample.weights)
    found = general_dominance(covariances, np.array([0, 1, -1, 2, 2]))
    assert_allclose(found.parts[:, 0], want["parts"], rtol=1e-10)
    assert found.of_controls[0] == pytest.approx(want["controls"], rel=1e-10)


def test_parts_of_r_squared_are_those_printed_for_the_swiss_data(reference: Reference) -> None:
    inputs, want = reference("regressions")["inputs"]["swiss"], reference("regressions")["answers"]["swiss"]
    values = np.column_stack([np.array(inputs[name]) for name in (*want, "Fertility")])
    found = general_dominance(weighted_covariances(values, np.ones((len(values), 1))), np.arange(5))
    assert_allclose(found.parts[:, 0], list(want.values()), atol=6e-5)  # four digits are printed
    assert found.r_squared[0] == pytest.approx(0.7067, abs=6e-5)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), n_groups=st.integers(1, 5))
def test_parts_sum_to_r_squared_and_do_not_know_the_order(seed: int, n_groups: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(40, n_groups + 3)) @ rng.normal(size=(n_groups + 3, n_groups + 3))
    weights = rng.exponential(size=(40, 3))
    group_of = np.append(np.arange(n_groups), [-1, 0])
    covariances = weighted_covariances(values, weights)
    found = general_dominance(covariances, group_of)
    assert_allclose(found.parts.sum(axis=0) + found.of_controls, found.r_squared, atol=1e-10)
    assert_allclose(found.r_squared, fit_linear_columns(values[:, -1], values[:, :-1], weights).r_squared, atol=1e-10)
    turned = general_dominance(covariances, np.where(group_of < 0, -1, n_groups - 1 - group_of))
    assert_allclose(turned.parts[::-1], found.parts, atol=1e-12)
    assert (found.parts > -1e-12).all()


def test_a_part_is_the_mean_gain_over_orderings_by_definition() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(60, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.4], [0, 0, 1]])
    y, one = x @ np.array([1.0, -0.5, 0.2]) + rng.normal(size=60), np.ones((60, 1))

    def explained(columns: tuple[int, ...]) -> float:
        return float(fit_linear_columns(y, x[:, list(columns)], one).r_squared[0]) if columns else 0.0

    gains = np.zeros(3)
    for order in permutations(range(3)):
        for place, own in enumerate(order):
            gains[own] += (explained(order[: place + 1]) - explained(order[:place])) / 6
    found = general_dominance(weighted_covariances(np.column_stack([x, y]), one), np.arange(3))
    assert_allclose(found.parts[:, 0], gains, atol=1e-12)


def test_a_category_of_which_nobody_is_left_costs_its_own_coefficient_alone() -> None:
    rng = np.random.default_rng(8)
    x = np.column_stack([rng.normal(size=300), rng.random(300) < 0.1]).astype(float)
    y, weights = np.digitize(x @ np.array([1.0, 0.5]) + rng.logistic(size=300), [-1, 1]), np.ones((300, 2))
    weights[x[:, 1] == 1, 1] = 0.0
    left, linear = x[:, 1] == 0, fit_linear_columns(y.astype(float), x, weights)
    assert np.isnan(linear.coefficients).tolist() == [[False, False], [False, True]]
    alone = fit_linear_columns(y[left].astype(float), x[left, :1], weights[left, 1:])
    assert linear.coefficients[0, 1] == pytest.approx(alone.coefficients[0, 0])
    assert linear.r_squared[1] == pytest.approx(alone.r_squared[0])
    answers = OrderedAnswers(categories=y, regressors=x, names=("a", "k"))
    columns = fit_odds_columns(answers, fit_odds(answers, weights[:, 0]), weights)
    own = fit_odds(OrderedAnswers(categories=y[left], regressors=x[left, :1], names=("a",)), np.ones(int(left.sum())))
    assert columns.coefficients[0, 1] == pytest.approx(own.coefficients[0], abs=3e-4)
    assert np.isnan(columns.coefficients[1]).tolist() == [False, True]
    asked = tuple(Regressor(columns=np.array([i]), is_number=not i) for i in range(2))
    assert np.isnan(average_differences(columns, x, asked, weights, cut=0)).tolist() == [[False, False], [False, True]]


def test_a_constant_or_doubled_predictor_adds_nothing_and_has_no_coefficient() -> None:
    rng = np.random.default_rng(4)
    x, weights = rng.normal(size=(50, 2)), np.ones((50, 2))
    weights[:, 1] = np.nan  # a replicate that failed
    y = x[:, 0] + rng.normal(size=50)
    doubled = np.column_stack([x, x[:, 0]])
    found = fit_linear_columns(y, doubled, weights)
    assert np.isnan(found.coefficients).all()
    split = general_dominance(found.covariances, np.arange(3))
    assert split.parts[0, 0] == pytest.approx(split.parts[2, 0])
    assert np.isnan(split.parts[:, 1]).all()
    assert split.r_squared[0] == pytest.approx(fit_linear_columns(y, x, weights).r_squared[0])


def test_too_many_groups_or_an_empty_one_are_refused() -> None:
    for group_of in (np.arange(MOST_GROUPS + 1), np.array([0, 2]), np.array([-1, -1])):
        with pytest.raises(ValueError, match="need 1 to 15 groups"):
            general_dominance(np.eye(group_of.size + 1)[None], group_of)


def test_known_slopes_and_differences_are_found_again() -> None:
    rng = np.random.default_rng(5)
    n, slopes = 20_000, np.array([0.8, -0.5, 0.6])
    x = np.column_stack([rng.normal(size=n), rng.normal(size=n), rng.random(n) < 0.3]).astype(float)
    y = np.digitize(x @ slopes + rng.logistic(size=n), [-1.0, 1.0])
    answers = OrderedAnswers(categories=y, regressors=x, names=("a", "b", "k"))
    full, weights = fit_odds(answers, np.ones(n)), np.ones((n, 1))
    assert_allclose(full.coefficients, slopes, atol=0.06)
    assert_allclose(full.thresholds, [-1, 1], atol=0.06)
    columns = fit_odds_columns(answers, full, weights)
    asked = (Regressor(columns=np.array([0]), is_number=True), Regressor(columns=np.array([2]), is_number=False))
    found = average_differences(columns, x, asked, weights, cut=1)[:, 0]
    noise = rng.logistic(size=n)
    truth = [np.mean((x @ slopes + 0.4) + noise > 1) - np.mean((x @ slopes - 0.4) + noise > 1), 0.0]
    without = x @ slopes - 0.6 * x[:, 2]
    truth[1] = np.mean(without + 0.6 + noise > 1) - np.mean(without + noise > 1)
    assert_allclose(found, truth, atol=0.015)
    assert high_shares(y == 2, weights)[0] == pytest.approx(np.mean(y == 2))


def test_the_scale_and_the_origin_of_a_regressor_do_not_matter(sample: Sample) -> None:
    full = fit_odds(sample.ordered, sample.weights[:, 0])
    moved = OrderedAnswers(categories=sample.y, regressors=1000 + 50 * sample.x, names=NAMES)
    other = fit_odds(moved, 7 * sample.weights[:, 0])
    assert_allclose(50 * other.coefficients, full.coefficients, rtol=1e-8)
    columns = (fit_odds_columns(a, f, sample.weights) for a, f in ((sample.ordered, full), (moved, other)))
    asked = (Regressor(columns=np.array([0]), is_number=True),)
    one, two = (average_differences(c, x, asked, sample.weights, cut=0) for c, x in zip(columns, (sample.x, moved.regressors), strict=True))
    assert_allclose(one, two, rtol=2e-4)  # steps may end one earlier


def test_separated_answers_are_refused_with_the_regressor_that_separates_them() -> None:
    rng = np.random.default_rng(6)
    x = rng.normal(size=(80, 2))
    answers = OrderedAnswers(categories=(x[:, 1] > 0).astype(np.int64), regressors=x, names=("age", "sex"))
    with pytest.raises(ModelError, match="sex tells the answers apart without an error"):
        fit_odds(answers, np.ones(80))
    for part in ((answers.categories * 0), (answers.categories * 2)):
        with pytest.raises(ModelError, match=r"1 different answers|nobody gave answer 1 of 3"):
            fit_odds(OrderedAnswers(categories=part, regressors=x, names=("age", "sex")), np.ones(80))
    constant = OrderedAnswers(categories=answers.categories, regressors=np.ones((80, 1)), names=("one",))
    with pytest.raises(ModelError, match="one is the same for all"):
        fit_odds(constant, np.ones(80))


def test_a_replicate_without_a_category_has_failed_and_no_other() -> None:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(90, 1))
    answers = OrderedAnswers(categories=np.digitize(x[:, 0] + rng.logistic(size=90), [-1, 1]), regressors=x, names=("x",))
    weights = rng.exponential(size=(90, 4))
    weights[answers.categories == 2, 2] = 0.0
    columns = fit_odds_columns(answers, fit_odds(answers, weights[:, 0]), weights)
    assert np.isnan(columns.gains).tolist() == [False, False, True, False]
    asked = (Regressor(columns=np.array([0]), is_number=True),)
    assert np.isnan(average_differences(columns, x, asked, weights, cut=0)[0]).tolist() == [False, False, True, False]
