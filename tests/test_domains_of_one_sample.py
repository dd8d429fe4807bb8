"""Women and men, and regions that cross them, as groups of one sample whose weights came with it: every number is R survey's."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from numpy.testing import assert_allclose
from ruamel.yaml import YAML
from small_study import ITEMS, words
from study_tables import make_tables

Frozen = dict[str, Any]
SIDES, REGIONS, AGES = ("female", "male"), ("centre", "north", "south"), ("young", "old")
ESTIMATE, ERROR = 1e-9, 1e-7


def keys(names: tuple[str, ...]) -> dict[int, Any]:
    return {code: {"label": words(name), "key": name} for code, name in enumerate(names, start=1)}


def codebook_data() -> dict[str, Any]:
    labels = dict(enumerate(("low", "lower", "middle", "higher", "high"), start=1))
    used = {"variable": "uses", "op": "eq", "value": 1}
    variables: list[dict[str, Any]] = [
        {"id": "number", "type": "paradata", "role": "respondent_id", "identifier": "hash"},
        {"id": "stratum", "type": "paradata", "topline": False},
        {"id": "point", "type": "paradata", "role": "psu", "topline": False},
        {"id": "sex", "type": "single", "role": "bloc", "codes": keys(SIDES)},
        {"id": "region", "type": "single", "role": "area", "codes": keys(REGIONS)},
        {"id": "old", "type": "single", "codes": keys(AGES)},
        {"id": "rare", "type": "single", "codes": keys(("many", "few"))},
        {"id": "w", "type": "numeric", "topline": False},
        {"id": "uses", "type": "single", "codes": {0: {"label": words("no")}, 1: {"label": words("yes")}}},
        {"id": "hours", "type": "numeric", "missing": "usual", "asked_if": used},
        {"id": "vote", "type": "single", "codes": keys(("yes", "no"))},
        *({"id": name, "type": "ordinal", "scale": "five", "dimension": name[0]} for name in ITEMS),
    ]
    return {
        "id": "domains",
        "languages": ["en"],
        "missing": {"usual": {96: {"class": "not_applicable", "label": words("not asked")}}},
        "scales": {
            "five": {
                "missing": "usual",
                "codes": {code: {"label": words(label)} for code, label in labels.items()},
            }
        },
        "dimensions": [{"id": name, "label": words(name)} for name in "XY"],
        "variables": [{"wording": words(str(variable["id"])), **variable} for variable in variables],
    }


def params_data() -> dict[str, Any]:
    kinds = {kind: {"en": {"one": kind, "other": f"{kind}s"}} for kind in ("area", "bloc")}
    return {
        "study": {
            "id": "domains",
            "title": words("Domains of one sample"),
            "synthetic": True,
            "questionnaire": "questionnaire.yaml",
            "words": kinds,
        },
        "data": [{"path": "data.csv"}],
        "areas": {name: {"name": words(name)} for name in REGIONS},
        "blocs": {name: {"name": words(name)} for name in SIDES},
        "design": {
            "strata": "stratum",
            "psu": "point",
            "base_weight": "column",
            "base_weight_variable": "w",
            "degrees_of_freedom": "units",
        },
        "weighting": {"method": "none"},
        "replicates": {"method": "jkn"},
        "index": {
            "name": words("index"),
            "dimensions": ["X", "Y"],
            "weights": "equal",
            "missing": {"min_items": 4, "min_dimensions": 2},
        },
        # errors are at stake here, so that nothing may forbid a comparison
        "comparability": {
            "min_cfi": 0.1,
            "max_rmsea": 0.9,
            "max_rmsea_dimension": 0.9,
            "max_srmr": 0.9,
            "max_change_cfi": 0.9,
            "max_change_rmsea": 0.9,
            "min_item_shift_sd": 9,
        },
        "comparison": {"group_by": ["sex", "old", "rare"]},
        "report": {"languages": ["en"], "suppress_below": 2},
        "seed": 1,
    }


@pytest.fixture(scope="module")
def frozen(reference: Callable[[str], Frozen]) -> Frozen:
    return reference("domains")


@pytest.fixture(scope="module")
def tables(frozen: Frozen, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    folder, yaml = tmp_path_factory.mktemp("domains"), YAML(typ="safe", pure=True)
    yaml.dump(params_data(), folder / "params.yaml")
    yaml.dump(codebook_data(), folder / "questionnaire.yaml")
    data = pd.DataFrame(frozen["inputs"]).drop(columns=["age", "index"])
    data["hours"] = data["hours"].fillna(96)
    data.insert(0, "number", range(1, len(data) + 1))
    data.to_csv(folder / "data.csv", index=False)
    return make_tables(folder / "params.yaml")


@pytest.fixture(scope="module")
def results(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return tables["full"]  # of all digits, as those of R


def one(results: pd.DataFrame, **wanted: str) -> "pd.Series[Any]":
    """Give the only row of everybody, or of whom is wanted."""
    plain = {"bloc": "", "area": "", "domain_variable": "", "sample": "main"}
    found = results
    for column, value in {**plain, **wanted}.items():
        found = found[found[column] == value]
    assert len(found) == 1, (wanted, found["result_id"].tolist())
    return found.iloc[0]


def agree(row: "pd.Series[Any]", answer: Frozen) -> None:
    assert_allclose(row["estimate"], answer["estimate"], rtol=ESTIMATE)
    assert_allclose(row["standard_error"], answer["se"], rtol=ERROR)
    assert row["df"] == answer["df"]


def test_weights_and_index_are_those_of_the_data(tables: dict[str, pd.DataFrame], frozen: Frozen) -> None:
    people, inputs = tables["respondents"], pd.DataFrame(frozen["inputs"])
    assert sorted(people["weight_persons"]) == sorted(inputs["w"])
    assert_allclose(sorted(people["index"]), sorted(inputs["index"]), rtol=1e-12)


@pytest.mark.parametrize("kind", ["all", "sex", "region", "old"])
def test_replicate_means_of_the_index_are_those_of_svrepdesign(kind: str, results: pd.DataFrame, frozen: Frozen) -> None:
    index, answers = {"measure": "mean", "variable": "index"}, frozen["jkn"]["index"][kind]
    if kind == "all":
        agree(one(results, **index), answers)
        return
    names = {"sex": SIDES, "region": REGIONS, "old": AGES}[kind]
    for name, answer in zip(names, answers, strict=True):
        place = {"sex": {"bloc": name}, "region": {"area": name}}.get(kind, {"domain_variable": kind, "domain": name})
        agree(one(results, **index, **place), answer)


def test_linearised_errors_are_those_of_svydesign(results: pd.DataFrame, frozen: Frozen) -> None:
    answers = frozen["taylor"]["index"]
    places = [{}, *({"bloc": name} for name in SIDES), *({"area": name} for name in REGIONS)]
    for place, answer in zip(places, [answers["all"], *answers["sex"], *answers["region"]], strict=True):
        row = one(results, measure="standard_error_linearised", variable="index", **place)
        assert_allclose(row["estimate"], answer["se"], rtol=ERROR)
        assert row["df"] == answer["df"]


def test_shares_and_means_of_a_routed_question_have_the_errors_and_the_freedom_of_r(results: pd.DataFrame, frozen: Frozen) -> None:
    for place, kind, at in (({}, "all", None), ({"bloc": "female"}, "sex", 0), ({"bloc": "male"}, "sex", 1)):
        for variable, category, measure in (("vote", "1", "share"), ("hours", "", "mean")):
            answer = frozen["jkn"][variable][kind]
            row = one(
                results[results["base"] != "answered"] if measure == "share" else results,
                chapter="topline",
                measure=measure,
                variable=variable,
                category=category,
                **place,
            )
            agree(row, answer if at is None else answer[at])
    assert one(results, chapter="topline", measure="mean", variable="hours")["df"] == 9, "of 15: six strata were not asked"


def test_differences_keep_what_sides_and_regions_share(results: pd.DataFrame, frozen: Frozen) -> None:
    answers = frozen["jkn"]
    gap = one(results, chapter="gap", measure="contrast", variable="index", model="raw", bloc="female")
    agree(gap, answers["sides"])
    for pair, answer in answers["regions"].items():
        first, second = (REGIONS[int(number) - 1] for number in pair.split())
        row = one(
            results,
            chapter="comparison",
            measure="contrast",
            variable="index",
            area=first,
            reference_area=second,
        )
        agree(row, answer)
    old = one(
        results,
        chapter="groups",
        measure="contrast",
        bloc="female",
        domain_variable="old",
        domain="old",
        variable="index",
    )
    agree(old, answers["sides_of_old"])


def test_the_cross_check_is_svyttest(results: pd.DataFrame, frozen: Frozen) -> None:
    row = one(results, measure="crosscheck_t", variable_2="sex", category="male", method="linearised", model="")
    answer = frozen["ttest"]
    assert_allclose(row["estimate"], answer["estimate"], rtol=ESTIMATE)
    assert_allclose(row["estimate"] / row["standard_error"], answer["t"], rtol=ERROR)
    assert row["df"] == answer["df"]
    assert_allclose(row["p_value"], answer["p"], rtol=1e-6)


def test_a_group_at_one_point_has_an_estimate_and_no_error(results: pd.DataFrame, frozen: Frozen) -> None:
    few = results[(results["domain_variable"] == "rare") & (results["domain"] == "few")]
    row = one(few, measure="mean", variable="index", domain_variable="rare")
    assert_allclose(row["estimate"], frozen["rare"]["estimate"], rtol=ESTIMATE)
    assert few[["standard_error", "ci_low", "ci_high", "p_value", "p_adjusted"]].isna().all(axis=None)
    assert set(few["note"]) == {"single_unit"}
    assert set(few["df"]) == {frozen["rare"]["df"]} == {0}
    crossed = results[results["measure"].str.startswith("crosscheck") & (results["variable_2"] == "rare")]
    assert set(crossed["note"]) == {"not_estimable"}
    assert crossed[["estimate", "standard_error", "p_value"]].isna().all(axis=None)
    tests = results[(results["variable_2"] == "rare") & results["measure"].isin(["rao_scott", "cramers_v"])]
    assert tests[["standard_error", "p_value"]].isna().all(axis=None)
    assert set(tests["measure"]) <= {"cramers_v"}
