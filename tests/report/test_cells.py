"""Cells of tables: the interval that is printed is the one that a verdict rests on."""

from dataclasses import replace
from html import unescape

import pytest
from report.plausible import PlausibleRun

from crowdpotential.exhibits.results import ends, interval_kind
from crowdpotential.report import cells
from crowdpotential.report.view import open_view


def test_a_member_of_a_family_prints_its_simultaneous_interval_and_any_other_its_own(
    run: PlausibleRun,
) -> None:
    view = open_view(run, language="en")
    own = view.results.find("comparison", "contrast")[0]
    member = replace(own, ci_low_simultaneous=-1.25, ci_high_simultaneous=4.75)
    assert "−1.2 to 4.8" in unescape(cells.interval(view, member))
    assert ends(own) == (own.ci_low, own.ci_high)
    assert (interval_kind(own), interval_kind(member)) == ("own", "simultaneous")
    alone = replace(own, ci_low_simultaneous=own.ci_low - 1e-14, ci_high_simultaneous=own.ci_high)
    assert interval_kind(alone) == "own"  # a family of one: what differs is rounding


@pytest.mark.parametrize(("language", "words"), [("en", "over 15 comparisons"), ("ru", "сравнений: 15")])
def test_the_note_says_over_how_many_comparisons_intervals_hold_at_once(
    run: PlausibleRun, language: str, words: str
) -> None:
    view = open_view(run, language=language)
    own = view.results.find("comparison", "contrast")[:15]
    family = [replace(row, ci_low_simultaneous=-1.0, ci_high_simultaneous=2.0) for row in own]
    assert words in cells.interval_note(view, family)
    assert cells.interval_note(view, own) == ""
