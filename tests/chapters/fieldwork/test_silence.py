"""Missing answers on the page: what is done with them, which questions, and what silence leaves open."""

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
from report.reading import assemble
from report.studies import FULL, study
from small_study import ITEMS

from crowdpotential.chapters.fieldwork.exhibits import bounds, unanswered_questions
from crowdpotential.store import Run
from crowdpotential.views.view import View, open_view


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html))).replace("\u202f", " ").replace("\u2009", " ")


@pytest.fixture(scope="module")
def run() -> Run:
    return study(FULL)


@pytest.fixture(scope="module")
def view(run: Run) -> View:
    return open_view(run, language="ru")


def test_what_listwise_deletion_would_lose_is_said_beside_what_is_done(run: Run) -> None:
    frame = run.results.copy()
    for measure, n in (("n_listwise", 172.0), ("n_pairwise", 822.0)):
        frame.loc[frame["measure"] == measure, "estimate"] = n
    said = text_of(unanswered_questions.introduce_missing(open_view(replace(run, results=frame), language="ru")).html)
    assert "от 948 анкет останется 172" in said
    assert "Корреляции считаются по парам" in said
    assert " 822" in said
    assert "восполнять было нечего" in text_of(unanswered_questions.introduce_missing(open_view(run, language="ru")).html)


def with_silence(run: Run) -> Run:
    """Let the items have been left unanswered, too, each by another share."""
    silent = run.results["measure"] == "item_nonresponse"
    frame = run.results[~(silent & run.results["variable"].isin(ITEMS))]
    ours = run.results[silent & (run.results["variable"] == "opinion")]
    parts = [
        ours.assign(
            variable=item,
            result_id=ours["result_id"].str.replace("opinion", item),
            estimate=ours["estimate"] * (place + 1) / 20,
        )
        for place, item in enumerate(ITEMS)
    ]
    return replace(run, results=pd.concat([frame, *parts], ignore_index=True))


def test_the_questions_with_the_most_missing_answers_come_first_and_sensitive_ones_are_marked(
    run: Run,
) -> None:
    html = unanswered_questions.show_unanswered(open_view(with_silence(run), language="ru")).html
    shares = [float(x.replace(",", ".")) for x in re.findall(r"<td><b><span[^>]*>([\d,]+)</span></b></td>", html)]
    assert shares == sorted(shares, reverse=True)
    silence = run.results[(run.results["measure"] == "item_nonresponse") & (run.results["estimate"] > 0)]
    assert len(shares) == min(unanswered_questions.MOST_SHOWN, len({"opinion", *silence["variable"], *ITEMS}))
    assert "отказ, %" in html
    assert text_of(html).count("†") == 2, "at the question, and in the note"


def test_a_class_that_nobody_used_has_no_column(run: Run) -> None:
    frame = run.results
    without = replace(run, results=frame[~((frame["measure"] == "item_nonresponse") & (frame["category"] == "refused"))])
    assert "отказ, %" not in unanswered_questions.show_unanswered(open_view(without, language="ru")).html


def test_the_largest_difference_between_areas_is_named_only_with_its_intervals(run: Run, view: View) -> None:
    said = text_of(unanswered_questions.show_unanswered_by_area(view).html)
    assert re.search(r"Наибольшая разница — по «will»: east — .+, south — .+, но интервалы пересекаются", said)
    frame = run.results.copy()
    ours = frame["measure"] == "item_nonresponse"
    frame.loc[ours & (frame["area"] == "south"), "estimate"] *= 2
    for end, factor in (("ci_low", 0.95), ("ci_high", 1.05)):
        frame.loc[ours, end] = frame.loc[ours, "estimate"] * factor
    apart = open_view(replace(run, results=frame), language="ru")
    assert "; интервалы не пересекаются" in text_of(unanswered_questions.show_unanswered_by_area(apart).html)


def test_areas_where_nobody_or_everybody_kept_silent_are_not_contrasted(run: Run) -> None:
    frame = run.results.copy()
    ours = frame["measure"] == "item_nonresponse"
    frame.loc[ours, ["ci_low", "ci_high"]] = float("nan")
    said = text_of(unanswered_questions.show_unanswered_by_area(open_view(replace(run, results=frame), language="ru")).html)
    assert "Наибольшая разница" not in said


def test_the_bounds_are_told_with_the_codes_that_count_as_positive(view: View) -> None:
    said = text_of(bounds.show_bounds(view).html)
    low, high = (view.results.first("topline", "share_bound", model=model, bloc="", area="") for model in ("lowest", "highest"))
    assert low is not None
    assert high is not None
    ends = [f"{100 * row.estimate:.1f}".replace(".", ",") for row in (low, high)]
    assert f"может быть от {ends[0]} % до {ends[1]} %" in said
    assert f"{ends[0]}–{ends[1]}" in said
    outer = [f"{100 * end:.1f}".replace(".", ",") for end in (low.ci_low, high.ci_high)]
    assert f"{outer[0]}–{outer[1]}" in said
    assert "База границ: 948 — все, кому заданы вопросы; доли среди ответивших: 792." in said
    assert "«higher», «high»" in said


def test_a_study_without_sensitive_questions_or_missing_answers_shows_nothing_of_them(
    run: Run,
) -> None:
    frame = run.results
    measures = ["item_nonresponse", "share_bound", "mean_bound", "n_listwise", "n_pairwise"]
    page = assemble(replace(run, results=frame[~frame["measure"].isin(measures)]), "ru")
    for anchor in ("unanswered", "unanswered-areas", "bounds"):
        assert f'id="{anchor}"' not in page


def test_hidden_bounds_are_not_printed(run: Run) -> None:
    frame = run.results.copy()
    frame.loc[frame["measure"].isin(["share_bound", "mean_bound"]), "is_suppressed"] = True
    assert bounds.show_bounds(open_view(replace(run, results=frame), language="ru")).html == ""
