"""Variance of a full factorial: against brute force, and where the answer is known."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.composites.factorial import decompose

RNG = np.random.default_rng(20190701)
SHAPE = (3, 2, 4)
RESULTS = RNG.normal(50, 5, SHAPE)
WEIGHTS = [RNG.uniform(0.5, 2, size) for size in SHAPE]


def brute_force_total(factor: int) -> float:
    """Expected variance that is left when all other factors are settled, by looping over every combination."""
    shares = [w / w.sum() for w in WEIGHTS]
    others = [f for f in range(3) if f != factor]
    left = 0.0
    for settled in product(*(range(SHAPE[f]) for f in others)):
        weight = float(np.prod([shares[f][option] for f, option in zip(others, settled, strict=True)]))
        values = []
        for option in range(SHAPE[factor]):
            place = [0, 0, 0]
            place[factor] = option
            for f, chosen in zip(others, settled, strict=True):
                place[f] = chosen
            values.append(RESULTS[tuple(place)])
        mean = sum(s * v for s, v in zip(shares[factor], values, strict=True))
        left += weight * sum(s * (v - mean) ** 2 for s, v in zip(shares[factor], values, strict=True))
    return left


def brute_force_variance() -> float:
    shares = [w / w.sum() for w in WEIGHTS]
    cells = list(product(*(range(size) for size in SHAPE)))
    mass = [float(np.prod([shares[f][c] for f, c in enumerate(cell)])) for cell in cells]
    mean = sum(m * RESULTS[cell] for m, cell in zip(mass, cells, strict=True))
    return float(sum(m * (RESULTS[cell] - mean) ** 2 for m, cell in zip(mass, cells, strict=True)))


def additive(a: FloatArray, b: FloatArray) -> FloatArray:
    return a[:, None] + b[None, :]


def test_total_shares_equal_those_of_brute_force() -> None:
    got, variance = decompose(RESULTS, WEIGHTS), brute_force_variance()
    assert_allclose(got.variance, variance, rtol=1e-10)
    assert_allclose(got.total, [brute_force_total(f) / variance for f in range(3)], rtol=1e-10)


def test_shares_of_all_effects_sum_to_one() -> None:
    got = decompose(RESULTS, WEIGHTS)
    assert_allclose(sum(got.effects.values()), 1, rtol=1e-12)
    assert len(got.effects) == 7
    assert (got.total >= got.first_order - 1e-12).all()


def test_without_interactions_first_order_and_total_shares_agree() -> None:
    a, b = np.array([0.0, 3.0]), np.array([0.0, 1.0, 2.0])
    got = decompose(additive(a, b), [np.ones(2), np.ones(3)])
    assert_allclose(got.first_order, got.total, rtol=1e-12)
    assert_allclose(got.first_order, np.array([2.25, 2 / 3]) / (2.25 + 2 / 3), rtol=1e-12)


def test_a_pure_interaction_has_no_first_order_share() -> None:
    got = decompose(np.array([[1.0, -1.0], [-1.0, 1.0]]), [np.ones(2), np.ones(2)])
    assert_allclose(got.first_order, [0, 0], atol=1e-12)
    assert_allclose(got.total, [1, 1])


def test_a_choice_that_counts_little_moves_little() -> None:
    results = additive(np.array([0.0, 10.0]), np.array([0.0, 1.0]))
    rare = decompose(results, [np.array([1e-6, 1.0]), np.ones(2)])
    assert rare.first_order[0] < 0.001


def test_the_order_of_factors_moves_nothing() -> None:
    straight = decompose(RESULTS, WEIGHTS)
    turned = decompose(np.moveaxis(RESULTS, 0, 2), [WEIGHTS[1], WEIGHTS[2], WEIGHTS[0]])
    assert_allclose(turned.total, straight.total[[1, 2, 0]], rtol=1e-10)


def test_a_result_that_never_moves_has_no_shares() -> None:
    got = decompose(np.full((2, 2), 7.0), [np.ones(2), np.ones(2)])
    assert got.variance == 0
    assert np.isnan(got.total).all()


def test_a_missing_combination_is_refused() -> None:
    holes = RESULTS.copy()
    holes[0, 0, 0] = np.nan
    with pytest.raises(ModelError, match="1 of 24 combinations have no result"):
        decompose(holes, WEIGHTS)


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ModelError, match="do not fit a factorial"):
        decompose(RESULTS, WEIGHTS[:2])
