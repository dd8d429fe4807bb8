"""Latent classes: published and independent answers, what they do not depend on, planted classes found again."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from stats.latent_classes.planted import CHANCES, SHARES, plant

from crowdpotential.stats.latent_classes.criteria import judge_classes
from crowdpotential.stats.latent_classes.fitting import Search, fit_classes, posteriors, refit
from crowdpotential.stats.latent_classes.matching import adjusted_rand
from crowdpotential.stats.latent_classes.patterns import MOST_INDICATORS, find_patterns

Load = Callable[[str], dict[str, Any]]
PLAIN = Search(prior=0.0, starts=40)  # as poLCA fits: nothing added


@pytest.mark.parametrize("data", ["carcinoma", "values"])
def test_log_likelihoods_are_those_that_polca_publishes(data: str, reference: Load) -> None:
    frozen = reference("latent_classes")
    codes = np.array(frozen["inputs"][data], dtype=np.int64)
    patterns = find_patterns(codes, np.full(codes.shape[1], 2))
    weights = patterns.sum_weights(np.array(frozen["inputs"][f"n_{data}"], dtype=float))
    first = 2 if data == "carcinoma" else 1
    for n_classes, published in enumerate(frozen["published"][data], start=first):
        found = fit_classes(patterns, weights, n_classes, rng=np.random.default_rng(3), search=PLAIN)
        assert_allclose(found.log_likelihood, published, atol=6e-5)  # four digits are printed
        assert found.is_converged


def test_weighted_answers_with_gaps_agree_with_plain_em_in_r(reference: Load) -> None:
    frozen = reference("latent_classes")
    given_, answers = frozen["inputs"], frozen["answers"]
    patterns = find_patterns(np.array(given_["codes"], dtype=np.int64), np.array(given_["levels"]))
    weights = patterns.sum_weights(np.array(given_["weight"]))
    found = fit_classes(patterns, weights, 3, rng=np.random.default_rng(1), search=Search(prior=0.0, starts=20, tolerance=1e-10))
    assert_allclose(found.log_likelihood, answers["log_likelihood"], rtol=1e-9)
    assert_allclose(found.shares, answers["shares"], atol=1e-5)
    assert_allclose(found.profiles, np.vstack([np.array(block).T for block in answers["profiles"]]), atol=2e-5)


def test_planted_classes_are_found_again_with_gaps_in_the_answers() -> None:
    people = plant(np.random.default_rng(11), 2000, missing=0.1)
    patterns = find_patterns(people.codes, people.n_levels)
    weights = patterns.sum_weights(np.ones(2000))
    tried = [fit_classes(patterns, weights, n, rng=np.random.default_rng(5)) for n in range(1, 6)]
    assert int(np.argmin([judge_classes(patterns, weights, one).bic for one in tried])) == 2
    best = tried[2]
    assert_allclose(best.shares, SHARES, atol=0.04)
    assert_allclose(best.profiles[1::2].T, CHANCES, atol=0.07)
    put = posteriors(patterns, best).argmax(axis=1)[patterns.pattern_of]
    assert adjusted_rand(people.kinds, put) > 0.8


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_respondents_and_of_levels_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = plant(rng, 300)
    weights, order = rng.uniform(0.5, 2.0, 300), rng.permutation(300)
    turned = np.where(people.codes >= 0, 1 - people.codes, -1)
    found = []
    for codes, own in ((people.codes, weights), (turned[order], weights[order])):
        patterns = find_patterns(codes, people.n_levels)
        found.append(fit_classes(patterns, patterns.sum_weights(own), 3, rng=np.random.default_rng(2)))
    assert_allclose(found[0].shares, found[1].shares, atol=1e-4)
    assert_allclose(found[0].profiles[0::2], found[1].profiles[1::2], atol=1e-3)


def test_weights_that_repeat_respondents_are_as_good_as_respondents() -> None:
    people, times = plant(np.random.default_rng(4), 200), np.arange(200) % 3
    repeated = np.repeat(people.codes, times, axis=0)
    pairs = [(people.codes, times.astype(float)), (repeated, np.ones(len(repeated)))]
    found = []
    for codes, weights in pairs:
        patterns = find_patterns(codes, people.n_levels)
        found.append(fit_classes(patterns, patterns.sum_weights(weights), 2, rng=np.random.default_rng(1)))
    assert_allclose(found[0].log_likelihood, found[1].log_likelihood, rtol=1e-9)
    assert_allclose(found[0].shares, found[1].shares, atol=1e-5)


def test_a_likelihood_never_falls_with_more_classes_and_a_refit_stays_where_it_is() -> None:
    people = plant(np.random.default_rng(8), 400)
    patterns = find_patterns(people.codes, people.n_levels)
    weights = patterns.sum_weights(np.ones(400))
    tried = [fit_classes(patterns, weights, n, rng=np.random.default_rng(5), search=PLAIN) for n in (1, 2, 3)]
    assert tried[0].log_likelihood < tried[1].log_likelihood < tried[2].log_likelihood
    assert_allclose(refit(patterns, weights, tried[2], search=PLAIN).shares, tried[2].shares, atol=1e-5)


def test_criteria_are_their_formulas_by_hand() -> None:
    people = plant(np.random.default_rng(8), 300)
    patterns = find_patterns(people.codes, people.n_levels)
    weights = patterns.sum_weights(np.full(300, 0.5))
    found = fit_classes(patterns, weights, 2, rng=np.random.default_rng(5))
    criteria, own = judge_classes(patterns, weights, found), posteriors(patterns, found)
    doubt = -(weights[:, None] * own * np.log(own)).sum()
    assert found.n_parameters == 1 + 2 * 8
    assert_allclose(criteria.bic, -2 * found.log_likelihood + 17 * np.log(150))
    assert_allclose(criteria.abic, -2 * found.log_likelihood + 17 * np.log(152 / 24))
    assert_allclose(criteria.clc, -2 * found.log_likelihood + 2 * doubt)
    assert_allclose(criteria.entropy, 1 - doubt / (150 * np.log(2)))


def test_answers_that_are_no_level_and_too_many_indicators_are_refused() -> None:
    with pytest.raises(ValueError, match="none of the levels"):
        find_patterns(np.array([[0, 2]]), np.array([2, 2]))
    with pytest.raises(ValueError, match=f"at most {MOST_INDICATORS}"):
        find_patterns(np.zeros((2, MOST_INDICATORS + 1), dtype=np.int64), np.full(MOST_INDICATORS + 1, 2))
