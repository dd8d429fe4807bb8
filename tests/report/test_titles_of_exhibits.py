"""Titles that count: conclusions and not movements, what was tested and not what has a row."""

import re
from dataclasses import replace

import pytest
from report.studies import edit, open_study, sided, text_of

from crowdpotential.chapters.comparability.exhibits import comparable_sides
from crowdpotential.chapters.dimensions.exhibits import dimension_table
from crowdpotential.chapters.fieldwork.exhibits import overview, unanswered_questions
from crowdpotential.chapters.method.exhibits import crosscheck_table
from crowdpotential.chapters.sensitivity.exhibits import effective_weights
from crowdpotential.store import Run
from crowdpotential.views.view import open_view


@pytest.fixture
def run() -> Run:
    return sided()


@pytest.mark.parametrize(
    ("design_based", "ordinary", "title"),
    [
        (0.04, 0.06, "1 conclusion of"),
        (0.06, 0.04, "1 conclusion of"),
        (0.001, 0.049, "no conclusion of"),
        (0.2, 0.9, "no conclusion of"),
    ],
)
def test_the_cross_check_counts_conclusions_that_would_change(run: Run, design_based: float, ordinary: float, title: str) -> None:
    frame = run.results.copy()
    rows = frame["measure"].str.startswith("crosscheck_")
    frame.loc[rows, "p_value"] = 0.5
    first = frame[rows & (frame["method"] == "linearised") & (frame["model"] == "")].iloc[0]
    same = rows & (frame["measure"] == first["measure"])
    same &= (frame["variable_2"] == first["variable_2"]) & (frame["category"] == first["category"])
    frame.loc[same & (frame["weighting"] == "none"), "p_value"] = ordinary
    frame.loc[frame["result_id"] == first["result_id"], "p_value"] = design_based
    said = text_of(crosscheck_table.show_crosscheck(open_view(replace(run, results=frame), language="en")).html)
    assert f"Without weights and sample design {title}" in said


@pytest.mark.parametrize(("reason", "is_closed"), [("metric", True), ("one_group", False)])
def test_the_cross_check_names_groups_that_it_did_not_ask_about_and_calls_no_single_group_closed(
    run: Run, reason: str, *, is_closed: bool
) -> None:
    first, *others = run.params.comparison.group_by
    assert others
    verdict = "not_comparable" if is_closed else "untestable"
    row = {"chapter": "comparability", "measure": "verdict", "variable": "groups", "domain_variable": first, "bloc": ""}
    frame = edit(run, row, verdict=verdict, note=reason).results
    asked = ~(frame["measure"].str.startswith("crosscheck_") & (frame["variable_2"] == first))
    said = text_of(crosscheck_table.show_crosscheck(open_view(replace(run, results=frame[asked]), language="en")).html)
    assert ("Not asked of groups by" in said) == is_closed
    nobody = frame[~frame["measure"].str.startswith("crosscheck_")]
    alone = text_of(crosscheck_table.show_crosscheck(open_view(replace(run, results=nobody), language="en")).html)
    assert ("Not asked of groups by" in alone) == is_closed
    assert "There is no cross-check" not in alone


def test_withheld_weights_of_dimensions_are_not_weights_as_meant() -> None:
    run = sided()
    withheld = edit(run, {"measure": "weight_difference"}, ci_low=float("nan"), note="withheld", verdict="")
    said = text_of(effective_weights.show_effective_weights(open_view(withheld, language="en")).html)
    assert "Whether dimensions weigh as meant is not known" in said
    assert "No dimension reliably" not in said


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_fieldwork_is_told_of_each_side_where_there_are_no_areas(language: str) -> None:
    view = open_study("three_sides", "computed", language)
    html = overview.show_flags(view).html
    for side in "ABC":
        assert f'data-result="fieldwork.nonresponse.X.bloc={side}"' in html


def test_nobody_is_planned_where_there_are_no_areas() -> None:
    results = open_study("three_sides", "computed", "en").run.results
    assert "n_planned" not in set(results["measure"])
    received = results[results["measure"] == "n_received"].set_index("bloc")["estimate"]
    assert received.to_dict() == {"": 720, "A": 240, "B": 240, "C": 240}


def test_the_share_that_is_excluded_is_a_row_of_its_own(run: Run) -> None:
    html = overview.show_overview(open_view(run, language="en")).html
    (row,) = run.results[run.results["result_id"] == "fieldwork.excluded_share"].to_dict("records")
    assert f'data-result="{row["result_id"]}">{100 * row["estimate"]:.1f}%' in html


def test_means_of_one_area_have_no_shades_that_rank_it() -> None:
    view = open_study("one_side", "computed", "en")
    frame = view.run.results
    others = (frame["measure"] == "mean") & frame["area"].isin(["south", "east"])
    alone = open_view(replace(view.run, results=frame[~others]), language="en")  # type: ignore[type-var]
    for shown, has_shades in ((view, True), (alone, False)):
        html = dimension_table.show_dimensions(shown).html
        assert ('class="hk"' in html) == has_shades
        assert bool(re.search(r'class="c[1-5]"', html)) == has_shades


def test_what_everybody_answered_needs_no_rule_for_missing_answers() -> None:
    view = open_study("two_sides", "computed", "en")
    said = text_of(unanswered_questions.introduce_missing(view).html)
    assert said.strip().endswith("so nothing had to be done about missing answers.")


def test_all_dimensions_are_said_to_be_needed_where_all_are(run: Run) -> None:
    some = edit(run, {"measure": "n_listwise"}, estimate=900.0)
    missing, k = run.params.index.missing, len(run.params.index.dimensions)
    for least, word in ((k, f"with all {k} dimensions"), (1, f"1 or more of {k}")):
        index = run.params.index.model_copy(update={"missing": missing.model_copy(update={"min_dimensions": least})})
        asked = replace(some, params=run.params.model_copy(update={"given_index": index}))
        assert word in text_of(unanswered_questions.introduce_missing(open_view(asked, language="en")).html)


def test_sides_that_may_be_compared_permit_no_areas_within_them() -> None:
    run = sided("comparable")
    frame = run.results.copy()
    rows = (frame["measure"] == "verdict") & (frame["variable"] == "areas")
    frame.loc[rows, ["verdict", "note"]] = ["untested", "thin"]
    thin = open_view(replace(run, results=frame), language="en")
    said = text_of(comparable_sides.show_verdict(thin).html)
    assert "within separate sides as their own verdict allows" in said
    assert "all pairs" not in said
    assert "A row may be read across" not in text_of(dimension_table.show_dimensions(thin).html)
    assert "A row may be read across" in text_of(dimension_table.show_dimensions(open_view(run, language="en")).html)


def test_a_table_whose_rows_are_places_is_read_down(monkeypatch: pytest.MonkeyPatch) -> None:
    run = sided("comparable")
    beside = run.params.index.model_copy(update={"also": ("Y",)})  # as if it stood beside the index, too
    view = open_view(replace(run, params=run.params.model_copy(update={"given_index": beside})), language="en")
    assert "at the foot" in text_of(dimension_table.show_dimensions(view).html)
    monkeypatch.setattr("crowdpotential.views.place_table.MOST_ACROSS", 2)
    turned = text_of(dimension_table.show_dimensions(view).html)
    assert "A column may be read down" in turned
    assert "in the columns at the right" in turned
    assert "at the foot" not in turned


def test_one_dimension_has_no_relations_to_compare() -> None:
    view = open_study("eight_sides", "computed", "en")
    frame = view.run.results.copy()
    rows = (frame["chapter"] == "comparability") & (frame["measure"] == "verdict") & (frame["variable"] == "index")
    frame.loc[rows, ["verdict", "note"]] = ["comparable", "all_items"]
    run = replace(view.run, results=frame)  # type: ignore[type-var]
    said = text_of(comparable_sides.show_verdict(open_view(run, language="en")).html)
    assert "comparing means of sides" in said
    assert "relations between dimensions" not in said


def test_what_is_told_of_everybody_is_not_told_again_of_a_single_area() -> None:
    html = overview.show_flags(open_study("bare", "computed", "en")).html
    assert 'data-result="fieldwork.nonresponse.X"' in html
    assert "area=north" not in html
