import numpy as np
import pytest
from numpy.testing import assert_array_equal

from crowdpotential.errors import ItemError
from crowdpotential.stats.ordinal_models.ordinal_categories import (
    join_empty_categories,
    refuse_empty_categories,
)

ANSWERS = np.array([[0, 0], [1, 1], [1, 2], [2, 0], [3, 1], [3, 2], [0, 0], [1, 1], [3, 2], [3, -1]])
GROUP = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
SIZES = np.array([4, 3])


def test_an_empty_category_is_refused_with_item_group_and_category() -> None:
    with pytest.raises(ItemError, match=r"item trust: nobody in Grodno chose category 3 of 4 \(1 such"):
        refuse_empty_categories(
            ANSWERS,
            np.ones(10),
            SIZES,
            GROUP,
            names=("trust", "help"),
            group_names=("Belgorod", "Grodno"),
        )


def test_a_respondent_without_weight_chooses_nothing() -> None:
    full = ANSWERS.copy()
    full[9, 0] = 2
    refuse_empty_categories(full, np.ones(10), SIZES, GROUP)
    with pytest.raises(ItemError, match="item number 1: nobody in group 2 chose category 3 of 4"):
        refuse_empty_categories(full, np.where(np.arange(10) == 9, 0.0, 1.0), SIZES, GROUP)


def test_an_empty_category_joins_its_smaller_neighbour_in_all_groups() -> None:
    got = join_empty_categories(ANSWERS, np.ones(10), SIZES, GROUP)
    # category 2 is empty in the second group; 1 was chosen three times and 3 four times
    assert_array_equal(got.new_category[0], [0, 1, 1, 2])
    assert_array_equal(got.answers[:, 0], [0, 1, 1, 1, 2, 2, 0, 1, 2, 2])
    assert_array_equal(got.answers[:, 1], ANSWERS[:, 1])
    assert_array_equal(got.n_categories, [3, 3])
    assert_array_equal(got.n_joined, [1, 0])
    refuse_empty_categories(got.answers, np.ones(10), got.n_categories, GROUP)


def test_categories_are_joined_until_every_group_has_chosen_all() -> None:
    answers = np.array([[0], [1], [4], [0], [3], [4]])
    group = np.array([0, 0, 0, 1, 1, 1])
    got = join_empty_categories(answers, np.ones(6), np.array([5]), group)
    assert_array_equal(got.n_categories, [3])
    assert_array_equal(got.new_category[0], [0, 1, 1, 1, 2])
