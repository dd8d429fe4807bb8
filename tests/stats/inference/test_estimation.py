from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import (
    Inference,
    domain_degrees_of_freedom,
    find_bases,
    infer,
    kish_deff,
    n_effective,
    weighted_means,
)
from crowdpotential.stats.inference.intervals import Bases, IntervalType
from crowdpotential.stats.replication.replicates import Replication, rao_wu_replication

Reference = Callable[[str], dict[str, Any]]

LEVEL = {"freedom": Freedom(np.array(9.0)), "confidence_level": 0.95}


def draws(number: int) -> Replication:
    return rao_wu_replication(np.repeat([0, 1, 2], 4), number=number)


def estimate_from_r(inputs: dict[str, Any], variable: str, *, by_domain: bool, interval: str = "t") -> Inference:
    values = np.array(inputs[variable], dtype=float)[:, None]
    weights = np.column_stack([inputs["weights"], inputs["replicate_weights"]])
    domains = np.array(inputs["domains"]) if by_domain else np.zeros(len(values), dtype=np.int64)
    means = weighted_means(values, weights, domains, 3 if by_domain else 1)[:, 0]
    return infer(means[:, 0], means[:, 1:], **LEVEL, replication=draws(means.shape[1] - 1), interval=interval)


@pytest.mark.parametrize("variable", ["score", "is_active"])
def test_means_and_standard_errors_agree_with_r_survey(variable: str, reference: Reference) -> None:
    frozen = reference("survey_means")
    expected = frozen["answers"][variable]
    got = estimate_from_r(frozen["inputs"], variable, by_domain=False)
    for name in ("estimate", "standard_error", "ci_low", "ci_high"):
        assert_allclose(getattr(got, name), expected[name], rtol=1e-9)


@pytest.mark.parametrize("variable", ["score", "is_active"])
def test_domain_means_agree_with_r_survey(variable: str, reference: Reference) -> None:
    frozen = reference("survey_means")
    expected = frozen["answers"][f"{variable}_by_domain"]
    got = estimate_from_r(frozen["inputs"], variable, by_domain=True)
    assert_allclose(got.estimate, expected["estimate"], rtol=1e-9)
    assert_allclose(got.standard_error, expected["standard_error"], rtol=1e-9)


def test_logit_interval_agrees_with_r_survey(reference: Reference) -> None:
    frozen = reference("survey_means")
    got = estimate_from_r(frozen["inputs"], "is_active", by_domain=False, interval="logit")
    assert_allclose([got.ci_low[0], got.ci_high[0]], frozen["answers"]["logit_interval"], rtol=1e-9)


def test_kish_deff_agrees_with_its_value_in_r(reference: Reference) -> None:
    answers = reference("rake")["answers"]
    weights = np.array(answers["weights"])
    assert kish_deff(weights) == pytest.approx(answers["kish_deff"], rel=1e-10)
    assert n_effective(weights) == pytest.approx(weights.size / answers["kish_deff"], rel=1e-10)


@given(weights=arrays(float, 20, elements=st.floats(0.01, 100)), scale=st.floats(1e-3, 1e3))
def test_deff_is_at_least_one_whatever_the_scale_of_the_weights(weights: np.ndarray, scale: float) -> None:
    assert kish_deff(weights) >= 1 - 1e-12
    assert kish_deff(weights * scale) == pytest.approx(kish_deff(weights))
    assert kish_deff(weights) * n_effective(weights) == pytest.approx(20)


def test_missing_answers_count_in_no_sum_of_their_variable() -> None:
    values = np.array([[1.0, 10.0], [np.nan, 20.0], [3.0, 40.0]])
    weights = np.array([[1.0, 1.0], [5.0, 1.0], [3.0, 1.0]])
    means = weighted_means(values, weights, np.zeros(3, dtype=np.int64), 1)
    assert_allclose(means[0], [[2.5, 2.0], [(10 + 100 + 120) / 9, 70 / 3]])


def test_respondents_outside_all_domains_count_nowhere_and_empty_domains_are_nan() -> None:
    values = np.array([[1.0], [2.0], [6.0]])
    means = weighted_means(values, np.ones((3, 2)), np.array([0, -1, 2]), 3)
    assert_allclose(means[:, 0, 0], [1.0, np.nan, 6.0])


def test_failed_replicate_leaves_the_other_columns_alone() -> None:
    values, domains = np.array([[1.0, np.nan], [2.0, 4.0]]), np.zeros(2, dtype=np.int64)
    weights = np.array([[1.0, np.nan, 1.0], [1.0, np.nan, 3.0]])
    means = weighted_means(values, weights, domains, 1)[0]
    assert_allclose(means, [[1.5, np.nan, 1.75], [4.0, np.nan, 4.0]])


@given(
    values=arrays(float, (12, 2), elements=st.floats(-100, 100)),
    weights=arrays(float, (12, 3), elements=st.floats(0.1, 10)),
    domains=arrays(np.int64, 12, elements=st.integers(-1, 2)),
)
def test_domain_means_are_the_means_of_the_domain_alone(values: np.ndarray, weights: np.ndarray, domains: np.ndarray) -> None:
    means = weighted_means(values, weights, domains, 3)
    for domain in set(domains.tolist()) - {-1}:
        for column in range(3):
            inside = domains == domain
            alone = np.average(values[inside], axis=0, weights=weights[inside, column])
            assert_allclose(means[domain, :, column], alone, atol=1e-9)


def test_domains_that_stand_together_have_the_means_of_scattered_ones() -> None:
    rng = np.random.default_rng(3)
    values, weights, domains = rng.normal(size=(30, 2)), rng.uniform(1, 2, (30, 4)), np.repeat([0, 2, 1], 10)
    mixed = rng.permutation(30)
    together = weighted_means(values, weights, domains, 3)
    scattered = weighted_means(values[mixed], weights[mixed], domains[mixed], 3)
    assert_allclose(together, scattered, rtol=1e-12)


def test_standard_error_is_the_spread_about_the_full_sample_estimate() -> None:
    got = infer(np.array([5.0]), np.array([[4.0, 7.0]]), **LEVEL, replication=draws(2))
    assert got.standard_error[0] == pytest.approx(np.sqrt((1 + 4) / 2))
    assert_allclose([got.ci_low[0], got.ci_high[0]], 5 + np.array([-1, 1]) * 2.262157162740992 * np.sqrt(2.5))
    assert (got.n_replicates, got.interval, got.confidence_level) == (2, "t", 0.95)


def test_failed_replicates_are_counted_and_left_out() -> None:
    replicates = np.tile([4.0, 6.0], 100)
    replicates[:2] = np.nan
    got = infer(np.array([5.0]), replicates[None], **LEVEL, replication=draws(200))
    assert got.n_failed[0] == 2
    assert got.n_replicates == 200
    assert not got.withheld[0]
    assert got.standard_error[0] == pytest.approx(1.0)


def test_standard_error_is_withheld_when_more_than_one_replicate_in_a_hundred_failed() -> None:
    replicates = np.tile([4.0, 6.0], (2, 100))
    replicates[1, :3] = np.nan
    got = infer(np.array([5.0, 5.0]), replicates, **LEVEL, replication=draws(200))
    assert_array_equal(got.withheld, [False, True])
    assert np.isnan([got.standard_error[1], got.ci_low[1], got.ci_high[1]]).all()
    assert np.isfinite(got.standard_error[0])


def test_estimate_without_any_replicate_is_withheld() -> None:
    got = infer(np.array([np.nan]), np.full((1, 50), np.nan), **LEVEL, replication=draws(50))
    assert got.withheld[0]
    assert np.isnan(got.standard_error[0])


@pytest.mark.parametrize("interval", ["t", "percentile", "logit", "beta", "korn-graubard"])
def test_no_degrees_of_freedom_means_no_error_and_no_interval(interval: IntervalType) -> None:
    got = infer(
        np.full(2, 0.5),
        np.tile([0.4, 0.6], (2, 20)),
        replication=draws(40),
        freedom=Freedom(np.array([0.0, 3.0])),
        confidence_level=0.9,
        interval=interval,
        bases=Bases(n_respondents=np.full(2, 9), n_effective=np.full(2, 8.0)),
    )
    assert np.isnan([got.standard_error[0], got.ci_low[0], got.ci_high[0]]).all()
    assert got.lacks_freedom.tolist() == [True, False]
    assert got.standard_error[1] == pytest.approx(0.1)
    assert got.ci_low[1] < 0.5 < got.ci_high[1]


@given(share=st.floats(0.001, 0.999), spread=st.floats(1e-4, 0.3))
def test_logit_interval_holds_the_share_and_stays_within_zero_and_one(share: float, spread: float) -> None:
    replicates = np.array([[share - spread, share + spread]])
    got = infer(np.array([share]), replicates, **LEVEL, replication=draws(2), interval="logit")
    assert 0 <= got.ci_low[0] < share < got.ci_high[0] <= 1


def test_shares_of_nobody_or_everybody_have_no_logit_interval() -> None:
    whole, everywhere = np.array([0.0, 1.0]), np.tile([[0.0], [1.0]], (1, 4))
    got = infer(whole, everywhere, **LEVEL, replication=draws(4), interval="logit")
    assert np.isnan([got.ci_low, got.ci_high]).all()
    assert_array_equal(got.standard_error, [0.0, 0.0])


def test_a_share_that_rounding_puts_above_one_is_the_share_of_everybody() -> None:
    shares = np.array([1 + 2e-16, 1 - 2e-16])
    got = infer(shares, np.ones((2, 4)), **LEVEL, replication=draws(4), interval="logit")
    assert_array_equal(got.estimate, [1.0, 1.0])
    assert np.isnan([got.ci_low, got.ci_high]).all()


def test_domain_degrees_of_freedom_count_only_what_holds_the_domain() -> None:
    psu, strata = np.array([0, 0, 1, 2, 2, 3, 4]), np.array([0, 0, 0, 1, 1, 1, 1])
    domains = np.array([0, 0, 0, 0, 1, -1, 0])
    assert_array_equal(domain_degrees_of_freedom(psu, strata, domains, 3), [4 - 2, 0, 0])


def test_shapes_that_do_not_fit_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"need values \(n, q\)"):
        weighted_means(np.ones((3, 1)), np.ones(3), np.zeros(3, dtype=np.int64), 1)
    with pytest.raises(ValueError, match="do not fit"):
        infer(np.ones(2), np.ones((3, 5)), **LEVEL, replication=draws(5))
    with pytest.raises(ValueError, match="between 0 and 1, not 95"):
        infer(
            np.ones(1),
            np.ones((1, 5)),
            freedom=Freedom(np.array(9.0)),
            confidence_level=95,
            replication=draws(5),
        )
    with pytest.raises(ValueError, match=r"shares 0\.\.1"):
        infer(np.array([1.5]), np.ones((1, 5)), **LEVEL, replication=draws(5), interval="logit")


def test_percentiles_are_those_of_the_replicates_that_did_not_fail() -> None:
    replicates = np.tile(np.append(np.arange(1.0, 200.0), np.nan), (2, 1))
    replicates[1, :5] = np.nan
    got = infer(np.array([50.0, 50.0]), replicates, replication=draws(200), **LEVEL, interval="percentile")
    assert_allclose([got.ci_low[0], got.ci_high[0]], np.quantile(np.arange(1, 200), [0.025, 0.975]), rtol=1e-12)
    assert np.isnan([got.ci_low[1], got.ci_high[1]]).all()  # withheld


def test_percentiles_of_a_jackknife_are_refused() -> None:
    replication = replace(draws(2), kind="jk1")
    with pytest.raises(ValueError, match="percentiles of jk1 replicates are no interval"):
        infer(np.array([5.0]), np.array([[4.0, 7.0]]), replication=replication, **LEVEL, interval="percentile")


def test_the_interval_is_the_one_that_the_replication_asks_for() -> None:
    replicates, replication = np.arange(1.0, 201.0)[None, :], replace(draws(200), interval="percentile")
    got = infer(np.array([50.0]), replicates, replication=replication, **LEVEL)
    assert got.interval == "percentile"
    assert_allclose([got.ci_low[0], got.ci_high[0]], np.quantile(replicates, [0.025, 0.975]), rtol=1e-12)
    assert infer(np.array([50.0]), replicates, replication=replication, **LEVEL, interval="t").interval == "t"


def test_percentiles_beyond_all_replicates_are_refused() -> None:
    refused = pytest.raises(ValueError, match=r"39 replicates leave none beyond either end .* at least 40")
    with refused:
        infer(np.ones(1), np.ones((1, 39)), replication=draws(39), **LEVEL, interval="percentile")
    assert infer(np.ones(1), np.ones((1, 40)), replication=draws(40), **LEVEL, interval="percentile").ci_low == 1


def test_a_share_of_nobody_has_a_one_sided_interval_of_korn_and_graubard() -> None:
    values, codes = np.array([[0.0], [0.0], [np.nan], [0.0]]), np.zeros(4, dtype=np.int64)
    bases = find_bases(values, np.array([1.0, 2.0, 5.0, 1.0]), codes, 2)
    assert_array_equal(bases.n_respondents, [[3], [0]])
    assert_allclose(bases.n_effective, [[16 / 6], [0]])
    first = Bases(n_respondents=bases.n_respondents[0], n_effective=bases.n_effective[0])
    got = infer(
        np.zeros(1),
        np.zeros((1, 50)),
        replication=draws(50),
        freedom=Freedom(np.array(2.0)),
        confidence_level=0.95,
        interval="korn-graubard",
        bases=first,
    )
    assert got.ci_low[0] == 0
    assert 0.5 < got.ci_high[0] < 1
