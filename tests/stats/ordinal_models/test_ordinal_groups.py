from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import approx_fprime

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.group_models.group_structure import Pattern
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.ordinal_models.ordinal_difference import compare_ordinal_fits
from crowdpotential.stats.ordinal_models.ordinal_groups import OrdinalFit, fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import (
    OrdinalInvariance,
    Parameterisation,
    lay_out_ordinal_groups,
)
from crowdpotential.stats.ordinal_models.ordinal_misfit import find_ordinal_start, misfit_of_ordinal
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments, ordinal_moments

Load = Callable[[str], dict[str, Any]]

TWO_DIMENSIONS = MeasurementModel(dimension_of_item=np.repeat([0, 1], 4))
PAIRED = MeasurementModel(dimension_of_item=np.repeat([0, 1], 4), residual_pairs=np.array([[1, 3]]))
CASES = ("plain", "weighted", "delta", "pairwise", "paired")


@pytest.fixture(scope="module")
def frozen(reference: Load) -> dict[str, Any]:
    return reference("wlsmv")


@pytest.fixture(scope="module")
def samples(frozen: dict[str, Any]) -> Mapping[str, list[OrdinalMoments]]:
    answers, group = np.array(frozen["answers"]), np.array(frozen["group"])
    incomplete = np.where(np.array(frozen["missing"]) > 0, -1, answers)
    weights = np.array(frozen["weights"]) / np.mean(frozen["weights"])
    sizes = np.array(frozen["sizes"])

    def by_group(given: np.ndarray, scaled: np.ndarray) -> list[OrdinalMoments]:
        return [ordinal_moments(given[group == g], scaled[group == g], sizes) for g in (1, 2)]

    weighted = by_group(answers, weights)
    return {
        "plain": by_group(answers, np.ones(len(group))),
        "weighted": weighted,
        "delta": weighted,
        "paired": weighted,
        "pairwise": by_group(incomplete, weights),
    }


@pytest.fixture(scope="module")
def fits(frozen: dict[str, Any], samples: Mapping[str, list[OrdinalMoments]]) -> dict[str, dict[str, OrdinalFit]]:
    return {
        case: {
            level: fit_ordinal_groups(
                samples[case],
                PAIRED if case == "paired" else TWO_DIMENSIONS,
                OrdinalInvariance(level=level),
                parameterisation="delta" if case == "delta" else "theta",
            )
            for level in frozen[case]["models"]
        }
        for case in CASES
    }


def errors_in(fit: OrdinalFit, pattern: Pattern, group: int) -> np.ndarray:
    """Give the standard errors of a pattern's cells, 0 where they are fixed."""
    return np.append(fit.standard_errors, 0.0)[pattern.numbers[group]]


@pytest.mark.parametrize("case", CASES)
def test_tests_and_indices_agree_with_lavaan(frozen: dict[str, Any], fits: dict[str, dict[str, OrdinalFit]], case: str) -> None:
    for level, model in frozen[case]["models"].items():
        got, theirs = fits[case][level], model["fit"]
        ours = {
            "df": got.df,
            "chisq": got.chi2_unscaled,
            "chisq.scaled": got.chi2,
            "chisq.scaling.factor": got.scaling,
            "cfi.scaled": got.indices.cfi,
            "tli.scaled": got.indices.tli,
            "rmsea.scaled": got.indices.rmsea,
            "rmsea.ci.lower.scaled": got.indices.rmsea_low,
            "rmsea.ci.upper.scaled": got.indices.rmsea_high,
            "srmr": got.srmr,
        }
        # lavaan's optimiser stops early, by some 1e-6 of a statistic
        assert_allclose(list(ours.values()), [theirs[name] for name in ours], rtol=2e-6, atol=2e-7)


@pytest.mark.parametrize("case", CASES)
def test_estimates_and_their_errors_agree_with_lavaan(frozen: dict[str, Any], fits: dict[str, dict[str, OrdinalFit]], case: str) -> None:
    names = {"loadings": "lambda", "covariances": "psi", "intercepts": "nu", "means": "alpha"}
    if case != "delta":
        names["residuals"] = "theta"
    # lavaan's optimiser stops early, by some 1e-5 of an estimate
    for level, model in frozen[case]["models"].items():
        fit = fits[case][level]
        for g, own in enumerate(fit.groups):
            estimates, errors = model["estimates"][g], model["errors"][g]
            for ours, theirs in names.items():
                value = getattr(own.matrices, ours)
                assert_allclose(value, np.reshape(estimates[theirs], value.shape), atol=1e-4)
                pattern = getattr(fit.structure.factors.patterns, ours)
                assert_allclose(errors_in(fit, pattern, g), np.reshape(errors[theirs], value.shape), atol=1e-4)
            assert_allclose(own.thresholds, np.ravel(estimates["tau"]), atol=1e-4)
            assert_allclose(errors_in(fit, fit.structure.thresholds, g), np.ravel(errors["tau"]), atol=1e-4)


@pytest.mark.parametrize("case", CASES)
def test_difference_tests_agree_with_lavaan(frozen: dict[str, Any], fits: dict[str, dict[str, OrdinalFit]], case: str) -> None:
    levels = list(frozen[case]["models"])
    for freer, stricter in pairwise(levels):
        got = compare_ordinal_fits(fits[case][freer], fits[case][stricter])
        theirs = frozen[case]["differences"][stricter]
        assert got.df == theirs["df"]
        assert_allclose(got.chi2, theirs["chisq"], rtol=1e-5)
        assert_allclose(got.p_value, theirs["p"], rtol=1e-3)


def test_delta_scales_are_those_of_lavaan(frozen: dict[str, Any], fits: dict[str, dict[str, OrdinalFit]]) -> None:
    for level, model in frozen["delta"]["models"].items():
        for g, own in enumerate(fits["delta"][level].groups):
            assert_allclose(own.scales, np.ravel(model["estimates"][g]["delta"]), atol=1e-4)


def test_both_parameterisations_fit_alike(fits: dict[str, dict[str, OrdinalFit]]) -> None:
    for level, delta in fits["delta"].items():
        theta = fits["weighted"][level]
        assert_allclose([delta.chi2, delta.srmr, delta.df], [theta.chi2, theta.srmr, theta.df], rtol=1e-6)
        assert delta.is_admissible
        assert theta.is_admissible


@pytest.mark.parametrize("parameterisation", ["theta", "delta"])
@pytest.mark.parametrize("model", ["general", "method"])
def test_slope_and_curvature_are_the_derivatives_of_the_misfit(
    samples: Mapping[str, list[OrdinalMoments]], parameterisation: Parameterisation, model: str
) -> None:
    spec = (
        MeasurementModel(dimension_of_item=np.array([0, 0, 0, 1, 1, 2, 2, 2]), has_general_factor=True)
        if model == "general"
        else replace(PAIRED, method_items=np.array([2, 5, 6]), has_equal_method_loadings=True)
    )
    moments = samples["weighted"]
    structure = lay_out_ordinal_groups(
        spec,
        OrdinalInvariance(level="scalar", free_intercepts=(1,), free_loadings=(6,)),
        2,
        np.array([5, 5, 4, 5, 5, 3, 5, 4]),
        parameterisation=parameterisation,
    )
    objective = misfit_of_ordinal(moments, structure)
    at = find_ordinal_start(moments, spec, structure)
    at += 0.1 * np.random.default_rng(2).standard_normal(len(at))
    slope = objective.find_slope(at)
    assert slope.misfit == pytest.approx(objective.find_misfit(at), rel=1e-12)
    assert_allclose(approx_fprime(at, objective.find_misfit, 1e-7), slope.gradient, atol=1e-5)
    numeric = approx_fprime(at, lambda x: objective.find_slope(x).gradient, 1e-6)
    assert_allclose(numeric, slope.curvature.whole, atol=1e-4)


def test_free_thresholds_of_an_item_are_its_own_in_each_group(
    samples: Mapping[str, list[OrdinalMoments]],
) -> None:
    equal, freed = (
        fit_ordinal_groups(
            samples["plain"],
            TWO_DIMENSIONS,
            OrdinalInvariance(level="thresholds", free_thresholds=items),
        )
        for items in ((), (6,))
    )
    assert equal.df - freed.df == 2  # four thresholds more, an intercept and a residual variance less
    own = [group.thresholds[freed.structure.threshold_items == 6] for group in freed.groups]
    assert np.abs(own[0] - own[1]).min() > 0
    assert freed.groups[1].matrices.residuals[6, 6] == 1.0


def test_a_model_without_degrees_of_freedom_fits_and_proves_nothing() -> None:
    model = MeasurementModel(dimension_of_item=np.zeros(3, dtype=np.int64))
    rng = np.random.default_rng(2)
    answers = np.digitize(rng.standard_normal((500, 1)) + rng.standard_normal((500, 3)), [-0.8, 0.8])
    fit = fit_ordinal_groups([ordinal_moments(answers, np.ones(500), np.full(3, 3))], model, OrdinalInvariance(level="configural"))
    assert (fit.df, fit.p_value, fit.indices.cfi) == (0, 1.0, 1.0)
    assert fit.chi2 == pytest.approx(0, abs=1e-8)


def test_more_parameters_than_statistics_are_refused(
    samples: Mapping[str, list[OrdinalMoments]],
) -> None:
    crowded = replace(TWO_DIMENSIONS, residual_pairs=np.array(np.triu_indices(8, 1)).T, method_items=np.arange(8))
    with pytest.raises(ModelError, match="parameters more than statistics; use more items"):
        fit_ordinal_groups(samples["plain"], crowded, OrdinalInvariance(level="configural"))


def test_a_group_with_fewer_respondents_than_parameters_is_refused(
    samples: Mapping[str, list[OrdinalMoments]],
) -> None:
    large, small = samples["plain"]
    with pytest.raises(ModelError, match="group 2 has 36 respondents for 37 parameters; it takes at least 37"):
        fit_ordinal_groups([large, replace(small, n_respondents=36)], TWO_DIMENSIONS, OrdinalInvariance(level="configural"))


def test_groups_with_other_categories_are_refused(samples: Mapping[str, list[OrdinalMoments]]) -> None:
    first = samples["plain"][0]
    other = replace(first, threshold_items=np.sort(np.append(first.threshold_items, 0)))
    with pytest.raises(ModelError, match="group 2 has 29 thresholds where group 1 has 28"):
        fit_ordinal_groups([first, other], TWO_DIMENSIONS, OrdinalInvariance(level="configural"))


def one_group(correlations: np.ndarray) -> list[OrdinalMoments]:
    p = len(correlations)
    return [
        OrdinalMoments(
            thresholds=np.tile([-0.5, 0.5], p),
            threshold_items=np.repeat(np.arange(p), 2),
            correlations=correlations,
            covariance=np.eye(2 * p + p * (p - 1) // 2),
            n=100.0,
            n_respondents=100,
            n_zero_cells=0,
            n_filled=0,
        )
    ]


@pytest.mark.parametrize("strongest", [0.3, 0.9])
def test_a_model_that_runs_away_gives_no_fit(strongest: float) -> None:
    first = [1, 0.9, strongest, strongest]
    impossible = np.array([first, [0.9, 1, 0.1, 0.1], [strongest, 0.1, 1, 0.1], [strongest, 0.1, 0.1, 1]])
    model = MeasurementModel(dimension_of_item=np.zeros(4, dtype=np.int64))
    with pytest.raises((ModelError, ConvergenceError), match=r"no proper solution|explain all of|without end"):
        fit_ordinal_groups(one_group(impossible), model, OrdinalInvariance(level="configural"))


def test_models_that_are_not_nested_are_refused(fits: dict[str, dict[str, OrdinalFit]]) -> None:
    with pytest.raises(ModelError, match=r"\(metric, configural\).*the second must be the first with more"):
        compare_ordinal_fits(fits["plain"]["metric"], fits["plain"]["configural"])
