"""The compiled index equals plain arithmetic, respondent by respondent, under every power, scheme and rule."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from plain_aggregation import aggregate, generalised_mean

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.answer_masses import answer_masses
from crowdpotential.stats.composites.index_cells import Answers, Cells, Schemes, sum_cells
from crowdpotential.stats.composites.index_rule import Needed
from crowdpotential.stats.composites.unit_indices import count_ranks, unit_indices

N, P, K, N_CATEGORIES, N_AREAS, N_COLUMNS = 60, 6, 2, 4, 3, 3
DIMENSION = np.array([0, 0, 0, 0, 1, 1])
POWERS = (1.0, 0.0, -1.0, 0.5)
RULES = (Needed(), Needed(items=3, dimensions=2))


def answers() -> Answers:
    rng = np.random.default_rng(5)
    ranks = rng.integers(0, N_CATEGORIES, (N, P))
    ranks[rng.random((N, P)) < 0.2] = -1
    weights = rng.poisson(1.0, (N_COLUMNS, N)).astype(float)
    return Answers(ranks, DIMENSION, rng.integers(0, N_AREAS, N), weights)


def schemes() -> Schemes:
    rng = np.random.default_rng(6)
    items, dimensions = rng.random((N_COLUMNS, 2, P)) + 0.1, rng.random((N_COLUMNS, 2, K)) + 0.1
    items[:, 1, 0] = 0.0  # the second scheme leaves an item out
    return Schemes(items, dimensions)


def cells(tables: FloatArray) -> Cells:
    """All powers within and between, both schemes, both rules; tables repeat for each power within."""
    grid = np.array(list(product(range(len(POWERS)), range(2), range(len(POWERS)), range(2))))
    return Cells(
        np.repeat(tables[:, None], len(POWERS), axis=1),
        np.repeat(np.array(POWERS)[:, None], K, axis=1),
        grid[:, 0],
        grid[:, 1],
        np.array(POWERS)[grid[:, 2]],
        grid[:, 3],
    )


def tables() -> FloatArray:
    return np.sort(np.random.default_rng(7).random((N_COLUMNS, P, N_CATEGORIES)), axis=-1) * 99 + 1


def score(i: int, column: int, cell: int, of: Answers, grid: Cells) -> float:
    """Score one respondent with the functions that know nothing of tables."""
    weigh = schemes()
    table, scheme, rule = grid.table[cell], grid.scheme[cell], grid.rule[cell]
    known = of.ranks[i] >= 0
    values = np.where(known, grid.tables[column, table, np.arange(P), of.ranks[i]], np.nan)
    items, found = weigh.items[column, scheme], np.full(K, np.nan)
    for dimension in range(K):
        own = (dimension == DIMENSION) & (items > 0)
        if (known & own).sum() >= min(RULES[rule].items, own.sum()):
            found[dimension] = generalised_mean(values[own], items[own], power=grid.within[table, 0])
    if (~np.isnan(found)).sum() < RULES[rule].dimensions:
        return float("nan")
    return float(generalised_mean(found, weigh.dimensions[column, scheme], power=grid.between[cell]))


def test_sums_equal_plain_arithmetic_under_every_specification() -> None:
    of, weigh, grid = answers(), schemes(), cells(tables())
    sums = sum_cells(of, weigh, grid, RULES, n_areas=N_AREAS)
    for column, cell in product(range(N_COLUMNS), range(grid.table.size)):
        index = np.array([score(i, column, cell, of, grid) for i in range(N)])
        weights = np.where(np.isnan(index), 0.0, of.weights[column])
        index = np.nan_to_num(index)
        assert_allclose(sums.totals[column, cell], np.bincount(of.areas, weights * index, N_AREAS), rtol=1e-12)
        assert_allclose(sums.masses[column, cell], np.bincount(of.areas, weights, N_AREAS), rtol=1e-12)
        mean = np.average(index, weights=weights)
        spread = np.sqrt(np.average((index - mean) ** 2, weights=weights))
        assert_allclose(sums.spreads[column, cell], spread, rtol=1e-9)


def test_a_zero_under_a_geometric_mean_is_no_number_and_under_an_arithmetic_one_is_nothing_special() -> None:
    worth = tables()
    worth[:, :, 0] = 0.0
    grid = cells(worth)
    sums = sum_cells(answers(), schemes(), grid, RULES, n_areas=N_AREAS)
    is_plain = (np.array(POWERS)[grid.table] == 1) & (grid.between == 1)
    assert not np.isnan(sums.totals[:, is_plain]).any()
    assert np.isnan(sums.totals[:, np.array(POWERS)[grid.table] == 0]).any(axis=2).all()


def test_a_replicate_without_weights_or_without_a_model_gives_nothing_and_touches_no_other() -> None:
    of, weigh, grid = answers(), schemes(), cells(tables())
    whole = sum_cells(of, weigh, grid, RULES, n_areas=N_AREAS)
    weights, items = of.weights.copy(), weigh.items.copy()
    weights[1], items[2] = np.nan, np.nan
    found = sum_cells(of._replace(weights=weights), weigh._replace(items=items), grid, RULES, n_areas=N_AREAS)
    assert np.isnan(found.totals[1:]).all()
    assert_allclose(found.totals[0], whole.totals[0], rtol=0)


def test_a_scheme_without_weights_takes_no_other_scheme_of_its_replicate_with_it() -> None:
    of, weigh, grid = answers(), schemes(), cells(tables())
    whole = sum_cells(of, weigh, grid, RULES, n_areas=N_AREAS)
    weigh.items[1, 0, 2], weigh.dimensions[2, 1, 0] = np.nan, np.nan
    found = sum_cells(of, weigh, grid, RULES, n_areas=N_AREAS)
    lost = np.isnan(found.totals).all(axis=2)
    expected = np.zeros((N_COLUMNS, grid.table.size), dtype=bool)
    expected[1], expected[2] = grid.scheme == 0, grid.scheme == 1
    assert (lost == expected).all()
    assert np.isnan(found.squares)[expected].all()
    assert_allclose(found.totals[~expected], whole.totals[~expected], rtol=0)
    assert_allclose(found.squares[~expected], whole.squares[~expected], rtol=0)


def test_items_in_another_order_than_by_dimension_are_refused() -> None:
    of = answers()._replace(dimension_of_item=DIMENSION[::-1].copy())
    with pytest.raises(ValueError, match="stand together by dimension"):
        sum_cells(of, schemes(), cells(tables()), RULES, n_areas=N_AREAS)


def test_masses_are_weighted_counts() -> None:
    of = answers()
    found = answer_masses(of, N_CATEGORIES, N_AREAS)
    for area, item, category in product(range(N_AREAS), range(P), range(N_CATEGORIES)):
        inside = (of.areas == area) & (of.ranks[:, item] == category)
        assert_allclose(found[:, area, item, category], of.weights[:, inside].sum(axis=1), rtol=1e-12)


def test_indices_of_units_equal_two_steps_of_aggregation() -> None:
    weigh, grid = schemes(), cells(tables())
    weigh.items[:, 1, 0] = 0.3  # `aggregate` has every item
    means = np.random.default_rng(8).random((N_COLUMNS, len(POWERS), 5, P)) * 90 + 5
    found = unit_indices(means, DIMENSION, weigh, grid)
    for column, cell in product(range(N_COLUMNS), range(grid.table.size)):
        table, scheme = grid.table[cell], grid.scheme[cell]
        items, between = weigh.items[column, scheme], weigh.dimensions[column, scheme]
        dimensions = aggregate(means[column, table], DIMENSION, items, power=grid.within[table, 0])
        expected = generalised_mean(dimensions, between, power=grid.between[cell])
        assert_allclose(found[column, cell], expected, rtol=1e-12)


def test_a_unit_without_an_answer_to_a_dimension_has_no_index() -> None:
    weigh, grid = schemes(), cells(tables())
    means = np.random.default_rng(8).random((N_COLUMNS, len(POWERS), 5, P)) * 90 + 5
    means[:, :, 2, DIMENSION == 1] = np.nan
    means[:, :, 3, 1] = np.nan  # an item alone leaves its weight to the others
    found = unit_indices(means, DIMENSION, weigh, grid)
    assert np.isnan(found[:, :, 2]).all()
    assert not np.isnan(np.delete(found, 2, axis=2)).any()


def test_ranks_are_counted_with_ties_at_the_better_one() -> None:
    found = count_ranks(np.array([[3.0, 2.0, 1.0], [5.0, 5.0, 1.0]]))
    assert found.tolist() == [[2, 0, 0], [1, 1, 0], [0, 0, 2]]
