"""The funnel: how many residents stand at each step, how many people they are, and what is lost from one step to the next."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.participation.exhibits.parts import (
    SECTION,
    Whom,
    explain,
    has_numbers,
    list_headlines,
    list_wholes,
    percent,
    persons_at,
    say_persons,
    share_at,
    step_labels,
    thousands,
)
from crowdpotential.exhibits.cells import Bracketed, Content, Joined, Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_column, interval_key
from crowdpotential.views.frame import make_prose, nothing
from crowdpotential.views.view import View


def introduce_participation(view: View) -> Fragment:
    """State what a step is, and of whom its share is."""
    labels = step_labels(view)
    if not labels or not view.results.find("participation", "step_share"):
        return nothing(SECTION, "participation-intro")
    say = view.language.say
    keys = ("intro", "intro_one") if view.results.find("participation", "step_persons") else ("intro_shares", "intro_one_share")
    key = keys[0] if len(labels) > 1 else keys[1]
    return make_prose(SECTION, "participation-intro", say(f"participation.{key}", n=len(labels)), say("participation.intro_known"))


def show_funnel(view: View) -> Exhibit | Fragment:
    """Draw the share at each step with its interval, beside it the thousands of people, and who of the earlier steps goes on."""
    labels = step_labels(view)
    shown = [(whom, steps) for whom in list_wholes(view) if (steps := [step for step in labels if share_at(view, step, whom)])]
    if not shown:
        return nothing(SECTION, "funnel")
    say, rows = view.language.say, _all_rows(view, [whom for whom, _ in shown])
    subtitle = "funnel_subtitle" if view.results.find("participation", "step_persons") else "funnel_subtitle_shares"
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="funnel",
        title=_title(view, shown[0][0], shown[0][1], labels),
        subtitle=say(f"participation.{subtitle}") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        legend=(interval_key(view),),
        panels=tuple(
            Panel(
                tables=(_table(view, whom, steps, labels), *_loss_tables(view, whom, steps, labels)),
                title=view.bloc_name(whom.bloc) if whom.bloc else "",
                bloc=whom.bloc,
            )
            for whom, steps in shown
        ),
        notes=_notes(view, [whom for whom, _ in shown], labels, rows),
        rows=cite(
            view,
            "participation.step_share.*",
            "participation.step_persons.*",
            "participation.step_through.*",
            "participation.step_retention.*",
        ),
        file="funnel",
    )


def _title(view: View, whom: Whom, steps: Sequence[str], labels: dict[str, str]) -> Markup:
    named = list_headlines(view, steps)
    if whom.bloc or len(named) < 2:
        return view.language.say("participation.funnel_caption")
    first, last = (share_at(view, step, whom) for step in (named[0], named[-1]))
    if not (has_numbers([first]) and has_numbers([last])):
        return view.language.say("participation.funnel_caption")
    return view.language.say(
        "participation.funnel_title",
        first=labels[named[0]],
        last=labels[named[-1]],
        share=phrases.percent(view, first, has_sign=True),
        rest=phrases.percent(view, last, has_sign=True),
    )


def _table(view: View, whom: Whom, steps: Sequence[str], labels: dict[str, str]) -> Table:
    say, has_persons = view.language.say, any(persons_at(view, step, whom) for step in steps)
    shares = [row for step in steps if (row := share_at(view, step, whom)) and has_numbers([row])]
    ends = [100 * end for row in shares for end in (row.estimate, row.ci_low, row.ci_high)]
    people = (Column(head=say("participation.thousands"), label=say("participation.thousands_short"), look="interval"),)
    return Table(
        form="plot",
        label_em=13,
        caption=say("participation.funnel_caption"),
        axis=Axis(scale=choose_scale([0.0, *ends], lowest=0, highest=100), spoken=say("participation.on_scale"), suffix=" %"),
        columns=(
            Column(head=say("participation.step"), kind="label"),
            Column(kind="track"),
            Column(head=say("participation.share"), label=say("participation.share"), look="value"),
            interval_column(view),
            *(people if has_persons else ()),
            base_column(view),
        ),
        groups=(Group(rows=tuple(_row(view, whom, step, labels, has_persons=has_persons) for step in steps)),),
    )


def _row(view: View, whom: Whom, step: str, labels: dict[str, str], *, has_persons: bool) -> Row:
    share = share_at(view, step, whom)
    people = (_with_interval(persons_at(view, step, whom)),) if has_persons else ()
    return Row((labels[step], _track(share, whom), percent(share), percent(share, "interval"), *people, Number(share, part="base")))


def _loss_tables(view: View, whom: Whom, steps: Sequence[str], labels: dict[str, str]) -> tuple[Table, ...]:
    """Set below the chart who took a step and all before it, and who of those so far takes it; nothing of a single step."""
    say, rows = view.language.say, [row for step in steps if (row := _loss(view, whom, step, labels)) is not None]
    if not rows:
        return ()
    columns = (
        Column(head=say("participation.step"), kind="label"),
        Column(head=say("participation.through"), label=say("participation.through_short"), look="value"),
        interval_column(view),
        Column(head=say("participation.onward"), label=say("participation.onward_short"), look="value"),
        interval_column(view),
        Column(head=say("participation.onward_base"), label="n", look="base"),
    )
    return (Table(caption=say("participation.losses"), columns=columns, groups=(Group(rows=tuple(rows)),)),)


def _loss(view: View, whom: Whom, step: str, labels: dict[str, str]) -> Row | None:
    through = view.results.first("participation", "step_through", variable=step, **whom.wanted)
    onward = view.results.first("participation", "step_retention", variable=step, **whom.wanted)
    if through is None and onward is None:
        return None
    numbers = (percent(through), percent(through, "interval"), percent(onward), percent(onward, "interval"))
    return Row((labels[step], *numbers, Number(onward, part="base")))


def _track(share: Result | None, whom: Whom) -> Track:
    if share is None or share.is_suppressed:
        return Track(bloc=whom.bloc)
    mark = Mark(100 * share.estimate, low=100 * share.ci_low, high=100 * share.ci_high, bloc=whom.bloc)
    return Track((mark,), bloc=whom.bloc)


def _with_interval(row: Result | None) -> Content:
    """Write thousands of people with their interval in brackets."""
    number = thousands(row)
    return Joined((number, Bracketed(thousands(row, "interval")))) if number.is_known else number


def _all_rows(view: View, wholes: Sequence[Whom]) -> list[Result]:
    places = {(whom.bloc, whom.area) for whom in wholes}
    return [
        row
        for measure in ("step_share", "step_persons", "step_through", "step_retention")
        for row in view.results.find("participation", measure, domain_variable="")
        if (row.bloc, row.area) in places
    ]


def _notes(view: View, wholes: Sequence[Whom], labels: dict[str, str], rows: Sequence[Result]) -> tuple[Markup | str, ...]:
    say = view.language.say
    several, counts = len(labels) > 1, bool(view.results.find("participation", "step_persons"))
    return (
        say("participation.note_known"),
        _say_unknown(view, wholes, labels),
        say("participation.note_onward") if several else "",
        _say_apart(view, wholes, labels) if several else "",
        say_persons(view, is_told=counts),
        _say_not_asked(view, labels),
        *explain(view, rows),
    )


def _say_unknown(view: View, wholes: Sequence[Whom], labels: dict[str, str]) -> Markup:
    """Count of whom a step is not known, where there are such."""
    found = [
        row
        for whom in wholes
        for row in view.results.find("participation", "step_unknown", **whom.wanted)
        if not row.is_suppressed and row.estimate > 0
    ]
    listed = (_named_count(view, row, labels) for row in found)
    return view.language.say("participation.unknown", listed=join(listed, "; ")) if found else Markup("")


def _say_apart(view: View, wholes: Sequence[Whom], labels: dict[str, str]) -> Markup:
    """Say whether the steps are nested in the answers, and who stands at one without those before it."""
    every = [row for whom in wholes for row in view.results.find("participation", "step_apart", **whom.wanted)]
    found = [row for row in every if row.is_suppressed or row.estimate > 0]
    if not every:
        return Markup("")
    if not found:
        return view.language.say("participation.nested")
    return view.language.say("participation.apart", listed=join((_named_count(view, row, labels) for row in found), "; "))


def _named_count(view: View, row: Result, labels: dict[str, str]) -> Markup:
    side = f" ({view.bloc_name(row.bloc)})" if row.bloc else ""
    return view.language.say("participation.named_count", step=labels[row.variable], side=side, count=phrases.count(view, row))


def _say_not_asked(view: View, labels: dict[str, str]) -> Markup:
    """Name the steps of which nothing is said of all together, because a side was not asked."""
    if not view.joins_samples:
        return Markup("")
    lacking = [label for step, label in labels.items() if share_at(view, step, Whom()) is None]
    return view.language.say("participation.not_asked", steps="; ".join(lacking)) if lacking else Markup("")
