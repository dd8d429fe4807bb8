import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.replication.replicates import Replication, rao_wu_replication
from crowdpotential.stats.replication.spread import monte_carlo_error, replicate_covariance, spread_replicates


def jackknife(number: int, *, centre: str = "estimate") -> Replication:
    return Replication(
        kind="jkn",
        coefficients=np.linspace(0.0, 1.0, number),
        centre=centre,
        degrees_of_freedom=number - 2.0,
        fails_above=0.0,
    )


def draws(number: int) -> Replication:
    return rao_wu_replication(np.zeros(30, dtype=np.int64), number=number)


def variances(spread: np.ndarray) -> np.ndarray:
    return np.square(spread).sum(axis=1)


def test_squares_about_the_estimate_are_added_with_their_coefficients() -> None:
    spread = spread_replicates(np.array([5.0]), np.array([[4.0, 7.0, 5.5]]), jackknife(3))
    assert_allclose(variances(spread.deviations), 0.0 * 1 + 0.5 * 4 + 1.0 * 0.25)


def test_the_mean_of_the_replicates_that_count_may_be_the_centre() -> None:
    spread = spread_replicates(np.array([5.0]), np.array([[90.0, 7.0, 5.0]]), jackknife(3, centre="mean"))
    assert_allclose(variances(spread.deviations), 0.5 * 1 + 1.0 * 1)


@given(seed=st.integers(0, 2**32), lost=st.integers(0, 5))
def test_a_bootstrap_divides_by_the_draws_that_were_used(seed: int, lost: int) -> None:
    replicates = np.random.default_rng(seed).normal(size=(1, 500))
    replicates[0, :lost] = np.nan
    spread = spread_replicates(np.zeros(1), replicates, draws(500))
    assert_allclose(variances(spread.deviations), np.mean(replicates[0, lost:] ** 2))
    assert_array_equal(spread.n_failed, [lost])
    assert not spread.withheld.any()


def test_a_jackknife_that_lost_one_replicate_withholds_what_needs_it_and_nothing_else() -> None:
    replicates = np.ones((2, 4))
    replicates[1, 2] = np.nan
    spread = spread_replicates(np.zeros(2), replicates, jackknife(4))
    assert_array_equal(spread.withheld, [False, True])
    assert np.isnan(spread.deviations[1]).all()
    inference = infer(
        np.zeros(2),
        replicates,
        replication=jackknife(4),
        freedom=Freedom(np.array(3.0)),
        confidence_level=0.95,
    )
    assert_array_equal(np.isnan(inference.standard_error), [False, True])
    assert_array_equal(inference.n_failed, [0, 1])


def test_covariance_leaves_a_replicate_that_lacks_one_estimate_out_for_all() -> None:
    rng = np.random.default_rng(1)
    replicates = rng.normal(size=(3, 200))
    replicates[1, 17] = np.nan
    got = replicate_covariance(np.zeros(3), replicates, draws(200))
    used = np.delete(replicates, 17, axis=1)
    assert_allclose(got.covariance, used @ used.T / 199)
    assert (got.n_failed, got.withheld) == (1, False)
    lost = replicate_covariance(np.zeros(3), replicates, jackknife(200))
    assert lost.withheld
    assert np.isnan(lost.covariance).all()


@given(seed=st.integers(0, 2**32))
def test_covariance_has_the_variances_on_its_diagonal_and_gives_those_of_contrasts(seed: int) -> None:
    replicates = np.random.default_rng(seed).normal(size=(3, 40))
    contrast = np.array([1.0, -1.0, 0.5])
    estimate = np.array([0.1, 0.2, 0.3])
    for centre in ("estimate", "mean"):
        replication = jackknife(40, centre=centre)
        whole = replicate_covariance(estimate, replicates, replication).covariance
        alone = spread_replicates(np.array([contrast @ estimate]), (contrast @ replicates)[None], replication)
        assert_allclose(contrast @ whole @ contrast, variances(alone.deviations)[0])
        spread = spread_replicates(estimate, replicates, replication)
        assert_allclose(np.diag(whole), variances(spread.deviations))


def test_error_of_a_bootstrap_s_standard_error_is_what_repeated_bootstraps_show() -> None:
    n_replicates, n_repeats = 200, 400
    drawn = np.random.default_rng(3).normal(size=(n_repeats, n_replicates))
    errors = np.sqrt(np.mean(drawn**2, axis=1))
    expected = monte_carlo_error(np.ones(1), n_replicates)[0]
    assert errors.std(ddof=1) == pytest.approx(expected, rel=4 / np.sqrt(2 * n_repeats))


def test_shapes_that_do_not_fit_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"\(2,\) estimates, \(2, 5\) replicates and 4 coefficients do not"):
        spread_replicates(np.ones(2), np.ones((2, 5)), draws(4))
