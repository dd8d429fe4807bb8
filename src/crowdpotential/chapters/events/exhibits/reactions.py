"""What participants say of an event: the share of those who agree, as bars, and the mean answer."""

from markupsafe import Markup

from crowdpotential.chapters.events.exhibits.naming import SECTION, Told, group_by_level, list_told, name_event, quote, stack
from crowdpotential.exhibits.cells import Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_column, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

BAR = 2  # shade


def show_reactions(view: View) -> Exhibit | Fragment:
    """Draw who agrees with each statement that is asked once."""
    events = list_told(view, "rating")
    if not events:
        return nothing(SECTION, "events-reactions")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="events-reactions",
        title=_title(view.whole),
        subtitle=say("events.subtitle_reactions"),
        legend=(interval_key(view),),
        panels=tuple(Panel(title=name_event(view, told), tables=(_table(view, told),)) for told in events),
        notes=(say("events.note_population"), say("events.note_dash", fewest=view.params.report.min_count)),
        rows=cite(view, "events.rating.*", "events.agreeing.*"),
        file="events_reactions",
    )


def _table(view: View, told: Told) -> Table:
    say = view.language.say
    return Table(
        form="plot",
        label_em=19,
        caption=say("events.caption_reactions"),
        axis=Axis(scale=choose_scale([0.0, 100.0]), spoken=say("events.on_share"), suffix="%"),
        columns=(
            Column(head=say("events.head_statement"), kind="label"),
            Column(kind="track"),
            Column(head=say("events.head_agreeing"), label=say("events.head_agreeing"), look="value"),
            interval_column(view),
            Column(head=say("events.head_mean"), label=say("events.head_mean"), look="plain"),
            base_column(view),
        ),
        groups=group_by_level(view, told, {name: _row(view, told, row) for name, row in told.rows.items()}),
    )


def _row(view: View, told: Told, mean: Result) -> Row:
    share = told.first_of(view, "agreeing", mean.variable)
    return Row(
        (
            quote(view, told, mean.variable),
            bar(share),
            Number(share, unit="percent", digits=0),
            Number(share, part="interval", unit="percent", digits=0),
            stack(mean),
            Number(mean, part="base"),
        )
    )


def bar(row: Result | None) -> Track:
    """Draw a share as a bar from zero, with its interval."""
    if row is None or row.is_suppressed:
        return Track()
    value, low, high = (100 * number for number in (row.estimate, row.ci_low, row.ci_high))
    return Track((Mark(value, low=0.0, high=value, shape="bar", level=BAR), Mark(value, low=low, high=high, shape="interval")))


def _title(view: View) -> Markup:
    """Say of each event with which statement most agree, where every share is told and its interval lies above all others."""
    say, parts = view.language.say, list[Markup]()
    for told in list_told(view, "rating"):
        shares = [told.first_of(view, "agreeing", name) for name in told.event.levels.reaction if name in told.rows]
        known = [row for row in shares if row is not None and not row.is_suppressed]
        if len(known) > 1 and len(known) == len(shares):
            first, *others = sorted(known, key=lambda row: -row.estimate)
            if not first.ci_low > max(row.ci_high for row in others):
                continue
            share = phrases.percent(view, first, digits=0, has_sign=True)
            parts.append(say("events.most_agree", event=name_event(view, told), share=share, words=quote(view, told, first.variable)))
    return say("events.title_reactions", events=join(parts, "; ")) if parts else say("events.caption_reactions")
