from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.weighting.calibration import (
    CalibratedWeights,
    Calibration,
    Margin,
    MeanTarget,
    calibrate,
    calibrate_replicates,
)

Reference = Callable[[str], dict[str, Any]]
TIGHT = 1e-12
# as the help pages of survey's calibrate(), rake() and postStratify() use the schools: method, bounds, controls
SCHOOLS = {
    "linear_type": ("linear", None, "type"),
    "linear": ("linear", None, "type and score"),
    "raking": ("raking", None, "type and score"),
    "logit": ("logit", (0.7, 1.7), "type and score"),
    "truncated": ("truncated", (0.7, 1.7), "type and score"),
    "bounded_raking": ("raking", (0.7, 1.7), "type and score"),
    "raked": ("raking", None, "type and schoolwide"),
    "post_stratified": ("raking", None, "type"),
}
PUBLISHED_MEANS = {"linear_type": 642.31, "post_stratified": 642.31, "raked": 641.23}  # of api00


def margin(name: str, cells: list[int], totals: list[float]) -> Margin:
    labels = tuple(f"{name} {cell}" for cell in range(len(totals)))
    return Margin(name=name, cells=np.array(cells), control_totals=np.array(totals, dtype=float), labels=labels)


def calibrate_schools(inputs: dict[str, Any], case: str) -> CalibratedWeights:
    method, bounds, controls = SCHOOLS[case]
    margins = [margin("type", inputs["stype"], inputs["types"])]
    if controls == "type and schoolwide":
        margins.append(margin("schoolwide", inputs["sch_wide"], inputs["schoolwide"]))
    base, score = np.array(inputs["base_weights"]), np.array(inputs["api99"], dtype=float)
    groups = np.zeros(base.size, dtype=np.int64)
    mean = MeanTarget(name="api99", values=score, groups=groups, means=np.array([inputs["mean_api99"]]), labels=("all",))
    how = Calibration(method=method, bounds=bounds, tolerance=TIGHT)
    return calibrate(base, margins, how, means=[mean] if controls == "type and score" else ())


def area_margins(inputs: dict[str, Any]) -> list[Margin]:
    """Groups and settlement within areas, education within blocs."""
    return [margin(name, inputs[name], inputs["totals"][name]) for name in ("group", "settlement", "education")]


def mean_age(inputs: dict[str, Any]) -> MeanTarget:
    means = np.array(inputs["mean_age"])
    age = np.array(inputs["age"], dtype=float)
    return MeanTarget(name="age", values=age, groups=np.array(inputs["bloc"]), means=means, labels=("0", "1"))


@pytest.mark.parametrize("case", SCHOOLS)
def test_weights_of_the_published_cluster_sample_are_those_of_r_survey(case: str, reference: Reference) -> None:
    frozen = reference("calibration")["schools"]
    got = calibrate_schools(frozen["inputs"], case)
    assert_allclose(got.weights, frozen["weights"][case], rtol=1e-9)
    mean = np.average(frozen["inputs"]["api00"], weights=got.weights)
    assert mean == pytest.approx(frozen["mean_api00"][case], rel=1e-10)
    if case in PUBLISHED_MEANS:
        assert round(mean, 2) == PUBLISHED_MEANS[case]


@pytest.mark.parametrize(
    ("program", "method"),
    [
        *(("survey", method) for method in ("linear", "raking", "logit", "truncated")),
        *(("sampling", method) for method in ("linear", "raking", "logit", "truncated")),
        *(("laeken", method) for method in ("linear", "raking", "logit")),
    ],
)
def test_nested_margins_and_means_give_the_weights_of_r(program: str, method: str, reference: Reference) -> None:
    frozen = reference("calibration")["areas"]
    inputs = frozen["inputs"]
    bounds = tuple(inputs["bounds"]) if method in {"logit", "truncated"} else None
    how = Calibration(method=method, bounds=bounds, tolerance=TIGHT)
    got = calibrate(np.array(inputs["base_weights"]), area_margins(inputs), how, means=[mean_age(inputs)])
    assert_allclose(got.weights, frozen[program][method], rtol=1e-9)
    assert (got.n_at_bounds > 0) == (method == "truncated")


def test_raking_nested_margins_agrees_with_r_rake(reference: Reference) -> None:
    frozen = reference("calibration")["areas"]
    how = Calibration(method="raking", tolerance=TIGHT)
    got = calibrate(np.array(frozen["inputs"]["base_weights"]), area_margins(frozen["inputs"]), how)
    assert_allclose(got.weights, frozen["rake"], rtol=1e-9)


def test_trimming_and_raking_again_agrees_with_the_same_loop_around_r_rake(reference: Reference) -> None:
    frozen = reference("calibration")["areas"]
    inputs = frozen["inputs"]
    how = Calibration(method="raking", cap=inputs["cap"], trimming="rerake", tolerance=TIGHT)
    area = np.array(inputs["area"])
    got = calibrate(np.array(inputs["base_weights"]), area_margins(inputs), how, cap_group=area)
    assert_allclose(got.weights, frozen["rerake"], rtol=1e-9)
    assert got.n_capped == frozen["n_cut"]


@pytest.mark.parametrize(("method", "bounds"), [("linear", None), ("raking", None), ("logit", (0.3, 3.0))])
def test_jackknife_replicates_calibrated_anew_are_those_of_r_survey(
    method: str, bounds: tuple[float, float] | None, reference: Reference
) -> None:
    frozen = reference("calibration")["areas"]
    inputs = frozen["inputs"]
    got = calibrate_replicates(
        np.array(inputs["base_weights"]),
        np.array(inputs["multipliers"], dtype=float),
        np.array(inputs["psu"]),
        area_margins(inputs),
        Calibration(method=method, bounds=bounds, tolerance=TIGHT),
        means=[mean_age(inputs)],
    )
    assert_allclose(got.weights, frozen["replicates"][method], rtol=1e-9)
    assert not got.failed.any()
