"""Random order, random assignment, places, ends: what a questionnaire says of how it is put is checked before anything is read."""

from typing import Any

import pytest
from synthetic import codebook_data

from crowdpotential.codebook import build_codebook
from crowdpotential.errors import CodebookError

X_BLOCK = {"random_block": "A"}
SHARES = {1: 0.5, 2: 0.5}
SOURCE = {"name": {"en": "survey", "ru": "опрос"}, "year": 2017}


def changed(changes: dict[str, dict[str, Any]], **book: object) -> dict[str, Any]:
    data = codebook_data() | book
    data["variables"] = [variable | changes.get(variable["id"], {}) for variable in data["variables"]]
    return data


def test_all_of_it_may_be_said_together() -> None:
    source = SOURCE | {"translated": ["ru"]}
    end = {"id": "young", "label": {"en": "young", "ru": "молод"}, "when": {"variable": "D_AGE", "op": "lt", "value": 20}}
    changes = {
        "X1": X_BLOCK,
        "X2": X_BLOCK,
        "P": {"random_options": True},
        "D_SEX": {"role": "vignette_arm", "assigned_shares": SHARES},
        "Y1": {"source": source},
        "ONLY_N": {"blocs": None, "areas": ["north"]},
    }
    codebook = build_codebook(changed(changes, ends=[end]), name="tiny.yaml")
    assert codebook.variable("Y1").source.wording == "exact"
    assert codebook.variable("ONLY_N").is_for_places


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X1": X_BLOCK}, "X1.random_block: A has one row, which has no order"),
        ({"X1": X_BLOCK, "X3": X_BLOCK}, "random_block A is interrupted by other questions"),
        (
            {"X1": X_BLOCK, "X2": {**X_BLOCK, "asked_if": {"variable": "X1", "op": "ge", "value": 2}}},
            "X2.asked_if: looks at X1, which may come later in random_block A",
        ),
        ({"X1": {"random_options": True}}, "X1.random_options: says nothing of type ordinal"),
        ({"D_SEX": {"assigned_shares": SHARES}}, "D_SEX.assigned_shares: is read of the role vignette_arm only"),
        ({"D_SEX": {"role": "vignette_arm", "assigned_shares": {1: 1}}}, "assigned_shares: does not list the codes"),
        ({"D_SEX": {"role": "vignette_arm", "assigned_shares": {1: 0.5, 2: 0.4}}}, "chances are positive and sum to 1; they sum to 0.9"),
        ({"sex": {"source": {"name": {"en": "x", "ru": "x"}, "year": 2017}}}, "sex.source: a derived variable has none"),
        ({"Y1": {"source": SOURCE | {"translated": ["de"]}}}, "source.translated: de is no language of the questionnaire"),
        ({"Y1": {"source": SOURCE | {"translated": ["en", "ru"]}}}, "source.translated: then it is word for word in no language"),
        ({"Y1": {"source": SOURCE | {"translated": ["ru"], "wording": "rebuilt"}}}, "says nothing of a rebuilt wording"),
        ({"ONLY_N": {"areas": []}}, "areas lists none, so that nobody would be asked"),
    ],
)
def test_what_cannot_be_done_is_refused(changes: dict[str, dict[str, Any]], message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        build_codebook(changed(changes), name="tiny.yaml")


@pytest.mark.parametrize(
    ("ends", "message"),
    [
        ([{"id": "a", "when": {"variable": "AGE", "op": "lt", "value": 18}}], "ends.a.when: refers to AGE"),
        ([{"id": "a", "when": {"variable": "number", "op": "eq", "value": 1}}], "a running number, at which no interview ends"),
        ([{"id": "a", "when": {"variable": "sex", "op": "eq", "value": 1}}], "is derived after cleaning"),
        ([{"id": "a", "when": {"variable": "D_AGE", "op": "lt", "value": 18}}] * 2, "end a is listed 2 times"),
    ],
)
def test_an_end_that_no_interview_can_come_to_is_refused(ends: list[dict[str, Any]], message: str) -> None:
    words = {"en": "end", "ru": "конец"}
    with pytest.raises(CodebookError, match=message):
        build_codebook(changed({}, ends=[{"label": words, **end} for end in ends]), name="tiny.yaml")
