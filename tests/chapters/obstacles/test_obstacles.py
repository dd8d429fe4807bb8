"""Barriers and motives in a whole study: the numbers of the toplines again, what is planted, sentences where numbers are missing."""

from dataclasses import replace
from functools import cache
from typing import Any, cast

import numpy as np
import pytest
from report.studies import FULL, STATES, edit, open_study, study, text_of

from crowdpotential.chapters.obstacles import CHAPTER
from crowdpotential.codebook import Code, Codebook
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.results import Result, Results, index_results
from crowdpotential.views.view import open_view

ANCHORS = ("barriers", "barrier-areas", "barrier-kinds", "barrier-groups", "barrier-index", "motives")


@cache
def results() -> Results:
    return index_results(study(FULL).results)


def said(anchor: str, state: str = "computed", language: str = "en") -> str:
    return text_of(CHAPTER.exhibits()[anchor](open_study(FULL, state, language)).html)


def _with_codes(codebook: Codebook, codes: dict[int, Code]) -> Codebook:
    variables = tuple(v.model_copy(update={"codes": codes}) if v.id == "why" else v for v in codebook.variables)
    return Codebook.model_construct(**{**dict(codebook), "variables": variables})  # a copy would keep what was looked up


def rows_of(measure: str, **wanted: str) -> tuple[Result, ...]:
    return results().find("obstacles", measure, **wanted)


def test_shares_of_sides_are_those_of_the_toplines() -> None:
    compared = 0
    for row in results().find("topline", "share", variable="why", base="answered"):
        own = results().first("obstacles", "share", variable="why", category=row.category, bloc=row.bloc, area="", domain_variable="")
        if own is not None:
            assert (own.estimate, own.ci_low, own.ci_high, own.n) == (row.estimate, row.ci_low, row.ci_high, row.n)
            compared += 1
    assert compared == 18


def test_an_option_that_two_of_an_area_name_is_told_of_no_area_and_counted() -> None:
    told = {row.category for row in rows_of("share", variable="why", domain_variable="") if row.area}
    assert told == {"1", "2", "3", "5", "6"}
    assert [row.estimate for row in rows_of("n_untold", variable="why", variable_2="area")] == [1.0]
    assert "The share of 1 option is not told" in said("barrier-areas")


def test_kinds_that_hold_such_an_option_are_told_of_no_area() -> None:
    told = {row.category for row in rows_of("kind_share", domain_variable="") if row.area}
    assert told == {"unwilling", "unasked"}
    assert "Not told of areas: cannot" in said("barrier-kinds")


def test_those_who_name_the_planted_barrier_have_a_lower_index_given_side_and_sex() -> None:
    found = {row.category: row for row in rows_of("adjusted_difference")}
    assert list(found) == ["1", "2", "3", "4"]  # neither what excludes all others nor what stands in own words
    assert found["1"].verdict == "difference"
    assert found["1"].ci_high_simultaneous < 0
    assert "The index is lower among those who name “no time”" in said("barrier-index")
    assert "This is an association" in said("barrier-index")


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("anchor", ANCHORS)
def test_every_exhibit_is_shown_whatever_is_withheld_or_hidden(anchor: str, state: str, language: str) -> None:
    text = said(anchor, state, language)
    assert text
    if state != "computed":
        assert "established" not in text.split("Option")[0].replace("not established", "").replace("is a difference", "")


def test_nothing_is_found_where_no_interval_is_known() -> None:
    assert "cannot be told" in said("barrier-index", "withheld")
    assert "The index is lower" not in said("barrier-index", "withheld")


def test_a_study_without_the_section_sees_nothing_of_it() -> None:
    view = open_study("nothing", "computed", "en")
    assert not any(isinstance(show(view), Exhibit) for show in CHAPTER.exhibits().values())
    assert not set(study("nothing").results["chapter"]) & {"obstacles", "mechanism"}


def test_a_sensitive_answer_makes_no_headline() -> None:
    view = open_study(FULL, "computed", "en")
    codes = dict(view.codebook.variable("why").codes)
    codes[1] = codes[1].model_copy(update={"sensitive": True})
    run = cast("Any", replace(study(FULL), codebook=_with_codes(view.codebook, codes)))
    for anchor in ("barriers", "barrier-areas", "barrier-index"):
        shown = CHAPTER.exhibits()[anchor](open_view(run, language="en"))
        assert isinstance(shown, Exhibit)
        assert "no time" not in str(shown.title), anchor
        assert "no time" in text_of(shown.html), anchor


def test_an_option_is_called_first_only_where_its_interval_lies_above_all_others() -> None:
    run, asked = study(FULL), {"chapter": "obstacles", "measure": "share", "variable": "why", "bloc": "", "domain_variable": ""}
    first = max(rows_of("share", variable="why", bloc="", area="", domain_variable=""), key=lambda row: row.estimate)
    apart = edit(edit(run, asked, ci_low=0.01, ci_high=0.02), asked | {"category": first.category}, ci_low=0.03)
    close = edit(run, asked, ci_low=0.01, ci_high=0.99)
    for one, words in ((apart, "named more often than any other"), (close, "that it comes first is not established")):
        shown = CHAPTER.exhibits()["barriers"](open_view(one, language="en"))
        assert isinstance(shown, Exhibit)
        assert words in str(shown.title)


def test_a_part_of_the_study_shows_its_side_alone() -> None:
    part = CHAPTER.exhibits()["barriers"](open_view(study(FULL), language="en", bloc="A"))
    assert isinstance(part, Exhibit)
    assert not any("south" in str(cell) for cell in part.cells)
    assert all(len(row.cells) == 3 for table in part.tables for group in table.groups for row in group.rows)


def test_every_number_of_the_chapter_has_an_interval_or_says_why_not() -> None:
    measures = ("share", "kind_share", "contrast", "kind_contrast", "adjusted_difference")
    every = [row for measure in measures for row in rows_of(measure)]
    assert every
    lacking = [row for row in every if not np.isfinite(row.ci_low) and not row.note and not row.is_suppressed]
    assert [row.result_id for row in lacking if row.estimate not in {0.0, 1.0}] == []
