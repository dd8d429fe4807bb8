from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ItemError
from crowdpotential.stats.reliability import alpha, omega_hierarchical, omega_total

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
    assert_allclose(
        got, frozen["omega_total"], atol=1e-4
    )  # psych divides by the observed variance of the sum


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
