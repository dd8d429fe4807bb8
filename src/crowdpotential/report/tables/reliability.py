"""How reliable the scores are: by dimension, by place, and by method."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Span, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.exhibit_parts import cite, name_dimension, name_place
from crowdpotential.report.frame import interval_title, nothing
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View

METHODS = ("regression", "bartlett", "eap")  # of scores, beside the published sum
CLOSE = 0.9  # a correlation from which on two methods order respondents much alike


def show_reliability(view: View) -> Exhibit | Fragment:
    """Show omega and alpha of each dimension, and its weight in the index."""
    rows = [row for d in view.params.index.dimensions if (row := _of(view, "omega_total", d))]
    if not rows:
        return nothing("measure", "reliability")
    say, beside = view.language.say, _beside(view)
    groups = (
        Group(rows=tuple(_reliability(view, row) for row in rows)),
        *((Group(title=say("reliability.beside"), rows=beside),) if beside else ()),
    )
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="reliability",
        kind="table",
        arrangement="bare",
        title=_title(view),
        subtitle=say("reliability.subtitle" if _is_weighted(view) else "reliability.subtitle_unweighted"),
        panels=(Panel(tables=(_reliabilities(view, groups),)),),
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


def show_place_reliability(view: View) -> Exhibit | Fragment:
    """Show alpha of each dimension in every side and area: a comparison needs scores that are reliable on each side."""
    groups = _place_groups(view)
    every = [
        row
        for row in _weighted_alphas(view)
        if row.variable in view.params.index.dimensions and _is_place(view.whole, row)
    ]
    if not groups or not every or all(row.is_suppressed for row in every):
        return nothing("measure", "reliability-places")
    say = view.language.say
    dimensions = (*view.params.index.dimensions, *view.params.index.also)
    table = Table(
        looks=("pin1",),
        caption=say("places.caption"),
        columns=(Column(head=say("places.place"), kind="label"), *(Column(head=d) for d in dimensions)),
        groups=groups,
    )
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="reliability-places",
        kind="table",
        arrangement="bare",
        title=_title_of_places(view, every),
        subtitle=say("places.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=(Panel(tables=(table,)),),
        notes=(say("places.note"),),
        rows=cite(
            view,
            "measurement.alpha.*.bloc=*",
            "measurement.alpha.*.area=*",
            "measurement.omega_total.*.model=one_factor.*",
        ),
    )


def _title_of_places(view: View, every: Sequence[Result]) -> Markup:
    """Name the lowest alpha, where no hidden one may be lower."""
    if any(row.is_suppressed for row in every):
        return view.language.say("places.caption")
    lowest = min(every, key=lambda row: row.estimate)
    return view.language.say(
        "places.title" if len(view.params.index.dimensions) > 1 else "places.title_single",
        lowest=cells.estimate(view, lowest, digits=2),
        dimension=view.dimension_label(lowest.variable),
        place=view.area_name(lowest.area) if lowest.area else view.bloc_name(lowest.bloc),
    )


def show_score_methods(view: View) -> Exhibit | Fragment:
    """Show how reliable scores by other methods are, and how closely they follow the published sum."""
    dimensions = [
        d
        for d in view.params.index.dimensions
        if view.results.first("measurement", "score_correlation", variable=d)
    ]
    if not dimensions:
        return nothing("measure", "score-methods")
    say = view.language.say
    pairs = [row for d in dimensions for m in METHODS if (row := _with_sum(view, d, m)) is not None]
    lowest = min(pairs, key=lambda row: row.estimate)
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="score-methods",
        kind="table",
        arrangement="bare",
        title=say(
            "scores.title" if lowest.estimate >= CLOSE else "scores.title_apart",
            lowest=cells.estimate(view, lowest, digits=3),
        ),
        subtitle=say("scores.subtitle"),
        panels=(Panel(tables=(_methods_table(view, dimensions),)),),
        notes=(say("scores.note"),),
        rows=cite(
            view,
            "measurement.score_reliability.*",
            "measurement.score_correlation.*",
            "measurement.omega_ordinal.*",
        ),
    )


def _methods_table(view: View, dimensions: Sequence[str]) -> Table:
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


def _measure_of_scores(view: View) -> str:
    """Name the coefficient that is the reliability of scores: omega of the answers, else that of the latent responses."""
    known = (_of(view, "omega_ordinal", name) for name in view.params.index.dimensions)
    return (
        "omega_ordinal" if all(row is not None and not row.is_suppressed for row in known) else "omega_total"
    )


def _title(view: View) -> Markup:
    """Say between which values the reliability of scores lies, as far as two decimals tell them apart, and by which coefficient."""
    say, measure = view.language.say, _measure_of_scores(view)
    found = [row for name in view.params.index.dimensions if (row := _of(view, measure, name)) is not None]
    ordered, name = sorted(found, key=lambda row: row.estimate), say(f"reliability.name_{measure}")
    lowest, highest = (cells.estimate(view, row, digits=2) for row in (ordered[0], ordered[-1]))
    if round(ordered[0].estimate, 2) == round(ordered[-1].estimate, 2):
        return say("reliability.title_one", omega=lowest, name=name)
    return say("reliability.title", lowest=lowest, highest=highest, name=name)


def _check_title(view: View) -> str:
    """Head the cross-check: the same answers without weights, or the same answers by another program."""
    return "reliability.alpha_unweighted" if _is_weighted(view) else "reliability.alpha_check"


def _is_weighted(view: View) -> bool:
    return view.weighting_kind != "none"


def _of(view: View, measure: str, dimension: str, **wanted: str) -> Result | None:
    return view.results.overall("measurement", measure, variable=dimension, **wanted)


def _weighted_alphas(view: View, **wanted: str) -> list[Result]:
    """List alphas of the answers; the cross-check knows no weights."""
    found = view.results.find("measurement", "alpha", model="", **wanted)
    return [row for row in found if row.weighting != "none"]


def _beside(view: View) -> tuple[Row, ...]:
    """Show what is scored beside the index; omega of one factor where there is one."""
    found = (_of(view, "omega_total", name, model="one_factor") for name in view.params.index.also)
    return tuple(_reliability(view, row) for row in found if row is not None)


def _reliabilities(view: View, groups: tuple[Group, ...]) -> Table:
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
        groups=groups,
    )


def _reliability(view: View, row: Result) -> Row:
    name = row.variable
    weighted = next(iter(_weighted_alphas(view, variable=name, bloc="", area="")), None)
    unweighted = _of(view, "alpha", name, method="pingouin")
    weight = _of(view, "dimension_weight", name)
    return Row(
        (
            name_dimension(view, name),
            Number(row, digits=2),
            Number(row, part="interval", digits=2),
            Number(_of(view, "omega_ordinal", name), digits=2),
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
    share, ci = cells.estimate(view, row, digits=2), cells.interval(view, row, digits=2)
    return view.language.say("reliability.general", omega=share, level=interval_title(view), ci=ci)


def _is_place(view: View, row: Result) -> bool:
    return row.area in view.areas if row.area else row.bloc in view.blocs


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
    found = {
        row.variable: row for row in view.results.find("measurement", "alpha", bloc=bloc, area=area, model="")
    }
    if not found:
        return None
    dimensions = (*view.params.index.dimensions, *view.params.index.also)
    label = view.area_label(area) if area else Cell(name_place(view, bloc, ""), look="strong")
    return Row((label, *(Number(found.get(d), digits=2) for d in dimensions)))


def _with_sum(view: View, dimension: str, method: str) -> Result | None:
    return view.results.first("measurement", "score_correlation", variable=dimension, model=f"sum;{method}")


def _methods(view: View, dimension: str) -> Row:
    reliabilities = [_of(view, "omega_ordinal", dimension)] + [
        _of(view, "score_reliability", dimension, model=method) for method in METHODS
    ]
    return Row(
        (
            name_dimension(view, dimension),
            *(Number(row, digits=2) for row in reliabilities),
            *(Number(_with_sum(view, dimension, method), digits=3) for method in METHODS),
        )
    )
