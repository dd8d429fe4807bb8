"""The plain normalisation and aggregation that the compiled index is held against: against COINr, and where a choice cannot be computed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from plain_aggregation import aggregate, generalised_mean
from plain_normalisation import (
    to_goalposts,
    to_percentile_ranks,
    to_ranks,
    to_sample_range,
    to_theoretical_bounds,
    to_z_scores,
)

from crowdpotential.errors import ItemError, ModelError
from crowdpotential.stats.arrays import FloatArray

POWER = {"a_amean": 1.0, "a_gmean": 0.0, "a_hmean": -1.0, "a_genmean": 0.5}


@pytest.fixture(scope="module")
def coinr(reference: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return reference("coinr")


def normalised(coinr: dict[str, Any], method: str) -> FloatArray:
    x, direction = np.array(coinr["X"]), np.array(coinr["direction"])
    turned, p = x * direction, x.shape[1]
    if method == "minmax":
        return to_sample_range(turned, low=1, high=100)
    if method == "zscore":
        return to_z_scores(turned, mean=10, sd=2)
    if method == "rank":
        return to_ranks(turned)
    if method == "prank":
        return to_percentile_ranks(turned)
    if method == "scaled":
        return to_theoretical_bounds(turned, np.zeros(p), np.ones(p))
    posts = np.where(direction > 0, 0.0, -120.0), np.where(direction > 0, 120.0, 0.0)
    return to_goalposts(turned, *posts)


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank", "prank", "scaled", "goalposts"])
def test_normalisations_agree_with_coinr(coinr: dict[str, Any], method: str) -> None:
    assert_allclose(normalised(coinr, method), coinr["normalised"][method], rtol=1e-9, atol=1e-12)


def test_every_combination_that_both_have_agrees_with_coinr(coinr: dict[str, Any]) -> None:
    parent = np.array(coinr["group"]) - 1
    weights, group_weights = np.array(coinr["item_weights"]), np.array(coinr["group_weights"])
    compared = 0
    for name, answer in coinr["index"].items():
        method, mean = name.split()
        if method in {"dist2max", "fracmax", "borda"}:
            continue  # no choice of ours
        values = normalised(coinr, method)
        dimensions = aggregate(values, parent, weights, power=POWER[mean])
        assert_allclose(dimensions, answer["dimensions"], rtol=1e-9)
        assert_allclose(generalised_mean(dimensions, group_weights, power=POWER[mean]), answer["index"], rtol=1e-9)
        compared += 1
    assert compared == 15


@given(st.floats(-3, 3), st.floats(0.1, 50))
def test_a_mean_of_any_power_keeps_equal_values_and_scales_with_them(power: float, scale: float) -> None:
    weights = np.array([0.2, 0.5, 0.3])
    assert_allclose(generalised_mean(np.full(3, scale), weights, power=power), scale, rtol=1e-6)
    uneven = np.array([1.0, 2.0, 4.0])
    once = generalised_mean(uneven, weights, power=power)
    assert_allclose(generalised_mean(uneven * scale, weights, power=power), once * scale, rtol=1e-6)


def test_the_lower_the_power_the_less_a_high_item_makes_up_for_a_low_one() -> None:
    uneven, weights = np.array([[1.0, 99.0]]), np.array([0.5, 0.5])
    means = [generalised_mean(uneven, weights, power=power)[0] for power in (1.0, 0.5, 0.0, -1.0)]
    assert means == sorted(means, reverse=True)


def test_a_missing_value_leaves_its_weight_to_the_others() -> None:
    weights = np.array([0.2, 0.3, 0.5])
    got = generalised_mean(np.array([[10.0, np.nan, 40.0], [np.nan] * 3]), weights, power=1)
    assert_allclose(got, [(0.2 * 10 + 0.5 * 40) / 0.7, np.nan])


def test_weighted_z_scores_have_their_mean_and_spread_under_the_weights() -> None:
    rng = np.random.default_rng(2)
    values, weights = rng.normal(3, 2, (50, 2)), rng.uniform(0.5, 2, 50)
    values[0, 1] = np.nan
    z = to_z_scores(values, weights=weights)
    assert_allclose(np.average(z[1:, 1], weights=weights[1:]), 50)
    assert_allclose(np.average((z[1:, 1] - 50) ** 2, weights=weights[1:]), 100)


def test_ranks_leave_missing_values_missing() -> None:
    values = np.array([[3.0], [np.nan], [1.0], [3.0]])
    assert_allclose(to_ranks(values)[:, 0], [2, np.nan, 1, 2])
    assert_allclose(to_percentile_ranks(values)[:, 0], [0.5, np.nan, 0, 0.5])


def test_zeros_under_a_geometric_mean_are_refused() -> None:
    with pytest.raises(ItemError, match="2 values are zero or negative"):
        generalised_mean(np.array([0.0, 5.0, -1.0]), np.ones(3), power=0)


def test_weights_that_are_none_are_refused() -> None:
    with pytest.raises(ModelError, match="1 of 2 weights are negative"):
        generalised_mean(np.ones(2), np.array([1.5, -0.5]), power=1)


def test_a_node_without_children_is_refused() -> None:
    with pytest.raises(ModelError, match="1 of 3 nodes have no children"):
        aggregate(np.ones((2, 2)), np.array([0, 2]), np.ones(2), power=1)


def test_items_without_room_are_refused_by_position() -> None:
    flat = np.column_stack([np.arange(4.0), np.ones(4)])
    one = np.ones(2)
    for use in (
        lambda: to_sample_range(flat),
        lambda: to_z_scores(flat),
        lambda: to_theoretical_bounds(flat, one * [0, 1], one),
        lambda: to_goalposts(flat, one * [0, 1], one),
    ):
        with pytest.raises(ItemError, match=r"1 of 2 items \(positions 2\)"):
            use()
    with pytest.raises(ItemError, match="fewer than two values"):
        to_percentile_ranks(np.array([[1.0], [np.nan]]))
