"""Toplines on the page: one base first and named, the other beside it, the mean of what was rated, and how many each base holds."""

import re
from dataclasses import replace
from html import unescape

import pytest
from beside_study import FAR, SEVERAL
from report.studies import FULL, row_of, study, with_hidden, with_index_alone, without
from shapes import REFUSED
from written import interval, written

from crowdpotential.chapters.answers.exhibits import topline_tables
from crowdpotential.chapters.key_findings.exhibits import key_findings
from crowdpotential.codebook import Codebook
from crowdpotential.codebook.questions import Source
from crowdpotential.params.analysis import Report
from crowdpotential.store import Run
from crowdpotential.views.view import open_view

RATED, FULL_QUESTION = "opinion", "sex"  # one that some refuse to answer, one that everybody answered
SIDES, LOW = (".bloc=A", ".bloc=B"), 1


def share(run: Run, answer: int, base: str = "asked", *, side: str = "") -> str:
    """Write how many gave an answer to the question that was rated, in per cent of a base."""
    key = f"topline.share.{RATED}={answer}{side}" + (".base=answered" if base == "answered" else "")
    return written(100 * row_of(run, key)["estimate"], language="en")


def ends(run: Run, answer: int, base: str = "asked", *, side: str = "") -> str:
    """Write the interval of that per cent."""
    row = row_of(run, f"topline.share.{RATED}={answer}{side}" + (".base=answered" if base == "answered" else ""))
    return interval(100 * row["ci_low"], 100 * row["ci_high"], language="en")


def on_sides(run: Run, answer: int, base: str = "asked") -> list[str]:
    return [share(run, answer, base, side=side) for side in SIDES]


def printed(run: Run, *, language: str = "en", percent_of: str = "asked") -> str:
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


@pytest.fixture(scope="module")
def run() -> Run:
    return with_index_alone(study(FULL))


def test_all_asked_stand_first_and_those_who_answered_beside(run: Run) -> None:
    shown = question(printed(run), RATED)
    assert text_of(shown).count("% of all asked") == 1
    low = [share(run, LOW), ends(run, LOW), share(run, LOW, "answered"), *on_sides(run, LOW)]
    assert low[0] != low[2]
    assert cells_of(shown, "low") == low
    assert cells_of(shown, "refused") == [share(run, REFUSED), ends(run, REFUSED), "—", *on_sides(run, REFUSED)]


def test_those_who_answered_stand_first_where_params_say_so(run: Run) -> None:
    shown = question(printed(run, percent_of="answered"), RATED)
    assert "% of those who answered" in text_of(shown)
    assert "of all asked" in text_of(shown)
    low = [share(run, LOW, "answered"), ends(run, LOW, "answered"), share(run, LOW), *on_sides(run, LOW, "answered")]
    assert cells_of(shown, "low") == low
    assert cells_of(shown, "refused") == ["—", "—", share(run, REFUSED), "—", "—"]


@pytest.mark.parametrize("percent_of", ["asked", "answered"])
def test_each_number_of_respondents_stands_below_the_per_cent_of_its_base(run: Run, percent_of: str) -> None:
    shown = question(printed(run, percent_of=percent_of), RATED)
    asked, answered = ["948", "", "", "474", "474"], ["792", "", "", "396", "396"]
    second = answered if percent_of == "asked" else asked
    second[0], second[2] = second[2], second[0]
    assert cells_of(shown, "Asked, n") == asked
    assert cells_of(shown, "Answered, n") == answered


def test_both_bases_are_named_in_russian(run: Run) -> None:
    for percent_of in ("asked", "answered"):
        said = text_of(question(printed(run, language="ru", percent_of=percent_of), RATED))
        for words in ("от всех опрошенных", "от ответивших", "Опрошены, n", "Ответили, n"):
            assert words in said.replace("\u00a0", " ")


def test_the_mean_of_a_rating_has_its_interval_and_names_its_base_and_codes(run: Run) -> None:
    shown = question(printed(run), RATED)
    of_all, *of_sides = (row_of(run, f"topline.mean.{RATED}{side}") for side in ("", *SIDES))
    assert cells_of(shown, "mean of those who answered (codes 1–5)") == [
        written(of_all["estimate"], 2, "en"),
        interval(of_all["ci_low"], of_all["ci_high"], 2, "en"),
        "",
        *(written(row["estimate"], 2, "en") for row in of_sides),
    ]
    said = text_of(question(printed(run, language="ru"), RATED))
    assert "среднее ответивших (коды 1–5)" in said.replace("\u00a0", " ")
    assert written(of_all["estimate"], 2, "ru") in said


def test_per_cent_of_several_answers_are_of_persons_and_say_that_they_may_exceed_100(
    run: Run,
) -> None:
    said = text_of(question(printed(run), SEVERAL))
    assert "several answers; at most 3; % of persons; the sum may exceed 100%" in said
    said = text_of(question(printed(run, language="ru"), SEVERAL)).replace("\u00a0", " ")
    assert "% от числа людей; сумма может превышать 100 %" in said


def test_a_question_with_unordered_answers_has_no_mean(run: Run) -> None:
    for name in (SEVERAL, FULL_QUESTION):
        assert "mean" not in text_of(question(printed(run), name))


def test_where_everybody_answered_one_base_is_enough(run: Run) -> None:
    for percent_of in ("asked", "answered"):
        shown = question(printed(run, percent_of=percent_of), FULL_QUESTION)
        assert "everybody answered" in text_of(shown)
        assert "of those who answered" not in text_of(shown)
        assert cells_of(shown, "Base, n") == ["948", "", "474", "474"]


def test_missing_answers_of_a_number_are_of_all_asked_whatever_stands_first(run: Run) -> None:
    for percent_of in ("asked", "answered"):
        shown = question(printed(run, percent_of=percent_of), FAR)
        assert cells_of(shown, "Answered, n") == ["844", "", "422", "422"]
        assert "% of all asked" in text_of(shown)
        assert cells_of(shown, "Asked, n") == ["948", "", "474", "474"]


def test_a_base_that_is_hidden_stays_hidden_beside_the_other(run: Run) -> None:
    hiding = with_hidden(run, {"chapter": "topline", "variable": RATED, "base": "answered"})
    shown = question(printed(hiding), RATED)
    assert cells_of(shown, "low") == [share(run, LOW), ends(run, LOW), "×", *on_sides(run, LOW)]
    assert cells_of(shown, "Answered, n") == ["", "", "—", "—", "—"]


def test_where_nothing_is_said_of_all_together_sides_stand_alone(run: Run) -> None:
    apart = without(run, {"chapter": "topline", "bloc": ""})
    shown = question(printed(apart), RATED)
    first, second = SIDES
    low = [share(run, LOW, side=first), ends(run, LOW, side=first), share(run, LOW, "answered", side=first), share(run, LOW, side=second)]
    assert cells_of(shown, "low") == low


@pytest.mark.parametrize(("percent_of", "base"), [("asked", "of all asked"), ("answered", "of those who answered")])
def test_the_key_finding_about_an_answer_names_its_base(run: Run, percent_of: str, base: str) -> None:
    report = run.params.report.model_copy(update={"percent_of": percent_of})
    chosen = replace(run, params=run.params.model_copy(update={"report": report}))
    said = text_of(key_findings.show_key_findings(open_view(chosen, language="en")).html)
    asked, answered = (row_of(run, f"topline.share.{SEVERAL}=1{which}")["estimate"] for which in ("", ".base=answered"))
    assert round(answered - asked, 2) > 0
    value = written(100 * (asked if percent_of == "asked" else answered), language="en") + "%"
    assert re.search(rf"{re.escape(value)}\s+{base}", said)


def test_an_unknown_base_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'asked' or 'answered'"):
        Report.model_validate({"percent_of": "valid"})


@pytest.mark.parametrize(
    ("language", "says"),
    [("ru", "дословно, как в другом исследовании: опрос, 2014."), ("en", "survey, 2014; in this language it is a translation")],
)
def test_a_question_of_another_survey_is_word_for_word_in_its_own_language_alone(run: Run, language: str, says: str) -> None:
    rated = run.codebook.variable(RATED)
    source = Source(name={"ru": "опрос", "en": "survey"}, year=2014, translated=("en",))
    variables = [rated.model_copy(update={"source": source}) if one is rated else one for one in run.codebook.variables]
    book = Codebook.model_validate(run.codebook.model_dump() | {"variables": variables})
    assert says in text_of(question(printed(replace(run, codebook=book), language=language), RATED))
