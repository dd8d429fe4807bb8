from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import ModelError
from crowdpotential.stats.factor_models.dimensionality import (
    average_partials,
    bartlett,
    kmo,
    parallel_analysis,
)

Load = Callable[[str], dict[str, Any]]

DIMENSION = np.repeat([0, 1, 2], 4)
TARGET = np.eye(3)[DIMENSION] * np.array([0.8, 0.6, 0.7, 0.5] * 3)[:, None]
BETWEEN = np.array([[1, 0.5, -0.2], [0.5, 1, 0.3], [-0.2, 0.3, 1]])
CLEAN = TARGET @ BETWEEN @ TARGET.T + np.diag(1 - (TARGET**2).sum(axis=1))
CONTRADICTORY = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])


def test_adequacy_and_sphericity_agree_with_psych(reference: Load) -> None:
    frozen = reference("exploratory")
    correlations = np.array(frozen["correlations"])
    adequacy = kmo(correlations)
    assert_allclose(adequacy.overall, frozen["kmo"]["overall"], rtol=1e-9)
    assert_allclose(adequacy.items, frozen["kmo"]["items"], rtol=1e-9)
    test = bartlett(correlations, n_effective=frozen["n"])
    assert_allclose(test.chi2, frozen["bartlett"]["chi2"], rtol=1e-9)
    assert test.df == frozen["bartlett"]["df"]
    assert test.p_value < 1e-10


def test_parallel_analysis_counts_the_factors_and_follows_its_generator() -> None:
    strong = np.eye(3)[DIMENSION] * 0.8
    correlations = strong @ strong.T + np.eye(12) * 0.36
    once = parallel_analysis(correlations, n=500, n_draws=50, rng=np.random.default_rng(1))
    again = parallel_analysis(correlations, n=500, n_draws=50, rng=np.random.default_rng(1))
    assert (once.n_factors, once.n_common_factors) == (3, 3)
    assert_array_equal(once.random, again.random)
    assert_allclose(once.observed.sum(), 12, rtol=1e-12)


def test_common_factors_are_counted_where_components_hide_a_weak_one() -> None:
    found = parallel_analysis(CLEAN, n=500, n_draws=50, rng=np.random.default_rng(1))
    assert (found.n_factors, found.n_common_factors) == (2, 3)


def test_parallel_analysis_finds_no_factor_in_unrelated_items() -> None:
    found = parallel_analysis(np.eye(6), n=200, n_draws=50, rng=np.random.default_rng(1))
    assert (found.n_factors, found.n_common_factors) == (0, 0)


@pytest.mark.parametrize(
    "use",
    [
        kmo,
        average_partials,
        lambda matrix: bartlett(matrix, n_effective=100),
        lambda matrix: parallel_analysis(matrix, n=100, n_draws=5, rng=np.random.default_rng(1)),
    ],
)
def test_a_matrix_that_contradicts_itself_is_refused(use: Callable[[np.ndarray], object]) -> None:
    with pytest.raises(ModelError, match="3 items is no correlation matrix"):
        use(CONTRADICTORY)


def test_parallel_analysis_refuses_fewer_respondents_than_items() -> None:
    with pytest.raises(ModelError, match="12 effective respondents for 12 items"):
        parallel_analysis(CLEAN, n=12, n_draws=5, rng=np.random.default_rng(1))


def test_average_partials_agree_with_psych(reference: Callable[[str], dict[str, Any]]) -> None:
    frozen = reference("rotation")
    got = average_partials(np.array(frozen["correlations"]))
    # psych begins with one component
    assert_allclose(got[1:11], frozen["average_partial"], rtol=1e-9)


def test_average_partials_are_smallest_at_the_number_of_clear_dimensions() -> None:
    loadings = np.kron(np.eye(3), np.full((6, 1), 0.8))
    matrix = loadings @ loadings.T + np.eye(18) * (1 - 0.64)
    assert np.nanargmin(average_partials(matrix)) == 3
