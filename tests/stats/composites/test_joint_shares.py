"""Shares of method and sampling: exact, free of what a finite number of replicates adds, the same for any kind of replicates."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import DesignError
from crowdpotential.stats.composites.factorial import decompose
from crowdpotential.stats.composites.joint_shares import decompose_jointly, draw_out
from crowdpotential.stats.replication.replicates import Replication

WEIGHTS = [np.array([1.0, 2.0]), np.array([1.0, 1.0, 2.0])]


def made_by(kind: str, n: int) -> Replication:
    return Replication(
        kind=kind,  # type: ignore[arg-type]
        coefficients=np.full(n, 1 / n if kind == "rao-wu" else (n - 1) / n),
        centre="estimate",
        degrees_of_freedom=20.0,
        fails_above=0.01 if kind == "rao-wu" else 0.0,
    )


def test_shares_sum_to_one_and_equal_a_brute_force_over_all_pairs_of_evaluations() -> None:
    """Without noise to take out, a total share is half the mean square of changing one choice (Jansen 1999)."""
    results = np.random.default_rng(1).normal(size=(2, 3, 7))
    found = decompose_jointly(results, WEIGHTS, replication=made_by("jkn", 7))
    assert found.sampling + found.method + found.both == pytest.approx(1, abs=1e-12)
    shares = [w / w.sum() for w in [*WEIGHTS, np.ones(7)]]
    weight = np.einsum("i,j,k->ijk", *shares)
    mean = (weight * results).sum()
    assert found.variance == pytest.approx((weight * (results - mean) ** 2).sum(), rel=1e-10)
    for axis in range(3):
        moved = np.moveaxis(results, axis, 0)
        others = np.moveaxis(weight, axis, 0).sum(axis=0)
        total = sum(
            shares[axis][a] * shares[axis][b] * (others * (moved[a] - moved[b]) ** 2).sum() / 2
            for a in range(len(moved))
            for b in range(len(moved))
        )
        assert found.total[axis] == pytest.approx(total / found.variance, rel=1e-10)
        first = (shares[axis] * ((others * moved).sum(axis=(1, 2)) - mean) ** 2).sum()
        assert found.first_order[axis] == pytest.approx(first / found.variance, rel=1e-10)


def test_of_bootstrap_replicates_the_classical_analysis_of_variance_remains() -> None:
    """Two-way layout, choice fixed and replicate random: mean squares by hand (Searle, Casella and McCulloch 1992)."""
    m, n = 3, 8
    y = np.random.default_rng(2).normal(size=(m, n)) + np.array([[0.0], [1.0], [3.0]])
    rows, columns = y.mean(axis=1, keepdims=True), y.mean(axis=0, keepdims=True)
    interaction = ((y - rows - columns + y.mean()) ** 2).sum() / (m * (n - 1))
    method = ((rows - y.mean()) ** 2).mean() - interaction / n
    sampling = ((columns - y.mean()) ** 2).sum() / (n - 1)
    whole = interaction + method + sampling
    found = decompose_jointly(y, [np.ones(m)], replication=made_by("rao-wu", n))
    assert_allclose(
        [found.method, found.sampling, found.both],
        np.array([method, sampling, interaction]) / whole,
        rtol=1e-10,
    )


def test_noise_of_few_replicates_is_no_method() -> None:
    rng, shares = np.random.default_rng(3), []
    for _ in range(400):
        y = rng.normal(size=(4, 5))  # methods differ by nothing but noise
        shares.append(decompose_jointly(y, [np.ones(4)], replication=made_by("rao-wu", 5)).method)
        raw = decompose(y, [np.ones(4), np.ones(5)]).first_order[0]
        assert shares[-1] <= raw + 1e-12
    assert np.median(shares) < 0.05


def test_replicates_are_scaled_so_that_their_variance_is_that_of_the_estimate() -> None:
    rng = np.random.default_rng(4)
    estimate, replicates = np.array([1.0, 2.0]), rng.normal(size=(2, 9)) + 1.5
    how = made_by("jkn", 9)
    drawn = draw_out(estimate, replicates, how)
    expected = (how.coefficients * (replicates - estimate[:, None]) ** 2).sum(axis=1)
    assert_allclose(((drawn - estimate[:, None]) ** 2).mean(axis=1), expected, rtol=1e-12)


def test_a_bootstrap_keeps_its_replicates_and_leaves_a_failed_one_out_for_all() -> None:
    replicates = np.random.default_rng(5).normal(size=(2, 200))
    estimate = np.zeros(2)
    assert_allclose(draw_out(estimate, replicates, made_by("rao-wu", 200)), replicates, rtol=1e-12)
    replicates[1, 7] = np.nan
    assert draw_out(estimate, replicates, made_by("rao-wu", 200)).shape == (2, 199)


def test_too_many_failed_replicates_are_refused() -> None:
    replicates = np.zeros((2, 100))
    replicates[0, :5] = np.nan
    with pytest.raises(DesignError, match="5 of 100 replicates lack a combination"):
        draw_out(np.zeros(2), replicates, made_by("rao-wu", 100))


def test_a_result_that_never_moves_has_no_shares() -> None:
    found = decompose_jointly(np.ones((2, 5)), [np.ones(2)], replication=made_by("rao-wu", 5))
    assert found.variance == 0
    assert np.isnan([found.sampling, found.method, found.both]).all()
