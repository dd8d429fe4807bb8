"""Which groups are too thin to be tested, and which items say nothing in one of them."""

from dataclasses import replace

import numpy as np
import pytest
from two_sides import answer_items

from crowdpotential.chapters.comparability.estimates.thin_groups import (
    Thin,
    count_needed,
    find_constant,
    find_thin,
    find_unanswered,
)
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel

NAMES = ("one", "two")


def two_groups(n: int) -> tuple[Items, IntArray]:
    """Two groups of n respondents, all of whom answered everything."""
    items = answer_items()
    rows = np.arange(2 * n)
    return replace(items, codes=items.codes[rows], ranks=items.ranks[rows].copy()), np.repeat([0, 1], n)


@pytest.mark.parametrize(("needed", "thin"), [(60, False), (61, True)])
def test_a_group_of_as_many_as_it_takes_is_enough_and_one_fewer_is_thin(needed: int, thin: bool) -> None:  # noqa: FBT001
    items, group = two_groups(60)
    expected = tuple(Thin(name=name, n=60) for name in NAMES) if thin else ()
    assert find_thin(items, group, NAMES, needed) == expected


def test_who_answered_nothing_does_not_count() -> None:
    items, group = two_groups(60)
    items.ranks[:10] = -1
    assert find_thin(items, group, NAMES, 55) == (Thin(name="one", n=50),)


@pytest.mark.parametrize(("n_answers", "thin"), [(30, False), (29, True)])
def test_half_of_those_needed_must_have_answered_each_item(n_answers: int, thin: bool) -> None:  # noqa: FBT001
    items, group = two_groups(80)
    items.ranks[80 + n_answers :, 3] = -1
    expected = (Thin(name="two", n=n_answers, item="X4"),) if thin else ()
    assert find_thin(items, group, NAMES, 60) == expected


def test_an_item_without_an_answer_is_named_with_its_group_and_one_answer_is_not_none() -> None:
    items, group = two_groups(60)
    items.ranks[60:, 2] = -1
    items.ranks[1:60, 5] = -1
    assert find_unanswered(items, group, NAMES) == (("X3", "two"),)
    assert find_constant(items, group, NAMES) == (("Y2", "one"),)


def test_an_item_with_two_answers_and_gaps_is_not_constant() -> None:
    items, group = two_groups(60)
    items.ranks[:60, 0] = np.resize([0, 1, -1], 60)
    assert find_constant(items, group, NAMES) == ()


def test_each_parameter_needs_four_respondents_and_a_model_of_ordered_answers_more_than_it_has() -> None:
    items, _ = two_groups(60)
    plain = MeasurementModel(dimension_of_item=items.dimension_of_item)
    assert count_needed(items, plain, "mlr") == 100, "nine parameters"
    many = replace(items, n_categories=np.full(8, 13))
    assert count_needed(many, plain, "mlr") == 100
    assert count_needed(many, plain, "wlsmv") == 8 + 1 + 8 * 12 + 2 * 8
