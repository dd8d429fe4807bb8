from dataclasses import replace

import numpy as np
import pytest

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.group_sample import gather_sample
from crowdpotential.stats.group_models.model_checks import (
    count_degrees_of_freedom,
    find_undetermined_items,
    refuse_undetermined_model,
)
from crowdpotential.stats.group_models.model_spec import Invariance, MeasurementModel, lay_out_groups

TWO = MeasurementModel(dimension_of_item=np.array([0, 0, 0, 1, 1]))


def test_a_dimension_of_two_items_may_lean_on_another() -> None:
    refuse_undetermined_model(TWO)


def test_a_dimension_of_one_item_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match="dimension trust has 1 items and needs at least 2"):
        refuse_undetermined_model(MeasurementModel(dimension_of_item=np.array([0, 0, 0, 1])), ["digital", "trust"])


def test_a_dimension_of_two_items_that_stands_alone_is_refused() -> None:
    with pytest.raises(ModelError, match="dimension number 1 has 2 items and needs at least 3"):
        refuse_undetermined_model(MeasurementModel(dimension_of_item=np.array([0, 0])))


def test_a_dimension_of_two_items_whose_residuals_go_together_is_refused() -> None:
    with pytest.raises(ModelError, match=r"dimension number 2 has 2 items.*drop the residual covariance"):
        refuse_undetermined_model(replace(TWO, residual_pairs=np.array([[3, 4]])))


def test_a_general_factor_of_two_dimensions_is_refused() -> None:
    with pytest.raises(ModelError, match="general factor of 2 dimensions"):
        refuse_undetermined_model(replace(TWO, has_general_factor=True))


def test_more_parameters_than_moments_are_refused() -> None:
    rng = np.random.default_rng(5)
    sample = gather_sample(rng.normal(size=(80, 3)), np.ones(80), np.repeat([0, 1], 40))
    model = MeasurementModel(dimension_of_item=np.zeros(3, dtype=np.int64), residual_pairs=np.array([[0, 1], [0, 2]]))
    structure = lay_out_groups(model, Invariance(level="configural"), 2)
    with pytest.raises(ModelError, match="model: 4 parameters more than moments"):
        count_degrees_of_freedom(sample, structure, "model")


def test_a_group_smaller_than_its_parameters_is_refused_with_the_number_needed() -> None:
    rng = np.random.default_rng(6)
    sample = gather_sample(rng.normal(size=(50, 5)), np.ones(50), np.repeat([0, 1], [40, 10]), group_names=["north", "south"])
    structure = lay_out_groups(TWO, Invariance(level="configural"), 2)
    with pytest.raises(ModelError, match="group south has 10 respondents for 16 parameters; it takes at least 16"):
        count_degrees_of_freedom(sample, structure, "model")


def sized(*sizes: int, pairs: tuple[tuple[int, int], ...] = (), method: tuple[int, ...] = (), **more: bool) -> MeasurementModel:
    return MeasurementModel(
        dimension_of_item=np.repeat(np.arange(len(sizes)), sizes),
        residual_pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        method_items=np.array(method, dtype=np.int64),
        **more,
    )


@pytest.mark.parametrize(
    ("model", "items"),
    [
        (sized(3), []),
        (sized(2), [0, 1]),
        (sized(2, 2), []),
        (sized(1, 3), [0]),
        (sized(3, pairs=((0, 1),)), [0, 1, 2]),
        (sized(4, pairs=((0, 1),)), []),
        (sized(4, pairs=((0, 1), (2, 3))), [0, 1, 2, 3]),
        (sized(2, 3, pairs=((0, 1),)), [0, 1]),
        (sized(3, 3, pairs=((0, 1), (0, 2), (1, 2))), [0, 1, 2]),
        (sized(3, 3, pairs=((0, 3),)), []),
        (sized(3, 3, has_general_factor=True), [0, 1, 2, 3, 4, 5]),
        (sized(2, 2, 2, has_general_factor=True), []),
        (sized(3, 3, 3, method=(0, 3, 6)), []),
        (sized(3, 3, 3, method=(0, 3)), [0, 3]),
        (sized(3, method=(0, 1, 2)), [0, 1, 2]),
    ],
)
def test_items_whose_parameters_no_answers_determine_are_found(model: MeasurementModel, items: list[int]) -> None:
    assert find_undetermined_items(model).tolist() == items


def test_a_model_of_many_items_is_determined_by_its_form() -> None:
    assert not find_undetermined_items(sized(*[5] * 7, method=tuple(range(0, 35, 5)))).size
