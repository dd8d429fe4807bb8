from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import DesignError, EmptyDomainError
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.linear_estimates import (
    Domains,
    LinearEstimates,
    average_domains,
    estimate_means,
    join_estimates,
)
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.weighting.auxiliaries import Auxiliaries
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis

VALUES = np.array([1.0, 2.0, np.nan, 4.0, 5.0, 9.0])
WEIGHTS = np.array([1.0, 3.0, 2.0, 1.0, 0.0, 2.0])
GROUPS = Domains(codes=np.array([0, 0, 0, 1, 1, -1]), names=("north", "south"))


def test_estimates_are_those_of_the_members_who_answered_with_a_weight() -> None:
    means = estimate_means(VALUES, WEIGHTS, GROUPS)
    assert_allclose(means.estimate, [7 / 4, 4.0])
    assert_array_equal(means.members.sum(axis=0), [2, 1])


def test_who_does_not_count_has_a_score_of_zero() -> None:
    means = estimate_means(VALUES, WEIGHTS, GROUPS)
    assert not means.scores[~means.members].any()


@given(seed=st.integers(0, 300))
def test_scores_are_the_derivatives_by_the_weights(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, weights = rng.normal(5, 2, 25), rng.uniform(1, 3, 25)
    groups = Domains(codes=rng.permutation(np.arange(25) % 2), names=("a", "b"))
    everybody = Domains(codes=np.zeros(25, dtype=np.int64), names=("all",))

    def every(own: np.ndarray) -> LinearEstimates:
        return join_estimates([estimate_means(values, own, domains) for domains in (groups, everybody)])

    step = 1e-5
    for respondent in (0, 7):
        up, down = weights.copy(), weights.copy()
        up[respondent] += step
        down[respondent] -= step
        slopes = (every(up).estimate - every(down).estimate) / (2 * step)
        scores = every(weights).scores[respondent]
        assert_allclose(scores, weights[respondent] * slopes, rtol=1e-5, atol=1e-6)


@given(seed=st.integers(0, 300))
def test_scores_of_means_do_not_feel_the_level_of_the_answers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, weights = rng.normal(size=40), rng.uniform(1, 3, 40)
    domains = Domains(codes=np.arange(40) % 2, names=("a", "b"))
    expected, got = (estimate_means(values + level, weights, domains).scores for level in (0.0, 1e8))
    assert_allclose(got, expected, atol=1e-7)


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_weights_must_be_numbers_not_below_zero(bad: float) -> None:
    with pytest.raises(DesignError, match="1 of 6 weights are negative, infinite or missing"):
        estimate_means(VALUES, np.where(WEIGHTS == 3, bad, WEIGHTS), GROUPS)


def test_domains_without_respondents_are_named() -> None:
    domains = Domains(codes=np.array([0, 0, 2, 0, 0, 0]), names=("a", "b", "c"))
    with pytest.raises(EmptyDomainError, match=r"2 of 3 domains have no respondent .*: b, c; join"):
        estimate_means(VALUES, WEIGHTS, domains)


def test_infinite_values_are_refused() -> None:
    with pytest.raises(ValueError, match="1 values are infinite; give NaN where an answer is missing"):
        estimate_means(np.where(VALUES == 4, np.inf, VALUES), WEIGHTS, GROUPS)


def test_values_and_weights_must_fit() -> None:
    with pytest.raises(ValueError, match=r"need values and weights of 6 respondents, not \(5,\) and \(6,\)"):
        estimate_means(VALUES[:5], WEIGHTS, GROUPS)


@pytest.mark.parametrize("n_missing", [0, 40])
def test_domains_that_share_no_member_need_no_column_each(n_missing: int) -> None:
    rng = np.random.default_rng(11)
    psus = rng.integers(0, 30, 600)
    values, weights = rng.normal(size=600), rng.uniform(0.5, 2, 600)
    values[:n_missing] = np.nan
    domains = Domains(codes=rng.integers(-1, 4, 600), names=("a", "b", "c", "d"))
    found = average_domains(values, weights, domains)
    design = LinearDesign(weights=weights, sample=SampleDesign(strata=psus // 10, psus=psus), calibrated_from=None)
    expected = design.covariance(estimate_means(values, weights, domains).scores)
    assert_allclose(design.covariance_of_domains(found), expected, rtol=1e-12)
    halves = Auxiliaries(class_of=psus % 2, rows=np.array([[1.0, 0.0], [1.0, 1.0]]))
    raked = replace(design, calibrated_from=CalibrationBasis(auxiliaries=halves, base_weights=weights))
    expected = raked.covariance(found.place().scores)
    assert_allclose(raked.covariance_of_domains(found), expected, rtol=1e-12)
    assert not np.allclose(raked.covariance_of_domains(found), design.covariance_of_domains(found), rtol=1e-3)
