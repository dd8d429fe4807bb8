from typing import get_args

import numpy as np
import pytest

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.ordinal_models.ordinal_levels import (
    ORDINAL_LEVELS,
    OrdinalInvariance,
    OrdinalLevel,
    Parameterisation,
    lay_out_ordinal_groups,
)
from crowdpotential.stats.ordinal_models.ordinal_structure import OrdinalStructure

TWO_DIMENSIONS = MeasurementModel(dimension_of_item=np.repeat([0, 1], 4))
SIZES = np.array([5, 5, 4, 5, 5, 3, 5, 4])


def lay_out(level: OrdinalLevel, parameterisation: Parameterisation = "theta") -> OrdinalStructure:
    return lay_out_ordinal_groups(TWO_DIMENSIONS, OrdinalInvariance(level=level), 3, SIZES, parameterisation=parameterisation)


def test_levels_are_those_that_messages_and_params_may_name() -> None:
    assert get_args(OrdinalLevel) == ORDINAL_LEVELS


def test_every_level_is_a_real_restriction_of_the_one_before() -> None:
    # 28 thresholds, 8 loadings and 1 correlation a group; each step costs and frees in the two other groups
    expected = {
        "configural": 3 * 37,
        "thresholds": 3 * 37 - 2 * 28 + 2 * 16,
        "metric": 3 * 37 - 2 * 28 + 2 * 16 - 2 * 8 + 2 * 2,
        "scalar": 3 * 37 - 2 * 28 + 2 * 16 - 2 * 8 + 2 * 2 - 2 * 8 + 2 * 2,
        "strict": 3 * 37 - 2 * 28 - 2 * 8 + 2 * 2 + 2 * 2,
    }
    assert {level: lay_out(level).n_parameters for level in ORDINAL_LEVELS} == expected
    assert lay_out("scalar", "delta").n_parameters == expected["scalar"]


def test_strict_invariance_needs_theta() -> None:
    with pytest.raises(ModelError, match="residual variances are no parameters under delta; use theta"):
        lay_out("strict", "delta")
