"""Scores stay on 0..100, miss nothing silently, and weigh as stated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.index_rule import Needed, plain_means, score_people
from crowdpotential.stats.composites.scoring import (
    IndexWeights,
    equal_weights,
    percent_of_maximum,
    weights_from_loadings,
)

TWO = np.array([0, 0, 0, 1, 1])


def test_the_ends_of_the_scale_become_0_and_100_and_a_reversed_item_turns() -> None:
    answers = np.array([[1.0, 1.0], [5.0, 5.0], [2.0, np.nan]])
    got = percent_of_maximum(answers, lowest=np.ones(2), highest=np.full(2, 5.0), is_reversed=np.array([False, True]))
    assert_allclose(got, [[0, 100], [100, 0], [25, np.nan]])


def test_weights_are_shares_of_the_loadings_on_both_levels() -> None:
    weights = weights_from_loadings(np.array([0.6, 0.6, 0.8, 0.5, 0.5]), TWO, np.array([0.9, 0.6]))
    assert_allclose(weights.item_weights, [0.3, 0.3, 0.4, 0.5, 0.5])
    assert_allclose(weights.dimension_weights, [0.6, 0.4])


def test_an_item_that_loads_the_wrong_way_is_named() -> None:
    with pytest.raises(ModelError, match=r"item B loads -0\.200; declare its direction"):
        weights_from_loadings(np.array([0.5, -0.2]), np.zeros(2, dtype=np.int64), np.ones(1), names=("A", "B"))


def score(items: FloatArray, weights: IndexWeights, needed: Needed) -> FloatArray:
    return score_people(items, ~np.isnan(items), weights, plain_means(TWO, 2), needed)


def test_a_dimension_is_scored_only_on_enough_answers_and_weighs_those_given() -> None:
    items = np.array([[100.0, 0.0, np.nan, 50.0, 50.0], [np.nan, np.nan, 100.0, 0.0, 100.0]])
    weights = weights_from_loadings(np.array([0.6, 0.3, 0.3, 1, 1]), TWO, np.ones(2))
    found = score(items, weights, Needed(items=2, dimensions=2))
    assert_allclose(found, [[(200 / 3 + 50) / 2, 200 / 3, 50], [np.nan, np.nan, 50]])


@given(st.lists(st.floats(0, 100), min_size=5, max_size=5))
def test_no_score_leaves_the_theoretical_bounds(row: list[float]) -> None:
    found = score(np.array([row]), equal_weights(TWO), Needed())
    assert (found >= -1e-9).all()
    assert (found <= 100 + 1e-9).all()
