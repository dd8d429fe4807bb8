"""Events: what was planted is found again, nobody is told of alone, code words stay unseen, and forms that contradict are refused."""

import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pytest
from event_study import N_AGAIN, N_LOST, RISE, N, draw_course, write_course
from full_study import finished_full, write_full
from report.studies import open_study, text_of

from crowdpotential.chapters.events import CHAPTER
from crowdpotential.chapters.events.estimates.flow import flow_rows
from crowdpotential.chapters.events.stage import sum_up
from crowdpotential.codebook import load_codebook
from crowdpotential.errors import CrowdpotentialError
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.ingest.events import Gathered, event_findings, read_event
from crowdpotential.params import Event, Params, load_params
from crowdpotential.results.table import finish
from crowdpotential.verdicts import DIFFERENCE, UNDETERMINED
from crowdpotential.views.view import open_view

ROOT = Path(__file__).parents[3]


def rows() -> pd.DataFrame:
    results = finished_full().results
    return results[(results["chapter"] == "events") & (results["domain"] == "course")]


@cache
def written() -> Path:
    """Write the study once, for all tests of this process."""
    return write_full(Path(mkdtemp()) / "events")


@pytest.fixture
def params(tmp_path: Path) -> Params:
    for name in ("course.yaml", "course.csv", "fair.yaml", "fair.csv"):
        shutil.copy(written().parent / name, tmp_path / name)
    return load_params(written())


def gather(folder: Path, params: Params, **waves: object) -> Gathered:
    return read_event(folder, "course", course(params, **waves))


def course(params: Params, **waves: object) -> Event:
    assert params.events is not None
    event = params.events["course"]
    assert event.waves is not None
    return event.model_copy(update={"waves": event.waves.model_copy(update=waves)})


def test_people_are_found_again_by_their_code_word_and_the_lost_are_counted() -> None:
    flow = rows().query("measure == 'flow'").set_index("category")["estimate"]
    wanted = {"before": N, "after": N_AGAIN, "matched": N_AGAIN, "only_before": N_LOST, "only_after": 0, "participants": 40}
    assert flow[list(wanted)].to_dict() == wanted


def test_the_planted_change_is_found_and_no_other() -> None:
    found = rows().query("measure == 'change'").set_index("variable")
    assert found["verdict"].eq(DIFFERENCE).to_dict() == {"skill": True, "idle": False, "plan": False}
    assert found.loc["skill", "ci_low"] < RISE < found.loc["skill", "ci_high"]
    assert (found["p_adjust_method"] == "holm").all()


def test_change_is_the_difference_of_both_means_and_retrospect_less_shift() -> None:
    found = rows().query("variable == 'skill'").set_index("measure")["estimate"]
    assert found["change"] == pytest.approx(found["mean_after"] - found["mean_before"], abs=1e-5)
    assert found["change"] == pytest.approx(found["retrospective_change"] + found["response_shift"], abs=1e-5)
    assert found["lost_difference"] == pytest.approx(found["lost_mean"] - found["stayed_mean"], abs=1e-5)
    assert found["stayed_mean"] == found["mean_before"]  # the same people, so that nobody's answer is left over


@pytest.mark.parametrize("state", ["computed", "withheld", "hidden"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_exhibit_can_be_shown(language: str, state: str) -> None:
    view = open_study("full", state, language)
    for show in CHAPTER.exhibits().values():
        made = show(view)
        assert state == "hidden" or text_of(made.html)


@pytest.mark.parametrize(
    ("measure", "signs", "anchor", "said"),
    [
        ("change", [1, 1, 0], "events-changes", "agreement rose on 2 of 3 statements"),
        ("change", [0, -1, 0], "events-changes", "agreement fell on 1 of 3 statements"),
        ("change", [1, -1, 0], "events-changes", "rose on 1 and fell on 1 of 3 statements"),
        ("change", [0, 0, 0], "events-changes", "on none of 3 statements is a change established"),
        ("response_shift", [1], "events-retrospective", "rated their former selves higher than they had then"),
        ("response_shift", [0], "events-retrospective", "it is not established that participants rate their former selves otherwise"),
        ("lost_difference", [-1, 0, 0, 0], "events-attrition", "answered 1 of 4 questions otherwise"),
        ("lost_difference", [0, 0, 0, 0], "events-attrition", "on none of 4 questions"),
    ],
)
def test_a_title_says_what_the_tests_established(measure: str, signs: list[int], anchor: str, said: str) -> None:
    run = finished_full()
    frame = run.results.copy()
    meant = frame.index[(frame["chapter"] == "events") & (frame["measure"] == measure)]
    frame.loc[meant, "verdict"] = [DIFFERENCE if sign else UNDETERMINED for sign in signs]
    frame.loc[meant, "estimate"] = [float(sign or 1) for sign in signs]
    view = open_view(replace(run, results=frame), language="en")
    made = CHAPTER.exhibits()[anchor](view)
    assert isinstance(made, Exhibit)
    assert said in made.title
    more, less = {"change": ("rose", "fell"), "response_shift": ("higher than then", "lower than then")}.get(
        measure, ("higher", "lower among")
    )
    assert (more in text_of(made.html)) or 1 not in signs
    assert (less in text_of(made.html)) or -1 not in signs


@pytest.mark.parametrize(("apart", "said"), [(True, "agree with most often: "), (False, "What participants thought")])
def test_a_statement_is_named_first_only_where_its_interval_lies_above_all_others(*, apart: bool, said: str) -> None:
    run = finished_full()
    frame = run.results.copy()
    meant = frame.index[(frame["chapter"] == "events") & (frame["measure"] == "agreeing")]
    assert len(meant) > 1
    frame.loc[meant, ["estimate", "ci_low", "ci_high"]] = [0.5, 0.4, 0.6]
    one = meant[frame.loc[meant, "variable"] == "useful"]
    frame.loc[one, ["estimate", "ci_low", "ci_high"]] = [0.8, 0.7, 0.9] if apart else [0.65, 0.55, 0.75]
    made = CHAPTER.exhibits()["events-reactions"](open_view(replace(run, results=frame), language="en"))
    assert isinstance(made, Exhibit)
    assert said in made.title


def test_forms_that_were_left_out_are_told(tmp_path: Path, params: Params) -> None:
    answers = draw_course()
    answers.loc[1, "word"] = answers.loc[0, "word"]
    answers.loc[N + 3, "word"] = ""
    write_course(tmp_path, answers)
    found = finish(flow_rows("course", course(params), gather(tmp_path, params, twice="leave_out")), is_synthetic=False)
    results = pd.concat([finished_full().results.query("chapter != 'events'"), found], ignore_index=True)
    made = CHAPTER.exhibits()["events-flow"](open_view(replace(finished_full(), results=results), language="en"))
    assert all(
        words in text_of(made.html) for words in ("words that stand twice in a wave", "forms with such words", "without a code word")
    )


def test_no_code_word_is_in_anything_that_is_published() -> None:
    run = finished_full()
    words = set(draw_course()["word"].str.lower())
    told = " ".join(run.results.select_dtypes(exclude="number").astype(str).to_numpy().ravel()).lower()
    told += text_of("".join(show(open_study("full", "computed", "ru")).html for show in CHAPTER.exhibits().values())).lower()
    assert not [word for word in words if word in told]


def test_code_words_are_joined_over_case_blanks_and_yo(tmp_path: Path, params: Params) -> None:
    answers = draw_course()
    answers.loc[0, "word"], answers.loc[N, "word"] = "Сёмга 7", " СЕМГА  7 "
    write_course(tmp_path, answers)
    flow = gather(tmp_path, params).flow
    assert (flow["matched"], flow["joined"]) == (N_AGAIN, 1)


def test_a_word_that_matches_nobody_loses_its_person_on_both_sides_and_a_blank_one_is_counted(tmp_path: Path, params: Params) -> None:
    answers = draw_course()
    answers.loc[N, "word"], answers.loc[N + 1, "word"] = "незнакомое", ""
    write_course(tmp_path, answers)
    flow = gather(tmp_path, params).flow
    assert [flow[key] for key in ("matched", "only_before", "only_after", "nameless")] == [N_AGAIN - 2, N_LOST + 2, 1, 1]


def test_a_word_twice_in_a_wave_is_refused_or_left_out_with_all_its_forms(tmp_path: Path, params: Params) -> None:
    answers = draw_course()
    answers.loc[1, "word"] = answers.loc[0, "word"]
    write_course(tmp_path, answers)
    with pytest.raises(CrowdpotentialError, match=r"1 code words stand twice before and 0 after.*without their 3 forms") as told:
        gather(tmp_path, params)
    assert "слово" not in str(told.value).lower()
    flow = gather(tmp_path, params, twice="leave_out").flow
    assert [flow[key] for key in ("before", "twice", "left_out", "matched", "only_after")] == [N, 1, 3, N_AGAIN - 2, 1]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda f: f.assign(word=[f"{word}-{when}" for word, when in zip(f["word"], f["when"], strict=True)]), "none of 24 code words"),
        (lambda f: f[f["when"] == 1], "nobody filled in the form after"),
        (lambda f: f.assign(when=f["when"].mask(f.index == 0)), "1 forms tell neither wave 1 nor 2; complete when"),
        (lambda f: f.assign(plan=f["plan"].mask(f["when"] == 2)), "nobody answered plan after"),
        (lambda f: pd.concat([f, f[f["when"] == 1].head(9).assign(word=list("abcdefghi"))]), "45 forms of one wave, and 40 participants"),
    ],
)
def test_waves_that_do_not_fit_are_refused(change: object, what: str, tmp_path: Path, params: Params) -> None:
    write_course(tmp_path, change(draw_course()))  # type: ignore[operator]
    with pytest.raises(CrowdpotentialError, match=what):
        gather(tmp_path, params)


def test_a_code_word_that_is_no_identifier_and_an_option_that_is_compared_are_refused(tmp_path: Path, params: Params) -> None:
    with pytest.raises(CrowdpotentialError, match=r"years is a code word.*identifier: number"):
        gather(tmp_path, params, code_word="years")
    event = course(params)
    levels = event.levels.model_copy(update={"reaction": (), "learning": ("lacked",)})
    with pytest.raises(CrowdpotentialError, match="only numbers and ratings are compared"):
        read_event(tmp_path, "course", event.model_copy(update={"levels": levels}))
    with pytest.raises(CrowdpotentialError, match="no variable"):
        gather(tmp_path, params, about=("unknown",))


def test_questions_on_fewer_people_than_params_want_are_left_out(tmp_path: Path, params: Params) -> None:
    answers = draw_course()
    write_course(tmp_path, pd.concat([answers.iloc[:N], answers.iloc[N : N + params.report.suppress_below - 1]]))
    found = sum_up(params, tmp_path).frames["rows"].query("domain == 'course'")
    assert set(found["measure"]) == {"flow", "response"}


def test_where_few_were_lost_nothing_is_told_of_them(tmp_path: Path, params: Params) -> None:
    answers = draw_course()
    write_course(tmp_path, answers[answers["word"].isin(answers.loc[N:, "word"]) | (answers.index < N - N_LOST + 2)].loc[: N + N_AGAIN])
    found = sum_up(params, tmp_path).frames["rows"].query("domain == 'course'")
    assert "change" in set(found["measure"])
    assert not {"lost_mean", "stayed_mean"} & set(found["measure"])


@cache
def demonstration() -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    """Sum up the committed events, and read what was planted."""
    params = load_params(ROOT / "params.yaml")
    truth = json.loads((ROOT / "data/raw/truth.json").read_text(encoding="utf-8"))["events"]
    return sum_up(params, ROOT).frames["rows"], truth


def test_the_events_of_the_demonstration_hold_what_was_planted() -> None:
    found, truth = demonstration()
    flow = found.query("measure == 'flow' and domain == 'school'").set_index("category")["estimate"]
    assert {key: truth["school"][key] for key in ("matched", "only_before", "only_after", "joined")} == {
        key: flow[key] for key in ("matched", "only_before", "only_after", "joined")
    }
    changes = found.query("measure == 'change'").set_index("variable")
    planted = np.array([truth["school"]["means"][name]["change"] for name in changes.index])
    held = (changes["ci_low_simultaneous"] <= planted) & (planted <= changes["ci_high_simultaneous"])
    assert held.all()
    assert set(changes.index[changes["verdict"] == DIFFERENCE]) >= {"AWR1", "EFF1"}
    ratings = found.query("measure == 'rating' and domain == 'forum'").set_index("variable")
    for name, row in ratings.iterrows():
        assert row["estimate"] == pytest.approx(truth["forum"]["means"][name]["after"], abs=4 * row["standard_error"])


def test_statements_of_the_survey_are_asked_in_its_words() -> None:
    survey = load_codebook(ROOT / "data/reference/questionnaire.yaml")
    for form in ("school", "forum"):
        book = load_codebook(ROOT / f"data/reference/{form}.yaml")
        shared = [variable for variable in book.variables if variable.id in survey.by_id]
        assert shared
        assert all(variable.wording == survey.variable(variable.id).wording for variable in shared)
        assert all(book.codes(variable.id).keys() == survey.codes(variable.id).keys() for variable in shared)


def test_how_a_form_was_read_is_a_finding_of_the_run_and_of_a_check(tmp_path: Path, params: Params) -> None:
    file = tmp_path / "course.csv"
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    again = table.index[table["when"] == "2"][:2]
    table.loc[again, "word"] = " " + table.loc[again, "word"].str.upper()
    table.to_csv(file, index=False)
    told = sum_up(params, tmp_path).frames["findings"]
    alone = event_findings("course", read_event(tmp_path, "course", course(params)))  # as a check lists them
    assert {(one.rule, one.n) for one in alone} <= set(zip(told["rule"], told["n"], strict=True))
    assert told.set_index("rule").loc["identifiers_joined", ["source", "variable", "n"]].tolist() == ["events.course form", "word", 2]


def test_a_wave_all_of_whose_words_stand_twice_is_refused_by_name(tmp_path: Path, params: Params) -> None:
    file = tmp_path / "course.csv"
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    event = course(params)
    assert event.waves is not None
    table.loc[table[event.waves.wave] == "1", event.waves.code_word] = "same"
    table.to_csv(file, index=False)
    with pytest.raises(CrowdpotentialError, match=r"code word stands twice were left out, all \d+ of before; tell their people apart"):
        gather(tmp_path, params, twice="leave_out")
