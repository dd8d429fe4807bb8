"""The change as people see it afterwards beside that between both forms: did the yardstick itself move?"""

from markupsafe import Markup

from crowdpotential.chapters.events.exhibits.naming import (
    SECTION,
    Told,
    conclude,
    count_found,
    group_by_level,
    list_told,
    name_event,
    quote,
    stack,
)
from crowdpotential.exhibits.cells import Mark, Number, Shape, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result, ends
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

ABOVE = -1.0  # where the mark of the forms stands, so that its interval does not cover the other, on the middle of the row


def show_retrospective(view: View) -> Exhibit | Fragment:
    """Draw both changes of each question, and say where the view of before has moved."""
    events = list_told(view, "response_shift")
    if not events:
        return nothing(SECTION, "events-retrospective")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="events-retrospective",
        title=_title(view.whole),
        subtitle=say("events.subtitle_retrospective"),
        legend=(
            Key(words=say("events.by_forms"), shape="square"),
            Key(words=say("events.in_retrospect"), shape="ring"),
            interval_key(view),
        ),
        panels=tuple(
            Panel(
                title=name_event(view, told),
                tables=(_table(view, told),),
                after=(phrases.interval_note(view, list(told.rows.values()), method="holm"),),
            )
            for told in events
        ),
        notes=(say("events.note_shift"), say("events.note_no_effect")),
        rows=cite(view, "events.retrospective_change.*", "events.response_shift.*", "events.change.*"),
        file="events_retrospective",
    )


def _table(view: View, told: Told) -> Table:
    say = view.language.say
    heads = ("by_forms", "retrospective", "shift")
    return Table(
        form="plot",
        label_em=11.5,
        caption=say("events.caption_retrospective"),
        axis=Axis(scale=_scale(view, told), spoken=say("events.on_change"), is_signed=True),
        columns=(
            Column(head=say("events.head_statement"), kind="label"),
            Column(kind="track"),
            *(Column(head=say(f"events.head_{head}"), label=say(f"events.head_{head}"), look="value") for head in heads),
            base_column(view),
            Column(head=say("events.head_then"), label=say("events.head_then"), look="verdict"),
        ),
        groups=group_by_level(view, told, {name: _row(view, told, row) for name, row in told.rows.items()}),
    )


def _pair(view: View, told: Told, question: str) -> tuple[Result | None, Result | None]:
    return told.first_of(view, "change", question), told.first_of(view, "retrospective_change", question)


def _scale(view: View, told: Told) -> Scale:
    rows = [row for name in told.rows for row in _pair(view, told, name) if row is not None and not row.is_suppressed]
    return choose_scale([0.0, *(value for row in rows for value in (row.estimate, *ends(row)))])


def _row(view: View, told: Told, shift: Result) -> Row:
    change, retrospective = _pair(view, told, shift.variable)
    marks = (*_marks(change, "point", ABOVE), *_marks(retrospective, "ring", 0.0))
    return Row(
        (
            quote(view, told, shift.variable),
            Track(marks),
            Number(change, digits=2, is_signed=True),
            Number(retrospective, digits=2, is_signed=True),
            stack(shift, is_signed=True),
            Number(shift, part="base"),
            conclude(view, shift, words="former"),
        )
    )


def _marks(row: Result | None, shape: Shape, step: float) -> tuple[Mark, ...]:
    if row is None or row.is_suppressed:
        return ()
    low, high = ends(row)
    return (Mark(row.estimate, low=low, high=high, shape=shape, step=step),)


def _title(view: View) -> Markup:
    """Say of each event on how many statements people now see themselves before otherwise than they did then."""
    say, parts = view.language.say, list[Markup]()
    for told in list_told(view, "response_shift"):
        n_rose, n_fell, n_tested = count_found(told.rows.values())
        if n_tested:
            key = "both" if n_rose and n_fell else "higher" if n_rose else "lower" if n_fell else "none"
            parts.append(say(f"events.shifted_{key}", event=name_event(view, told), found=n_rose + n_fell, n=n_tested))
    return join(parts, "; ") if parts else say("events.caption_retrospective")
