import numpy as np
import pytest

from crowdpotential.stats.group_models.model_spec import Invariance, Level, MeasurementModel, lay_out_groups

PLAIN = MeasurementModel(dimension_of_item=np.repeat([0, 1, 2], 4))  # 12 items, three dimensions


@pytest.mark.parametrize(
    ("level", "n_parameters"),
    # 12 loadings, 3 correlations, 12 residuals, 12 intercepts per group; what becomes equal, less what becomes free
    [("configural", 78), ("metric", 78 - 12 + 3), ("scalar", 69 - 12 + 3), ("strict", 60 - 12)],
)
def test_each_level_has_its_number_of_parameters(level: Level, n_parameters: int) -> None:
    assert lay_out_groups(PLAIN, Invariance(level=level), 2).n_parameters == n_parameters


def test_every_item_freed_by_name_adds_a_parameter() -> None:
    strict = lay_out_groups(PLAIN, Invariance(level="strict"), 3)
    freed = Invariance(level="strict", free_loadings=(1,), free_intercepts=(1, 4), free_residuals=(5,))
    assert lay_out_groups(PLAIN, freed, 3).n_parameters == strict.n_parameters + 2 * 4


def test_items_that_are_free_anyway_add_nothing_when_freed() -> None:
    freed = Invariance(level="configural", free_loadings=(1,), free_intercepts=(2,), free_residuals=(3,))
    assert lay_out_groups(PLAIN, freed, 2).n_parameters == 78


def test_a_general_factor_takes_the_place_of_the_correlations() -> None:
    model = MeasurementModel(dimension_of_item=np.repeat(np.arange(4), 3), has_general_factor=True)
    structure = lay_out_groups(model, Invariance(level="scalar"), 2)
    # 12 loadings, 4 on the general factor, 12 intercepts, 24 residuals, 5 variances and 4 means of the second group
    assert structure.n_parameters == 12 + 4 + 12 + 24 + 5 + 4


def test_method_loadings_may_be_equal() -> None:
    several, one = (
        lay_out_groups(
            MeasurementModel(
                dimension_of_item=np.repeat([0, 1, 2], 4),
                method_items=np.array([2, 3, 6]),
                has_equal_method_loadings=is_equal,
            ),
            Invariance(level="configural"),
            2,
        ).n_parameters
        for is_equal in (False, True)
    )
    assert (several, one) == (78 + 6, 78 + 2)


def test_residual_covariances_are_each_groups_own_at_every_level() -> None:
    model = MeasurementModel(dimension_of_item=np.repeat([0, 1, 2], 4), residual_pairs=np.array([[0, 1]]))
    strict = Invariance(level="strict")
    assert lay_out_groups(model, strict, 2).n_parameters == lay_out_groups(PLAIN, strict, 2).n_parameters + 2


def test_one_group_is_the_same_at_all_levels() -> None:
    counts = {lay_out_groups(PLAIN, Invariance(level=level), 1).n_parameters for level in ("configural", "strict")}
    assert counts == {39}
