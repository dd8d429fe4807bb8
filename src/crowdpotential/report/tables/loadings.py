"""The items: how well each belongs to its dimension, and what it weighs there."""

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, scroll, table, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, interval_title, make_figure, nothing
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View
from crowdpotential.report.wording import fill, has_reversed

FLAGS = ("near_zero", "contrary")  # how an item can fail to go with the others of its dimension
# columns that not every study has: measure and model
EXPLORATORY, METHOD, DELETED = ("loading", "exploratory"), ("method_loading", ""), ("alpha_if_deleted", "")


def show_loadings(view: View) -> Fragment:
    """Show each item's loading in the declared model, in the exploratory solution, and its weight in the dimension."""
    dimensions = [d for d in view.params.index.dimensions if _loadings(view, d)]
    if not dimensions:
        return nothing("measure", "loadings")
    say, titles = view.language.say, _titles(view)
    groups = [_dimension(view, d, len(titles)) for d in dimensions]
    body = table(say("loadings.caption"), heads=[head(*titles)], groups=groups, css="tab pin1 wrap")
    rows = [row for d in dimensions for row in _loadings(view, d)]
    lowest = min(rows, key=lambda row: row.estimate)
    caption = Caption(
        title=say(
            "loadings.title",
            lowest=cells.estimate(view, lowest, digits=2),
            item=fill(view, view.codebook.variable(lowest.variable).wording).rstrip("."),
        ),
        subtitle=say("loadings.subtitle" if _has(view, EXPLORATORY) else "loadings.subtitle_declared"),
        notes=_notes(view),
        rows="measurement.loading.*, measurement.item_weight.*, measurement.item_rest.*, measurement.alpha_if_deleted.*",
        files="loadings" if _has(view, EXPLORATORY) else "",
    )
    content = scroll(body, label=say("loadings.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="measure", anchor="loadings", caption=caption, body=content, kind="table", is_long=True
    )


def _has(view: View, column: tuple[str, str]) -> bool:
    measure, model = column
    return bool(view.results.find("measurement", measure, **({"model": model} if model else {})))


def _titles(view: View) -> list[Markup]:
    say = view.language.say
    titles = [say("loadings.item"), say("loadings.loading"), interval_title(view)]
    titles += [say("loadings.exploratory")] if _has(view, EXPLORATORY) else []
    titles += [say("loadings.method")] if _has(view, METHOD) else []
    titles += [say("loadings.item_rest")]
    titles += [say("loadings.alpha_without")] if _has(view, DELETED) else []
    return [*titles, say("loadings.weight")]


def _notes(view: View) -> list[Markup | str]:
    say = view.language.say
    return [
        say("loadings.reversed_note") if has_reversed(view) else "",
        say("loadings.exploratory_note") if _has(view, EXPLORATORY) else "",
        say("loadings.method_note") if _has(view, METHOD) else "",
        _flagged(view),
        say("loadings.deleted_note") if _has(view, DELETED) else "",
        *explain_dashes(view, view.results.find("measurement", "loading", model="declared")),
        _fit(view),
    ]


def _fit(view: View) -> Markup:
    """Tell how well the declared model fits where no table of fit does, or that it could not but fit."""
    p, k = view.n_items, len(view.params.index.dimensions)
    if p * (p - 1) // 2 <= p + k * (k - 1) // 2:  # as many parameters as correlations
        return view.language.say("loadings.saturated")
    srmr = view.results.first("measurement", "srmr", model="declared")
    if srmr is None or view.results.find("measurement", "srmr", model="confirmatory"):
        return Markup("")
    return view.language.say("loadings.srmr", srmr=cells.estimate(view, srmr, digits=3))


def _loadings(view: View, dimension: str) -> tuple[Result, ...]:
    return view.results.find("measurement", "loading", model="declared", variable_2=dimension)


def _dimension(view: View, dimension: str, width: int) -> Rows:
    title = join([view.dimension_label(dimension), tag("span", dimension, class_="flag")], " ")
    rows = [_item(view, row) for row in _loadings(view, dimension)]
    first = (Cell(content=title, is_header=True, scope="rowgroup", span=width),)
    return Rows(rows=(first, *rows), row_css=("gh", *("",) * len(rows)))


def _item(view: View, row: Result) -> tuple[Cell, ...]:
    results, item = view.results, row.variable
    made = [
        Cell(content=tag("b", cells.estimate(view, row, digits=2))),
        Cell(content=cells.interval(view, row, digits=2), css="civ"),
    ]
    if _has(view, EXPLORATORY):
        explored = results.first(
            "measurement", "loading", model="exploratory", variable=item, variable_2=row.variable_2
        )
        made.append(Cell(content=cells.estimate(view, explored, digits=2)))
    if _has(view, METHOD):
        method = results.first("measurement", "method_loading", variable=item)
        made.append(Cell(content=_or_blank(view, method)))
    rest = results.overall("measurement", "item_rest", variable=item)
    made.append(Cell(content=cells.estimate(view, rest, digits=2)))
    if _has(view, DELETED):
        deleted = results.first("measurement", "alpha_if_deleted", variable=item)
        made.append(Cell(content=_or_blank(view, deleted)))
    weight = results.first("measurement", "item_weight", variable=item)
    made.append(Cell(content=cells.percent(view, weight, has_sign=True)))
    return (Cell(content=_label(view, item, rest), is_header=True), *made)


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
    rows = view.results.find("measurement", "item_rest", verdict="contrary")
    if places := [row for row in rows if row.bloc or row.area]:
        names = join(
            (tag("span", _place(view, row), class_="nb", data_result=row.result_id) for row in places), ", "
        )
        said.append(view.language.say("loadings.contrary_place_note", items=names))
    return join(said, " ")


def _place(view: View, row: Result) -> str:
    """Name an item with the place where it goes against its dimension."""
    return f"{row.variable} ({view.area_name(row.area) if row.area else view.bloc_name(row.bloc)})"


def _or_blank(view: View, row: Result | None) -> Markup:
    return cells.estimate(view, row, digits=2) if row is not None else Markup("")
