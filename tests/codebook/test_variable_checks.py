"""What a variable says of itself is done or refused."""

from typing import Any

import pytest
from synthetic import codebook_data

from crowdpotential.codebook import Codebook, build_codebook, is_numbered
from crowdpotential.errors import CrowdpotentialError


def book(name: str = "", changes: dict[str, Any] | None = None, **more: object) -> Codebook:
    data = codebook_data()
    for variable in data["variables"]:
        variable.update(changes or {} if variable["id"] == name else {})
    return build_codebook(data | more, name="q.yaml")


@pytest.mark.parametrize(
    ("name", "changes", "says"),
    [
        ("D_SEX", {"valid_range": [0, 1]}, r"variables\.D_SEX\.valid_range: says nothing of type single"),
        ("D_SEX", {"unit": {"en": "persons"}}, r"D_SEX\.unit: says nothing of type single, only of numeric"),
        ("D_SEX", {"exclusive": [1]}, r"D_SEX\.exclusive: says nothing of type single, only of multiple"),
        ("D_SEX", {"max_answers": 1}, r"D_SEX\.max_answers: says nothing of type single"),
        (
            "D_SEX",
            {"dimension": "X", "codes": {c: {"label": {"en": f"{c}"}} for c in (1, 2, 3)}},
            r"D_SEX\.dimension: type single has no answers",
        ),
        ("O", {"dimension": "X"}, r"O\.dimension: type text has no answers"),
        ("P", {"dimension": "X"}, r"P\.dimension: type multiple has no answers"),
        ("O", {"codes": {1: {"label": {"en": "x"}}}}, r"O\.codes: says nothing of type text"),
        ("O", {"topline": True}, r"O\.topline: type text has no distribution to print"),
        ("minutes", {"identifier": "hash"}, r"minutes\.identifier: says nothing of type numeric"),
        ("point", {"asked_if": {"variable": "interviewer", "op": "answered"}}, r"point\.asked_if: says nothing"),
        ("D_SEX", {"direction": -1}, r"D_SEX\.direction: is read of items"),
        ("X1", {"codes": {1: {"label": {"en": "x"}}}}, r"X1\.codes: scale agree5 has its own"),
        ("X1", {"missing": "three_digit"}, r"X1\.missing: scale agree5 has its own"),
        ("minutes", {"valid_range": [60, 0]}, "valid_range runs from 60 to 0"),
        ("minutes", {"valid_range": [0, float("nan")]}, "input should be a finite number"),
        ("minutes", {"valid_range": [True, 9]}, "holds true or false, which is no number"),
        ("P", {"exclusive": [5]}, r"P\.exclusive: 5 is no code of the question"),
        ("P", {"open_codes": [9]}, r"P\.open_codes: 9 is no code of the question"),
        ("P", {"exclusive": [4, 4]}, "exclusive lists 4 more than once"),
        ("P", {"max_answers": 5}, r"P\.max_answers: 5 answers of 4 options"),
        ("P", {"max_answers": 0}, "greater than or equal to 1"),
        ("P", {"max_answers": True}, "holds true or false, which is no number"),
        ("mode", {"role": "regime"}, r"mode\.role: there is no role regime"),
        ("mode", {"role": "modus"}, r"mode\.role: there is no role modus; did you mean mode"),
        ("minutes", {"role": "mode"}, r"minutes\.role: mode is played by single, not by numeric"),
        ("D_SEX", {"role": "mode"}, r"role mode is taken 2 times \(mode, D_SEX\)"),
        ("ONLY_N", {"blocs": []}, "blocs lists none"),
        ("ONLY_N", {"blocs": ["N", "N"]}, "blocs lists N more than once"),
        ("ONLY_N", {"missing": None}, r"ONLY_N: is not asked of everybody, so it needs a missing code of class not_applicable"),
        ("D_SEX", {"id": "the sex"}, "id 'the sex' cannot be a column"),
        ("D_SEX", {"id": "12"}, "id '12' cannot be a column"),
        ("D_SEX", {"id": "a*b"}, "id 'a.b' cannot be a column"),
        ("O", {"id": "P_1"}, r"variables\.P_1: column P_1 is also an option of P"),
        ("D_SEX", {"codes": {True: {"label": {"en": "x"}}, 2: {"label": {"en": "y"}}}}, "holds true or false, which is no number"),
        ("D_SEX", {"codes": {1: {"label": {"en": "x"}}, "1": {"label": {"en": "y"}}}}, "codes holds a key twice"),
        ("O", {"wording": {"en": "What of {COUNTRY}?"}}, r"O\.wording: \{COUNTRY\} is not listed under placeholders"),
    ],
)
def test_a_key_that_nobody_would_read_or_that_cannot_be_is_refused(name: str, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        book(name, changes)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("X1", {"direction": -1}),
        (
            "ATT",
            {"sensitive": True, "direction": -1},
        ),  # read where the ends of a sensitive rating are bounded
        ("minutes", {"codes": {0: {"label": {"en": "none"}, "key": "none"}}}),
        ("O", {"id": "вопрос_1"}),
        ("O", {"id": "q1.other-2"}),
        ("O", {"wording": {"en": "How old is ${name}?"}}),  # filled in by the form, not by the report
        ("O", {"topline": False}),
    ],
)
def test_what_has_a_reader_is_accepted(name: str, changes: dict[str, Any]) -> None:
    assert book(name, changes)


def test_words_of_a_placeholder_that_stands_nowhere_are_refused() -> None:
    with pytest.raises(CrowdpotentialError, match=r"placeholders\.COUNTRY: stands in no wording"):
        book(placeholders={"COUNTRY": {"N": {"en": "there"}}})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"languages": []}, "languages: tuple should have at least 1 item"),
        (
            {"dimensions": [{"id": name, "label": {"en": name}} for name in "XYZ"]},
            r"dimensions\.Z: no item names it",
        ),
        (
            {
                "scales": {
                    **codebook_data()["scales"],
                    "two": {"missing": "nothing", "codes": {1: {"label": {"en": "x"}}}},
                }
            },
            r"scales\.two\.missing: missing set nothing is not listed",
        ),
        (
            {"quality": [{"id": "repeated_record", "kind": "item_nonresponse", "label": {"en": "x"}}]},
            r"quality\.repeated_record: the findings call records delivered twice by this name",
        ),
    ],
)
def test_lists_of_the_questionnaire_hold_what_is_used(more: dict[str, Any], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        book(**more)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({"kind": "duplicates", "min_difference": 2}, "min_difference belongs to kind pairs, not to duplicates"),
        ({"kind": "straightlining", "min_share": 0.9}, "min_share belongs to kind duplicates"),
        ({"kind": "repeated_record", "by": "mode"}, "by belongs to kind speeding, not to repeated_record"),
        ({"kind": "condition", "when": {"flag": "lines"}}, "flags can be used in cleaning.exclude"),
        ({"kind": "condition"}, "kind condition needs when"),
        ({"kind": "condition", "when": {"variable": "sex", "op": "eq", "value": 1}}, "sex, which is derived after cleaning"),
        ({"kind": "condition", "when": {"variable": "number", "op": "eq", "value": 1}}, "kept as a running number; leave out"),
        ({"kind": "pairs"}, "kind pairs needs pairs"),
        ({"kind": "pairs", "pairs": [["X1", "X1"]]}, "X1 is compared with itself"),
        ({"kind": "pairs", "pairs": [["X1", "D_SEX"]]}, "D_SEX is of type single; it takes ordinal"),
        ({"kind": "pairs", "pairs": [["X1", "best"]]}, "best is of type single"),
        ({"kind": "pairs", "pairs": [["X1", "X2"]], "min_difference": 5}, "X1 and X2 never differ by 5"),
        ({"kind": "pairs", "pairs": [["X1", "X2"]], "min_difference": 0}, "greater than or equal to 1"),
        ({"kind": "speeding"}, "kind speeding needs duration"),
        ({"kind": "speeding", "duration": "mode"}, r"quality\.r\.duration: mode is of type single; it takes numeric"),
        ({"kind": "speeding", "duration": "minutes", "by": "phone"}, r"quality\.r\.by: phone is dropped"),
        ({"kind": "speeding", "duration": "minutes", "by": "age"}, "age is derived after the checks"),
        ({"kind": "speeding", "duration": "minutes", "share_of_median": 1.4}, "less than or equal to 1"),
        ({"kind": "item_nonresponse", "above_share": 1}, "less than 1"),
        ({"kind": "duplicates", "min_share": 0}, "greater than 0"),
        ({"kind": "duplicates", "min_share": 95}, "less than or equal to 1"),
        ({"kind": "straightlining", "min_blocks": 3}, "min_blocks is 3, but 2 dimensions have items of both directions"),
    ],
)
def test_a_quality_rule_takes_what_its_kind_reads(rule: dict[str, Any], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        book(quality=[{"id": "r", "label": {"en": "x"}, **rule}])


def test_pairs_are_of_one_scale() -> None:
    with pytest.raises(CrowdpotentialError, match="X1 and ATT have different codes"):
        book(
            "ATT",
            {
                "scale": None,
                "missing": "standard",
                "codes": {1: {"label": {"en": "x"}}, 7: {"label": {"en": "y"}}},
            },
            quality=[{"id": "r", "kind": "pairs", "label": {"en": "x"}, "pairs": [["X1", "ATT"]]}],
        )


def test_a_questionnaire_that_was_written_out_is_read_again() -> None:
    codebook = build_codebook(codebook_data(), name="q.yaml")
    assert Codebook.model_validate_json(codebook.model_dump_json(by_alias=True)) == codebook


@pytest.mark.parametrize("said", ["number", "hash"])
def test_identifiers_are_numbered_under_the_old_name_of_the_key_too(said: str) -> None:
    data = codebook_data()
    next(v for v in data["variables"] if v["id"] == "interviewer")["identifier"] = said
    assert is_numbered(build_codebook(data, name="q.yaml").variable("interviewer"))
