"""Params and codebook that do not fit together are refused before anything is read."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML
from small_study import AREAS, codebook_data, params_data, words, write_study

from crowdpotential.errors import CrowdpotentialError
from crowdpotential.pipeline import check_study
from crowdpotential.studies import load_study

Change = Callable[[dict[str, Any]], object]


def written(folder: Path, change_params: Change, change_codebook: Change = lambda _data: None) -> Path:
    path, params, codebook = write_study(folder), params_data(), codebook_data()
    change_params(params)
    change_codebook(codebook)
    yaml = YAML(typ="safe", pure=True)
    yaml.dump(params, path)
    yaml.dump(codebook, folder / "questionnaire.yaml")
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p["blocs"].update(C={"name": words("C")}), "bloc C has no area; give it one"),
        (lambda p: p["index"].update(also=["Y"]), "dimension Y is named 2 times"),
        (
            lambda p: p["index"]["missing"].update(min_dimensions=3),
            "min_dimensions is 3, but the index has 2 dimensions",
        ),
        (lambda p: p["index"]["missing"].update(min_items=9), "min_items is 9, but X has 4 items"),
        (lambda p: p["index"].update(levels={"low_below": 60, "high_from": 40}), "low_below .60. lies above"),
        (lambda p: p.update(comparison={"group_by": ["sex"], "target_group": "sex"}), "group sex is named 2"),
        (lambda p: p.update(comparison={"group_by": ["number"]}), "number is of type paradata"),
        (lambda p: p["study"].update(title={"ru": "опрос"}), "params.study.title: no words in en"),
        (
            lambda p: p.update(
                design={"base_weight": "column", "base_weight_variable": "number"},
                replicates={"method": "delivered", "columns": "X*", "number": 4, "made_by": "brr"},
            ),
            r"replicates.columns: X\* also names variable X1 of the codebook; narrow the pattern",
        ),
        (
            lambda p: p["index"].update(keep_negative_items=["X9"]),
            "keep_negative_items: X9 is none of the 8 items that are scored",
        ),
        (
            lambda p: p.update(comparability={"min_cfi": 1.5}),
            "comparability.min_cfi: input should be less than 1",
        ),
        (lambda p: p.update(comparability={"max_rmsea": 0}), "max_rmsea: input should be greater than 0"),
        (
            lambda p: p.update(comparability={"max_change_cfi": -0.01}),
            "max_change_cfi: input should be greater",
        ),
        (
            lambda p: p.update(comparability={"min_invariant_items": 0}),
            "min_invariant_items: input should be",
        ),
    ],
)
def test_a_choice_that_would_leave_the_report_empty_is_refused(tmp_path: Path, change: Change, message: str) -> None:
    with pytest.raises(CrowdpotentialError, match=message):
        load_study(written(tmp_path, change))


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            {"kind": "pairs", "pairs": [["X1", "X9"]]},
            r"quality\.r\.pairs: refers to X9, .* \(did you mean X4\?\)",
        ),
        ({"kind": "speeding", "duration": "nope"}, r"quality\.r\.duration: refers to nope"),
        ({"kind": "condition"}, "kind condition needs when"),
    ],
)
def test_a_quality_rule_that_looks_at_nothing_is_refused(tmp_path: Path, rule: dict[str, Any], message: str) -> None:
    path = written(tmp_path, lambda _params: None, lambda c: c.update(quality=[{"id": "r", "label": words("r"), **rule}]))
    with pytest.raises(CrowdpotentialError, match=message):
        load_study(path)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"method_factor": "reversed"}, "the index has 0 reversed items, and a factor of their own needs 3"),
        ({"second_order": True}, "the index has 2 dimensions, and a general factor needs 3"),
    ],
)
def test_a_factor_that_the_index_cannot_carry_is_refused(tmp_path: Path, declared: dict[str, Any], message: str) -> None:
    with pytest.raises(CrowdpotentialError, match=message):
        load_study(written(tmp_path, lambda _params: None, lambda c: c.update(declared)))


def crossed(params: dict[str, Any]) -> None:
    """Take the areas and blocs of the small study out."""
    params["data"] = [{"path": file["path"]} for file in params["data"]]
    params |= {"areas": {}, "blocs": {}, "design": {"psu": "point"}, "weighting": {"method": "none"}}


def with_role(role: str, variable: str = "sex") -> Change:
    def change(codebook: dict[str, Any]) -> None:
        next(entry for entry in codebook["variables"] if entry["id"] == variable)["role"] = role

    return change


def derive_sexes(codebook: dict[str, Any]) -> None:
    (sex,) = [entry for entry in codebook["variables"] if entry["id"] == "sex"]
    groups = {1: [1], 2: [2]}
    codebook["variables"].append(
        {
            **deepcopy(sex),
            "id": "told",
            "role": "area",
            "derive": {"recode": {"variable": "sex", "groups": groups}},
        }
    )


SEXES = {sex: {"name": words(sex)} for sex in ("male", "female")}


@pytest.mark.parametrize(
    ("more", "codebook", "message"),
    [
        ({}, with_role("bloc"), "variable sex has the role bloc, but params list no blocs; list them under"),
        ({}, with_role("area"), "variable sex has the role area, but params list no areas; list them under"),
        (
            {"blocs": SEXES},
            with_role("bloc", "point"),
            "variables.point.role: bloc is played by single or ordinal, not by paradata; correct the type or the",
        ),
        (
            {"areas": SEXES, "data": [{"path": "north.csv", "area": "male"}]},
            derive_sexes,
            "told has the role area and follows from other answers, while north.csv names its area too",
        ),
        (
            {"blocs": {"men": SEXES["male"]}},
            with_role("bloc"),
            r"men of params is the key of none of its codes \(male, female\); give the code that key",
        ),
        ({"design": {"samples": "bloc"}}, None, "design.samples is bloc, but params list no blocs"),
        ({"design": {"strata": "area*sex"}}, None, "design.strata names area, but params list no areas"),
        (
            {"design": {"base_weight": "allocation"}},
            None,
            "design.base_weight is allocation, which goes by the population of areas, but params list no",
        ),
        (
            {"weighting": {"method": "raking", "margins": "margins.csv", "bloc_variables": ["sex"]}},
            None,
            "weighting.bloc_variables are margins of blocs, but params list no blocs",
        ),
    ],
)
def test_what_cannot_tell_areas_or_needs_such_as_are_not_there_is_refused(
    tmp_path: Path, more: dict[str, Any], codebook: Change | None, message: str
) -> None:
    def change(params: dict[str, Any]) -> None:
        crossed(params)
        params |= more

    with pytest.raises(CrowdpotentialError, match=message):
        load_study(written(tmp_path, change, codebook or (lambda _data: None)))


def test_areas_and_sides_may_both_be_told_by_answers(tmp_path: Path) -> None:
    bands = {"young": {"name": words("young")}, "old": {"name": words("old")}}

    def change(params: dict[str, Any]) -> None:
        crossed(params)
        params |= {"areas": bands, "blocs": SEXES}

    def tell(codebook: dict[str, Any]) -> None:
        with_role("bloc")(codebook)
        codes = {code: {"label": words(key), "key": key} for code, key in enumerate(bands, start=1)}
        groups = {1: [1, 2], 2: [3, 4, 5]}
        derived = {"id": "age", "type": "single", "role": "area", "wording": words("age"), "codes": codes}
        codebook["variables"].append({**derived, "derive": {"recode": {"variable": "X1", "groups": groups}}, "missing": "usual"})

    assert load_study(written(tmp_path, change, tell)).codebook.one_with_role("area") is not None


def test_a_weight_known_of_some_sides_needs_to_know_everybodys_side(tmp_path: Path) -> None:
    def change(params: dict[str, Any]) -> None:
        crossed(params)
        params |= {"blocs": SEXES, "cleaning": {"unplaced": "keep"}}
        params["design"] = {"base_weight": "column", "base_weight_variable": "w"}

    def tell(codebook: dict[str, Any]) -> None:
        with_role("bloc")(codebook)
        codebook["variables"].append({"id": "w", "type": "numeric", "blocs": ["male"], "missing": "usual", "wording": words("w")})

    path = written(tmp_path, change, tell)
    for name in AREAS:
        cells = pd.read_csv(tmp_path / f"{name}.csv")
        cells["w"] = cells["sex"].map({1: 1.5, 2: 96})
        cells.loc[0, ["sex", "w"]] = 98
        cells.to_csv(tmp_path / f"{name}.csv", index=False)
    with pytest.raises(CrowdpotentialError, match=r"belong to no bloc .* which design\.base_weight_variable needs"):
        check_study(path)


def test_an_area_that_cleaning_empties_is_named(tmp_path: Path) -> None:
    women = {
        "id": "women",
        "label": words("women"),
        "when": {"variable": "sex", "op": "eq", "value": "female"},
    }
    path = written(
        tmp_path,
        lambda p: p.update(weighting={"method": "none"}, cleaning={"exclude": [women]}),
    )
    pd.read_csv(tmp_path / "west.csv").assign(sex=2).to_csv(tmp_path / "west.csv", index=False)
    with pytest.raises(CrowdpotentialError, match="after cleaning: west"):
        check_study(path)


def test_a_record_delivered_twice_is_found_though_no_rule_asks_for_it(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    west = pd.read_csv(tmp_path / "west.csv")
    pd.concat([west, west.iloc[:5]]).to_csv(tmp_path / "west.csv", index=False)
    found = check_study(path).frames["findings"]
    assert found.loc[found["rule"] == "repeated_record", "n"].tolist() == [5]


def test_a_question_that_was_not_asked_is_no_missing_answer(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    west = pd.read_csv(tmp_path / "west.csv")
    west.loc[:29, "X1"], west.loc[30:32, "X1"] = 96, 99
    west.to_csv(tmp_path / "west.csv", index=False)
    rows = check_study(path).frames["rows"]
    ours = rows[(rows["measure"] == "nonresponse") & (rows["area"] == "west") & (rows["variable"] == "X")]
    assert ours["estimate"].tolist() == [pytest.approx(3 / (4 * 60 - 30))]


def test_params_in_another_encoding_are_a_fault_of_the_file(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    path.write_bytes(path.read_text(encoding="utf-8").replace("A small study", "Опрос").encode("cp1251"))
    with pytest.raises(CrowdpotentialError, match="is not UTF-8; save the file as UTF-8"):
        load_study(path)


def test_a_date_that_does_not_exist_is_a_fault_of_the_file(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write("\nx: 2019-02-30\n")
    with pytest.raises(CrowdpotentialError, match="a date or a number that does not exist"):
        load_study(path)


def test_a_check_finds_what_the_weighting_would_refuse(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    pd.read_csv(tmp_path / "west.csv").assign(sex=2).to_csv(tmp_path / "west.csv", index=False)
    with pytest.raises(CrowdpotentialError, match="500 persons but no respondents"):
        check_study(path)


def test_what_counts_of_a_labelled_file_may_be_said_variable_by_variable(tmp_path: Path) -> None:
    keys = {"path": "north.sav", "labels": {"sex": "file"}, "user_missing": {"sex": "answer"}}
    path = written(tmp_path, lambda p: p["data"][0].update(keys))
    (tmp_path / "north.sav").write_bytes(b"not read yet")
    assert load_study(path).params.data[0].labels_of("sex") == "file"


def test_a_name_that_is_nobody_s_variable_is_told_by_its_place_unless_it_looks_like_one(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, lambda p: p.update(comparison={"group_by": ["Анна Иванова", "sexx"]}))
    with pytest.raises(CrowdpotentialError) as refused:
        check_study(path)
    message = str(refused.value)
    assert "comparison.group_by: there is no variable of such a name in the codebook" in message
    assert "there is no variable sexx in the codebook (did you mean sex?); correct the name" in message
    assert "Анна" not in message
