"""The mechanism in a whole study: what is chosen, whom it concerns, and what becomes of the team's copy of the actions."""

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from report.studies import FULL, STATES, open_study, study, text_of

from crowdpotential.chapters.mechanism import CHAPTER
from crowdpotential.chapters.mechanism.exhibits.actions import show_actions
from crowdpotential.chapters.mechanism.exhibits.lines import Mechanism, lay_over, make_mechanism
from crowdpotential.chapters.mechanism.exhibits.workbook import COLUMNS, write_actions
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.results import index_results
from crowdpotential.ingest.action_tables import EditedLine, hash_words, load_edited

WORDS = {"lever": "our lever", "first_step": "our step", "indicator": "our indicator"}
HEAD = 3  # rows of the workbook above its lines


@cache
def plain() -> Mechanism:
    return make_mechanism(open_study(FULL, "computed", "en"))


def edit(key: str, *, is_kept: bool = True, made: str | None = None, texts: dict[str, str] | None = None) -> EditedLine:
    line = next((one for one in plain().lines if one.key == key), None)
    own = dict(line.texts) if line else WORDS
    source = line.source if line else "ours"
    return EditedLine(
        key=key,
        made=hash_words(own, source) if made is None else made,
        is_kept=is_kept,
        actor="council",
        place="north",
        barrier="no time",
        texts=texts or own,
        source=source,
        note="",
    )


def test_barriers_are_chosen_area_by_area_with_their_audience() -> None:
    found = index_results(study(FULL).results)
    orders, audiences = found.find("mechanism", "order"), found.find("mechanism", "audience")
    assert [row.estimate for row in orders if row.area == "north"] == [1.0, 2.0, 3.0]
    assert len(orders) == len(audiences)
    for row in audiences:
        share = found.first("obstacles", "share", variable="why", category=row.category, area=row.area, domain_variable="")
        assert share is not None
        assert row.estimate == pytest.approx(1000 * share.estimate, rel=1e-4)  # each area has a thousand residents
        assert row.ci_low < row.estimate < row.ci_high < 1000
        assert (row.unit, row.n) == ("persons", share.n)


def test_deviations_are_one_family_and_hold_no_option_that_areas_do_not_tell() -> None:
    rows = index_results(study(FULL).results).find("mechanism", "deviation")
    assert {row.family for row in rows} == {"mechanism"}
    assert {row.category for row in rows} == {"1", "2", "3"}
    assert len(rows) == 12


def test_lines_join_chosen_barriers_with_the_actions_against_them() -> None:
    north = [line for line in plain().lines if line.key.startswith("north.")]
    assert [line.key for line in north] == ["north.hours", "north.invite", "north.invite_all"] or len(north) == 3
    assert {(one.place[1], one.category) for one in plain().without_action} == {(area, "3") for area in ("north", "south", "east", "west")}


def test_words_that_the_team_changed_stay_and_the_others_follow_the_table() -> None:
    stale = edit("north.invite", made=hash_words({**WORDS}, "old"), texts=WORDS)
    merged = lay_over(plain(), [edit("north.hours"), stale])
    found = {line.key: line for line in merged.lines}
    assert (found["north.hours"].state, found["north.hours"].texts) == ("program", next(iter(plain().lines)).texts)
    assert (found["north.invite"].state, found["north.invite"].texts["lever"]) == ("edited", "our lever")
    assert found["north.invite"].has_new_words
    assert found["south.hours"].state == "new"
    assert found["north.invite"].barrier is not None  # numbers are those of this run


def test_what_is_set_aside_own_or_vanished_is_not_lost() -> None:
    gone = edit("moon.hours", texts=WORDS, made="old")
    own = replace(edit("", texts=WORDS), actor="college")
    merged = lay_over(plain(), [edit("north.hours", is_kept=False), gone, own])
    assert "north.hours" not in {line.key for line in merged.lines}
    assert [line.key for line in merged.set_aside] == ["north.hours"]
    assert [line.key for line in merged.vanished] == ["moon.hours"]
    assert [(line.state, line.actor) for line in merged.lines if line.barrier is None] == [("own", "college")]


def test_a_workbook_that_was_edited_comes_back_as_it_was_edited(tmp_path: Path) -> None:
    view = open_study(FULL, "computed", "en")
    content = write_actions(view)
    assert content is not None
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert [cell.value for cell in sheet[HEAD]] == list(COLUMNS)
    sheet.cell(HEAD + 1, 1 + COLUMNS.index("lever"), "our lever")
    sheet.cell(HEAD + 2, 1 + COLUMNS.index("keep"), "no")
    book.save(tmp_path / "ours.xlsx")
    merged = lay_over(plain(), load_edited(tmp_path / "ours.xlsx", view.params))
    first = plain().lines[0].key
    assert {line.key: line.state for line in merged.lines}[first] == "edited"
    assert [line.key for line in merged.set_aside] == [plain().lines[1].key]
    assert {line.state for line in merged.lines if line.key != first} == {"program"}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", STATES)
def test_every_exhibit_is_shown_whatever_is_withheld(state: str, language: str) -> None:
    view = open_study(FULL, state, language)
    shown = {anchor: show(view) for anchor, show in CHAPTER.exhibits().items()}
    assert isinstance(shown["roles"], Exhibit)
    assert isinstance(shown["actions"], Exhibit) == (state != "hidden")
    for one in shown.values():
        assert "effect" not in text_of(one.html)


def test_the_page_says_what_became_of_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    view, room = open_study(FULL, "computed", "en"), "crowdpotential.chapters.mechanism.exhibits.actions.make_mechanism"
    merged = lay_over(plain(), [edit("north.hours", texts=WORDS), edit("moon.hours", made="old", texts=WORDS)])
    monkeypatch.setattr(room, lambda _view: merged)
    text = text_of(show_actions(view).html)
    assert "The team's copy is taken in: 1 lines changed, 0 of its own" in text
    assert "1 line of the copy does not follow from the results any more: north, “no time” (our lever)" in text
    assert "changed by the team" in text
    assert "against the barriers “no use”" in text


def test_whom_residents_want_stands_beside_the_actor() -> None:
    text = text_of(show_actions(open_study(FULL, "computed", "en")).html)
    assert "What residents expect of them: to organise " in text
    found = index_results(study(FULL).results).find("mechanism", "wanted", bloc="")
    assert np.isclose(sum(row.estimate for row in found), 1, atol=1e-4)
