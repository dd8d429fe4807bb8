from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import Jackknife, api_jackknife
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.stats.inference.linear_estimates import Domains, estimate_variances
from crowdpotential.stats.inference.replicate_estimates import (
    weighted_ratios,
    weighted_totals,
    weighted_variances,
)

Reference = Callable[[str], dict[str, Any]]


@pytest.fixture
def jackknife(reference: Reference) -> Jackknife:
    return api_jackknife(reference("linearisation"), reference("api_replicates"))


DOMAINS = [("all", "everybody"), ("high", "high_schools")]


@pytest.mark.parametrize(("of", "domain"), DOMAINS)
def test_totals_ratios_and_variances_agree_with_r_in_every_replicate(
    jackknife: Jackknife, of: str, domain: str
) -> None:
    sample, weights, answers = jackknife
    codes = getattr(sample, domain).codes
    api00, enroll, api_stu = (sample.columns[name][:, None] for name in ("api00", "enroll", "api_stu"))
    assert_allclose(weighted_totals(enroll, weights, codes, 1)[0, 0], answers[of]["totals"], rtol=1e-9)
    assert_allclose(
        weighted_ratios(api_stu, enroll, weights, codes, 1)[0, 0], answers[of]["ratios"], rtol=1e-9
    )
    assert_allclose(weighted_variances(api00, weights, codes, 1)[0, 0], answers[of]["variances"], rtol=1e-9)


def test_missing_answers_failed_replicates_and_empty_domains_stay_apart() -> None:
    values = np.array([[1.0], [np.nan], [3.0], [8.0]])
    weights = np.array([[1.0, np.nan, 2.0]] * 4)
    codes = np.array([0, 0, 0, -1])
    for got, known in (
        (weighted_totals(values, weights, codes, 2), [4.0, np.nan, 8.0]),
        (weighted_ratios(values, np.ones((4, 1)), weights, codes, 2), [2.0, np.nan, 2.0]),
        (weighted_variances(values, weights, codes, 2), [2.0, np.nan, 2.0]),
    ):
        assert_allclose(got[0, 0], known)
    assert np.isnan(weighted_ratios(values, np.ones((4, 1)), weights, codes, 2)[1]).all()
    assert np.isnan(weighted_variances(values, weights, codes, 2)[1]).all()


@given(seed=st.integers(0, 300), shift=st.floats(-1e6, 1e6))
def test_a_shift_of_the_answers_leaves_the_variance_as_it_is(seed: int, shift: float) -> None:
    rng = np.random.default_rng(seed)
    values, weights = rng.normal(size=(30, 1)), rng.uniform(0.5, 2, (30, 3))
    codes = np.zeros(30, dtype=np.int64)
    got = weighted_variances(values + shift, weights, codes, 1)
    assert_allclose(got, weighted_variances(values, weights, codes, 1), rtol=1e-6)
    known = estimate_variances(values[:, 0], weights[:, 1], Domains(codes=codes, names=("all",))).estimate
    assert_allclose(weighted_variances(values, weights, codes, 1)[0, 0, 1], known[0])


def test_shapes_that_do_not_fit_are_refused() -> None:
    codes = np.zeros(3, dtype=np.int64)
    with pytest.raises(ValueError, match=r"need values \(n, q\), weights \(n, C\) and domains \(n,\)"):
        weighted_totals(np.ones((3, 1)), np.ones((2, 1)), codes, 1)
    with pytest.raises(ValueError, match="numerators and denominators of one shape"):
        weighted_ratios(np.ones((3, 1)), np.ones((3, 2)), np.ones((3, 1)), codes, 1)
