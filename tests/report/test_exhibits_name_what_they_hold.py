"""Exhibits name what they hold: rows that exist, marks that stand in them, one factor as one, coefficients by their name."""

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from html import unescape

import pytest
from report.studies import STATES, STUDIES, edit, fragments, open_study, sided, text_of

from crowdpotential.chapters.comparability.exhibits.comparable_sides import show_verdict
from crowdpotential.chapters.comparability.exhibits.partitions import show_partitions
from crowdpotential.chapters.comparability.exhibits.shifted_items import show_item_shifts
from crowdpotential.chapters.measurement.exhibits.introduction import introduce_measurement
from crowdpotential.chapters.measurement.exhibits.model_fit import show_model_fit
from crowdpotential.chapters.measurement.exhibits.releases import show_releases
from crowdpotential.chapters.measurement.exhibits.reliability_table import show_reliability
from crowdpotential.exhibits.language import LANGUAGES
from crowdpotential.results.measures import REGISTER
from crowdpotential.store import Run
from crowdpotential.views.frame import existing_rows
from crowdpotential.views.view import View, open_view

CITED = re.compile(r'data-results="([^"]*)"')
NOTES = {
    "small": {"en": "Square brackets mark", "ru": "В квадратных скобках"},
    "hidden": {"en": "A × stands", "ru": "Знак ×"},
}
MARKS = {"small": re.compile(r">\[[\d\s]+\]<"), "hidden": re.compile(">×<")}


@pytest.fixture
def run() -> Run:
    return sided()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("study", STUDIES)
def test_every_cited_pattern_matches_a_row(study: str, state: str) -> None:
    ids = open_study(study, state, "en").run.results["result_id"].tolist()
    cited = {
        (fragment.anchor, pattern)
        for fragment in fragments(study, state, "en")
        for found in CITED.findall(fragment.html)
        for pattern in unescape(found).split(", ")
        if pattern
    }
    assert cited
    assert [each for each in cited if not any(fnmatchcase(own, each[1]) for own in ids)] == []


def test_a_pattern_without_rows_is_not_cited(run: Run) -> None:
    view = open_view(run, language="en")
    absent = ".".join(next(key for key in REGISTER if not view.results.find(*key))) + ".*"
    assert existing_rows(view, f"index.mean.index.*area=*, {absent}") == "index.mean.index.*area=*"
    assert existing_rows(view, absent) == ""


def test_a_pattern_of_no_registered_measure_is_refused(run: Run) -> None:
    with pytest.raises(KeyError, match="no such measure"):
        existing_rows(open_view(run, language="en"), "nobody.knows.*")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", STUDIES)
def test_marks_are_explained_exactly_where_they_stand(study: str, language: str) -> None:
    for state in STATES:
        for fragment in fragments(study, state, language):
            if "<figure" not in fragment.html:
                continue
            body = fragment.html.split("</figcaption>", maxsplit=1)[1]
            for mark, found in MARKS.items():
                is_told = NOTES[mark][language] in text_of(body)
                assert is_told == bool(found.search(body)), (fragment.anchor, state, mark)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_dimension_does_not_correlate(language: str) -> None:
    words = {"en": "Dimensions that correlate", "ru": "Связанные факторы"}[language]
    said = text_of(show_model_fit(open_study("eight_sides", "computed", language)).html)
    assert said
    assert words not in said


def low_alpha(language: str) -> View:
    """A study whose dimensions hang together too little, and whose verdicts permit comparisons."""
    return open_view(edit(sided("partial"), {"measure": "alpha"}, estimate=0.3), language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_measurement_bears_no_comparison_no_table_permits_one(language: str) -> None:
    view = low_alpha(language)
    said = text_of(show_partitions(view).html) + text_of(show_verdict(view).html)
    permits = {
        "en": "(?<!needed for )comparing means|may be compared|may be made",
        "ru": "сравнивать средние(?! и места)|сравнивать можно|[Вв]озможн",
    }
    assert view.language.say("outcome.unreliable") in said
    assert not re.search(permits[language], said)


def test_what_was_fitted_is_told_row_by_row() -> None:
    """Where a group is too thin for a model of its own, that of everybody stands in; only parts have steps beyond the base model."""
    run = sided("comparable")
    whole = text_of(show_partitions(open_view(run, language="en")).html)
    assert "models of the groups" in whole
    bare = run.results[~run.results["model"].isin(["thresholds", "metric", "scalar"])]
    thin = text_of(show_partitions(open_view(replace(run, results=bare), language="en")).html)
    assert "models of the groups" not in thin
    assert "model of everybody" in thin


def test_an_impossible_standardised_change_is_neither_printed_nor_in_the_title(run: Run) -> None:
    frame = run.results
    pairs = frame[frame["measure"] == "expected_change"]
    assert len(pairs) > 1
    one = pairs["result_id"].iloc[0]
    view = open_view(edit(run, {"result_id": one}, estimate=6.22), language="en")
    said = text_of(show_releases(view).html)
    assert "6.22" not in said
    assert "not estimable" in said


def test_a_shift_that_is_not_established_is_not_called_no_difference() -> None:
    view = open_study("eight_sides", "computed", "en")
    said = text_of(show_item_shifts(view).html)
    assert "not established" in said or not said
    assert "no difference" not in said


def test_reliability_is_told_by_the_coefficient_that_is_named(run: Run) -> None:
    known = edit(run, {"measure": "omega_ordinal", "variable": "X", "bloc": ""}, estimate=0.71)
    view = open_view(edit(known, {"measure": "omega_ordinal", "variable": "Y", "bloc": ""}, estimate=0.83), language="en")
    assert "(ω of answers) is between 0.71 and 0.83" in text_of(show_reliability(view).html)


@pytest.mark.parametrize(("kmo", "word"), [(0.41, "unacceptable"), (0.55, "miserable"), (0.85, "meritorious")])
def test_sampling_adequacy_is_told_in_kaisers_words(run: Run, kmo: float, word: str) -> None:
    view = open_view(edit(run, {"measure": "kmo"}, estimate=kmo), language="en")
    assert word in text_of(introduce_measurement(view).html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dash_is_explained_by_the_replicates_of_the_study(language: str) -> None:
    other = {"en": "none may fail", "ru": "нужны все"}[language]
    for study in STUDIES:
        said = " ".join(text_of(fragment.html) for fragment in fragments(study, "withheld", language))
        assert other not in said
