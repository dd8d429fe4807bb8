"""Portraits in a whole study: the numbers of other chapters again, both samples apart, sentences where numbers are missing."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose
from report.studies import FULL, STATES, edit, open_study, study, text_of, with_few

from crowdpotential.chapters.portraits import CHAPTER
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.results import Result, Results, index_results
from crowdpotential.views.view import open_view

ANCHORS = ("portrait-sizes", "portraits", "portrait-areas")


@cache
def results() -> Results:
    return index_results(study(FULL).results)


def said(anchor: str, state: str = "computed", language: str = "en") -> str:
    return text_of(CHAPTER.exhibits()[anchor](open_study(FULL, state, language)).html)


def rows_of(measure: str, **wanted: str) -> tuple[Result, ...]:
    return results().find("portraits", measure, **wanted)


def group(chapter: str, measure: str, **wanted: str) -> Result:
    (row,) = results().find(chapter, measure, domain_variable="target", domain="experts", bloc="", sample="main", **wanted)
    return row


def test_differences_of_means_are_those_of_the_means_that_are_told() -> None:
    told = rows_of("mean_difference")
    assert [row.variable for row in told] == ["index", "X", "Y", "W", "Z"]
    for row in told:
        whole = results().overall("index", "mean", variable=row.variable)
        assert whole is not None
        assert_allclose(row.estimate, group("groups", "mean", variable=row.variable).estimate - whole.estimate, atol=2e-4)
        assert row.n == group("groups", "mean", variable=row.variable).n


def test_differences_of_options_are_those_of_the_shares_that_are_told() -> None:
    told = rows_of("difference", variable="way")
    assert len(told) == 3
    for row in told:
        own = group("obstacles", "share", variable="way", category=row.category)
        whole = results().overall("obstacles", "share", variable="way", category=row.category)
        assert whole is not None
        assert_allclose(row.estimate, own.estimate - whole.estimate, atol=2e-6)
        assert row.n == own.n


def test_readiness_is_the_sum_of_the_answers_that_count_as_readiness() -> None:
    row = group("portraits", "share", variable="role", category="1+2")
    assert 0.5 < row.estimate < 1
    assert {one.domain for one in rows_of("share", variable="role", sample="main")} == {"", "experts", "others"}


def test_head_counts_are_the_share_of_all_residents() -> None:
    (size,), (persons,) = rows_of("size"), rows_of("persons")
    assert_allclose(persons.estimate, size.estimate * 4.0, rtol=1e-5)  # four areas of a thousand residents
    assert size.ci_low < 0.5 < size.ci_high  # every other respondent


def test_the_boost_sample_stands_apart_without_weights_or_conclusions() -> None:
    boost = [row for measure in ("mean", "share") for row in rows_of(measure, sample="boost")]
    assert {row.weighting for row in boost} == {"none"}
    assert {row.method for row in boost} == {"nominal"}
    assert not any(row.verdict or row.family for row in boost)
    assert "nothing of it carries over to the population" in said("portraits")


def test_an_answer_that_two_of_a_boost_group_gave_is_not_told_of_it_and_counted() -> None:
    told = {row.category for row in rows_of("share", variable="why", sample="boost")}
    (untold,) = rows_of("n_untold", variable="why")
    assert len(told) == 6 - untold.estimate
    assert "Not told are answers" in said("portraits")


def test_others_have_no_portrait_but_help_to_pool() -> None:
    assert "experts" in said("portraits")
    assert "others" not in said("portrait-areas").split("Other residents")[0].replace("from other", "")
    assert {row.domain for row in rows_of("cell_pooled")} == {"experts", "others"}


def test_pooled_means_lie_between_own_ones_and_what_is_expected() -> None:
    own, pooled = rows_of("cell_mean"), rows_of("cell_pooled")
    assert len(own) == len(pooled) == 8
    spread = [np.std([row.estimate for row in rows]) for rows in (own, pooled)]
    assert spread[1] < spread[0]
    assert all(0 < row.estimate < 1 for row in rows_of("own_share"))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("anchor", ANCHORS)
def test_every_exhibit_is_shown_whatever_is_withheld_or_hidden(anchor: str, state: str, language: str) -> None:
    assert said(anchor, state, language)


def test_nothing_is_established_where_no_interval_is_known() -> None:
    assert "Established in the main sample" in said("portraits")
    assert "Established in the main sample" not in said("portraits", "withheld")
    assert "cannot be told" in said("portrait-sizes", "withheld")


def test_a_group_that_stands_above_is_named_in_the_title() -> None:
    found = {"estimate": 6.0, "ci_low": 4.0, "ci_high": 8.0, "ci_low_simultaneous": 3.0, "ci_high_simultaneous": 9.0}
    run = edit(study(FULL), {"chapter": "portraits", "measure": "mean_difference"}, verdict="difference", **found)
    view = open_view(run, language="en")
    assert "beside all residents – above: “experts”" in text_of(CHAPTER.exhibits()["portrait-sizes"](view).html)
    assert "above all residents in “index” (+6.0)" in text_of(CHAPTER.exhibits()["portraits"](view).html)


def test_no_conclusion_stands_beside_means_of_groups_that_nobody_could_test() -> None:
    run = edit(study(FULL), {"measure": "verdict", "variable": "groups", "domain_variable": "target"}, verdict="untested")
    view = open_view(run, language="en")
    text = text_of(CHAPTER.exhibits()["portrait-sizes"](view).html)
    assert "without a conclusion who stands higher" in text
    assert "not concluded" in text


def test_a_small_base_is_named() -> None:
    run = edit(study(FULL), {"chapter": "groups", "measure": "mean", "domain": "experts", "sample": "boost"}, n=20.0)
    text = text_of(CHAPTER.exhibits()["portraits"](open_view(run, language="en")).html)
    assert "Boost: n = [20], a small base." in text


def test_a_group_with_too_few_respondents_is_hidden_and_that_is_said() -> None:
    run = with_few(study(FULL), {"chapter": "groups", "measure": "mean", "domain": "experts", "bloc": "", "sample": "main"})
    assert run.results.set_index("result_id").loc["portraits.mean_difference.index.target=experts", "is_suppressed"]
    text = text_of(CHAPTER.exhibits()["portraits"](open_view(run, language="en")).html)
    assert "The main sample has fewer than 10 respondents of this group" in text


def test_why_nothing_is_pooled_is_said() -> None:
    run = study(FULL)
    is_cell = run.results["measure"].isin(["cell_mean", "cell_pooled", "own_share", "between"])
    for note, words in (("few_cells", "too few of them have respondents enough (8)"), ("not_comparable", "does not allow")):
        frame = run.results[~is_cell].copy()
        frame.loc[frame["measure"] == "n_cells", ["model", "note"]] = "", note
        view = open_view(replace(run, results=frame), language="en")
        assert words in text_of(CHAPTER.exhibits()["portraits"](view).html)
        assert not isinstance(CHAPTER.exhibits()["portrait-areas"](view), Exhibit)


def test_a_study_without_the_section_sees_nothing_of_it() -> None:
    view = open_study("nothing", "computed", "en")
    assert not any(isinstance(show(view), Exhibit) for show in CHAPTER.exhibits().values())
    assert "portraits" not in set(study("nothing").results["chapter"])
