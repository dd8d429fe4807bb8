"""What making people alike does to the weights: how many equally weighted respondents are left, and whose weight rises most."""

from collections.abc import Sequence
from math import isfinite

from markupsafe import Markup

from crowdpotential.chapters.composition.exhibits.balance_before_after import directions_of
from crowdpotential.chapters.composition.exhibits.shown_pairs import list_shown
from crowdpotential.exhibits.cells import Bracketed, Content, Joined, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.gaps import Pair
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable


def show_weights_after(view: View) -> Exhibit | Fragment:
    """Show the effective size of each side before and after, and who weighs more than before."""
    directions = list(dict.fromkeys(pair for one in list_shown(view) for pair in directions_of(view, one)))
    if not directions:
        return nothing("composition", "composition-weights")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="composition",
        anchor="composition-weights",
        kind="table",
        title=_title(view, directions),
        subtitle=say("after.subtitle"),
        panels=(Panel(tables=(_table(view, directions),)),),
        arrangement="bare",
        notes=(say("after.note"),),
        rows=cite(view, "gap.n_effective_*", "gap.largest_factor.*", "gap.balance_factor.*"),
    )


def _table(view: View, directions: Sequence[Pair]) -> Table:
    say = view.language.say
    return Table(
        caption=say("after.caption"),
        columns=(
            Column(head=say("after.side"), kind="label"),
            base_column(view),
            Column(head=say("after.before")),
            Column(head=say("after.after"), look="value"),
            Column(head=say("after.largest")),
            Column(head=say("after.heaviest"), look="words", is_words=True),
        ),
        groups=(Group(rows=tuple(_row(view, direction) for direction in directions)),),
    )


def _row(view: View, direction: Pair) -> Row:
    before, after, largest = (_find(view, measure, direction) for measure in ("n_effective_before", "n_effective_after", "largest_factor"))
    side, target = (view.bloc_name(name) for name in direction)
    return Row(
        (
            view.language.say("alike.direction", side=side, target=target),
            Number(after, part="base"),
            Number(before, digits=0),
            Number(after, digits=0),
            Number(largest, digits=2),
            _heaviest(view, direction),
        )
    )


def _heaviest(view: View, direction: Pair) -> Content:
    """Name the category whose weight rises most, with how many times."""
    rows = view.results.find("gap", "balance_factor", bloc=direction[0], reference_bloc=direction[1])
    known = [row for row in rows if isfinite(row.estimate) and not row.is_suppressed]
    if not known:
        return ""
    top = max(known, key=lambda row: row.estimate)
    name = f"{name_of_variable(view, top.variable)}: {label_of_key(view, top.variable, top.category)}"
    return Joined((name, Bracketed(Number(top, digits=2))))


def _title(view: View, directions: Sequence[Pair]) -> Markup:
    rows = [row for direction in directions if (row := _find(view, "n_effective_after", direction)) is not None]
    known = [row for row in rows if isfinite(row.estimate) and not row.is_suppressed]
    if not known:
        return view.language.say("after.caption")
    fewest = min(known, key=lambda row: row.estimate)
    return view.language.say("after.title", n=phrases.count(view, fewest))


def _find(view: View, measure: str, direction: Pair) -> Result | None:
    return view.results.first("gap", measure, bloc=direction[0], reference_bloc=direction[1])
