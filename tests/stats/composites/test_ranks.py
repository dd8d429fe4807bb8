"""Rank sets: against csranks, in worlds with known ranks, and where they must refuse."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from crowdpotential.errors import DesignError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.ranks import (
    draw_errors,
    marginal_rank_sets,
    may_be_among_best,
    may_be_among_worst,
    must_be_among_best,
    must_be_among_worst,
    simultaneous_rank_sets,
)

N_DRAWS = 100_000


def draws(covariance: FloatArray, *, df: float = np.inf, n: int = N_DRAWS, seed: int = 1) -> FloatArray:
    return draw_errors(covariance, degrees_of_freedom=df, n_draws=n, rng=np.random.default_rng(seed))


@pytest.fixture(scope="module")
def cases(reference: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return reference("csranks")


def test_simultaneous_sets_are_those_of_csranks(cases: dict[str, Any]) -> None:
    x = np.array(cases["estimates"])
    errors = draws(np.diag(np.square(cases["standard_errors"])))
    sets = simultaneous_rank_sets(x, errors, confidence_level=0.95)
    assert_array_equal(sets.lower, cases["simultaneous"]["lower"])
    assert_array_equal(sets.upper, cases["simultaneous"]["upper"])
    assert_array_equal(may_be_among_best(sets, 2), cases["tau2_best"])
    assert_array_equal(may_be_among_worst(sets, 2), cases["tau2_worst"])


def test_marginal_sets_are_those_of_csranks(cases: dict[str, Any]) -> None:
    errors = draws(np.diag(np.square(cases["standard_errors"])))
    sets = marginal_rank_sets(np.array(cases["estimates"]), errors, confidence_level=0.95)
    assert_array_equal(sets.lower, cases["marginal"]["lower"])
    assert_array_equal(sets.upper, cases["marginal"]["upper"])


def test_who_is_among_the_best_and_worst_for_certain_may_be_too(cases: dict[str, Any]) -> None:
    errors = draws(np.diag(np.square(cases["standard_errors"])))
    sets = simultaneous_rank_sets(np.array(cases["estimates"]), errors, confidence_level=0.95)
    for k in range(1, 7):
        for must, may in (
            (must_be_among_best(sets, k), may_be_among_best(sets, k)),
            (must_be_among_worst(sets, k), may_be_among_worst(sets, k)),
        ):
            assert (may | ~must).all()
            assert must.sum() <= k <= may.sum()
        # whoever must be among the best k cannot be among the worst 6 - k, and the other way round
        assert_array_equal(must_be_among_best(sets, k), ~may_be_among_worst(sets, 6 - k))
    assert_array_equal(must_be_among_best(sets, 2), [True, False, False, False, False, False])
    assert_array_equal(must_be_among_worst(sets, 1), [False, False, False, False, False, True])


@pytest.mark.parametrize("truth", [np.array([0.0, 0.5, 1.0, 1.5, 2.0]), np.array([0.0, 0.0, 0.0, 3.0, 3.0])])
def test_sets_hold_all_of_the_best_and_worst_at_their_level_for_every_number_at_once(
    truth: FloatArray,
) -> None:
    n_worlds, rng, covered = 400, np.random.default_rng(20190701), 0
    errors = draws(np.eye(5), n=2_000)
    n_above = (truth[None, :] > truth[:, None]).sum(axis=1)
    n_below = (truth[None, :] < truth[:, None]).sum(axis=1)
    for _ in range(n_worlds):
        sets = simultaneous_rank_sets(truth + rng.standard_normal(5), errors, confidence_level=0.95)
        covered += all(
            may_be_among_best(sets, k)[n_above < k].all() and may_be_among_worst(sets, k)[n_below < k].all() for k in range(1, 6)
        )
    assert covered / n_worlds >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / n_worlds)


def test_correlated_estimates_give_the_sets_of_csranks(cases: dict[str, Any]) -> None:
    errors = draws(np.array(cases["correlated"]["covariance"]))
    sets = simultaneous_rank_sets(np.array(cases["estimates"]), errors, confidence_level=0.95)
    assert_array_equal(sets.lower, cases["correlated"]["simultaneous"]["lower"])
    assert_array_equal(sets.upper, cases["correlated"]["simultaneous"]["upper"])


def test_order_of_the_areas_moves_no_set() -> None:
    x, variances = np.array([58.0, 55.0, 57.0, 50.0]), np.array([0.3, 0.2, 0.4, 0.3])
    errors, order = draws(np.diag(variances)), np.array([2, 0, 3, 1])
    straight = simultaneous_rank_sets(x, errors, confidence_level=0.95)
    turned = simultaneous_rank_sets(x[order], errors[:, order], confidence_level=0.95)
    assert_array_equal(straight.lower[order], turned.lower)
    assert_array_equal(straight.upper[order], turned.upper)


def test_areas_far_apart_have_one_rank_each_and_equal_ones_share_all() -> None:
    errors = draws(np.eye(4))
    apart = simultaneous_rank_sets(np.array([40.0, 10.0, 30.0, 20.0]), errors, confidence_level=0.95)
    assert_array_equal(apart.lower, [1, 4, 2, 3])
    assert_array_equal(apart.upper, apart.lower)
    equal = simultaneous_rank_sets(np.full(4, 50.0), errors, confidence_level=0.95)
    assert_array_equal(equal.lower, np.ones(4))
    assert_array_equal(equal.upper, np.full(4, 4))


@pytest.mark.parametrize("truth", [np.zeros(5), np.array([0.0, 0.0, 2.0, 2.0, 6.0])])
def test_simultaneous_sets_cover_all_true_ranks_at_their_level(truth: FloatArray) -> None:
    n_worlds, rng = 400, np.random.default_rng(20190701)
    errors = draws(np.eye(5), n=2_000)
    best = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)  # tied areas share a range of ranks
    worst = 5 - (truth[None, :] < truth[:, None]).sum(axis=1)
    covered = 0
    for _ in range(n_worlds):
        sets = simultaneous_rank_sets(truth + rng.standard_normal(5), errors, confidence_level=0.95)
        covered += bool(((sets.lower <= best) & (sets.upper >= worst)).all())
    assert covered / n_worlds >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / n_worlds)


def test_few_degrees_of_freedom_widen_the_sets() -> None:
    x, covariance = np.array([52.9, 50.0, 49.0]), np.eye(3)
    normal = simultaneous_rank_sets(x, draws(covariance), confidence_level=0.90)
    small = simultaneous_rank_sets(x, draws(covariance, df=3), confidence_level=0.90)
    assert (small.upper - small.lower).sum() >= (normal.upper - normal.lower).sum()
    assert draws(covariance, df=8).std() > 1.1 * draws(covariance).std()


def test_marginal_sets_lie_within_simultaneous_ones() -> None:
    x, errors = np.array([58.0, 56.9, 55.7, 54.6]), draws(np.diag([0.2, 0.25, 0.2, 0.3]))
    own = marginal_rank_sets(x, errors, confidence_level=0.95)
    joint = simultaneous_rank_sets(x, errors, confidence_level=0.95)
    assert (own.lower >= joint.lower).all()
    assert (own.upper <= joint.upper).all()


def test_two_names_for_one_area_are_refused() -> None:
    errors = draws(np.eye(3))
    errors[:, 2] = errors[:, 0]
    with pytest.raises(DesignError, match="estimates 1 and 3 has no error"):
        simultaneous_rank_sets(np.array([1.0, 2.0, 3.0]), errors, confidence_level=0.95)


def test_a_withheld_estimate_is_refused() -> None:
    with pytest.raises(DesignError, match="are not numbers"):
        simultaneous_rank_sets(np.array([1.0, np.nan]), draws(np.eye(2)), confidence_level=0.95)


def test_too_few_draws_and_no_freedom_are_refused() -> None:
    with pytest.raises(DesignError, match="need 1000 draws"):
        draws(np.eye(2), n=100)
    with pytest.raises(DesignError, match="degrees of freedom"):
        draws(np.eye(2), df=0)


def test_a_matrix_that_is_no_covariance_is_refused() -> None:
    with pytest.raises(DesignError, match="positive semidefinite"):
        draws(np.array([[1.0, 2.0], [2.0, 1.0]]))
