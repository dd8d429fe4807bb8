"""Which restrictions of the declared model the answers resist most: what would make it fit better."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import number, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing, refer
from crowdpotential.views.view import View

KINDS = ("residual", "loading")  # of what could be freed


def show_releases(view: View) -> Exhibit | Fragment:
    """List what would make the model fit better: items that share more than their dimensions, or belong to another too."""
    found = view.results.find("measurement", "modification_index")
    if not found:
        return nothing("measure", "releases")
    say = view.language.say
    changes = [row for row in (_change(view, row) for row in found) if row is not None]
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="releases",
        kind="table",
        arrangement="bare",
        title=_title(view, [row for row in changes if not _is_beyond(row)]),
        subtitle=say("releases.subtitle", n=len(found)),
        panels=(Panel(tables=(_table(view, found),)),),
        notes=(
            say("releases.note"),
            say("releases.note_beyond") if any(map(_is_beyond, changes)) else "",
            say("releases.wordings", where=refer(view, "loadings")),
        ),
        rows=cite(view, "measurement.modification_index.*", "measurement.expected_change.*"),
    )


def _table(view: View, found: Sequence[Result]) -> Table:
    say = view.language.say
    kinds = {kind: [row for row in found if row.model == kind] for kind in KINDS}
    return Table(
        looks=("pin1",),
        caption=say("releases.caption"),
        columns=(
            Column(head=say("releases.where"), kind="label"),
            Column(head=say("releases.index")),
            Column(head="p", look="interval"),
            Column(head=say("releases.change")),
        ),
        groups=tuple(
            Group(title=say(f"releases.{kind}"), rows=tuple(_release(view, row) for row in rows)) for kind, rows in kinds.items() if rows
        ),
    )


def _title(view: View, changes: Sequence[Result]) -> Markup:
    """Name the largest change that can be estimated, where any can."""
    if not changes:
        return view.language.say("releases.caption")
    largest = max(changes, key=lambda row: abs(row.estimate))
    size = number(largest, view.numerals.decimal(abs(largest.estimate), 2))
    return view.language.say("releases.title", change=size)


def _is_beyond(change: Result) -> bool:
    """Return whether a standardised change lies where no correlation or loading can: the score test's linear forecast fails there."""
    return not abs(change.estimate) <= 1


def _change(view: View, row: Result) -> Result | None:
    pair = {"variable": row.variable, "variable_2": row.variable_2, "model": row.model}
    return view.results.first("measurement", "expected_change", **pair)


def _release(view: View, row: Result) -> Row:
    change = _change(view, row)
    is_beyond = change is not None and not change.is_suppressed and _is_beyond(change)
    words = view.language.say("releases.beyond") if is_beyond else ""
    return Row(
        (
            _pair(view, row),
            Number(row),
            Number(row, part="p"),
            Number(change, digits=2, is_signed=True, words=words),
        )
    )


def _pair(view: View, row: Result) -> Markup:
    if row.model == "residual":
        return Markup("{} ↔ {}").format(row.variable, row.variable_2)
    label = view.dimension_label(row.variable_2)
    return Markup("{} → {} ").format(row.variable, label) + tag("span", row.variable_2, class_="flag")
