import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import DesignError
from crowdpotential.stats.inference.linear_contrasts import estimate_differences, estimate_quotients
from crowdpotential.stats.inference.linear_estimates import LinearEstimates

FIRST, SECOND = np.array([0]), np.array([1])
BOTH = LinearEstimates(
    estimate=np.array([6.0, 3.0]),
    scores=np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]),
    members=np.array([[True, False], [True, False], [False, True], [False, False]]),
)


def test_a_contrast_rests_on_the_members_of_both_estimates() -> None:
    for contrast in (estimate_differences, estimate_quotients):
        assert_array_equal(contrast(BOTH, FIRST, SECOND).members[:, 0], [True, True, True, False])


def test_scores_of_a_difference_and_of_a_quotient_follow_the_delta_method() -> None:
    difference = estimate_differences(BOTH, FIRST, SECOND)
    assert_allclose(difference.estimate, [3.0])
    assert_allclose(difference.scores[:, 0], [1, -1, -2, 0])
    quotient = estimate_quotients(BOTH, FIRST, SECOND)
    assert_allclose(quotient.estimate, [2.0])
    assert_allclose(quotient.scores[:, 0], [1 / 3, -1 / 3, -4 / 3, 0])


def test_an_estimate_divided_by_itself_does_not_vary() -> None:
    assert not estimate_quotients(BOTH, SECOND, SECOND).scores.any()


def test_an_estimate_of_zero_divides_nothing() -> None:
    zero = LinearEstimates(estimate=np.array([6.0, 0.0]), scores=BOTH.scores, members=BOTH.members)
    with pytest.raises(DesignError, match="1 of 1 estimates to divide by are zero; leave them out"):
        estimate_quotients(zero, FIRST, SECOND)
