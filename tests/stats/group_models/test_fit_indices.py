import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import ncx2

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.fit_indices import (
    ChiSquare,
    find_fit_indices,
    find_p_value,
    find_scaled_indices,
)

BASELINE = ChiSquare(value=900.0, df=66, scaling=1.2)


def test_a_model_better_than_expected_is_called_perfect() -> None:
    got = find_fit_indices(ChiSquare(value=30.0, df=40), BASELINE, n=500, n_groups=2)
    assert (got.cfi, got.rmsea, got.rmsea_low) == (1, 0, 0)
    assert got.tli > 1


def test_the_interval_of_rmsea_leaves_five_percent_on_each_side() -> None:
    got = find_fit_indices(ChiSquare(value=90.0, df=40), BASELINE, n=500, n_groups=2)
    noncentrality = np.array([got.rmsea_low, got.rmsea_high]) ** 2 * 40 * 500 / 2
    assert_allclose(ncx2.cdf(90, 40, noncentrality), [0.95, 0.05], rtol=1e-6)


def test_scaling_factors_of_one_change_nothing() -> None:
    test, baseline = ChiSquare(value=90.0, df=40), ChiSquare(value=900.0, df=66)
    plain = find_fit_indices(test, baseline, n=500, n_groups=2)
    assert find_scaled_indices(test, baseline, n=500, n_groups=2) == plain


def test_robust_and_scaled_indices_differ_from_plain_ones() -> None:
    test = ChiSquare(value=90.0, df=40, scaling=1.3)
    robust = find_fit_indices(test, BASELINE, n=500, n_groups=2)
    scaled = find_scaled_indices(test, BASELINE, n=500, n_groups=2)
    assert_allclose(robust.rmsea**2, (90 - 1.3 * 40) / (40 * 500) * 2)
    assert_allclose(scaled.rmsea**2, (90 / 1.3 - 40) / (40 * 500) * 2)
    assert_allclose(robust.cfi, 1 - (90 - 1.3 * 40) / (900 - 1.2 * 66))
    assert_allclose(scaled.cfi, 1 - (90 / 1.3 - 40) / (900 / 1.2 - 66))


def test_without_degrees_of_freedom_nothing_can_be_rejected() -> None:
    saturated = ChiSquare(value=0.0, df=0)
    assert find_p_value(0.0, 0) == 1
    assert find_scaled_indices(saturated, BASELINE, n=500, n_groups=2).cfi == 1


def test_a_model_without_relations_that_fits_as_expected_gives_what_lavaan_gives() -> None:
    found = find_fit_indices(ChiSquare(value=3.0, df=2), ChiSquare(value=6.0, df=6), n=100, n_groups=1)
    assert (found.cfi, found.tli) == (0, 1)


EXCESS = st.one_of(st.just(0.0), st.floats(-1e3, 1e6), st.floats(-1e-300, 1e-300))


@given(own=EXCESS, other=EXCESS, df=st.integers(1, 600), more=st.integers(0, 600))
def test_indices_are_found_whatever_the_excess(own: float, other: float, df: int, more: int) -> None:
    test = ChiSquare(value=max(df + own, 0.0), df=df)
    baseline = ChiSquare(value=max(df + more + other, 0.0), df=df + more)
    for found in (
        find_fit_indices(test, baseline, n=500, n_groups=2),
        find_scaled_indices(test, baseline, n=500, n_groups=2),
    ):
        assert 0 <= found.cfi <= 1
        assert not np.isnan(found.tli)
        assert 0 <= found.rmsea_low <= found.rmsea_high


@pytest.mark.parametrize("unknown", [np.nan, np.inf])
def test_a_test_without_a_value_is_refused(unknown: float) -> None:
    with pytest.raises(ModelError, match="have no finite errors: leave out items"):
        find_fit_indices(ChiSquare(value=unknown, df=2), BASELINE, n=100, n_groups=1)
    with pytest.raises(ModelError, match="no finite errors"):
        find_fit_indices(ChiSquare(value=3.0, df=2), ChiSquare(value=unknown, df=6), n=100, n_groups=1)
