"""Toplines: every question in the order of the questionnaire, as it was asked, with its base. Open answers are never printed."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from crowdpotential.codebook import Variable
from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, interval_title, level, make_figure, make_prose, nothing
from crowdpotential.report.markup import Cell, Rows, head, join, mark, table, tag
from crowdpotential.report.numerals import ABSENT
from crowdpotential.report.results import Result
from crowdpotential.report.tables.associations import explain_questions, tell_of_question
from crowdpotential.report.tables.ladder import differing_items
from crowdpotential.report.view import View
from crowdpotential.report.wording import ask

Found = Mapping[tuple[str, str, str, str], Result]  # variable, measure, category, bloc

FIXED_SHARE = 1e-6  # an interval narrower than this is what raking leaves of a controlled share


def introduce_toplines(view: View) -> Fragment:
    """Say how many questions follow and how they are printed."""
    n = len({row.variable for measure in ("share", "mean") for row in view.results.find("topline", measure)})
    if not n:
        return nothing("topline", "topline-intro")
    return make_prose(
        "topline",
        "topline-intro",
        view.language.say("topline.intro", questions=view.language.count("noun.questions", n)),
    )


def show_toplines(view: View) -> Fragment:
    """Print the distribution of every question, in all and on each side."""
    found = {
        (row.variable, row.measure, row.category, row.bloc): row
        for measure in ("share", "mean", "median") for row in view.results.find("topline", measure)
    }  # fmt: skip
    asked = {variable for variable, *_ in found}
    questions = [
        _question(view, variable, found) for variable in view.codebook.variables if variable.id in asked
    ]
    if not questions:
        return nothing("topline", "toplines")
    say = view.language.say
    caption = Caption(
        title=say("topline.title"),
        subtitle=say("topline.subtitle"),
        notes=[
            say(f"frame.weighted_{view.weighting_kind}") + " " + say("topline.note", level=level(view)),
            say("topline.note_all") if len(view.blocs) > 1 and view.params.weighting.method == "none" else "",
            say("topline.note_blocs", blocs=view.bloc_words) if len(view.blocs) > 1 else "",
            explain_questions(view),
            say("topline.note_fixed") if view.params.weighting.method != "none" else "",
            say("topline.open") if any(v.type == "text" for v in view.codebook.variables) else "",
            cells.suppression_note(view),
        ],
        rows="topline.*",
    )
    body = tag("div", *questions, class_="questions")
    return make_figure(
        view, section="topline", anchor="toplines", caption=caption, body=body, kind="table", is_long=True
    )


def _question(view: View, variable: Variable, found: Found) -> Markup:
    note = view.text(variable.note)
    title = tag("h4", tag("span", variable.id, class_="flag"), " ", ask(view, variable))
    means = _means(view, variable, found) if variable.type == "numeric" else ""
    association = tell_of_question(view, variable.id)
    return tag(
        "div", title, tag("p", join(_about(view, variable, found), "; "), class_="sub"), means, _shares(view, variable, found),
        tag("p", association, class_="sub") if association else "", tag("p", note, class_="sub") if note else "", class_="question",
    )  # fmt: skip


def _about(view: View, variable: Variable, found: Found) -> list[Markup]:
    """Say what kind of question it was, and of whom it was asked."""
    say = view.language.say
    about = [say(f"topline.type_{variable.type}")]
    if variable.max_answers:
        about.append(say("topline.at_most", n=variable.max_answers))
    total = sum(
        row.estimate
        for (name, measure, _, bloc), row in found.items()
        if (name, measure, bloc) == (variable.id, "share", "")
    )
    if variable.type == "multiple" and total > 1:
        about.append(say("topline.exceeds"))
    if variable.asked_if is not None:
        about.append(say("topline.routed"))
    if variable.blocs:
        names = ", ".join(view.bloc_name(bloc) for bloc in variable.blocs if bloc in view.params.blocs)
        about.append(say("topline.only", blocs=names))
    if variable.dimension and variable.direction < 0:
        about.append(say("topline.reversed"))
    if any(row.variable == variable.id for row in differing_items(view)):
        about.append(say("topline.differs"))
    return about


def _shares(view: View, variable: Variable, found: Found) -> Markup:
    missing = {
        str(code): view.text(entry.label) for code, entry in view.codebook.missing_codes(variable.id).items()
    }
    labels = {
        str(code): view.text(entry.label) for code, entry in view.codebook.codes(variable.id).items()
    } | missing
    sides = _sides(view, variable)
    answers = {
        category: [found.get((variable.id, "share", category, side)) for side in sides]
        for category in labels
        if any((variable.id, "share", category, side) in found for side in sides)
    }
    if not answers:
        return Markup("")
    rows = tuple(
        _line(
            labels[category],
            [cells.percent(view, row) for row in results],
            _interval(view, results[0]),
        )
        for category, results in answers.items()
    )
    lines = Rows(rows=rows, row_css=tuple("miss" if category in missing else "" for category in answers))
    bases = next(iter(answers.values()))
    return _lay_out(
        view, variable, sides, lines, unit="%", base=view.language.say("topline.base"), bases=bases
    )


def _interval(view: View, row: Result | None) -> Markup:
    """Print the interval of a share, but none of a share that the weights hold fixed."""
    is_fixed = row is not None and row.ci_high - row.ci_low < FIXED_SHARE
    return Markup(ABSENT) if is_fixed else cells.interval(view, row, scale=100)


def _means(view: View, variable: Variable, found: Found) -> Markup:
    say, sides = view.language.say, _sides(view, variable)
    measures = {
        measure: [found.get((variable.id, measure, "", side)) for side in sides]
        for measure in ("mean", "median")
        if any((variable.id, measure, "", side) in found for side in sides)
    }
    if not measures:
        return Markup("")
    rows = tuple(
        _line(
            say(f"topline.{measure}"),
            [cells.estimate(view, row) for row in results],
            cells.interval(view, results[0]),
        )
        for measure, results in measures.items()
    )
    bases = next(iter(measures.values()))
    unit, base = view.text(variable.unit), say("topline.base_answered")
    return _lay_out(view, variable, sides, Rows(rows=rows), unit=unit, base=base, bases=bases)


def _line(label: Markup | str, numbers: Sequence[Markup], interval: Markup) -> tuple[Cell, ...]:
    """Put the first side's number and interval before the numbers of the others."""
    return (
        Cell(content=label, is_header=True), Cell(content=tag("b", numbers[0])), Cell(content=interval, css="civ"),
        *(Cell(content=number) for number in numbers[1:]),
    )  # fmt: skip


def _lay_out(
    view: View,
    variable: Variable,
    sides: Sequence[str],
    lines: Rows,
    *,
    unit: str,
    base: Markup,
    bases: Sequence[Result | None],
) -> Markup:
    titles = [_side_title(view, side, is_plain=len(sides) < 2) for side in sides]
    heads = head(unit, titles[0], interval_title(view), *titles[1:])
    counts = [cells.base(view, row) for row in bases]
    foot = [
        Cell(content=base, is_header=True),
        Cell(content=counts[0]),
        Cell(content=""),
        *(Cell(content=n) for n in counts[1:]),
    ]
    caption = f"{variable.id}: {ask(view, variable)}"
    return table(caption, heads=[heads], groups=[lines], foot=[foot], css="tab wrap top")


def _sides(view: View, variable: Variable) -> list[str]:
    """List the columns: all together and each bloc, or the only bloc that was asked or is shown."""
    asked = [bloc for bloc in view.blocs if not variable.blocs or bloc in variable.blocs]
    if len(view.params.blocs) < 2:
        return [""]
    return ["", *asked] if len(asked) > 1 else asked


def _side_title(view: View, side: str, *, is_plain: bool = False) -> Markup | str:
    if not side:
        return view.language.say("topline.share" if is_plain else "topline.all")
    return mark(view.bloc_class(side)) + view.bloc_name(side)
