"""Drivers and the vignette agree with the codebook: nothing is regressed on itself, and every fault says what to do."""

from typing import Any

import pytest
from small_study import codebook_data, params_data, words

from crowdpotential.agreement import require_agreement
from crowdpotential.codebook import build_codebook
from crowdpotential.errors import CrowdpotentialError, ParamsError
from crowdpotential.params import build_params
from crowdpotential.params.circularity import holds_outcome, parts_of


def check(**sections: dict[str, Any]) -> None:
    data = codebook_data()
    about = {"type": "single", "missing": "usual"}
    codes = {code: {"label": words(f"text {code}")} for code in (1, 2)}
    data["variables"] += [
        {"id": "age", "type": "numeric", "missing": "usual", "valid_range": [18, 90], "wording": words("age")},
        {"id": "young", **about, "codes": codes, "wording": words("young"), "derive": {"bands": {"variable": "age", "cuts": [18, 40]}}},
        {"id": "likes", "type": "multiple", "missing": "usual", "codes": codes, "wording": words("likes")},
        {"id": "text", **about, "role": "vignette_arm", "codes": codes, "wording": words("text")},
        {"id": "will", "type": "ordinal", "scale": "five", "wording": words("will")},
    ]
    params = build_params({**params_data(), **sections}, name="params.yaml")
    require_agreement(params, build_codebook(data, name="small"))


DRIVERS = {"outcome": "will", "predictors": ["X", "Y"], "controls": ["sex", "area"]}
VIGNETTE = {"arm": "text", "outcome": "will", "control": 1, "covariates": ["sex", "age"]}


@pytest.mark.parametrize(
    "drivers",
    [
        DRIVERS,
        {"outcome": "Y", "predictors": ["X", "age", "sex"]},
        {"outcome": "Y", "predictors": ["index"]},  # made anew without Y
        {"outcome": "X1", "predictors": ["X", "Y"]},  # X made anew without X1
        {"outcome": "index", "predictors": ["age"], "controls": ["bloc"]},
        {**DRIVERS, "high_from": 5, "groups": {"both": {"name": words("both"), "predictors": ["X", "Y"]}}},
    ],
)
def test_what_can_be_related_is_accepted(drivers: dict[str, Any]) -> None:
    check(drivers=drivers, vignette=VIGNETTE)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"outcome": "index"}, "X and the outcome index share X1, X2, X3, so that the outcome would be regressed on itself"),
        ({"outcome": "X", "predictors": ["X2"]}, "X2 and the outcome X share X2"),
        ({"outcome": "age", "predictors": ["young"]}, "young and the outcome age share age"),
        ({"predictors": ["index", "X"]}, "index and X share items, so that one holds the other"),
        ({"predictors": ["X", "X3"]}, "X and X3 share items"),
        ({"predictors": ["Z"]}, "drivers.predictors: Z is neither a question of the codebook nor a score of the index"),
        ({"controls": ["agee"]}, r"neither a question of the codebook nor area or bloc \(did you mean age\?\)"),
        ({"outcome": "sex", "controls": []}, "drivers.outcome: sex is of type single; it takes ordinal or numeric"),
        ({"predictors": ["likes"]}, "drivers.predictors: likes is of type multiple; it takes single, ordinal or numeric"),
        ({"high_from": 1}, r"drivers.high_from: 1 is no code of will above the lowest \(1, 2, 3, 4, 5\)"),
        ({"outcome": "age", "high_from": 40}, "drivers.high_from tells of codes, and age has none"),
    ],
)
def test_drivers_that_cannot_be_are_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        check(drivers=DRIVERS | change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"predictors": ["X", "X"]}, "X stands in it more than once"),
        ({"predictors": ["X", "will"]}, "will stands in it more than once"),
        ({"groups": {"g": {"name": words("g"), "predictors": ["Q"]}}}, "groups name Q, which is no predictor"),
        ({"groups": {"X": {"name": words("g"), "predictors": ["Y"]}}}, "group X is called like a predictor"),
        (
            {"groups": {g: {"name": words(g), "predictors": ["Y"]} for g in "gh"}},
            "groups name Y more than once",
        ),
        ({"predictor": ["X"]}, "predictor"),
    ],
)
def test_drivers_that_contradict_themselves_are_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ParamsError, match=says):
        check(drivers=DRIVERS | change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"arm": "sex", "covariates": []}, "vignette.arm: sex has not the role vignette_arm"),
        ({"arm": "texts"}, r"vignette.arm: there is no variable texts in the codebook \(did you mean text\?\)"),
        ({"arm": "will", "outcome": "age", "covariates": []}, "vignette.arm: will is of type ordinal; it takes single"),
        ({"control": 7}, r"vignette.control: 7 is no code of text \(1, 2\)"),
        ({"outcome": "sex", "covariates": []}, "vignette.outcome: sex is of type single; it takes ordinal or numeric"),
        ({"covariates": ["sex", "sex"]}, "sex stands in it more than once"),
    ],
)
def test_a_vignette_that_cannot_be_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ParamsError, match=says):
        check(vignette=VIGNETTE | change)


def test_more_parts_than_can_be_walked_are_refused() -> None:
    data = codebook_data()
    names = [f"q{number}" for number in range(16)]
    data["variables"] += [{"id": name, "type": "ordinal", "scale": "five", "wording": words(name)} for name in names]
    data["variables"] += [{"id": "will", "type": "ordinal", "scale": "five", "wording": words("will")}]
    drivers = {"outcome": "will", "predictors": names}
    with pytest.raises(ParamsError, match="16 count by themselves, 15 at most can; put some into groups"):
        require_agreement(build_params({**params_data(), "drivers": drivers}, name="params.yaml"), build_codebook(data, name="small"))


def test_a_score_holds_its_items_and_a_derived_variable_its_source() -> None:
    codebook, index = build_codebook(codebook_data(), name="small"), build_params(params_data(), name="params.yaml").index
    assert parts_of("index", index, codebook) == {f"{d}{i}" for d in "XY" for i in range(1, 5)}
    assert holds_outcome("index", "X", index, codebook)
    assert holds_outcome("X", "X1", index, codebook)
    assert not holds_outcome("X", "X", index, codebook)
    assert not holds_outcome("X", "Y1", index, codebook)
