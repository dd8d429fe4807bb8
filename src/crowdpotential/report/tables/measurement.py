"""How the index measures: the model, the number of factors, correlations of the dimensions."""

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, number, scroll, table, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.drawings import draw_inline
from crowdpotential.report.frame import Caption, make_figure, make_prose, nothing
from crowdpotential.report.view import View
from crowdpotential.report.wording import has_reversed

KAISER = ((0.9, "marvelous"), (0.8, "meritorious"), (0.7, "middling"), (0.6, "mediocre"), (0.5, "miserable"))


def introduce_measurement(view: View) -> Fragment:
    """Say by what model the index is measured, and whether the answers suit it."""
    say, results = view.language.say, view.results
    kmo, (factors, common) = results.first("measurement", "kmo"), _numbers_of_factors(view)
    intro = say("measurement.intro") + " " + say(f"frame.weighted_{view.weighting_kind}")
    return make_prose(
        "measure", "measure-intro", intro,
        _adequacy(view, kmo),
        say("measurement.factors", found=_count(view, factors), common=_count(view, common, "factors"), declared=_declared(view))
        if factors and common else "",
        _partials(view), _filled(view), _smoothed(view), _numbers(view), *_failed(view),
    )  # fmt: skip


def _adequacy(view: View, kmo: Result | None) -> Markup:
    """Tell the measure of sampling adequacy in Kaiser's words (Kaiser 1974, Psychometrika 39, 31-36)."""
    if kmo is None:
        return Markup("")
    printed, say = cells.estimate(view, kmo, digits=2), view.language.say
    if kmo.is_suppressed:
        return say("measurement.adequacy_bare", kmo=printed)
    word = next((word for bound, word in KAISER if kmo.estimate >= bound), "unacceptable")
    return say("measurement.adequacy", kmo=printed, word=say(f"measurement.kmo_{word}"))


def _partials(view: View) -> Markup:
    """Tell after how many components the partial correlations are smallest, and where that says little."""
    say, partial = view.language.say, _known(view, "n_factors", "average_partial")
    if partial is None:
        return Markup("")
    bare = cells.estimate(view, partial, digits=0)
    told = say("measurement.partials", n=int(partial.estimate), partial=bare)
    return told + " " + say("measurement.partials_several") if _n_dimensions(view) > 1 else told


def _count(view: View, row: Result, noun: str = "components") -> Markup:
    return number(row, view.language.count(f"noun.{noun}", row.estimate))


def _declared(view: View) -> Markup:
    return view.language.count("noun.dimensions", _n_dimensions(view))


def _n_dimensions(view: View) -> int:
    return len(view.params.index.dimensions)


def _numbers(view: View) -> Markup:
    """Name the items that are numbers, and say how they are treated."""
    items = [item for d in view.params.index.dimensions for item in view.codebook.items(d)]
    names = [tag("span", item, class_="nb") for item in items if view.codebook.variable(item).kind.is_number]
    return view.language.say("measurement.numbers", items=join(names, ", ")) if names else Markup("")


def _filled(view: View) -> Markup:
    """Say to how many tables of two answers each something was added."""
    row = view.results.first("measurement", "n_filled_cells", variable="")
    if row is None:
        return Markup("")
    added = view.numerals.decimal(view.params.index.empty_cell, 1)
    shown = cells.estimate(view, row, digits=0)
    return view.language.say("measurement.filled", n=row.estimate, shown=shown, added=added)


def _failed(view: View) -> list[Markup]:
    """Say which steps failed in so many replicates that what rests on them has no interval."""
    say = view.language.say
    return [
        say(
            "measurement.failed",
            n=cells.estimate(view, row, digits=0),
            total=view.numerals.integer(view.n_replicates),
            step=say(f"measurement.failed_{row.variable}"),
            where=say("measurement.failed_where", where=row.variable_2.replace("*", " × ").replace(";", ", "))
            if row.variable_2
            else "",
        )
        for row in view.results.find("measurement", "replicates_failed")
        if row.verdict == "withheld"
    ]


def _smoothed(view: View) -> Markup:
    """Say what smoothing changed, where the study asked for it and it changed anything."""
    raised, largest = (
        view.results.first("measurement", name) for name in ("n_smoothed_eigenvalues", "largest_smoothing")
    )
    if raised is None or largest is None or raised.is_suppressed:
        return Markup("")
    return view.language.say(
        "measurement.smoothed",
        n=int(raised.estimate),
        shown=cells.estimate(view, raised, digits=0),
        change=cells.estimate(view, largest, digits=3),
    )


def show_scree(view: View) -> Fragment:
    """Draw the eigenvalues beside those of random answers: as many factors as lie above chance."""
    factors, common = _numbers_of_factors(view)
    if factors is None or common is None or not view.results.find("measurement", "eigenvalue"):
        return nothing("measure", "scree")
    say = view.language.say
    caption = Caption(
        title=_scree_title(view, factors, common),
        subtitle=say("scree.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        notes=[
            say("scree.note", common=_count(view, common, "factors")),
            say("scree.note_related") if _n_dimensions(view) > 1 else "",
            say("scree.note_reversed") if has_reversed(view) else "",
        ],
        rows="measurement.eigenvalue.*, measurement.eigenvalue_random.*",
        files="scree",
    )
    return make_figure(
        view, section="measure", anchor="scree", caption=caption, body=draw_inline(view, "scree")
    )


def _scree_title(view: View, factors: Result, common: Result) -> Markup:
    """Say how many factors there are only where all criteria agree; else what each of them says."""
    say, partial = view.language.say, _known(view, "n_factors", "average_partial")
    numbers = {int(row.estimate) for row in (factors, common, partial) if row is not None}
    words = {
        "found": _count(view, factors),
        "common": _count(view, common, "factors"),
        "declared": _declared(view),
        "partial": say("scree.partial", partial=cells.estimate(view, partial, digits=0)) if partial else "",
    }
    if len(numbers) > 1:
        return say("scree.title_disagree", **words)
    return say("scree.title_agrees" if numbers == {_n_dimensions(view)} else "scree.title", **words)


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
    """Give the numbers of components and of common factors by parallel analysis, where they are not hidden."""
    components, common = (_known(view, "n_factors", model) for model in ("components", "common"))
    return components, common


def _known(view: View, measure: str, model: str = "") -> Result | None:
    row = view.results.first("measurement", measure, model=model)
    return None if row is None or row.is_suppressed else row


def _correlation(view: View, row: Result | None) -> Markup:
    return cells.estimate(view, row, digits=2)
