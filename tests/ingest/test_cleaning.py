"""Leaving respondents out, settling forbidden and impossible answers, deriving variables: all of it counted."""

from typing import Any

import pandas as pd
import pytest
from synthetic import codebook_data, harmonise_pairs, read_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.contracts import EXCLUSIONS, require
from crowdpotential.errors import CodebookError, OutOfRangeError
from crowdpotential.ingest.cleaning import Cleaned, clean
from crowdpotential.ingest.quality import flag_respondents
from crowdpotential.ingest.running_numbers import NumbersOf, number_rules
from crowdpotential.params import Cleaning

CODEBOOK = tiny_codebook()


def responses() -> pd.DataFrame:
    return harmonise_pairs(tiny_files(), codebook=CODEBOOK, areas=tiny_areas())


def cleaned(
    frame: pd.DataFrame,
    *rules: dict[str, Any],
    numbers_of: NumbersOf | None = None,
    codebook: Codebook = CODEBOOK,
    **options: object,
) -> Cleaned:
    exclude = [{"id": f"rule{k}", "label": {"en": "x"}, "when": rule} for k, rule in enumerate(rules)]
    cleaning = Cleaning.model_validate({"exclude": exclude, **options})
    cleaning = number_rules(cleaning, codebook, numbers_of or {})
    flags = flag_respondents(frame, codebook)
    return clean(frame, flags, cleaning=cleaning, codebook=codebook, is_synthetic=True)


def test_the_first_rule_that_holds_takes_the_respondent() -> None:
    frame = responses()
    got = cleaned(
        frame,
        {"variable": "D_AGE", "op": "lt", "value": 30},
        {"variable": "D_SEX", "op": "eq", "value": "male"},
    )
    taken = got.exclusions.set_index("respondent_id")["rule"]
    require(got.exclusions, EXCLUSIONS)
    assert taken[frame["respondent_id"][0]] == "rule0"
    assert taken[frame["respondent_id"][2]] == "rule1"
    assert len(got.responses) + len(got.exclusions) == len(frame)
    assert not set(got.responses["respondent_id"]) & set(got.exclusions["respondent_id"])


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ({"variable": "number", "op": "eq", "value": 3}, [2, 10]),  # the number of an interview in either file
        ({"variable": "number", "op": "in", "value": [1, "2"]}, [0, 1, 8, 9]),
        ({"all": [{"variable": "number", "op": "eq", "value": 3.0}, {"variable": "place", "op": "eq", "value": "south"}]}, [10]),
        ({"any": [{"variable": "interviewer", "op": "eq", "value": "int1"}]}, [1, 4, 7, 9, 12, 15]),
        ({"not": {"variable": "number", "op": "not_in", "value": ["8"]}}, [7, 15]),
        ({"all": [{"variable": "number", "op": "ne", "value": 8}, {"variable": "number", "op": "in", "value": [7, 8]}]}, [6, 14]),
    ],
)
def test_a_rule_names_identifiers_as_they_stand_in_the_files(condition: dict[str, Any], rows: list[int]) -> None:
    read = read_pairs(tiny_files(), codebook=CODEBOOK, areas=tiny_areas())
    frame = read.responses
    assert not set(frame["number"]) & {"1", "2", "3"}, "the responses hold running numbers"
    got = cleaned(frame, condition, numbers_of=read.numbers_of)
    assert sorted(got.exclusions["respondent_id"]) == sorted(frame["respondent_id"][rows])
    assert got.findings == ()


def test_records_delivered_twice_are_left_out_by_their_number_together() -> None:
    data = codebook_data()
    data["variables"][0]["id"] = "respondent_id"
    codebook = build_codebook(data, name="tiny")
    files = [(spec, cells.rename(columns={"number": "respondent_id"})) for spec, cells in tiny_files()]
    files[0][1].loc[4, "respondent_id"] = "3"
    read = read_pairs(files, codebook=codebook, areas=tiny_areas())
    frame = read.responses
    rule = {"variable": "respondent_id", "op": "eq", "value": 3}
    got = cleaned(frame, rule, codebook=codebook, numbers_of=read.numbers_of)
    assert sorted(got.exclusions.index.tolist()) == [0, 1, 2]
    assert set(got.exclusions["respondent_id"]) == set(frame["respondent_id"][[2, 4, 10]])


def test_a_rule_that_nobody_meets_is_told() -> None:
    rules = [
        {"variable": "number", "op": "eq", "value": 300},
        {"variable": "D_AGE", "op": "gt", "value": 95},
        {"variable": "D_SEX", "op": "eq", "value": 1},
    ]
    told = cleaned(responses(), *rules).findings
    assert [(f.rule, f.source, f.n, f.base) for f in told] == [
        ("rule_matches_nobody", "cleaning.exclude.rule0", 16, 16),
        ("rule_matches_nobody", "cleaning.exclude.rule1", 16, 16),
    ]


def test_who_was_asked_on_after_the_end_of_the_interview_is_told_whether_left_out_or_not() -> None:
    data = codebook_data()
    data["ends"] = [{"id": "woman", "label": {"en": "woman", "ru": "женщина"}, "when": {"variable": "D_SEX", "op": "eq", "value": 2}}]
    codebook = build_codebook(data, name="tiny")
    frame = responses()
    women = int((frame["D_SEX"] == 2).sum())
    for rules, action in (([], "keep"), ([{"variable": "D_SEX", "op": "eq", "value": 2}], "left_out")):
        told = [f for f in cleaned(frame, *rules, codebook=codebook).findings if f.n]
        assert [(f.rule, f.source, f.n, f.base, f.action) for f in told] == [("interview_went_on", "ends.woman", women, 16, action)]


def test_a_flag_alone_excludes_nobody() -> None:
    frame = responses()
    frame.loc[1, "ATT"] = 5
    got = cleaned(frame)
    require(got.exclusions, EXCLUSIONS)
    assert len(got.responses) == len(frame)
    assert cleaned(frame, {"flag": "attention"}).exclusions["respondent_id"].tolist() == [frame["respondent_id"][1]]


def test_nobody_is_excluded_for_an_answer_that_he_did_not_give() -> None:
    frame = responses()
    frame["D_AGE"] = 998.0
    assert cleaned(frame, {"variable": "D_AGE", "op": "gt", "value": 90}).exclusions.empty


def test_answers_to_questions_not_asked_are_set_and_counted() -> None:
    frame = responses()
    frame.loc[0, "ATT"] = 4
    frame.loc[9, "ONLY_N"] = 1
    got = cleaned(frame)
    assert got.n_set_not_applicable == 2
    assert got.responses.loc[0, "ATT"] == 96
    assert got.responses.loc[9, "ONLY_N"] == 96
    assert frame.loc[0, "ATT"] == 4, "the argument stays as it was"
    assert cleaned(frame, forbidden_answers="keep").responses.loc[0, "ATT"] == 4


def test_an_answer_stays_where_the_routing_answer_is_missing() -> None:
    frame = responses()
    frame.loc[1, ["mode", "ATT"]] = [99, 2]
    assert cleaned(frame).responses.loc[1, "ATT"] == 2


def test_impossible_numbers_are_refused_or_set_as_params_say() -> None:
    frame = responses()
    frame.loc[[0, 1], "D_AGE"] = [17.0, 101.0]
    with pytest.raises(OutOfRangeError, match="D_AGE: 2 answers lie outside 18 to 100"):
        cleaned(frame)
    got = cleaned(frame, out_of_range="set_no_answer")
    assert got.n_set_no_answer == 2
    assert got.responses["D_AGE"][:2].tolist() == [999.0, 999.0]


def test_an_impossible_number_of_somebody_left_out_stops_nothing() -> None:
    frame = responses()
    frame.loc[0, ["D_AGE", "mode"]] = [3.0, 99]
    assert len(cleaned(frame, {"variable": "mode", "op": "eq", "value": 99}).responses) == 15


def test_a_rule_on_a_derived_variable_is_refused() -> None:
    with pytest.raises(CodebookError, match="looks at age, which is derived after cleaning"):
        cleaned(responses(), {"variable": "age", "op": "eq", "value": 1})


def test_bands_and_joined_codes_are_derived() -> None:
    frame = responses()
    frame.loc[:5, "D_AGE"] = [18.0, 34.0, 35.0, 54.9, 55.0, 99.0]
    got = derive_variables(frame, CODEBOOK)
    assert got["age"][:6].tolist() == [1, 1, 2, 2, 3, 3]
    assert got["sex"].tolist() == frame["D_SEX"].tolist()
    assert "age" not in frame


@pytest.mark.parametrize(("source", "expected"), [(996.0, 96), (997.0, 97), (998.0, 98), (999.0, 99)])
def test_a_missing_source_makes_a_missing_result_of_its_class(source: float, expected: int) -> None:
    frame = responses()
    frame.loc[0, "D_AGE"] = source
    assert derive_variables(frame, CODEBOOK)["age"][0] == expected


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([1, 4], 4),
        ([96, 4], 4),
        ([97, 2], 2),
        ([96, 96], 96),
        ([96, 97], 97),
        ([98, 98], 98),
        ([97, 98], 99),
    ],
)
def test_the_largest_of_several_needs_one_answer(sources: list[int], expected: int) -> None:
    frame = responses()
    frame.loc[0, ["X1", "X2"]] = sources
    assert derive_variables(frame, CODEBOOK)["best"][0] == expected


@pytest.mark.parametrize(
    ("gives_ideas", "age", "expected"),
    [(1, 30, 1), (1, 998, 1), (0, 70, 2), (0, 30, 3), (0, 998, 98), (97, 70, 97), (97, 998, 99), (96, 70, 2)],
)
def test_cases_are_missing_where_an_earlier_one_cannot_be_decided(gives_ideas: int, age: float, expected: int) -> None:
    frame = responses()
    frame.loc[0, ["P_1", "P_2", "P_3", "P_4"]] = gives_ideas
    frame.loc[0, "D_AGE"] = age
    assert derive_variables(frame, CODEBOOK)["group"][0] == expected


def test_somebody_who_meets_no_case_is_refused() -> None:
    data = codebook_data()
    data["variables"][-1]["derive"]["cases"][2]["when"]["value"] = 50
    with pytest.raises(CodebookError, match=r"group: \d+ respondents meet none of its cases"):
        derive_variables(responses(), build_codebook(data, name="tiny"))


def test_answers_below_the_first_cut_are_refused() -> None:
    frame = responses()
    frame.loc[[0, 3], "D_AGE"] = 17.0
    with pytest.raises(OutOfRangeError, match="age: 2 answers to D_AGE lie below the first cut 18"):
        derive_variables(frame, CODEBOOK)
