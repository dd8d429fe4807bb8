from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.group_sample import gather_sample
from crowdpotential.stats.group_structure import KINDS
from crowdpotential.stats.measurement_fit import MeasurementFit, fit_measurement
from crowdpotential.stats.model_spec import LEVELS, Invariance, MeasurementModel
from crowdpotential.stats.unrestricted_model import UnrestrictedModel, fit_unrestricted

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
    assert_allclose(
        [ours.p_value, ours.p_value_scaled], [theirs["pvalue"], theirs["pvalue.scaled"]], atol=1e-5
    )
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
    expected = reference("mlr")["samples"][name]["fits"][level]
    # with weights and missing answers lavaan cuts the groups' sizes to whole numbers in its robust indices
    assert_same_fit(got, expected, robust=1e-3 if name in {"missing_weighted", "missing_clustered"} else 1e-5)
    assert_same_cells(got, expected, atol=1e-5)


@pytest.mark.parametrize("form", FORMS)
def test_residual_pairs_a_general_and_a_method_factor_agree_with_lavaan(reference: Load, form: str) -> None:
    got = fit_measurement(unrestricted("weighted", reference), FORMS[form], Invariance(level="scalar"))
    expected = reference("mlr")["special"][form]
    assert_same_fit(got, expected)
    assert_same_cells(got, expected, atol=1e-5)
