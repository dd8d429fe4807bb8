"""Regression and t tests: R's svyglm and svyttest, invariances, recovery, refusals."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import DesignError, ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.linearisation import SampleDesign, score_covariance
from crowdpotential.stats.inference.regression import (
    Coefficients,
    Regression,
    fit_regression,
    infer_coefficients,
)
from crowdpotential.stats.inference.t_tests import fit_difference
from crowdpotential.stats.replication.replicates import Replication
from crowdpotential.stats.replication.spread import replicate_covariance
from crowdpotential.stats.weighting.auxiliaries import Auxiliaries
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis, calibration_residuals

Reference = Callable[[str], dict[str, Any]]
Answers = dict[str, FloatArray]

DESIGNS = ("stratified", "clustered", "calibrated", "replicated", "recalibrated", "domain")
REGRESSORS = ("ell", "meals", "is_high", "is_middle")


class Sample:
    """The answers of one sample of the reference, its weights, and how they become standard errors."""

    def __init__(self, name: str, reference: Reference) -> None:
        inputs = reference("rao_scott")["inputs"]
        source = "apistrat" if name in {"stratified", "domain"} else "apiclus1"
        design = {key: np.array(values) for key, values in inputs[source].items()}
        self.answers: Answers = {key: np.array(values, dtype=float) for key, values in reference("regression")["inputs"][source].items()}
        n = design["pw"].size
        self.weights = design["pw"]
        strata = design["stype"] if source == "apistrat" else np.zeros(n, dtype=np.int64)
        psus = np.arange(n) if source == "apistrat" else design["dnum"]
        drawn = np.bincount(strata)[strata] if source == "apistrat" else np.full(n, 15)
        self.design = SampleDesign(strata=strata, psus=psus, sampling_fractions=drawn / design["fpc"])
        self.inside = design["sch.wide"] == 1 if name == "domain" else np.ones(n, dtype=bool)
        self.df = {"stratified": 197.0, "domain": float(self.inside.sum() - 3)}.get(name, 14.0)
        self.basis, self.replicates = None, np.empty((n, 0))
        if name == "calibrated":
            self.weights = np.array(inputs["calibrated_weights"])
            values = np.column_stack([np.ones(n), design["stype"] == 1, design["stype"] == 2, design["api99"]])
            self.basis = CalibrationBasis(auxiliaries=Auxiliaries(class_of=np.arange(n), rows=values), base_weights=design["pw"])
        if name in {"replicated", "recalibrated"}:
            self.replicates = np.array(inputs["replicates" if name == "replicated" else name])
        if name == "recalibrated":
            self.weights = np.array(inputs["recalibrated_weights"])
        self.centre = "mean" if name == "recalibrated" else "estimate"

    def covariance(self, fit: Regression, response: FloatArray, regressors: FloatArray) -> FloatArray:
        if self.replicates.size:
            replication = Replication(
                kind="jk1",
                coefficients=np.full(15, 14 / 15),
                centre="mean" if self.centre == "mean" else "estimate",
                degrees_of_freedom=14.0,
                fails_above=0.0,
            )
            replicates = np.column_stack(
                [fit_regression(response, regressors, column, names=fit.names).coefficients for column in self.replicates.T]
            )
            return replicate_covariance(fit.coefficients, replicates, replication).covariance
        scores = fit.scores
        if self.basis is not None:
            scores = calibration_residuals(scores, self.weights, self.basis)
        return score_covariance(scores, self.design)

    def regress(self, response: str) -> Coefficients:
        x = np.column_stack([np.ones(self.weights.size), *(self.answers[name] for name in REGRESSORS)])
        y = np.where(self.inside, self.answers[response], np.nan)
        fit = fit_regression(y, x, self.weights, names=("constant", *REGRESSORS))
        return infer_coefficients(fit, self.covariance(fit, y, x), design_df=self.df, confidence_level=0.95)


@pytest.mark.parametrize("design", DESIGNS)
def test_regressions_agree_with_r_survey(design: str, reference: Reference) -> None:
    rtol = 1e-9
    expected = reference("regression")["answers"][design]["gaussian"]
    found = Sample(design, reference).regress("api00")
    for ours, theirs in (
        ("estimate", "estimate"),
        ("t", "t"),
        ("p_value", "p"),
        ("ci_low", "ci_low"),
        ("ci_high", "ci_high"),
    ):
        assert_allclose(getattr(found, ours), expected[theirs], rtol=rtol, err_msg=ours)
    scale = np.sqrt(np.diag(expected["covariance"]))
    assert_allclose(found.covariance, expected["covariance"], rtol=rtol, atol=rtol * scale.min() ** 2)
    assert found.degrees_of_freedom == expected["df"]


@pytest.mark.parametrize("design", DESIGNS)
def test_t_tests_agree_with_r_survey(design: str, reference: Reference) -> None:
    sample, expected = Sample(design, reference), reference("regression")["answers"][design]
    values = np.where(sample.inside, sample.answers["api00"], np.nan)
    is_second = sample.answers["is_improved"] == 1
    fit = fit_difference(values, is_second, sample.weights)
    pair = np.column_stack([np.ones(values.size), is_second])
    level = {"design_df": sample.df, "confidence_level": 0.95}
    two = infer_coefficients(fit, sample.covariance(fit, values, pair), **level)
    answer = expected["two_means"]
    assert_allclose(
        [two.estimate[1], two.t[1], two.degrees_of_freedom, two.p_value[1], two.ci_low[1], two.ci_high[1]],
        [*(answer[name] for name in ("estimate", "t", "df", "p")), *answer["interval"]],
        rtol=1e-9,
    )


NAMES = ("constant", "age", "is_urban")


def example(n: int = 300) -> tuple[FloatArray, FloatArray, FloatArray]:
    rng = np.random.default_rng(8)
    regressors = np.column_stack([np.ones(n), rng.normal(45, 15, n), rng.integers(0, 2, n)])
    return regressors @ [20.0, 0.3, 4.0] + rng.normal(0, 6, n), regressors, rng.uniform(0.5, 2, n)


def test_weights_and_regressors_may_have_any_scale() -> None:
    response, regressors, weights = example()
    scale = np.array([1.0, 1000.0, 0.01])
    fit = fit_regression(response, regressors, weights, names=NAMES)
    scaled = fit_regression(response, regressors * scale, 700 * weights, names=NAMES)
    assert_allclose(scaled.coefficients * scale, fit.coefficients, rtol=1e-9)
    assert_allclose(scaled.scores * scale, fit.scores, rtol=1e-6, atol=1e-12)


def test_the_missing_are_left_out_but_stay_in_the_design() -> None:
    response, regressors, weights = example()
    response[:20], regressors[20:30, 1] = np.nan, np.nan
    fit = fit_regression(response, regressors, weights, names=NAMES)
    rest = fit_regression(response[30:], regressors[30:], weights[30:], names=NAMES)
    assert_allclose(fit.coefficients, rest.coefficients)
    assert_array_equal(fit.scores[:30], 0)
    assert fit.is_used.sum() == 270


def test_the_scores_say_how_a_coefficient_moves_with_a_weight() -> None:
    response, regressors, weights = example()
    more = weights.copy()
    more[7] *= 1 + 1e-6
    fit = partial(fit_regression, names=NAMES)
    before, after = fit(response, regressors, weights), fit(response, regressors, more)
    assert_allclose((after.coefficients - before.coefficients) / 1e-6, before.scores[7], rtol=1e-4)


def test_intervals_cover_the_truth_of_a_clustered_population() -> None:
    rng = np.random.default_rng(20190701)
    psus, truth, n_draws = np.repeat(np.arange(40), 10), np.array([0.4, 0.2]), 300
    design = SampleDesign(strata=psus // 20, psus=psus)
    covered = np.zeros(2)
    for _ in range(n_draws):
        group = rng.integers(0, 2, 400).astype(float)
        regressors = np.column_stack([np.ones(400), group])
        copied = rng.random((40, 2))[psus, group.astype(int)]  # a sampling point's neighbours answer alike
        draw = np.where(rng.random(400) < 0.3, copied, rng.random(400))
        response = (draw < regressors @ truth).astype(float)
        fit = fit_regression(response, regressors, np.ones(400), names=("constant", "group"))
        found = infer_coefficients(fit, score_covariance(fit.scores, design), design_df=38, confidence_level=0.95)
        covered += (found.ci_low < truth) & (truth < found.ci_high)
    assert_array_equal(covered / n_draws > 0.95 - 3 * np.sqrt(0.95 * 0.05 / n_draws), True)  # noqa: FBT003


def test_collinear_regressors_are_named() -> None:
    response, regressors, weights = example()
    twice = np.column_stack([regressors, 1 - regressors[:, 2], regressors[:, 1]])
    names = (*NAMES, "is_rural", "age_again")
    with pytest.raises(ModelError, match="regression: is_rural, age_again follow from the other regressors"):
        fit_regression(response, twice, weights, names=names)
    with pytest.raises(ModelError, match="regression: is_rural follows from"):
        fit_regression(response, twice[:, :4], weights, names=names[:4])


def test_what_a_regression_cannot_use_is_refused() -> None:
    response, regressors, weights = example()
    fit = partial(fit_regression, regressors=regressors, weights=weights, names=NAMES)
    with pytest.raises(ModelError, match="3 respondents have all answers; it needs more"):
        fit(np.where(np.arange(300) < 3, 1.0, np.nan))
    with pytest.raises(ValueError, match="need response"):
        fit(response[:5])


def test_a_design_with_fewer_psus_than_regressors_is_refused() -> None:
    response, regressors, weights = example()
    fit = fit_regression(response, regressors, weights, names=NAMES)
    with pytest.raises(DesignError, match="the design has 2 degrees of freedom; it needs more PSUs"):
        infer_coefficients(fit, np.eye(3), design_df=2, confidence_level=0.95)
