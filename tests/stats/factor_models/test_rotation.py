"""Rotations: against GPArotation and R, and from any start."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from factor_analyzer import Rotator
from numpy.testing import assert_allclose
from scipy.optimize import linear_sum_assignment

from crowdpotential.errors import ConvergenceError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.factor_models import rotation
from crowdpotential.stats.factor_models.rotation import Rotated, rotate
from crowdpotential.stats.factor_models.rotation_criteria import Criterion, quartimin, varimax

Load = Callable[[str], dict[str, Any]]


def turn(loadings: FloatArray, method: rotation.RotationMethod, *, seed: int = 3) -> Rotated:
    return rotate(loadings, method, n_starts=8, rng=np.random.default_rng(seed))


def matched(loadings: FloatArray, target: FloatArray) -> FloatArray:
    """Put columns into the order and sign of the target."""
    products = target.T @ loadings
    order = linear_sum_assignment(-np.abs(products))[1]
    return loadings[:, order] * np.sign(products[np.arange(len(order)), order])


def test_oblimin_reaches_the_optimum_of_gparotation(reference: Load) -> None:
    frozen = reference("rotation")
    got = turn(np.array(frozen["unrotated"]), "oblimin")
    assert got.criterion <= frozen["oblimin"]["criterion"] * (1 + 1e-5)
    theirs = np.array(frozen["oblimin"]["loadings"])
    assert_allclose(matched(got.loadings, theirs), theirs, atol=1e-4)


def test_varimax_agrees_with_r(reference: Load) -> None:
    frozen = reference("rotation")
    theirs = np.array(frozen["varimax"])
    got = turn(np.array(frozen["unrotated"]), "varimax")
    assert_allclose(matched(got.loadings, theirs), theirs, atol=1e-5)
    assert_allclose(got.factor_correlations, np.eye(5))


def test_promax_agrees_with_psych(reference: Load) -> None:
    frozen = reference("rotation")
    theirs = np.array(frozen["promax"]["loadings"])
    got = turn(np.array(frozen["unrotated"]), "promax")
    assert_allclose(matched(got.loadings, theirs), theirs, atol=1e-4)


@pytest.mark.parametrize("method", ["oblimin", "promax", "varimax"])
def test_the_solution_reproduces_the_correlations_of_the_unrotated_factors(reference: Load, method: rotation.RotationMethod) -> None:
    unrotated = np.array(reference("rotation")["unrotated"])
    got = turn(unrotated, method)
    reproduced = got.loadings @ got.factor_correlations @ got.loadings.T
    assert_allclose(reproduced, unrotated @ unrotated.T, atol=1e-6)


def test_the_start_moves_nothing(reference: Load) -> None:
    unrotated = np.array(reference("rotation")["unrotated"])
    once, again = turn(unrotated, "oblimin"), turn(unrotated, "oblimin", seed=99)
    assert_allclose(matched(again.loadings, once.loadings), once.loadings, atol=1e-4)
    assert once.n_best >= 2


def test_a_local_optimum_loses_against_a_better_one() -> None:
    structure = np.kron(np.eye(4), np.full((4, 1), 0.7))
    got = turn(structure @ np.linalg.qr(np.random.default_rng(1).standard_normal((4, 4)))[0], "oblimin")
    assert quartimin(got.loadings).value < 1e-8


def test_a_rotation_that_does_not_settle_is_refused(reference: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "MOST_ROTATIONS", 1)
    with pytest.raises(ConvergenceError, match="none of 8 starts reached an optimum of 5 factors"):
        turn(np.array(reference("rotation")["unrotated"]), "oblimin")


@pytest.mark.parametrize("method", ["oblimin", "promax", "varimax"])
def test_factor_analyzer_ends_at_the_same_place(reference: Load, method: rotation.RotationMethod) -> None:
    unrotated = np.array(reference("rotation")["unrotated"])
    is_oblimin = method == "oblimin"
    theirs = Rotator(method=method, normalize=not is_oblimin, tol=1e-7 if is_oblimin else 1e-14, max_iter=2000).fit_transform(unrotated)
    assert_allclose(matched(turn(unrotated, method).loadings, theirs), theirs, atol=1e-6)


@pytest.mark.parametrize("criterion", [quartimin, varimax])
def test_a_gradient_is_the_slope_of_its_criterion(criterion: Criterion) -> None:
    loadings, step = np.random.default_rng(5).uniform(-1, 1, (7, 3)), 1e-6
    for at in np.ndindex(*loadings.shape):
        moved = np.zeros_like(loadings)
        moved[at] = step
        slope = (criterion(loadings + moved).value - criterion(loadings - moved).value) / (2 * step)
        assert slope == pytest.approx(criterion(loadings).gradient[at], abs=1e-8)
