"""How many have a low and a high index: every share with its interval, in words only where these are exact enough."""

import re
from dataclasses import replace
from html import unescape

import pytest
from report.studies import FULL, judged, open_study, study

from crowdpotential.chapters.areas.exhibits.level_shares import show_levels
from crowdpotential.store import Run
from crowdpotential.views.view import open_view

SHARES = {"low": 0.335, "medium": 0.427, "high": 0.238}  # of all: a third, and a quarter


@pytest.fixture(scope="module")
def run() -> Run:
    """Give the study that has everything other shares of all, with intervals of two points on each side."""
    run = study(FULL)
    frame = run.results.copy()
    for name, share in SHARES.items():
        row = frame["result_id"] == f"index.share.index={name}"
        frame.loc[row, ["estimate", "ci_low", "ci_high"]] = share, share - 0.02, share + 0.02
    return replace(run, results=frame)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace("\u202f%", "%").replace(" %", "%")


def changed(run: Run, *, of_all: bool = True, **values: object) -> Run:
    frame = run.results.copy()
    rows = (frame["measure"] == "share") & (frame["chapter"] == "index")
    if of_all:
        rows &= (frame["bloc"] == "") & (frame["area"] == "")
    for column, value in values.items():
        frame.loc[rows, column] = value
    return replace(run, results=frame)


def test_a_quarter_is_called_a_quarter(run: Run) -> None:
    said = {code: text_of(show_levels(open_view(run, language=code)).html) for code in ("en", "ru")}
    assert "is high for about a quarter ( 23.8% ) and low for about a third ( 33.5% )" in said["en"]
    assert "Высокий индекс примерно у четверти ( 23,8% ), низкий примерно у трети" in said["ru"]


@pytest.mark.parametrize("values", [{"ci_high": 0.245, "ci_low": 0.23}, {"ci_low": float("nan"), "ci_high": float("nan")}])
def test_no_fraction_is_named_that_the_interval_does_not_hold(run: Run, values: dict[str, float]) -> None:
    said = text_of(show_levels(open_view(changed(run, **values), language="en")).html)
    assert "The index is high for 23.8% and low for 33.5%" in said


def test_all_sides_and_areas_have_their_three_shares_with_intervals(run: Run) -> None:
    html = show_levels(open_view(run, language="en")).html
    rows = run.results.query("chapter == 'index' and measure == 'share'")
    assert len(rows) == 3 * (1 + 2 + 4)
    for key in rows["result_id"]:
        assert f'data-result="{key}"' in html
        assert f'data-result="{key}" data-part="ci"' in html


def test_hidden_shares_have_no_bar_and_no_title(run: Run) -> None:
    hidden = changed(run, of_all=False, is_suppressed=True, estimate=float("nan"), n=float("nan"))
    html = show_levels(open_view(hidden, language="en")).html
    assert 'class="lv' not in html.split("<table")[1]
    assert "Levels of the index" in text_of(html)
    assert "×" in text_of(html)
    assert "is high" not in text_of(html)


def test_without_levels_there_is_no_exhibit(run: Run) -> None:
    frame = run.results[run.results["chapter"] != "index"]
    assert show_levels(open_view(replace(run, results=frame), language="en")).html == ""


@pytest.mark.parametrize(("verdict", "reason"), [("misfit", "configural_fit"), ("untestable", "saturated")])
def test_bars_of_sides_that_may_not_be_compared_say_so(run: Run, verdict: str, reason: str) -> None:
    said = text_of(show_levels(open_view(judged(run, verdict, reason), language="en")).html)
    assert "stand side by side for reference" in said


def test_sides_that_may_be_compared_need_no_such_words(run: Run) -> None:
    assert "for reference" not in text_of(show_levels(open_view(run, language="en")).html)


def test_a_single_area_stands_once() -> None:
    html = show_levels(open_study("bare", "computed", "en")).html
    assert html.count('data-result="index.share.index=low.area=north"') >= 1
    assert 'data-result="index.share.index=low"' not in html
