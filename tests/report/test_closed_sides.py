"""Areas that may not be compared within their side, sides that nothing could be fitted to: the page says so and obeys."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from report.plausible import PlausibleRun, make_run
from report.reading import assemble

from crowdpotential.report.tables import comparability, dimensions
from crowdpotential.report.view import View, open_view

OBSTACLE = "group BY: item TRU3 has 1 different answers among 900 respondents; leave it out of its dimension"


def close(run: PlausibleRun, *, verdict: str, note: str) -> PlausibleRun:
    """Let the first bloc's areas not be comparable."""
    results = run.results.copy()
    is_own = (results["measure"] == "verdict") & (results["variable"] == "areas") & (results["bloc"] == "RU")
    results.loc[is_own, ["verdict", "note"]] = verdict, note
    return replace(run, results=results)


def shades(view: View, bloc: str) -> set[str]:
    """Give the colour classes of a bloc's cells in the table of dimensions."""
    html = str(dimensions.show_dimensions(view).html)
    cell = rf'<td(?: class="(c[1-5])")?><i><span data-result="index[.]mean[.]\w+[.]bloc={bloc}[.]'
    return set(re.findall(cell, html))


@pytest.mark.parametrize(
    ("verdict", "note", "said"),
    [
        ("not_comparable", "too_few_invariant_items", "too many items function differently"),
        ("untestable", "unanswered_items", "answered some of the items"),
    ],
)
def test_areas_that_may_not_be_compared_share_no_shades_and_no_permission(
    verdict: str, note: str, said: str
) -> None:
    run = close(make_run(verdict="comparable"), verdict=verdict, note=note)
    view = open_view(run, language="en")
    assert view.closed_blocs == ("RU",)
    assert said in str(comparability.introduce_comparability(view).html)
    panel = str(comparability.show_verdict(view).html)
    assert "contrasting or ranking oblasts within Russia: their own verdict does not allow it" in panel
    assert "No shades within Russia" in str(dimensions.show_dimensions(view).html)
    assert shades(view, "RU") == {""}
    assert len(shades(view, "BY")) > 1
    assert "" not in shades(view, "BY")


def test_a_bloc_of_one_area_is_closed_to_nobody() -> None:
    view = open_view(close(make_run(), verdict="untestable", note="one_area"), language="en")
    assert view.closed_blocs == ()
    assert "No shades" not in str(dimensions.show_dimensions(view).html)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_stands_against_the_test_is_told_as_the_program_said_it(language: str) -> None:
    run = make_run(verdict="untestable")
    row = run.results[(run.results["measure"] == "verdict") & (run.results["variable"] == "index")].iloc[[0]]
    told = row.assign(result_id="comparability.obstacle.index", chapter="comparability", measure="obstacle")
    told = told.assign(verdict="", note=OBSTACLE)
    page = assemble(replace(run, results=pd.concat([run.results, told], ignore_index=True)), language)
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    assert f'<q lang="en">{OBSTACLE}</q>' in page
    assert OBSTACLE not in assemble(run, language)


@pytest.mark.parametrize(
    ("language", "says"), [("ru", "список может быть неполным"), ("en", "the list may be incomplete")]
)
def test_the_list_of_differing_items_is_said_to_be_incomplete_where_too_many_differ(
    language: str, says: str
) -> None:
    for verdict in ("not_comparable", "partial"):
        view = open_view(make_run(verdict=verdict), language=language)
        shown = str(comparability.show_item_shifts(view).html)
        assert (says in shown) == (verdict == "not_comparable")
