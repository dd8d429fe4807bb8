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
from crowdpotential.stats.expert_judgement.pairs import count_wrong_comparisons, make_matrices, weigh_pairs

# Siegel 1956, Nonparametric Statistics, pages 230 and 234: six applicants ranked by three executives; ten objects ranked three times with
# ties (Kendall 1948, page 83). Printed: W .16 and mean rank correlation -.25; W .828
APPLICANTS = ((1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1))
TIED = (
    (1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10),
    (2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5),
    (2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10),
)
# Saaty 2008, Decision making with the analytic hierarchy process: which drink is consumed more in the USA (coffee, wine, tea, beer, sodas,
# milk, water); printed weights and consistency ratio
DRINKS = (
    (1, 9, 5, 2, 1, 1, 1 / 2),
    (1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9),
    (1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9),
    (1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3),
    (1, 9, 4, 2, 1, 2, 1 / 2),
    (1, 9, 3, 1, 1 / 2, 1, 1 / 3),
    (2, 9, 9, 3, 2, 3, 1),
)
DRINKS_WEIGHTS, DRINKS_RATIO = (0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327), 0.022
REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "expert_judgement.json").read_text(encoding="utf-8"))


def test_concordance_with_ties_is_that_of_r() -> None:
    found = kendall_w(np.array(REFERENCE["ratings"], dtype=float), confidence_level=0.95)
    assert_allclose([found.w, found.chi_square, found.p_value], [REFERENCE[key] for key in ("w", "chi_square", "p_value")], rtol=1e-10)
    assert found.ci_low <= found.w <= found.ci_high


@pytest.mark.parametrize(("ratings", "w"), [(APPLICANTS, 0.16), (TIED, 0.828)])
def test_concordance_is_that_of_published_examples(ratings: tuple[tuple[float, ...], ...], w: float) -> None:
    assert kendall_w(np.array(ratings, dtype=float), confidence_level=0.95).w == pytest.approx(w, abs=0.0025 if w < 0.2 else 0.0005)


def test_concordance_of_the_raters_of_anxiety_is_that_of_r() -> None:
    found = kendall_w(np.array(REFERENCE["anxiety"], dtype=float), confidence_level=0.95)
    wanted = [REFERENCE[f"anxiety_{key}"] for key in ("w", "chi_square", "p")]
    assert_allclose([found.w, found.chi_square, found.p_value], wanted, rtol=1e-10)


def test_weights_and_ratio_of_drinks_are_those_that_saaty_printed() -> None:
    found = weigh_pairs(np.array(DRINKS))
    assert_allclose(found.weights, DRINKS_WEIGHTS, atol=5e-4)
    assert found.consistency_ratio == pytest.approx(DRINKS_RATIO, abs=5e-4)


def test_comparisons_below_zero_say_that_the_second_matters_more() -> None:
    matrices = make_matrices(np.array([[-3.0, 5, 1], [1 / 3, 5, -1]]), [(0, 1), (0, 2), (1, 2)], 3)
    assert_allclose(matrices[0], matrices[1])
    assert_allclose(matrices[0], [[1, 1 / 3, 5], [3, 1, 1], [1 / 5, 1, 1]])


def test_comparisons_of_zero_or_beyond_nine_times_are_counted() -> None:
    assert count_wrong_comparisons(np.array([[1.0, 9], [0, 2], [10, 2], [-9, 1 / 9], [0.05, 1]])) == 3


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
