"""Agreement and weights of experts: equal to R and to published examples, invariant, and refused where they say nothing."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import DesignError
from crowdpotential.stats.expert_judgement.budgets import count_wrong_budgets
from crowdpotential.stats.expert_judgement.concordance import kendall_w
from crowdpotential.stats.expert_judgement.joint_weights import join_weights
from crowdpotential.stats.expert_judgement.pairs import weigh_pairs

REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "expert_judgement.json").read_text(encoding="utf-8"))


def test_concordance_with_ties_is_that_of_r() -> None:
    found = kendall_w(np.array(REFERENCE["ratings"], dtype=float), confidence_level=0.95)
    assert_allclose([found.w, found.chi_square, found.p_value], [REFERENCE[key] for key in ("w", "chi_square", "p_value")], rtol=1e-10)
    assert found.ci_low <= found.w <= found.ci_high


def test_concordance_is_one_where_all_agree_and_ignores_how_each_expert_uses_the_scale() -> None:
    order = np.array([[1.0, 2, 3, 4]])
    assert kendall_w(np.repeat(order, 5, axis=0), confidence_level=0.95).w == pytest.approx(1)
    ratings = np.random.default_rng(5).integers(1, 6, (12, 6)).astype(float)
    stretched = ratings * np.arange(1, 13)[:, None] + 3
    assert kendall_w(stretched, confidence_level=0.95) == kendall_w(ratings, confidence_level=0.95)


def test_the_interval_of_concordance_covers_the_agreement_among_many_experts() -> None:
    rng, centres = np.random.default_rng(8), np.linspace(2, 4, 8)
    truth = kendall_w(centres + rng.normal(0, 1, (4000, 8)), confidence_level=0.95).mean_correlation
    held = 0
    for _ in range(200):
        found = kendall_w(centres + rng.normal(0, 1, (40, 8)), confidence_level=0.95)
        held += found.ci_low <= (39 * truth + 1) / 40 <= found.ci_high
    assert 0.90 <= held / 200 <= 0.99


def test_concordance_needs_experts_objects_and_an_order() -> None:
    for ratings, what in ((np.ones((2, 3)), "three experts"), (np.ones((4, 3)), "tells any two"), (np.full((4, 3), np.nan), "gaps")):
        with pytest.raises(DesignError, match=what):
            kendall_w(ratings, confidence_level=0.95)


def test_weights_of_pairs_are_those_of_r() -> None:
    found = weigh_pairs(np.array(REFERENCE["pairs"], dtype=float))
    assert_allclose(found.weights, REFERENCE["weights"], rtol=1e-10)
    assert_allclose([found.largest_eigenvalue, found.consistency_ratio], [REFERENCE["largest"], REFERENCE["ratio"]], rtol=1e-9)


def test_consistent_pairs_give_back_their_weights() -> None:
    weights = np.array([0.5, 0.3, 0.15, 0.05])
    found = weigh_pairs(weights[:, None] / weights)
    assert_allclose(found.weights, weights, rtol=1e-10)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-10)


def test_contradictions_raise_the_ratio_and_what_is_no_comparison_is_refused() -> None:
    circle = np.array([[1, 5, 1 / 5], [1 / 5, 1, 5], [5, 1 / 5, 1]])
    assert weigh_pairs(circle).consistency_ratio > 0.1
    for matrix, what in (([[1, 2], [2, 1]], "reciprocal: 1"), ([[1, 0], [3, 1]], "above zero"), ([[1, 2, 3]], "as many rows")):
        with pytest.raises(DesignError, match=what):
            weigh_pairs(np.array(matrix, dtype=float))


def test_the_error_of_an_arithmetic_mean_of_points_is_that_of_a_mean() -> None:
    points = np.random.default_rng(3).dirichlet([3.0, 2.0, 1.0], 30) * 100
    joint = join_weights(points, mean="arithmetic", confidence_level=0.95)
    assert_allclose(joint.weights, points.mean(axis=0) / 100, rtol=1e-10)
    assert_allclose(joint.standard_error, points.std(axis=0, ddof=1) / np.sqrt(30) / 100, rtol=1e-8)


def test_geometric_means_of_weights_sum_to_one_and_bear_no_zero() -> None:
    given = np.array([[0.6, 0.4], [0.9, 0.1]])
    joint = join_weights(given, mean="geometric", confidence_level=0.95)
    odds = np.sqrt(0.6 / 0.4 * 0.9 / 0.1)
    assert joint.weights[0] == pytest.approx(odds / (1 + odds))
    with pytest.raises(DesignError, match="1 of 2 experts"):
        join_weights(np.array([[1.0, 0.0], [0.5, 0.5]]), mean="geometric", confidence_level=0.95)
    with pytest.raises(DesignError, match="two experts"):
        join_weights(given[:1], mean="arithmetic", confidence_level=0.95)


def test_budgets_that_miss_a_hundred_are_counted() -> None:
    assert count_wrong_budgets(np.array([[50.0, 50], [60, 50], [110, -10], [33.3, 66.6]])) == 2
