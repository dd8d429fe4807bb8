from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import ApiSample, api_sample
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.stats.linear_estimates import Domains, estimate_variances
from crowdpotential.stats.replicate_estimates import (
    QuantileRule,
    weighted_quantiles,
    weighted_ratios,
    weighted_totals,
    weighted_variances,
)

Reference = Callable[[str], dict[str, Any]]

Jackknife = tuple[ApiSample, np.ndarray, dict[str, Any]]


@pytest.fixture
def jackknife(reference: Reference) -> Jackknife:
    """Leave out one district of the cluster sample at a time; domain 0 is all schools or the high schools."""
    sample = api_sample(reference("linearisation"), "clus_wr")
    answers = reference("api_replicates")["answers"]
    districts = np.array(answers["districts"])
    kept = sample.columns["unit"][:, None] != districts
    return sample, sample.weights[:, None] * kept * districts.size / (districts.size - 1), answers


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


@pytest.mark.parametrize(("of", "domain"), DOMAINS)
@pytest.mark.parametrize("rule", ["math", "hf7"])
def test_quantiles_agree_with_r_in_every_replicate(
    jackknife: Jackknife, of: str, domain: str, rule: QuantileRule
) -> None:
    sample, weights, answers = jackknife
    codes = getattr(sample, domain).codes
    for place, probability in enumerate((0.25, 0.5, 0.9)):
        got = weighted_quantiles(
            sample.columns["api00"][:, None], weights, codes, 1, probability=probability, rule=rule
        )
        expected = np.array(answers[of]["quantiles"][rule])[:, place]
        assert_allclose(got[0, 0], expected, rtol=1e-9)


def test_missing_answers_failed_replicates_and_empty_domains_stay_apart() -> None:
    values = np.array([[1.0], [np.nan], [3.0], [8.0]])
    weights = np.array([[1.0, np.nan, 2.0]] * 4)
    codes = np.array([0, 0, 0, -1])
    for got, known in (
        (weighted_totals(values, weights, codes, 2), [4.0, np.nan, 8.0]),
        (weighted_ratios(values, np.ones((4, 1)), weights, codes, 2), [2.0, np.nan, 2.0]),
        (weighted_variances(values, weights, codes, 2), [2.0, np.nan, 2.0]),
        (weighted_quantiles(values, weights, codes, 2, probability=0.5, rule="math"), [1.0, np.nan, 1.0]),
        (weighted_quantiles(values, weights, codes, 2, probability=0.5, rule="hf7"), [2.0, np.nan, 2.0]),
    ):
        assert_allclose(got[0, 0], known)
    assert np.isnan(weighted_ratios(values, np.ones((4, 1)), weights, codes, 2)[1]).all()
    assert np.isnan(weighted_quantiles(values, weights, codes, 2, probability=0.5, rule="hf7")[1]).all()
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


@given(seed=st.integers(0, 300), probability=st.floats(0, 1))
def test_whole_weights_give_the_quantile_of_the_repeated_answers(seed: int, probability: float) -> None:
    rng = np.random.default_rng(seed)
    values, copies = rng.integers(0, 9, 15).astype(float), rng.integers(0, 4, 15)
    if not copies.any():
        copies[0] = 1
    got = weighted_quantiles(
        values[:, None],
        copies[:, None].astype(float),
        np.zeros(15, dtype=np.int64),
        1,
        probability=probability,
        rule="math",
    )
    repeated = np.repeat(values, copies)
    assert got[0, 0, 0] == np.quantile(repeated, probability, method="inverted_cdf")


def test_shapes_that_do_not_fit_are_refused() -> None:
    codes = np.zeros(3, dtype=np.int64)
    with pytest.raises(ValueError, match=r"need values \(n, q\), weights \(n, C\) and domains \(n,\)"):
        weighted_totals(np.ones((3, 1)), np.ones((2, 1)), codes, 1)
    with pytest.raises(ValueError, match="numerators and denominators of one shape"):
        weighted_ratios(np.ones((3, 1)), np.ones((3, 2)), np.ones((3, 1)), codes, 1)
    with pytest.raises(ValueError, match=r"probability: need 0..1, not 50"):
        weighted_quantiles(np.ones((3, 1)), np.ones((3, 1)), codes, 1, probability=50, rule="math")
