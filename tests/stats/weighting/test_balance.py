from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.weighting.balance import heaviest_share, standardised_differences

Reference = Callable[[str], dict[str, Any]]


def test_standardised_differences_agree_with_austins_formula_in_r(reference: Reference) -> None:
    frozen = reference("balance")
    inputs = frozen["inputs"]
    got = standardised_differences(np.array(inputs["sample_share"]), np.array(inputs["population_share"]))
    assert_allclose(got, frozen["answers"]["asmd"], rtol=1e-9)


def test_the_share_of_the_heaviest_agrees_with_sums_in_r(reference: Reference) -> None:
    frozen = reference("balance")
    weights = np.array(frozen["inputs"]["weight"])
    got = [heaviest_share(weights, share) for share in frozen["inputs"]["shares"]]
    assert_allclose(got, frozen["answers"]["heaviest"], rtol=1e-9)


def test_two_categories_of_one_variable_are_equally_far_off() -> None:
    got = standardised_differences(np.array([0.4, 0.6]), np.array([0.5, 0.5]))
    assert_allclose(got, [0.1 / np.sqrt(0.245)] * 2, rtol=1e-12)


def test_balance_is_zero_even_where_a_category_is_empty_on_both_sides() -> None:
    assert_array_equal(standardised_differences(np.array([0.0, 1.0]), np.array([0.0, 1.0])), [0.0, 0.0])


def test_nobody_against_everybody_is_infinitely_far_off() -> None:
    assert_array_equal(standardised_differences(np.array([0.0]), np.array([1.0])), [np.inf])


def test_shares_of_other_categories_than_the_populations_are_refused() -> None:
    with pytest.raises(ValueError, match="must be the same categories"):
        standardised_differences(np.array([0.4, 0.6]), np.array([1.0]))


@given(n=st.integers(1, 40), share=st.floats(0, 1))
def test_equal_weights_give_the_heaviest_no_more_than_their_share(n: int, share: float) -> None:
    assert heaviest_share(np.full(n, 3.0), share) == pytest.approx(share, abs=1e-12)


@given(weights=arrays(float, 20, elements=st.floats(0.01, 100)), share=st.floats(0, 1))
def test_the_heaviest_carry_at_least_their_share_whatever_the_scale(weights: np.ndarray, share: float) -> None:
    carried = heaviest_share(weights, share)
    assert carried >= share - 1e-12
    assert carried == pytest.approx(heaviest_share(weights * 7, share))


def test_a_share_beyond_everybody_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a share of 1\.5 do not fit"):
        heaviest_share(np.ones(3), 1.5)
