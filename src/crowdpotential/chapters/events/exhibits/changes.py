"""What changed for the same people between both forms: two means for each question, joined by a line."""

from markupsafe import Markup

from crowdpotential.chapters.events.exhibits.naming import (
    SECTION,
    Told,
    by_bounds,
    conclude,
    count_found,
    group_by_level,
    list_told,
    name_event,
    quote,
    stack,
)
from crowdpotential.exhibits.cells import Joined, Mark, Number, Shape, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

BELOW = 1.0  # where the mark of after stands, so that its interval does not cover that of before, on the middle of the row


def show_changes(view: View) -> Exhibit | Fragment:
    """Draw the means before and after, and the change with its interval."""
    events = list_told(view, "change")
    if not events:
        return nothing(SECTION, "events-changes")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="events-changes",
        title=_title(view.whole),
        subtitle=say("events.subtitle_changes"),
        legend=(
            Key(words=say("events.before"), shape="ring"),
            Key(words=say("events.after"), shape="square"),
            interval_key(view),
        ),
        panels=tuple(
            Panel(
                title=name_event(view, told),
                tables=tuple(_table(view, told, bounds, names) for bounds, names in by_bounds(told)),
                after=(phrases.interval_note(view, list(told.rows.values()), method="holm"),),
            )
            for told in events
        ),
        notes=(say("events.note_no_effect"), say("events.note_population")),
        rows=cite(view, "events.mean_before.*", "events.mean_after.*", "events.change.*"),
        file="events_changes",
    )


def _table(view: View, told: Told, bounds: tuple[float, float], names: list[str]) -> Table:
    say = view.language.say
    heads = ("means", "change")
    return Table(
        form="plot",
        label_em=19,
        caption=say("events.caption_changes"),
        axis=Axis(scale=choose_scale(bounds), spoken=say("events.on_scale")),
        columns=(
            Column(head=say("events.head_statement"), kind="label"),
            Column(kind="track"),
            *(Column(head=say(f"events.head_{head}"), label=say(f"events.head_{head}"), look="value") for head in heads),
            base_column(view),
            Column(head=say("events.head_conclusion"), label=say("events.head_conclusion"), look="verdict"),
        ),
        groups=group_by_level(view, told, {name: _row(view, told, told.rows[name]) for name in names}),
    )


def _row(view: View, told: Told, change: Result) -> Row:
    before, after = (told.first_of(view, measure, change.variable) for measure in ("mean_before", "mean_after"))
    return Row(
        (
            quote(view, told, change.variable),
            Track((*_marks(before, "ring", 0.0), *_marks(after, "point", BELOW))),
            Joined((Number(before, digits=2), Number(after, digits=2)), separator=" → "),
            stack(change, is_signed=True),
            Number(change, part="base"),
            conclude(view, change, words="agreement"),
        )
    )


def _marks(row: Result | None, shape: Shape, step: float) -> tuple[Mark, ...]:
    if row is None or row.is_suppressed:
        return ()
    return (Mark(row.estimate, low=row.ci_low, high=row.ci_high, shape=shape, step=step),)


def _title(view: View) -> Markup:
    """Say of each event how many answers rose and fell, of those that were tested."""
    say, parts = view.language.say, list[Markup]()
    for told in list_told(view, "change"):
        n_rose, n_fell, n_tested = count_found(told.rows.values())
        if n_tested:
            key = "both" if n_rose and n_fell else "rise" if n_rose else "fall" if n_fell else "none"
            parts.append(say(f"events.changed_{key}", event=name_event(view, told), rose=n_rose, fell=n_fell, n=n_tested))
    return join(parts, "; ") if parts else say("events.caption_changes")
