"""A category with neither persons nor respondents in an area is nothing to hold there, and no fault; everything else is held as ever."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from synthetic import harmonise_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.chapters.weighting.estimates.weights import diagnostic_rows
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.disclosure.few import Few
from crowdpotential.errors import CrowdpotentialError, EmptyCellError, MarginError
from crowdpotential.ingest.fieldwork_rows import quota_rows
from crowdpotential.ingest.known_figures import KnownFigures
from crowdpotential.ingest.reference_tables import list_categories
from crowdpotential.ingest.replicate_weights import draw_multipliers, replicate_weights
from crowdpotential.ingest.weighting import Weighted, weight_respondents
from crowdpotential.params import Design, Replicates, Weighting

CODEBOOK = tiny_codebook()
AREAS = tiny_areas(north=9_000, south=3_000)
N = 150  # respondents of an area, as in the reference
POINTS = Design(psu="point", base_weight="allocation")
Reference = Callable[[str], dict[str, Any]]


def weighting(**more: Any) -> Weighting:  # noqa: ANN401 any key of params
    usual = {"method": "raking", "margins": "m", "variables": ("sex*age", "mode"), "collapse_below_psus": 1}
    return Weighting.model_validate(usual | {"collapse_below_respondents": 1} | more)


def sample(inputs: dict[str, Any]) -> pd.DataFrame:
    frame = harmonise_pairs(tiny_files(N), codebook=CODEBOOK, areas=AREAS)
    assert frame["area"].tolist() == inputs["area"]
    ages = {1: 20, 2: 40, 3: 60}
    point = [f"p{k % 15}" for k in range(len(frame))]
    changed = frame.assign(D_SEX=inputs["sex"], D_AGE=pd.Series(inputs["age"]).map(ages).astype(float))
    return derive_variables(changed.assign(mode=inputs["mode"], point=point), CODEBOOK)


def margins(inputs: dict[str, Any]) -> pd.DataFrame:
    """List every category of both areas; those that R was not given have 0 persons."""
    codes = {"sex*age": [f"{s} {a}" for s in (1, 2) for a in (1, 2, 3)], "mode": ["1", "2"]}
    known = inputs["groups"] | inputs["modes"]
    rows = [
        (area, variable, category, known.get(f"{area} {code}", 0), np.nan, "census", "count")
        for area in AREAS
        for variable, of_variable in codes.items()
        for code, category in zip(of_variable, list_categories(variable, CODEBOOK), strict=True)
    ]
    names = ["area", "variable", "category", "persons", "share", "source", "status"]
    return pd.DataFrame(rows, columns=names)


def weigh(frame: pd.DataFrame, control: pd.DataFrame, how: Weighting) -> Weighted:
    known = KnownFigures(margins=control)
    return weight_respondents(frame, known, design=POINTS, weighting=how, areas=AREAS, codebook=CODEBOOK)


@pytest.fixture
def inputs(reference: Reference) -> dict[str, Any]:
    found: dict[str, Any] = reference("structural_zeros")["inputs"]
    return found


@pytest.mark.parametrize(
    "how",
    [weighting(), weighting(method="linear"), weighting(method="logit", bounds=(0.3, 3))],
    ids=lambda how: how.method,
)
def test_weights_agree_with_r_over_the_observed_levels(reference: Reference, how: Weighting) -> None:
    frozen = reference("structural_zeros")
    got = weigh(sample(frozen["inputs"]), margins(frozen["inputs"]), how)
    assert_allclose(got.weights["weight_persons"], frozen["answers"][how.method], rtol=1e-9)
    assert not (got.margin_report["collapsed_into"] != "").any()


@pytest.mark.parametrize("variable", ["mode", "sex*age", "sex*mode"])
def test_a_single_margin_is_met_where_a_category_is_not_there(inputs: dict[str, Any], variable: str) -> None:
    frame, control = sample(inputs), margins(inputs)
    if variable == "sex*mode":  # joint with the variable that has one level in the north: two of four cells
        counts = frame.groupby(["area", "sex", "mode"]).size()
        names = list_categories(variable, CODEBOOK)
        rows = [
            (area, variable, name, int(counts.get((area, s, m), 0)) * (60 if area == "north" else 20))
            for area in AREAS
            for name, (s, m) in zip(names, [(1, 1), (1, 2), (2, 1), (2, 2)], strict=True)
        ]
        joint = pd.DataFrame(rows, columns=["area", "variable", "category", "persons"])
        control = joint.assign(share=np.nan, source="", status="")
    got = weigh(frame, control, weighting(method="poststratification", variables=(variable,)))
    report = got.margin_report
    assert (report["persons"] > 0).all()
    assert_allclose(report["share_after"], report["share_control"], atol=1e-12)
    assert got.weights["weight_persons"].sum() == pytest.approx(12_000)


def test_replicates_hold_every_total_too(inputs: dict[str, Any]) -> None:
    got = weigh(sample(inputs), margins(inputs), weighting())
    made = draw_multipliers(got, design=POINTS, replicates=Replicates(method="jkn"), seed=1)
    drawn = replicate_weights(got, made, replicates=Replicates(method="jkn"), weighting=weighting())
    assert not drawn.failed.any()
    for margin in got.margins:
        reached = np.stack([drawn.weights[margin.cells == cell].sum(axis=0) for cell in range(len(margin.labels))])
        assert_allclose(reached, np.repeat(margin.control_totals[:, None], made.multipliers.shape[1], axis=1))


def test_a_variable_with_one_level_in_an_area_is_not_called_too_small(inputs: dict[str, Any]) -> None:
    usual = weighting(collapse_below_respondents=8, collapse_below_psus=7)
    report = weigh(sample(inputs), margins(inputs), usual).margin_report
    in_north = report[(report["area"] == "north") & (report["variable"] == "mode")]
    assert in_north["category"].tolist() == ["paper"]


def test_diagnostics_and_quotas_leave_the_category_out(inputs: dict[str, Any]) -> None:
    frame, control = sample(inputs), margins(inputs)
    rows = diagnostic_rows(weigh(frame, control, weighting()), frame, areas=AREAS, few=Few(base=10, count=3))
    assert not [row for row in rows if row.measure == "small_cell"]
    assert all(np.isfinite(row.estimate) for row in rows)
    planned = {name: area.model_copy(update={"planned": N}) for name, area in AREAS.items()}
    quotas = quota_rows(frame, control, areas=planned, codebook=CODEBOOK)
    told = {(row.area, row.category) for row in quotas}
    assert ("north", "paper") in told
    assert ("north", "web") not in told
    assert ("south", "male*55+") not in told


def test_respondents_without_persons_and_persons_without_respondents_stay_faults(
    inputs: dict[str, Any],
) -> None:
    frame, control = sample(inputs), margins(inputs)
    is_web = (control["area"] == "north") & (control["variable"] == "mode")
    with pytest.raises(EmptyCellError, match="north, mode web: 500 persons but no respondents"):
        weigh(frame, control.assign(persons=control["persons"].mask(is_web, [8_500, 500] * 8)), weighting())
    frame.loc[0, "mode"] = 2
    with pytest.raises(MarginError, match="north, mode web: 1 respondents but no persons"):
        weigh(frame, control, weighting())


def test_faults_of_several_variables_are_told_at_once(inputs: dict[str, Any]) -> None:
    frame, control = sample(inputs), margins(inputs)
    frame.loc[0, ["mode", "sex"]] = [2, 97]
    with pytest.raises(CrowdpotentialError) as caught:
        weigh(frame, control, weighting())
    assert "have no answer to sex*age" in str(caught.value)
    assert "north, mode web: 1 respondents but no persons" in str(caught.value)
