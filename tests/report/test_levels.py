"""How many have a low and a high index: every share with its interval, in words only where these are exact enough."""

import re
from dataclasses import replace
from html import unescape

import pytest
from report.plausible import PlausibleRun, make_run
from report.studies import open_study

from crowdpotential.report.tables.levels import show_levels
from crowdpotential.report.view import open_view


def text_of(html: str) -> str:
    return (
        " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace("\u202f%", "%").replace(" %", "%")
    )


def changed(run: PlausibleRun, *, of_all: bool = True, **values: object) -> PlausibleRun:
    frame = run.results.copy()
    rows = (frame["measure"] == "share") & (frame["chapter"] == "index")
    if of_all:
        rows &= (frame["bloc"] == "") & (frame["area"] == "")
    for column, value in values.items():
        frame.loc[rows, column] = value
    return replace(run, results=frame)


def test_a_quarter_is_called_a_quarter(run: PlausibleRun) -> None:
    said = {code: text_of(show_levels(open_view(run, language=code)).html) for code in ("en", "ru")}
    assert "is high for about a quarter ( 23.8% ) and low for about a third ( 33.5% )" in said["en"]
    assert "Высокий индекс примерно у четверти ( 23,8% ), низкий примерно у трети" in said["ru"]


@pytest.mark.parametrize(
    "values", [{"ci_high": 0.245, "ci_low": 0.23}, {"ci_low": float("nan"), "ci_high": float("nan")}]
)
def test_no_fraction_is_named_that_the_interval_does_not_hold(
    run: PlausibleRun, values: dict[str, float]
) -> None:
    said = text_of(show_levels(open_view(changed(run, **values), language="en")).html)
    assert "The index is high for 23.8% and low for 33.5%" in said


def test_all_sides_and_areas_have_their_three_shares_with_intervals(run: PlausibleRun) -> None:
    html = show_levels(open_view(run, language="en")).html
    rows = run.results.query("chapter == 'index' and measure == 'share'")
    assert len(rows) == 3 * (1 + 2 + 6)
    for key in rows["result_id"]:
        assert f'data-result="{key}"' in html
        assert f'data-result="{key}" data-part="ci"' in html


def test_hidden_shares_have_no_bar_and_no_title(run: PlausibleRun) -> None:
    hidden = changed(run, of_all=False, is_suppressed=True, estimate=float("nan"), n=float("nan"))
    html = show_levels(open_view(hidden, language="en")).html
    assert 'class="lv' not in html.split("<table")[1]
    assert "Levels of the index" in text_of(html)
    assert "×" in text_of(html)
    assert "is high" not in text_of(html)


def test_without_levels_there_is_no_exhibit(run: PlausibleRun) -> None:
    frame = run.results[run.results["chapter"] != "index"]
    assert show_levels(open_view(replace(run, results=frame), language="en")).html == ""


@pytest.mark.parametrize("verdict", ["misfit", "untestable"])
def test_bars_of_sides_that_may_not_be_compared_say_so(verdict: str) -> None:
    said = text_of(show_levels(open_view(make_run(verdict=verdict), language="en")).html)
    assert "stand side by side for reference" in said


def test_sides_that_may_be_compared_need_no_such_words(run: PlausibleRun) -> None:
    assert "for reference" not in text_of(show_levels(open_view(run, language="en")).html)


def test_a_single_area_stands_once() -> None:
    html = show_levels(open_study("bare", "computed", "en")).html
    assert html.count('data-result="index.share.index=low.area=north"') >= 1
    assert 'data-result="index.share.index=low"' not in html
