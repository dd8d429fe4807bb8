from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import ApiSample, api_sample
from numpy.testing import assert_allclose

from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.linear_contrasts import estimate_differences, estimate_quotients
from crowdpotential.stats.inference.linear_estimates import (
    Domains,
    LinearEstimates,
    estimate_means,
    estimate_ratios,
    estimate_shares,
    estimate_totals,
    estimate_variances,
    join_estimates,
)
from crowdpotential.stats.inference.linear_inference import LinearInference, infer_linearised
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.weighting.auxiliaries import auxiliaries
from crowdpotential.stats.weighting.calibration import Calibration, calibrate
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis
from crowdpotential.stats.weighting.margins import Margin, MeanTarget

Reference = Callable[[str], dict[str, Any]]

CLOSED = dict.fromkeys(
    ("strat_wr", "strat_fpc", "clus_wr", "clus_fpc", "clus_vignette", "clus_linear", "clus_poststratified"),
    1e-09,
)
ITERATED = dict.fromkeys(["clus_truncated", "clus_raking", "clus_logit", "strat_raking"], 1e-7)
DESIGNS = sorted((CLOSED | ITERATED).items())


@pytest.fixture(params=DESIGNS, ids=[name for name, _ in DESIGNS])
def example(request: pytest.FixtureRequest, reference: Reference) -> tuple[ApiSample, float]:
    name, tolerance = request.param
    return api_sample(reference("linearisation"), name), tolerance


def infer(sample: ApiSample, estimates: LinearEstimates) -> LinearInference:
    return infer_linearised(estimates, sample.design, confidence_level=0.95)


def types_of(sample: ApiSample, domains: Domains) -> LinearEstimates:
    shares = [
        estimate_shares((sample.columns["stype"] == code).astype(float), sample.weights, domains)
        for code in range(3)
    ]
    return join_estimates(shares)


def assert_same(got: LinearInference, expected: dict[str, Any], rtol: float) -> None:
    covariance = np.atleast_2d(expected["covariance"])
    assert_allclose(got.estimate, expected["estimate"], rtol=rtol)
    variances = np.diag(covariance) + 1e-22 * np.square(got.estimate) / rtol  # calibration leaves some zero
    scale = np.sqrt(np.outer(variances, variances))
    assert_allclose(got.covariance / scale, covariance / scale, rtol=0, atol=rtol)


def test_means_and_their_covariance_agree_with_r_survey(example: tuple[ApiSample, float]) -> None:
    sample, rtol = example
    parts = [
        estimate_means(sample.columns[name], sample.weights, sample.everybody) for name in ("api00", "enroll")
    ]
    got = infer(sample, join_estimates(parts))
    expected = sample.answers["means"]
    assert_same(got, expected, rtol)
    assert_allclose(got.deff, expected["deff"], rtol=rtol)
    assert_allclose(got.deff_with_replacement, expected["deff_replace"], rtol=rtol)
    assert_allclose(got.coefficient_of_variation, expected["cv"], rtol=rtol)
    assert (got.degrees_of_freedom == sample.answers["degf"]).all()


def test_a_missing_answer_leaves_the_respondent_in_the_design_as_in_r(
    example: tuple[ApiSample, float],
) -> None:
    sample, rtol = example
    got = infer(sample, estimate_means(sample.columns["acs_k3"], sample.weights, sample.everybody))
    assert_same(got, sample.answers["incomplete"], rtol)


def test_shares_and_totals_agree_with_r_survey(example: tuple[ApiSample, float]) -> None:
    sample, rtol = example
    assert_same(infer(sample, types_of(sample, sample.everybody)), sample.answers["types"], rtol)
    columns = [
        sample.columns["enroll"],
        *((sample.columns["stype"] == code).astype(float) for code in range(3)),
    ]
    totals = [estimate_totals(column, sample.weights, sample.everybody) for column in columns]
    got = infer(sample, join_estimates(totals))
    assert_same(got, sample.answers["totals"], rtol)
    assert_allclose(got.deff, sample.answers["totals"]["deff"], rtol=rtol, atol=rtol)


@pytest.mark.parametrize("domain", ["everybody", "high_schools"])
def test_ratios_and_variances_agree_with_r_survey(example: tuple[ApiSample, float], domain: str) -> None:
    sample, rtol = example
    domains = getattr(sample, domain)
    of = {"everybody": "", "high_schools": "_of_high"}[domain]
    ratios = estimate_ratios(sample.columns["api_stu"], sample.columns["enroll"], sample.weights, domains)
    got = infer(sample, ratios)
    assert_allclose(got.estimate, sample.answers[f"ratio{of}"]["estimate"], rtol=rtol)
    assert_allclose(got.standard_error, sample.answers[f"ratio{of}"]["standard_error"], rtol=rtol)
    if domain == "everybody":
        assert_allclose(got.deff, sample.answers["ratio"]["deff"], rtol=rtol)
    variances = estimate_variances(sample.columns["api00"], sample.weights, domains)
    assert_same(infer(sample, variances), sample.answers[f"variance{of}"], rtol)


def test_domains_have_the_covariance_and_degrees_of_freedom_of_r_survey(
    example: tuple[ApiSample, float],
) -> None:
    sample, rtol = example
    got = infer(sample, estimate_means(sample.columns["api00"], sample.weights, sample.types))
    expected = sample.answers["means_by_type"]
    assert_same(got, expected, rtol)
    assert_allclose(got.deff, expected["deff"], rtol=rtol)
    assert list(got.degrees_of_freedom) == sample.answers["degf_by_type"]
    totals = estimate_totals(sample.columns["enroll"], sample.weights, sample.types)
    assert_same(infer(sample, totals), sample.answers["totals_by_type"], rtol)


def test_differences_and_quotients_of_domains_agree_with_svycontrast(
    example: tuple[ApiSample, float],
) -> None:
    sample, rtol = example
    means = estimate_means(sample.columns["api00"], sample.weights, sample.types)
    elementary, middle = np.array([0]), np.array([2])
    assert_same(
        infer(sample, estimate_differences(means, elementary, middle)), sample.answers["difference"], rtol
    )
    assert_same(
        infer(sample, estimate_quotients(means, middle, elementary)), sample.answers["quotient"], rtol
    )


def test_the_published_example_of_a_calibrated_cluster_sample_is_met(reference: Reference) -> None:
    """Lumley (2021), "A survey analysis example", a vignette of survey: what it prints for gclus1."""
    columns = api_sample(reference("linearisation"), "clus_fpc").columns
    schools = columns["pw"].size
    one = Margin(
        name="all",
        cells=np.zeros(schools, dtype=np.int64),
        control_totals=np.array([6194.0]),
        labels=("all",),
    )
    mean = MeanTarget(
        name="api99",
        values=columns["api99"],
        groups=one.cells,
        means=np.array([3914069 / 6194]),
        labels=("all",),
    )
    weights = calibrate(columns["pw"], [one], Calibration(method="linear"), means=[mean]).weights
    basis = CalibrationBasis(auxiliaries=auxiliaries([one], [mean]), base_weights=columns["pw"])
    sample = SampleDesign(
        strata=one.cells,
        psus=columns["unit"].astype(np.int64),
        sampling_fractions=15 / columns["fpc"],
    )
    design = LinearDesign(weights=weights, sample=sample, calibrated_from=basis)
    everybody = Domains(codes=one.cells, names=("all",))
    estimates = [
        estimate_means(columns["api00"], weights, everybody),
        *(estimate_totals((columns["stype"] == code).astype(float), weights, everybody) for code in range(3)),
        estimate_totals(columns["enroll"], weights, everybody),
        estimate_ratios(columns["api_stu"], columns["enroll"], weights, everybody),
    ]
    got = infer_linearised(join_estimates(estimates), design, confidence_level=0.95)
    decimals = [2, 2, 2, 2, 0, 7]
    printed = [666.72, 4881.77, 463.35, 848.88, 3357372, 0.8506941]
    assert [round(value, n) for value, n in zip(got.estimate, decimals, strict=True)] == printed
    decimals = [4, 2, 2, 2, 0, 9]
    printed = [3.2959, 302.15, 183.03, 194.76, 243227, 0.008674888]
    assert [round(value, n) for value, n in zip(got.standard_error, decimals, strict=True)] == printed
