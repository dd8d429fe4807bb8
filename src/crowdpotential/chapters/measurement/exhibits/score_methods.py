"""How reliable scores by other methods are, and how closely they follow the published sum."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.measurement.exhibits.coefficients import find_coefficient
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Span, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, name_dimension
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View

METHODS = ("regression", "bartlett", "eap")  # of scores, beside the published sum
CLOSE = 0.9  # a correlation from which on two methods order respondents much alike


def show_score_methods(view: View) -> Exhibit | Fragment:
    """Show how reliable scores by other methods are, and how closely they follow the published sum."""
    dimensions = [d for d in view.params.index.dimensions if view.results.first("measurement", "score_correlation", variable=d)]
    if not dimensions:
        return nothing("measure", "score-methods")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="score-methods",
        kind="table",
        arrangement="bare",
        title=_title(view, dimensions),
        subtitle=say("scores.subtitle"),
        panels=(Panel(tables=(_table(view, dimensions),)),),
        notes=(say("scores.note"),),
        rows=cite(
            view,
            "measurement.score_reliability.*",
            "measurement.score_correlation.*",
            "measurement.omega_ordinal.*",
        ),
    )


def _title(view: View, dimensions: Sequence[str]) -> Markup:
    """State how closely the method that departs most follows the sum."""
    pairs = [row for d in dimensions for m in METHODS if (row := _with_sum(view, d, m)) is not None]
    lowest = min(pairs, key=lambda row: row.estimate)
    key = "scores.title" if lowest.estimate >= CLOSE else "scores.title_apart"
    return view.language.say(key, lowest=phrases.estimate(view, lowest, digits=3))


def _table(view: View, dimensions: Sequence[str]) -> Table:
    say = view.language.say
    methods = tuple(Column(head=say(f"scores.{method}")) for method in METHODS)
    return Table(
        looks=("pin1",),
        caption=say("scores.caption"),
        spans=(
            Span(),
            Span(head=say("scores.reliability"), n=1 + len(METHODS)),
            Span(head=say("scores.correlation"), n=len(METHODS)),
        ),
        columns=(
            Column(head=say("reliability.dimension"), kind="label"),
            Column(head=say("scores.sum")),
            *methods,
            *methods,
        ),
        groups=(Group(rows=tuple(_methods(view, dimension) for dimension in dimensions)),),
    )


def _methods(view: View, dimension: str) -> Row:
    reliabilities = [find_coefficient(view, "omega_ordinal", dimension)] + [
        find_coefficient(view, "score_reliability", dimension, model=method) for method in METHODS
    ]
    return Row(
        (
            name_dimension(view, dimension),
            *(Number(row, digits=2) for row in reliabilities),
            *(Number(_with_sum(view, dimension, method), digits=3) for method in METHODS),
        )
    )


def _with_sum(view: View, dimension: str, method: str) -> Result | None:
    return view.results.first("measurement", "score_correlation", variable=dimension, model=f"sum;{method}")
