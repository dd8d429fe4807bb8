import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.group_models.group_scales import express_in
from crowdpotential.stats.group_models.group_structure import GroupMatrices, fill_matrices
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel, lay_out_groups

RNG = np.random.default_rng(20261123)
FLAT = MeasurementModel(dimension_of_item=np.repeat([0, 1, 2], 4), method_items=np.array([1, 5, 9]))
DEEP = MeasurementModel(dimension_of_item=np.repeat([0, 1, 2], 4), has_general_factor=True)
LADDER = [
    Invariance(level="configural"),
    Invariance(level="metric", free_loadings=(1,)),
    Invariance(level="scalar", free_loadings=(1,), free_intercepts=(2, 6)),
    Invariance(level="scalar"),
    Invariance(level="strict"),
]


def draw(model: MeasurementModel, invariance: Invariance) -> list[GroupMatrices]:
    structure = lay_out_groups(model, invariance, 3)
    parameters = RNG.uniform(0.3, 0.8, structure.n_parameters)
    return [fill_matrices(parameters, structure, group) for group in range(3)]


@pytest.mark.parametrize("model", [FLAT, DEEP], ids=["flat", "deep"])
@pytest.mark.parametrize("stricter", [1, 2, 3, 4])
def test_a_freer_model_takes_over_the_moments_of_a_stricter_one(model: MeasurementModel, stricter: int) -> None:
    groups = draw(model, LADDER[stricter])
    for freer in LADDER[:stricter]:
        structure = lay_out_groups(model, freer, 3)
        parameters = express_in(structure, groups)
        for group, expected in enumerate(groups):
            got = fill_matrices(parameters, structure, group)
            assert_allclose(got.implied_covariance, expected.implied_covariance, rtol=1e-10)
            assert_allclose(got.implied_mean, expected.implied_mean, rtol=1e-10)


def test_groups_that_are_alike_but_for_scale_lose_nothing_on_the_way_to_a_stricter_model() -> None:
    strict = draw(FLAT, Invariance(level="strict"))
    free, level = lay_out_groups(FLAT, LADDER[0], 3), Invariance(level="scalar")
    apart = express_in(free, strict)
    structure = lay_out_groups(FLAT, level, 3)
    back = express_in(structure, [fill_matrices(apart, free, group) for group in range(3)])
    for group, expected in enumerate(strict):
        got = fill_matrices(back, structure, group)
        assert_allclose(got.implied_covariance, expected.implied_covariance, rtol=1e-9)
        assert_allclose(got.means, expected.means, rtol=1e-8)
