import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import DesignError, ItemError, ModelError
from crowdpotential.stats.group_models.group_sample import gather_sample

RNG = np.random.default_rng(20261123)
ANSWERS = RNG.normal(size=(60, 4)) + RNG.normal(size=(60, 1))
GROUP = np.repeat([0, 1], 30)
ONES = np.ones(60)
NAMES = ["A1", "A2", "B1", "B2"]


def change(column: int, values: np.ndarray) -> np.ndarray:
    answers = ANSWERS.copy()
    answers[:, column] = values
    return answers


def test_weights_sum_to_the_respondents_of_all_groups_together() -> None:
    weights = np.where(GROUP == 0, 3.0, 1.0)
    got = gather_sample(ANSWERS, weights, GROUP)
    assert_allclose([group.moments.n for group in got.groups], [45, 15])
    assert got.n == 60


def test_those_who_answered_nothing_are_left_out_and_counted() -> None:
    answers = ANSWERS.copy()
    answers[[3, 40]] = np.nan
    got = gather_sample(answers, ONES, GROUP)
    assert got.n_left_out == 2
    assert got.n == 58
    assert got.is_complete


def test_respondents_who_miss_the_same_items_stand_together() -> None:
    answers = ANSWERS.copy()
    answers[::3, 1] = np.nan
    answers[::4, 2] = np.nan
    group = gather_sample(answers, ONES, GROUP).groups[0]
    assert not group.is_complete
    assert len(group.answered) == 4
    assert (np.diff(group.pattern_of_row) >= 0).all()
    kept = group.answered[group.pattern_of_row]
    assert_array_equal(kept.sum(axis=0), (~np.isnan(answers[:30])).sum(axis=0))
    assert (group.answers[~kept] == 0).all()


def test_the_order_of_respondents_is_immaterial() -> None:
    order = np.random.default_rng(1).permutation(60)
    answers = np.where(RNG.random((60, 4)) < 0.1, np.nan, ANSWERS)
    before, after = gather_sample(answers, ONES, GROUP), gather_sample(answers[order], ONES, GROUP[order])
    for one, other in zip(before.groups, after.groups, strict=True):
        assert_allclose(one.moments.covariance, other.moments.covariance)


def test_a_constant_item_is_named() -> None:
    with pytest.raises(ItemError, match="item A2: its 30 answers in this group do not differ"):
        gather_sample(change(1, np.where(GROUP == 0, 2.0, ANSWERS[:, 1])), ONES, GROUP, item_names=NAMES)


def test_duplicated_items_are_named() -> None:
    with pytest.raises(ItemError, match="items A1 and B2 have the same answers"):
        gather_sample(change(3, 2 * ANSWERS[:, 0] - 1), ONES, GROUP, item_names=NAMES)


def test_an_item_that_follows_from_others_is_named() -> None:
    with pytest.raises(ItemError, match=r"north.*not positive definite.*A1, A2, B1"):
        gather_sample(
            change(2, ANSWERS[:, 0] + ANSWERS[:, 1]),
            ONES,
            GROUP,
            item_names=NAMES,
            group_names=["north", "south"],
        )


def test_a_group_with_no_more_respondents_than_items_is_refused() -> None:
    with pytest.raises(ModelError, match=r"south: 4 respondents for 4 items.*at least 5"):
        gather_sample(ANSWERS[:34], ONES[:34], GROUP[:34], group_names=["north", "south"])


def test_groups_may_share_psus_which_keep_their_number() -> None:
    shared = gather_sample(ANSWERS, ONES, GROUP, psus=np.r_[np.arange(30), 0, np.arange(31, 60)])
    assert shared.groups[1].units.tolist()[:2] == [0, 30]
    assert shared.n_units == 59


def test_a_single_psu_in_a_group_is_refused() -> None:
    with pytest.raises(DesignError, match="south: a single PSU"):
        gather_sample(ANSWERS, ONES, GROUP, psus=np.where(GROUP == 1, 99, np.arange(60)), group_names=["north", "south"])
