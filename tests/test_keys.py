"""Keys of codes: a number is always a code, and no key may look like another one, in files, margins, conditions or ids."""

from typing import Any

import pandas as pd
import pytest
from small_study import codebook_data as small_codebook
from small_study import params_data
from synthetic import codebook_data, harmonise_pairs, tiny_areas, tiny_files

from crowdpotential.agreement import require_agreement
from crowdpotential.codebook import Codebook, Condition, build_codebook
from crowdpotential.conditions import evaluate
from crowdpotential.errors import CodebookError, ParamsError, SeveralFaultsError
from crowdpotential.params import build_params


def with_keys(keys: dict[int, str], *, missing: dict[int, str] | None = None, name: str = "D_SEX") -> Codebook:
    data = codebook_data()
    question = next(v for v in data["variables"] if v["id"] == name)
    question["codes"] = {code: {"label": {"en": f"answer {code}", "ru": f"ответ {code}"}, "key": key} for code, key in keys.items()}
    for code, key in (missing or {}).items():
        data["missing"]["standard"][code]["key"] = key
    data["variables"] = [v for v in data["variables"] if v["id"] != "sex"]
    return build_codebook(data, name="tiny.yaml")


@pytest.mark.parametrize(
    ("keys", "n_faults"),
    [
        ({1: "0", 2: "1"}, 2),  # children: none, one
        ({1: "2", 2: "1"}, 2),  # all answers swapped
        ({1: "99", 2: "no"}, 1),  # a missing code
        ({1: "7", 2: "no"}, 1),  # no code at all, yet
        ({1: "yes", 2: "02.0", 3: "1e1"}, 1),
        ({1: "yes", 2: "+1", 3: " 2 "}, 2),
        ({1: "٢", 2: "no"}, 1),  # two, in Arabic digits
    ],
)
def test_keys_that_look_like_another_code_are_refused_all_at_once(keys: dict[int, str], n_faults: int) -> None:
    with pytest.raises(CodebookError if n_faults == 1 else SeveralFaultsError) as caught:
        with_keys(keys)
    lines = str(caught.value).split("\n")
    assert len(lines) == n_faults
    assert all("D_SEX: code" in line and "which looks like another code" in line for line in lines)


@pytest.mark.parametrize("keys", [{1: "1", 2: "2"}, {1: "01", 2: "2.0"}, {1: "18-24", 2: "65+"}, {1: "1.5", 2: "n"}])
def test_a_key_that_is_the_codes_own_number_or_no_whole_number_is_a_key(keys: dict[int, str]) -> None:
    codebook = with_keys(keys)
    assert [codebook.code_of_key("D_SEX", key) for key in keys.values()] == [1, 2]


@pytest.mark.parametrize(
    ("keys", "missing", "says"),
    [
        ({1: "Yes", 2: "yes "}, {}, 'D_SEX: codes 1 and 2 have the key "yes "'),
        ({1: "all", 2: "ALL"}, {}, 'D_SEX: codes 1 and 2 have the key "ALL"'),
        ({1: "refused", 2: "no"}, {98: "Refused"}, 'D_SEX: codes 1 and 98 have the key "Refused"'),
        ({1: "yes", 2: "no"}, {98: "97"}, 'missing.standard: code 98 has the key "97"'),
        ({1: "a*b", 2: "no"}, {}, r'D_SEX: code 1 has the key "a\*b"; \* joins categories'),
        ({1: "  ", 2: "no"}, {}, "D_SEX: code 1 has an empty key"),
    ],
)
def test_keys_that_cannot_be_told_apart_are_refused(keys: dict[int, str], missing: dict[int, str], says: str) -> None:
    with pytest.raises(CodebookError, match=says):
        with_keys(keys, missing=missing)


def test_a_fault_of_a_scale_is_told_once() -> None:
    data = codebook_data()
    data["scales"]["agree5"]["codes"][3]["key"] = "2"
    with pytest.raises(CodebookError) as caught:
        build_codebook(data, name="tiny.yaml")
    assert str(caught.value).count("scales.agree5") == 1
    assert "\n" not in str(caught.value)


def test_the_keys_of_missing_codes_stand_for_them_in_files_of_codes() -> None:
    codebook = with_keys({1: "male", 2: "female"}, missing={97: "dk", 98: "refused"})
    (spec, cells), south = tiny_files()
    cells = cells.astype({"D_SEX": object, "X1": object})
    cells.loc[:2, "D_SEX"] = ["refused", "DK", "female"]
    cells.loc[0, "X1"] = "Refused."
    got = harmonise_pairs([(spec, cells), south], codebook=codebook, areas=tiny_areas())
    assert got["D_SEX"][:3].tolist() == [98, 97, 2]
    assert got["X1"][0] == 98


def area_study(codes: dict[int, str | None], ids: list[str]) -> tuple[dict[str, Any], Codebook]:
    data = small_codebook()
    entries = {code: {"label": {"en": str(key)}} | ({"key": key} if key else {}) for code, key in codes.items()}
    data["variables"].append(
        {
            "id": "place",
            "type": "single",
            "role": "area",
            "missing": "usual",
            "codes": entries,
            "wording": {"en": "place"},
        }
    )
    params = params_data()
    params["data"] = [{"path": "all.csv"}]
    params["areas"] = {name: {"bloc": "A", "name": {"en": name}} for name in ids}
    params["blocs"] = {"A": {"name": {"en": "A"}}}
    return params, build_codebook(data, name="small")


@pytest.mark.parametrize(
    ("codes", "ids"),
    [({1: None, 2: None}, ["1", "2"]), ({1: "1", 2: "2"}, ["1", "2"]), ({1: "n", 2: "s"}, ["n", "s"])],
)
def test_ids_of_areas_may_be_the_numbers_of_their_own_codes(codes: dict[int, str | None], ids: list[str]) -> None:
    params, codebook = area_study(codes, ids)
    require_agreement(build_params(params, name="params.yaml"), codebook)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"areas": {"1": "A", "s": "A"}},
            "areas.1 looks like the code of place whose key is n; give the area that key",
        ),
        (
            {"blocs": ["2"], "areas": {"n": "2", "s": "2"}},
            "blocs.2 looks like a code of place, which tells areas",
        ),
        ({"areas": {"n": "A", "02": "A"}}, "areas.02 looks like the code of place whose key is s"),
    ],
)
def test_ids_that_look_like_another_code_are_refused(change: dict[str, Any], says: str) -> None:
    params, codebook = area_study({1: "n", 2: "s"}, ["n", "s"])
    params["areas"] = {name: {"bloc": bloc, "name": {"en": name}} for name, bloc in change["areas"].items()}
    params["blocs"] = {name: {"name": {"en": name}} for name in change.get("blocs", ["A"])}
    with pytest.raises(ParamsError, match=says):
        require_agreement(build_params(params, name="params.yaml"), codebook)


def test_numbers_in_cells_are_codes_whatever_the_keys_and_labels_say() -> None:
    codebook = with_keys({1: "none", 2: "one", 3: "two"}, name="ONLY_N")
    (spec, cells), south = tiny_files()
    numbers = pd.Series([1, "2", 3.0, "03", " 1 ", "2,0", "none", "TWO"], dtype=object)
    got = harmonise_pairs([(spec, cells.assign(ONLY_N=numbers)), south], codebook=codebook, areas=tiny_areas())
    assert got["ONLY_N"][:8].tolist() == [1, 2, 3, 3, 1, 2, 1, 3]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("refused", [True, False]), ("98", [True, False]), (["refused", "male"], [True, True])],
)
def test_conditions_know_missing_codes_by_their_keys(value: object, expected: list[bool]) -> None:
    codebook = with_keys({1: "male", 2: "female"}, missing={98: "refused"})
    (spec, cells), south = tiny_files()
    cells = cells.astype({"D_SEX": object})
    cells.loc[:1, "D_SEX"] = ["refused", 1]
    got = harmonise_pairs([(spec, cells), south], codebook=codebook, areas=tiny_areas())
    op = "in" if isinstance(value, list) else "eq"
    condition = Condition.model_validate({"variable": "D_SEX", "op": op, "value": value})
    assert evaluate(condition, got, codebook=codebook).is_true[:2].tolist() == expected


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"multiple": {"plac": "delimited"}},
            r"data\[0\]\.multiple: plac is no multiple answer; the codebook has none",
        ),
        ({"counted_value": {"place": 1}}, r"data\[0\]\.counted_value: place is no multiple answer"),
    ],
)
def test_storage_is_told_of_multiple_answers_only(given: dict[str, Any], says: str) -> None:
    params, codebook = area_study({1: "n", 2: "s"}, ["n", "s"])
    params["data"][0] |= given
    with pytest.raises(ParamsError, match=says):
        require_agreement(build_params(params, name="params.yaml"), codebook)


def test_a_misspelt_way_of_storing_is_told_once_and_in_its_place() -> None:
    params, _ = area_study({1: "n", 2: "s"}, ["n", "s"])
    params["data"][0] |= {"multiple": {"P": "indicator"}}
    with pytest.raises(ParamsError, match=r"params\.yaml: data\[0\]\.multiple\.P: input should be 'indicators'"):
        build_params(params, name="params.yaml")
