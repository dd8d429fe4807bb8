"""The index without one of its parts equals an index in which that part weighs nothing."""

import numpy as np
from numpy.testing import assert_allclose
from stats.composites.test_index_cells import DIMENSION, N_AREAS, N_COLUMNS, K, P, answers, tables

from crowdpotential.stats.composites.index_cells import Cells, Schemes, sum_cells
from crowdpotential.stats.composites.left_out import Plain, sum_left_out

MIN_ITEMS, MIN_DIMENSIONS = np.array([3, 2]), 2


def test_leaving_a_part_out_equals_an_index_in_which_it_weighs_nothing() -> None:
    rng, worth = np.random.default_rng(9), tables()[0]
    weights, between = rng.random((N_COLUMNS, P)) + 0.1, rng.random((N_COLUMNS, K)) + 0.1
    plain = Plain(worth, weights, between, MIN_ITEMS, MIN_DIMENSIONS)
    found = sum_left_out(answers(), plain, n_areas=N_AREAS)
    cases = 1 + P + K
    items, dimensions = np.repeat(weights[:, None], cases, axis=1), np.repeat(between[:, None], cases, axis=1)
    rules = np.repeat(MIN_ITEMS[None], cases, axis=0)
    for item in range(P):
        items[:, 1 + item, item] = 0.0
        size = (DIMENSION[item] == DIMENSION).sum()
        rules[1 + item, DIMENSION[item]] = min(MIN_ITEMS[DIMENSION[item]], size - 1)
    for dimension in range(K):
        dimensions[:, 1 + P + dimension, dimension] = 0.0
    case = np.arange(cases)
    whole = Cells(
        np.repeat(worth[None, None], N_COLUMNS, axis=0), np.ones((1, K)), np.zeros(cases, dtype=np.int64), case, np.ones(cases), case,
        rules, np.full(cases, MIN_DIMENSIONS),
    )  # fmt: skip
    expected = sum_cells(answers(), Schemes(items, dimensions), whole, n_areas=N_AREAS)
    assert_allclose(found.masses, expected.masses, rtol=1e-12)
    assert_allclose(found.totals, expected.totals, rtol=1e-11)


def test_a_failed_replicate_has_no_sums() -> None:
    weights = np.full((N_COLUMNS, P), 0.3)
    weights[1] = np.nan
    plain = Plain(tables()[0], weights, np.full((N_COLUMNS, K), 0.5), MIN_ITEMS, MIN_DIMENSIONS)
    found = sum_left_out(answers(), plain, n_areas=N_AREAS)
    assert np.isnan(found.totals[1]).all()
    assert not np.isnan(found.totals[0]).any()
