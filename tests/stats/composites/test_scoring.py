"""Scores stay on 0..100, miss nothing silently, and weigh as stated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.errors import ModelError
from crowdpotential.stats.composites.scoring import (
    equal_weights,
    percent_of_maximum,
    score_dimensions,
    score_index,
    weights_from_loadings,
)

TWO = np.array([0, 0, 0, 1, 1])


def test_the_ends_of_the_scale_become_0_and_100_and_a_reversed_item_turns() -> None:
    answers = np.array([[1.0, 1.0], [5.0, 5.0], [2.0, np.nan]])
    got = percent_of_maximum(
        answers, lowest=np.ones(2), highest=np.full(2, 5.0), is_reversed=np.array([False, True])
    )
    assert_allclose(got, [[0, 100], [100, 0], [25, np.nan]])


def test_weights_are_shares_of_the_loadings_on_both_levels() -> None:
    weights = weights_from_loadings(np.array([0.6, 0.6, 0.8, 0.5, 0.5]), TWO, np.array([0.9, 0.6]))
    assert_allclose(weights.item_weights, [0.3, 0.3, 0.4, 0.5, 0.5])
    assert_allclose(weights.dimension_weights, [0.6, 0.4])


def test_an_item_that_loads_the_wrong_way_is_named() -> None:
    with pytest.raises(ModelError, match=r"item B loads -0\.200; declare its direction"):
        weights_from_loadings(
            np.array([0.5, -0.2]), np.zeros(2, dtype=np.int64), np.ones(1), names=("A", "B")
        )


def test_a_dimension_is_scored_only_on_enough_answers_and_weighs_those_given() -> None:
    items = np.array([[100.0, 0.0, np.nan, 50.0, 50.0], [np.nan, np.nan, 100.0, 0.0, 100.0]])
    weights = weights_from_loadings(np.array([0.6, 0.3, 0.3, 1, 1]), TWO, np.ones(2))
    scores, answered = score_dimensions(items, TWO, weights, min_items=2)
    assert_allclose(scores, [[200 / 3, 50], [np.nan, 50]])
    assert answered.tolist() == [[2, 2], [1, 2]]
    assert_allclose(score_index(scores, weights, min_dimensions=2), [(200 / 3 + 50) / 2, np.nan])


@given(st.lists(st.floats(0, 100), min_size=5, max_size=5))
def test_no_score_leaves_the_theoretical_bounds(row: list[float]) -> None:
    weights = equal_weights(TWO)
    scores, _ = score_dimensions(np.array([row]), TWO, weights, min_items=1)
    index = score_index(scores, weights, min_dimensions=1)
    assert -1e-9 <= index[0] <= 100 + 1e-9
