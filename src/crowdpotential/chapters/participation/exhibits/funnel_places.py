"""Shares at each step, and the thousands of people behind them: of everybody, sides, areas, and groups of residents."""

from collections.abc import Callable

from markupsafe import Markup

from crowdpotential.chapters.participation.exhibits.parts import (
    SECTION,
    Whom,
    explain,
    list_groups,
    list_places,
    list_variables,
    persons_at,
    place_of,
    say_persons,
    share_at,
    stacked_percent,
    stacked_thousands,
    step_labels,
)
from crowdpotential.exhibits.cells import Cell, Content, Stacked
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite, name_place
from crowdpotential.views.frame import bloc_notes, level, nothing, place_head, unplaced_notes
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

Rows = list[tuple[Content, list[Whom]]]  # a title, and whom the rows below it are about
Look = Callable[[View, str, Whom], Result | None]


def show_places(view: View) -> Exhibit | Fragment:
    """Show each step by side and area; nothing where there is but one place."""
    found: Rows = [("", group) for group in list_places(view)]
    if sum(len(group) for _, group in found) < 2:
        return nothing(SECTION, "funnel-places")
    title = "participation.places_title" if view.areas else "participation.places_title_sides"
    return _show(view, "funnel-places", found, view.language.say(title, areas=view.area_words, blocs=view.bloc_words))


def show_step_groups(view: View) -> Exhibit | Fragment:
    """Show each step by group of residents."""
    found: Rows = [(_title_of(view, name), list_groups(view, name)) for name in list_variables(view)]
    return _show(view, "funnel-groups", found, view.language.say("participation.groups_title"))


def _title_of(view: View, variable: str) -> Markup:
    return join([name_of_variable(view, variable)])


def _show(view: View, anchor: str, found: Rows, title: Markup) -> Exhibit | Fragment:
    labels, told = step_labels(view), [(head, own) for head, group in found if (own := [w for w in group if _has_any(view, w)])]
    if not told or not labels:
        return nothing(SECTION, anchor)
    say, every = view.language.say, [whom for _, group in told for whom in group]
    rows = [look(view, step, whom) for look in (share_at, persons_at) for step in labels for whom in every]
    counts = any(persons_at(view, step, whom) for step in labels for whom in every)
    subtitle = "places_subtitle" if counts else "places_subtitle_shares"
    tables = [(say("participation.in_percent"), share_at, stacked_percent)]
    tables += [(say("participation.in_thousands"), persons_at, stacked_thousands)] if counts else []
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor=anchor,
        kind="table",
        title=title,
        subtitle=say(f"participation.{subtitle}", level=level(view)) + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=tuple(
            Panel(tables=(_table(view, anchor, told, look=look, write=write, caption=caption),), title=caption)
            for caption, look, write in tables
        ),
        notes=(
            say("participation.note_known"),
            say_persons(view, is_told=counts),
            say("participation.separate"),
            *explain(view, rows),
            *unplaced_notes(view),
            *bloc_notes(view),
        ),
        rows=cite(view, "participation.step_share.*", "participation.step_persons.*"),
        is_long=True,
    )


def _has_any(view: View, whom: Whom) -> bool:
    return any(share_at(view, step, whom) for step in step_labels(view))


def _table(view: View, anchor: str, told: Rows, *, look: Look, write: Callable[[Result | None], Stacked], caption: Markup) -> Table:
    say, labels = view.language.say, step_labels(view)
    head = place_head(view) if anchor == "funnel-places" else say("groups.group")
    return Table(
        caption=caption,
        columns=(
            Column(head=head, kind="label"),
            *(Column(head=label, label=label) for label in labels.values()),
        ),
        groups=tuple(
            Group(
                title=title,
                look="sep" if number and not title else "",
                rows=tuple(Row((_name(view, whom), *(write(look(view, step, whom)) for step in labels))) for whom in group),
            )
            for number, (title, group) in enumerate(told)
        ),
        looks=("pin1",),
    )


def _name(view: View, whom: Whom) -> Cell | Content:
    """Name a place, or a group: behind the mark of its side where groups are told of each side."""
    if not whom.domain_variable:
        return Cell(name_place(view, *place_of(whom)), look=None if whom.area else "strong")
    label = label_of_key(view, whom.domain_variable, whom.domain)
    return label if not whom.bloc else join([label, view.bloc_name(whom.bloc)], ", ")
