"""Pooled estimates of small domains against R, against a published example, and against what must hold of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.errors import DesignError
from crowdpotential.stats.small_domains.area_level import FEWEST_BEYOND, PooledDomains, pool_domains

Reference = Callable[[str], dict[str, Any]]
M = 12
CONSTANT = np.ones((M, 1))
VARIANCES = np.linspace(1.0, 9.0, M)


def pool(case: dict[str, Any]) -> PooledDomains:
    return pool_domains(np.array(case["direct"]), np.array(case["variances"]), np.array(case["covariates"]))


def test_milk_expenditure_is_pooled_as_metafor_does(reference: Reference) -> None:
    case = reference("small_domains")["milk"]
    found = pool(case)
    assert found.method == "reml"
    assert_allclose(found.variance_between, case["between"], rtol=1e-8)
    assert_allclose(found.coefficients, case["coefficients"], rtol=1e-8)
    assert_allclose(found.coefficient_errors, case["coefficient_errors"], rtol=1e-8)
    assert_allclose(found.estimate, case["eblup"], rtol=1e-8)
    assert_allclose(found.mean_squared_error, case["mse"], rtol=1e-8)


def test_milk_expenditure_is_pooled_as_the_package_sae_prints_it(reference: Reference) -> None:
    case = reference("small_domains")["milk"]
    found, printed = pool(case), case["published"]
    assert_allclose(found.coefficients, printed["coefficients"], atol=2e-5)  # sae stops its iteration at 1e-4
    assert_allclose(found.coefficient_errors, printed["coefficient_errors"], atol=2e-5)
    assert_allclose(found.estimate, printed["eblup"], atol=5e-5)
    assert_allclose(found.mean_squared_error, printed["mse"], atol=5e-6)


def test_where_the_restricted_likelihood_is_at_zero_the_adjusted_one_decides(reference: Reference) -> None:
    case = reference("small_domains")["closed"]
    found = pool(case)
    assert (case["reml"], found.method) == (0, "adjusted")
    assert_allclose(found.variance_between, case["between"], rtol=1e-6)
    assert_allclose(found.estimate, case["eblup"], rtol=1e-6)
    assert_allclose(found.mean_squared_error, case["mse"], rtol=1e-6)


@settings(max_examples=40)
@given(shift=st.floats(-50, 50), scale=st.floats(0.01, 100))
def test_pooling_moves_and_stretches_with_the_estimates(shift: float, scale: float) -> None:
    estimates = 50 + np.random.default_rng(5).normal(0, 3, M)
    once, moved = pool_domains(estimates, VARIANCES, CONSTANT), pool_domains(shift + scale * estimates, scale**2 * VARIANCES, CONSTANT)
    assert_allclose(moved.estimate, shift + scale * once.estimate, rtol=1e-6, atol=1e-6 * scale)
    assert_allclose(moved.mean_squared_error, scale**2 * once.mean_squared_error, rtol=1e-6)


def test_a_pooled_estimate_lies_between_the_direct_one_and_what_covariates_foretell() -> None:
    estimates = 50 + np.random.default_rng(6).normal(0, 4, M)
    found = pool_domains(estimates, VARIANCES, CONSTANT)
    low, high = np.minimum(estimates, found.foretold), np.maximum(estimates, found.foretold)
    assert ((found.estimate >= low) & (found.estimate <= high)).all()
    assert (np.diff(found.own_share) < 0).all()  # the less a domain's own respondents tell, the less they count


def test_domains_far_apart_keep_their_own_estimates() -> None:
    estimates = np.linspace(0, 1000, M)
    found = pool_domains(estimates, VARIANCES, CONSTANT)
    assert_allclose(found.estimate, estimates, atol=0.1)
    assert_allclose(found.mean_squared_error, VARIANCES, rtol=0.01)


def test_equal_estimates_stay_what_they_are() -> None:
    found = pool_domains(np.full(M, 47.0), VARIANCES, CONSTANT)
    assert found.method == "adjusted"
    assert_allclose(found.estimate, 47.0)


def test_too_few_domains_for_their_covariates_are_refused() -> None:
    m = FEWEST_BEYOND
    with pytest.raises(DesignError, match="3 small domains and 1 coefficients: pooling needs at least 4 domains"):
        pool_domains(np.zeros(m), np.ones(m), np.ones((m, 1)))


def test_covariates_that_say_the_same_twice_are_refused() -> None:
    with pytest.raises(DesignError, match="of 2 covariates one follows from the others"):
        pool_domains(np.zeros(M), VARIANCES, np.ones((M, 2)))


def test_a_domain_without_a_sampling_variance_is_refused() -> None:
    with pytest.raises(DesignError, match="1 of 12 have no estimate or no positive sampling variance"):
        pool_domains(np.zeros(M), np.where(np.arange(M) == 3, 0.0, VARIANCES), CONSTANT)
