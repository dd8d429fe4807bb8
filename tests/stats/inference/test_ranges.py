"""Intervals within a range: never beyond it, the usual ones in its middle, and they cover near its ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.inference.intervals import Intervals, logit_intervals, t_intervals
from crowdpotential.stats.inference.ranges import (
    ALPHAS,
    CORRELATIONS,
    GAINS,
    OMEGAS,
    POINTS,
    SHARES,
    STRENGTHS,
    Range,
)
from crowdpotential.stats.replication.replicates import rao_wu_replication

RANGES = (SHARES, POINTS, CORRELATIONS, OMEGAS, ALPHAS, STRENGTHS, GAINS)


def one(within: Range, estimate: float, error: float, freedom: float = 40.0) -> tuple[float, float]:
    found = within.intervals(np.array([estimate]), np.array([error]), np.array([freedom]), confidence_level=0.95)
    return float(found.low[0]), float(found.high[0])


@given(st.sampled_from(RANGES), st.floats(0, 1), st.floats(1e-6, 3), st.floats(1, 300))
def test_no_interval_leaves_its_range_and_each_holds_its_estimate(within: Range, place: float, error: float, freedom: float) -> None:
    low, high = max(float(within.low), -4.0), min(float(within.high), 104.0)
    estimate = low + place * (high - low)
    ends = one(within, estimate, error * min(high - low, 10.0), freedom)
    assert within.low <= ends[0] <= estimate + 1e-9
    assert estimate - 1e-9 <= ends[1] <= within.high


def test_a_correlation_has_the_interval_of_fisher() -> None:
    r, error = 0.82, 0.07
    reach = stats.t.ppf(0.975, 40) * error / (1 - r**2)
    assert_allclose(one(CORRELATIONS, r, error), np.tanh(np.arctanh(r) + np.array([-reach, reach])))


def test_a_reliability_has_the_interval_of_bonett() -> None:
    alpha, error = 0.31, 0.09
    reach = stats.t.ppf(0.975, 40) * error / (1 - alpha)
    expected = 1 - np.exp(np.log(1 - alpha) + np.array([reach, -reach]))
    assert_allclose(one(ALPHAS, alpha, error), expected)
    assert_allclose(one(OMEGAS, alpha, error), expected)
    assert one(ALPHAS, -0.2, 0.3)[0] < -0.2
    assert one(OMEGAS, 0.05, 0.3)[0] == 0.0


def test_a_share_has_the_interval_of_its_logit() -> None:
    share, error, freedom = np.array([0.04, 0.5]), np.array([0.02, 0.03]), np.array([12.0, 90.0])
    own = SHARES.intervals(share, error, freedom, confidence_level=0.9)
    other = logit_intervals(share, error, freedom, confidence_level=0.9)
    assert_allclose([own.low, own.high], [other.low, other.high])


def test_in_the_middle_of_the_scale_a_mean_has_the_usual_interval() -> None:
    mean, error = np.linspace(35, 65, 7), np.full(7, 1.2)
    freedom = np.full(7, 40.0)
    own = POINTS.intervals(mean, error, freedom, confidence_level=0.95)
    usual = t_intervals(mean, error, freedom, confidence_level=0.95)
    assert_allclose(own.low, usual.low, atol=0.05)
    assert_allclose(own.high, usual.high, atol=0.05)


def test_ends_may_differ_by_estimate() -> None:
    scale = Range(low=np.array([1.0, 0.0]), high=np.array([5.0, 10.0]), scale="logit")
    found = scale.intervals(np.array([4.9, 0.2]), np.array([0.04, 0.08]), np.full(2, 30.0), confidence_level=0.95)
    assert 4.7 < found.low[0] < 4.9 < found.high[0] < 5.0
    assert 0.0 < found.low[1] < 0.2 < found.high[1] < 0.5


def test_an_estimate_at_an_end_of_its_range_has_the_usual_interval_cut() -> None:
    assert one(CORRELATIONS, 1.0, 0.1)[1] == 1.0
    assert one(CORRELATIONS, 1.0, 0.1)[0] == pytest.approx(1 - 0.1 * stats.t.ppf(0.975, 40))
    assert one(SHARES, 1.0, 0.0) == (1.0, 1.0)


def test_without_an_error_or_freedom_there_is_no_interval() -> None:
    assert np.isnan(one(POINTS, 50.0, np.nan)).all()
    assert np.isnan(one(POINTS, 50.0, 1.0, 0.0)).all()


def test_inference_names_the_scale_and_leaves_percentiles_alone() -> None:
    estimate, draws = np.array([0.9]), 0.9 + 0.04 * np.random.default_rng(2).normal(size=(1, 400))
    common = {
        "replication": rao_wu_replication(np.zeros(30, dtype=np.int64), number=400),
        "freedom": Freedom(np.array(29.0)),
        "confidence_level": 0.95,
    }
    bounded, plain = infer(estimate, draws, **common, within=CORRELATIONS), infer(estimate, draws, **common)
    percentiles = infer(estimate, draws, **common, within=CORRELATIONS, interval="percentile")
    assert (bounded.interval, plain.interval, percentiles.interval) == ("fisher-z", "t", "percentile")
    assert plain.ci_low[0] > bounded.ci_low[0] or plain.ci_high[0] > bounded.ci_high[0]
    assert_allclose(bounded.standard_error, plain.standard_error)
    assert_allclose(bounded.estimate, plain.estimate)


def coverage(found: Intervals, truth: float) -> float:
    return float(((found.low <= truth) & (truth <= found.high)).mean())


def draw_shares(rng: np.random.Generator, truth: float, n: int) -> tuple[FloatArray, FloatArray]:
    shares = rng.binomial(n, truth, size=4000) / n
    return shares, np.sqrt(shares * (1 - shares) / (n - 1))


def test_near_the_end_of_a_scale_intervals_cover_and_stay_on_it() -> None:
    rng, n, truth = np.random.default_rng(12), 60, 0.95
    share, error = draw_shares(rng, truth, n)
    freedom = np.full(share.size, n - 1.0)
    own = POINTS.intervals(100 * share, 100 * error, freedom, confidence_level=0.95)
    usual = t_intervals(100 * share, 100 * error, freedom, confidence_level=0.95)
    told = share < 1  # nobody knows the error of a share of everybody
    kept = Intervals(low=own.low[told], high=own.high[told])
    assert coverage(kept, 100 * truth) >= 0.95 - 2 * np.sqrt(0.05 * 0.95 / told.sum())
    assert usual.high.max() > 100


def test_strong_correlations_are_covered() -> None:
    rng, n, truth = np.random.default_rng(13), 50, 0.9
    x = rng.normal(size=(3000, n))
    y = truth * x + np.sqrt(1 - truth**2) * rng.normal(size=x.shape)
    centred = [values - values.mean(axis=1, keepdims=True) for values in (x, y)]
    products = [(centred[i] * centred[j]).sum(axis=1) for i, j in ((0, 1), (0, 0), (1, 1))]
    r = products[0] / np.sqrt(products[1] * products[2])
    error = (1 - r**2) / np.sqrt(n - 1)
    own = CORRELATIONS.intervals(r, error, np.full(r.size, n - 1.0), confidence_level=0.95)
    assert coverage(own, truth) >= 0.95 - 2 * np.sqrt(0.05 * 0.95 / r.size)
