"""Where differences are adjusted the page prints means before and after, and of several sides all pairs."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from partial_sides import finished_partial
from report.studies import open_study, sided, text_of

from crowdpotential.chapters.areas.exhibits import pairs
from crowdpotential.chapters.groups.exhibits import group_means
from crowdpotential.chapters.sides.exhibits import dimension_gaps, side_gaps
from crowdpotential.store import Run
from crowdpotential.views.sentences.gaps import smallest_gap
from crowdpotential.views.view import open_view

LANGUAGES = ("en", "ru")


def printed(html: object, measure: str) -> set[str]:
    return set(re.findall(rf'data-result="(\w+\.{measure}\.[^"]*)"', str(html)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_border_gives_means_before_and_after_adjustment(language: str) -> None:
    view = open_view(sided("partial"), language=language)
    intro = side_gaps.introduce_border(view).html
    words = {"en": ("before adjustment", "After adjustment"), "ru": ("до поправки", "После поправки")}
    assert all(word in text_of(intro) for word in words[language])
    expected = {f"gap.adjusted_mean.index.model=adjusted.bloc={bloc}" for bloc in ("A", "B")}
    assert printed(intro, "adjusted_mean") == expected
    assert printed(side_gaps.show_gap_steps(view).html, "adjusted_mean") == expected
    first = view.bloc_name("A")
    said = {"en": f"is taken from the mean of {first}", "ru": f"вычтен из среднего у стороны «{first}»"}
    assert said[language] in text_of(side_gaps.show_gap_steps(view).html)


@pytest.mark.parametrize("verdict", ["comparable", "not_comparable"])
def test_where_nothing_is_adjusted_no_adjusted_mean_is_printed(verdict: str) -> None:
    view = open_view(sided(verdict), language="en")
    for make in (
        side_gaps.introduce_border,
        side_gaps.show_gap_steps,
        dimension_gaps.show_dimension_gaps,
        pairs.show_area_contrasts,
    ):
        assert not printed(make(view).html, "adjusted_mean"), make


def test_every_adjusted_difference_stands_beside_its_two_adjusted_means() -> None:
    view = open_view(sided("partial"), language="en")
    by_dimension = printed(dimension_gaps.show_dimension_gaps(view).html, "adjusted_mean")
    assert len(by_dimension) == 2 * len(view.params.index.dimensions)
    by_area = printed(pairs.show_area_contrasts(view).html, "adjusted_mean")
    assert len(by_area) == len(view.params.areas)


def test_differences_within_groups_stand_beside_their_adjusted_means() -> None:
    run = sided("partial")
    results = run.results.copy()
    is_gap = (results["chapter"] == "groups") & (results["measure"] == "contrast")
    results.loc[is_gap, "model"] = "adjusted"
    means = results[(results["chapter"] == "groups") & (results["measure"] == "mean") & (results["bloc"] != "")]
    means = means.assign(measure="adjusted_mean", model="adjusted")
    means["result_id"] = means["result_id"].str.replace("groups.mean", "groups.adjusted_mean")
    view = open_view(with_rows(replace(run, results=results), means), language="en")
    html = group_means.show_groups(view).html
    assert printed(html, "adjusted_mean")
    assert "those after adjustment stand below the difference" in text_of(html)


def with_rows(run: Run, rows: pd.DataFrame) -> Run:
    return replace(run, results=pd.concat([run.results, rows], ignore_index=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_partially_comparable_sides_have_three_pairs_and_three_adjusted_means(language: str) -> None:
    view = open_view(finished_partial(3), language=language)
    intro, steps, panels = (
        side_gaps.introduce_border(view).html,
        side_gaps.show_gap_steps(view).html,
        dimension_gaps.show_dimension_gaps(view).html,
    )
    assert len(printed(intro, "adjusted_mean")) == 3
    assert len(printed(steps, "adjusted_mean")) == 3
    told = {key for key in printed(steps, "contrast") if "model=adjusted" in key}
    assert {key.partition(".bloc=")[2] for key in told} == {"A.vs=B", "A.vs=C", "B.vs=C"}
    assert str(panels).count('class="panel"') == 3
    raw = {key for key in printed(panels, "contrast") if "model=raw" in key}
    assert len(raw) == 3 * len(view.params.index.dimensions), "each panel has the raw differences of its own pair"


def test_of_many_sides_a_selection_of_pairs_is_shown_and_said() -> None:
    view = open_view(finished_partial(8), language="en")
    steps, panels = side_gaps.show_gap_steps(view).html, dimension_gaps.show_dimension_gaps(view).html
    assert len(printed(steps, "contrast")) == 5, "no difference is established, so that the widest are shown"
    for html in (steps, panels):
        assert "There are 28 pairs" in text_of(html)
    assert str(panels).count('class="panel"') == 5


def test_sentences_about_three_sides_count_all_pairs() -> None:
    view = open_study("three_sides", "computed", "en")
    rows = view.results.find("gap", "contrast", variable="index", model="raw", domain_variable="")
    assert [(row.bloc, row.reference_bloc) for row in rows] == [("A", "B"), ("A", "C"), ("B", "C")]
    inside = view.results.find("groups", "contrast", variable="index", domain_variable="sex")
    assert {(row.bloc, row.reference_bloc) for row in inside} == {("A", "B"), ("A", "C"), ("B", "C")}
    assert "of the 3 differences" in text_of(side_gaps.show_gap_steps(view).html)
    assert "Within groups:" in text_of(group_means.show_groups(view).html)


def test_two_of_three_sides_are_contrasted_with_each_other() -> None:
    whole = open_study("three_sides", "computed", "en")
    view = replace(whole, blocs=("B", "C"))
    assert printed(side_gaps.introduce_border(view).html, "contrast") == {"gap.contrast.index.model=raw.bloc=B.vs=C"}


@pytest.mark.parametrize(
    ("points", "english", "russian"),
    [(2.0, "2", "2"), (2.5, "2.5", "2,5"), (1.25, "1.25", "1,25"), (10.0, "10", "10")],
)
def test_the_smallest_gap_is_printed_with_the_digits_that_it_has(points: float, english: str, russian: str) -> None:
    run = sided("partial")
    limits = run.params.comparability.model_copy(update={"smallest_gap_points": points})
    run = replace(run, params=run.params.model_copy(update={"comparability": limits}))
    for language, expected in (("en", english), ("ru", russian)):
        view = open_view(run, language=language)
        assert smallest_gap(view) == expected
        for make in (side_gaps.show_gap_steps, dimension_gaps.show_dimension_gaps, pairs.show_area_contrasts):
            assert f"±{expected} " in re.sub(r"[\u00a0\u202f]", " ", text_of(make(view).html)), make
        assert view.language.say("gap.zone", smallest=expected) in [key.words for key in side_gaps.show_gap_steps(view).legend]
