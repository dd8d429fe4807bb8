from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ConvergenceError, ItemError
from crowdpotential.stats.group_models.moments import em_moments

Load = Callable[[str], dict[str, Any]]


def incomplete(rng: np.random.Generator, share: float) -> np.ndarray:
    answers = rng.normal(size=(200, 4)) + rng.normal(size=(200, 1))
    answers[rng.random(answers.shape) < share] = np.nan
    return answers


def test_moments_of_incomplete_answers_agree_with_lavaan(reference: Load) -> None:
    frozen = reference("invariance")
    answers = np.where(np.array(frozen["missing"]) > 0, np.nan, np.array(frozen["answers"]))
    weights, group = np.array(frozen["weights"]), np.array(frozen["group"])
    for number, expected in enumerate(frozen["moments"]):
        got = em_moments(answers[group == number], weights[group == number])
        assert_allclose(got.mean, expected["mean"], atol=1e-8)
        assert_allclose(got.covariance, expected["covariance"], atol=1e-8)


def test_complete_answers_give_the_weighted_moments() -> None:
    rng = np.random.default_rng(1)
    answers, weights = rng.normal(size=(50, 3)), rng.uniform(0.5, 2, 50)
    got = em_moments(answers, weights)
    assert_allclose(got.mean, np.average(answers, axis=0, weights=weights), rtol=1e-10)
    assert_allclose(got.covariance, np.cov(answers.T, aweights=weights, ddof=0), rtol=1e-10)
    assert_allclose(got.n, weights.sum())


def test_a_weight_of_two_counts_as_the_same_respondent_twice() -> None:
    rng = np.random.default_rng(2)
    answers, times = incomplete(rng, 0.15), rng.integers(1, 4, 200)
    weighted = em_moments(answers, times.astype(float))
    repeated = em_moments(np.repeat(answers, times, axis=0), np.ones(times.sum()))
    assert_allclose(weighted.covariance, repeated.covariance, atol=1e-8)
    assert_allclose(weighted.mean, repeated.mean, atol=1e-8)


def test_units_and_origin_of_an_item_are_immaterial() -> None:
    answers = incomplete(np.random.default_rng(3), 0.1)
    scale, origin = np.array([1, 100, 0.01, 5]), np.array([0, -50, 3, 1000])
    plain, changed = em_moments(answers, np.ones(200)), em_moments(answers * scale + origin, np.ones(200))
    assert_allclose(changed.mean, plain.mean * scale + origin, rtol=1e-7)
    assert_allclose(changed.covariance, plain.covariance * np.outer(scale, scale), rtol=1e-7)


def test_who_answered_nothing_does_not_count() -> None:
    answers = incomplete(np.random.default_rng(4), 0.1)
    with_silent = np.vstack([answers, np.full((10, 4), np.nan)])
    got = em_moments(with_silent, np.ones(210))
    assert got.n == (~np.isnan(answers).all(axis=1)).sum()
    assert_allclose(got.mean, em_moments(answers, np.ones(200)).mean, rtol=1e-12)


def test_an_item_without_variation_is_refused_by_name() -> None:
    answers = np.array([[1.0, 2], [2, 2], [3, np.nan]])
    with pytest.raises(ItemError, match="item B: its 2 answers in this group do not differ"):
        em_moments(answers, np.ones(3), names=["A", "B"])


def test_items_that_nobody_answered_together_are_refused() -> None:
    answers = np.array([[1, np.nan], [2, np.nan], [np.nan, 1], [np.nan, 2]])
    with pytest.raises(ItemError, match="items number 1 and number 2: nobody in this group answered both"):
        em_moments(answers, np.ones(4))


def test_too_few_joint_answers_do_not_settle() -> None:
    rng = np.random.default_rng(5)
    answers = np.full((40, 2), np.nan)
    answers[:20, 0], answers[20:, 1] = rng.normal(size=20), rng.normal(size=20)
    answers[:2] = [[0.1, 0.1], [0.3, 0.3]]
    with pytest.raises(ConvergenceError, match=r"no covariance .* after 5000 cycles"):
        em_moments(answers, np.ones(40))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", [1, 17, 22])
def test_answers_that_determine_no_covariance_are_refused_and_not_inverted(seed: int) -> None:
    rng = np.random.default_rng(seed)
    answers = rng.integers(0, 3, size=(8, 6)).astype(float)
    answers[rng.random((8, 6)) < 0.45] = np.nan
    with pytest.raises(ConvergenceError, match=r"moments of . respondents: no covariance that is positive"):
        em_moments(answers, np.ones(8))
