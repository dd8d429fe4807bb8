"""How reliable the scores of each dimension are, and what it weighs in the index."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.measurement.exhibits.coefficients import (
    find_alphas,
    find_coefficient,
)
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, name_dimension
from crowdpotential.views.frame import interval_title, nothing
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View


def show_reliability(view: View) -> Exhibit | Fragment:
    """Show omega and alpha of each dimension, and its weight in the index."""
    rows = [row for d in view.params.index.dimensions if (row := find_coefficient(view, "omega_total", d))]
    if not rows:
        return nothing("measure", "reliability")
    say, beside = view.language.say, _beside(view)
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="reliability",
        kind="table",
        arrangement="bare",
        title=_title(view),
        subtitle=say("reliability.subtitle" if _is_weighted(view) else "reliability.subtitle_unweighted"),
        panels=(Panel(tables=(_table(view, rows, beside),)),),
        notes=(
            say(f"reliability.note_{_measure_of_scores(view)}"),
            *explain_dashes(view, rows),
            _general(view),
            say("reliability.beside_note") if beside else "",
        ),
        rows=cite(
            view,
            "measurement.omega_total.*",
            "measurement.omega_ordinal.*",
            "measurement.alpha.*",
            "measurement.dimension_weight.*",
        ),
    )


def _measure_of_scores(view: View) -> str:
    """Name the coefficient that is the reliability of scores: omega of the answers, else that of the latent responses."""
    known = (find_coefficient(view, "omega_ordinal", name) for name in view.params.index.dimensions)
    return "omega_ordinal" if all(row is not None and not row.is_suppressed for row in known) else "omega_total"


def _title(view: View) -> Markup:
    """State between which values the reliability of scores lies, as far as two decimals tell them apart, and by which coefficient."""
    say, measure = view.language.say, _measure_of_scores(view)
    found = [row for name in view.params.index.dimensions if (row := find_coefficient(view, measure, name)) is not None]
    ordered, name = sorted(found, key=lambda row: row.estimate), say(f"reliability.name_{measure}")
    lowest, highest = (phrases.estimate(view, row, digits=2) for row in (ordered[0], ordered[-1]))
    if round(ordered[0].estimate, 2) == round(ordered[-1].estimate, 2):
        return say("reliability.title_one", omega=lowest, name=name)
    return say("reliability.title", lowest=lowest, highest=highest, name=name)


def _check_title(view: View) -> str:
    """Return the title of the cross-check: the same answers without weights, or the same answers by another program."""
    return "reliability.alpha_unweighted" if _is_weighted(view) else "reliability.alpha_check"


def _is_weighted(view: View) -> bool:
    return view.weighting_kind != "none"


def _beside(view: View) -> tuple[Row, ...]:
    """Show what is scored beside the index; omega of one factor where there is one."""
    found = (find_coefficient(view, "omega_total", name, model="one_factor") for name in view.params.index.also)
    return tuple(_reliability(view, row) for row in found if row is not None)


def _table(view: View, rows: Sequence[Result], beside: tuple[Row, ...]) -> Table:
    say = view.language.say
    interval = Column(head=interval_title(view), look="interval")
    return Table(
        looks=("pin1",),
        caption=say("reliability.caption"),
        columns=(
            Column(head=say("reliability.dimension"), kind="label"),
            Column(head=say("reliability.omega"), look="strong"),
            interval,
            Column(head=say("reliability.omega_answers")),
            Column(head=say("reliability.alpha")),
            interval,
            Column(head=say(_check_title(view))),
            interval,
            Column(head=say("reliability.weight")),
        ),
        groups=(
            Group(rows=tuple(_reliability(view, row) for row in rows)),
            *((Group(title=say("reliability.beside"), rows=beside),) if beside else ()),
        ),
    )


def _reliability(view: View, row: Result) -> Row:
    name = row.variable
    weighted = next(iter(find_alphas(view, variable=name, bloc="", area="")), None)
    unweighted = find_coefficient(view, "alpha", name, method="pingouin")
    weight = find_coefficient(view, "dimension_weight", name)
    return Row(
        (
            name_dimension(view, name),
            Number(row, digits=2),
            Number(row, part="interval", digits=2),
            Number(find_coefficient(view, "omega_ordinal", name), digits=2),
            Number(weighted, digits=2),
            Number(weighted, part="interval", digits=2),
            Number(unweighted, digits=2),
            Number(unweighted, part="interval", digits=2),
            Number(weight, unit="percent_sign") if weight is not None else "",
        )
    )


def _general(view: View) -> Markup:
    row = view.results.first("measurement", "omega_hierarchical")
    if row is None:
        return Markup("")
    share, ci = phrases.estimate(view, row, digits=2), phrases.interval(view, row, digits=2)
    return view.language.say("reliability.general", omega=share, level=interval_title(view), ci=ci)
