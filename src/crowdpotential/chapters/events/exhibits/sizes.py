"""How large each change is beside the spread of the answers, and whether ranks say the same."""

from crowdpotential.chapters.events.exhibits.naming import SECTION, Told, group_by_level, list_told, name_event, quote, stack
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import base_column, cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View


def show_sizes(view: View) -> Exhibit | Fragment:
    """Tabulate the standardised change of each question, the p-value of the change, and the check by ranks."""
    events = list_told(view, "standardised_change")
    if not events:
        return nothing(SECTION, "events-sizes")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="events-sizes",
        kind="table",
        title=say("events.title_sizes"),
        panels=tuple(Panel(title=name_event(view, told), tables=(_table(view, told),)) for told in events),
        notes=(say("events.note_sizes"), say("events.note_ranks")),
        rows=cite(view, "events.standardised_change.*", "events.rank_biserial.*"),
    )


def _table(view: View, told: Told) -> Table:
    say = view.language.say
    heads = ("size", "p_change", "rank", "p_rank")
    return Table(
        looks=("wrap",),
        caption=say("events.title_sizes"),
        columns=(
            Column(head=say("events.head_statement"), kind="label"),
            *(Column(head=say(f"events.head_{head}"), label=say(f"events.head_{head}")) for head in heads),
            base_column(view),
        ),
        groups=group_by_level(view, told, {name: _row(view, told, row) for name, row in told.rows.items()}),
    )


def _row(view: View, told: Told, size: Result) -> Row:
    ranks = told.first_of(view, "rank_biserial", size.variable)
    return Row(
        (
            quote(view, told, size.variable),
            stack(size, is_signed=True),
            Number(told.first_of(view, "change", size.variable), part="p"),
            Number(ranks, digits=2, is_signed=True),
            Number(ranks, part="p"),
            Number(size, part="base"),
        )
    )
