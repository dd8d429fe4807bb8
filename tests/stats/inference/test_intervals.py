from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import ApiSample, api_sample
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.inference.intervals import (
    Bases,
    DesignIntervalType,
    beta_intervals,
    confidence_intervals,
    korn_graubard_intervals,
    logit_intervals,
    percentile_intervals,
    t_intervals,
    whole_shares,
)
from crowdpotential.stats.inference.linear_estimates import estimate_means
from crowdpotential.stats.inference.linear_inference import LinearInference, infer_linearised

Reference = Callable[[str], dict[str, Any]]

SURVEY_METHODS = [("t", "mean", 1e-9), ("logit", "xlogit", 1e-9), ("logit", "logit", 1e-7)]


def infer_awards(sample: ApiSample, interval: DesignIntervalType, domain: str = "everybody") -> LinearInference:
    shares = estimate_means(sample.columns["has_award"], sample.weights, getattr(sample, domain))
    return infer_linearised(shares, sample.design, confidence_level=0.95, interval=interval)


@pytest.mark.parametrize("name", ["strat_fpc", "clus_fpc", "clus_wr", "clus_linear", "strat_raking"])
@pytest.mark.parametrize(("interval", "method", "rtol"), [*SURVEY_METHODS, ("korn-graubard", "beta", 1e-9)])
def test_intervals_of_shares_agree_with_svyciprop(
    name: str, interval: DesignIntervalType, method: str, rtol: float, reference: Reference
) -> None:
    sample = api_sample(reference("linearisation"), name)
    got = infer_awards(sample, interval)
    expected = sample.answers["intervals"][method]
    assert_allclose(got.estimate[0], expected["estimate"], rtol=1e-9)
    rtol = max(rtol, 1e-7 if name == "strat_raking" else 0.0)
    assert_allclose([got.ci_low[0], got.ci_high[0]], expected["ci"], rtol=rtol)


@pytest.mark.parametrize("name", ["strat_fpc", "clus_fpc", "clus_linear"])
def test_a_domains_interval_has_the_domains_degrees_of_freedom(name: str, reference: Reference) -> None:
    sample = api_sample(reference("linearisation"), name)
    got = infer_awards(sample, "logit", "high_schools")
    expected = sample.answers["intervals_of_high"]["xlogit"]
    assert_allclose([got.ci_low[0], got.ci_high[0]], expected["ci"], rtol=1e-9)


@pytest.mark.parametrize(("interval", "method"), [("t", "t"), ("logit", "logit"), ("korn-graubard", "korn_graubard")])
def test_intervals_with_few_degrees_of_freedom_agree_with_svyciprop(
    interval: DesignIntervalType, method: str, reference: Reference
) -> None:
    answers = reference("intervals")["answers"]
    got = confidence_intervals(
        interval,
        np.array([answers["share"]]),
        np.array([answers["standard_error"]]),
        np.array([answers["degf"]]),
        bases=Bases(n_respondents=np.array([40]), n_effective=np.array([35.0])),
        confidence_level=0.95,
    )
    assert_allclose([got.low[0], got.high[0]], answers["intervals"][method], rtol=1e-9)


def test_the_beta_interval_of_a_simple_random_sample_is_that_of_clopper_and_pearson(
    reference: Reference,
) -> None:
    frozen = reference("intervals")
    n = frozen["inputs"]["n"]
    share = np.array(frozen["inputs"]["successes"]) / n
    simple = np.sqrt(share * (1 - share) / n)
    got = beta_intervals(share, simple, np.full(share.size, n), confidence_level=0.95)
    assert_allclose([got.low, got.high], frozen["answers"]["clopper_pearson"], rtol=1e-9)


def test_shares_of_nobody_and_everybody_have_one_sided_intervals() -> None:
    share = np.array([0.0, 1.0, 1.0 - 1e-14])
    got = korn_graubard_intervals(
        share,
        np.zeros(3),
        np.full(3, 8),
        bases=Bases(n_respondents=np.full(3, 60), n_effective=np.full(3, 40.0)),
        confidence_level=0.95,
    )
    assert_array_equal(got.low[0], 0.0)
    assert_array_equal(got.high[1:], 1.0)
    worth = 40 * (2.0009953780882688 / 2.306004135204166) ** 2  # t quantiles of 59 and 8 degrees of freedom
    assert_allclose(got.high[0], 1 - 0.025 ** (1 / worth), rtol=1e-9)
    assert_allclose(got.low[1:], 0.025 ** (1 / worth), rtol=1e-9)
    assert np.isnan(logit_intervals(share, np.zeros(3), np.full(3, 8), confidence_level=0.95).low).all()


def test_a_share_that_calibration_fixes_has_an_interval_of_no_width() -> None:
    got = beta_intervals(np.array([0.3]), np.array([1e-18]), np.array([50.0]), confidence_level=0.95)
    assert (got.low, got.high) == (0.3, 0.3)


@given(share=st.floats(0.01, 0.99), error=st.floats(1e-3, 0.2), df=st.integers(2, 50))
def test_intervals_hold_the_share_and_stay_within_zero_and_one(share: float, error: float, df: int) -> None:
    shares, errors, dfs = np.array([share]), np.array([error]), np.array([df])
    kind: DesignIntervalType
    for kind in ("logit", "beta", "korn-graubard"):
        got = confidence_intervals(
            kind,
            shares,
            errors,
            dfs,
            bases=Bases(n_respondents=np.array([200]), n_effective=np.array([150.0])),
            confidence_level=0.95,
        )
        assert 0 <= got.low[0] < share < got.high[0] <= 1


def test_few_degrees_of_freedom_widen_the_interval_of_korn_and_graubard() -> None:
    share, error = np.full(3, 0.2), np.full(3, 0.05)
    got = korn_graubard_intervals(
        share,
        error,
        np.array([5, 20, 199]),
        bases=Bases(n_respondents=np.full(3, 200), n_effective=np.full(3, 150.0)),
        confidence_level=0.95,
    )
    beta = beta_intervals(share[:1], error[:1], np.array([150.0]), confidence_level=0.95)
    assert (np.diff(got.high - got.low) < 0).all()
    assert_allclose([got.low[2], got.high[2]], [beta.low[0], beta.high[0]])


def test_no_degrees_of_freedom_means_no_interval() -> None:
    got = t_intervals(np.ones(2), np.ones(2), np.array([0, 3]), confidence_level=0.9)
    assert np.isnan(got.low[0])
    assert got.low[1] == pytest.approx(1 - 2.3533634348)


def test_percentiles_of_replicates_agree_with_r(reference: Reference) -> None:
    frozen = reference("intervals")
    got = percentile_intervals(np.array(frozen["inputs"]["replicates"]), confidence_level=0.9)
    assert_allclose([got.low, got.high], frozen["answers"]["percentiles_90"], rtol=1e-9)


def test_failed_replicates_have_no_part_in_percentiles() -> None:
    replicates = np.array([[1.0, 2.0, 3.0, np.nan], [np.nan] * 4])
    got = percentile_intervals(replicates, confidence_level=0.5)
    assert_allclose([got.low, got.high], [[1.5, np.nan], [2.5, np.nan]])


def test_intervals_of_shares_refuse_what_is_no_share() -> None:
    with pytest.raises(ValueError, match="are for shares"):
        whole_shares(np.array([0.5, 1.2]))


def test_an_estimate_that_is_withheld_has_no_interval() -> None:
    none = np.array([np.nan, np.nan])
    for interval in ("beta", "korn-graubard"):
        got = confidence_intervals(
            interval,
            np.array([0.0, 0.5]),
            none,
            np.array([9, 9]),
            bases=Bases(n_respondents=np.array([20, 20]), n_effective=np.array([15.0, 15.0])),
            confidence_level=0.95,
        )
        assert np.isnan([got.low, got.high]).all()


def test_beta_intervals_need_to_know_the_respondents() -> None:
    with pytest.raises(ValueError, match="the beta interval needs to know how many respondents"):
        confidence_intervals("beta", np.ones(1), np.ones(1), np.ones(1), bases=None, confidence_level=0.9)


def test_a_confidence_level_lies_between_zero_and_one() -> None:
    with pytest.raises(ValueError, match="confidence_level: need a number between 0 and 1, not 95"):
        t_intervals(np.ones(1), np.ones(1), np.ones(1), confidence_level=95)
