"""The ladder of real runs: rungs begin at the gap that the report states, parts add up to it, and what cannot be done is said."""

import math

import pytest
from report.studies import FULL, open_study, study

from crowdpotential.chapters.composition.exhibits.gap_ladder import show_gap_ladder
from crowdpotential.chapters.composition.exhibits.introduction import introduce_composition
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.store import Run

RUNS = (FULL, "three_sides")


def rows_of(run: Run, measure: str) -> list[dict[str, object]]:
    frame = run.results
    return frame[(frame["chapter"] == "gap") & (frame["measure"] == measure)].to_dict("records")


@pytest.mark.parametrize("name", RUNS)
def test_the_first_rung_is_the_gap_that_the_report_states_with_its_word(name: str) -> None:
    run = study(name)
    stated = {(row["model"], row["bloc"], row["reference_bloc"]): row for row in rows_of(run, "contrast") if row["variable"] == "index"}
    own = [row for row in rows_of(run, "rung") if row["category"] == ""]
    assert own
    for row in own:
        other = stated[row["model"], row["bloc"], row["reference_bloc"]]
        for column in ("estimate", "ci_low", "ci_high", "ci_low_simultaneous", "df"):
            assert row[column] == pytest.approx(other[column], rel=1e-5), column
        assert row["verdict"] == other["verdict"]


@pytest.mark.parametrize("name", RUNS)
def test_parts_add_up_to_the_first_rung(name: str) -> None:
    run = study(name)
    for rung in rows_of(run, "rung"):
        if rung["model"] != "raw" or rung["category"]:
            continue
        sides = rung["bloc"], rung["reference_bloc"]
        parts = [row for row in rows_of(run, "part") if (row["bloc"], row["reference_bloc"]) == sides]
        for model in {row["model"] for row in parts}:
            for is_whole in (True, False):
                own = [row["estimate"] for row in parts if row["model"] == model and (row["variable_2"] == "") is is_whole]
                assert not own or math.fsum(own) == pytest.approx(rung["estimate"], abs=1e-4)  # six digits are told


def test_every_pair_of_three_sides_has_a_panel_and_both_compositions() -> None:
    view = open_study("three_sides", "computed", "en")
    exhibit = show_gap_ladder(view)
    assert isinstance(exhibit, Exhibit)
    assert len(exhibit.panels) == 3
    pairs = {(row["bloc"], row["reference_bloc"], row["category"]) for row in rows_of(study("three_sides"), "rung")}
    assert pairs >= {("A", "B", ""), ("A", "B", "A"), ("A", "B", "B"), ("B", "C", "C")}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_categories_that_one_side_has_alone_are_named_and_nothing_is_taken_apart(language: str) -> None:
    assert not rows_of(study("two_sides"), "rung")
    html = introduce_composition(open_study("two_sides", "computed", language)).html
    assert html.count("home 1") >= 1
    assert "gap.controls" in html
    assert not getattr(show_gap_ladder(open_study("two_sides", "computed", language)), "panels", ())


@pytest.mark.parametrize("name", ["eight_sides", "one_side", "nothing", "bare"])
def test_a_study_that_does_not_ask_has_no_row_of_it(name: str) -> None:
    assert not [row for measure in ("rung", "part", "not_taken_apart") for row in rows_of(study(name), measure)]
