"""Who lives on each side, and how far the sides are apart before and after people were made alike."""

from collections.abc import Sequence
from math import isfinite

from markupsafe import Markup

from crowdpotential.chapters.composition.exhibits.shown_pairs import ShownPair, list_shown, pair_title
from crowdpotential.exhibits.cells import Content, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Span, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.gaps import Pair
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

BALANCED = 0.1  # standard deviations: smaller differences are usually called balanced (Austin 2009)


def show_composition_balance(view: View) -> Exhibit | Fragment:
    """Show the shares of all categories on both sides, their distance before and after, and what happens to their weight."""
    shown = [one for one in list_shown(view) if directions_of(view, one)]
    if not shown:
        return nothing("composition", "composition-balance")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="composition",
        anchor="composition-balance",
        kind="table",
        title=_title(view, shown),
        subtitle=say("alike.subtitle"),
        panels=tuple(Panel(tables=(_table(view, one),), title=pair_title(view, one, shown)) for one in shown),
        arrangement="bare" if len(shown) == 1 else "panels",
        notes=(
            say("alike.note", balanced=view.numerals.decimal(BALANCED)),
            say("alike.note_factor"),
            say("alike.base", bases=_bases(view, shown)),
        ),
        rows=cite(view, "gap.composition_share.*", "gap.asmd_before.*", "gap.asmd_after.*", "gap.balance_factor.*"),
        is_long=True,
    )


def directions_of(view: View, shown: ShownPair) -> list[Pair]:
    """List which side of a pair was given whose composition, the higher side first."""
    return [
        (side, target)
        for side, target in (shown.names, shown.names[::-1])
        if view.results.first("gap", "n_effective_after", bloc=side, reference_bloc=target) is not None
    ]


def _table(view: View, shown: ShownPair) -> Table:
    say, directions = view.language.say, directions_of(view, shown)
    before = view.results.find("gap", "asmd_before", bloc=directions[0][0], reference_bloc=directions[0][1])
    shares = [Column(head=say("alike.share", side=view.bloc_name(side)), look="base") for side in shown.names]
    after = (Column(head=say("alike.after")), Column(head=say("alike.factor"), look="base"))
    return Table(
        looks=("pin1",),
        caption=say("alike.caption"),
        spans=(Span(n=4), *(Span(head=_direction(view, one), n=2) for one in directions)),
        columns=(
            Column(head=say("alike.category"), kind="label"),
            *shares,
            Column(head=say("alike.before"), look="value"),
            *after * len(directions),
        ),
        groups=tuple(
            Group(
                title=name_of_variable(view, control),
                rows=tuple(_row(view, row, shown, directions) for row in before if row.variable == control),
            )
            for control in dict.fromkeys(row.variable for row in before)
        ),
    )


def _row(view: View, before: Result, shown: ShownPair, directions: Sequence[Pair]) -> Row:
    key = {"variable": before.variable, "category": before.category}
    cells: list[Content] = [
        Number(view.results.first("gap", "composition_share", bloc=side, **key), unit="percent") for side in shown.names
    ]
    cells.append(Number(before, digits=3))
    for side, target in directions:
        about = {"bloc": side, "reference_bloc": target, **key}
        cells.append(Number(view.results.first("gap", "asmd_after", **about), digits=3))
        cells.append(Number(view.results.first("gap", "balance_factor", **about), digits=2))
    return Row((label_of_key(view, before.variable, before.category), *cells))


def _direction(view: View, direction: Pair) -> Markup:
    side, target = (view.bloc_name(name) for name in direction)
    return view.language.say("alike.direction", side=side, target=target)


def _title(view: View, shown: Sequence[ShownPair]) -> Markup:
    say = view.language.say
    if len(shown) > 1:
        return say("alike.title_several", blocs=view.bloc_words)
    first, second = (view.bloc_name(name) for name in shown[0].names)
    side, target = directions_of(view, shown[0])[0]
    before = view.results.find("gap", "asmd_before", bloc=side, reference_bloc=target)
    known = [row for row in before if isfinite(row.estimate) and not row.is_suppressed]
    if not known:
        return say("alike.caption")
    widest = max(known, key=lambda row: row.estimate)
    if widest.estimate < BALANCED:
        return say("alike.title_close", first=first, second=second, balanced=view.numerals.decimal(BALANCED))
    return say("alike.title", first=first, second=second, control=name_of_variable(view, widest.variable))


def _bases(view: View, shown: Sequence[ShownPair]) -> Markup:
    sides = dict.fromkeys(side for one in shown for side in one.names)
    rows = {side: view.results.first("gap", "composition_share", bloc=side) for side in sides}
    return Markup("; ").join(Markup("{} — {}").format(view.bloc_name(side), phrases.base(view, row)) for side, row in rows.items())
