import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import LonelyPsuError
from crowdpotential.stats.replication.lonely_psus import (
    LonelyPsuRule,
    find_lonely,
    refuse_lonely_psus,
    stratum_factors,
)

N_PSUS = np.array([3, 1, 2, 1])
UNSAMPLED = np.array([0.5, 0.8, 1.0, 0.0])  # the last stratum is taken whole


def test_a_stratum_is_lonely_with_one_unit_drawn_and_others_not() -> None:
    assert_array_equal(find_lonely(N_PSUS, UNSAMPLED), [False, True, False, False])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("error", [0.75, 0, 2, 0]),
        ("certainty", [0.75, 0, 2, 0]),
        ("remove", [0.75, 0, 2, 0]),
        ("adjust", [0.75, 0.8, 2, 0]),
        ("average", [1, 0, 8 / 3, 0]),  # four strata for the variance of three
    ],
)
def test_factors_are_those_of_the_rule(rule: LonelyPsuRule, expected: list[float]) -> None:
    assert_allclose(stratum_factors(N_PSUS, UNSAMPLED, rule), expected)


def test_the_first_five_lonely_strata_are_named_and_the_rest_counted() -> None:
    with pytest.raises(LonelyPsuError, match=r"7 strata have a single .*: 0, 1, 2, 3, 4 and 2 more; join each"):
        refuse_lonely_psus(np.arange(7), ())


def test_no_lonely_stratum_is_well() -> None:
    refuse_lonely_psus(np.array([], dtype=np.int64), ("a", "b"))
