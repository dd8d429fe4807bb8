from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ItemError
from crowdpotential.stats.factor_models.reliability import (
    alpha,
    alpha_if_deleted,
    omega_hierarchical,
    omega_total,
)

Load = Callable[[str], dict[str, Any]]


def test_alpha_agrees_with_psych(reference: Load) -> None:
    frozen = reference("reliability")
    covariance = np.array(frozen["covariance"])
    sd = np.sqrt(np.diag(covariance))
    assert_allclose(alpha(covariance), frozen["alpha"], rtol=1e-10)
    assert_allclose(alpha(covariance / np.outer(sd, sd)), frozen["ordinal_alpha"], rtol=1e-10)


def test_omega_agrees_with_psych(reference: Load) -> None:
    frozen = reference("reliability")
    got = omega_total(np.array(frozen["loadings"]), np.array(frozen["uniquenesses"]))
    assert_allclose(got, frozen["omega_total"], atol=1e-4)  # psych divides by the observed variance of the sum


def test_alpha_and_omega_are_equal_where_all_loadings_are() -> None:
    loadings = np.full(4, 0.6)
    correlations = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    assert_allclose(omega_total(loadings, 1 - loadings**2), alpha(correlations), rtol=1e-12)


def test_coefficients_of_replicates_come_as_one_array() -> None:
    covariances = np.stack([np.eye(3), np.eye(3) * 0.5 + 0.5])
    assert_allclose(alpha(covariances), [0, 0.75])
    assert_allclose(omega_total(np.zeros((2, 3)), np.ones((2, 3))), [0, 0])


def test_the_general_factor_explains_less_than_all_factors_do() -> None:
    loadings, general = np.array([0.8, 0.7, 0.6, 0.7]), np.array([0.9, 0.5])
    dimension = np.array([0, 0, 1, 1])
    between = np.array([[1, 0.45], [0.45, 1]])[np.ix_(dimension, dimension)]
    correlations = np.outer(loadings, loadings) * between + np.diag(1 - loadings**2)
    got = omega_hierarchical(loadings, general, dimension, correlations)
    assert_allclose(got, (1.5 * 0.9 + 1.3 * 0.5) ** 2 / correlations.sum(), rtol=1e-12)


def test_one_item_has_no_reliability() -> None:
    with pytest.raises(ItemError, match="1 items in the scale"):
        alpha(np.ones((1, 1)))
    with pytest.raises(ItemError, match="1 items in the scale"):
        omega_total(np.array([0.7]), np.array([0.5]))


def test_alpha_if_an_item_is_deleted_agrees_with_psych(reference: Load) -> None:
    frozen = reference("reliability_ordinal")
    covariance = np.array(frozen["covariance"])
    assert_allclose(alpha_if_deleted(covariance), frozen["alpha_if_deleted"], rtol=1e-9)


def test_alpha_if_an_item_is_deleted_is_alpha_of_the_others() -> None:
    rng = np.random.default_rng(3)
    covariances = np.stack([np.cov(rng.normal(size=(4, 30)) + rng.normal(size=30)) for _ in range(2)])
    got = alpha_if_deleted(covariances)
    for item in range(4):
        others = np.delete(np.delete(covariances, item, axis=1), item, axis=2)
        assert_allclose(got[:, item], alpha(others), rtol=1e-12)


def test_two_items_have_no_alpha_without_one_of_them() -> None:
    with pytest.raises(ItemError, match="2 items in the scale; it takes at least 3"):
        alpha_if_deleted(np.eye(2))


def test_omega_hierarchical_agree_with_psych(reference: Load) -> None:
    frozen = reference("reliability_ordinal")
    loadings, general = np.array(frozen["simple_loadings"]), np.array(frozen["dimension_loadings"])
    dimension = np.repeat([0, 1, 2], 3)
    share = omega_hierarchical(loadings, general, dimension, np.array(frozen["correlations"]))
    assert_allclose(share, frozen["omega_hierarchical"], atol=1e-5)  # psych rotates until about 1e-5
