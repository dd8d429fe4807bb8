"""Factor scores: against lavaan and R's integration, in a world with known standings, and with missing answers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ItemError
from crowdpotential.stats.factor_models.factor_scores import (
    bartlett_scores,
    eap_scores,
    expected_percent,
    regression_scores,
    shrunken_reliability,
    unbiased_reliability,
)

Load = Callable[[str], dict[str, Any]]
LOADINGS = np.array([0.8, 0.7, 0.6, 0.7, 0.5])
CUTS = [np.array([-1.0, -0.3, 0.4, 1.2])] * 5
N = 4_000
TRAIT = np.random.default_rng(5).standard_normal(N)
ITEMS = LOADINGS * TRAIT[:, None] + np.sqrt(1 - LOADINGS**2) * np.random.default_rng(6).standard_normal((N, 5))
RANKS = np.stack([np.digitize(ITEMS[:, i], CUTS[i]) for i in range(5)], axis=1).astype(np.int64)
EQUAL = np.ones(N)


def test_regression_and_bartlett_scores_agree_with_lavaan_where_answers_are_missing(reference: Load) -> None:
    frozen = reference("factor_scores")
    centred = np.array(frozen["centred"], dtype=float)
    loadings, uniquenesses = np.array(frozen["loadings"]), np.array(frozen["uniquenesses"])
    for score, theirs in ((regression_scores, frozen["regression"]), (bartlett_scores, frozen["bartlett"])):
        assert_allclose(score(centred, loadings, uniquenesses).values, theirs, atol=1e-9)


def test_eap_scores_agree_with_adaptive_integration(reference: Load) -> None:
    frozen = reference("factor_scores")["ordinal"]
    got = eap_scores(
        np.array(frozen["answers"]),
        np.array(frozen["loadings"]),
        [np.array(cuts) for cuts in frozen["thresholds"]],
    )
    assert_allclose(got.values, frozen["eap"], atol=1e-7)
    assert_allclose(got.standard_errors, frozen["standard_error"], atol=1e-7)


def test_reliability_is_the_squared_correlation_with_the_true_standing() -> None:
    for scores, reliability in (
        (regression_scores(ITEMS, LOADINGS, 1 - LOADINGS**2), shrunken_reliability),
        (bartlett_scores(ITEMS, LOADINGS, 1 - LOADINGS**2), unbiased_reliability),
        (eap_scores(RANKS, LOADINGS, CUTS), shrunken_reliability),
    ):
        found = np.corrcoef(scores.values, TRAIT)[0, 1] ** 2
        assert abs(reliability(scores, EQUAL) - found) < 0.02


def test_shrunken_scores_vary_less_than_the_dimension_and_bartlett_scores_more() -> None:
    assert eap_scores(RANKS, LOADINGS, CUTS).values.std() < 0.95
    assert bartlett_scores(ITEMS, LOADINGS, 1 - LOADINGS**2).values.std() > 1.05


def test_fewer_answers_pull_a_score_to_the_mean_and_widen_its_error() -> None:
    ranks = np.array([[4, 4, 4, 4, 4], [4, 4, -1, -1, -1], [-1, -1, -1, -1, -1]])
    got = eap_scores(ranks, LOADINGS, CUTS)
    assert 0 < got.values[1] < got.values[0]
    assert got.standard_errors[1] > got.standard_errors[0]
    assert np.isnan(got.values[2])


def test_the_characteristic_curve_gives_the_mean_sum_score_of_those_who_stand_there() -> None:
    weights = np.full(5, 0.2)
    near = np.abs(TRAIT - 0.5) < 0.15
    percent = (RANKS / 4 * 100) @ weights
    assert abs(expected_percent(np.array([0.5]), LOADINGS, CUTS, weights)[0] - percent[near].mean()) < 1.5
    ends = expected_percent(np.array([-20.0, 20.0]), LOADINGS, CUTS, weights)
    assert_allclose(ends, [0, 100], atol=1e-9)


def test_an_item_without_variance_of_its_own_is_refused() -> None:
    with pytest.raises(ItemError, match="1 items, the first in position 2"):
        regression_scores(np.zeros((3, 2)), np.array([0.5, 1.0]), np.array([0.75, 0.0]))
    with pytest.raises(ItemError, match="position 1"):
        eap_scores(RANKS[:, :1], np.array([1.0]), CUTS[:1])
