"""Conditions are done or refused: none is read by halves, and none can stand that nobody could meet."""

from typing import Any

import pytest
from synthetic import codebook_data, tiny_codebook

from crowdpotential.codebook import Codebook, Condition, build_codebook
from crowdpotential.conditions import exclusion_faults, reach_faults
from crowdpotential.errors import CodebookError, CrowdpotentialError
from crowdpotential.params import Cleaning

AGE = {"variable": "D_AGE", "op": "gt", "value": 85}
CHOSE = {"variable": "P", "op": "selected", "value": [1, 2]}
MEN = {"variable": "D_SEX", "op": "eq", "value": 1}


def book(**changes: dict[str, Any]) -> Codebook:
    """The tiny questionnaire with keys of some variables changed."""
    data = codebook_data()
    for variable in data["variables"]:
        variable.update(changes.get(variable["id"], {}))
    return build_codebook(data, name="q.yaml")


def faults(condition: dict[str, Any]) -> list[str]:
    """What is wrong with a condition that leaves respondents out."""
    rule = {"id": "old", "label": {"en": "x"}, "when": condition}
    return list(exclusion_faults(Cleaning.model_validate({"exclude": [rule]}), tiny_codebook()))


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({**AGE, "any": [MEN]}, "variable, op, value and any stand beside each other, where one can be read"),
        ({**AGE, "all": [MEN]}, "value and all stand beside each other"),
        ({**AGE, "not": MEN}, "value and not stand beside each other"),
        ({"flag": "lines", "flags_at_least": 2}, "flag and flags_at_least stand beside each other"),
        ({"all": [MEN], "any": [AGE]}, "all and any stand beside each other"),
        ({"value": 3, "flag": "lines"}, "value and flag stand beside each other"),
        ({}, "an empty condition; give variable, op and value"),
        ({"not": {}}, "an empty condition"),
        ({"not": None}, "an empty condition"),
        ({"all": []}, "all of nothing"),
        ({"any": []}, "any of nothing"),
        ({"variable": "D_AGE", "value": 3}, "here is no op"),
        ({"op": "eq", "value": 3}, "here is no variable"),
        ({"variable": "D_AGE", "op": "lt", "value": [30, 60]}, "lt takes one value and here is a list of 2"),
        (
            {"variable": "X1", "op": "eq", "value": [1, 2]},
            "eq takes one value and here is a list of 2; use in",
        ),
        ({"variable": "X1", "op": "ne", "value": [1]}, "ne takes one value and here is a list of 1"),
        ({"variable": "X1", "op": "ge"}, "ge needs a value"),
        ({"variable": "X1", "op": "in", "value": []}, "in needs a value or a list"),
        ({"variable": "P", "op": "selected"}, "selected needs a value or a list"),
        ({"variable": "X1", "op": "answered", "value": 1}, "answered takes no value"),
        ({"variable": "X1", "op": "eq", "value": True}, "value holds true or false"),
        ({"variable": "X1", "op": "in", "value": [1, False]}, "value holds true or false"),
        (
            {"variable": "D_AGE", "op": "lt", "value": float("nan")},
            "nan is no number that an answer can be compared with",
        ),
        ({"variable": "D_AGE", "op": "ge", "value": 10**400}, "a number beyond 1.8e308 is no number that an"),
        ({"variable": "D_AGE", "op": "in", "value": [1.0, float("inf")]}, "inf is no number that an answer"),
        ({"flags_at_least": 0}, "greater than or equal to 1"),
        ({"flags_at_least": True}, "flags_at_least holds true or false"),
    ],
)
def test_a_condition_says_one_thing_and_all_of_it(condition: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Condition.model_validate(condition)


@pytest.mark.parametrize(
    "condition",
    [
        {"variable": "X1", "op": "in", "value": 2},
        {"variable": "X1", "op": "not_in", "value": ["a", 99]},
        {"variable": "X1", "op": "ge", "value": 4.5},
        {"variable": "X1", "op": "lt", "value": "a"},
        {"variable": "D_AGE", "op": "eq", "value": 998},
        {"variable": "D_AGE", "op": "gt", "value": 120},  # a file may hold what the range forbids
        {"variable": "P", "op": "selected", "value": ["votes", 4]},
        {"variable": "P", "op": "answered"},
        {"variable": "point", "op": "eq", "value": 7},
        {"variable": "number", "op": "in", "value": [17, "18a"]},
        {"variable": "O", "op": "eq", "value": "test"},
        {"variable": "sample_type", "op": "eq", "value": "boost"},
        {"flags_at_least": 7},
        {"all": [{"flag": "lines"}, {"not": {"variable": "X1", "op": "answered"}}]},
    ],
)
def test_what_can_be_done_is_accepted(condition: dict[str, Any]) -> None:
    assert faults(condition) == []


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({"variable": "X1", "op": "eq", "value": 11}, ".when: 11 is no code or key of X1 (codes 1, 2, 3, 4, 5; missing 96, 97, 98, 99)"),
        ({"variable": "X1", "op": "in", "value": [1, "often"]}, ".when: value 2 is no code or key of X1"),
        ({"variable": "X1", "op": "eq", "value": 1.5}, ".when: 1.5 is no code or key of X1"),
        ({"variable": "D_AGE", "op": "lt", "value": "thirty"}, ".when: D_AGE is a number and value 1 is none"),
        ({"variable": "X1", "op": "in", "value": [1, "s-"]}, ".when: X1: 1 is named more than once"),
        ({"variable": "X1", "op": "gt", "value": 5}, ".when: no code of X1 (1 to 5) is gt 5"),
        ({"variable": "X1", "op": "lt", "value": "s-"}, ".when: no code of X1 (1 to 5) is lt 1"),
        ({"variable": "D_SEX", "op": "ge", "value": 2}, "D_SEX is of type single, whose codes have no order; list the codes"),
        ({"variable": "point", "op": "lt", "value": 4}, ".when: point is of type paradata, which has no order; make it numeric"),
        ({"variable": "O", "op": "ge", "value": "a"}, ".when: O is of type text, which has no order"),
        ({"variable": "O", "op": "eq", "value": " test"}, ".when: O: ' test' is no text that a cell could hold"),
        ({"variable": "O", "op": "eq", "value": ""}, "use not answered"),
        ({"variable": "P", "op": "eq", "value": 1}, ".when: P is of type multiple, for which eq means nothing; use selected"),
        ({"variable": "P", "op": "in", "value": [1]}, "for which in means nothing; use selected"),
        ({"variable": "P", "op": "lt", "value": 2}, "for which lt means nothing; use selected"),
        ({"variable": "P", "op": "selected", "value": 9}, ".when: 9 is no code or key of P (codes 1, 2, 3, 4), so that"),
        ({"variable": "P", "op": "selected", "value": 99}, ".when: 99 is no code or key of P"),
        ({"variable": "X1", "op": "selected", "value": 1}, "for which selected means nothing; use eq or in"),
        ({"variable": "X9", "op": "answered"}, ".when: refers to X9, which is not in the list of variables"),
        ({"variable": "sex", "op": "eq", "value": 1}, ".when: looks at sex, which is derived after cleaning"),
        ({"variable": "phone", "op": "eq", "value": "+7"}, ".when: looks at phone, which is dropped as soon as it is read"),
        ({"flag": "slow"}, ".when: no quality rule slow; the codebook has repeated, attention"),
        ({"flags_at_least": 8}, ".when: flags_at_least is 8, but the codebook has 7 quality rules"),
        ({"any": [{"not": {"variable": "X1", "op": "eq", "value": 7}}, MEN]}, ".when.any[0].not: 7 is no code"),
        ({"all": [MEN, {"variable": "D_SEX", "op": "eq", "value": 2}]}, ".when: no answers meet it"),
        ({"all": [AGE, {"variable": "D_AGE", "op": "lt", "value": 20}]}, ".when: no answers meet it"),
        ({"all": [{"variable": "X1", "op": "answered"}, {"variable": "X1", "op": "in", "value": [97, 98]}]}, ".when: no answers meet it"),
        ({"all": [{"variable": "O", "op": "eq", "value": "a"}, {"variable": "O", "op": "eq", "value": "b"}]}, ".when: no answers meet it"),
        ({"all": [CHOSE, {"not": CHOSE}]}, ".when: no answers meet it"),
    ],
)
def test_a_rule_of_exclusion_that_nobody_could_meet_is_refused_with_its_place(condition: dict[str, Any], says: str) -> None:
    (fault,) = faults(condition)
    assert fault.startswith("cleaning.exclude.old")
    assert says in fault
    assert "\n" not in fault


def test_two_rules_of_exclusion_have_two_names() -> None:
    rules = [{"id": "old", "label": {"en": "x"}, "when": AGE}] * 2
    (fault,) = exclusion_faults(Cleaning.model_validate({"exclude": rules}), tiny_codebook())
    assert "rule old is listed 2 times" in fault


@pytest.mark.parametrize(
    ("name", "condition", "says"),
    [
        ("ATT", {"variable": "ATT", "op": "eq", "value": 2}, "looks at ATT, which is the question itself"),
        ("X1", {"variable": "Y1", "op": "eq", "value": 2}, "looks at Y1, which comes later"),
        ("X1", {"any": [MEN, {"variable": "ATT", "op": "eq", "value": 1}]}, r"\.any\[1\]: looks at ATT, which comes later"),
        ("ATT", {"variable": "sex", "op": "eq", "value": 1}, "looks at sex, which is derived after cleaning"),
        ("ATT", {"flag": "lines"}, "flags can be used in cleaning.exclude of params only"),
        ("ATT", {"variable": "interviewer", "op": "eq", "value": 7}, "looks at interviewer, which is kept as a running number"),
        ("ATT", {"variable": "mode", "op": "eq", "value": 3}, "3 is no code or key of mode"),
    ],
)
def test_a_question_is_routed_by_answers_before_it(name: str, condition: dict[str, Any], says: str) -> None:
    with pytest.raises(CodebookError, match=rf"q\.yaml: variables\.{name}\.asked_if.*{says}"):
        book(**{name: {"asked_if": condition}})


def test_questions_that_route_each_other_in_a_circle_are_refused() -> None:
    with pytest.raises(CodebookError, match=r"variables\.X1\.asked_if: looks at X2, which comes later"):
        book(
            X1={"asked_if": {"variable": "X2", "op": "answered"}},
            X2={"asked_if": {"variable": "X1", "op": "answered"}},
        )


def test_a_question_that_nobody_would_be_asked_is_refused() -> None:
    never = {"variable": "D_AGE", "op": "lt", "value": 18}  # its valid range begins there
    (fault,) = reach_faults(book(X1={"asked_if": never}))
    assert fault.startswith("variables.X1.asked_if: no answers meet it")


def test_all_faults_of_all_conditions_are_told_at_once() -> None:
    wrong = {"variable": "D_SEX", "op": "eq", "value": 7}
    with pytest.raises(CrowdpotentialError) as caught:
        book(X1={"asked_if": {"all": [wrong, {"flag": "lines"}]}}, X2={"asked_if": wrong})
    assert [line.split(":")[1].strip() for line in str(caught.value).splitlines()] == [
        "variables.X1.asked_if.all[0]",
        "variables.X1.asked_if.all[1]",
        "variables.X2.asked_if",
    ]


def test_the_place_of_a_condition_that_says_two_things_is_named() -> None:
    data = codebook_data()
    data["quality"][1]["when"] = {"any": [{"not": {"flag": "lines", "flags_at_least": 1}}]}
    with pytest.raises(CodebookError, match=r"q\.yaml: quality\.attention\.when\.any\[0\]\.not: flag and flags_at_least"):
        build_codebook(data, name="q.yaml")
