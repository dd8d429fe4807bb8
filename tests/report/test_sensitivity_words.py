"""What the page says about other ways to make the index: never more than the verdicts, and nothing where none were tried."""

import re
from dataclasses import replace
from typing import Any

import pytest
from report.plausible import PlausibleRun, make_run

from crowdpotential.report.figures.sensitivity import plan_sensitivity
from crowdpotential.report.tables import (
    effective_weights,
    findings,
    left_out,
    robustness,
    sensitivity,
    strengths,
    structure,
)
from crowdpotential.report.view import View, open_view

PIECES = (
    sensitivity.introduce_sensitivity, sensitivity.show_uncertainty, robustness.show_robustness, left_out.show_left_out,
    structure.show_other_index, structure.show_compensation, effective_weights.show_effective_weights,
    effective_weights.show_coherence, strengths.show_strengths,
)  # fmt: skip


def view(verdict: str = "partial", **options: Any) -> View:  # noqa: ANN401 as of open_view
    return open_view(make_run(verdict=verdict), language="en", **options)


def without_choices(run: PlausibleRun) -> PlausibleRun:
    return replace(run, results=run.results[run.results["chapter"] != "sensitivity"].reset_index(drop=True))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_piece_is_there_in_both_languages(language: str) -> None:
    shown = open_view(make_run(), language=language)
    for piece in PIECES:
        assert len(words(piece(shown).html)) > 100


def test_a_study_that_declares_no_choices_says_nothing_of_them() -> None:
    shown = open_view(without_choices(make_run()), language="en")
    assert [piece(shown).html for piece in PIECES] == [""] * len(PIECES)
    assert plan_sensitivity(shown) is None
    text = words(findings.show_key_findings(shown).html)
    assert "ways tried" not in text
    assert "were not tried" not in text


def test_every_card_carries_one_line_of_robustness() -> None:
    cards = re.findall(r"<li>.*?</li>", findings.show_key_findings(view()).html, flags=re.DOTALL)
    assert len(cards) >= 5
    sentences = ("Holds under all", "Depends on how the index is made", "not tried", "No choice of method")
    assert all(sum(words(card).count(sentence) for sentence in sentences) == 1 for card in cards)


def test_a_headline_that_depends_names_the_choices_and_its_share() -> None:
    text = words(robustness.show_robustness(view()).html)
    assert re.search(
        r"First may be: .* depends on normalisation, weights; 75% of the ways give the same answer", text
    )
    assert re.search(r"sign of the difference\) holds", text)


def test_without_a_licence_no_gap_is_told() -> None:
    text = words(robustness.show_robustness(view("not_comparable")).html)
    assert "sign of the difference" not in text
    plan = plan_sensitivity(view("not_comparable"))
    assert plan is not None
    assert "Russia – Belarus" not in plan.alt


def test_areas_that_are_not_shown_have_no_bar() -> None:
    plan = plan_sensitivity(view(areas=["belgorod", "gomel"]))
    assert plan is not None
    assert "Belgorod" in plan.alt
    assert "Grodno" not in plan.alt
