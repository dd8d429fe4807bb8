"""How the latent dimensions of the declared model go together."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Drawing, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, name_dimension
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

Pairs = Mapping[frozenset[str], Result]  # two dimensions -> their correlation


def show_factor_correlations(view: View) -> Exhibit | Fragment:
    """Show the correlations of the dimensions in the declared model as a triangle."""
    found = {
        frozenset((row.variable, row.variable_2)): row for row in view.results.find("measurement", "factor_correlation", model="declared")
    }
    if not found:
        return nothing("measure", "correlations")
    ordered = sorted(found.values(), key=lambda row: row.estimate)
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="correlations",
        kind="table",
        arrangement="bare",
        title=_title(view, ordered),
        subtitle=view.language.say("correlations.subtitle"),
        panels=(Panel(tables=(_table(view, found),)),),
        rows=cite(view, "measurement.factor_correlation.*.model=declared"),
        file="factor_correlations",
        alt=_describe(view, ordered),
        drawing=Drawing(draw=lambda frame: _draw(view, found, frame), is_inline=False),
    )


def _title(view: View, ordered: Sequence[Result]) -> Markup:
    lowest, highest = (phrases.estimate(view, row, digits=2) for row in (ordered[0], ordered[-1]))
    if len(ordered) == 1:
        return view.language.say("correlations.title_one", value=lowest)
    return view.language.say("correlations.title", lowest=lowest, highest=highest)


def _table(view: View, found: Pairs) -> Table:
    say, dimensions = view.language.say, view.params.index.dimensions
    return Table(
        looks=("pin1",),
        caption=say("correlations.caption"),
        columns=(Column(kind="label"), *(Column(head=name) for name in dimensions[:-1])),
        groups=(Group(rows=tuple(_row(view, found, position) for position in range(1, len(dimensions)))),),
    )


def _row(view: View, found: Pairs, position: int) -> Row:
    """Show the correlations of a dimension with those before it."""
    dimensions = view.params.index.dimensions
    name = dimensions[position]
    return Row(
        (
            name_dimension(view, name),
            *(Number(found.get(frozenset((name, other))), digits=2) for other in dimensions[:position]),
            *("" for _ in dimensions[position:-1]),
        )
    )


def _describe(view: View, ordered: Sequence[Result]) -> str:
    """Write the lowest and the highest correlation, and between which dimensions they are."""
    low, high = ordered[0], ordered[-1]
    text = view.language.say(
        "correlations.alt",
        lowest=phrases.estimate(view, low, digits=2),
        lowest_pair=_name_pair(view, low),
        highest=phrases.estimate(view, high, digits=2),
        highest_pair=_name_pair(view, high),
    )
    return to_plain(view.setting, text)


def _name_pair(view: View, row: Result) -> str:
    return f"{view.dimension_label(row.variable)} – {view.dimension_label(row.variable_2)}"


def _draw(view: View, found: Pairs, frame: Any) -> Any:  # noqa: ANN401 a Frame -> Figure, known only where something is drawn
    from crowdpotential.exhibits.drawing.heat_map import HeatMap, draw_heat_map  # noqa: PLC0415 matplotlib takes a second

    dimensions = view.params.index.dimensions

    def value(first: str, second: str) -> float:
        row = found.get(frozenset((first, second)))
        return math.nan if row is None else row.estimate

    heat = HeatMap(
        values=[
            [value(first, second) if i >= j else math.nan for j, second in enumerate(dimensions[:-1])]
            for i, first in enumerate(dimensions[1:])
        ],
        names=dimensions[1:],
        wordings=[view.dimension_label(name) for name in dimensions[1:]],
        columns=dimensions[:-1],
        key=str(view.language.say("correlations.key")),
    )
    return draw_heat_map(heat, frame, view.numerals)
