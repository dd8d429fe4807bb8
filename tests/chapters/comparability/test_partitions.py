"""Verdicts on all comparisons: what was tested, what was not, and what each of them allows to say."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from report.studies import open_study, sided, text_of

from crowdpotential.chapters.comparability.exhibits.comparable_sides import show_verdict
from crowdpotential.chapters.comparability.exhibits.partitions import (
    list_partitions,
    show_partitions,
)
from crowdpotential.chapters.comparability.exhibits.shifted_items import show_item_shifts
from crowdpotential.exhibits.language import LANGUAGES
from crowdpotential.store import Run
from crowdpotential.views.ladder import list_steps
from crowdpotential.views.sentences.comparable_areas import tell_of_areas
from crowdpotential.views.view import View, open_view

PERMISSION = re.compile(r"may be compared|comparing means|сопоставимы|сравнивать средние", re.IGNORECASE)


@pytest.fixture
def run() -> Run:
    return sided()


def told(run: Run, verdict: str, reason: str, **keys: str) -> Run:
    """Give the rows of one kind of verdict other words."""
    frame = run.results.copy()
    rows = (frame["chapter"] == "comparability") & (frame["measure"] == "verdict")
    for column, value in keys.items():
        rows &= frame[column] == value
    frame.loc[rows, ["verdict", "note"]] = [verdict, reason]
    if verdict == "misfit" and keys.get("variable") == "index":
        base = (frame["chapter"] == "comparability") & (frame["model"] == "configural") & (frame["measure"] == "cfi")
        frame.loc[base, "verdict"] = "misfit"
    return replace(run, results=frame)


def with_groups(run: Run, verdict: str, reason: str) -> Run:
    """Put one verdict in place of those on groups, with what would have been found."""
    frame, variable = run.results[run.results["variable"] != "groups"], run.params.comparison.group_by[0]
    row = frame[(frame["measure"] == "verdict") & (frame["variable"] == "areas")].iloc[0].to_dict()
    own = {**row, "variable": "groups", "bloc": "", "domain_variable": variable}
    own |= {"verdict": verdict, "note": reason, "result_id": "comparability.verdict.groups"}
    power = {**own, "measure": "detectable_shift", "estimate": 0.61, "verdict": "", "result_id": "power"}
    return replace(run, results=pd.concat([frame, pd.DataFrame([own, power])], ignore_index=True))


def words(view: View) -> str:
    return text_of(show_partitions(view).html)


def test_every_comparison_stands_with_its_base_its_reason_and_what_it_allows(run: Run) -> None:
    said = words(open_view(with_groups(run, "untested", "thin"), language="en"))
    assert "3 comparisons of 4 may be made; 1 was not tested" in said
    assert "comparing means adjusted for the items that function differently" in said
    assert re.search(r"Groups by .* not tested [^.]*\. Too few respondents .* from 0.61 SD on", said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        ("untested", "thin"),
        ("untestable", "saturated"),
        ("misfit", "configural_fit"),
        ("not_comparable", "metric_change"),
    ],
)
def test_nothing_is_permitted_that_was_not_tested_and_held(run: Run, verdict: str, reason: str, language: str) -> None:
    view = open_view(told(run, verdict, reason, variable="areas"), language=language)
    of_areas = [row for row in list_partitions(view) if row.verdict.variable == "areas"]
    assert len(of_areas) == 2
    html = show_partitions(view).html
    rows = [row for row in html.split("<tr") if any(each.verdict.result_id in row for each in of_areas)]
    assert len(rows) == 2
    for row in rows:
        assert "не сопоставимы" in row or not PERMISSION.search(text_of(row).replace("средние не сравнивать", ""))
    for sentence in tell_of_areas(view):
        assert not PERMISSION.search(text_of(str(sentence)))


def test_of_thin_areas_it_is_said_that_nobody_tested_them(run: Run) -> None:
    view = open_view(told(run, "untested", "thin", variable="areas"), language="en")
    said = [text_of(str(sentence)) for sentence in tell_of_areas(view)]
    assert len(said) == 2
    assert all("nobody tested whether they compare the same thing" in sentence for sentence in said)


def test_a_single_group_is_no_comparison(run: Run) -> None:
    alone = replace(run, results=run.results[run.results["variable"] != "groups"])
    view = open_view(told(alone, "untestable", "one_group", variable="areas"), language="en")
    assert [each.verdict.variable for each in list_partitions(view)] == ["index"]
    assert show_partitions(view).html == "", "the panel says it"


@pytest.mark.parametrize(
    ("verdict", "reason", "glyphs"),
    [
        ("comparable", "all_items", ["full", "full", "full", "full"]),
        ("not_comparable", "thresholds_change", ["full", "empty", "dash", "dash"]),
        ("not_comparable", "metric_change", ["full", "full", "empty", "dash"]),
        ("not_comparable", "scalar_change", ["full", "full", "full", "empty"]),
        ("misfit", "configural_fit", ["empty", "dash", "dash", "dash"]),
        ("untested", "thin", []),
        ("untestable", "no_convergence", []),
    ],
)
def test_the_steps_agree_with_the_verdict(verdict: str, reason: str, glyphs: list[str]) -> None:
    run = told(sided("comparable"), verdict, reason, variable="index")
    assert [step.glyph for step in list_steps(open_view(run, language="en"))] == glyphs


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_base_step_says_what_its_rows_say_whatever_the_verdict_is(language: str) -> None:
    run = told(sided("comparable"), "misfit", "configural_fit", variable="index")
    run = told(run, "not_comparable", "metric_change", variable="index")
    view = open_view(run, language=language)
    [step, *_] = list_steps(view)
    assert step.glyph == "empty"
    assert str(step.measures[1]).endswith(": " + view.language.say("step.fails"))


def find_verdict(frame: pd.DataFrame) -> dict[str, object]:
    """Find the row of the verdict on sides."""
    own = (frame["chapter"] == "comparability") & (frame["measure"] == "verdict")
    return {str(name): value for name, value in frame[own & (frame["variable"] == "index")].iloc[0].items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_side_too_thin_is_named_and_the_model_of_all_is_shown_as_such(language: str) -> None:
    run = told(sided("comparable"), "misfit", "fit_together", variable="index")
    frame = run.results.copy()
    own = (frame["chapter"] == "comparability") & (frame["model"] != "")
    frame = frame[~own | (frame["model"] == "configural")].copy()
    frame.loc[frame["model"] == "configural", "model"] = "together"
    row = find_verdict(frame)
    bloc = next(iter(run.params.blocs))
    thin = {
        **row,
        "measure": "thin_group",
        "category": bloc,
        "n": 99.0,
        "estimate": 100.0,
        "verdict": "",
        "note": "",
    }
    thin["result_id"] = "comparability.thin_group.index"
    run = replace(run, results=pd.concat([frame, pd.DataFrame([thin])], ignore_index=True))
    view = open_view(run, language=language)
    [step] = list_steps(view)
    assert step.glyph == "empty"
    said = text_of(str(step.about)).replace("\N{NO-BREAK SPACE}", " ")
    assert f"{view.bloc_name(bloc)}, n 99" in said
    assert "100" in said
    assert said.endswith(".")
    panel = text_of(show_verdict(view).html)
    assert "thin_group" not in panel
    assert "join groups" not in panel


def test_a_partial_verdict_whose_step_holds_says_that_items_decided() -> None:
    run = sided("partial")
    frame = run.results.copy()
    scalar = (frame["model"] == "scalar") & (frame["measure"] == "change_cfi")
    for word, is_said in (("holds", True), ("fails", False)):
        frame.loc[scalar, "verdict"] = word
        view = open_view(replace(run, results=frame), language="en")
        step = list_steps(view)[-1]
        assert step.glyph == "half"
        assert any("test of single items decided" in measure for measure in step.measures) == is_said


def test_steps_after_a_saturated_base_are_shown_where_one_of_them_forbids() -> None:
    run = told(sided("comparable"), "not_comparable", "too_few_invariant_items", variable="index")
    frame = run.results.copy()
    frame.loc[(frame["measure"] == "cfi") & (frame["model"] == "configural"), "df"] = 0.0
    steps = list_steps(open_view(replace(run, results=frame), language="en"))
    assert [step.glyph for step in steps] == ["dash", "full", "full", "empty"]


def test_a_base_without_degrees_of_freedom_is_not_said_to_misfit() -> None:
    run = told(sided("comparable"), "untestable", "saturated", variable="index")
    frame = run.results.copy()
    frame.loc[(frame["measure"] == "cfi") & (frame["model"] == "configural"), "df"] = 0.0
    steps = list_steps(open_view(replace(run, results=frame), language="en"))
    assert len(steps) > 1
    assert {step.glyph for step in steps} == {"dash"}
    assert not any("does not fit" in step.about for step in steps)


def test_a_step_that_could_not_be_estimated_is_named_in_the_ladder() -> None:
    run = told(sided("comparable"), "untestable", "step_unfitted", variable="index")
    frame = run.results[run.results["model"] != "scalar"]
    row = find_verdict(frame)
    row |= {"measure": "obstacle", "model": "scalar", "note": "no maximum", "result_id": "obstacle"}
    view = open_view(replace(run, results=pd.concat([frame, pd.DataFrame([row])])), language="en")
    steps = list_steps(view)
    assert [step.glyph for step in steps] == ["full", "full", "full", "dash"]
    assert "could not be estimated" in steps[-1].about
    assert "no maximum" not in text_of(show_verdict(view).html)


def test_that_no_item_differs_is_said_only_under_a_verdict_that_rests_on_it() -> None:
    run = sided("comparable")
    assert "items functions noticeably differently" in text_of(show_item_shifts(open_view(run, language="en")).html)
    for verdict, reason in (("not_comparable", "metric_change"), ("untested", "thin")):
        said = text_of(show_item_shifts(open_view(told(run, verdict, reason, variable="index"), language="en")).html)
        assert "functions noticeably differently" not in said
        assert said
    for verdict, reason in (("misfit", "configural_fit"), ("untestable", "saturated")):
        assert show_item_shifts(open_view(told(run, verdict, reason, variable="index"), language="en")).html == ""


def three_sides() -> View:
    """Three sides that are not comparable all together, of which one pair is."""
    view = open_study("three_sides", "computed", "en")
    frame = view.run.results
    is_index = (frame["chapter"] == "comparability") & (frame["measure"] == "verdict") & (frame["variable"] == "index")
    whole = frame[is_index].head(1)
    words = {
        "AB": ("comparable", "all_items"),
        "AC": ("not_comparable", "metric_change"),
        "BC": ("untested", "thin"),
    }
    pairs = [
        whole.assign(
            bloc=first,
            reference_bloc=second,
            verdict=verdict,
            note=note,
            result_id=f"comparability.{first}{second}",
        )
        for (first, second), (verdict, note) in words.items()
    ]
    closed = whole.assign(verdict="not_comparable", note="metric_change")
    others = frame.drop(index=whole.index)
    run = replace(view.run, results=pd.concat([closed, *pairs, others], ignore_index=True))  # type: ignore[type-var]
    return View(run=run, language=view.language, areas=view.areas, blocs=view.blocs)


def test_pairs_of_three_sides_are_told_one_by_one() -> None:
    said = words(three_sides())
    assert re.search(r"A and B ?240 ?[^ ]* ?comparable", said)
    assert re.search(r"A and C ?240 ?[^ ]* ?not comparable[^.]*\. Loadings differ", said)
    assert re.search(r"B and C ?240 ?[^ ]* ?not tested[^.]*\. Too few respondents", said)


def test_a_pair_that_holds_is_named_though_all_together_do_not() -> None:
    assert "these pairs may be compared: A and B." in text_of(show_verdict(three_sides()).html)


def test_items_of_three_sides_are_shifted_against_the_middle() -> None:
    view = open_study("three_sides", "computed", "en")
    assert "from the middle of all sides" in text_of(show_item_shifts(view).html)


def test_a_study_without_sides_has_the_chapter_where_anything_is_compared() -> None:
    said = words(open_study("one_side", "computed", "en"))
    assert "A: areas with each other" in said
    assert "Groups by “sex”" in said
    assert show_partitions(open_study("bare", "computed", "en")).html == "" or "Groups" in words(open_study("bare", "computed", "en"))
