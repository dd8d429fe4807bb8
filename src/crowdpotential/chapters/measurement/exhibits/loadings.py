"""The items: how well each belongs to its dimension, and what it weighs there."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.chapters.measurement.exhibits.explored_loadings import picture_explored
from crowdpotential.exhibits.cells import Content, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import CONTRARY
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, name_dimension
from crowdpotential.views.frame import interval_title, nothing
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import fill, has_reversed

FLAGS = ("near_zero", "contrary")  # how an item can fail to go with the others of its dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """Which columns a study has that not every study has."""

    explored: tuple[Result, ...]  # loadings of the exploratory solution
    has_method: bool  # loadings of reversed items on the factor of their wording
    has_deleted: bool  # alpha without the item


def show_loadings(view: View) -> Exhibit | Fragment:
    """Show each item's loading in the declared model, in the exploratory solution, and its weight in the dimension."""
    dimensions = [d for d in view.params.index.dimensions if _loadings(view, d)]
    if not dimensions:
        return nothing("measure", "loadings")
    say, extras = view.language.say, _find_extras(view)
    drawing = picture_explored(view, extras.explored) if extras.explored else None
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="loadings",
        kind="table",
        arrangement="bare",
        is_long=True,
        title=_title(view, [row for d in dimensions for row in _loadings(view, d)]),
        subtitle=say("loadings.subtitle" if extras.explored else "loadings.subtitle_declared"),
        panels=(Panel(tables=(_table(view, dimensions, extras),)),),
        notes=_notes(view, extras),
        rows=cite(
            view,
            "measurement.loading.*",
            "measurement.item_weight.*",
            "measurement.item_rest.*",
            "measurement.alpha_if_deleted.*",
        ),
        file="loadings" if drawing else "",
        alt=to_plain(view.setting, drawing.title) if drawing else "",
        drawing=drawing,
    )


def _title(view: View, rows: Sequence[Result]) -> Markup:
    """Name the item that belongs least to its dimension."""
    lowest = min(rows, key=lambda row: row.estimate)
    return view.language.say(
        "loadings.title",
        lowest=phrases.estimate(view, lowest, digits=2),
        item=fill(view, view.codebook.variable(lowest.variable).wording).rstrip("."),
    )


def _find_extras(view: View) -> Extras:
    return Extras(
        explored=view.results.find("measurement", "loading", model="exploratory"),
        has_method=bool(view.results.find("measurement", "method_loading")),
        has_deleted=bool(view.results.find("measurement", "alpha_if_deleted")),
    )


def _table(view: View, dimensions: Sequence[str], extras: Extras) -> Table:
    say = view.language.say
    return Table(
        looks=("pin1", "wrap"),
        caption=say("loadings.caption"),
        columns=(
            Column(head=say("loadings.item"), kind="label"),
            Column(head=say("loadings.loading"), look="strong"),
            Column(head=interval_title(view), look="interval"),
            *((Column(head=say("loadings.exploratory")),) if extras.explored else ()),
            *((Column(head=say("loadings.method")),) if extras.has_method else ()),
            Column(head=say("loadings.item_rest")),
            *((Column(head=say("loadings.alpha_without")),) if extras.has_deleted else ()),
            Column(head=say("loadings.weight")),
        ),
        groups=tuple(
            Group(
                title=name_dimension(view, dimension),
                rows=tuple(_item(view, row, extras) for row in _loadings(view, dimension)),
            )
            for dimension in dimensions
        ),
    )


def _notes(view: View, extras: Extras) -> tuple[Markup | str, ...]:
    say = view.language.say
    return (
        say("loadings.reversed_note") if has_reversed(view) else "",
        say("loadings.exploratory_note") if extras.explored else "",
        say("loadings.method_note") if extras.has_method else "",
        _flagged(view),
        say("loadings.deleted_note") if extras.has_deleted else "",
        *explain_dashes(view, view.results.find("measurement", "loading", model="declared")),
        _fit(view),
    )


def _fit(view: View) -> Markup:
    """State how well the declared model fits where no table of fit does, or that it could not but fit."""
    p, k = view.n_items, len(view.params.index.dimensions)
    if p * (p - 1) // 2 <= p + k * (k - 1) // 2:  # as many parameters as correlations
        return view.language.say("loadings.saturated")
    srmr = view.results.first("measurement", "srmr", model="declared")
    if srmr is None or view.results.find("measurement", "srmr", model="confirmatory"):
        return Markup("")
    return view.language.say("loadings.srmr", srmr=phrases.estimate(view, srmr, digits=3))


def _loadings(view: View, dimension: str) -> tuple[Result, ...]:
    return view.results.find("measurement", "loading", model="declared", variable_2=dimension)


def _item(view: View, row: Result, extras: Extras) -> Row:
    item = row.variable

    def find(measure: str, **wanted: str) -> Result | None:
        return view.results.first("measurement", measure, variable=item, **wanted)

    rest = view.results.overall("measurement", "item_rest", variable=item)
    explored = find("loading", model="exploratory", variable_2=row.variable_2)
    return Row(
        (
            _label(view, item, rest),
            Number(row, digits=2),
            Number(row, part="interval", digits=2),
            *((Number(explored, digits=2),) if extras.explored else ()),
            *((_number_or_blank(find("method_loading")),) if extras.has_method else ()),
            Number(rest, digits=2),
            *((_number_or_blank(find("alpha_if_deleted")),) if extras.has_deleted else ()),
            Number(find("item_weight"), unit="percent_sign"),
        )
    )


def _label(view: View, item: str, rest: Result | None) -> Markup:
    variable, say = view.codebook.variable(item), view.language.say
    chips = [say("loadings.reversed")] if variable.direction < 0 else []
    chips += [say(f"loadings.{rest.verdict}")] if rest is not None and rest.verdict in FLAGS else []
    named = tag("span", item, class_="flag") + " " + fill(view, variable.wording)
    return named + join(tag("span", chip, class_="chip") for chip in chips)


def _flagged(view: View) -> Markup:
    """Name the items that hardly go with their dimension, or against it."""
    said = []
    for flag in FLAGS:
        rows = view.results.find("measurement", "item_rest", verdict=flag, bloc="", area="")
        if rows:
            names = join((tag("span", row.variable, class_="nb") for row in rows), ", ")
            said.append(view.language.say(f"loadings.{flag}_note", items=names))
    rows = view.results.find("measurement", "item_rest", verdict=CONTRARY)
    if places := [row for row in rows if row.bloc or row.area]:
        names = join((tag("span", _place(view, row), class_="nb", data_result=row.result_id) for row in places), ", ")
        said.append(view.language.say("loadings.contrary_place_note", items=names))
    return join(said, " ")


def _place(view: View, row: Result) -> str:
    """Name an item with the place where it goes against its dimension."""
    return f"{row.variable} ({view.area_name(row.area) if row.area else view.bloc_name(row.bloc)})"


def _number_or_blank(row: Result | None) -> Content:
    return Number(row, digits=2) if row is not None else ""
