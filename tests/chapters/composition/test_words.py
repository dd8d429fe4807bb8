"""What is said of a gap that is taken apart follows from the words and intervals of its rows, in both languages."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from report.studies import FULL, REASONS, Run, StudyRun, edit, judged, study, text_of

from crowdpotential.chapters.composition.exhibits.balance_before_after import show_composition_balance
from crowdpotential.chapters.composition.exhibits.gap_ladder import show_gap_ladder
from crowdpotential.chapters.composition.exhibits.gap_parts import show_gap_parts
from crowdpotential.chapters.composition.exhibits.introduction import introduce_composition
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.language import load_language
from crowdpotential.results.measures.gap_parts import LEFT_OUT, N_LACKING
from crowdpotential.results.rows import make_row
from crowdpotential.results.table import finish
from crowdpotential.verdicts import DIFFERENCE, EQUIVALENT, UNDETERMINED
from crowdpotential.views.view import View, open_view

LANGUAGES = ("en", "ru")
RUNG, PART = {"chapter": "gap", "measure": "rung"}, {"chapter": "gap", "measure": "part"}
Show = Callable[[View], Exhibit | Fragment]


def title(show: Show, run: Run | StudyRun, language: str) -> str:
    exhibit = show(open_view(run, language=language))  # type: ignore[arg-type]
    assert isinstance(exhibit, Exhibit)
    return text_of(str(exhibit.title))


def said(key: str, language: str, **values: object) -> str:
    return text_of(str(load_language(language).say(key, **values)))


def names(run: Run, language: str) -> dict[str, str]:
    view = open_view(run, language=language)
    own = run.results.query("chapter == 'gap' and measure == 'contrast' and variable == 'index' and model == 'adjusted'").iloc[0]
    sides = (own["bloc"], own["reference_bloc"]) if own["estimate"] >= 0 else (own["reference_bloc"], own["bloc"])
    return {"first": view.bloc_name(sides[0]), "second": view.bloc_name(sides[1])}


def rungs(run: Run, word: str, *, estimates: tuple[float, float] = (3.0, 3.0)) -> Run:
    """Give both rungs with people alike a word, and differences as the page reads them."""
    sign = 1 if open_gap(run) >= 0 else -1
    for side, points in zip(("A", "B"), estimates, strict=True):
        run = edit(run, {**RUNG, "category": side}, verdict=word, estimate=sign * points)
    return run


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("word", "estimates", "key"),
    [
        (DIFFERENCE, (3.0, 2.5), "first"),
        (DIFFERENCE, (-3.0, -2.5), "second"),
        (DIFFERENCE, (3.0, -2.5), "mixed"),
        (EQUIVALENT, (0.1, -0.1), "equivalent"),
        (UNDETERMINED, (1.0, 1.0), "undetermined"),
    ],
)
def test_the_title_of_the_ladder_says_what_both_rungs_with_people_alike_conclude(
    language: str, word: str, estimates: tuple[float, float], key: str
) -> None:
    run = rungs(study(FULL), word, estimates=estimates)
    assert title(show_gap_ladder, run, language) == said(f"ladder.title_{key}", language, **names(run, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_rungs_as_measured_and_without_differing_items_stand_apart(language: str) -> None:
    exhibit = show_gap_ladder(open_view(study(FULL), language=language))
    assert isinstance(exhibit, Exhibit)
    titles = [text_of(str(group.title)) for group in exhibit.tables[0].groups]
    assert titles == [said(f"ladder.model_{model}", language) for model in ("raw", "adjusted")]
    assert [len(group.rows) for group in exhibit.tables[0].groups] == [3, 3]
    assert said("ladder.note_adjusted", language) in text_of(exhibit.html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("low", "high", "key"), [(-0.5, 0.7, "negligible"), (2.5, 4.0, "found"), (-1.0, 5.0, "undetermined")])
def test_the_title_of_parts_says_that_something_falls_on_composition_only_where_its_interval_does(
    language: str, low: float, high: float, key: str
) -> None:
    ends = (low, high) if open_gap(study(FULL)) >= 0 else (-high, -low)
    run = edit(study(FULL), {**PART, "category": "composition", "variable_2": ""}, ci_low=ends[0], ci_high=ends[1])
    begins = said(f"parts.title_{key}", language, smallest="2", points="@", **names(run, language)).split("@", maxsplit=1)[0]
    assert title(show_gap_parts, run, language).startswith(begins)


def open_gap(run: Run) -> float:
    frame = run.results
    return float(
        frame.query("chapter == 'gap' and measure == 'contrast' and variable == 'index' and model == 'adjusted'")["estimate"].iloc[0]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", ["pooled", "coefficients_of_B", "three_fold"])
def test_whose_coefficients_value_the_composition_is_said(language: str, model: str) -> None:
    frame = study(FULL).results
    is_part = (frame["chapter"] == "gap") & (frame["measure"] == "part")
    own, others = frame[is_part & (frame["model"] == "three_fold")].assign(model=model), frame[~is_part]
    run = replace(study(FULL), results=pd.concat([others, own], ignore_index=True))
    exhibit = show_gap_parts(open_view(run, language=language))
    assert isinstance(exhibit, Exhibit)
    view = open_view(run, language=language)
    kind, side = {
        "pooled": ("pooled", ""),
        "coefficients_of_B": ("side", view.bloc_name("B")),
        "three_fold": ("three_fold", view.bloc_name("B")),
    }[model]
    assert text_of(str(exhibit.subtitle)) == said(f"parts.subtitle_{kind}", language, side=side)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_the_balance_names_the_control_that_differs_most_or_says_that_none_does(language: str) -> None:
    rows = {"chapter": "gap", "measure": "asmd_before"}
    close = edit(study(FULL), rows, estimate=0.01)
    far = edit(close, {**rows, "variable": "sex"}, estimate=0.4)
    common = names(far, language)
    assert title(show_composition_balance, close, language).startswith(
        said("alike.title_close", language, balanced="@", **common).split("@")[0]
    )
    assert title(show_composition_balance, far, language) == said("alike.title", language, control="sex", **common)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "reason", ["no_common_support", "few_in_category", "few_respondents", "few_without_control", "collinear", "no_balance"]
)
def test_every_reason_to_leave_a_gap_out_is_said_with_its_side(language: str, reason: str) -> None:
    row = make_row(LEFT_OUT, variable="index", variable_2="sex", category="male", bloc="A", reference_bloc="B", estimate=10.0, model=reason)
    text = text_of(introduce_composition(open_view(with_row(row), language=language)).html)
    view = open_view(study(FULL), language=language)
    assert view.bloc_name("A") in text
    assert said(f"composition.left_{reason}", language, side="@", against="@", control="@", category="@", needed="@").split("@")[-1] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_respondents_without_a_control_are_counted_in_words(language: str) -> None:
    row = make_row(N_LACKING, bloc="A", estimate=17.0, n=400.0)
    text = text_of(introduce_composition(open_view(with_row(row), language=language)).html)
    assert "17" in text
    assert said("composition.lacking", language, named="@").split("@", maxsplit=1)[0] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_sides_that_may_not_be_compared_are_not_taken_apart_and_the_reason_is_said(language: str) -> None:
    run = judged(study(FULL), "not_comparable", REASONS["not_comparable"])
    view = open_view(run, language=language)
    reason = said("outcome.not_comparable", language)
    assert reason in text_of(introduce_composition(view).html)
    assert isinstance(show_gap_ladder(view), Fragment)


def with_row(row: object) -> Run:
    added = finish([row], is_synthetic=False)  # type: ignore[list-item]
    return replace(study(FULL), results=pd.concat([study(FULL).results, added], ignore_index=True))
