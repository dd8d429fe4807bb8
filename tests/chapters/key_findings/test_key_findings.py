"""Key findings and titles rank only what was tested and what the measurement bears; every conclusion is that of its rows."""

import re

import pandas as pd
import pytest
from report.reading import make_fragments
from report.studies import StudyRun, text_of
from shapes import finished
from views.test_outcome import contrast

from crowdpotential.chapters.registry import page_order
from crowdpotential.exhibits.results import turn
from crowdpotential.report.page import assemble_page
from crowdpotential.views import phrases
from crowdpotential.views.sentences.extremes import find_widest, is_large
from crowdpotential.views.sentences.gaps import concluded
from crowdpotential.views.view import View, open_view
from crowdpotential.views.whole import means_shown

RANKING = re.compile(r"stands? above|stand above|is higher|higher than|furthest apart|may be first|may be last")


def changed(name: str, *changes: tuple[str, str, object]) -> View:
    """Open a study with other values in its results: (query, column, value)."""
    run = finished(name)
    frame = run.results.copy()
    for query, column, value in changes:
        at = frame.query(query).index
        assert len(at) > 0, query
        frame.loc[at, column] = value
    return open_view(StudyRun(run=run, results=frame), language="en")  # type: ignore[arg-type]


def planted(verdict: str, estimate: float, low: float, high: float) -> list[tuple[str, str, object]]:
    """Give every contrast of the index between sides one estimate, interval and verdict."""
    gap = "chapter == 'gap' and measure == 'contrast' and variable == 'index'"
    ends = {"ci_low": low, "ci_high": high, "ci_low_simultaneous": low, "ci_high_simultaneous": high}
    return [(gap, name, value) for name, value in {"verdict": verdict, "estimate": estimate, **ends}.items()]


def pages(view: View) -> dict[str, str]:
    return {made.anchor: text_of(made.html) for made in make_fragments(view) if made.html}


def title_of(view: View, anchor: str) -> str:
    html = next(made.html for made in make_fragments(view) if made.anchor == anchor)
    found = re.search(r"<h3[^>]*>(.*?)</h3>", html, flags=re.DOTALL)
    assert found is not None
    return text_of(found.group(1)).strip()


ALPHA = "chapter == 'measurement' and measure == 'alpha' and model == '' and method != 'pingouin' and bloc == '' and area == ''"
MODEL = "chapter == 'measurement' and model == 'confirmatory' and measure == "


@pytest.mark.parametrize("name", ["one_side", "three_sides"])
def test_an_index_that_does_not_hang_together_ranks_nobody(name: str) -> None:
    low = (ALPHA, "estimate", 0.31), (ALPHA, "ci_high", 0.59)
    found = pages(changed(name, *low))
    assert re.match(
        r"\s*The reliability of none of the 2 dimensions reaches the criterion: the highest alpha is 0.31 against 0.60\. ",
        found["key-findings"],
    )
    reaching = pages(changed(name, low[0], (ALPHA, "ci_high", 0.61)))["key-findings"]
    assert "0.31 against 0.60, and whether it lies above is not established" in reaching
    for anchor in ("key-findings", "index-intro", "areas", "group-means", "border-intro"):
        assert RANKING.findall(found.get(anchor, "")) == [], anchor
    for anchor in ("pairs", "best", "strengths", "gap", "dimension-gaps", "group-pairs", "robustness"):
        assert anchor not in found
    assert re.search(r"70\.\d", found["areas" if name == "one_side" else "whole"]), "means are still shown"


def test_a_model_that_does_not_fit_ranks_nobody() -> None:
    view = changed("one_side", (MODEL + "'verdict'", "verdict", "misfit"), (MODEL + "'cfi'", "verdict", "misfit"))
    found = pages(view)
    assert "The measurement model does not describe the answers (CFI" in found["key-findings"]
    assert RANKING.findall(found["key-findings"]) == []
    assert title_of(view, "areas") == "Means of areas, each by itself"


def test_a_dimension_that_does_not_hang_together_is_no_finding() -> None:
    view = changed("three_sides", (f"{ALPHA} and variable == 'Y'", "estimate", 0.5))
    found = pages(view)
    assert title_of(view, "dimension-gaps") == "Dimensions of sides: 2 of 3 contrasts are established"
    assert "hang together too little (alpha below 0.60): Y" in found["dimension-gaps"]


def test_the_section_speaks_of_places_only_where_any_stand_beside_the_means() -> None:
    told = []
    for changes in ([], [("measure == 'verdict' and variable == 'areas'", "verdict", "untested")]):
        view = changed("one_side", *changes)
        html = {made.anchor: text_of(made.html) for made in make_fragments(view)}
        told.append("the ranks that" in html["index-intro"])
        assert told[-1] != ("Rows stand by alphabet" in html["areas"])
    assert told == [True, False]


@pytest.mark.parametrize("verdict", ["untested", "untestable", "misfit", "not_comparable"])
def test_areas_are_ranked_only_where_they_were_shown_to_be_comparable(verdict: str) -> None:
    view = changed("one_side", ("measure == 'verdict' and variable == 'areas'", "verdict", verdict))
    found = pages(view)
    assert "Which of the areas stands higher in the index is not said" in found["key-findings"]
    assert title_of(view, "areas").startswith("Means of areas, each by itself:")
    assert RANKING.findall(found["key-findings"] + found["index-intro"]) == []
    assert "strengths" not in found


def group_study(*changes: tuple[str, str, object]) -> View:
    established = ("measure == 'group_contrast'", "verdict", "difference")
    return changed("one_side", established, *changes)


def test_groups_are_named_only_where_they_were_shown_to_be_comparable() -> None:
    view = group_study()
    assert "“sex”: those who answered “women” have an index 1.0 points higher than those who answered “men”" in pages(view)["key-findings"]
    assert title_of(view, "group-means") == "“sex”: the index of “women” is above that of “men”"
    view = group_study(("measure == 'verdict' and variable == 'groups'", "verdict", "untested"))
    assert "those who answered" not in pages(view)["key-findings"]
    assert "above" not in title_of(view, "group-means")
    assert title_of(view, "group-pairs").startswith("Differences between groups that rank nobody: there are too few respondents")


def test_groups_without_a_verdict_have_no_licence() -> None:
    view = group_study(("measure == 'verdict' and variable == 'groups'", "variable", "others"))
    assert find_widest(view) is None


def test_a_small_group_makes_no_headline() -> None:
    assert find_widest(group_study()) is not None
    few = ("chapter == 'groups' and measure == 'mean' and domain == 'male'", "n", 29.0)
    assert find_widest(group_study(few)) is None


def test_an_undetermined_pair_is_not_counted_as_established() -> None:
    rows = finished("one_side").results
    own = rows[(rows["chapter"] == "comparison") & (rows["measure"] == "contrast")]
    n = int((own["verdict"] == "difference").sum())
    assert 0 < n < len(own)
    assert title_of(changed("one_side"), "pairs") == f"Of {len(own)} pairs {n} are established to differ"
    none = changed("one_side", (CONTRAST, "verdict", "undetermined"))
    assert title_of(none, "pairs") == f"None of {len(own)} pairs is established to differ"
    every = changed("one_side", (CONTRAST, "verdict", "difference"))
    assert title_of(every, "pairs") == f"All {len(own)} pairs are established to differ"


CONTRAST = "chapter == 'comparison' and measure == 'contrast'"


def test_the_test_of_all_areas_is_told_where_no_pair_is_established() -> None:
    view = changed("one_side", (CONTRAST, "verdict", "undetermined"), ("measure == 'rank_set'", "ci_high", 3.0))
    said = pages(view)["key-findings"]
    assert "Of the 3 pairs of areas none is established to differ in the index. As a whole, though, they differ: F(2, " in said
    assert "As a whole" not in pages(changed("two_sides"))["key-findings"], "they do not"


def test_the_higher_one_is_named_first() -> None:
    found = pages(changed("three_sides"))
    assert "C stands above A and B in the index; 2 of the 3 differences tested established." in found["key-findings"]
    assert re.search(r"C – A \+19\.9", found["gap"])
    assert "north – east +20.9" in pages(changed("one_side"))["pairs"]


def test_a_gap_too_small_to_matter_says_so() -> None:
    view = changed("two_sides", *planted("equivalent", 1.0, 0.2, 1.8))
    assert "a difference is established, and it is smaller than what matters in practice" in pages(view)["key-findings"]
    assert title_of(view, "gap") == "A stands above B in the index, by less than matters in practice"


def test_whether_a_difference_matters_is_left_open_where_its_interval_holds_the_limit() -> None:
    view = changed("two_sides", *planted("difference", 1.99, 0.4, 3.6))
    found = pages(view)["key-findings"]
    assert re.search(r"the data do not decide \(\s*0\.4\S3\.6\s*; the limit is 2\)", found)
    assert "less than" not in found
    assert "whether it matters in practice (from 2 points on) the data do not decide" in title_of(view, "gap")


def test_a_difference_matters_where_its_whole_interval_lies_beyond_the_limit() -> None:
    view = changed("two_sides", *planted("difference", 3.0, 2.1, 3.9))
    assert "by enough to matter in practice" in pages(view)["key-findings"]
    assert title_of(view, "gap") == "A stands above B in the index, by enough to matter in practice"


@pytest.mark.parametrize(
    ("verdict", "low", "high", "kind"),
    [
        ("difference", 2.0, 4.0, "difference_large"),
        ("difference", -4.0, -2.0, "difference_large"),
        ("difference", 0.1, 2.1, "difference_open"),
        ("difference", -2.1, -0.1, "difference_open"),
        ("equivalent", 0.1, 1.9, "difference_small"),
        ("equivalent", -1.9, -0.1, "difference_small"),
        ("equivalent", -1.0, 1.0, "equivalent"),
        ("undetermined", -1.0, 3.0, "undetermined"),
    ],
)
def test_what_a_gap_means_is_decided_by_its_interval(verdict: str, low: float, high: float, kind: str) -> None:
    view = changed("two_sides", *planted("difference", 3.0, 2.1, 3.9))
    assert concluded(view, contrast(verdict, ci_low=low, ci_high=high)) == kind


def test_groups_that_may_not_be_compared_carry_the_reason_and_no_conclusion() -> None:
    groups = "measure == 'verdict' and variable == 'groups'"
    established = ("measure == 'group_contrast'", "verdict", "difference")
    view = changed("one_side", (groups, "verdict", "misfit"), established)
    found = pages(view)
    for anchor in ("group-means", "group-pairs"):
        assert "groups are not compared: the measurement model does not describe the answers" in found[anchor]
    assert "difference established" not in found["group-pairs"]
    assert "not concluded" in found["group-pairs"]
    assert "There is no cross-check" in found["crosscheck"]


def test_no_next_table_is_named_where_there_is_none() -> None:
    found = pages(changed("one_side", (ALPHA, "estimate", 0.31)))
    assert "group-pairs" not in found
    assert "next table" not in found["group-means"]
    assert "is not tested, and not read off their intervals" in found["group-means"]


def test_nobody_is_ranked_in_any_exhibit_where_the_measurement_forbids_it() -> None:
    found = pages(changed("one_side", (ALPHA, "estimate", 0.31)))["areas"]
    assert "Sets that hold all true ranks" not in found
    assert "Rows stand by alphabet" in found


def test_pairs_whose_areas_are_untested_carry_no_conclusion() -> None:
    view = changed(
        "one_side",
        ("measure == 'verdict' and variable == 'areas'", "verdict", "untested"),
        ("chapter == 'comparison' and measure == 'contrast'", "verdict", "difference"),
    )
    found = pages(view)
    assert "not concluded" in found["pairs"]
    assert "Sets that hold all true ranks" not in found["areas"]


def test_a_gap_depends_on_the_adjustment_only_where_its_conclusion_does() -> None:
    partial = (
        "measure == 'verdict' and variable == 'index' and chapter == 'comparability'",
        "verdict",
        "partial",
    )
    gap = "chapter == 'gap' and measure == 'contrast' and variable == 'index' and model == "
    same = pages(changed("two_sides", partial))["key-findings"]
    assert "That nothing is established does not depend on the adjustment for items that function differently: without it the" in same
    other = pages(changed("two_sides", partial, (f"{gap} 'raw'", "verdict", "difference")))["key-findings"]
    assert "Depends on the adjustment for items that function differently: without it" in other
    assert "before adjustment" in pages(changed("two_sides", partial))["border-intro"]


def test_a_contrast_read_the_other_way_is_the_same_contrast() -> None:
    row = contrast(bloc="A", reference_bloc="B", estimate=-3.0, ci_low=-5.0, ci_high=-1.0)
    other = turn(row)
    assert (other.bloc, other.reference_bloc, other.estimate, other.ci_low, other.ci_high) == (
        "B",
        "A",
        3.0,
        1.0,
        5.0,
    )
    assert turn(other).is_turned is False


def test_a_base_is_marked_as_small_below_thirty_alone() -> None:
    view = changed("one_side")
    rows = {n: contrast(result_id="r", n=float(n)) for n in (29, 30)}
    assert "[29]" in phrases.base(view, rows[29])
    assert "[" not in phrases.base(view, rows[30])
    assert is_large(view, rows[30])
    assert not is_large(view, rows[29])


def test_a_sensitive_question_makes_no_headline(monkeypatch: pytest.MonkeyPatch) -> None:
    view = group_study()
    sensitive = view.codebook.variable("sex").model_copy(update={"sensitive": True})
    known = type(view.codebook).variable
    monkeypatch.setattr(type(view.codebook), "variable", lambda self, name: sensitive if name == "sex" else known(self, name))
    assert find_widest(view) is None
    assert "sex" not in title_of(view, "group-means")


def test_titles_count_what_results_csv_holds() -> None:
    for name in ("one_side", "two_sides"):
        rows: pd.DataFrame = finished(name).results
        own = rows[(rows["chapter"] == "sensitivity") & (rows["measure"] == "deviation")]
        found = own["verdict"].value_counts()
        title = title_of(changed(name), "strengths")
        for word, singular in (("strength", "strength"), ("weakness", "weakness")):
            counted = re.search(rf"(\d+) {singular}", title)
            assert (int(counted.group(1)) if counted else 0) == int(found.get(word, 0))


def test_only_a_pair_that_the_adjustment_moves_is_marked_adjusted() -> None:
    pairs = "chapter == 'comparison' and measure == 'contrast' and variable == 'index'"
    marks = []
    for changes in ([], [(pairs, "estimate", 9.0)]):
        view = changed("one_side", (pairs, "model", "adjusted"), *changes)
        html = next(made.html for made in make_fragments(view) if made.anchor == "pairs")
        marks.append(html.count('class="dim">adjusted'))
    assert marks == [0, 3]


def test_the_head_of_the_page_calls_compared_only_what_is() -> None:
    verdict = "measure == 'verdict' and variable == 'index' and chapter == 'comparability'"
    for word, term in (("comparable", "Compared"), ("misfit", "Shown")):
        view = changed("three_sides", (verdict, "verdict", word))
        page = text_of(assemble_page(view, make_fragments(view), page_order()))
        assert re.search(rf"{term}\s*3 sides", page), word


def test_precision_is_told_of_the_means_that_are_shown() -> None:
    verdict = "measure == 'verdict' and variable == 'index' and chapter == 'comparability'"
    apart, together = (changed("three_sides", (verdict, "verdict", word)) for word in ("misfit", "comparable"))
    assert {row.bloc for row in means_shown(apart)} == {"A", "B", "C"}
    assert {row.bloc for row in means_shown(together)} == {"", "A", "B", "C"}
