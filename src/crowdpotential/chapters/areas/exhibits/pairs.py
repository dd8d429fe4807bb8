"""Contrasts between areas, pair by pair."""

from collections.abc import Sequence
from math import isclose

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Number, Verdict
from crowdpotential.exhibits.exhibit import Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result, by_size
from crowdpotential.verdicts import PARTIAL
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, contrast_columns
from crowdpotential.views.frame import adjuster, nothing, refer
from crowdpotential.views.sentences.above import say_overall
from crowdpotential.views.sentences.adjusted import means_of_contrast
from crowdpotential.views.sentences.gaps import pairs_of_sides, say_selection, smallest_gap
from crowdpotential.views.sentences.obstacles import find_fault
from crowdpotential.views.sentences.outcome import say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.sentences.standing import (
    area_contrasts,
    is_established,
    obstacle_to_pair,
    outcome_of_areas,
    overall_tests,
)
from crowdpotential.views.view import View

ROUNDING = 2e-4  # points, by which six significant digits of two means and of their difference may differ
WIDEST = 5  # of many pairs none of which is established
MOST_PAIRS = 21  # seven areas: beyond that a full list of pairs is no reading matter


def show_area_contrasts(view: View) -> Exhibit | Fragment:
    """List the contrasts between areas: all of them where they are few, else those that are established."""
    ours, view, say = area_contrasts(view), view.whole, view.language.say
    tested = area_contrasts(view)
    if not tested or find_fault(view) is not None:
        return nothing("index", "pairs")
    outcome = outcome_of_areas(view)
    ordered = by_size(tested)
    found = [row for row in ordered if is_established(row)]
    shown = ordered if len(ordered) <= MOST_PAIRS else found or ordered[:WIDEST]
    rows = tuple(_pair(view, row) for row in shown if row in ours)
    if not rows:
        return nothing("index", "pairs")
    index = view.text(view.params.index.name)
    return Exhibit(
        setting=view.setting,
        section="index",
        anchor="pairs",
        kind="table",
        title=say_outcome(view, "areas.pairs", outcome, areas=view.area_words),
        subtitle=say("areas.pairs_subtitle", index=index, adjuster=adjuster(view)),
        panels=(Panel(tables=(_table(view, rows),)),),
        arrangement="bare",
        notes=_notes(view, tested, shown),
        rows=cite(view, "comparison.contrast.index.*"),
    )


def _table(view: View, rows: tuple[Row, ...]) -> Table:
    return Table(
        looks=("pin1",),
        caption=view.language.say("areas.pairs_caption"),
        columns=contrast_columns(view),
        groups=(Group(rows=rows),),
    )


def _notes(view: View, tested: Sequence[Result], shown: Sequence[Result]) -> tuple[Markup | str, ...]:
    n = len(view.results.find("comparison", "contrast", variable="index"))
    return (
        view.language.say("areas.pairs_note", adjuster=adjuster(view), n=n, gap=smallest_gap(view)),
        phrases.interval_note(view, tested) or view.language.say("frame.separate"),
        _overall(view),
        say_selection(view, len(tested), shown, established="areas.pairs_shown"),
        partial_note(view),
        *explain_dashes(view, shown),
    )


def _overall(view: View) -> Markup:
    """Return the tests of all areas at once, which come before their pairs."""
    tests = [
        join([tag("b", view.bloc_name(row.bloc) + ".") if row.bloc else "", said], " ")
        for row in overall_tests(view)
        if (said := say_overall(view, row))
    ]
    return view.language.say("areas.overall", areas=view.area_words, tests=join(tests, "; ")) if tests else Markup("")


def _pair(view: View, row: Result) -> Row:
    names = {"area": view.area_label(row.area), "reference": view.area_label(row.reference_area)}
    is_closed = bool(obstacle_to_pair(view, row))
    concluded = view.language.say("grouppairs.unread") if is_closed else Verdict(row)
    adjusted = " " + tag("span", view.language.say("key.adjusted"), class_="dim") if _is_adjusted(view, row) else Markup("")
    return Row(
        (
            view.language.say("areas.pair_names", **names) + (means_of_contrast(view, row) or adjusted),
            Number(row, is_signed=True),
            Number(row, part="interval"),
            Number(row, part="p"),
            Cell(concluded, look="established" if is_established(row) and not is_closed else None),
        )
    )


def _is_adjusted(view: View, row: Result) -> bool:
    """Return whether a contrast differs from that of the means as they are shown."""
    means = [
        view.results.first("index", "mean", variable="index", area=area, domain_variable="") for area in (row.area, row.reference_area)
    ]
    known = [mean.estimate for mean in means if mean is not None]
    return row.model == "adjusted" and len(known) == len(means) and not isclose(row.estimate, known[0] - known[1], abs_tol=ROUNDING)


def partial_note(view: View) -> Markup:
    """State what part of the blocs' difference comes from items that function differently, where means are shown unadjusted."""
    dif_points = view.results.first("gap", "points_owed", variable="index")
    if not view.compares_blocs or view.verdict is None or view.verdict.verdict != PARTIAL or dif_points is None:
        return Markup("")
    if len(pairs_of_sides(view.whole)) > 1:
        return view.language.say(
            "areas.partial_note_several",
            areas=view.area_words,
            blocs=view.bloc_words,
            where=refer(view, "gap", before=" "),
        )
    points = phrases.estimate(view, dif_points, is_signed=True)
    return view.language.say(
        "areas.partial_note",
        areas=view.area_words,
        blocs=view.bloc_words,
        points=points,
        where=refer(view, "gap", before=" "),
    )
