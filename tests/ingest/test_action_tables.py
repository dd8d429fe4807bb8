"""Tables of actions: what is read, and every fault told at once with the nearest names."""

from pathlib import Path

import pandas as pd
import pytest
from barrier_study import ACTIONS, SECTIONS, questions
from small_study import codebook_data, params_data

from crowdpotential.codebook import Codebook
from crowdpotential.errors import ColumnError, CrowdpotentialError, ParamsError
from crowdpotential.ingest.action_tables import hash_words, load_actions, load_edited
from crowdpotential.params import Params, build_params


def study() -> tuple[Params, Codebook]:
    codebook = codebook_data()
    codebook["variables"] += questions()
    return build_params(params_data() | SECTIONS, name="params.yaml"), Codebook.model_validate(codebook)


def write(folder: Path, table: pd.DataFrame, name: str = "actions.csv") -> Path:
    table.to_csv(folder / name, index=False, sep=";")
    return folder / name


def test_barriers_are_read_by_code_key_or_label(tmp_path: Path) -> None:
    found = load_actions(write(tmp_path, ACTIONS), *study())
    assert [(one.id, one.barrier, one.actor) for one in found] == [
        ("hours", "1", "council"),
        ("invite", "2", "college"),
        ("invite_all", "2", "council"),
    ]
    assert found[0].texts["en"]["first_step"] == "one short vote"


def test_all_faults_are_told_at_once_with_the_nearest_names(tmp_path: Path) -> None:
    wrong = ACTIONS.assign(
        barrier=["nobody askd", "2", "17"],
        actor=["councl", "college", "council"],
        area=["", "nort", ""],
        lever_en=["", "b", "c"],
        action=["hours", "hours", "=cmd"],
    )
    with pytest.raises(CrowdpotentialError) as caught:
        load_actions(write(tmp_path, wrong), *study())
    lines = str(caught.value).split("\n")
    assert len(lines) == 7
    assert "line 1 (hours): there is no barrier of such a name; did you mean nobody asked?" in lines[0]
    assert "there is no actor of such a name; did you mean council?" in lines[1]
    assert "line 1 (hours): nothing stands in lever_en; fill it in" in lines[2]
    assert "line 2 (hours): the name of the action stands in an earlier line" in lines[3]
    assert "did you mean north?" in lines[4]
    assert "line 3: action begins with" in lines[5]
    assert "line 3: there is no barrier 17" in lines[6]


def test_an_answer_that_excludes_all_others_is_no_barrier(tmp_path: Path) -> None:
    params, codebook = study()
    lonely = tuple(one.model_copy(update={"exclusive": (2,)}) if one.id == "why" else one for one in codebook.variables)
    alone = Codebook.model_construct(**{**dict(codebook), "variables": lonely})
    with pytest.raises(CrowdpotentialError, match=r"line 2 \(invite\): 2 excludes all other answers and is no barrier"):
        load_actions(write(tmp_path, ACTIONS), params, alone)


def test_an_area_of_a_study_without_areas_is_told_to_be_left_empty(tmp_path: Path) -> None:
    params, codebook = study()
    nowhere = params.model_copy(update={"areas": {}})
    with pytest.raises(CrowdpotentialError, match="the study has no area; leave the cell empty"):
        load_actions(write(tmp_path, ACTIONS.assign(area=["north", "", ""])), nowhere, codebook)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="columns are missing: source"):
        load_actions(write(tmp_path, ACTIONS.drop(columns="source")), *study())


def edited(**changed: list[str]) -> pd.DataFrame:
    texts = {"lever": "short forms", "first_step": "one vote", "indicator": "share"}
    lines = {"key": ["north.hours", ""], "made": [hash_words(texts, "A"), ""], "keep": ["yes", ""], "actor": ["council", "the college"]}
    words = {name: [text, text] for name, text in texts.items()}
    return pd.DataFrame(lines | {"place": "north", "barrier": "no time"} | words | {"source": "A", "note": ""} | changed)


def test_the_copy_of_the_team_says_what_was_changed_kept_and_added(tmp_path: Path) -> None:
    params, _ = study()
    same, own = load_edited(write(tmp_path, edited()), params)
    assert (same.key, same.is_changed, same.is_kept) == ("north.hours", False, True)
    assert (own.key, own.actor, own.is_kept) == ("", "college", True)
    other, dropped = load_edited(write(tmp_path, edited(lever=["longer forms", "x"], keep=["", "Нет"])), params)
    assert (other.is_changed, dropped.is_kept) == (True, False)


def test_a_key_twice_and_an_unknown_actor_are_refused(tmp_path: Path) -> None:
    params, _ = study()
    with pytest.raises(ParamsError, match=r"1 keys stand in two lines, such as a\.b"):
        load_edited(write(tmp_path, edited(key=["a.b", "a.b"])), params)
    with pytest.raises(ParamsError, match="line 2, which has no key: there is no actor"):
        load_edited(write(tmp_path, edited(actor=["council", "somebody"])), params)
