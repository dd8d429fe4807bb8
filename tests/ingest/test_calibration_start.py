"""Calibration from delivered weights as they came and scaled to areas: weights, errors and tests are those of R's `calibrate`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.designs import design_of, keep_design, linear_design_of
from crowdpotential.ingest.known_figures import KnownFigures
from crowdpotential.ingest.replicate_weights import ReplicateWeights, draw_multipliers, replicate_weights
from crowdpotential.ingest.weighting import Weighted, weight_respondents
from crowdpotential.params import Area, Design, Replicates, Weighting
from crowdpotential.stats.inference.freedom import contrast_freedom, count_freedom
from crowdpotential.stats.inference.linear_estimates import (
    Domains,
    LinearEstimates,
    estimate_means,
    join_estimates,
)
from crowdpotential.stats.inference.linear_inference import LinearInference, infer_linearised
from crowdpotential.store import StageData

Reference = Callable[[str], dict[str, Any]]
DESIGN = Design(strata="stratum", psu="point", base_weight="column", base_weight_variable="w")
METHODS = {  # R's call -> ours
    "linear": "linear",
    "logit": "logit",
    "truncated": "truncated",
    "raking": "raking",
    "bounded_raking": "raking",
}
CASES = [(start, method) for start in ("as_given", "scaled") for method in METHODS]


def words(text: str) -> dict[str, str]:
    return {"en": text}


def codebook() -> Codebook:
    def codes(n: int) -> dict[int, Any]:
        return {code: {"label": words(str(code))} for code in range(1, n + 1)}

    variables = [
        {"id": "point", "type": "paradata"},
        {"id": "stratum", "type": "paradata"},
        {"id": "group", "type": "single", "codes": codes(4)},
        {"id": "education", "type": "single", "codes": codes(3)},
        {"id": "w", "type": "numeric"},
    ]
    return build_codebook(
        {
            "id": "start",
            "languages": ["en"],
            "missing": {},
            "dimensions": [],
            "variables": [{**variable, "wording": words("?")} for variable in variables],
        },
        name="start",
    )


AREAS = {f"a{number}": Area(bloc="S1" if number <= 3 else "S2", name=words("?")) for number in range(1, 6)}


def respondents(inputs: dict[str, Any]) -> pd.DataFrame:
    names = {
        "respondent_id": [f"r{i}" for i in range(len(inputs["w"]))],
        "source": "file",
        "area": [f"a{number}" for number in inputs["area"]],
        "bloc": [f"S{number}" for number in inputs["side"]],
        "sample_type": "main",
        "point": [str(number) for number in inputs["point"]],
        "stratum": [str(number) for number in inputs["stratum"]],
    }
    frame = pd.DataFrame(names).astype("str")
    return frame.assign(group=inputs["group"], education=inputs["education"], w=np.array(inputs["w"]))


def margins(inputs: dict[str, Any]) -> pd.DataFrame:
    control = inputs["control"]
    rows = [(f"a{i // 4 + 1}", "group", str(i % 4 + 1), int(n)) for i, n in enumerate(control["group"])]
    rows += [(f"S{i // 3 + 1}", "education", str(i % 3 + 1), int(n)) for i, n in enumerate(control["education"])]
    table = pd.DataFrame(rows, columns=["area", "variable", "category", "persons"])
    return table.assign(source="s", status="t", share=np.nan)


def weigh(inputs: dict[str, Any], start: str, method: str, *, is_default: bool = False) -> Weighted:
    weighting = Weighting(
        method=METHODS[method],
        margins="m",
        variables=("group",),
        bloc_variables=("education",),
        start=None if is_default else start,
        bounds=inputs["bounds"][start].get(method),
        collapse_below_respondents=1,
        collapse_below_psus=1,
        tolerance=1e-12,
    )
    return weight_respondents(
        respondents(inputs),
        KnownFigures(margins=margins(inputs)),
        design=DESIGN,
        weighting=weighting,
        areas=AREAS,
        codebook=codebook(),
    )


def kept(weighted: Weighted) -> StageData:
    """What later stages get, with replicates that nobody looks at."""
    made = draw_multipliers(weighted, design=DESIGN, replicates=Replicates(method="jkn"), seed=1)
    number = made.multipliers.shape[1]
    unused = ReplicateWeights(
        weights=np.repeat(weighted.start_weights[:, None], number, axis=1),
        failed=np.zeros(number, dtype=np.bool_),
        replication=made.replication,
    )
    return keep_design(weighted, unused)


def infer_means(inputs: dict[str, Any], weighted: Weighted) -> LinearInference:
    """Everybody, five areas, two sides, and the difference of the sides."""
    linear = linear_design_of(kept(weighted), respondents(inputs))
    y, area, side = (np.array(inputs[name]) for name in ("y", "area", "side"))
    sets = [(np.zeros(y.size), ("all",)), (area - 1, tuple(AREAS)), (side - 1, ("S1", "S2"))]
    parts = [estimate_means(y, linear.weights, Domains(codes=codes.astype(np.int64), names=names)) for codes, names in sets]
    sides = parts[2]
    gap = LinearEstimates(
        estimate=sides.estimate[:1] - sides.estimate[1:],
        scores=sides.scores[:, :1] - sides.scores[:, 1:],
        members=sides.members[:, :1] | sides.members[:, 1:],
    )
    return infer_linearised(join_estimates([*parts, gap]), linear, confidence_level=0.95)


@pytest.mark.parametrize(("start", "method"), CASES)
def test_weights_errors_and_tests_are_those_of_r(start: str, method: str, reference: Reference) -> None:
    frozen = reference("calibration_start")
    answer = frozen["answers"][start][method]
    weighted = weigh(frozen["inputs"], start, method)
    assert_allclose(weighted.weights["weight_persons"], answer["weights"], rtol=1e-9)
    found = infer_means(frozen["inputs"], weighted)
    means = [answer["mean"], *answer["area_means"], *answer["side_means"], answer["gap"]]
    errors = [answer["se"], *answer["area_se"], *answer["side_se"], answer["gap_se"]]
    assert_allclose(found.estimate, means, rtol=1e-9)
    assert_allclose(found.standard_error, errors, rtol=1e-7)
    assert_allclose(found.estimate[-1] / found.standard_error[-1], answer["gap"] / answer["gap_se"], rtol=1e-7)
    assert found.degrees_of_freedom[[0, 6, 7, 8]].tolist() == [
        answer["df"],
        *answer["df_sides"],
        answer["df"],
    ]


def test_weights_of_the_data_start_as_given_and_other_starts_are_another_answer(reference: Reference) -> None:
    frozen = reference("calibration_start")
    ours = weigh(frozen["inputs"], "as_given", "linear", is_default=True).weights["weight_persons"].to_numpy()
    assert_allclose(ours, frozen["answers"]["as_given"]["linear"]["weights"], rtol=1e-9)
    ratios = ours / np.array(frozen["answers"]["scaled"]["linear"]["weights"])
    assert (ratios.min(), ratios.max()) == pytest.approx((0.788, 1.187), abs=0.001)
    raked = [frozen["answers"][start]["raking"]["weights"] for start in ("as_given", "scaled")]
    assert_allclose(*raked, rtol=1e-12)


def test_replicates_start_as_the_sample_does(reference: Reference) -> None:
    """Each jackknife replicate, calibrated linearly from its own multiples of the weights as given, meets every total."""
    inputs = reference("calibration_start")["inputs"]
    replicates, weighted = Replicates(method="jkn"), weigh(inputs, "as_given", "linear")
    made = draw_multipliers(weighted, design=DESIGN, replicates=replicates, seed=1)
    how = Weighting(method="linear", margins="m", variables=("group",), bloc_variables=("education",), tolerance=1e-12)
    drawn = replicate_weights(weighted, made, replicates=replicates, weighting=how)
    kept = ~drawn.failed
    assert kept.sum() > 30  # R would keep negative weights; they are counted as failed here
    x = np.column_stack([margin.cells[:, None] == np.arange(len(margin.labels)) for margin in weighted.margins]).astype(float)
    totals = np.concatenate([margin.control_totals for margin in weighted.margins])
    first = int(np.flatnonzero(kept)[0])
    base = np.array(inputs["w"]) * made.multipliers[made.unit_of, first]
    gram = (x * base[:, None]).T @ x
    expected = base * (1 + x @ np.linalg.lstsq(gram, totals - x.T @ base, rcond=None)[0])
    assert_allclose(drawn.weights[:, first], expected, rtol=1e-8, atol=1e-8)


def test_sides_of_one_sample_have_its_freedom_once(reference: Reference) -> None:
    frozen = reference("calibration_start")
    inputs, answer = frozen["inputs"], frozen["answers"]["as_given"]["raking"]
    design = design_of(kept(weigh(inputs, "as_given", "raking")), respondents(inputs))
    sides = np.array(inputs["side"])[:, None] == [1, 2]
    units = replace(design, controls=None)  # as R counts
    assert count_freedom(sides, units).numbers.tolist() == answer["df_sides"]
    assert contrast_freedom(sides[:, :1], sides[:, 1:], units).numbers.tolist() == [answer["df"]]
