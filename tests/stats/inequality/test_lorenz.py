"""Lorenz curves, Gini's coefficient and top shares: R's double sum and interpolation, invariances, what cannot be."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inequality.lorenz import count_effective, distribute, find_gini, find_lorenz, find_top_shares

Reference = Callable[[str], dict[str, Any]]
RNG = np.random.default_rng(5)
AMOUNTS = np.where(RNG.random(200) < 0.6, 0.0, RNG.geometric(0.2, 200)).astype(np.float64)
WEIGHTS = RNG.lognormal(0, 0.4, 200)


def gini(amounts: FloatArray, weights: FloatArray) -> float:
    return float(find_gini(distribute(amounts, weights[:, None]))[0])


def top(amounts: FloatArray, weights: FloatArray, share: float) -> float:
    return float(find_top_shares(distribute(amounts, weights[:, None]), [share])[0, 0])


def test_the_coefficient_and_top_shares_are_those_of_r(reference: Reference) -> None:
    case = reference("inequality")
    amounts, weights = (np.array(case[name], dtype=np.float64) for name in ("amounts", "weights"))
    assert_allclose(gini(amounts, weights), case["gini"], rtol=1e-12)
    assert_allclose([top(amounts, weights, 0.01), top(amounts, weights, 0.1)], [case["top_1"], case["top_10"]], rtol=1e-12)
    assert_allclose(find_lorenz(distribute(amounts, weights[:, None]), np.array([0.8]))[0, 0], case["lorenz_80"], rtol=1e-12)


def test_a_jackknife_of_the_points_has_the_error_of_rs_linearised_coefficient(reference: Reference) -> None:
    case = reference("inequality")
    amounts, weights, points = (np.array(case[name], dtype=np.float64) for name in ("amounts", "weights", "points"))
    names = np.unique(points)
    without = weights[:, None] * (points[:, None] != names)
    found = find_gini(distribute(amounts, without))
    error = np.sqrt((len(names) - 1) / len(names) * np.square(found - gini(amounts, weights)).sum())
    assert_allclose(error, case["gini_se"], rtol=0.03)  # to first order the same; sixty points


def test_many_columns_of_weights_are_many_samples() -> None:
    every = np.column_stack([WEIGHTS, np.ones(200), np.full(200, np.nan), np.where(AMOUNTS > 0, 0.0, 1.0)])
    found = find_gini(distribute(AMOUNTS, every))
    assert_allclose(found[:2], [gini(AMOUNTS, WEIGHTS), gini(AMOUNTS, np.ones(200))], rtol=1e-12)
    assert np.isnan(found[2:]).all()  # a failed replicate, and one in which nobody does anything


@given(scale=st.floats(0.01, 100), seed=st.integers(0, 50))
def test_neither_units_nor_scale_of_weights_nor_order_matter(scale: float, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(200)
    moved = gini(scale * AMOUNTS[order], WEIGHTS[order] / scale)
    assert_allclose(moved, gini(AMOUNTS, WEIGHTS), rtol=1e-9)
    assert_allclose(top(scale * AMOUNTS[order], WEIGHTS[order] / scale, 0.1), top(AMOUNTS, WEIGHTS, 0.1), rtol=1e-9)


def test_equal_amounts_are_equal_and_one_who_does_all_is_not() -> None:
    ones = np.ones(50)
    assert_allclose([gini(ones, WEIGHTS[:50]), top(ones, WEIGHTS[:50], 0.1)], [0.0, 0.1], atol=1e-12)
    alone = np.where(np.arange(50) == 7, 3.0, 0.0)
    assert_allclose([gini(alone, ones), top(alone, ones, 0.1), top(alone, ones, 0.01)], [0.98, 1.0, 0.5], atol=1e-12)


def test_whoever_has_much_and_gives_makes_it_more_equal() -> None:
    most, least = int(AMOUNTS.argmax()), int(AMOUNTS.argmin())
    given_away = AMOUNTS.copy()
    given_away[[most, least]] += [-1.0, 1.0]
    ones = np.ones(200)
    assert gini(given_away, ones) < gini(AMOUNTS, ones)


def test_the_effective_number_is_that_of_the_active_where_all_do_as_much_and_one_where_one_does_nearly_all() -> None:
    ones = np.ones(100)
    few = np.where(np.arange(100) < 20, 1.0, 0.0)
    assert_allclose([count_effective(few, ones), count_effective(few, ones, 0.1), count_effective(0 * few, ones)], [20.0, 20.0, 0.0])
    assert count_effective(np.where(np.arange(100) == 0, 1e6, few), ones) < 1.001
    assert count_effective(AMOUNTS, WEIGHTS, 0.01) <= 0.02 * 200 < count_effective(AMOUNTS, WEIGHTS) <= np.count_nonzero(AMOUNTS)


@pytest.mark.parametrize("odd", [-1.0, np.nan, np.inf])
def test_amounts_that_are_none_are_refused(odd: float) -> None:
    with pytest.raises(ValueError, match="1 of 3 amounts are negative or no numbers"):
        distribute(np.array([0.0, odd, 2.0]), np.ones((3, 1)))


def test_inequality_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="inequality of nobody"):
        distribute(np.empty(0), np.empty((0, 1)))
