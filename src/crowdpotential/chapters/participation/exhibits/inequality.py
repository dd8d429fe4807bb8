"""How unequally residents are active: who does nothing, Gini's coefficient, what the most active do."""

from markupsafe import Markup

from crowdpotential.chapters.participation.exhibits.parts import (
    SECTION,
    Whom,
    explain,
    has_numbers,
    list_places,
    list_wholes,
    place_of,
    stacked_percent,
)
from crowdpotential.exhibits.cells import Cell, Number, Stacked
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, name_place
from crowdpotential.views.frame import level, nothing, place_head
from crowdpotential.views.sentences.obstacles import is_sensitive
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask_briefly

TOPS = ("1", "10")


def show_inequality(view: View) -> Exhibit | Fragment:
    """Show in every place who does nothing, how unequal activity is, and what the most active make of it."""
    places = [[whom for whom in group if find_gini(view, whom) is not None] for group in list_places(view)]
    told = [group for group in places if group]
    if not told:
        return nothing(SECTION, "inequality")
    say, every = view.language.say, [whom for group in told for whom in group]
    rows = [row for whom in every for row in (find_gini(view, whom), find_idle(view, whom), *(find_top(view, whom, top) for top in TOPS))]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="inequality",
        kind="table",
        arrangement="bare",
        title=_title(view),
        subtitle=say("participation.inequality_subtitle", level=level(view)) + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=(Panel(tables=(_table(view, told),)),),
        notes=(_say_amounts(view), say("participation.gini_note"), say("participation.separate"), *explain(view, rows)),
        rows=cite(view, "participation.gini.*", "participation.top_share.*", "participation.inactive_share.*"),
    )


def find_gini(view: View, whom: Whom) -> Result | None:
    """Find Gini's coefficient of a place, or the row that says why there is none."""
    return view.results.first("participation", "gini", **whom.wanted)


def find_top(view: View, whom: Whom, top: str) -> Result | None:
    """Find the share of the most active of so many per cent."""
    return view.results.first("participation", "top_share", category=top, **whom.wanted)


def find_idle(view: View, whom: Whom) -> Result | None:
    """Find the share of those who do nothing."""
    return view.results.first("participation", "inactive_share", **whom.wanted)


def _title(view: View) -> Markup:
    """State what the most active make of all activity, where that is told of everybody and no question about it is sensitive."""
    say, whole = view.language.say, list_wholes(view)[:1]
    top = find_top(view, whole[0], "10") if whole else None
    declared = view.params.participation
    is_hushed = declared is not None and any(is_sensitive(view, entry.variable) for entry in declared.activity)
    if top is None or top.bloc or is_hushed or not has_numbers([top]):
        return say("participation.inequality_caption")
    if top.note:
        return say("participation.inequality_title_all")
    return say(
        "participation.inequality_title",
        share=phrases.percent(view, top, has_sign=True),
        interval=phrases.interval(view, top, scale=100),
        level=level(view),
    )


def _say_amounts(view: View) -> Markup:
    """Name the questions that activity is added up of."""
    declared, say, listed = view.params.participation, view.language.say, list[Markup]()
    for entry in declared.activity if declared else ():
        variable = view.codebook.variable(entry.variable)
        key = "participation.amount_number" if entry.attribute is None else "participation.amount_codes"
        listed.append(say(key, question=ask_briefly(view, variable)))
    return say("participation.amounts", listed=join(listed, "; "))


def _table(view: View, told: "list[list[Whom]]") -> Table:
    say = view.language.say
    return Table(
        caption=say("participation.inequality_caption"),
        columns=(
            Column(head=place_head(view), kind="label"),
            Column(head=say("participation.idle"), label=say("participation.idle")),
            Column(head=say("participation.gini"), label=say("participation.gini")),
            *(Column(head=(head := say("participation.top", top=top)), label=head) for top in TOPS),
            base_column(view),
        ),
        groups=tuple(
            Group(look="sep" if number else "", rows=tuple(_row(view, whom) for whom in group)) for number, group in enumerate(told)
        ),
    )


def _row(view: View, whom: Whom) -> Row:
    gini = find_gini(view, whom)
    return Row(
        (
            Cell(name_place(view, *place_of(whom)), look=None if whom.area else "strong"),
            stacked_percent(find_idle(view, whom)),
            Stacked(Number(gini, digits=2), Number(gini, part="interval", digits=2)),
            *(stacked_percent(find_top(view, whom, top)) for top in TOPS),
            Number(gini, part="base"),
        )
    )
