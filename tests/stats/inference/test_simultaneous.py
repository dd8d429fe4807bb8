"""Families of tests: intervals say what verdicts say, cover all at once, and agree with other implementations."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.simultaneous import Family, FamilyMethod, judge_tests

METHODS: tuple[FamilyMethod, ...] = ("max-t", "holm", "benjamini-hochberg")
INFINITE = float("inf")


def judge(
    estimate: FloatArray,
    deviations: FloatArray | None,
    *,
    freedom: float | FloatArray = INFINITE,
    method: FamilyMethod = "max-t",
    error: FloatArray | None = None,
) -> Family:
    """Judge estimates whose standard errors are those of the deviations, else the given ones."""
    own = np.sqrt(np.square(deviations).sum(axis=1)) if deviations is not None else error
    assert own is not None
    return judge_tests(
        estimate,
        own,
        np.broadcast_to(np.asarray(freedom, dtype=np.float64), estimate.shape),
        deviations=deviations,
        method=method,
        confidence_level=0.95,
    )


@pytest.mark.parametrize("case", ["six_alike", "six_unequal", "against_rest", "one"])
def test_critical_values_and_p_values_agree_with_mvtnorm(reference: Callable[[str], dict[str, Any]], case: str) -> None:
    frozen = reference("simultaneous")
    deviations = np.array(frozen["inputs"]["deviations"][case], dtype=np.float64)
    error = np.sqrt(np.square(deviations).sum(axis=1))
    found = judge(2.5 * error, deviations)
    # the integral has 65,535 points: a critical value is known to about 0.005, a p-value to 0.002
    assert_allclose((found.ci_high - 2.5 * error) / error, frozen["answers"][case]["critical"], atol=0.006)
    assert_allclose(found.p_adjusted, frozen["answers"][case]["adjusted"], atol=0.002)


def test_differences_of_six_alike_have_the_critical_value_of_tukey(
    reference: Callable[[str], dict[str, Any]],
) -> None:
    frozen = reference("simultaneous")
    deviations = np.array(frozen["inputs"]["deviations"]["six_alike"], dtype=np.float64)
    critical = judge(np.zeros(15), deviations).ci_high / np.sqrt(2)
    assert_allclose(critical, frozen["answers"]["six_alike"]["tukey"], atol=0.006)


@pytest.mark.parametrize("method", METHODS)
def test_in_hundreds_of_random_families_no_interval_contradicts_its_verdict(method: FamilyMethod) -> None:
    rng, n_found, n_open = np.random.default_rng(20), 0, 0
    for _ in range(200):
        k, n_replicates = int(rng.integers(1, 20)), int(rng.integers(2, 40))
        deviations = rng.normal(size=(k, n_replicates)) @ rng.normal(size=(n_replicates, n_replicates))
        error = np.sqrt(np.square(deviations).sum(axis=1))
        freedom = rng.uniform(2, 200, size=k)
        found = judge(2.5 * error * rng.normal(size=k), deviations, freedom=freedom, method=method)
        has_zero_inside = (found.ci_low < 0) & (found.ci_high > 0)
        assert (has_zero_inside == ~found.is_found).all()
        assert (found.is_found == (found.p_adjusted < 1 - 0.95)).all()
        n_found, n_open = n_found + found.is_found.sum(), n_open + has_zero_inside.sum()
    assert min(n_found, n_open) > 300


def test_one_test_is_a_family_of_its_own_ordinary_interval() -> None:
    found = judge(np.array([2.2]), np.array([[0.6, 0.8]]), freedom=12.0)
    reach = stats.t.ppf(0.975, 12)
    assert_allclose([found.ci_low[0], found.ci_high[0]], [2.2 - reach, 2.2 + reach])
    assert found.p_adjusted[0] == pytest.approx(found.p_value[0]) == pytest.approx(2 * stats.t.sf(2.2, 12))


def test_every_test_keeps_its_own_degrees_of_freedom() -> None:
    deviations = np.eye(3)
    few, many = judge(np.zeros(3), deviations, freedom=np.array([4.0, 4.0, 400.0])).ci_high[[0, 2]]
    assert few > many + 1
    level = 1 - 0.95 ** (1 / 3)  # independent errors: Sidak's
    assert_allclose([few, many], stats.t.isf(level / 2, [4, 400]), rtol=0.004)


def test_no_interval_is_wider_than_that_of_independent_tests() -> None:
    """The points of the integral alone would make it so by a hair."""
    for k in range(2, 13):
        widest = stats.norm.isf(-np.expm1(np.log1p(-0.05) / k) / 2)
        assert (judge(np.zeros(k), np.eye(k)).ci_high <= widest * (1 + 1e-12)).all()


def test_separate_samples_are_judged_as_independent() -> None:
    found = judge(np.array([1.0, 2.5]), None, error=np.ones(2))
    assert_allclose(found.p_adjusted, 1 - (1 - found.p_value) ** 2)
    assert_allclose(found.ci_high - [1.0, 2.5], stats.norm.isf((1 - 0.95**0.5) / 2))


def test_an_estimate_without_an_error_belongs_to_no_family() -> None:
    own, deviations = np.array([1.0, 1.0, np.nan]), np.array([[1.0, 0.0], [0.6, 0.8], [np.nan, np.nan]])
    found = judge(np.array([2.4, 0.1, 5.0]), deviations, error=own)
    alone = judge(np.array([2.4, 0.1]), deviations[:2])
    assert_allclose(found.ci_low[:2], alone.ci_low)
    assert np.isnan([found.ci_low[2], found.p_adjusted[2]]).all()
    assert not found.is_found[2]


def test_very_small_p_values_keep_their_order_and_do_not_vanish() -> None:
    found = judge(np.array([6.0, 7.0, 9.0]), np.eye(3))
    assert (np.diff(found.p_adjusted) < 0).all()
    assert (found.p_adjusted > found.p_value).all()


def test_holm_cuts_at_zero_where_it_tells_more_than_its_interval() -> None:
    estimate = np.array([5.0, 2.1])  # the second alone passes at the whole level, but not at half of it
    found = judge(estimate, np.eye(2), method="holm")
    assert found.is_found.all()
    assert found.ci_low[1] == 0.0
    assert found.ci_high[1] == pytest.approx(2.1 + stats.norm.isf(0.0125))


def test_intervals_of_benjamini_and_hochberg_are_those_of_the_share_they_select() -> None:
    found = judge(np.array([4.0, 3.0, 0.1, 0.2]), np.eye(4), method="benjamini-hochberg")
    assert found.is_found.tolist() == [True, True, False, False]
    assert_allclose(found.ci_high - found.ci_low, 2 * stats.norm.isf(0.05 * 2 / 4 / 2))


def test_with_equal_groups_few_studies_find_any_difference_and_most_cover_all() -> None:
    rng, n_studies, n_groups, n_draws = np.random.default_rng(4), 400, 5, 60
    pairs = np.array([np.eye(n_groups)[i] - np.eye(n_groups)[j] for i in range(n_groups) for j in range(i)])
    errors, n_missed = rng.uniform(0.5, 2.0, size=n_groups), 0
    for _ in range(n_studies):
        truth = errors * rng.normal(size=n_groups)
        draws = errors * rng.normal(size=(n_draws, n_groups)) / np.sqrt(n_draws)
        found = judge(pairs @ truth, pairs @ draws.T, freedom=n_draws - 1.0)
        n_missed += bool(found.is_found.any())
    allowed = 0.05 + 2 * np.sqrt(0.05 * 0.95 / n_studies)
    assert n_missed / n_studies <= allowed
