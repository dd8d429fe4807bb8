"""Samples of their own whose populations nobody knows: numbers about each, comparisons, and none about all together."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, answers, codebook_data, params_data, words
from study_tables import make_tables

ABOUT_THE_RUN = {
    "comparability",
    "fieldwork",
    "measurement",
    "weighting",
}  # chapters that describe models and interviews
POOLED = {  # of the scale of all interviews together, not of people
    "correlation_within",
    "correlation_outside",
    "correlation_with_index",
    "dimension_correlation",
    "effective_weight",
    "nominal_weight",
    "weight_difference",
    "alternative",
    "option",
    "n_combinations",
    "n_left_out",
    "link",
    "robustness",
    "robustness_without",
    "replicates_needed",
}


def two_codes() -> dict[str, Any]:
    codes = {1: {"label": words("a")}, 2: {"label": words("b")}}
    return {"type": "single", "missing": "usual", "codes": codes}


def write_apart(folder: Path) -> Path:
    """Two sides, each a sample of two areas, with weights of their own."""
    params, book = params_data(), codebook_data()
    asked = {"variable": "young", "op": "eq", "value": 1}
    book["variables"] += [
        {"id": "w", "type": "numeric", "topline": False, "wording": words("weight")},
        {"id": "young", **two_codes(), "wording": words("young")},
        {"id": "Q", **two_codes(), "asked_if": asked, "wording": words("routed")},
    ]
    params["weighting"] = {"method": "none"}
    params["design"] = {
        "samples": "bloc",
        "psu": "point",
        "base_weight": "column",
        "base_weight_variable": "w",
    }
    for area in params["areas"].values():
        del area["population"]
    params["comparison"] = {"group_by": ["sex", "young"]}
    params["index"]["levels"] = {"low_below": 40, "high_from": 60}
    params["sensitivity"] = {"weights": ["factor", "equal"]}
    yaml = YAML(typ="safe", pure=True)
    folder.mkdir(parents=True, exist_ok=True)
    yaml.dump(params, folder / "params.yaml")
    yaml.dump(book, folder / "questionnaire.yaml")
    for name, bloc in AREAS.items():
        frame, rng = answers(name), np.random.default_rng([3, *name.encode()])
        frame["w"] = np.round(rng.uniform(0.5, 1.5, len(frame)) * (1.3 if bloc == "A" else 1.0), 3)
        frame["young"] = 1 + np.arange(len(frame)) // 7 % 2
        frame["Q"] = np.where(frame["young"] == 1, 1 + rng.integers(0, 2, len(frame)), 96)
        frame.to_csv(folder / f"{name}.csv", index=False)
    return folder / "params.yaml"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    return make_tables(write_apart(tmp_path_factory.mktemp("apart")))


@pytest.fixture(scope="module")
def results(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return tables["results"]


def test_no_number_is_about_everybody(results: pd.DataFrame) -> None:
    whole = results[(results["bloc"] == "") & (results["area"] == "") & ~results["chapter"].isin(ABOUT_THE_RUN)]
    compared = whole["variable_2"].isin(["bloc", "area"])  # sides or areas are set against each other, not pooled
    assert set(whole.loc[~compared, "measure"]) <= POOLED
    assert set(whole.loc[compared, "measure"]) == {"rao_scott", "cramers_v", "overall_test"}
    weights = results[(results["chapter"] == "weighting") & (results["area"] == "")]
    assert not set(weights["measure"]) & {
        "deff",
        "n_effective",
        "weight_lightest",
        "weight_heaviest",
        "heaviest_share",
    }
    samples = results.set_index("result_id").loc["weighting.samples"]
    assert (samples["estimate"], samples["verdict"], samples["method"]) == (2, "apart", "as_given")


def test_each_sample_is_described_and_they_are_compared(results: pd.DataFrame) -> None:
    found = results.groupby("measure")["bloc"].agg(lambda names: set(names) - {""})
    for measure in ("mean", "share", "item_nonresponse", "standard_error_linearised", "deff", "contrast"):
        assert {"A"} <= found[measure]
    assert "gap.contrast.index.model=raw.bloc=A.vs=B" in set(results["result_id"])
    assert "groups.contrast.index.bloc=A.sex=male.vs=B" in set(results["result_id"])
    routed = results[(results["measure"] == "item_nonresponse") & (results["variable"] == "Q")]
    assert set(routed["bloc"]) == {"A", "B"}
    deviations = results[results["measure"] == "deviation"]
    by_area = deviations[deviations["variable"] == "X"].set_index("area")["estimate"]
    assert by_area["north"] * by_area["south"] < 0, "against the mean of the own side"


def test_the_weights_are_those_of_the_data(tables: dict[str, pd.DataFrame]) -> None:
    people = tables["respondents"]
    assert (people["weight_persons"] == people["w"]).all()
    assert (people["base_weight"] == people["w"]).all()
