"""In which dimensions an area lies above or below those that it may be compared with."""

from crowdpotential.exhibits.results import Result
from crowdpotential.views.sentences.obstacles import (
    alpha_of,
    find_fault,
    is_low,
    obstacle_to_areas,
)
from crowdpotential.views.view import View

SIGNS = {"strength": "▲", "weakness": "▼"}


def deviations(view: View) -> list[Result]:
    """List the deviations of the areas shown by dimension, where areas may be said to stand higher than others.

    Dimensions whose questions hang together too little are left out; there are none where the index has but one dimension.
    """
    if len(view.params.dimensions) < 2 or find_fault(view) is not None:
        return []
    return [
        row
        for row in view.results.find("sensitivity", "deviation")
        if row.area in view.areas and not obstacle_to_areas(view, view.bloc_of(row.area)) and not is_low(view, alpha_of(view, row.variable))
    ]


def stands_out(row: Result) -> bool:
    """Return whether a deviation is a strength or a weakness."""
    return row.verdict in SIGNS
