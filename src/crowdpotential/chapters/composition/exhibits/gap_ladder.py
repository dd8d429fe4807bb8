"""The ladder: the difference of the index as it is, and with people on both sides alike; without the items that differ, too."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.composition.exhibits.shown_pairs import (
    Rungs,
    ShownPair,
    conclude_alike,
    headline_rungs,
    list_shown,
    pair_title,
    rungs_of,
)
from crowdpotential.exhibits.cells import Cell, Mark, Number, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result, ends
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_column, interval_key
from crowdpotential.views.frame import bloc_notes, nothing
from crowdpotential.views.sentences.gaps import smallest_gap
from crowdpotential.views.sentences.outcome import why_untested
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View


def show_gap_ladder(view: View) -> Exhibit | Fragment:
    """Show each rung with its interval, the margin of what does not matter, and the word that follows."""
    shown = list_shown(view)
    if not shown:
        return nothing("composition", "gap-ladder")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="composition",
        anchor="gap-ladder",
        title=tell_alike(view, shown),
        subtitle=_subtitle(view, shown),
        legend=(interval_key(view), Key(words=say("gap.zone", smallest=smallest_gap(view)), shape="zone")),
        panels=tuple(Panel(tables=(_table(view, one),), title=pair_title(view, one, shown)) for one in shown),
        arrangement="bare" if len(shown) == 1 else "panels",
        notes=_notes(view, shown),
        rows=cite(view, "gap.rung.*"),
        file="gap_ladder",
    )


def tell_alike(view: View, shown: Sequence[ShownPair]) -> Markup:
    """Conclude on the sides with people alike."""
    say = view.language.say
    if len(shown) > 1:
        return say("ladder.title_several", blocs=view.bloc_words)
    rungs = headline_rungs(view, shown[0])
    names = {"first": view.bloc_name(shown[0].names[0]), "second": view.bloc_name(shown[0].names[1])}
    if reason := why_untested(rungs.own):
        return say("ladder.title_withheld", reason=say(f"outcome.{reason}"), **names)
    return say(f"ladder.title_{conclude_alike(rungs)}", **names)


def _subtitle(view: View, shown: Sequence[ShownPair]) -> Markup:
    say, smallest = view.language.say, smallest_gap(view)
    if len(shown) > 1:
        return say("gap.subtitle_several", smallest=smallest, blocs=view.bloc_words)
    first, second = shown[0].names
    return say("gap.subtitle", first=view.bloc_name(first), second=view.bloc_name(second), smallest=smallest)


def _table(view: View, shown: ShownPair) -> Table:
    say, smallest, every = view.language.say, view.params.comparability.smallest_gap_points, rungs_of(view, shown)
    found = [end for rungs in every for row in rungs.rows for end in ends(row)]
    return Table(
        form="plot",
        label_em=15.5,
        caption=say("ladder.caption"),
        axis=Axis(
            scale=choose_scale([*found, -smallest, smallest, 0]), spoken=say("gap.on_scale"), is_signed=True, zone=(-smallest, smallest)
        ),
        columns=(
            Column(head=say("ladder.rung"), kind="label"),
            Column(kind="track"),
            Column(head=say("gap.points"), look="value"),
            interval_column(view),
            Column(head=say("border.conclusion"), look="verdict"),
        ),
        groups=tuple(_group(view, shown, rungs, is_titled=len(every) > 1) for rungs in every),
    )


def _group(view: View, shown: ShownPair, rungs: Rungs, *, is_titled: bool) -> Group:
    is_headline = rungs.model == shown.gap.model
    rows = tuple(_row(view, row, is_headline=is_headline) for row in rungs.rows)
    return Group(title=view.language.say(f"ladder.model_{rungs.model}") if is_titled else "", rows=rows)


def _row(view: View, row: Result, *, is_headline: bool) -> Row:
    low, high = ends(row)
    name = name_composition(view, row)
    is_established = is_headline and row.verdict == DIFFERENCE
    return Row(
        (
            name,
            Track((Mark(row.estimate, low=low, high=high),)),
            Number(row, is_signed=True),
            Number(row, part="interval"),
            Cell(Verdict(row), look="established" if is_established else None),
        ),
        look="" if row.category else "tot",
    )


def name_composition(view: View, row: Result) -> Markup:
    """Name whose composition both sides have; their own where each has its own."""
    say = view.language.say
    return say("ladder.composed", side=view.bloc_name(row.category)) if row.category else say("ladder.own")


def _notes(view: View, shown: Sequence[ShownPair]) -> tuple[Markup | str, ...]:
    say, rows = view.language.say, [row for one in shown for rungs in rungs_of(view, one) for row in rungs.rows]
    is_adjusted = any(row.model == "adjusted" for row in rows)
    return (
        say("ladder.note"),
        say("ladder.note_verdict", smallest=smallest_gap(view)),
        say("ladder.note_adjusted") if is_adjusted else "",
        phrases.interval_note(view, [row for row in rows if not row.category and row.model == shown[0].gap.model]),
        *explain_dashes(view, rows),
        say("frame.index_base_note", n=phrases.base(view, rows[0])) if len(shown) == 1 else "",
        *bloc_notes(view),
    )
