"""Which shifts of items count, and what they make in points, told by hand."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats
from two_sides import answer_items

from crowdpotential.index.item_shifts import ItemShifts, any_different, judge_shifts, points_of_shifts
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import FloatArray

DF = 99.0
RULE = Comparability()


def shifts(estimate: list[float], error: list[float], is_different: list[int] | None = None) -> ItemShifts:
    """Shifts with their errors, at 95 %; two replicates, the second of which has them doubled."""
    size, spread = np.array(estimate), np.array(error)
    found: Any = SimpleNamespace(estimate=size, standard_error=spread, degrees_of_freedom=np.full(size.size, DF), confidence_level=0.95)
    p_value: FloatArray = 2 * stats.t.sf(np.abs(size) / spread, DF)
    return ItemShifts(
        inference=found,
        replicates=np.column_stack([size, 2 * size]),
        item_sd=np.full(size.size, 20.0),
        p_value=p_value,
        p_adjusted=p_value,
        is_different=np.array(is_different or [0] * size.size, dtype=bool),
    )


def test_a_shift_counts_where_it_is_certain_and_large() -> None:
    """Certain and large; large alone; certain alone; neither."""
    (found,) = judge_shifts([shifts([0.5, -0.5, 0.1, 0.0], [0.05, 0.4, 0.01, 0.1])], rule=RULE)
    assert RULE.min_item_shift_sd > 0.1
    assert found.is_different.tolist() == [True, False, False, False]


def test_all_items_of_a_family_share_the_level_and_their_intervals_agree_with_the_tests() -> None:
    family = [shifts([0.5, 0.0], [0.05, 0.1]), shifts([0.25, -0.5], [0.1, 0.05])]
    first, second = judge_shifts(family, rule=RULE)
    assert_allclose(second.p_adjusted[0], 2 * family[1].p_value[0])
    width = stats.t.isf(0.05 / (2 * 4), DF)
    for found in (first, second):
        assert found.simultaneous is not None
        is_told = found.p_adjusted < 0.05
        assert_array_equal((found.simultaneous.low >= 0) | (found.simultaneous.high <= 0), is_told)
    assert first.simultaneous is not None
    assert_allclose(first.simultaneous.high - first.inference.estimate, width * np.array([0.05, 0.1]))


def test_points_of_differing_items_go_into_their_dimension_and_with_its_weight_into_the_index() -> None:
    items = answer_items()
    estimate = [9.0, 0.4, 9.0, 9.0, -0.2, 9.0, 9.0, 9.0]
    found = shifts(estimate, [1.0] * 8, [0, 1, 0, 0, 1, 0, 0, 0])
    item_weights, dimension_weights = np.full(8, 0.25), np.array([0.75, 0.25])
    points = np.array([0.75 * 2 - 0.25 * 1, 2.0, -1.0])
    assert_allclose(points_of_shifts(found, items, item_weights, dimension_weights), points)
    replicates = points_of_shifts(found, items, np.tile(item_weights, (2, 1)), np.tile(dimension_weights, (2, 1)))
    assert_allclose(replicates, [points, 2 * points])


@pytest.mark.parametrize("second", [[0, 0, 1], [1, 0, 1]])
def test_an_item_differs_where_it_does_in_any_comparison(second: list[int]) -> None:
    told = {"a": shifts([0.0] * 3, [1.0] * 3, [1, 0, 0]), "b": shifts([0.0] * 3, [1.0] * 3, second)}
    assert any_different(told).tolist() == [True, False, True]
