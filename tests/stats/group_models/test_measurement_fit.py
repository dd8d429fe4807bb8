from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ConvergenceError
from crowdpotential.stats.group_models.group_sample import gather_sample
from crowdpotential.stats.group_models.group_structure import KINDS
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.group_models.model_spec import LEVELS, Invariance, MeasurementModel
from crowdpotential.stats.group_models.unrestricted_model import UnrestrictedModel, fit_unrestricted

Load = Callable[[str], dict[str, Any]]

PLAIN = MeasurementModel(dimension_of_item=np.repeat([0, 1, 2], 3))
FORMS = {
    "residuals": replace(PLAIN, residual_pairs=np.array([[6, 7], [0, 3]])),
    "general": replace(PLAIN, has_general_factor=True),
    "method": replace(PLAIN, method_items=np.array([1, 2, 8]), has_equal_method_loadings=True),
}
PARTIAL = Invariance(level="scalar", free_loadings=(6,), free_intercepts=(2,))
LADDER = {level: Invariance(level=level) for level in LEVELS} | {"partial": PARTIAL}
SAMPLES = ["plain", "weighted", "clustered", "missing", "missing_weighted", "missing_clustered"]


@cache
def unrestricted(name: str, load: Load) -> UnrestrictedModel:
    frozen = load("mlr")
    answers = np.array(frozen["answers"])
    if name.startswith("missing"):
        answers = np.where(np.array(frozen["missing"]) == 1, np.nan, answers)
    is_weighted, has_psus = not name.endswith(("plain", "missing")), name.endswith("clustered")
    weights = np.array(frozen["weights"]) if is_weighted else np.ones(len(answers))
    psus = np.array(frozen["psus"]) if has_psus else None
    return fit_unrestricted(gather_sample(answers, weights, np.array(frozen["group"]), psus=psus))


def assert_same_fit(got: MeasurementFit, expected: dict[str, Any], *, robust: float = 1e-5) -> None:
    theirs, ours = expected["measures"], got.measures
    assert ours.test.df == theirs["df"]
    assert ours.baseline.df == theirs["baseline.df"]
    assert_allclose(ours.test.value, theirs["chisq"], rtol=1e-6)
    assert_allclose(ours.baseline.value, theirs["baseline.chisq"], rtol=1e-6)
    assert_allclose(ours.test.value / ours.test.scaling, theirs["chisq.scaled"], atol=1e-3)
    assert_allclose(ours.baseline.scaling, theirs["baseline.chisq.scaling.factor"], rtol=1e-5)
    assert_allclose([ours.p_value, ours.p_value_scaled], [theirs["pvalue"], theirs["pvalue.scaled"]], atol=1e-5)
    assert_allclose(ours.srmr, theirs["srmr"], atol=1e-6)
    for kind in ("plain", "scaled", "robust"):
        end = "" if kind == "plain" else f".{kind}"
        names = ["cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper"]
        own = getattr(ours, kind)
        values = [own.cfi, own.tli, own.rmsea, own.rmsea_low, own.rmsea_high]
        atol = robust if kind == "robust" else 1e-5
        assert_allclose(values, [theirs[name + end] for name in names], atol=atol, err_msg=kind)


def assert_same_cells(got: MeasurementFit, expected: dict[str, Any], *, atol: float) -> None:
    for name, groups in (("estimates", got.groups), ("errors", got.standard_errors)):
        for ours, theirs in zip(groups, expected[name], strict=True):
            for kind in KINDS:
                assert_allclose(getattr(ours, kind), theirs[kind], atol=atol, err_msg=f"{name} {kind}")


@pytest.mark.parametrize("level", LADDER)
@pytest.mark.parametrize("name", SAMPLES)
def test_all_levels_agree_with_lavaan(reference: Load, name: str, level: str) -> None:
    got = fit_measurement(unrestricted(name, reference), PLAIN, LADDER[level])
    expected = reference("mlr")["samples"][name][level]
    # with weights and missing answers lavaan cuts the groups' sizes to whole numbers in its robust indices
    assert_same_fit(got, expected, robust=1e-3 if name in {"missing_weighted", "missing_clustered"} else 1e-5)
    assert_same_cells(got, expected, atol=1e-5)


@pytest.mark.parametrize("form", FORMS)
def test_residual_pairs_a_general_and_a_method_factor_agree_with_lavaan(reference: Load, form: str) -> None:
    got = fit_measurement(unrestricted("weighted", reference), FORMS[form], Invariance(level="scalar"))
    expected = reference("mlr")["special"][form]
    assert_same_fit(got, expected)
    assert_same_cells(got, expected, atol=1e-5)


def draw_answers(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw two groups of nine items; the second is 0.5 higher on the first dimension, and items 2 and 3 are easier for it."""
    rng = np.random.default_rng(seed)
    group = np.repeat([0, 1], n // 2)
    factors = np.sqrt(0.4) * rng.normal(size=(n, 1)) + np.sqrt(0.6) * rng.normal(size=(n, 3))
    factors[:, 0] += 0.5 * group
    answers = 0.7 * np.repeat(factors, 3, axis=1) + np.sqrt(0.51) * rng.normal(size=(n, 9))
    answers[:, 7] += 0.6 * group
    return answers, group


def test_latent_means_are_found_although_answers_are_missing_by_what_others_were() -> None:
    answers, group = draw_answers(20261123, 6000)
    is_missing = (answers[:, [0]] > 0.5) & (np.random.default_rng(1).random((6000, 9)) < 0.4)
    is_missing[:, 0] = False  # what drives it is always answered
    answers[is_missing] = np.nan
    sample = gather_sample(answers, np.ones(6000), group)
    got = fit_measurement(fit_unrestricted(sample), PLAIN, Invariance(level="scalar", free_intercepts=(7,)))
    assert_allclose(got.groups[1].means, [0.5, 0, 0], atol=0.09)
    assert_allclose(got.groups[0].loadings.sum(axis=1), 0.7, atol=0.06)
    assert got.is_admissible
    assert not got.heywood.any()
    assert got.measures.p_value_scaled > 0.001


def test_a_shifted_item_breaks_the_scalar_level_only() -> None:
    answers, group = draw_answers(7, 3000)
    base = fit_unrestricted(gather_sample(answers, np.ones(3000), group))
    configural, metric, scalar = (fit_measurement(base, PLAIN, LADDER[level]) for level in LEVELS[:3])
    assert configural.measures.robust.cfi - metric.measures.robust.cfi < 0.002
    assert metric.measures.robust.cfi - scalar.measures.robust.cfi > 0.01


def test_a_fit_is_the_same_wherever_it_begins(reference: Load) -> None:
    base = unrestricted("missing_clustered", reference)
    strict = fit_measurement(base, PLAIN, Invariance(level="strict"))
    for invariance in LADDER.values():
        alone = fit_measurement(base, PLAIN, invariance)
        after = fit_measurement(base, PLAIN, invariance, start=strict)
        assert_allclose(after.parameters, alone.parameters, atol=1e-6)


def test_the_scale_of_the_weights_is_immaterial(reference: Load) -> None:
    frozen = reference("mlr")
    answers, weights = np.array(frozen["answers"]), np.array(frozen["weights"])
    fits = [
        fit_measurement(
            fit_unrestricted(gather_sample(answers, scale * weights, np.array(frozen["group"]))),
            PLAIN,
            Invariance(level="metric"),
        )
        for scale in (1.0, 700.0)
    ]
    assert_allclose(fits[1].measures.test.value, fits[0].measures.test.value, rtol=1e-8)
    assert_allclose(fits[1].sandwich.standard_errors, fits[0].sandwich.standard_errors, rtol=1e-6)


def test_the_same_respondents_twice_in_one_psu_have_the_errors_of_once(reference: Load) -> None:
    frozen = reference("mlr")
    answers, group, n = np.array(frozen["answers"]), np.array(frozen["group"]), len(frozen["group"])
    once = gather_sample(answers, np.ones(n), group, psus=np.arange(n))
    twice = gather_sample(np.tile(answers, (2, 1)), np.ones(2 * n), np.tile(group, 2), psus=np.tile(np.arange(n), 2))
    one, other = (fit_measurement(fit_unrestricted(sample), PLAIN, Invariance(level="scalar")) for sample in (once, twice))
    assert_allclose(other.sandwich.standard_errors, one.sandwich.standard_errors, rtol=1e-6)
    assert_allclose(
        other.measures.test.value / other.measures.test.scaling,
        one.measures.test.value / one.measures.test.scaling,
        rtol=1e-6,
    )


def answers_with(correlations: np.ndarray) -> np.ndarray:
    """Draw 200 respondents whose correlations are exactly these."""
    drawn = np.random.default_rng(3).normal(size=(200, len(correlations)))
    drawn -= drawn.mean(axis=0)
    whitened = np.linalg.solve(np.linalg.cholesky(drawn.T @ drawn / 200), drawn.T)
    return (np.linalg.cholesky(correlations) @ whitened).T


def test_impossible_variances_are_reported_by_item() -> None:
    answers = answers_with(np.array([[1, 0.72, 0.72], [0.72, 1, 0.4], [0.72, 0.4, 1]]))
    model = MeasurementModel(dimension_of_item=np.zeros(3, dtype=np.int64))
    sample = gather_sample(answers, np.ones(200), np.zeros(200, dtype=np.int64))
    got = fit_measurement(fit_unrestricted(sample), model, Invariance(level="configural"))
    assert got.heywood.tolist() == [[True, False, False]]
    assert not got.is_admissible


def test_an_estimate_that_grows_without_end_is_no_fit_and_its_item_is_named() -> None:
    rng = np.random.default_rng(16)  # lavaan does not converge either
    factors = np.sqrt(0.3) * rng.normal(size=(120, 1)) + np.sqrt(0.7) * rng.normal(size=(120, 3))
    latent = 0.6 * np.repeat(factors, 3, axis=1) + 0.8 * rng.normal(size=(120, 9))
    answers = np.digitize(latent, [-1.5, -0.6, 0.3, 1.2]).astype(float)
    sample = gather_sample(answers, np.exp(0.3 * rng.normal(size=120)), np.arange(120) % 2, item_names=list("ABCDEFGHI"))
    with pytest.raises(ConvergenceError, match="the estimate of item G in group number 1 grows without end"):
        fit_measurement(fit_unrestricted(sample), PLAIN, Invariance(level="configural"))
