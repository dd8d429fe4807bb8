import numpy as np
from numpy.testing import assert_allclose

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.correlation.pair_covariances import sum_pairs


def draw(n_missing: int = 0) -> tuple[FloatArray, FloatArray]:
    """Answers of 60 respondents to four items, and three columns of weights."""
    rng = np.random.default_rng(20200101)
    values = rng.normal(size=(60, 4)) + rng.normal(size=(60, 1)) + 1000  # digits to lose
    values[rng.permutation(60)[:n_missing], rng.integers(0, 4, n_missing)] = np.nan
    return values, rng.uniform(0.5, 2, (60, 3))


def covariances_of(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Plain arithmetic: each pair over those who answered both."""
    found = np.empty((4, 4))
    for i in range(4):
        for j in range(4):
            both = ~np.isnan(values[:, [i, j]]).any(axis=1)
            found[i, j] = np.cov(values[both][:, [i, j]].T, aweights=weights[both], ddof=0)[0, 1]
    return found


def test_covariances_equal_those_of_each_pair_alone() -> None:
    values, weights = draw(n_missing=20)
    domains = np.arange(60) % 3
    got = sum_pairs(values, weights, domains, 3).covariances()
    for domain in range(3):
        for column in range(3):
            inside = domains == domain
            expected = covariances_of(values[inside], weights[inside, column])
            assert_allclose(got[domain, column], expected, rtol=1e-9, atol=1e-12)


def test_domains_add_up_to_their_union() -> None:
    values, weights = draw(n_missing=20)
    by_area = sum_pairs(values, weights, np.arange(60) % 3, 3)
    merged = by_area.merge(np.array([[True, True, True], [True, False, True]])).covariances()
    everybody = sum_pairs(values, weights, np.zeros(60, dtype=np.int64), 1).covariances()
    two = sum_pairs(values, weights, np.where(np.arange(60) % 3 == 1, -1, 0), 1).covariances()
    assert_allclose(merged, np.concatenate([everybody, two]), rtol=1e-9, atol=1e-12)


def test_a_failed_replicate_and_an_empty_pair_have_no_covariance() -> None:
    values, weights = draw()
    weights[:, 1] = np.nan
    values[:30, 0], values[30:, 2] = np.nan, np.nan
    got = sum_pairs(values, weights, np.zeros(60, dtype=np.int64), 2).covariances()
    assert np.isnan(got[0, 1]).all()
    assert np.isnan(got[0, 0]).sum() == 2  # nobody answered the first and the third item
    assert np.isnan(got[1]).all()
