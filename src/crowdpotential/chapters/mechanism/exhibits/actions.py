"""The table of actions: by actor, what could be done against which barrier, where, and for how many residents."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.mechanism.exhibits.lines import SECTION, Line, Mechanism, by_action, make_mechanism, name_of_line
from crowdpotential.chapters.mechanism.exhibits.roles import say_wanted
from crowdpotential.chapters.mechanism.exhibits.urgent import audience_cells, say_certainty, tell_certainty, tell_rule
from crowdpotential.exhibits.cells import Content, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.views.exhibit_parts import cite, interval_column, name_place
from crowdpotential.views.frame import nothing, place_head
from crowdpotential.views.sentences.above import enumerate_quoted
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_code


def show_actions(view: View) -> Exhibit | Fragment:
    """Tabulate the actions of each actor: lever, first step and indicator, and below them the places with their numbers."""
    made, spec = make_mechanism(view), view.params.mechanism
    if spec is None or not made.lines:
        return nothing(SECTION, "actions")
    say, has_audience = view.language.say, any(one.audience is not None for one in made.barriers)
    panels = [
        _panel(view, own, view.text(label), wanted=_wanted(view, actor) if first else "", has_audience=has_audience)
        for actor, label in spec.actors.items()
        for first, own in _actions_of(made, actor)
    ]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="actions",
        kind="table",
        title=_title(view.whole),
        subtitle=say("mechanism.subtitle_actions"),
        panels=tuple(panels),
        notes=(
            say("mechanism.note_actions"),
            tell_rule(view),
            tell_certainty(view),
            _without_action(view, made),
            *_tell_of_copy(view, made),
        ),
        rows=cite(view, "mechanism.order.*", "mechanism.audience.*", "obstacles.share.*"),
        is_long=True,
    )


def _wanted(view: View, actor: str) -> Markup | str:
    said = say_wanted(view, actor)
    return view.language.say("mechanism.residents_want", listed=said) if said else ""


def _actions_of(made: Mechanism, actor: str) -> list[tuple[bool, list[Line]]]:
    """List the actions of an actor with their lines, and which is the first."""
    actions = by_action(line for line in made.lines if line.actor == actor).values()
    return [(not at, own) for at, own in enumerate(sorted(actions, key=_size))]


def _panel(view: View, lines: Sequence[Line], actor: str, *, wanted: Markup | str, has_audience: bool) -> Panel:
    """Put the barrier, the first step, the indicator and the source of an action above the places it is for."""
    say, line, (_, barrier) = view.language.say, lines[0], name_of_line(view, lines[0])
    return Panel(
        title=line.texts["lever"],
        chip=actor,
        lead=(
            wanted,
            say("mechanism.against", barrier=barrier),
            say("mechanism.how", first_step=line.texts["first_step"], indicator=line.texts["indicator"]),
            tag("span", say("mechanism.source", source=line.source), class_="dim"),
        ),
        tables=(_table(view, lines, has_audience=has_audience),),
    )


def _table(view: View, lines: Sequence[Line], *, has_audience: bool) -> Table:
    say, has_state = view.language.say, any(_state(view, line) for line in lines)
    heads = (
        Column(head=say("mechanism.thousands"), look="value"),
        Column(head=say("mechanism.interval_thousands"), look="interval"),
    )
    return Table(
        caption=say("mechanism.caption_actions", lever=lines[0].texts["lever"]),
        columns=(
            Column(head=place_head(view), kind="label"),
            Column(head=say("mechanism.percent"), look="value"),
            interval_column(view),
            *(heads if has_audience else ()),
            Column(head=say("mechanism.sure")),
            *((Column(head=say("mechanism.state")),) if has_state else ()),
        ),
        groups=(Group(rows=tuple(_row(view, line, has_audience=has_audience, has_state=has_state) for line in lines)),),
    )


def _size(lines: Sequence[Line]) -> tuple[float, ...]:
    """Order actions: those against barriers that are certain to be large come first, lines of the team's own last."""
    shares = [line.barrier.share.ci_low for line in lines if line.barrier is not None and line.barrier.share is not None]
    return (not shares, -max(shares, default=0.0))


def _row(view: View, line: Line, *, has_audience: bool, has_state: bool) -> Row:
    state = (_state(view, line),) if has_state else ()
    if line.barrier is None:
        absent = Number(None)
        return Row((line.place, absent, absent, *((absent, absent) if has_audience else ()), "", *state))
    share = line.barrier.share
    audience: tuple[Content, ...] = audience_cells(view, line.barrier) if has_audience else ()
    return Row(
        (
            name_place(view, *line.barrier.place),
            Number(share, unit="percent"),
            Number(share, part="interval", unit="percent"),
            *audience,
            say_certainty(view, line.barrier),
            *state,
        )
    )


def _state(view: View, line: Line) -> Markup:
    say = view.language.say
    said = [say(f"mechanism.state_{line.state}") if line.state != "program" else Markup("")]
    if line.has_new_words:
        said.append(say("mechanism.state_outdated"))
    return join([text for text in (*said, line.note) if text], "; ")


def _title(view: View) -> Markup:
    """Count the actions of each actor."""
    made, spec = make_mechanism(view), view.params.mechanism
    counts = {actor: len(by_action(line for line in made.lines if line.actor == actor)) for actor in (spec.actors if spec else {})}
    listed = [
        view.language.say("mechanism.actions_of", n=n, actor=view.text(spec.actors[actor])) for actor, n in counts.items() if n and spec
    ]
    return view.language.say("mechanism.title_actions", listed=join(listed, ", "))


def _without_action(view: View, made: Mechanism) -> Markup | str:
    """Name the chosen barriers against which the table of actions has nothing."""
    names = dict.fromkeys(label_of_code(view, one.order.variable, one.category) for one in made.without_action)
    return view.language.say("mechanism.without_action", listed=enumerate_quoted(view, list(names))) if names else ""


def _tell_of_copy(view: View, made: Mechanism) -> list[Markup | str]:
    """State what became of the team's copy: what was kept, what is new, what was set aside and what vanished."""
    say = view.language.say
    if not made.is_merged:
        return [say("mechanism.no_copy", language=view.language.code)]
    counts = {state: sum(line.state == state for line in made.lines) for state in ("edited", "own", "new")}
    gone = [say("mechanism.gone", place=line.place, barrier=line.barrier, lever=line.texts["lever"]) for line in made.vanished]
    return [
        say("mechanism.merged", **counts, aside=len(made.set_aside)),
        say("mechanism.vanished", n=len(gone), listed=join(gone, "; ")) if gone else "",
    ]
