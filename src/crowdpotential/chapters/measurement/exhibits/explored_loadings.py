"""The exploratory solution as a heat map: every item's loading on each factor."""

import math
from collections.abc import Sequence
from typing import Any

from crowdpotential.exhibits.exhibit import Drawing
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.view import View
from crowdpotential.views.wording import fill


def picture_explored(view: View, explored: Sequence[Result]) -> Drawing:
    """Draw every item's loading on each factor of the exploratory solution, the factors matched with the dimensions."""
    say = view.language.say
    declared = [row for row in explored if _dimension(view, row.variable) == row.variable_2]
    cross = [row for row in explored if row not in declared]
    low, high = (choose(declared or explored, key=lambda row: row.estimate) for choose in (min, max))
    far = max(cross or explored, key=lambda row: abs(row.estimate))
    title = say(
        "loadings.explored" if cross else "loadings.explored_one",
        lowest=phrases.estimate(view, low, digits=2),
        lowest_item=low.variable,
        highest=phrases.estimate(view, high, digits=2),
        highest_item=high.variable,
        cross=phrases.estimate(view, far, digits=2),
        cross_item=far.variable,
        cross_dimension=far.variable_2,
    )
    return Drawing(
        draw=lambda frame: _draw(view, explored, frame),
        is_inline=False,
        title=title,
        subtitle=say("loadings.exploratory_note"),
    )


def _dimension(view: View, item: str) -> str:
    return view.codebook.variable(item).dimension or ""


def _draw(view: View, explored: Sequence[Result], frame: Any) -> Any:  # noqa: ANN401 a Frame -> Figure, known only where something is drawn
    from crowdpotential.exhibits.drawing.heat_map import HeatMap, draw_heat_map  # noqa: PLC0415 matplotlib takes a second

    values = {(row.variable, row.variable_2): row.estimate for row in explored}
    items, factors = (list(dict.fromkeys(getattr(row, name) for row in explored)) for name in ("variable", "variable_2"))
    heat = HeatMap(
        values=[[values.get((item, factor), math.nan) for factor in factors] for item in items],
        names=items,
        wordings=[fill(view, view.codebook.variable(item).wording) for item in items],
        columns=factors,
        key=str(view.language.say("loadings.key")),
        outlined=[_dimension(view, item) for item in items],
        outline_key=str(view.language.say("loadings.outlined")),
    )
    return draw_heat_map(heat, frame, view.numerals)
