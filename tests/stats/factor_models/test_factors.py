from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import ModelError
from crowdpotential.stats.factor_models.factors import (
    fit_factor_model,
    fit_factor_replicates,
    fit_second_order,
    fit_second_order_replicates,
)

Load = Callable[[str], dict[str, Any]]

LOADINGS = np.array([0.8, 0.6, 0.5, 0.7, 0.75, 0.65, 0.55, 0.6, 0.7])
METHOD = np.array([0, 0, 0.3, 0, 0, 0.25, 0, 0.3, 0])
DIMENSION = np.repeat([0, 1, 2], 3)
BETWEEN = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])


def implied(loadings: np.ndarray = LOADINGS, method: np.ndarray = METHOD) -> np.ndarray:
    matrix = np.outer(loadings, loadings) * BETWEEN[np.ix_(DIMENSION, DIMENSION)] + np.outer(method, method)
    np.fill_diagonal(matrix, 1)
    return matrix


def sampled(number: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    root = np.linalg.cholesky(implied())
    return np.array([np.corrcoef(root @ rng.normal(size=(9, 2000))) for _ in range(number)])


@pytest.mark.parametrize("case", ["plain", "with_method"])
def test_the_model_agrees_with_lavaan(reference: Load, case: str) -> None:
    frozen = reference("factors")
    method = np.array(frozen["method_items"]) if case == "with_method" else None
    got = fit_factor_model(np.array(frozen["correlations"]), np.array(frozen["dimension_of_item"]), method_items=method)
    expected = frozen[case]
    for name in ("loadings", "factor_correlations", "method_loadings", "uniquenesses"):
        assert_allclose(getattr(got, name), expected[name], atol=1e-6, err_msg=name)  # lavaan stops early
    assert_allclose(got.srmr, expected["srmr"], atol=1e-8)
    assert got.df == expected["df"]


def test_the_general_factor_agrees_with_lavaan(reference: Load) -> None:
    frozen = reference("factors")
    got = fit_second_order(np.array(frozen["plain"]["factor_correlations"]))
    assert_allclose(got.loadings, frozen["second_order"]["loadings"], atol=1e-6)
    assert_allclose(got.srmr, frozen["second_order"]["srmr"], atol=1e-8)
    assert got.df == 2


def test_known_loadings_come_back_exactly() -> None:
    got = fit_factor_model(implied(), DIMENSION, method_items=METHOD > 0)
    assert_allclose(got.loadings, LOADINGS, atol=1e-8)
    assert_allclose(got.method_loadings, METHOD, atol=1e-8)
    assert_allclose(got.factor_correlations, BETWEEN, atol=1e-8)
    assert_allclose(got.uniquenesses, 1 - LOADINGS**2 - METHOD**2, atol=1e-8)
    assert got.srmr < 1e-8
    assert got.is_admissible


def test_a_turned_dimension_is_turned_back() -> None:
    got = fit_factor_model(implied(loadings=np.where(DIMENSION == 1, -1, 1) * LOADINGS), DIMENSION)
    assert (np.bincount(DIMENSION, got.loadings) > 0).all()
    assert_array_equal(np.sign(got.factor_correlations), [[1, -1, 1], [-1, 1, -1], [1, -1, 1]])


def test_the_order_of_the_items_is_immaterial() -> None:
    order = np.random.default_rng(5).permutation(9)
    got = fit_factor_model(implied()[np.ix_(order, order)], DIMENSION[order], method_items=METHOD[order] > 0)
    assert_allclose(got.loadings, LOADINGS[order], atol=1e-8)


def test_an_item_explained_beyond_its_variance_is_reported() -> None:
    matrix = np.array([[1, 0.72, 0.72], [0.72, 1, 0.4], [0.72, 0.4, 1]])
    got = fit_factor_model(matrix, np.zeros(3, dtype=int))
    assert_array_equal(got.heywood, [True, False, False])
    assert not got.is_admissible
    assert got.df == 0


def test_replicates_equal_fits_of_their_own() -> None:
    matrices = sampled(5)
    start = fit_factor_model(implied(), DIMENSION, method_items=METHOD > 0)
    together = fit_factor_replicates(matrices, DIMENSION, method_items=METHOD > 0, start=start)
    for replicate, matrix in enumerate(matrices):
        alone = fit_factor_model(matrix, DIMENSION, method_items=METHOD > 0)
        assert_allclose(together.loadings[replicate], alone.loadings, atol=1e-7)
        assert_allclose(together.method_loadings[replicate], alone.method_loadings, atol=1e-7)
        assert_allclose(together.factor_correlations[replicate], alone.factor_correlations, atol=1e-7)
    assert not together.failed.any()


def test_a_failed_replicate_stays_nan_and_harms_no_other() -> None:
    matrices = sampled(3)
    start = fit_factor_model(implied(), DIMENSION)
    whole = fit_factor_replicates(matrices, DIMENSION, start=start)
    matrices[1, 0, 1] = np.nan
    broken = fit_factor_replicates(matrices, DIMENSION, start=start)
    assert_array_equal(broken.failed, [False, True, False])
    assert np.isnan(broken.loadings[1]).all()
    assert np.isnan(broken.factor_correlations[1]).all()
    assert_allclose(broken.loadings[2], whole.loadings[2], rtol=1e-12)


def test_replicates_of_a_factor_that_is_not_there_fail_one_by_one() -> None:
    start = fit_factor_model(implied(), DIMENSION, method_items=METHOD > 0)
    without = implied(method=np.zeros(9))
    without[2, 5] = without[5, 2] = without[2, 5] + 0.1
    without[2, 7] = without[7, 2] = without[2, 7] - 0.1
    got = fit_factor_replicates(np.stack([implied(), without]), DIMENSION, method_items=METHOD > 0, start=start)
    assert_array_equal(got.failed, [False, True])


def test_a_method_factor_that_is_not_there_is_refused_by_item() -> None:
    without = implied(method=np.zeros(9))
    without[2, 5] = without[5, 2] = without[2, 5] + 0.1
    without[2, 7] = without[7, 2] = without[2, 7] - 0.1
    with pytest.raises(ModelError, match="on the method factor grows without end"):
        fit_factor_model(without, DIMENSION, method_items=METHOD > 0)


def test_a_dimension_with_one_item_is_refused() -> None:
    with pytest.raises(ModelError, match="dimension number 3 has 1 items"):
        fit_factor_model(implied()[:7, :7], DIMENSION[:7])


def test_more_parameters_than_correlations_are_refused() -> None:
    with pytest.raises(ModelError, match="2 parameters but only 1 correlations"):
        fit_factor_model(implied()[:2, :2], DIMENSION[:2])


def test_a_missing_correlation_is_refused() -> None:
    matrix = implied()
    matrix[0, 3] = matrix[3, 0] = np.nan
    with pytest.raises(ModelError, match="2 entries of the correlation matrix are missing"):
        fit_factor_model(matrix, DIMENSION)


def test_pairs_of_items_without_a_relation_between_the_dimensions_are_refused() -> None:
    matrix = np.eye(4)
    matrix[0, 1] = matrix[1, 0] = 0.5
    matrix[2, 3] = matrix[3, 2] = 0.4
    with pytest.raises(ModelError, match="do not determine it"):
        fit_factor_model(matrix, np.array([0, 0, 1, 1]))


def test_replicates_of_the_general_factor_equal_fits_of_their_own() -> None:
    rng = np.random.default_rng(6)
    matrices = np.array([np.corrcoef(rng.normal(size=(5, 60)) + rng.normal(size=60)) for _ in range(4)])
    matrices[2] = np.nan
    together = fit_second_order_replicates(matrices, start=np.full(5, 0.7))
    for replicate in (0, 1, 3):
        assert_allclose(together[replicate], fit_second_order(matrices[replicate]).loadings, atol=1e-7)
    assert np.isnan(together[2]).all()


def test_two_dimensions_cannot_have_a_general_factor() -> None:
    with pytest.raises(ModelError, match="2 dimensions cannot determine it"):
        fit_second_order(BETWEEN[:2, :2])


def test_dimensions_without_anything_in_common_are_named_in_the_message() -> None:
    apart = np.array([[1, 0.3, 0.001], [0.3, 1, 0.1], [0.001, 0.1, 1]])
    with pytest.raises(ModelError, match=r"general factor, whose items are the 3 dimensions: .*item [XYZ]"):
        fit_second_order(apart, names=("X", "Y", "Z"))
