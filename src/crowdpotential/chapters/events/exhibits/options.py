"""Options that participants choose in questions with several answers: what they lacked, what they want."""

from collections.abc import Sequence

from crowdpotential.chapters.events.exhibits.naming import SECTION, Told, list_told, name_event
from crowdpotential.chapters.events.exhibits.reactions import bar
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result, by_size
from crowdpotential.views.exhibit_parts import base_column, cite, interval_column, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View


def show_options(view: View) -> Exhibit | Fragment:
    """Draw the share of each option, a panel for each question."""
    events = list_told(view, "chosen")
    if not events:
        return nothing(SECTION, "events-options")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="events-options",
        title=say("events.title_options"),
        subtitle=say("events.subtitle_options"),
        legend=(interval_key(view),),
        panels=tuple(
            Panel(
                title=say("events.option_panel", event=name_event(view, told), words=view.text(told.book.variable(question).wording)),
                tables=(_table(view, told, view.results.find(SECTION, "chosen", domain=told.name, variable=question)),),
            )
            for told in events
            for question in told.rows
        ),
        notes=(say("events.note_several"), say("events.note_dash_options", fewest=view.params.report.min_count)),
        rows=cite(view, "events.chosen.*"),
        file="events_options",
    )


def _table(view: View, told: Told, rows: Sequence[Result]) -> Table:
    say = view.language.say
    return Table(
        form="plot",
        label_em=17,
        caption=say("events.title_options"),
        axis=Axis(scale=choose_scale([0.0, 100.0]), spoken=say("events.on_share"), suffix="%"),
        columns=(
            Column(head=say("events.head_option"), kind="label"),
            Column(kind="track"),
            Column(head=say("events.head_chosen"), label=say("events.head_chosen"), look="value"),
            interval_column(view),
            base_column(view),
        ),
        groups=(Group(rows=tuple(_row(view, told, row) for row in by_size(rows))),),
    )


def _row(view: View, told: Told, row: Result) -> Row:
    label = told.book.codes(row.variable)[int(row.category)].label
    return Row(
        (
            view.text(label),
            bar(row),
            Number(row, unit="percent", digits=0),
            Number(row, part="interval", unit="percent", digits=0),
            Number(row, part="base"),
        )
    )
