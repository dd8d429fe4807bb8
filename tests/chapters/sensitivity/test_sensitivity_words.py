"""What the page says about other ways to make the index: never more than the verdicts, and nothing where none were tried."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from report.plausible import PlausibleRun, make_run

from crowdpotential.chapters.areas.exhibits import area_means, best
from crowdpotential.chapters.dimensions.exhibits import strengths
from crowdpotential.chapters.key_findings.exhibits import key_findings
from crowdpotential.chapters.sensitivity.exhibits import (
    effective_weights,
    left_out_table,
    other_index,
    robust_findings,
    uncertainty,
)
from crowdpotential.views.view import View, open_view

PIECES = (
    uncertainty.introduce_sensitivity,
    uncertainty.show_uncertainty,
    robust_findings.show_robustness,
    left_out_table.show_left_out,
    other_index.show_other_index,
    other_index.show_compensation,
    effective_weights.show_effective_weights,
    effective_weights.show_coherence,
    strengths.show_strengths,
)


def view(verdict: str = "partial", **options: Any) -> View:  # noqa: ANN401 as of open_view
    return open_view(make_run(verdict=verdict), language="en", **options)


def without_choices(run: PlausibleRun) -> PlausibleRun:
    return replace(run, results=run.results[run.results["chapter"] != "sensitivity"].reset_index(drop=True))


def words(html: str) -> str:
    bare = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    return re.sub(r" ([,;.:])", r"\1", bare)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_piece_is_there_in_both_languages(language: str) -> None:
    shown = open_view(make_run(), language=language)
    for piece in PIECES:
        assert len(words(piece(shown).html)) > 100


def test_a_study_that_declares_no_choices_says_nothing_of_them() -> None:
    shown = open_view(without_choices(make_run()), language="en")
    assert [piece(shown).html for piece in PIECES] == [""] * len(PIECES)
    text = words(key_findings.show_key_findings(shown).html)
    assert "ways tried" not in text
    assert "were not tried" not in text


def test_a_card_says_of_robustness_only_what_was_tried() -> None:
    cards = re.findall(r"<li>.*?</li>", key_findings.show_key_findings(view()).html, flags=re.DOTALL)
    sentences = ("the same under all", "Depends on how the index is made", "No choice of method")
    counts = [sum(words(card).count(sentence) for sentence in sentences) for card in cards]
    assert len(cards) >= 5
    assert max(counts) == 1
    assert "not tried" not in "".join(map(words, cards))


def test_a_headline_that_depends_names_the_choices_and_its_share() -> None:
    text = words(robust_findings.show_robustness(view()).html)
    assert re.search(r"First may be: .* depends on normalisation, weights; 75% of the ways give the same answer", text)
    assert re.search(r"sign of the difference\) holds", text)


def test_without_a_licence_no_gap_is_told() -> None:
    text = words(robust_findings.show_robustness(view("not_comparable")).html)
    assert "sign of the difference" not in text
    assert "Russia – Belarus" not in words(uncertainty.show_uncertainty(view("not_comparable")).html)


def test_areas_that_are_not_shown_have_no_bar() -> None:
    text = words(uncertainty.show_uncertainty(view(areas=["belgorod", "gomel"])).html)
    assert "Belgorod" in text
    assert "Grodno" not in text


def test_what_turns_without_a_part_is_no_finding_that_holds() -> None:
    shown = view()
    text = words(robust_findings.show_robustness(shown).html)
    assert re.search(r"First may be: .* 75% of the ways give the same answer changes without AWR1", text)
    assert re.search(r"Last may be: .* changes without any one of AWR1, AWR2, AWR3, AWR4 and others, 6 in all", text)
    card = words(key_findings.show_key_findings(shown).html)
    assert "the same under all 36 ways tried to make the index, and without any of its 42 parts." in card


def test_a_part_that_turns_findings_is_counted_beside_its_change() -> None:
    html = left_out_table.show_left_out(view()).html
    row = next(part for part in re.findall(r"<tr.*?</tr>", html, flags=re.DOTALL) if ">AWR1<" in part)
    assert re.search(r'data-result="sensitivity\.robustness\.first[^"]*">2<', row)


def test_the_largest_change_is_said_of_the_parts_drawn_first() -> None:
    text = words(left_out_table.show_left_out(view()).html)
    assert "Without any one dimension the estimates move by 0.4 points at most" in text
    assert "The other items (30)" in text


def test_ways_and_parts_that_were_not_tried_are_not_mentioned() -> None:
    run = make_run()
    rows = run.results[~run.results["measure"].isin(["robustness_without", "change_without"])]
    shown = open_view(replace(run, results=rows.reset_index(drop=True)), language="en")
    assert left_out_table.show_left_out(shown).html == ""
    assert "part" not in words(robust_findings.show_robustness(shown).html)
    assert "without" not in words(uncertainty.introduce_sensitivity(shown).html)


def test_strengths_are_named_only_where_the_verdict_has_them() -> None:
    text = words(strengths.show_strengths(view()).html)
    assert "18 strengths, 12 weaknesses; the rest (12 of 42) is undetermined" in text
    listed = text[text.index("Strengths.") : text.index("Weaknesses.")]
    assert "Digital access" not in listed  # undetermined everywhere


def test_without_a_licence_strengths_are_against_the_own_bloc() -> None:
    text = words(strengths.show_strengths(view("not_comparable")).html)
    assert "minus that of the own country" in text
    assert "minus that of all" not in text


def test_the_best_and_the_worst_are_told_of_all_that_were_ranked_whatever_is_shown() -> None:
    text = words(best.show_best_and_worst(view()).html)
    assert "Of 4 places among the first and the last, it is reliably known who holds 2" in text
    assert re.search(r"among the first 2 Belgorod Bryansk, Smolensk, Gomel, Grodno Mogilev", text)
    assert words(best.show_best_and_worst(view(areas=["belgorod", "gomel"])).html) == text


def test_without_a_licence_the_best_are_told_within_each_bloc() -> None:
    text = words(best.show_best_and_worst(view("not_comparable")).html)
    assert "Russia: among the first 2 Belgorod" in text
    assert "Belarus: among the first 2 Gomel" in text
    intro = words(area_means.introduce_areas(view("not_comparable")).html)
    assert re.search(r"Russia\. First may be: Belgorod, Bryansk", intro)


def test_the_title_of_the_uncertainty_says_most_only_of_most() -> None:
    def title(sampling: float) -> str:
        run = make_run()
        rows = run.results.copy()
        is_sampling = (rows["measure"] == "variance_share") & (rows["category"] == "sampling")
        rows.loc[is_sampling & (rows["area"] == "belgorod"), "estimate"] = sampling
        shown = open_view(replace(run, results=rows), language="en")
        return words(uncertainty.show_uncertainty(shown).html)

    assert "Uncertainty comes from the sample first of all: 70% to 90%" in title(0.7)
    assert "Sampling makes 40% to 90% of the variance" in title(0.4)


def test_weights_in_effect_are_called_other_only_where_they_reliably_are() -> None:
    run = make_run()
    rows = run.results.copy()
    rows.loc[rows["measure"] == "weight_difference", "verdict"] = "undetermined"
    none = open_view(replace(run, results=rows), language="en")
    assert "No dimension reliably weighs otherwise" in words(effective_weights.show_effective_weights(none).html)
    assert "Each of the 7 dimensions reliably weighs otherwise than meant, by 5.0" in words(
        effective_weights.show_effective_weights(view()).html
    )


def test_many_pairs_that_hold_everywhere_are_put_away() -> None:
    run = make_run()
    pair = run.results[(run.results["measure"] == "robustness") & (run.results["variable"] == "pair")].iloc[[0]]
    more = [pair.assign(result_id=f"sensitivity.robustness.pair.{i}", area="belgorod", reference_area="bryansk") for i in range(14)]
    shown = open_view(replace(run, results=pd.concat([run.results, *more], ignore_index=True)), language="en")
    html = robust_findings.show_robustness(shown).html
    assert "The other pairs, whose difference holds everywhere (15)" in words(html)
    assert html.index("Last may be") < html.index("<details")
    assert "<details" not in robust_findings.show_robustness(view()).html
