"""How reliable the scores are: by dimension, by place, and by method."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, scroll, table, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, interval_title, make_figure, nothing, place_title
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View

METHODS = ("regression", "bartlett", "eap")  # of scores, beside the published sum
CLOSE = 0.9  # a correlation from which on two methods order respondents much alike


def show_reliability(view: View) -> Fragment:
    """Show omega and alpha of each dimension, and its weight in the index."""
    rows = [row for d in view.params.index.dimensions if (row := _of(view, "omega_total", d))]
    if not rows:
        return nothing("measure", "reliability")
    say = view.language.say
    interval = interval_title(view)
    heads = head(
        say("reliability.dimension"), say("reliability.omega"), interval, say("reliability.omega_answers"),
        say("reliability.alpha"), interval, say(_check_title(view)), interval, say("reliability.weight"),
    )  # fmt: skip
    beside = _beside(view, width=len(heads))
    body = table(
        say("reliability.caption"),
        heads=[heads],
        groups=[Rows(rows=tuple(_reliability(view, row) for row in rows)), *beside],
        css="tab pin1",
    )
    caption = Caption(
        title=_title(view),
        subtitle=say("reliability.subtitle" if _is_weighted(view) else "reliability.subtitle_unweighted"),
        notes=[
            say(f"reliability.note_{_measure_of_scores(view)}"),
            *explain_dashes(view, rows),
            _general(view),
            say("reliability.beside_note") if beside else "",
        ],
        rows="measurement.omega_total.*, measurement.omega_ordinal.*, measurement.alpha.*, measurement.dimension_weight.*",
    )
    content = scroll(body, label=say("reliability.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="measure", anchor="reliability", caption=caption, body=content, kind="table"
    )


def show_place_reliability(view: View) -> Fragment:
    """Show alpha of each dimension in every bloc and area: a comparison needs scores that are reliable on each side."""
    dimensions = (*view.params.index.dimensions, *view.params.index.also)
    groups = [group for group in _place_groups(view) if group.rows]
    every = [
        row
        for row in _weighted_alphas(view)
        if row.variable in view.params.index.dimensions and _is_place(view.whole, row)
    ]
    if not groups or not every or all(row.is_suppressed for row in every):
        return nothing("measure", "reliability-places")
    say = view.language.say
    caption = Caption(
        title=_title_of_places(view, every),
        subtitle=say("places.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        notes=[say("places.note")],
        rows="measurement.alpha.*.bloc=*, measurement.alpha.*.area=*, measurement.omega_total.*.model=one_factor.*",
    )
    heads = head(say("places.place"), *dimensions)
    body = table(say("places.caption"), heads=[heads], groups=groups, css="tab pin1")
    content = scroll(body, label=say("places.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="measure", anchor="reliability-places", caption=caption, body=content, kind="table"
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


def show_score_methods(view: View) -> Fragment:
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
    caption = Caption(
        title=say(
            "scores.title" if lowest.estimate >= CLOSE else "scores.title_apart",
            lowest=cells.estimate(view, lowest, digits=3),
        ),
        subtitle=say("scores.subtitle"),
        notes=[say("scores.note")],
        rows="measurement.score_reliability.*, measurement.score_correlation.*, measurement.omega_ordinal.*",
    )
    body = _methods_table(view, dimensions)
    content = scroll(body, label=say("scores.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="measure", anchor="score-methods", caption=caption, body=content, kind="table"
    )


def _methods_table(view: View, dimensions: Sequence[str]) -> Markup:
    say = view.language.say
    words = [say(f"scores.{method}") for method in METHODS]
    above = {say("scores.reliability"): 1 + len(METHODS), say("scores.correlation"): len(METHODS)}
    top = [
        Cell(content=title, is_header=True, scope="colgroup", span=width, css="sp")
        for title, width in above.items()
    ]
    return table(
        say("scores.caption"),
        heads=[
            [Cell(content=""), *top],
            head(say("reliability.dimension"), say("scores.sum"), *words, *words),
        ],
        groups=[Rows(rows=tuple(_methods(view, dimension) for dimension in dimensions))],
        css="tab pin1",
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


def _beside(view: View, *, width: int) -> list[Rows]:
    """Show what is scored beside the index, under a heading of its own; omega of one factor where there is one."""
    rows = [
        row for name in view.params.index.also if (row := _of(view, "omega_total", name, model="one_factor"))
    ]
    if not rows:
        return []
    title = Cell(
        content=view.language.say("reliability.beside"), is_header=True, scope="rowgroup", span=width
    )
    body = tuple(_reliability(view, row) for row in rows)
    return [Rows(rows=((title,), *body), row_css=("gh", *("",) * len(body)))]


def _reliability(view: View, row: Result) -> tuple[Cell, ...]:
    name = row.variable
    weighted = next(iter(_weighted_alphas(view, variable=name, bloc="", area="")), None)
    unweighted = _of(view, "alpha", name, method="pingouin")
    weight = _of(view, "dimension_weight", name)
    return (
        Cell(content=_label(view, name), is_header=True),
        Cell(content=tag("b", cells.estimate(view, row, digits=2))),
        Cell(content=cells.interval(view, row, digits=2), css="civ"),
        Cell(content=cells.estimate(view, _of(view, "omega_ordinal", name), digits=2)),
        Cell(content=cells.estimate(view, weighted, digits=2)),
        Cell(content=cells.interval(view, weighted, digits=2), css="civ"),
        Cell(content=cells.estimate(view, unweighted, digits=2)),
        Cell(content=cells.interval(view, unweighted, digits=2), css="civ"),
        Cell(content=cells.percent(view, weight, has_sign=True) if weight is not None else ""),
    )


def _label(view: View, dimension: str) -> Markup:
    return join([view.dimension_label(dimension), tag("span", dimension, class_="flag")], " ")


def _general(view: View) -> Markup:
    row = view.results.first("measurement", "omega_hierarchical")
    if row is None:
        return Markup("")
    share, ci = cells.estimate(view, row, digits=2), cells.interval(view, row, digits=2)
    return view.language.say("reliability.general", omega=share, level=interval_title(view), ci=ci)


def _is_place(view: View, row: Result) -> bool:
    return row.area in view.areas if row.area else row.bloc in view.blocs


def _place_groups(view: View) -> list[Rows]:
    """Give each bloc's own row where there are several blocs, then its areas; blocs first where areas lie in none."""
    blocs = [(bloc, "") for bloc in view.blocs]
    nested = [[(bloc, ""), *((bloc, area) for area in view.areas_of(bloc))] for bloc in view.blocs]
    crossing = [blocs, [("", area) for area in view.areas_of("")]]
    groups = nested if view.params.is_nested else crossing
    found = [[row for place in places if (row := _place(view, *place))] for places in groups]
    filled = [tuple(rows) for rows in found if rows]
    return [Rows(rows=rows, css="beside" if i else "") for i, rows in enumerate(filled)]


def _place(view: View, bloc: str, area: str) -> tuple[Cell, ...]:
    dimensions = (*view.params.index.dimensions, *view.params.index.also)
    found = {
        row.variable: row for row in view.results.find("measurement", "alpha", bloc=bloc, area=area, model="")
    }
    if not found:
        return ()
    label = view.area_label(area) if area else tag("b", place_title(view, bloc, ""))
    return (
        Cell(content=label, is_header=True),
        *(Cell(content=cells.estimate(view, found.get(d), digits=2)) for d in dimensions),
    )


def _with_sum(view: View, dimension: str, method: str) -> Result | None:
    return view.results.first("measurement", "score_correlation", variable=dimension, model=f"sum;{method}")


def _methods(view: View, dimension: str) -> tuple[Cell, ...]:
    reliabilities = [_of(view, "omega_ordinal", dimension)] + [
        _of(view, "score_reliability", dimension, model=method) for method in METHODS
    ]
    return (
        Cell(content=_label(view, dimension), is_header=True),
        *(Cell(content=cells.estimate(view, row, digits=2)) for row in reliabilities),
        *(Cell(content=cells.estimate(view, _with_sum(view, dimension, m), digits=3)) for m in METHODS),
    )
