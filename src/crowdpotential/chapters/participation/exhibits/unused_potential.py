"""Who could be won, and where they are: residents with high potential who do not take part, by place and by group."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.participation.exhibits.parts import (
    SECTION,
    Whom,
    has_numbers,
    list_groups,
    list_places,
    list_variables,
    percent,
    place_of,
    thousands,
)
from crowdpotential.chapters.participation.exhibits.quadrants import list_notes, name_participating, write_cut
from crowdpotential.exhibits.cells import Cell, Content, Mark, Number, Stacked, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.printing import print_content
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, bloc_keys, cite, interval_key, name_place
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

IDLE = "high_out"
Titled = tuple[Content, list[Whom]]  # a title, and whom the rows below it are about


def show_unused_potential(view: View) -> Exhibit | Fragment:
    """Draw the share who could be won in every place and group; sides that may not be compared have a panel each."""
    panels = [(title, groups) for title, groups in _list_panels(view) if groups]
    if not panels:
        return nothing(SECTION, "unused-potential")
    say, every = view.language.say, [whom for _, groups in panels for _, own in groups for whom in own]
    rows = [row for whom in every for row in (_share(view, whom), _persons(view, whom), _of_high(view, whom))]
    shares = [row for whom in every if (row := _share(view, whom)) and has_numbers([row])]
    scale = choose_scale(
        [0.0, *(100 * end for row in shares for end in (row.estimate, row.ci_low, row.ci_high))], lowest=0, highest=100, most_steps=3
    )
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="unused-potential",
        title=say("participation.unused_title"),
        subtitle=say("participation.unused_subtitle", step=name_participating(view), cut=write_cut(view))
        + " "
        + say(f"frame.weighted_{view.weighting_kind}"),
        legend=(*bloc_keys(view), interval_key(view)),
        panels=tuple(
            Panel(
                tables=(_table(view, groups, scale),),
                title=view.bloc_name(bloc) if bloc else "",
                bloc=bloc,
            )
            for bloc, groups in panels
        ),
        notes=(*list_notes(view, rows), say("participation.separate"), _say_contrasts(view)),
        rows=cite(
            view,
            "participation.quadrant_share.index=high_out.*",
            "participation.quadrant_persons.index=high_out.*",
            "participation.idle_share.*",
        ),
        file="unused_potential",
        is_long=True,
    )


def _list_panels(view: View) -> list[tuple[str, list[Titled]]]:
    """List places, then groups, in one panel; where sides may not be compared, everybody and the sides with their areas apart."""
    places = [[whom for whom in group if _share(view, whom)] for group in list_places(view)]
    groups: list[Titled] = [(join([name_of_variable(view, name)]), list_groups(view, name)) for name in list_variables(view)]
    told = [(title, kept) for title, own in groups if (kept := [whom for whom in own if _share(view, whom)])]
    if len(view.params.blocs) < 2 or view.compares_blocs:
        return [("", [*(("", own) for own in places if own), *told])]
    apart: list[tuple[str, list[Titled]]] = [(own[0].bloc, [("", own)]) for own in places if own]
    if not view.joins_samples:  # groups are told of each side, too
        return [*apart, *((("", told),) if told else ())]
    return [(bloc, [*titled, *(() if bloc else told)]) for bloc, titled in apart]


def _share(view: View, whom: Whom) -> Result | None:
    return view.results.first("participation", "quadrant_share", category=IDLE, **whom.wanted)


def _persons(view: View, whom: Whom) -> Result | None:
    return view.results.first("participation", "quadrant_persons", category=IDLE, **whom.wanted)


def _of_high(view: View, whom: Whom) -> Result | None:
    return view.results.first("participation", "idle_share", **whom.wanted)


def _table(view: View, groups: Sequence[Titled], scale: Scale) -> Table:
    say, counts = view.language.say, bool(view.results.find("participation", "quadrant_persons"))
    people = (Column(head=say("participation.thousands"), label=say("participation.thousands_short"), look="interval"),) if counts else ()
    return Table(
        form="plot",
        label_em=14,
        caption=say("participation.unused_title"),
        axis=Axis(scale=scale, spoken=say("participation.on_scale"), suffix=" %"),
        columns=(
            Column(kind="label"),
            Column(kind="track"),
            Column(head=say("participation.share"), label=say("participation.share"), look="value"),
            *people,
            Column(head=say("participation.of_high"), label=say("participation.of_high_short"), look="interval"),
            base_column(view),
        ),
        groups=tuple(
            Group(title=title, look="sep" if number and not title else "", rows=tuple(_row(view, whom, counts=counts) for whom in own))
            for number, (title, own) in enumerate(groups)
        ),
    )


def _row(view: View, whom: Whom, *, counts: bool) -> Row:
    share, persons, of_high = _share(view, whom), _persons(view, whom), _of_high(view, whom)
    people = (_with_interval(thousands(persons), thousands(persons, "interval")),) if counts else ()
    idle = _with_interval(percent(of_high), percent(of_high, "interval"))
    base = Number(share, part="base")
    return Row((_name(view, whom), _track(share, whom), _with_interval(percent(share), percent(share, "interval")), *people, idle, base))


def _with_interval(number: Number, interval: Number) -> Content:
    return Stacked(number, interval) if number.is_known else number


def _name(view: View, whom: Whom) -> Cell | Content:
    if not whom.domain_variable:
        return Cell(name_place(view, *place_of(whom)), look=None if whom.area else "strong")
    label = label_of_key(view, whom.domain_variable, whom.domain)
    return label if not whom.bloc else join([label, view.bloc_name(whom.bloc)], ", ")


def _track(share: Result | None, whom: Whom) -> Track:
    if share is None or not has_numbers([share]):
        return Track(bloc=whom.bloc)
    return Track((Mark(100 * share.estimate, low=100 * share.ci_low, high=100 * share.ci_high, bloc=whom.bloc),), bloc=whom.bloc)


def _say_contrasts(view: View) -> Markup:
    """State what separates the sides in it, where that may be said."""
    say = view.language.say
    listed = [
        say(
            "participation.unused_contrast",
            first=view.bloc_name(row.bloc),
            second=view.bloc_name(row.reference_bloc),
            difference=print_content(view.setting, Number(row, unit="percent", is_signed=True)),
            interval=phrases.interval(view, row, scale=100),
            verdict=print_content(view.setting, Verdict(row)),
        )
        for row in view.results.find("participation", "quadrant_contrast")
        if not row.is_suppressed and {row.bloc, row.reference_bloc} <= set(view.blocs)
    ]
    return say("participation.unused_contrasts", listed=join(listed, "; ")) if listed else Markup("")
