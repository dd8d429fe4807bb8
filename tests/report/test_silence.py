"""Missing answers on the page: what is done with them, which questions, and what silence leaves open."""

import re
from dataclasses import replace
from html import unescape

import pytest
from report.plausible import PlausibleRun, make_run
from report.reading import assemble

from crowdpotential.report.tables import bounds, unanswered
from crowdpotential.report.view import View, open_view


def text_of(html: str) -> str:
    return (
        re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))
        .replace("\u202f", " ")
        .replace("\u2009", " ")
    )


@pytest.fixture(scope="module")
def view(run: PlausibleRun) -> View:
    return open_view(run, language="ru")


def test_what_listwise_deletion_would_lose_is_said_beside_what_is_done(view: View) -> None:
    said = text_of(unanswered.introduce_missing(view).html)
    assert "от 1 749 анкет останется 172" in said
    assert "Корреляции считаются по парам" in said
    assert "1 372" in said


def test_the_questions_with_the_most_missing_answers_come_first_and_sensitive_ones_are_marked(
    view: View,
) -> None:
    html = unanswered.show_unanswered(view).html
    shares = [
        float(x.replace(",", ".")) for x in re.findall(r"<td><b><span[^>]*>([\d,]+)</span></b></td>", html)
    ]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == unanswered.MOST_SHOWN
    assert "затруднились, %" in html
    assert ("†" in html) == ("TRU" in text_of(html))


def test_a_class_that_nobody_used_has_no_column(run: PlausibleRun) -> None:
    frame = run.results
    without = replace(
        run, results=frame[~((frame["measure"] == "item_nonresponse") & (frame["category"] == "refused"))]
    )
    assert "отказ, %" not in unanswered.show_unanswered(open_view(without, language="ru")).html


def test_the_largest_difference_between_areas_is_named_only_with_its_intervals(
    run: PlausibleRun, view: View
) -> None:
    said = text_of(unanswered.show_unanswered_by_area(view).html)
    assert re.search(
        r"Наибольшая разница — по «.+»: Могилёвская — .+, Белгородская — .+, но интервалы пересекаются", said
    )
    frame = run.results.copy()
    ours = frame["measure"] == "item_nonresponse"
    for end, factor in (("ci_low", 0.95), ("ci_high", 1.05)):
        frame.loc[ours, end] = frame.loc[ours, "estimate"] * factor
    apart = open_view(replace(run, results=frame), language="ru")
    assert "; интервалы не пересекаются" in text_of(unanswered.show_unanswered_by_area(apart).html)


def test_areas_where_nobody_or_everybody_kept_silent_are_not_contrasted(run: PlausibleRun) -> None:
    frame = run.results.copy()
    ours = frame["measure"] == "item_nonresponse"
    frame.loc[ours, ["ci_low", "ci_high"]] = float("nan")
    said = text_of(
        unanswered.show_unanswered_by_area(open_view(replace(run, results=frame), language="ru")).html
    )
    assert "Наибольшая разница" not in said


def test_the_bounds_are_told_with_the_codes_that_count_as_positive(view: View) -> None:
    said = text_of(bounds.show_bounds(view).html)
    assert (
        "на одном из 4 чувствительных вопросов, где положительных ответов может быть от 26,0 % до 38,0 %"
        in said
    )
    assert "26,0–38,0" in said
    assert "База границ: 1 749 — все, кому заданы вопросы; доли среди ответивших: 1 449." in said
    assert "24,0–40,0" in said
    assert "«скорее согласен(на)», «полностью согласен(на)»" in said


def test_a_study_without_sensitive_questions_or_missing_answers_shows_nothing_of_them(
    run: PlausibleRun,
) -> None:
    frame = run.results
    measures = ["item_nonresponse", "share_bound", "mean_bound", "n_listwise", "n_pairwise"]
    page = assemble(replace(run, results=frame[~frame["measure"].isin(measures)]), "ru")
    for anchor in ("unanswered", "unanswered-areas", "bounds"):
        assert f'id="{anchor}"' not in page


def test_hidden_bounds_are_not_printed() -> None:
    run = make_run()
    frame = run.results.copy()
    frame.loc[frame["measure"].isin(["share_bound", "mean_bound"]), "is_suppressed"] = True
    assert bounds.show_bounds(open_view(replace(run, results=frame), language="ru")).html == ""
