from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.group_models.group_derivatives import find_bending, find_moment_jacobian
from crowdpotential.stats.group_models.group_structure import (
    GroupStructure,
    fill_matrices,
    read_parameters,
    sum_by_parameter,
)
from crowdpotential.stats.group_models.model_spec import (
    LEVELS,
    Invariance,
    Level,
    MeasurementModel,
    lay_out_groups,
)

DIMENSION = np.repeat([0, 1, 2], 4)
LOWER = np.tril_indices(12)
FLAT = MeasurementModel(dimension_of_item=DIMENSION, method_items=np.array([1, 5, 9]))
DEEP = MeasurementModel(
    dimension_of_item=DIMENSION,
    has_general_factor=True,
    method_items=np.array([1, 5, 9]),
    has_equal_method_loadings=True,
    residual_pairs=np.array([[0, 2], [5, 6]]),
)


def moments(parameters: np.ndarray, structure: GroupStructure) -> np.ndarray:
    matrices = fill_matrices(parameters, structure, 1)
    return np.concatenate([matrices.implied_mean, matrices.implied_covariance[LOWER]])


def central_differences(function: Callable[[np.ndarray], np.ndarray], at: np.ndarray, width: float) -> np.ndarray:
    steps = width * np.eye(len(at))
    return np.stack([(function(at + step) - function(at - step)) / (2 * width) for step in steps], axis=-1)


@pytest.mark.parametrize("model", [FLAT, DEEP], ids=["flat", "deep"])
@pytest.mark.parametrize("level", LEVELS)
def test_first_derivatives_equal_differences(model: MeasurementModel, level: Level) -> None:
    structure = lay_out_groups(model, Invariance(level=level, free_loadings=(2,), free_intercepts=(1,)), 2)
    at = np.random.default_rng(1).uniform(0.2, 0.8, structure.n_parameters)
    cells = structure.groups[1]
    jacobian = find_moment_jacobian(cells, fill_matrices(at, structure, 1))
    expected = central_differences(lambda x: moments(x, structure), at, 1e-6)
    assert_allclose(sum_by_parameter(cells, jacobian, structure.n_parameters), expected, atol=1e-8)


@pytest.mark.parametrize("model", [FLAT, DEEP], ids=["flat", "deep"])
def test_second_derivatives_equal_differences(model: MeasurementModel) -> None:
    structure = lay_out_groups(model, Invariance(level="scalar"), 2)
    rng = np.random.default_rng(2)
    at, weights = rng.uniform(0.2, 0.8, structure.n_parameters), rng.normal(size=(12, 12))
    for_covariance, for_mean = weights + weights.T, rng.normal(size=12)
    cells = structure.groups[1]
    twice = np.where(LOWER[0] == LOWER[1], 1, 2) * for_covariance[LOWER]

    def slope(x: np.ndarray) -> np.ndarray:
        jacobian = find_moment_jacobian(cells, fill_matrices(x, structure, 1))
        return sum_by_parameter(cells, np.concatenate([for_mean, twice]) @ jacobian, structure.n_parameters)

    bent = find_bending(cells, fill_matrices(at, structure, 1), for_covariance, for_mean)
    by_row = sum_by_parameter(cells, bent, structure.n_parameters)
    got = sum_by_parameter(cells, by_row.T, structure.n_parameters)
    assert_allclose(got, central_differences(slope, at, 1e-6), atol=1e-7)


def test_parameters_are_read_as_they_were_filled_in() -> None:
    structure = lay_out_groups(DEEP, Invariance(level="strict", free_residuals=(3,)), 3)
    parameters = np.random.default_rng(3).uniform(size=structure.n_parameters)
    groups = [fill_matrices(parameters, structure, group) for group in range(3)]
    assert_allclose(read_parameters(structure, groups), parameters, rtol=1e-14)


def test_a_stricter_model_gives_its_moments_to_a_freer_one() -> None:
    strict, free = (lay_out_groups(FLAT, Invariance(level=level), 2) for level in ("strict", "metric"))
    parameters = np.random.default_rng(4).uniform(0.2, 0.8, strict.n_parameters)
    passed = read_parameters(free, [fill_matrices(parameters, strict, group) for group in range(2)])
    got, expected = fill_matrices(passed, free, 1), fill_matrices(parameters, strict, 1)
    assert_allclose(got.implied_covariance, expected.implied_covariance)
    assert_allclose(got.intercepts, expected.intercepts)
