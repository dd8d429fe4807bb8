"""Toplines on the page: one base first and named, the other beside it, the mean of what was rated, and how many each base holds."""

import re
from dataclasses import replace
from html import unescape

import pytest
from report.plausible import FULL_QUESTION, PlausibleRun

from crowdpotential.chapters.answers.exhibits import topline_tables
from crowdpotential.chapters.key_findings.exhibits import key_findings
from crowdpotential.params.analysis import Report
from crowdpotential.views.view import open_view

RATED, NUMBER, SEVERAL = "MOT2", "D_AGE", "M_TOP"


def printed(run: PlausibleRun, *, language: str = "en", percent_of: str = "asked") -> str:
    report = run.params.report.model_copy(update={"percent_of": percent_of})
    chosen = replace(run, params=run.params.model_copy(update={"report": report}))
    return topline_tables.show_toplines(open_view(chosen, language=language)).html


def question(html: str, name: str) -> str:
    parts = html.split('<div class="question">')
    return next(part for part in parts if f'<span class="flag">{name}</span>' in part)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).replace("\u202f", " ")


def cells_of(html: str, label: str) -> list[str]:
    """Give what stands in the row of a table that a label heads."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", html, flags=re.DOTALL) if label in text_of(row))
    return [text_of(cell).strip() for cell in re.findall(r"<td.*?</td>", row, flags=re.DOTALL)]


def test_all_asked_stand_first_and_those_who_answered_beside(run: PlausibleRun) -> None:
    shown = question(printed(run), RATED)
    assert text_of(shown).count("% of all asked") == 1
    assert cells_of(shown, "strongly disagree") == ["40.0", "36.0–44.0", "50.0", "40.0", "40.0"]
    assert cells_of(shown, "don't know") == ["6.7", "6.0–7.3", "—", "6.7", "6.7"]


def test_those_who_answered_stand_first_where_params_say_so(run: PlausibleRun) -> None:
    shown = question(printed(run, percent_of="answered"), RATED)
    assert "% of those who answered" in text_of(shown)
    assert "of all asked" in text_of(shown)
    assert cells_of(shown, "strongly disagree") == ["50.0", "45.0–55.0", "40.0", "50.0", "50.0"]
    assert cells_of(shown, "don't know") == ["—", "—", "6.7", "—", "—"]


@pytest.mark.parametrize("percent_of", ["asked", "answered"])
def test_each_number_of_respondents_stands_below_the_per_cent_of_its_base(run: PlausibleRun, percent_of: str) -> None:
    shown = question(printed(run, percent_of=percent_of), RATED)
    asked, answered = ["1,749", "", "", "1,749", "1,749"], ["1,400", "", "", "1,400", "1,400"]
    second = answered if percent_of == "asked" else asked
    second[0], second[2] = second[2], second[0]
    assert cells_of(shown, "Asked, n") == asked
    assert cells_of(shown, "Answered, n") == answered


def test_both_bases_are_named_in_russian(run: PlausibleRun) -> None:
    for percent_of in ("asked", "answered"):
        said = text_of(question(printed(run, language="ru", percent_of=percent_of), RATED))
        for words in ("от всех опрошенных", "от ответивших", "Опрошены, n", "Ответили, n"):
            assert words in said.replace("\u00a0", " ")


def test_the_mean_of_a_rating_has_its_interval_and_names_its_base_and_codes(run: PlausibleRun) -> None:
    shown = question(printed(run), RATED)
    assert cells_of(shown, "mean of those who answered (codes 1–5)") == [
        "3.42",
        "3.35–3.48",
        "",
        "3.42",
        "3.42",
    ]
    said = text_of(question(printed(run, language="ru"), RATED))
    assert "среднее ответивших (коды 1–5)" in said.replace("\u00a0", " ")
    assert "3,42" in said


def test_per_cent_of_several_answers_are_of_persons_and_say_so_where_they_exceed_100(
    run: PlausibleRun,
) -> None:
    said = text_of(question(printed(run), SEVERAL))
    assert "several answers; at most 3; % of persons, which sum to more than 100%" in said
    said = text_of(question(printed(run, language="ru"), SEVERAL)).replace("\u00a0", " ")
    assert "% от числа людей, поэтому сумма больше 100 %" in said


def test_a_question_with_unordered_answers_has_no_mean(run: PlausibleRun) -> None:
    for name in (SEVERAL, FULL_QUESTION):
        assert "mean" not in text_of(question(printed(run), name))


def test_where_everybody_answered_one_base_is_enough(run: PlausibleRun) -> None:
    for percent_of in ("asked", "answered"):
        shown = question(printed(run, percent_of=percent_of), FULL_QUESTION)
        assert "everybody answered" in text_of(shown)
        assert "of those who answered" not in text_of(shown)
        assert cells_of(shown, "Base, n") == ["1,749", "", "1,749", "1,749"]


def test_missing_answers_of_a_number_are_of_all_asked_whatever_stands_first(run: PlausibleRun) -> None:
    for percent_of in ("asked", "answered"):
        shown = question(printed(run, percent_of=percent_of), NUMBER)
        assert cells_of(shown, "Answered, n") == ["1,400", "", "1,400", "1,400"]
        assert "% of all asked" in text_of(shown)
        assert cells_of(shown, "Asked, n") == ["1,749", "", "1,749", "1,749"]


def test_a_base_that_is_hidden_stays_hidden_beside_the_other(run: PlausibleRun) -> None:
    frame = run.results.copy()
    few = (frame["variable"] == RATED) & (frame["chapter"] == "topline") & (frame["base"] == "answered")
    frame.loc[few, ["estimate", "ci_low", "ci_high", "n"]] = float("nan")
    frame.loc[few, "is_suppressed"] = True
    shown = question(printed(replace(run, results=frame)), RATED)
    assert cells_of(shown, "strongly disagree") == ["40.0", "36.0–44.0", "×", "40.0", "40.0"]
    assert cells_of(shown, "Answered, n") == ["", "", "—", "—", "—"]


def test_where_nothing_is_said_of_all_together_sides_stand_alone(run: PlausibleRun) -> None:
    frame = run.results
    of_all = (frame["chapter"] == "topline") & (frame["bloc"] == "")
    shown = question(printed(replace(run, results=frame[~of_all])), RATED)
    assert cells_of(shown, "strongly disagree") == ["40.0", "36.0–44.0", "50.0", "40.0"]


@pytest.mark.parametrize(
    ("percent_of", "value", "base"),
    [("asked", "40.0%", "of all asked"), ("answered", "50.0%", "of those who answered")],
)
def test_the_key_finding_about_an_answer_names_its_base(run: PlausibleRun, percent_of: str, value: str, base: str) -> None:
    report = run.params.report.model_copy(update={"percent_of": percent_of})
    chosen = replace(run, params=run.params.model_copy(update={"report": report}))
    said = text_of(key_findings.show_key_findings(open_view(chosen, language="en")).html)
    assert re.search(rf"{re.escape(value)}\s+{base}", said)


def test_an_unknown_base_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'asked' or 'answered'"):
        Report.model_validate({"percent_of": "valid"})
