"""Who filled in the forms of each event, and who was found again."""

from markupsafe import Markup

from crowdpotential.chapters.events.exhibits.naming import SECTION, list_told, name_event
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

ORDER = ("participants", "before", "after", "matched", "only_before", "only_after", "nameless", "twice", "left_out", "joined")
OFTEN = ("participants", "before", "after", "matched", "only_before", "only_after")  # told even where there is nobody


def show_flow(view: View) -> Exhibit | Fragment:
    """Tabulate forms and people of each event."""
    events = list_told(view, "flow")
    if not events:
        return nothing(SECTION, "events-flow")
    say = view.language.say
    table = Table(
        caption=say("events.caption_flow"),
        looks=("wrap",),
        columns=(
            Column(head=say("events.head_flow"), kind="label"),
            Column(head=say("events.head_count"), label=say("events.head_count"), look="value"),
            Column(head=say("events.head_response"), label=say("events.head_response")),
        ),
        groups=tuple(Group(title=name_event(view, told), rows=_rows(view, told.name, is_paired=bool(told.event.waves))) for told in events),
    )
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="events-flow",
        kind="table",
        arrangement="bare",
        title=_title(view),
        panels=(Panel(tables=(table,)),),
        notes=(
            say("events.note_words") if any(told.event.waves for told in events) else "",
            say("events.note_levels"),
        ),
        rows=cite(view, "events.flow.*", "events.response.*"),
    )


def _rows(view: View, name: str, *, is_paired: bool) -> tuple[Row, ...]:
    counts = {row.category: row for row in view.results.find(SECTION, "flow", domain=name)}
    shares = {row.category: row for row in view.results.find(SECTION, "response", domain=name)}
    shown = [key for key in ORDER if key in counts and (key in OFTEN or counts[key].estimate)]
    return tuple(
        Row(
            (
                view.language.say(f"events.flow_{key}" if is_paired or key != "after" else "events.flow_once"),
                Number(counts[key], digits=0),
                Number(shares[key], unit="percent", digits=0) if key in shares else view.language.say("events.nothing"),
            )
        )
        for key in shown
    )


def _title(view: View) -> Markup:
    """Say of each event whose forms are joined how many people are found again."""
    say = view.language.say
    found = [
        say("events.found_again", event=name_event(view, told), matched=phrases.count(view, again), before=phrases.count(view, before))
        for told in list_told(view, "flow")
        if (again := view.results.first(SECTION, "flow", domain=told.name, category="matched"))
        and (before := view.results.first(SECTION, "flow", domain=told.name, category="before"))
    ]
    return say("events.title_flow", events=join(found, "; ")) if found else say("events.caption_flow")
