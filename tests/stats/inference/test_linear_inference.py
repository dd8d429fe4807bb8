from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import ApiSample, api_sample
from numpy.testing import assert_allclose

from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.linear_estimates import (
    Domains,
    LinearEstimates,
    estimate_means,
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
    shares = [estimate_means((sample.columns["stype"] == code).astype(float), sample.weights, domains) for code in range(3)]
    return join_estimates(shares)


def assert_same(got: LinearInference, expected: dict[str, Any], rtol: float) -> None:
    covariance = np.atleast_2d(expected["covariance"])
    assert_allclose(got.estimate, expected["estimate"], rtol=rtol)
    variances = np.diag(covariance) + 1e-22 * np.square(got.estimate) / rtol  # calibration leaves some zero
    scale = np.sqrt(np.outer(variances, variances))
    assert_allclose(got.covariance / scale, covariance / scale, rtol=0, atol=rtol)


def test_means_and_their_covariance_agree_with_r_survey(example: tuple[ApiSample, float]) -> None:
    sample, rtol = example
    parts = [estimate_means(sample.columns[name], sample.weights, sample.everybody) for name in ("api00", "enroll")]
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


def test_shares_agree_with_r_survey(example: tuple[ApiSample, float]) -> None:
    sample, rtol = example
    assert_same(infer(sample, types_of(sample, sample.everybody)), sample.answers["types"], rtol)


def test_domains_have_the_covariance_and_degrees_of_freedom_of_r_survey(
    example: tuple[ApiSample, float],
) -> None:
    sample, rtol = example
    got = infer(sample, estimate_means(sample.columns["api00"], sample.weights, sample.types))
    expected = sample.answers["means_by_type"]
    assert_same(got, expected, rtol)
    assert_allclose(got.deff, expected["deff"], rtol=rtol)
    assert list(got.degrees_of_freedom) == sample.answers["degf_by_type"]


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
    found = infer_linearised(estimate_means(columns["api00"], weights, everybody), design, confidence_level=0.95)
    assert round(found.estimate[0], 2) == 666.72
    assert round(found.standard_error[0], 4) == 3.2959
