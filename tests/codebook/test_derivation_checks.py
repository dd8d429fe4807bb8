"""Derivations are done or refused: cuts rise, a code goes one way, and every code of the derived variable can be reached."""

from typing import Any

import pytest
from synthetic import codebook_data

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.conditions import reach_faults
from crowdpotential.errors import CodebookError, CrowdpotentialError


def book(name: str, rule: dict[str, Any] | None = None, **more: object) -> Codebook:
    """The tiny questionnaire with another derivation, and other keys, of one of its derived variables."""
    data = codebook_data()
    variable = next(variable for variable in data["variables"] if variable["id"] == name)
    variable |= {**({"derive": rule} if rule else {}), **more}
    return build_codebook(data, name="q.yaml")


def bands(*cuts: float, source: str = "D_AGE") -> dict[str, Any]:
    return {"bands": {"variable": source, "cuts": list(cuts)}}


def recode(groups: dict[int, list[int]], source: str = "X1") -> dict[str, Any]:
    return {"recode": {"variable": source, "groups": groups}}


def case(code: int, variable: str, op: str, value: object) -> dict[str, Any]:
    return {"code": code, "when": {"variable": variable, "op": op, "value": value}}


NO_CODES = {"type": "numeric", "codes": {}}


@pytest.mark.parametrize(
    ("name", "rule", "more", "says"),
    [
        ("age", bands(18, 60, 45), {}, r"variables\.age\.derive\.bands: cut 45 follows 60"),
        ("age", bands(18, 35, 35), {}, "cut 35 follows 35"),
        ("age", bands(18, 35, float("nan")), {}, r"bands\.cuts\[2\]: input should be a finite number"),
        ("age", bands(18, 35, float("inf")), {}, "input should be a finite number"),
        ("age", bands(18, 35), {}, "2 cuts for 3 codes; give as many"),
        ("age", bands(18, 35, 550), {}, "no D_AGE between 18 and 100 falls into code 3 .from 550"),
        ("age", bands(0, 18, 55), {}, "falls into code 1 .from 0"),
        ("age", bands(18, 35, 55, source="place"), {}, "place is of type single; it takes numeric or ordinal"),
        ("age", bands(18, 35, 55, source="P"), {}, "P is of type multiple"),
        ("age", bands(18, 35, 55, source="O"), {}, "O is of type text"),
        ("age", bands(18, 35, 55, source="age"), {}, "follows from age, which is the variable itself"),
        ("age", bands(18, 35, 55, source="D_AGEE"), {}, r"refers to D_AGEE, which is not in the list of variables .did you mean D_AGE"),
        ("age", {**bands(18, 35, 55), **recode({1: [1]})}, {}, "exactly one of bands, recode, cases, maximum_of; it has 2"),
        ("age", {}, {"derive": {}}, "exactly one of bands, recode, cases, maximum_of; it has 0"),
        ("sex", recode({1: [1, 2, 3], 2: [3, 4, 5]}), {}, "code 3 stands 2 times in groups .new code 1 and 2"),
        ("sex", recode({1: [1, 1], 2: [2, 3, 4, 5]}), {}, "code 1 stands 2 times in groups .new code 1."),
        ("sex", recode({1: [1, 2], 2: []}), {}, "group 2 joins nothing"),
        ("sex", recode({1: [1, 2], 2: [3, 4]}), {}, "code 5 of X1 goes nowhere"),
        ("sex", recode({1: [1, 2], 2: [3, 4, 5, 6]}), {}, "6 is no code of X1"),
        ("sex", recode({1: [1, 2], 3: [3, 4, 5]}), {}, "makes code 3, which sex does not list"),
        ("sex", recode({1: [1, 2, 3, 4, 5]}), {}, "nothing leads to code 2 of sex"),
        ("sex", recode({1: [1], 2: [2]}, source="P"), {}, "P is of type multiple; it takes single or ordinal"),
        ("sex", recode({1: [1], 2: [2]}, source="D_AGE"), {}, "D_AGE is of type numeric; it takes single or ordinal"),
        ("sex", recode({1: [1, 2], 2: [3]}, source="age"), {}, "follows from age, which is derived later"),
        ("best", {"maximum_of": ["X1"]}, {}, "at least 2 items"),
        ("best", {"maximum_of": ["X1", "X1"]}, {}, "names X1 more than once"),
        ("best", {"maximum_of": ["X1", "D_SEX"]}, {}, "D_SEX is of type single; it takes ordinal"),
        ("best", {"maximum_of": ["X1", "D_AGE"]}, {}, "D_AGE is of type numeric; it takes ordinal"),
        ("best", {"maximum_of": ["minutes", "X1"]}, NO_CODES, "X1 is of type ordinal; it takes numeric"),
        ("sex", {"maximum_of": ["X1", "X2"]}, {}, "makes code 3, which sex does not list"),
        ("group", {"cases": []}, {}, "at least 1 item"),
        ("group", {"cases": [case(7, "X1", "eq", 1)]}, {}, "makes code 7, which group does not list"),
        ("group", {"cases": [case(1, "X1", "eq", 9)]}, {}, r"derive\.cases\[0\]\.when: 9 is no code or key of X1"),
        ("group", {"cases": [case(1, "group", "eq", 1)]}, {}, "looks at group, which is the variable itself"),
        ("age", {"cases": [case(1, "group", "eq", 1)]}, {}, "looks at group, which is derived later"),
        ("group", {"cases": [case(1, "number", "eq", 1)]}, {}, "looks at number, which is kept as a running number"),
        ("group", {"cases": [{"code": 1, "when": {"flag": "lines"}}]}, {}, "flags can be used in cleaning.exclude"),
        ("age", None, {"type": "numeric", "codes": {}}, "makes codes, which type numeric does not have"),
        ("age", None, {"type": "multiple"}, "makes codes, which type multiple does not have"),
        ("age", None, {"asked_if": {"variable": "mode", "op": "eq", "value": 1}}, r"age\.asked_if: a derived variable has none"),
        ("age", None, {"blocs": ["N"]}, r"age\.blocs: a derived variable has none"),
        ("age", None, {"role": "sample_type"}, r"age\.role: a derived variable comes too late to be the sample_type"),
    ],
)
def test_a_derivation_that_cannot_be_as_it_says_is_refused(name: str, rule: dict[str, Any] | None, more: dict[str, Any], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        book(name, rule, **more)


def test_bands_are_cut_in_the_order_of_their_codes() -> None:
    codes = codebook_data()["variables"][-3]["codes"]
    with pytest.raises(CodebookError, match="its codes are listed as 3, 2, 1; list them as they rise"):
        book("age", codes=dict(sorted(codes.items(), reverse=True)))


def test_missing_codes_are_joined_where_they_are_listed() -> None:
    assert book("sex", recode({1: [1, 2, 3], 2: [4, 5, 97], 99: [98]}))


@pytest.mark.parametrize(
    ("cases", "idle"),
    [
        ([case(1, "X1", "le", 3), case(2, "X1", "le", 2), case(3, "X1", "gt", 3)], [1]),
        ([case(1, "X1", "answered", None), case(2, "X1", "eq", 2), case(3, "X1", "in", [97, 98])], [1, 2]),
        ([case(1, "D_AGE", "ge", 18), case(2, "D_AGE", "lt", 18), case(3, "D_AGE", "in", [998])], [1, 2]),
        (
            [case(1, "P", "selected", [1, 2]), case(2, "P", "selected", 2), case(3, "P", "answered", None)],
            [1],
        ),
        ([case(1, "X1", "in", [97, 98]), case(2, "X1", "le", 3), case(3, "X1", "gt", 3)], []),
        ([case(1, "D_AGE", "lt", 30), case(2, "D_AGE", "lt", 60), case(3, "D_AGE", "ge", 60)], []),
        ([case(1, "X1", "eq", 1), case(2, "X2", "eq", 1), case(3, "X1", "answered", None)], []),
    ],
)
def test_a_case_that_no_answer_comes_to_is_refused(cases: list[dict[str, Any]], idle: list[int]) -> None:
    found = list(reach_faults(book("group", {"cases": cases})))
    assert [fault.split(":")[0] for fault in found] == [f"variables.group.derive.cases[{n}]" for n in idle]
