"""Correlations in domains are those of their members alone; the simple bound is that of Fisher's z."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from crowdpotential.stats.correlation.correlations import weighted_correlations
from crowdpotential.stats.correlation.domain_correlations import correlate_in_domains, upper_bound

N, Q = 300, 20
RNG = np.random.default_rng(8)
X = RNG.standard_normal((N, Q))
Y = 0.5 * X + RNG.standard_normal((N, Q)) + 1e6
X[RNG.random((N, Q)) < 0.1] = np.nan
WEIGHTS = RNG.uniform(0.2, 3, (N, 4))
WEIGHTS[:, 3] = np.nan
CELLS = RNG.integers(0, 3, N)
HOLDS = np.array([[True, True, True], [True, False, True], [False, True, False]])


def test_each_domain_has_the_correlations_of_its_members() -> None:
    found = correlate_in_domains(X, Y, WEIGHTS, CELLS, HOLDS)
    for domain, holds in enumerate(HOLDS):
        inside = holds[CELLS]
        for pair in range(Q):
            own = weighted_correlations(X[inside, pair], Y[inside, pair], WEIGHTS[inside])
            assert_allclose(found.correlations[domain, pair], own, rtol=1e-9)
            given = inside & ~np.isnan(X[:, pair])
            w = WEIGHTS[given, 0]
            assert found.n[domain, pair] == given.sum()
            assert_allclose(found.n_effective[domain, pair], w.sum() ** 2 / (w**2).sum(), rtol=1e-12)
    assert_allclose(found.elsewhere[1], found.correlations[2, :, 0], rtol=1e-9)
    assert np.isnan(found.elsewhere[0]).all()
    assert np.isnan(found.correlations[..., 3]).all()


def test_a_variable_that_does_not_vary_in_a_domain_has_no_correlation_there() -> None:
    x = np.where(CELLS == 1, 2.0, X[:, 0])[:, None]
    found = correlate_in_domains(x, Y[:, :1], WEIGHTS[:, :1], CELLS, HOLDS)
    assert np.isnan(found.correlations[2, 0, 0])
    assert np.isfinite(found.correlations[:2, 0, 0]).all()


@pytest.mark.parametrize(("r", "n"), [(0.3, 40), (-0.6, 120), (0.0, 25)])
def test_the_simple_bound_is_that_of_scipy(r: float, n: int) -> None:
    x = RNG.standard_normal(n)
    y = RNG.standard_normal(n)
    x = (x - x.mean()) / x.std()
    y = y - y.mean() - x * (x @ y) / n
    both = r * x + np.sqrt(1 - r**2) * y / y.std()
    expected = stats.pearsonr(x, both).confidence_interval(0.95).high
    got = upper_bound(np.array([r]), np.array([float(n)]), confidence_level=0.95)
    assert_allclose(got, expected, atol=1e-9)


def test_hardly_any_respondents_bound_nothing() -> None:
    got = upper_bound(np.array([-0.9, -1.0]), np.array([3.0, 50.0]), confidence_level=0.95)
    assert np.isnan(got[0])
    assert got[1] == pytest.approx(-1)
