"""Balancing gives one side the composition of the other, as two programs do, and changes its weights as little as can be."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose
from stats.decomposition.sides import cells_of, sides_of

from crowdpotential.errors import ConvergenceError
from crowdpotential.stats.decomposition.entropy_balancing import balance_entropy
from crowdpotential.stats.weighting.balance import standardised_differences

Reference = dict[str, dict[str, object]]


def test_balanced_weights_agree_with_calibration_by_exponential_distance_and_with_the_dual(reference: Callable[[str], Reference]) -> None:
    found = reference("decomposition")
    inputs, answers = found["inputs"], found["answers"]
    cells = cells_of(inputs)
    first, second = sides_of(inputs, cells)
    columns = cells.categories.contrasts
    targets = second.shares(cells.categories)[:, ~cells.categories.is_first]
    balance = balance_entropy(first.masses, targets, columns)
    inside = np.flatnonzero(np.array(inputs["side"]) == 1)
    weights = np.array(inputs["weight"])[inside] * balance.factors[0][cells.of_respondent[inside]]
    assert_allclose(weights, answers["balanced"], rtol=1e-6)
    assert_allclose(weights, answers["by_dual"], rtol=1e-9)
    assert_allclose(balance.multipliers[0], answers["multipliers"], atol=1e-9)


def test_balancing_leaves_no_standardised_difference_in_any_replicate(reference: Callable[[str], Reference]) -> None:
    inputs = reference("decomposition")["inputs"]
    cells = cells_of(inputs)
    weights = np.random.default_rng(1).exponential(size=(len(np.array(inputs["side"])), 60))
    first, second = sides_of(inputs, cells, weights)
    categories = cells.categories
    targets = second.shares(categories)
    balance = balance_entropy(first.masses, targets[:, ~categories.is_first], categories.contrasts)
    after = balance.factors * first.masses
    shares = after @ categories.indicators / after.sum(axis=1, keepdims=True)
    assert standardised_differences(shares, targets).max() < 1e-5
    assert balance.largest_gap.max() < 1e-10
    assert_allclose(after.sum(axis=1), first.masses.sum(axis=1))


def test_a_side_that_has_the_target_keeps_its_weights() -> None:
    masses = np.array([[3.0, 5.0, 2.0]])
    columns = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert_allclose(balance_entropy(masses, np.array([[0.5, 0.2]]), columns).factors, 1.0)


def test_two_categories_are_balanced_by_the_ratio_of_their_shares() -> None:
    balance = balance_entropy(np.array([[30.0, 10.0]]), np.array([[0.6]]), np.array([[0.0], [1.0]]))
    assert_allclose(balance.factors, [[0.4 / 0.75, 0.6 / 0.25]])


def test_failed_replicates_and_those_without_a_category_have_no_weights() -> None:
    masses = np.array([[30.0, 10.0], [np.nan, np.nan], [40.0, 0.0], [20.0, 20.0]])
    balance = balance_entropy(masses, np.full((4, 1), 0.6), np.array([[0.0], [1.0]]))
    assert np.isnan(balance.factors).all(axis=1).tolist() == [False, True, True, False]


def test_combinations_that_nobody_has_are_refused() -> None:
    columns = np.array([[0.0, 0.0], [1.0, 1.0]])  # whoever is in one category is in the other
    with pytest.raises(ConvergenceError, match="side A as B: no weights give the composition"):
        balance_entropy(np.array([[10.0, 10.0]]), np.array([[0.3, 0.7]]), columns, what="side A as B")
