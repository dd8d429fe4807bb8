"""Steps of participation: who stands at each, what silence and routing mean, who could not be asked, and what activity adds up to."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from participation_questions import DID, KNOWS, NOT_ASKED, REFUSED, REGISTERED, participation_section, participation_variables
from small_study import codebook_data, params_data, words

from crowdpotential.agreement import require_agreement
from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.conditions.activity import add_up_activity
from crowdpotential.conditions.steps import find_states
from crowdpotential.errors import CrowdpotentialError, OutOfRangeError, ParamsError
from crowdpotential.params import Activity, Participation, build_params

NAN = np.nan
HIGH = {"variable": "X1", "op": "eq", "value": 5}
TWICE = [{"id": "a", "label": words("a"), "when": when} for when in (KNOWS, REGISTERED)]
SECTION = Participation.model_validate(participation_section())


def codebook(**changed: dict[str, Any]) -> Codebook:
    data = codebook_data()
    data["variables"] += [variable | changed.get(variable["id"], {}) for variable in participation_variables()]
    return build_codebook(data, name="small")


def answers() -> pd.DataFrame:
    """Knows nothing; knows and did all; skipped the register; refused to say what he did; refused to say what he knows."""
    frame = pd.DataFrame(
        {
            "knows": [1, 3, 2, 2, REFUSED],
            "registered": [NOT_ASKED, 1, 2, 1, NOT_ASKED],
            "deeds_1": [0, 1, 1, REFUSED, 0],
            "deeds_2": [0, 1, 0, REFUSED, 0],
            "deeds_3": [1, 0, 0, REFUSED, 1],
            "times": [NOT_ASKED, 12, 97, NOT_ASKED, NOT_ASKED],
        }
    )
    about = {"respondent_id": list("abcde"), "source": "file", "area": "north", "bloc": ["A", "A", "B", "B", "B"], "sample_type": "main"}
    return frame.assign(**about).astype(dict.fromkeys(about, "str"))


def test_silence_leaves_a_step_open_and_routing_says_no() -> None:
    states = find_states(SECTION.steps, answers(), codebook())
    assert_array_equal(states.at_step[:, 0], [0, 1, 1, 1, NAN])  # aware
    assert_array_equal(states.at_step[:, 1], [0, 1, 0, 1, 0])  # registered: the last was not asked
    assert_array_equal(states.at_step[:, 2], [0, 1, 1, NAN, 0])  # did something
    assert states.asked.all()


def test_whoever_skipped_a_step_is_not_moved_and_did_not_come_through() -> None:
    through = find_states(SECTION.steps, answers(), codebook()).through
    assert_array_equal(through[:, 1], [0, 1, 0, 1, 0])  # silence about the first step does not matter where the second is certain
    assert_array_equal(through[:, 2], [0, 1, 0, NAN, 0])
    assert_array_equal(through[:, 3], [0, 1, 0, NAN, 0])


def test_a_side_that_is_asked_nothing_of_a_step_could_not_stand_there() -> None:
    book = codebook(deeds={"blocs": ["A"]})
    states = find_states(SECTION.steps, answers().assign(deeds_1=[0, 1, 96, 96, 96]), book)
    assert_array_equal(states.asked[:, 2], [True, True, False, False, False])
    assert states.asked[:, 1].all()
    assert np.isnan(states.at_step[2:, 2]).all()


def test_activity_is_nothing_where_routing_passed_by_and_open_where_somebody_kept_silent() -> None:
    found = add_up_activity(SECTION.activity, answers(), codebook())
    # none; 12 times and 1 + 3 points; does not know how often; refused what decides the routing; none
    assert_array_equal(found.amounts, [0, 16, NAN, NAN, 0])
    only_codes = add_up_activity([Activity(variable="deeds", attribute="weight")], answers(), codebook())
    assert_array_equal(only_codes.amounts, [0, 4, 1, NAN, 0])


def test_an_answer_with_one_code_adds_the_amount_of_its_code() -> None:
    scale = {code: {"label": words(str(code)), "attributes": {"visits": visits}} for code, visits in ((1, 0), (2, 1.5), (3, 50))}
    found = add_up_activity([Activity(variable="knows", attribute="visits")], answers(), codebook(knows={"codes": scale}))
    assert_array_equal(found.amounts, [0, 50, 1.5, 1.5, NAN])


def test_negative_amounts_are_refused_with_their_number() -> None:
    with pytest.raises(OutOfRangeError, match="1 answers to times are below zero"):
        add_up_activity(SECTION.activity, answers().assign(times=[-2, 12, 97, 96, 96]), codebook())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"steps": [{"id": "a", "label": words("a"), "when": {"variable": "known", "op": "answered"}}]}, r"steps.a.when: refers to known"),
        ({"steps": [{"id": "a", "label": words("a"), "when": {"flag": "fast"}}]}, "flags can be used in cleaning.exclude"),
        ({"steps": [{"id": "a", "label": words("a"), "when": {"all": [DID, {"not": DID}]}}]}, "nobody would stand there"),
        ({"steps": [{"id": "a", "label": words("a"), "when": {"variable": "number", "op": "answered"}}]}, "running number"),
        ({"participating": "a", "steps": [{"id": "a", "label": words("a"), "when": HIGH}]}, "rests on X1 of the index"),
        ({"participating": "did", "high_from": None}, "neither participation.high_from nor index.levels tells"),
        ({"activity": [{"variable": "deed"}]}, "activity: refers to deed"),
        ({"activity": [{"variable": "deeds"}]}, "deeds has codes; name the attribute"),
        ({"activity": [{"variable": "deeds", "attribute": "points"}]}, "no code of deeds has an attribute points"),
        ({"activity": [{"variable": "times", "attribute": "weight"}]}, "times is a number, which is the amount by itself"),
        ({"activity": [{"variable": "point"}]}, "point is of type paradata, which holds no amounts"),
    ],
)  # fmt: skip
def test_steps_and_amounts_that_cannot_be_are_refused(change: dict[str, Any], says: str) -> None:
    section = {**participation_section(), "participating": None, **change}
    params = build_params({**params_data(), "participation": section}, name="params.yaml")
    with pytest.raises(ParamsError, match=says):
        require_agreement(params, codebook())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"participating": "voted"}, "participating names voted, which is none of the steps"),
        ({"steps": []}, "participation.steps"),
        ({"activity": [{"variable": "times"}, {"variable": "times"}]}, "activity names times 2 times"),
        ({"steps": TWICE, "participating": "a"}, "step a is listed 2 times"),
    ],
)  # fmt: skip
def test_a_section_that_contradicts_itself_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        build_params({**params_data(), "participation": {**participation_section(), **change}}, name="params.yaml")


@pytest.mark.parametrize(("changed", "says"), [({"valid_range": [-1, 9]}, "may be -1"), ({}, "")])
def test_numbers_that_may_be_negative_are_no_amounts(changed: dict[str, Any], says: str) -> None:
    params = build_params({**params_data(), "participation": participation_section()}, name="params.yaml")
    if not says:
        require_agreement(params, codebook())
        return
    with pytest.raises(ParamsError, match=says):
        require_agreement(params, codebook(times=changed))


def test_an_attribute_that_is_no_amount_is_refused() -> None:
    params = build_params({**params_data(), "participation": participation_section()}, name="params.yaml")
    deeds = next(variable for variable in participation_variables() if variable["id"] == "deeds")
    deeds["codes"][1]["attributes"]["weight"] = True
    with pytest.raises(ParamsError, match="attribute weight of code 1 of deeds is no amount"):
        require_agreement(params, codebook(deeds={"codes": deeds["codes"]}))
