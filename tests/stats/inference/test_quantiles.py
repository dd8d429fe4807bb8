from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import ApiSample, api_sample
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.errors import EmptyDomainError
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.intervals import DesignIntervalType
from crowdpotential.stats.inference.linear_contrasts import estimate_differences
from crowdpotential.stats.inference.linear_estimates import Domains
from crowdpotential.stats.inference.linear_inference import infer_linearised
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.inference.quantiles import LinearQuantiles, estimate_quantiles
from crowdpotential.stats.inference.weighted_quantiles import QuantileRule

Reference = Callable[[str], dict[str, Any]]

DESIGNS = ["strat_fpc", "strat_wr", "clus_fpc", "clus_vignette", "clus_linear", "clus_logit", "clus_raking"]
SECOND_FOR_FIRST = ["clus_fpc", "clus_linear"]  # an end below the first answer's share of the weight
PROBABILITIES = (0.25, 0.5, 0.75)


def quartiles(
    sample: ApiSample,
    domains: Domains,
    *,
    interval: DesignIntervalType = "t",
    rule: QuantileRule = "math",
) -> list[LinearQuantiles]:
    return [
        estimate_quantiles(
            sample.columns["api00"],
            domains,
            sample.design,
            probability=probability,
            confidence_level=0.95,
            interval=interval,
            rule=rule,
        )
        for probability in PROBABILITIES
    ]


def simple_sample(weights: np.ndarray) -> LinearDesign:
    sample = SampleDesign(strata=np.zeros(weights.size, dtype=np.int64), psus=np.arange(weights.size))
    return LinearDesign(weights=weights, sample=sample, calibrated_from=None)


def assert_same(got: list[LinearQuantiles], expected: dict[str, Any]) -> None:
    assert_allclose([one.estimates.estimate[0] for one in got], expected["estimate"], rtol=1e-9)
    for name in ("standard_error", "ci_low", "ci_high"):
        known = np.array(expected[name], dtype=float)
        assert_allclose([getattr(one, name)[0] for one in got], known, rtol=1e-9)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize(
    ("interval", "in_r"),
    [("t", "math_mean"), ("logit", "math_xlogit"), ("korn-graubard", "math_beta")],
)
def test_quartiles_and_their_intervals_agree_with_r_survey(
    name: str, interval: DesignIntervalType, in_r: str, reference: Reference
) -> None:
    sample = api_sample(reference("linearisation"), name)
    got = quartiles(sample, sample.everybody, interval=interval)
    assert_same(got, sample.answers["quantiles"][in_r])


@pytest.mark.parametrize("name", DESIGNS)
def test_interpolated_quartiles_agree_with_r_survey(name: str, reference: Reference) -> None:
    sample = api_sample(reference("linearisation"), name)
    assert_same(quartiles(sample, sample.everybody, rule="hf7"), sample.answers["quantiles"]["hf7_mean"])


@pytest.mark.parametrize("name", DESIGNS)
def test_quartiles_of_a_domain_agree_with_r_survey(name: str, reference: Reference) -> None:
    sample = api_sample(reference("linearisation"), name)
    expected = {
        key: np.array(column, dtype=float) for key, column in sample.answers["quantiles_of_high"].items()
    }
    got = quartiles(sample, sample.high_schools)
    if name in SECOND_FOR_FIRST:  # R's answer there is looked at below
        expected["ci_low"][1] = got[1].ci_low[0]
        expected["standard_error"][1] = got[1].standard_error[0]
    assert_same(got, expected)


def test_below_the_first_answers_share_the_quantile_is_that_answer_where_r_gives_the_second(
    reference: Reference,
) -> None:
    sample = api_sample(reference("linearisation"), "clus_fpc")
    scores = np.sort(sample.columns["api00"][sample.columns["stype"] == 1])
    assert quartiles(sample, sample.high_schools)[1].ci_low == scores[0]
    assert sample.answers["quantiles_of_high"]["ci_low"][1] == scores[1]


def test_medians_have_one_covariance_and_a_difference(reference: Reference) -> None:
    sample = api_sample(reference("linearisation"), "strat_fpc")
    medians = quartiles(sample, sample.types)[1]
    whole = infer_linearised(medians.estimates, sample.design, confidence_level=0.95)
    assert_allclose(whole.standard_error, medians.standard_error)
    assert_allclose(whole.covariance, np.diag(np.diag(whole.covariance)), atol=1e-9)  # strata are the domains
    difference = estimate_differences(medians.estimates, np.array([0]), np.array([1]))
    got = infer_linearised(difference, sample.design, confidence_level=0.95)
    assert_allclose(got.standard_error, np.hypot(*medians.standard_error[:2]))


@given(n_values=st.integers(20, 60), probability=st.floats(0.2, 0.8), rule=st.sampled_from(["math", "hf7"]))
def test_equal_weights_give_the_quantiles_of_numpy(
    n_values: int, probability: float, rule: QuantileRule
) -> None:
    values = np.random.default_rng(n_values).normal(size=n_values)
    got = estimate_quantiles(
        values,
        Domains(codes=np.zeros(n_values, dtype=np.int64), names=("all",)),
        simple_sample(np.full(n_values, 3.0)),
        probability=probability,
        rule=rule,
        confidence_level=0.95,
    )
    known = np.quantile(values, probability, method={"math": "inverted_cdf", "hf7": "linear"}[rule])
    assert_allclose(got.estimates.estimate[0], known)


def test_quantiles_name_a_domain_without_answers() -> None:
    domains = Domains(codes=np.array([0, 0, 1]), names=("a", "b"))
    design = simple_sample(np.ones(3))
    with pytest.raises(EmptyDomainError, match=r"1 of 2 domains have no respondent .*: b"):
        estimate_quantiles(
            np.array([1.0, 2.0, np.nan]), domains, design, probability=0.5, confidence_level=0.9
        )
