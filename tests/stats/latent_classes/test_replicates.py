"""Classes of replicates: as if each were fitted to the end, in the order of the full sample."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from stats.latent_classes.planted import plant

from crowdpotential.errors import ModelError
from crowdpotential.stats.latent_classes.fitting import Search, fit_classes, refit
from crowdpotential.stats.latent_classes.matching import adjusted_rand, match_classes
from crowdpotential.stats.latent_classes.patterns import find_patterns
from crowdpotential.stats.latent_classes.replicates import refit_replicates
from crowdpotential.stats.latent_classes.stability import draw_resamples, measure_stability

SEARCH = Search(starts=10)


def test_replicates_end_where_a_full_fit_of_each_would() -> None:
    rng = np.random.default_rng(6)
    people = plant(rng, 900, missing=0.05)
    patterns = find_patterns(people.codes, people.n_levels)
    weights = patterns.sum_weights(np.ones(900))
    drawn = np.stack([patterns.sum_weights(rng.multinomial(900, np.full(900, 1 / 900)).astype(float)) for _ in range(30)], axis=1)
    drawn[:, 7] = np.nan
    classes = fit_classes(patterns, weights, 3, rng=rng, search=SEARCH)
    found = refit_replicates(patterns, weights, classes, drawn, search=SEARCH)
    assert found.failed.tolist() == [r == 7 for r in range(30)]
    assert np.isnan(found.shares[7]).all()
    for r in (0, 11, 29):
        whole = refit(patterns, drawn[:, r].copy(), classes, search=SEARCH)
        assert_allclose(found.shares[r], whole.shares, atol=2e-3)  # a tenth of their standard error
        assert_allclose(found.profiles[r], whole.profiles, atol=1e-2)


def test_more_classes_than_the_answers_tell_apart_are_refused() -> None:
    codes = np.random.default_rng(3).integers(0, 2, (400, 2))
    patterns = find_patterns(codes, np.array([2, 2]))
    weights = patterns.sum_weights(np.ones(400))
    classes = fit_classes(patterns, weights, 3, rng=np.random.default_rng(1), search=Search(prior=0.0))
    with pytest.raises(ModelError, match="3 classes: the answers do not tell them apart"):
        refit_replicates(patterns, weights, classes, weights[:, None], search=Search(prior=0.0))


def test_planted_classes_are_stable_and_those_of_noise_are_not() -> None:
    rng = np.random.default_rng(9)
    people = plant(rng, 800)
    worth = []
    for codes in (people.codes, rng.integers(0, 2, people.codes.shape)):
        patterns = find_patterns(codes, people.n_levels)
        classes = fit_classes(patterns, patterns.sum_weights(np.ones(800)), 3, rng=rng, search=SEARCH)
        drawn = draw_resamples(np.ones(800), np.zeros(800, dtype=np.int64), np.arange(800) // 4, number=10, rng=rng)
        resamples = np.stack([patterns.sum_weights(column) for column in drawn.T], axis=1)
        worth.append(float(np.median(measure_stability(patterns, resamples, [classes], rng=rng, search=SEARCH))))
    assert worth[0] > 0.9
    assert worth[1] < 0.5


def test_resamples_draw_whole_sampling_units_of_each_stratum() -> None:
    strata, psus, weights = np.repeat([0, 1], 30), np.arange(60) // 5, np.linspace(1, 3, 60)
    drawn = draw_resamples(weights, strata, psus, number=20, rng=np.random.default_rng(1))
    assert_allclose(drawn.sum(axis=0), weights.sum())
    times = drawn / weights[:, None]
    assert all(np.ptp(times[psus == unit], axis=0).max() < 1e-12 for unit in range(12))
    assert (times[strata == 0].max(axis=0) > 0).all()


def test_classes_are_matched_by_their_profiles_whatever_their_order() -> None:
    profiles = np.random.default_rng(2).uniform(size=(12, 4))
    order = np.array([2, 0, 3, 1])
    assert match_classes(profiles[:, order], profiles + 0.01).tolist() == order.tolist()


def test_the_adjusted_rand_index_is_that_of_hubert_and_arabie() -> None:
    first, second = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    assert_allclose(adjusted_rand(first, second), 8 / 33)  # 2 pairs together in both, 6 and 3 in one: (2 - 1.2) / (4.5 - 1.2)
    assert adjusted_rand(first, 1 - first) == 1.0
    assert adjusted_rand(np.zeros(4, dtype=np.int64), np.zeros(4, dtype=np.int64)) == 1.0
