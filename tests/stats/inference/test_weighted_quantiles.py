from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import Jackknife, api_jackknife
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.stats.inference.weighted_quantiles import QuantileRule, weighted_quantiles

Reference = Callable[[str], dict[str, Any]]


@pytest.fixture
def jackknife(reference: Reference) -> Jackknife:
    return api_jackknife(reference("linearisation"), reference("api_replicates"))


@pytest.mark.parametrize(("of", "domain"), [("all", "everybody"), ("high", "high_schools")])
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


@pytest.mark.parametrize(("rule", "known"), [("math", [1.0, np.nan, 1.0]), ("hf7", [2.0, np.nan, 2.0])])
def test_missing_answers_failed_replicates_and_empty_domains_stay_apart(
    rule: QuantileRule, known: list[float]
) -> None:
    values, codes = np.array([[1.0], [np.nan], [3.0], [8.0]]), np.array([0, 0, 0, -1])
    weights = np.array([[1.0, np.nan, 2.0]] * 4)
    got = weighted_quantiles(values, weights, codes, 2, probability=0.5, rule=rule)
    assert_allclose(got[0, 0], known)
    assert np.isnan(got[1]).all()


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


def test_shapes_and_probabilities_that_do_not_fit_are_refused() -> None:
    codes = np.zeros(3, dtype=np.int64)
    with pytest.raises(ValueError, match=r"need values \(n, q\), weights \(n, C\) and domains \(n,\)"):
        weighted_quantiles(np.ones((3, 1)), np.ones((2, 1)), codes, 1, probability=0.5, rule="math")
    with pytest.raises(ValueError, match=r"probability: need 0..1, not 50"):
        weighted_quantiles(np.ones((3, 1)), np.ones((3, 1)), codes, 1, probability=50, rule="math")
