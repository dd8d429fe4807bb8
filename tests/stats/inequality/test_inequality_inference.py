"""Intervals of inequality: skewness taken out, few respondents behind, ends that have none."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inequality.inference import infer_inequality
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import Inference, infer
from crowdpotential.stats.inference.intervals import logit_intervals, t_intervals
from crowdpotential.stats.inference.skewed_intervals import hall_intervals
from crowdpotential.stats.replication.replicates import Replication, rao_wu_replication

N = 500
SYMMETRIC = np.concatenate([np.linspace(-1, 1, N // 2)] * 2)
SKEWED = np.sort(np.random.default_rng(3).exponential(size=N)) - 1

JACKKNIFE = Replication(kind="jk1", coefficients=np.full(100, 0.99), centre="estimate", degrees_of_freedom=99.0, fails_above=0.0)


def bootstrap(number: int = N) -> Replication:
    return rao_wu_replication(np.zeros(30, dtype=np.int64), number=number)


def inferred(estimate: float, off: FloatArray, behind: float = 100.0, replication: Replication | None = None) -> Inference:
    columns = np.concatenate([[estimate], estimate + off])[None]
    return infer_inequality(
        columns,
        np.array([behind]),
        replication=replication or bootstrap(off.size),
        freedom=Freedom(np.array([80.0])),
        confidence_level=0.95,
    )


def test_replicates_that_are_spread_evenly_give_the_t_interval() -> None:
    found = inferred(0.5, 0.02 * SYMMETRIC)
    usual = t_intervals(np.array([0.5]), found.standard_error, np.array([80.0]), confidence_level=0.95)
    assert_allclose([found.ci_low, found.ci_high], [usual.low, usual.high], atol=1e-6)
    assert found.interval == "hall"


def test_the_interval_reaches_further_where_the_estimate_may_be_far_too_low() -> None:
    found = inferred(0.4, 0.02 * SKEWED)
    assert found.ci_high[0] - 0.4 > 1.5 * (0.4 - found.ci_low[0])


def test_halls_interval_solves_his_cubic() -> None:
    replicates, error = 0.02 * SKEWED[None], np.array([0.02])
    ends = hall_intervals(np.array([0.0]), error, np.array([80.0]), replicates=replicates, confidence_level=0.95)
    off = replicates[0] - replicates.mean()
    gamma = (off**3).mean() / off.std() ** 3
    usual = t_intervals(np.array([0.0]), np.array([1.0]), np.array([80.0]), confidence_level=0.95)
    for end, quantile in ((ends.low, usual.high), (ends.high, usual.low)):
        z = -end / error
        assert_allclose(z + gamma * z**2 / 3 + gamma**2 * z**3 / 27 + gamma / 6, quantile, rtol=1e-9)


def test_few_respondents_behind_a_number_make_its_interval_wider() -> None:
    wide, narrow = inferred(0.5, 0.02 * SYMMETRIC, behind=6.0), inferred(0.5, 0.02 * SYMMETRIC)
    assert wide.degrees_of_freedom[0] == 5.0
    assert wide.ci_high[0] > narrow.ci_high[0]
    assert np.isnan(inferred(0.5, 0.02 * SYMMETRIC, behind=1.0).ci_low[0])


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_a_share_of_nothing_or_of_everything_has_no_interval(end: float) -> None:
    found = inferred(end, 0 * SYMMETRIC)
    assert np.isnan([found.standard_error[0], found.ci_low[0], found.ci_high[0]]).all()


def test_an_interval_stays_between_nothing_and_everything() -> None:
    found = inferred(0.97, 0.05 * SKEWED)
    assert 0 <= found.ci_low[0] < found.ci_high[0] == 1.0


@pytest.mark.parametrize("replication", [bootstrap(100), JACKKNIFE])
def test_without_enough_draws_of_a_bootstrap_the_interval_is_found_on_the_logit_scale(replication: Replication) -> None:
    found = inferred(0.6, 0.002 * SKEWED[:100], replication=replication)
    usual = logit_intervals(np.array([0.6]), found.standard_error, np.array([80.0]), confidence_level=0.95)
    assert_allclose([found.ci_low, found.ci_high], [usual.low, usual.high])
    with pytest.raises(ValueError, match="the skewness of jk1 replicates are no interval"):
        infer(
            np.array([0.6]),
            np.zeros((1, 100)),
            replication=JACKKNIFE,
            freedom=Freedom(np.array([9.0])),
            confidence_level=0.95,
            interval="hall",
        )
