"""How the index measures: number of factors, loadings, weights, correlations of the dimensions, reliability."""

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.drawings import draw_inline
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, interval_title, make_figure, make_prose, nothing
from crowdpotential.report.markup import Cell, Rows, head, join, scroll, table, tag
from crowdpotential.report.results import Result
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill


def introduce_measurement(view: View) -> Fragment:
    """Say by what model the index is measured, and whether the answers suit it."""
    say, results = view.language.say, view.results
    kmo, (factors, common) = results.first("measurement", "kmo"), _numbers_of_factors(view)
    k = len(view.params.index.dimensions)
    return make_prose(
        "measure", "measure-intro", say("measurement.intro"),
        say("measurement.adequacy", kmo=cells.estimate(view, kmo, digits=2)) if kmo else "",
        say("measurement.factors", found=cells.estimate(view, factors, digits=0), common=cells.estimate(view, common, digits=0), declared=k)
        if factors and common else "",
    )  # fmt: skip


def show_scree(view: View) -> Fragment:
    """Draw the eigenvalues beside those of random answers: as many factors as lie above chance."""
    factors, common = _numbers_of_factors(view)
    if factors is None or common is None or not view.results.find("measurement", "eigenvalue"):
        return nothing("measure", "scree")
    say = view.language.say
    declared = len(view.params.index.dimensions)
    agrees = int(factors.estimate) == declared
    caption = Caption(
        title=say(
            "scree.title_agrees" if agrees else "scree.title",
            found=cells.estimate(view, factors, digits=0),
            declared=declared,
        ),
        subtitle=say("scree.subtitle"),
        notes=[say("scree.note", common=cells.estimate(view, common, digits=0))],
        rows="measurement.eigenvalue.*, measurement.eigenvalue_random.*",
        files="scree",
    )
    return make_figure(
        view, section="measure", anchor="scree", caption=caption, body=draw_inline(view, "scree")
    )


def show_loadings(view: View) -> Fragment:
    """Show each item's loading in the declared model, in the exploratory solution, and its weight in the dimension."""
    dimensions = [d for d in view.params.index.dimensions if _loadings(view, d)]
    if not dimensions:
        return nothing("measure", "loadings")
    say = view.language.say
    has_method = bool(view.results.find("measurement", "method_loading"))
    has_exploratory = bool(view.results.find("measurement", "loading", model="exploratory"))
    titles = [
        say("loadings.item"),
        say("loadings.loading"),
        interval_title(view),
    ]
    titles += [say("loadings.exploratory")] if has_exploratory else []
    titles += [say("loadings.method")] if has_method else []
    titles += [say("loadings.item_rest"), say("loadings.weight")]
    groups = [_dimension(view, d, len(titles)) for d in dimensions]
    body = table(say("loadings.caption"), heads=[head(*titles)], groups=groups, css="tab pin1 wrap")
    rows = [row for d in dimensions for row in _loadings(view, d)]
    lowest = min(rows, key=lambda row: row.estimate)
    caption = Caption(
        title=say("loadings.title", lowest=cells.estimate(view, lowest, digits=2), item=lowest.variable),
        subtitle=say("loadings.subtitle" if has_exploratory else "loadings.subtitle_declared"),
        notes=[
            say("loadings.reversed_note") if _has_reversed(view) else "",
            say("loadings.exploratory_note") if has_exploratory else "",
            say("loadings.method_note") if has_method else "",
            _fit(view),
        ],
        rows="measurement.loading.*, measurement.item_weight.*, measurement.item_rest.*",
        files="loadings" if has_exploratory else "",
    )
    content = scroll(body, label=say("loadings.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="measure", anchor="loadings", caption=caption, body=content, kind="table", is_long=True
    )


def show_reliability(view: View) -> Fragment:
    """Show omega and alpha of each dimension, and its weight in the index."""
    rows = [
        row
        for d in view.params.index.dimensions
        if (row := view.results.first("measurement", "omega_total", variable=d))
    ]
    if not rows:
        return nothing("measure", "reliability")
    say = view.language.say
    interval = interval_title(view)
    heads = head(
        say("reliability.dimension"), say("reliability.omega"), interval,
        say("reliability.alpha"), say("reliability.alpha_codes"), interval, say("reliability.weight"),
    )  # fmt: skip
    body = table(
        say("reliability.caption"),
        heads=[heads],
        groups=[Rows(rows=tuple(_reliability(view, row) for row in rows))],
        css="tab pin1",
    )
    lowest, highest = (pick(rows, key=lambda row: row.estimate) for pick in (min, max))
    caption = Caption(
        title=say("reliability.title", lowest=cells.estimate(view, lowest, digits=2), highest=cells.estimate(view, highest, digits=2))
        if len(rows) > 1 else say("reliability.title_one", omega=cells.estimate(view, lowest, digits=2)),
        subtitle=say("reliability.subtitle"), notes=[say("reliability.note")],
        rows="measurement.omega_total.*, measurement.alpha.*, measurement.dimension_weight.*",
    )  # fmt: skip
    content = scroll(body, label=say("reliability.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="measure", anchor="reliability", caption=caption, body=content, kind="table"
    )


def show_factor_correlations(view: View) -> Fragment:
    """Show the correlations of the dimensions in the declared model as a triangle."""
    found = {
        frozenset((row.variable, row.variable_2)): row
        for row in view.results.find("measurement", "factor_correlation", model="declared")
    }
    dimensions = view.params.index.dimensions
    if not found:
        return nothing("measure", "correlations")
    say = view.language.say
    rows = tuple(
        (
            Cell(content=join([view.dimension_label(a), tag("span", a, class_="flag")], " "), is_header=True),
            *(Cell(content=_correlation(view, found.get(frozenset((a, b)))) if i > j else "") for j, b in enumerate(dimensions[:-1])),
        )
        for i, a in enumerate(dimensions) if i
    )  # fmt: skip
    body = table(
        say("correlations.caption"),
        heads=[head("", *dimensions[:-1])],
        groups=[Rows(rows=rows)],
        css="tab pin1",
    )
    values = sorted(found.values(), key=lambda row: row.estimate)
    caption = Caption(
        title=say(
            "correlations.title", lowest=cells.estimate(view, values[0], digits=2), highest=cells.estimate(view, values[-1], digits=2)
        )
        if len(values) > 1 else say("correlations.title_one", value=cells.estimate(view, values[0], digits=2)),
        subtitle=say("correlations.subtitle"),
        rows="measurement.factor_correlation.*.model=declared", files="factor_correlations",
    )  # fmt: skip
    content = scroll(body, label=say("correlations.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="measure", anchor="correlations", caption=caption, body=content, kind="table"
    )


def _numbers_of_factors(view: View) -> tuple[Result | None, Result | None]:
    """Give the numbers of components and of common factors by parallel analysis."""
    first = view.results.first
    return first("measurement", "n_factors", model="components"), first(
        "measurement", "n_factors", model="common"
    )


def _fit(view: View) -> Markup:
    """Tell how well the declared model fits, or that it could not but fit."""
    p, k = view.n_items, len(view.params.index.dimensions)
    if p * (p - 1) // 2 <= p + k * (k - 1) // 2:  # as many parameters as correlations
        return view.language.say("loadings.saturated")
    srmr = view.results.first("measurement", "srmr", model="declared")
    return (
        view.language.say("loadings.srmr", srmr=cells.estimate(view, srmr, digits=3)) if srmr else Markup("")
    )


def _has_reversed(view: View) -> bool:
    items = (item for d in view.params.index.dimensions for item in view.codebook.items(d))
    return any(view.codebook.variable(item).direction < 0 for item in items)


def _loadings(view: View, dimension: str) -> tuple[Result, ...]:
    return view.results.find("measurement", "loading", model="declared", variable_2=dimension)


def _dimension(view: View, dimension: str, width: int) -> Rows:
    title = join([view.dimension_label(dimension), tag("span", dimension, class_="flag")], " ")
    rows = [_item(view, row) for row in _loadings(view, dimension)]
    first = (Cell(content=title, is_header=True, scope="rowgroup", span=width),)
    return Rows(rows=(first, *rows), row_css=("gh", *("",) * len(rows)))


def _item(view: View, row: Result) -> tuple[Cell, ...]:
    results, item = view.results, row.variable
    variable = view.codebook.variable(item)
    reverse = (
        tag("span", view.language.say("loadings.reversed"), class_="chip") if variable.direction < 0 else ""
    )
    explored = results.first(
        "measurement", "loading", model="exploratory", variable=item, variable_2=row.variable_2
    )
    made = [
        Cell(content=tag("b", cells.estimate(view, row, digits=2))),
        Cell(content=cells.interval(view, row, digits=2), css="civ"),
    ]
    if results.find("measurement", "loading", model="exploratory"):
        made.append(Cell(content=cells.estimate(view, explored, digits=2)))
    if results.find("measurement", "method_loading"):
        made.append(
            Cell(content=_or_blank(view, results.first("measurement", "method_loading", variable=item)))
        )
    made += [
        Cell(
            content=cells.estimate(view, results.first("measurement", "item_rest", variable=item), digits=2)
        ),
        Cell(
            content=cells.percent(
                view, results.first("measurement", "item_weight", variable=item), has_sign=True
            )
        ),
    ]
    label = tag("span", item, class_="flag") + " " + fill(view, variable.wording) + reverse
    return (Cell(content=label, is_header=True), *made)


def _or_blank(view: View, row: Result | None) -> Markup:
    return cells.estimate(view, row, digits=2) if row is not None else Markup("")


def _reliability(view: View, row: Result) -> tuple[Cell, ...]:
    results, name = view.results, row.variable
    ordinal = results.first("measurement", "alpha", variable=name, model="ordinal")
    codes = results.first("measurement", "alpha", variable=name, weighting="none")
    weight = results.first("measurement", "dimension_weight", variable=name)
    return (
        Cell(
            content=join([view.dimension_label(name), tag("span", name, class_="flag")], " "), is_header=True
        ),
        Cell(content=tag("b", cells.estimate(view, row, digits=2))),
        Cell(content=cells.interval(view, row, digits=2), css="civ"),
        Cell(content=cells.estimate(view, ordinal, digits=2)),
        Cell(content=cells.estimate(view, codes, digits=2)),
        Cell(content=cells.interval(view, codes, digits=2), css="civ"),
        Cell(content=cells.percent(view, weight, has_sign=True)),
    )


def _correlation(view: View, row: Result | None) -> Markup:
    return cells.estimate(view, row, digits=2)
