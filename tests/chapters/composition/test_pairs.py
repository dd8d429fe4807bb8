"""Which gaps are taken apart: what forbids it is named, and nobody's answers follow from what is told."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from crowdpotential.chapters.composition.estimates.controls import UNKNOWN
from crowdpotential.chapters.composition.estimates.pairs import find_obstacles, list_pairs, obstacle_rows
from crowdpotential.chapters.composition.estimates.rungs import balance_pair
from crowdpotential.chapters.composition.estimates.side_cells import Compared
from crowdpotential.stats.decomposition.categories import SideSums, find_cells
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import Replication

NAMES, LABELS = ("sex", "home"), (("male", "female"), ("town", "village", "farm"))
REPLICATION = Replication(kind="jkn", coefficients=np.ones(2), centre="mean", degrees_of_freedom=20.0, fails_above=0.0, interval="t")
EVERY = dict.fromkeys(product(range(2), range(3)), 12)


def compare(**counts: dict[tuple[int, int], int]) -> Compared:
    """Count respondents of each side by sex and home, all of weight one."""
    people = [(side, *pair) for side, own in counts.items() for pair, n in own.items() for _ in range(n)]
    side = np.array([one[0] for one in people])
    codes = [np.array([one[1 + i] for one in people], dtype=np.int64) for i in range(2)]
    cells = find_cells(codes, LABELS, NAMES)
    masses = {
        name: np.tile(np.bincount(cells.of_respondent[side == name], minlength=len(cells.categories.indicators)), (3, 1)).astype(float)
        for name in counts
    }
    n = side.size
    return Compared(
        controls=(),
        members={name: side == name for name in counts},
        n_lacking=dict.fromkeys(counts, 0),
        cell_of=cells.of_respondent,
        categories=cells.categories,
        sums={name: SideSums(name=name, masses=own, totals=50 * own) for name, own in masses.items()},
        design=Design(
            weights=np.ones(n),
            replicate_weights=np.ones((n, 2)),
            replication=REPLICATION,
            strata=np.zeros(n, dtype=np.int64),
            psus=np.arange(n),
        ),
    )


def obstacles_of(compared: Compared, *, suppress_below: int = 10) -> list[tuple[str, str, str, str]]:
    (pair,) = list_pairs(compared)
    found = find_obstacles(pair, compared, suppress_below=suppress_below)
    return [(one.reason, one.side, one.control, one.category) for one in found]


def test_two_sides_with_everybody_in_every_category_are_taken_apart() -> None:
    assert obstacles_of(compare(A=EVERY, B=EVERY)) == []


def test_a_category_that_one_side_lacks_is_named_and_one_that_neither_has_is_not_asked_for() -> None:
    no_farm = {pair: n for pair, n in EVERY.items() if pair[1] != 2}
    assert obstacles_of(compare(A=EVERY, B=no_farm)) == [("no_common_support", "B", "home", "farm")]
    assert obstacles_of(compare(A=no_farm, B=no_farm)) == []


def test_a_category_of_few_is_named() -> None:
    few = EVERY | {(0, 2): 4, (1, 2): 5}
    assert obstacles_of(compare(A=few, B=EVERY)) == [("few_in_category", "A", "home", "farm")]
    assert obstacles_of(compare(A=EVERY, B=EVERY), suppress_below=30)[0] == ("few_in_category", "A", "home", "town")


def test_controls_that_follow_from_each_other_are_named() -> None:
    same = {(0, 0): 30, (1, 1): 30}
    assert obstacles_of(compare(A=same, B=same)) == [("collinear", "A", "home", "")]


def test_a_few_without_a_control_would_be_told_by_the_difference_of_the_others_and_many_would_not() -> None:
    compared = compare(A=EVERY, B=EVERY)
    assert obstacles_of(replace(compared, n_lacking={"A": 0, "B": 3})) == [("few_without_control", "B", "", "")]
    assert obstacles_of(replace(compared, n_lacking={"A": 0, "B": 25})) == []


def test_a_side_of_fewer_than_its_coefficients_need_is_named() -> None:
    few = {(0, 0): 5, (1, 0): 5, (0, 1): 5, (1, 1): 5, (0, 2): 0, (1, 2): 0}
    found = obstacles_of(compare(A=few, B=few), suppress_below=1)
    assert found == []  # fifteen are enough for three coefficients
    tiny = {(0, 0): 3, (1, 0): 3, (0, 1): 3, (1, 1): 3}
    assert ("few_respondents", "A", "", "") in obstacles_of(compare(A=tiny, B=tiny), suppress_below=1)


def test_a_side_that_no_weights_can_bring_to_the_others_composition_is_an_obstacle_in_one_direction() -> None:
    crossed = {(0, 0): 30, (1, 1): 30, (0, 2): 30}  # nobody is female and of the town
    every = {**EVERY, (1, 0): 60}
    compared = compare(A=crossed, B=every)
    (pair,) = list_pairs(compared)
    balanced, obstacles = balance_pair(pair, compared)
    assert [(one.reason, one.side, one.against) for one in obstacles] == [("no_balance", "A", "B")]
    assert [(one.side, one.target) for one in balanced] == [("B", "A")]


def test_reasons_are_rows_that_count_nobody_in_a_category() -> None:
    few = EVERY | {(0, 2): 4, (1, 2): 5}
    compared = compare(A=few, B=EVERY)
    (pair,) = list_pairs(compared)
    (row,) = obstacle_rows(find_obstacles(pair, compared, suppress_below=10), compared)
    assert (row.model, row.bloc, row.variable_2, row.category) == ("few_in_category", "A", "home", "farm")
    assert (row.estimate, row.n) == (10.0, 57.0)


@pytest.mark.parametrize("side", ["A", "B"])
def test_balanced_respondents_have_the_shares_of_the_other_side(side: str) -> None:
    compared = compare(A=EVERY | {(0, 0): 40}, B=EVERY | {(1, 2): 50})
    (pair,) = list_pairs(compared)
    balanced, _ = balance_pair(pair, compared)
    (one,) = (found for found in balanced if found.side == side)
    indicators = compared.categories.indicators[compared.cell_of]
    target = indicators[compared.members[one.target]].mean(axis=0)
    np.testing.assert_allclose(one.of_respondent @ indicators / one.of_respondent.sum(), target, atol=1e-9)
    assert UNKNOWN not in compared.cell_of
