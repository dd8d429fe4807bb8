"""Those who were lost beside those who stayed, by what both said before the event."""

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
from crowdpotential.exhibits.cells import Joined, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View


def show_attrition(view: View) -> Exhibit | Fragment:
    """Tabulate both means of each question and their difference."""
    events = list_told(view, "lost_mean")
    if not events:
        return nothing(SECTION, "events-attrition")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="events-attrition",
        kind="table",
        title=_title(view.whole),
        subtitle=say("events.subtitle_attrition"),
        panels=tuple(
            Panel(
                title=name_event(view, told),
                tables=(_table(view, told),),
                after=(phrases.interval_note(view, view.results.find(SECTION, "lost_difference", domain=told.name), method="holm"),),
            )
            for told in events
        ),
        notes=(say("events.note_attrition"),),
        rows=cite(view, "events.stayed_mean.*", "events.lost_mean.*", "events.lost_difference.*"),
    )


def _table(view: View, told: Told) -> Table:
    say = view.language.say
    heads = ("stayed", "lost", "difference", "bases", "conclusion")
    return Table(
        looks=("wrap",),
        caption=say("events.caption_attrition"),
        columns=(
            Column(head=say("events.head_statement"), kind="label"),
            *(Column(head=say(f"events.head_{head}"), label=say(f"events.head_{head}"), is_words=head == "conclusion") for head in heads),
        ),
        groups=group_by_level(view, told, {name: _row(view, told, row) for name, row in told.rows.items()}),
    )


def _row(view: View, told: Told, lost: Result) -> Row:
    stayed, difference = (told.first_of(view, measure, lost.variable) for measure in ("stayed_mean", "lost_difference"))
    return Row(
        (
            quote(view, told, lost.variable),
            stack(stayed),
            stack(lost),
            stack(difference, is_signed=True),
            Joined((Number(stayed, part="base"), Number(lost, part="base")), separator=" / "),
            conclude(view, difference, words="lost"),
        )
    )


def _title(view: View) -> Markup:
    """Say of each event on how many questions those who were lost differed already before."""
    say, parts = view.language.say, list[Markup]()
    for told in list_told(view, "lost_mean"):
        n_rose, n_fell, n_tested = count_found(view.results.find(SECTION, "lost_difference", domain=told.name))
        if n_tested:
            key = "some" if n_rose + n_fell else "none"
            parts.append(say(f"events.lost_{key}", event=name_event(view, told), found=n_rose + n_fell, n=n_tested))
    return join(parts, "; ") if parts else say("events.caption_attrition")
