import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from factor_analyzer import FactorAnalyzer
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.factor_models.exploratory import (
    SMALLEST_UNIQUENESS,
    Exploration,
    ExploratorySolution,
    explore,
    match_factors,
)

Load = Callable[[str], dict[str, Any]]

DIMENSION = np.repeat([0, 1, 2], 4)
TARGET = np.eye(3)[DIMENSION] * np.array([0.8, 0.6, 0.7, 0.5] * 3)[:, None]
BETWEEN = np.array([[1, 0.5, -0.2], [0.5, 1, 0.3], [-0.2, 0.3, 1]])
CLEAN = TARGET @ BETWEEN @ TARGET.T + np.diag(1 - (TARGET**2).sum(axis=1))
CONTRADICTORY = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])


def look(
    correlations: FloatArray,
    n_factors: int,
    how: Exploration | None = None,
    *,
    method_loadings: FloatArray | None = None,
) -> ExploratorySolution:
    rng = np.random.default_rng(7)
    return explore(correlations, n_factors, how or Exploration(), rng=rng, method_loadings=method_loadings)


def test_factors_agree_with_psych_and_gparotation(reference: Load) -> None:
    frozen = reference("exploratory")
    found = look(np.array(frozen["correlations"]), 3)
    # all extractions minimise with numerical gradients, psych's least closely
    for theirs, tolerance in ((frozen, 2e-5), (frozen["psych"], 1e-4)):
        got = match_factors(found, np.array(theirs["loadings"]))
        assert_allclose(got.loadings, theirs["loadings"], atol=tolerance)
        assert_allclose(got.factor_correlations, theirs["factor_correlations"], atol=tolerance)


@pytest.mark.parametrize("n_factors", [1, 3])
def test_factor_analyzer_leaves_the_same_to_each_item(reference: Load, n_factors: int) -> None:
    correlations = np.array(reference("exploratory")["correlations"])
    theirs = FactorAnalyzer(n_factors, rotation=None, method="minres", is_corr_matrix=True, bounds=(SMALLEST_UNIQUENESS, 1))
    theirs.fit(correlations.copy())
    ours = look(correlations, n_factors)
    assert_allclose(ours.uniquenesses, 1 - (theirs.loadings_**2).sum(axis=1), atol=1e-9)


def test_a_clean_structure_comes_back_with_its_correlations_in_order() -> None:
    order = np.random.default_rng(4).permutation(12)
    got = match_factors(look(CLEAN[np.ix_(order, order)], 3), TARGET[order])
    assert_allclose(got.loadings, TARGET[order], atol=1e-3)
    assert_allclose(got.factor_correlations, BETWEEN, atol=2e-3)
    assert_allclose(got.structure, TARGET[order] @ BETWEEN, atol=2e-3)
    assert_allclose(got.uniquenesses, 1 - (TARGET[order] ** 2).sum(axis=1), atol=1e-3)


def test_matching_undoes_any_order_and_sign() -> None:
    solution = look(CLEAN, 3)
    turned = TARGET[:, [2, 0, 1]] * np.array([-1, 1, -1])
    got = match_factors(solution, turned)
    assert_allclose(got.loadings, turned, atol=1e-3)
    sign = np.array([-1, 1, -1])
    assert_allclose(got.factor_correlations, BETWEEN[np.ix_([2, 0, 1], [2, 0, 1])] * np.outer(sign, sign), atol=2e-3)


def test_factors_come_by_explained_variance_with_positive_sums() -> None:
    wide = np.zeros((9, 2))
    wide[:3, 0], wide[3:, 1] = 0.7, -0.7
    got = look(wide @ wide.T + np.eye(9) * 0.51, 2)
    assert_allclose(got.loadings[:, 0], -wide[:, 1], atol=1e-3)
    assert (got.loadings.sum(axis=0) > 0).all()


def test_what_reversed_items_share_is_taken_out_first() -> None:
    method = np.where(np.arange(12) % 4 == 3, 0.5, 0)
    with_method = CLEAN + np.outer(method, method) * (1 - np.eye(12))
    spread = match_factors(look(with_method, 3), TARGET)
    got = match_factors(look(with_method, 3, method_loadings=method), TARGET)
    assert np.abs(spread.loadings - TARGET).max() > 0.1
    assert_allclose(got.loadings, TARGET, atol=1e-3)


def test_one_factor_needs_no_rotation() -> None:
    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    got = look(np.outer(loadings, loadings) + np.diag(1 - loadings**2), 1)
    assert_allclose(got.loadings[:, 0], loadings, atol=1e-4)
    assert_array_equal(got.factor_correlations, [[1]])


def test_no_warning_reaches_the_report() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        look(CLEAN, 3)


def test_as_many_factors_as_items_are_refused() -> None:
    with pytest.raises(ModelError, match="12 of 12 items"):
        look(CLEAN, 12)


def test_a_matrix_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ModelError, match="3 items is no correlation matrix"):
        look(CONTRADICTORY, 1)


def test_maximum_likelihood_agrees_with_factanal(reference: Load) -> None:
    frozen = reference("rotation")
    got = look(np.array(frozen["correlations"]), 5, Exploration(extraction="ml"))
    assert_allclose(got.uniquenesses, frozen["ml_uniquenesses"], atol=2e-5)  # numerical gradients here and there


def test_an_item_without_variance_of_its_own_is_reported_and_held_at_the_bound() -> None:
    loadings = np.array([0.99, 0.7, 0.6, 0.5])
    heywood = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    heywood[0, 1] = heywood[1, 0] = 0.72  # beyond what a loading of 1 explains
    got = look(heywood, 1)
    assert_array_equal(got.is_heywood, [True, False, False, False])
    assert 0 < got.uniquenesses[0] < 2 * SMALLEST_UNIQUENESS
    assert not look(CLEAN, 3).is_heywood.any()
