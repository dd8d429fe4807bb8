"""Steps of participation: what too few stand behind is hidden with whatever would give it back."""

import numpy as np
import pandas as pd
import pytest
from participation_questions import participation_section, participation_variables
from small_study import AREAS, codebook_data

from crowdpotential.codebook import build_codebook
from crowdpotential.disclosure.few import Few
from crowdpotential.disclosure.participation import (
    HiddenParts,
    follow_participation,
    hide_participation,
    list_step_neighbours,
)
from crowdpotential.disclosure.people import Domain, People, people_of
from crowdpotential.params import Participation
from crowdpotential.results import finish
from crowdpotential.results.measures import participation as measures
from crowdpotential.results.rows import MAIN, make_row

SECTION = Participation.model_validate(participation_section())
FEW = Few(base=10, count=3)
PER_AREA = 40
PLACES = [("", ""), ("A", ""), ("B", ""), *((bloc, area) for area, bloc in AREAS.items())]


def survey(did_in_north: int) -> People:
    """Forty respondents in each area: half know it, a quarter did something, so many of the north."""
    place = np.tile(np.arange(PER_AREA), len(AREAS))
    area = np.repeat(list(AREAS), PER_AREA)
    did = np.where(area == "north", place < did_in_north, place < PER_AREA // 4)
    frame = pd.DataFrame(
        {
            "respondent_id": [str(i) for i in range(len(area))],
            "source": "file",
            "area": area,
            "bloc": [AREAS[name] for name in area],
            "sample_type": "main",
            "weight": 1.0 + place % 3,
            "index": np.where(place % 2, 70.0, 30.0),
            "knows": np.where(place < PER_AREA // 2, 3, 1),
            "registered": np.where(place < PER_AREA // 2, 1 + (place >= 15), 96),
            "deeds_1": did.astype(int),
            "deeds_2": 0,
            "deeds_3": 1 - did,
            "times": np.where(did, 5, 96),
        }
    )
    data = codebook_data()
    data["variables"] += participation_variables()
    return people_of(frame.astype(dict.fromkeys(["area", "bloc", "source", "sample_type"], "str")), build_codebook(data, name="small"))


def told() -> pd.DataFrame:
    rows = []
    for bloc, area in PLACES:
        where = {"bloc": bloc, "area": area, "base": "answered", "n": 40.0}
        rows += [make_row(measures.STEP_SHARE, MAIN, where, variable=step.id, estimate=0.5) for step in SECTION.steps]
        rows.append(make_row(measures.STEP_RETENTION, MAIN, where, variable="did", variable_2="registered", estimate=0.5))
        rows.append(make_row(measures.QUADRANT_SHARE, MAIN, where, variable="index", category="high_out", variable_2="did", estimate=0.5))
        rows.append(make_row(measures.INACTIVE_SHARE, MAIN, where, variable="activity", estimate=0.5))
    rows.append(make_row(measures.STEP_CONTRAST, MAIN, bloc="A", reference_bloc="B", variable="did", estimate=0.1))
    rows.append(make_row(measures.STEP_APART, sample="main", variable="did", variable_2="registered", estimate=2.0, n=160.0))
    return finish(rows, is_synthetic=True)


def hidden(found: HiddenParts, frame: pd.DataFrame) -> dict[str, str]:
    rules = {"few": found.few, "companion": found.companions}
    return {name: rule for rule, rows in rules.items() for name in frame.loc[rows, "result_id"]}


def test_an_area_where_two_did_something_is_hidden_with_the_other_area_of_its_side() -> None:
    frame, people = told(), survey(2)
    found = hidden(hide_participation(frame, people, SECTION, high_from=60.0, few=FEW), frame)
    north, south = "bloc=A.area=north", "bloc=A.area=south"
    assert found[f"participation.step_share.did.{north}"] == "few"
    assert found[f"participation.step_share.did.{south}"] == "companion"
    assert found[f"participation.step_retention.did.registered.{north}"] == "few"  # one cell with the share
    assert found[f"participation.quadrant_share.index=high_out.did.{north}"] == "few"
    assert found[f"participation.inactive_share.activity.{north}"] == "few"
    assert found["participation.step_apart.did.registered"] == "few"
    assert "participation.step_share.did" not in found
    assert not [name for name in found if "east" in name or ".aware" in name]


def test_nothing_is_hidden_where_enough_stand_behind_every_number() -> None:
    frame = told()
    frame = frame[frame["measure"] != "step_apart"]
    frame = frame[frame["variable"] != "proposed"]
    assert hidden(hide_participation(frame, survey(8), SECTION, high_from=60.0, few=FEW), frame) == {}
    nothing = hide_participation(frame, survey(2), None, high_from=None, few=FEW)
    assert hidden(nothing, frame) == {}


def test_no_sum_of_what_is_told_brings_the_hidden_number_back() -> None:
    """Everybody less the told areas would leave north and south together, a fifth of which the two are not."""
    frame, people = told(), survey(2)
    found = hide_participation(frame, people, SECTION, high_from=60.0, few=FEW)
    shown = frame[~(found.few | found.companions) & (frame["result_id"].str.startswith("participation.step_share.did"))]
    assert {"participation.step_share.did", "participation.step_share.did.bloc=A"} <= set(shown["result_id"])
    assert not any("area=north" in name or "area=south" in name for name in shown["result_id"])


def test_a_contrast_follows_a_hidden_side() -> None:
    frame = told()
    is_side = (frame["result_id"] == "participation.step_share.did.bloc=A").to_numpy()
    assert frame.loc[follow_participation(frame, is_side), "measure"].tolist() == ["step_contrast"]
    assert not follow_participation(frame, ~is_side & (frame["area"] != "").to_numpy()).any()


@pytest.mark.parametrize(("question", "steps"), [("knows", {"aware"}), ("deeds", {"did", "proposed"}), ("sex", set())])
def test_a_question_knows_the_steps_that_tell_of_its_answers(question: str, steps: set[str]) -> None:
    frame = told()
    found = list_step_neighbours(frame, survey(8), SECTION).get(question, [])
    positions = {line.position for one in found for line in one.lines}
    assert {frame["variable"].iloc[position] for position in positions} == steps
    assert {one.place.area for one in found} == ({"", *AREAS} if steps else set())


def test_a_step_that_all_but_one_of_a_wider_one_took_is_hidden_in_that_area() -> None:
    """North: ten are registered, and nine of them did something: the one between is told by no number."""
    frame, people = told(), survey(9)
    registered = np.where((people.frame["area"] == "north") & (people.frame["registered"] == 1) & (people.frame.index >= 10), 2, 0)
    answers = people.frame.assign(registered=np.where(registered == 2, 2, people.frame["registered"]))
    nested = people_of(answers, people.codebook)
    found = hidden(hide_participation(frame, nested, SECTION, high_from=60.0, few=FEW), frame)
    assert found["participation.step_share.did.bloc=A.area=north"] == "few"
    assert found["participation.step_share.did.bloc=A.area=south"] == "companion"
    assert "participation.step_share.registered.bloc=A.area=north" not in found


def test_whoever_is_in_no_group_is_protected_by_one_of_the_groups() -> None:
    people = survey(10)
    did = people.frame["deeds_1"] == 1
    sex = np.where(
        did & (people.frame.index % PER_AREA == 0) & people.frame["area"].isin(["north", "east"]), 98, 1 + people.frame.index % 2
    )
    nobody = people_of(people.frame.assign(sex=sex), people.codebook)
    rows = [make_row(measures.STEP_SHARE, MAIN, variable="did", estimate=0.5, base="answered", n=160.0)]
    rows += [
        make_row(measures.STEP_SHARE, MAIN, variable="did", domain_variable="sex", domain=key, estimate=0.5, base="answered", n=79.0)
        for key in ("male", "female")
    ]
    frame = finish(rows, is_synthetic=True)
    found = hidden(hide_participation(frame, nobody, SECTION, high_from=None, few=FEW), frame)
    assert list(found.values()) == ["companion"]
    assert "sex=" in next(iter(found))
    shut = Domain(variable="sex", group="male")
    again = hidden(hide_participation(frame, nobody, SECTION, high_from=None, few=FEW, shut={shut}), frame)
    assert list(again) == ["participation.step_share.did.sex=male"]  # hidden already, and it is enough
