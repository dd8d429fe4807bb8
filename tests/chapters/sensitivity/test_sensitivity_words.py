"""What the page says about other ways to make the index: never more than the verdicts, and nothing where none were tried."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from report.studies import edit, open_study, sided

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
from crowdpotential.store import Run
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


PARTS = ("X1", "X2", "X3", "X4", "Y1", "X")
TURNS = {"verdict": "depends", "estimate": 0.75}
STANDS = {"verdict": "holds", "estimate": 1.0, "note": ""}


@cache
def turned(verdict: str = "partial") -> Run:
    """Let findings of the study depend on choices and on parts, and places and deviations be known."""
    run = sided(verdict)
    for rows, values in (
        ({"measure": "robustness", "variable": "first"}, {**TURNS, "note": "aggregation"}),
        ({"measure": "robustness_without", "variable": "sign"}, STANDS),
        ({"measure": "robustness_without", "variable": "first"}, {**TURNS, "note": "X1"}),
        ({"measure": "robustness_without", "variable": "last"}, {**TURNS, "note": ";".join(PARTS)}),
        ({"measure": "deviation", "variable": "X", "area": "north"}, {"verdict": "strength"}),
        ({"measure": "deviation", "variable": "X", "area": "south"}, {"verdict": "strength"}),
        ({"measure": "deviation", "variable": "X", "area": "west"}, {"verdict": "weakness"}),
        ({"measure": "among_best", "area": "north"}, {"verdict": "certain"}),
        ({"measure": "among_worst", "area": "west"}, {"verdict": "certain"}),
        ({"measure": "among_worst", "area": "north"}, {"verdict": "excluded"}),
    ):
        run = edit(run, rows, **values)
    return run


def view(verdict: str = "partial", **options: Any) -> View:  # noqa: ANN401 as of open_view
    return open_view(turned(verdict), language="en", **options)


def without_choices(run: Run) -> Run:
    return replace(run, results=run.results[run.results["chapter"] != "sensitivity"].reset_index(drop=True))


def words(html: str) -> str:
    bare = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    return re.sub(r" ([,;.:])", r"\1", bare)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_piece_is_there_in_both_languages(language: str) -> None:
    shown = open_view(sided(), language=language)
    for piece in PIECES:
        assert len(words(piece(shown).html)) > 100


def test_a_study_that_declares_no_choices_says_nothing_of_them() -> None:
    shown = open_view(without_choices(sided()), language="en")
    assert [piece(shown).html for piece in PIECES] == [""] * len(PIECES)
    text = words(key_findings.show_key_findings(shown).html)
    assert "ways tried" not in text
    assert "were not tried" not in text


def test_a_card_says_of_robustness_only_what_was_tried() -> None:
    cards = re.findall(r"<li>.*?</li>", key_findings.show_key_findings(view()).html, flags=re.DOTALL)
    sentences = ("the same under all", "Depends on how the index is made", "No choice of method")
    counts = [sum(words(card).count(sentence) for sentence in sentences) for card in cards]
    assert len(cards) >= 3
    assert max(counts) == 1
    assert "not tried" not in "".join(map(words, cards))


def test_a_headline_that_depends_names_the_choices_and_its_share() -> None:
    text = words(robust_findings.show_robustness(view()).html)
    assert re.search(r"Any of the 4 areas may be first depends on aggregation of dimensions; 75% of the ways give the same answer", text)
    assert re.search(r"sign of the difference\) holds", text)


def test_without_a_licence_no_gap_is_told() -> None:
    untested = open_study("eight_sides", "computed", "en")
    for shown, is_told in ((view(), True), (untested, False)):
        assert ("sign of the difference" in words(robust_findings.show_robustness(shown).html)) == is_told
        assert ("A – B" in words(uncertainty.show_uncertainty(shown).html)) == is_told


def test_areas_that_are_not_shown_have_no_bar() -> None:
    text = words(uncertainty.show_uncertainty(view(areas=["north", "east"])).html)
    assert "north" in text
    assert "west" not in text


def test_what_turns_without_a_part_is_no_finding_that_holds() -> None:
    shown = view()
    text = words(robust_findings.show_robustness(shown).html)
    assert re.search(r"first depends .* 75% of the ways give the same answer changes without X1", text)
    assert re.search(r"last holds changes without any one of X1, X2, X3, X4 and others, 6 in all", text)
    card = words(key_findings.show_key_findings(shown).html)
    assert "the same under all 2 ways tried to make the index, and without any of its 10 parts." in card


def test_a_part_that_turns_findings_is_counted_beside_its_change() -> None:
    html = left_out_table.show_left_out(view()).html
    row = next(part for part in re.findall(r"<tr.*?</tr>", html, flags=re.DOTALL) if ">X1<" in part)
    assert re.search(r'data-result="sensitivity\.robustness\.first[^"]*">2<', row)


def test_the_largest_change_is_said_of_the_parts_drawn_first() -> None:
    text = words(left_out_table.show_left_out(view()).html)
    assert "Without any one dimension the estimates move by 1.9 points at most, without any one item by 2.9 at most" in text
    assert "The other items (3)" in text


def test_ways_and_parts_that_were_not_tried_are_not_mentioned() -> None:
    run = turned()
    rows = run.results[~run.results["measure"].isin(["robustness_without", "change_without"])]
    shown = open_view(replace(run, results=rows.reset_index(drop=True)), language="en")
    assert left_out_table.show_left_out(shown).html == ""
    assert "part" not in words(robust_findings.show_robustness(shown).html)
    assert "without" not in words(uncertainty.introduce_sensitivity(shown).html)


def test_strengths_are_named_only_where_the_verdict_has_them() -> None:
    text = words(strengths.show_strengths(view()).html)
    assert "2 strengths, 1 weakness; the rest (5 of 8) is undetermined" in text
    listed = text[text.index("Strengths.") : text.index("Weaknesses.")]
    assert "X" in listed
    assert "Y" not in listed  # undetermined everywhere


def test_without_a_licence_strengths_are_against_the_own_bloc() -> None:
    text = words(strengths.show_strengths(view("not_comparable")).html)
    assert "minus that of the own side" in text
    assert "minus that of all" not in text


def test_the_best_and_the_worst_are_told_of_all_that_were_ranked_whatever_is_shown() -> None:
    text = words(best.show_best_and_worst(view()).html)
    assert "Of 4 places among the first and the last, it is reliably known who holds 2" in text
    assert "among the first 2 north east, south, west" in text
    assert "among the last 2 west east, south north" in text
    assert words(best.show_best_and_worst(view(areas=["north", "east"])).html) == text


def test_without_a_licence_the_best_are_told_within_each_bloc() -> None:
    run = turned("not_comparable")
    for bloc in "AB":
        run = edit(run, {"chapter": "ranks", "bloc": bloc, "family": "areas"}, family=f"areas;bloc={bloc}")
        for measure in ("among_best", "among_worst"):
            run = edit(run, {"measure": measure, "bloc": bloc}, category="1")
    shown = open_view(run, language="en")
    text = words(best.show_best_and_worst(shown).html)
    assert "A: first north" in text
    assert "B: first — east, west" in text
    intro = words(area_means.introduce_areas(shown).html)
    assert "A. Any of the" in intro
    assert "B. Any of the" in intro


def test_the_title_of_the_uncertainty_says_most_only_of_most() -> None:
    def title(sampling: float) -> str:
        rows = {"measure": "variance_share", "category": "sampling", "area": "north", "reference_area": ""}
        shown = open_view(edit(sided(), rows, estimate=sampling), language="en")
        return words(uncertainty.show_uncertainty(shown).html)

    assert "Uncertainty comes from the sample first of all: 70% to 99%" in title(0.7)
    assert "Sampling makes 40% to 99% of the variance" in title(0.4)


def test_weights_in_effect_are_called_other_only_where_they_reliably_are() -> None:
    assert "No dimension reliably weighs otherwise" in words(effective_weights.show_effective_weights(view()).html)
    other = edit(sided(), {"measure": "weight_difference"}, verdict="heavier", estimate=0.05)
    assert "Each of the 2 dimensions reliably weighs otherwise than meant, by 5.0" in words(
        effective_weights.show_effective_weights(open_view(other, language="en")).html
    )


def test_many_pairs_that_hold_everywhere_are_put_away() -> None:
    run = turned()
    sign = run.results[(run.results["measure"] == "robustness") & (run.results["variable"] == "sign")]
    pair = sign.assign(variable="pair", area="north", reference_area="east")
    more = [pair.assign(result_id=f"sensitivity.robustness.pair.{i}") for i in range(15)]
    shown = open_view(replace(run, results=pd.concat([run.results, *more], ignore_index=True)), language="en")
    html = robust_findings.show_robustness(shown).html
    assert "The other pairs, whose difference holds everywhere (15)" in words(html)
    assert html.index("may be last") < html.index("<details")
    assert "<details" not in robust_findings.show_robustness(view()).html
