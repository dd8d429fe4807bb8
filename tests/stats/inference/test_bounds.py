from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import stdtrit

from crowdpotential.stats.inference.bounds import cover_truth, extreme_means
from crowdpotential.stats.inference.estimation import Inference

Reference = Callable[[str], dict[str, Any]]


def bound(
    estimate: list[float],
    standard_error: list[float],
    *,
    df: float = 144.0,
    level: float = 0.95,
    interval: Literal["t", "logit"] = "t",
) -> Inference:
    nothing = np.full(len(estimate), np.nan)
    return Inference(
        estimate=np.array(estimate),
        standard_error=np.array(standard_error),
        ci_low=nothing,
        ci_high=nothing,
        degrees_of_freedom=np.full(len(estimate), df),
        confidence_level=level,
        interval=interval,
        n_replicates=500,
        n_failed=np.zeros(len(estimate), dtype=np.int64),
        withheld=np.zeros(len(estimate), dtype=np.bool_),
    )


def test_critical_values_agree_with_uniroot_in_r(reference: Reference) -> None:
    frozen = reference("bounds")
    inputs = frozen["inputs"]
    cases = zip(inputs["width"], inputs["se"], inputs["df"], inputs["level"], strict=True)
    got = [
        cover_truth(
            bound([0.4], [se], df=df if df > 0 else np.inf, level=level),
            bound([0.4 + width], [se], df=df if df > 0 else np.inf, level=level),
        ).critical_value[0]
        for width, se, df, level in cases
    ]
    assert_allclose(got, frozen["answers"]["critical"], rtol=1e-7)


@pytest.mark.parametrize("interval", ["t", "logit"])
def test_intervals_agree_with_r(interval: Literal["t", "logit"], reference: Reference) -> None:
    frozen = reference("bounds")
    inputs, expected = frozen["inputs"], frozen["answers"][interval]
    low = bound(inputs["low"], inputs["se_low"], interval=interval)
    high = bound(inputs["high"], inputs["se_high"], interval=interval)
    got = cover_truth(low, high)
    assert_allclose(got.ci_low, expected["ci_low"], rtol=1e-7)
    assert_allclose(got.ci_high, expected["ci_high"], rtol=1e-7)


def test_bounds_of_means_and_shares_agree_with_r(reference: Reference) -> None:
    frozen = reference("bounds")
    answer = np.array([np.nan if a is None else a for a in frozen["inputs"]["answer"]], dtype=float)
    values = np.column_stack([answer, np.where(np.isnan(answer), np.nan, answer >= 4)])
    weights = np.array(frozen["inputs"]["weight"])[:, None]
    everybody = np.zeros(len(answer), dtype=np.int64)
    ends = {"lowest": np.array([1.0, 0.0]), "highest": np.array([5.0, 1.0])}
    low, high = extreme_means(values, np.isnan(values), weights, everybody, 1, **ends)
    expected = frozen["answers"]
    assert_allclose(low[0, :, 0], [expected["mean_low"], expected["share_low"]], rtol=1e-9)
    assert_allclose(high[0, :, 0], [expected["mean_high"], expected["share_high"]], rtol=1e-9)


def test_bounds_lie_apart_by_the_share_of_missing_answers() -> None:
    values = np.array([[1.0], [0.0], [np.nan], [np.nan]])
    is_missing = np.array([[False], [False], [True], [False]])  # the last was not asked
    weights = np.array([[2.0], [1.0], [1.0], [9.0]])
    ends = {"lowest": np.zeros(1), "highest": np.ones(1)}
    low, high = extreme_means(values, is_missing, weights, np.zeros(4, dtype=np.int64), 1, **ends)
    assert_allclose([low[0, 0, 0], high[0, 0, 0]], [0.5, 0.75])


@given(estimate=st.floats(0.05, 0.9), error=st.floats(0.001, 0.1), df=st.integers(1, 500))
def test_without_missing_answers_the_interval_is_the_usual_one(estimate: float, error: float, df: int) -> None:
    one = bound([estimate], [error], df=float(df))
    got = cover_truth(one, one)
    assert_allclose(got.ci_high - got.low, stdtrit(df, 0.975) * error, rtol=1e-7)


@given(width=st.floats(0, 0.4), error=st.floats(0.001, 0.1))
def test_critical_values_lie_between_one_sided_and_two_sided_and_fall_with_the_width(width: float, error: float) -> None:
    narrow = cover_truth(bound([0.3], [error]), bound([0.3 + width], [error])).critical_value[0]
    wide = cover_truth(bound([0.3], [error]), bound([0.4 + width], [error])).critical_value[0]
    assert stdtrit(144, 0.95) - 1e-9 <= wide <= narrow + 1e-9 <= stdtrit(144, 0.975) + 2e-9


def test_the_interval_covers_the_truth_as_often_as_it_says_wherever_it_lies() -> None:
    rng = np.random.default_rng(20190701)
    n, draws, p_missing = 400, 2000, 0.1
    truth = {
        "at the low end": 0.36,
        "in the middle": 0.41,
        "at the high end": 0.46,
    }  # the bounds are 0.36 and 0.46
    answered = rng.random((draws, n)) > p_missing
    agreed = rng.random((draws, n)) < 0.36 / (1 - p_missing)
    low, high = (agreed & answered).mean(axis=1), (agreed | ~answered).mean(axis=1)
    errors = [list(np.sqrt(p * (1 - p) / n)) for p in (low, high)]
    found = cover_truth(bound(list(low), errors[0], df=np.inf), bound(list(high), errors[1], df=np.inf))
    covered = {where: np.mean((found.ci_low <= p) & (p <= found.ci_high)) for where, p in truth.items()}
    monte_carlo = np.sqrt(0.95 * 0.05 / draws)
    assert min(covered.values()) > 0.95 - 3 * monte_carlo
    assert covered["in the middle"] > 0.99  # conservative between the bounds, exact at them
    assert covered["at the low end"] < 0.95 + 3 * monte_carlo


def test_a_bound_without_an_error_has_no_interval() -> None:
    got = cover_truth(bound([0.0, 0.4], [0.0, np.nan], interval="logit"), bound([0.1, 0.5], [0.01, 0.02], interval="logit"))
    assert np.isnan(got.ci_low).all()
    assert np.isnan(got.ci_high).all()


def test_known_bounds_of_a_census_are_the_interval() -> None:
    got = cover_truth(bound([0.3], [0.0]), bound([0.4], [0.0]))
    assert_allclose([got.ci_low[0], got.ci_high[0]], [0.3, 0.4])


def test_bounds_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ValueError, match="different confidence levels or kinds"):
        cover_truth(bound([0.3], [0.1]), replace(bound([0.4], [0.1]), confidence_level=0.9))
    with pytest.raises(ValueError, match="upper bound lies below"):
        cover_truth(bound([0.4], [0.1]), bound([0.3], [0.1]))


def test_answers_beyond_their_ends_and_arrays_that_do_not_fit_are_refused() -> None:
    everybody, weights = np.zeros(1, dtype=np.int64), np.ones((1, 1))
    ends = {"lowest": np.zeros(1), "highest": np.ones(1)}
    with pytest.raises(ValueError, match="beyond the lowest or highest"):
        extreme_means(np.array([[2.0]]), np.array([[False]]), weights, everybody, 1, **ends)
    with pytest.raises(ValueError, match="need values and is_missing"):
        extreme_means(np.array([[1.0]]), np.array([[False, False]]), weights, everybody, 1, **ends)
