"""Areas that may not be compared within their side, sides that nothing could be fitted to: the page says so and obeys."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from full_study import SHIFTED
from report.reading import assemble
from report.studies import edit, sided

from crowdpotential.chapters.areas.exhibits import area_means
from crowdpotential.chapters.comparability.exhibits import comparable_sides, shifted_items
from crowdpotential.chapters.comparability.exhibits.shifted_items import show_item_shifts
from crowdpotential.chapters.dimensions.exhibits import dimension_table
from crowdpotential.chapters.measurement.exhibits import introduction
from crowdpotential.exhibits.cells import Cell, Number, content_of
from crowdpotential.exhibits.charting import to_chart
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.results import by_size
from crowdpotential.store import Run
from crowdpotential.views.view import View, open_view

MOST = 4  # shifts drawn, of the eight that there are
OBSTACLE = "group B: item X3 has 1 different answers among 900 respondents; leave it out of its dimension"


def close(run: Run, *, verdict: str, note: str) -> Run:
    """Let the first bloc's areas not be comparable."""
    results = run.results.copy()
    is_own = (results["measure"] == "verdict") & (results["variable"] == "areas") & (results["bloc"] == "A")
    results.loc[is_own, ["verdict", "note"]] = verdict, note
    return replace(run, results=results)


def shades(view: View, bloc: str) -> set[str]:
    """Give the colour classes of a bloc's cells in the table of dimensions."""
    html = str(dimension_table.show_dimensions(view).html)
    cell = rf'<td(?: class="(c[1-5])")?><i><span data-result="index[.]mean[.]\w+[.]bloc={bloc}[.]'
    return set(re.findall(cell, html))


@pytest.mark.parametrize(
    ("verdict", "note", "said"),
    [
        ("not_comparable", "too_few_invariant_items", "the items do not function alike"),
        ("untestable", "unanswered_items", "answered some of the items"),
    ],
)
def test_areas_that_may_not_be_compared_share_no_shades_and_no_permission(verdict: str, note: str, said: str) -> None:
    run = close(sided("comparable"), verdict=verdict, note=note)
    for area, mean in (("north", 40.0), ("south", 60.0), ("east", 40.0), ("west", 60.0)):  # far enough apart for shades
        run = edit(run, {"chapter": "index", "measure": "mean", "variable": "X", "area": area}, estimate=mean)
    view = open_view(run, language="en")
    assert view.closed_blocs == ("A",)
    assert said in str(comparable_sides.introduce_comparability(view).html)
    panel = str(comparable_sides.show_verdict(view).html)
    assert "contrasting or ranking areas within A: their own verdict does not allow it" in panel
    intro = str(area_means.introduce_areas(view).html)
    assert "Within A, means of areas are shown and not compared" in intro
    assert intro.count("their means lie between") == 1
    first = [row for row in run.results.itertuples() if row.measure == "mean" and row.bloc == "A" and row.area]
    assert not any(f'data-result="{row.result_id}"' in intro for row in first)
    assert "are shown and not compared" in str(area_means.show_area_estimates(view).html)
    assert "No shades within A" in str(dimension_table.show_dimensions(view).html)
    assert shades(view, "A") == {""}
    assert len(shades(view, "B")) > 1
    assert "" not in shades(view, "B")


def test_a_bloc_of_one_area_is_closed_to_nobody() -> None:
    view = open_view(close(sided(), verdict="untestable", note="one_group"), language="en")
    assert view.closed_blocs == ()
    assert "No shades" not in str(dimension_table.show_dimensions(view).html)


def add(run: Run, **columns: object) -> Run:
    """Add a row to the results, else like the verdict on the index."""
    results = run.results
    row = results[(results["measure"] == "verdict") & (results["variable"] == "index")].iloc[[0]]
    own = row.assign(**{"verdict": "", "note": "", **columns})
    return replace(run, results=pd.concat([results, own], ignore_index=True))


def test_items_with_joined_answers_are_named() -> None:
    said = str(comparable_sides.introduce_comparability(open_view(sided(), language="en")).html)
    assert "joined with a neighbouring answer, everywhere alike" in said
    assert f'data-result="comparability.n_joined_categories.{SHIFTED}">{SHIFTED}</span>.' in said
    none = sided().results.query("measure != 'n_joined_categories'")
    plain = str(comparable_sides.introduce_comparability(open_view(replace(sided(), results=none), language="en")).html)
    assert "neighbouring" not in plain


def test_items_that_differ_on_one_of_several_sides_are_named_in_the_reason() -> None:
    run = sided("not_comparable")
    results = run.results.copy()
    is_own = (results["measure"] == "verdict") & (results["variable"] == "index")
    results.loc[is_own, "note"] = "too_few_invariant_items"
    shift = {"chapter": "comparability", "measure": "bloc_item_shift", "result_id": "own", "variable": "X3"}
    found = add(replace(run, results=results), **shift, verdict="differs", bloc="B")
    panel = str(comparable_sides.show_verdict(open_view(found, language="en")).html)
    assert re.search('function differently \\(.*<span class="nb">X3</span>.*\\), and one dimension', panel)


def test_what_smoothing_changed_is_said() -> None:
    row = {"chapter": "measurement", "variable": ""}
    run = add(sided(), **row, measure="n_smoothed_eigenvalues", estimate=2.0, result_id="raised")
    run = add(run, **row, measure="largest_smoothing", estimate=0.0421, result_id="change")
    said = str(introduction.introduce_measurement(open_view(run, language="en")).html)
    assert 'data-result="raised">2</span> negative eigenvalues of their matrix were raised' in said
    assert 'data-result="change">0.042</span>' in said


def shifts_of(run: Run) -> Exhibit:
    shown = show_item_shifts(open_view(run, language="en"))
    assert isinstance(shown, Exhibit)
    return shown


@pytest.mark.parametrize("verdict", ["misfit", "untestable"])
def test_nothing_tells_of_single_items_where_the_model_says_nothing(verdict: str) -> None:
    known = sided().results
    shifts = known[known["measure"] == "item_shift"]
    assert len(shifts)
    closed = sided(verdict)
    others = closed.results[closed.results["measure"] != "item_shift"]
    view = open_view(replace(closed, results=pd.concat([others, shifts], ignore_index=True)), language="en")
    shown = show_item_shifts(view)
    assert isinstance(shown, Fragment)
    assert shown.html == ""
    assert isinstance(show_item_shifts(open_view(sided(), language="en")), Exhibit)


def listed(shown: Exhibit) -> list[list[str]]:
    """Give the rows whose shifts each table of the exhibit holds."""
    return [
        [
            content.row.result_id
            for group in table.groups
            for row in group.rows
            if isinstance(content := content_of(row.cells[-3]), Number) and content.row is not None
        ]
        for table in shown.tables
    ]


def test_picture_and_page_draw_the_same_shifts_and_the_others_are_in_the_table_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shifted_items, "MOST_SHIFTS", MOST)
    run = sided()
    every = [row.result_id for row in by_size(open_view(run, language="en").results.find("comparability", "item_shift"))]
    shown = shifts_of(run)
    drawn, rest = listed(shown)
    assert drawn + rest == every
    assert len(drawn) == MOST
    (panel,) = to_chart(shown).panels
    assert [row.label.split()[0] for row in panel.rows] == [name.split(".")[2] for name in drawn]
    assert all(row.marks for row in panel.rows)


def test_an_item_that_differs_is_drawn_however_small_its_shift_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shifted_items, "MOST_SHIFTS", MOST)
    run = sided()
    results = run.results.copy()
    every = by_size(open_view(run, language="en").results.find("comparability", "item_shift"))
    least = every[MOST + 2].result_id
    results.loc[results["result_id"] == least, "verdict"] = "differs"
    drawn, rest = listed(shifts_of(replace(run, results=results)))
    assert drawn[-1] == least
    assert len(drawn) == MOST + 3
    assert len(drawn) + len(rest) == len(every)


def test_a_hidden_shift_is_neither_drawn_nor_told() -> None:
    run = sided()
    results = run.results.copy()
    one = by_size(open_view(run, language="en").results.find("comparability", "item_shift"))[0]
    numbers = ["estimate", "ci_low", "ci_high", "ci_low_simultaneous", "ci_high_simultaneous", "n"]
    is_one = results["result_id"] == one.result_id
    results.loc[is_one, numbers] = float("nan")
    results.loc[is_one, ["is_suppressed", "verdict"]] = True, ""
    shown = shifts_of(replace(run, results=results))
    assert listed(shown)[-1][-1] == one.result_id
    assert "nan" not in shown.html
    assert shown.tables[-1].groups[-1].rows[-1].cells[-1] == Cell(ABSENT)  # nor is it called small, or open


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_stands_against_the_test_is_told_as_the_program_said_it(language: str) -> None:
    run = sided("untestable")
    told = {"chapter": "comparability", "measure": "obstacle", "result_id": "comparability.obstacle.index"}
    page = assemble(add(run, **told, note=OBSTACLE), language)
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    assert f'<q lang="en">{OBSTACLE}</q>' in page
    assert OBSTACLE not in assemble(run, language)


@pytest.mark.parametrize(("language", "says"), [("ru", "список может быть неполным"), ("en", "the list may be incomplete")])
def test_the_list_of_differing_items_is_said_to_be_incomplete_where_too_many_differ(language: str, says: str) -> None:
    for verdict in ("not_comparable", "partial"):
        view = open_view(sided(verdict), language=language)
        shown = str(show_item_shifts(view).html)
        assert (says in shown) == (verdict == "not_comparable")
