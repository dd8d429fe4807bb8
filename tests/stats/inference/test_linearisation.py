from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import DesignError, LonelyPsuError
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.linear_estimates import (
    Domains,
    LinearEstimates,
    estimate_means,
)
from crowdpotential.stats.inference.linear_inference import infer_linearised
from crowdpotential.stats.inference.linearisation import (
    SampleDesign,
    count_degrees_of_freedom,
    number_units,
    score_covariance,
)
from crowdpotential.stats.replication.lonely_psus import LonelyPsuRule

Reference = Callable[[str], dict[str, Any]]

RULES = ["certainty", "remove", "adjust", "average"]


def few_units(frozen: dict[str, Any], rule: LonelyPsuRule, *, is_corrected: bool) -> tuple[dict[str, Any], SampleDesign]:
    data = {key: np.array(column) for key, column in frozen["inputs"]["few"].items()}
    drawn = np.array([np.unique(data["psu"][data["stratum"] == own]).size for own in data["stratum"]])
    design = SampleDesign(
        strata=data["stratum"],
        psus=data["psu"],
        sampling_fractions=drawn / data["population"] if is_corrected else None,
        lonely_psu=rule,
    )
    return data, design


def all_of(data: dict[str, Any]) -> Domains:
    return Domains(codes=np.zeros(data["weight"].size, dtype=np.int64), names=("all",))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("fpc", ["with_replacement", "corrected"])
def test_lonely_units_add_what_they_add_in_r_survey(rule: LonelyPsuRule, fpc: str, reference: Reference) -> None:
    frozen = reference("linearisation")
    data, design = few_units(frozen, rule, is_corrected=fpc == "corrected")
    expected = frozen["answers"]["lonely"][fpc][rule]
    groups = Domains(codes=(data["group"] == "b").astype(np.int64), names=("a", "b"))
    for name, estimates in {
        "mean": estimate_means(data["score"], data["weight"], all_of(data)),
        "groups": estimate_means(data["score"], data["weight"], groups),
    }.items():
        linear = LinearDesign(weights=data["weight"], sample=design, calibrated_from=None)
        got = infer_linearised(estimates, linear, confidence_level=0.95)
        assert_allclose(got.estimate, np.ravel(expected[name]["estimate"]), rtol=1e-9)
        assert_allclose(got.covariance, np.atleast_2d(expected[name]["covariance"]), rtol=1e-9)
    all_members = np.ones((data["weight"].size, 1), dtype=bool)
    assert count_degrees_of_freedom(all_members, number_units(design)) == expected["degf"]


def test_a_single_unit_is_not_lonely_where_its_stratum_is_taken_whole(reference: Reference) -> None:
    frozen = reference("linearisation")
    data, design = few_units(frozen, "error", is_corrected=True)
    kept = data["stratum"] != 5
    data = {key: column[kept] for key, column in data.items()}
    assert design.sampling_fractions is not None
    design = SampleDesign(
        strata=design.strata[kept],
        psus=design.psus[kept],
        sampling_fractions=design.sampling_fractions[kept],
    )
    means = estimate_means(data["score"], data["weight"], all_of(data))
    linear = LinearDesign(weights=data["weight"], sample=design, calibrated_from=None)
    got = infer_linearised(means, linear, confidence_level=0.95)
    expected = frozen["answers"]["lonely_but_whole"]
    assert_allclose(got.covariance, np.atleast_2d(expected["covariance"]), rtol=1e-9)


def test_lonely_units_are_refused_by_name_where_no_rule_is_given() -> None:
    design = SampleDesign(
        strata=np.array([0, 0, 1, 2, 2, 3]),
        psus=np.arange(6),
        stratum_names=("north", "west", "south", "east"),
    )
    with pytest.raises(LonelyPsuError, match="2 strata have a single primary sampling unit: west, east; join"):
        score_covariance(np.ones((6, 1)), design)


def test_there_is_nothing_to_average_where_every_stratum_has_one_unit() -> None:
    design = SampleDesign(strata=np.arange(3), psus=np.arange(3), lonely_psu="average")
    with pytest.raises(LonelyPsuError, match="all 3 strata have a single"):
        score_covariance(np.ones((3, 1)), design)


def test_a_unit_in_two_strata_is_refused() -> None:
    design = SampleDesign(strata=np.array([0, 0, 1, 1]), psus=np.array([7, 8, 8, 9]))
    with pytest.raises(DesignError, match="1 primary sampling units lie in several strata, the first is 8"):
        score_covariance(np.ones((4, 1)), design)


@pytest.mark.parametrize("fractions", [[0.5, 0.5, 0.2, 1.2], [0.5, 0.5, 0.0, 0.0], [0.5, 0.4, 0.2, 0.2]])
def test_sampling_fractions_must_be_shares_that_agree_within_a_stratum(fractions: list[float]) -> None:
    design = SampleDesign(strata=np.array([0, 0, 1, 1]), psus=np.arange(4), sampling_fractions=np.array(fractions))
    with pytest.raises(DesignError, match=r"outside \(0, 1\] or differ within a stratum, first in stratum"):
        score_covariance(np.ones((4, 1)), design)


def test_missing_sampling_fractions_are_refused() -> None:
    design = SampleDesign(strata=np.zeros(3, dtype=np.int64), psus=np.arange(3), sampling_fractions=np.array([0.5, np.nan, 0.5]))
    with pytest.raises(DesignError, match="sampling fractions of"):
        score_covariance(np.ones((3, 1)), design)


def test_scores_and_design_must_be_about_the_same_respondents() -> None:
    design = SampleDesign(strata=np.zeros(3, dtype=np.int64), psus=np.arange(3))
    with pytest.raises(ValueError, match=r"need scores \(3, q\), not \(4, 1\)"):
        score_covariance(np.ones((4, 1)), design)
    with pytest.raises(ValueError, match=r"need strata \(n,\) and psus \(n,\)"):
        number_units(SampleDesign(strata=np.zeros(2, dtype=np.int64), psus=np.arange(3)))


@given(n=st.integers(2, 40), fraction=st.floats(0.01, 0.99))
def test_a_simple_random_sample_has_the_textbook_variance_of_a_mean(n: int, fraction: float) -> None:
    values = np.random.default_rng(n).normal(size=n)
    design = SampleDesign(strata=np.zeros(n, dtype=np.int64), psus=np.arange(n), sampling_fractions=np.full(n, fraction))
    means = estimate_means(
        values,
        np.full(n, 1 / fraction),
        Domains(codes=np.zeros(n, dtype=np.int64), names=("all",)),
    )
    got = score_covariance(means.scores, design)[0, 0]
    assert got == pytest.approx((1 - fraction) * values.var(ddof=1) / n)


@given(seed=st.integers(0, 1000))
def test_order_and_codes_of_units_change_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    psus = rng.integers(0, 12, 60)
    scores = rng.normal(size=(60, 2))
    design = SampleDesign(strata=psus // 4, psus=psus, lonely_psu="certainty")
    order = rng.permutation(60)
    shuffled = SampleDesign(strata=(psus // 4)[order] - 9, psus=psus[order] * 10**12 - 5, lonely_psu="certainty")
    assert_allclose(score_covariance(scores, design), score_covariance(scores[order], shuffled), rtol=1e-12)


def test_degrees_of_freedom_of_a_domain_count_the_units_and_strata_that_hold_it() -> None:
    design = SampleDesign(strata=np.array([0, 0, 0, 1, 1, 1]), psus=np.array([0, 1, 1, 2, 3, 4]))
    members = np.array([[1, 1, 1, 1, 1, 1], [1, 1, 0, 0, 0, 0], [0, 1, 1, 1, 0, 1], [0, 0, 0, 0, 0, 1]]).T > 0
    assert_array_equal(count_degrees_of_freedom(members, number_units(design)), [3, 1, 1, 0])


def test_an_estimate_without_degrees_of_freedom_has_no_error() -> None:
    estimates = LinearEstimates(
        estimate=np.array([1.0]),
        scores=np.array([[0.5], [0.0], [0.0]]),
        members=np.array([[1], [0], [0]]) > 0,
    )
    design = SampleDesign(strata=np.zeros(3, dtype=np.int64), psus=np.arange(3))
    linear = LinearDesign(weights=np.ones(3), sample=design, calibrated_from=None)
    got = infer_linearised(estimates, linear, confidence_level=0.95)
    assert np.isnan([got.standard_error[0], got.ci_low[0], got.ci_high[0], got.deff[0]]).all()
