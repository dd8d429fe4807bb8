"""Equivalence: the two one-sided tests and their interval say the same, and what cannot be asked is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from crowdpotential.stats.inference.equivalence import Equivalence, two_one_sided_tests


def equivalence(
    difference: list[float], error: float = 1.0, df: float = 30.0, margin: float = 2.0
) -> Equivalence:
    k = len(difference)
    return two_one_sided_tests(
        np.array(difference), np.full(k, error), np.full(k, df), margin=margin, significance=0.05
    )


def test_both_p_values_agree_with_statsmodels() -> None:
    rng = np.random.default_rng(11)
    first, second = DescrStatsW(rng.normal(0.3, 1, 40)), DescrStatsW(rng.normal(0, 1, 55))
    means = CompareMeans(first, second)
    p_value, (above, below) = means.ttost_ind(-0.7, 0.7)
    found = equivalence(
        [first.mean - second.mean], float(means.std_meandiff_pooledvar), 40 + 55 - 2, margin=0.7
    )
    assert_allclose(
        [found.p_above[0], found.p_below[0], found.p_value[0]], [above[1], below[1], p_value], rtol=1e-9
    )


@given(difference=st.floats(-4, 4), error=st.floats(0.05, 2), df=st.integers(1, 200))
def test_a_difference_is_equivalent_exactly_where_its_interval_lies_within_the_margin(
    difference: float, error: float, df: int
) -> None:
    found = equivalence([difference], error, df)
    inside = max(-found.ci_low[0], found.ci_high[0]) < found.margin
    near = abs(max(-found.ci_low[0], found.ci_high[0]) - found.margin) < 1e-6
    assert bool(found.is_equivalent[0]) == inside or near
    assert found.p_value[0] == max(found.p_above[0], found.p_below[0])


def test_the_sign_of_a_difference_exchanges_its_two_tests() -> None:
    found = equivalence([0.8, -0.8])
    assert_allclose(found.p_above, found.p_below[::-1])
    assert_allclose(found.p_value[0], found.p_value[1])


def test_what_was_withheld_is_not_equivalent() -> None:
    found = equivalence([0.0, 0.0], df=0.0)
    assert_array_equal(found.is_equivalent, [False, False])
    assert not equivalence([0.0], error=np.nan).is_equivalent[0]


@pytest.mark.parametrize("margin", [-1.0, np.nan])
def test_a_margin_below_zero_is_refused(margin: float) -> None:
    with pytest.raises(ValueError, match="give the smallest difference that matters, 0 or more"):
        equivalence([0.0], margin=margin)


def test_a_significance_of_a_half_or_more_is_refused() -> None:
    one = np.ones(1)
    with pytest.raises(ValueError, match=r"significance is 0.6; it must lie between 0 and 0.5"):
        two_one_sided_tests(one, one, one, margin=2.0, significance=0.6)
