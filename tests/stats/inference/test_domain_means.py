from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import api_sample
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import DesignError, EmptyDomainError
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.domain_means import find_domain_means
from crowdpotential.stats.inference.linear_estimates import Domains, estimate_means
from crowdpotential.stats.inference.linear_inference import infer_linearised
from crowdpotential.stats.inference.linearisation import SampleDesign

Reference = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize("name", ["strat_wr", "strat_fpc", "clus_wr", "clus_fpc"])
def test_domain_means_agree_with_r_survey(name: str, reference: Reference) -> None:
    sample = api_sample(reference("linearisation"), name)
    got = find_domain_means(sample.columns["api00"], sample.weights, sample.types, sample.design.sample)
    expected = sample.answers["means_by_type"]
    assert_allclose(got.estimate, expected["estimate"], rtol=1e-9)
    scale = np.abs(np.diag(expected["covariance"])).max()
    assert_allclose(got.covariance, expected["covariance"], rtol=1e-9, atol=1e-9 * scale)
    assert_array_equal(got.degrees_of_freedom, sample.answers["degf_by_type"])


@given(seed=st.integers(0, 300), level=st.sampled_from([0.0, 1e8]))
def test_one_pass_gives_what_the_scores_give(seed: int, level: float) -> None:
    rng = np.random.default_rng(seed)
    psus = rng.integers(0, 12, 150)
    values = np.where(rng.random(150) < 0.1, np.nan, rng.normal(size=150) + level)
    weights = rng.uniform(0, 2, 150) * (rng.random(150) < 0.9)
    domains = Domains(codes=rng.integers(-1, 3, 150), names=("a", "b", "c"))
    sample = SampleDesign(strata=psus // 4, psus=psus, lonely_psu="adjust")
    got = find_domain_means(values, weights, domains, sample)
    design = LinearDesign(weights=weights, sample=sample, calibrated_from=None)
    expected = infer_linearised(estimate_means(values, weights, domains), design, confidence_level=0.95)
    assert_allclose(got.estimate, expected.estimate, rtol=1e-12)
    assert_allclose(got.covariance, expected.covariance, rtol=1e-6, atol=1e-8)
    assert_allclose(got.standard_error, expected.standard_error, rtol=1e-6)
    assert_array_equal(got.degrees_of_freedom, expected.degrees_of_freedom)
    assert_array_equal(got.n_respondents, expected.n_respondents)


SAMPLE = SampleDesign(strata=np.zeros(4, dtype=np.int64), psus=np.arange(4))
DOMAINS = Domains(codes=np.array([0, 0, 1, 1]), names=("north", "south"))


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_weights_must_be_numbers_not_below_zero(bad: float) -> None:
    with pytest.raises(DesignError, match="1 of 4 weights are negative, infinite or missing"):
        find_domain_means(np.ones(4), np.array([1, bad, 1, 1]), DOMAINS, SAMPLE)


def test_domains_without_respondents_are_named() -> None:
    with pytest.raises(EmptyDomainError, match=r"1 of 2 domains have no respondent .*: south"):
        find_domain_means(np.array([1, 2, np.nan, 4]), np.array([1.0, 1, 1, 0]), DOMAINS, SAMPLE)


def test_arrays_must_be_about_the_same_respondents() -> None:
    with pytest.raises(ValueError, match="need values, weights, domains and psus of the same respondents"):
        find_domain_means(np.ones(3), np.ones(4), DOMAINS, SAMPLE)
