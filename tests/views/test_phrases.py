"""Cells of tables: the interval that is printed is the one that a verdict rests on."""

from dataclasses import replace
from html import unescape

import pytest
from report.studies import FULL, study

from crowdpotential.exhibits.results import ends, interval_kind
from crowdpotential.store import Run
from crowdpotential.views import phrases
from crowdpotential.views.view import open_view


@pytest.fixture
def run() -> Run:
    return study(FULL)


def test_a_member_of_a_family_prints_its_simultaneous_interval_and_any_other_its_own(
    run: Run,
) -> None:
    view = open_view(run, language="en")
    one = view.results.find("comparison", "contrast")[0]
    own = replace(one, ci_low_simultaneous=float("nan"), ci_high_simultaneous=float("nan"))
    member = replace(own, ci_low_simultaneous=-1.25, ci_high_simultaneous=4.75)
    assert "−1.2 to 4.8" in unescape(phrases.interval(view, member))
    assert ends(own) == (own.ci_low, own.ci_high)
    assert (interval_kind(own), interval_kind(member)) == ("own", "simultaneous")
    alone = replace(own, ci_low_simultaneous=own.ci_low - 1e-14, ci_high_simultaneous=own.ci_high)
    assert interval_kind(alone) == "own"  # a family of one: what differs is rounding


@pytest.mark.parametrize(("language", "words"), [("en", "over 6 comparisons"), ("ru", "сравнений: 6")])
def test_the_note_says_over_how_many_comparisons_intervals_hold_at_once(run: Run, language: str, words: str) -> None:
    view = open_view(run, language=language)
    family = view.results.find("comparison", "contrast")
    own = [replace(row, ci_low_simultaneous=row.ci_low, ci_high_simultaneous=row.ci_high) for row in family]
    assert words in phrases.interval_note(view, family)
    assert phrases.interval_note(view, own) == ""
