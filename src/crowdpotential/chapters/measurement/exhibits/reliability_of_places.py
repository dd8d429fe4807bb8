"""How reliable the scores are on each side and in each area."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.measurement.exhibits.coefficients import find_alphas
from crowdpotential.exhibits.cells import Cell, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, name_place
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View


def show_place_reliability(view: View) -> Exhibit | Fragment:
    """Show alpha of each dimension in every side and area: a comparison needs scores that are reliable on each side."""
    groups = _place_groups(view)
    every = [row for row in find_alphas(view) if row.variable in view.params.index.dimensions and _is_place(view.whole, row)]
    if not groups or not every or all(row.is_suppressed for row in every):
        return nothing("measure", "reliability-places")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="reliability-places",
        kind="table",
        arrangement="bare",
        title=_title(view, every),
        subtitle=say("places.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=(Panel(tables=(_table(view, groups),)),),
        notes=(say("places.note"),),
        rows=cite(
            view,
            "measurement.alpha.*.bloc=*",
            "measurement.alpha.*.area=*",
            "measurement.omega_total.*.model=one_factor.*",
        ),
    )


def _table(view: View, groups: tuple[Group, ...]) -> Table:
    say, dimensions = view.language.say, (*view.params.index.dimensions, *view.params.index.also)
    return Table(
        looks=("pin1",),
        caption=say("places.caption"),
        columns=(Column(head=say("places.place"), kind="label"), *(Column(head=d) for d in dimensions)),
        groups=groups,
    )


def _title(view: View, every: Sequence[Result]) -> Markup:
    """Name the lowest alpha, where no hidden one may be lower."""
    if any(row.is_suppressed for row in every):
        return view.language.say("places.caption")
    lowest = min(every, key=lambda row: row.estimate)
    return view.language.say(
        "places.title" if len(view.params.index.dimensions) > 1 else "places.title_single",
        lowest=phrases.estimate(view, lowest, digits=2),
        dimension=view.dimension_label(lowest.variable),
        place=view.area_name(lowest.area) if lowest.area else view.bloc_name(lowest.bloc),
    )


def _place_groups(view: View) -> tuple[Group, ...]:
    """Show each side, then its areas; all sides first where areas lie in none of them."""
    nested = [[_place(view, bloc, area) for area in ("", *view.areas_of(bloc))] for bloc in view.blocs]
    crossing = [
        [_place(view, bloc, "") for bloc in view.blocs],
        [_place(view, "", area) for area in view.areas_of("")],
    ]
    places = nested if view.params.is_nested else crossing
    filled = [rows for found in places if (rows := tuple(row for row in found if row is not None))]
    return tuple(Group(rows=rows, look="beside" if i else "") for i, rows in enumerate(filled))


def _place(view: View, bloc: str, area: str) -> Row | None:
    """Show the alphas of a place, where it has any."""
    found = {row.variable: row for row in view.results.find("measurement", "alpha", bloc=bloc, area=area, model="")}
    if not found:
        return None
    dimensions = (*view.params.index.dimensions, *view.params.index.also)
    label = view.area_label(area) if area else Cell(name_place(view, bloc, ""), look="strong")
    return Row((label, *(Number(found.get(d), digits=2) for d in dimensions)))


def _is_place(view: View, row: Result) -> bool:
    return row.area in view.areas if row.area else row.bloc in view.blocs
