"""Toplines: every question in the order of the questionnaire, as it was asked, with its base. Open answers are never printed."""

from collections.abc import Mapping

from markupsafe import Markup

from crowdpotential.codebook import Variable
from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, interval_title, level, make_figure, make_prose, nothing
from crowdpotential.report.markup import Cell, Rows, head, join, mark, table, tag
from crowdpotential.report.results import Result
from crowdpotential.report.view import View
from crowdpotential.report.wording import ask

Found = Mapping[tuple[str, str, str, str], Result]  # variable, measure, category, bloc


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
            say("topline.note_all")
            if len(_sides(view)) > 1 and view.params.weighting.method == "none"
            else "",
            say("topline.note_blocs", blocs=view.bloc_words) if len(_sides(view)) > 1 else "",
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
    say = view.language.say
    about = [say(f"topline.type_{variable.type}")]
    if variable.max_answers:
        about.append(say("topline.at_most", n=variable.max_answers))
    if variable.type == "multiple":
        about.append(say("topline.exceeds"))
    if variable.asked_if is not None:
        about.append(say("topline.routed"))
    if variable.blocs:
        about.append(
            say(
                "topline.only",
                blocs=", ".join(view.bloc_name(b) for b in variable.blocs if b in view.params.blocs),
            )
        )
    if variable.dimension and variable.direction < 0:
        about.append(say("topline.reversed"))
    note = view.text(variable.note)
    title = tag("h4", tag("span", variable.id, class_="flag"), " ", ask(view, variable))
    body = _numeric(view, variable, found) if variable.type == "numeric" else Markup("")
    shares = _shares(view, variable, found)
    return tag(
        "div", title, tag("p", join(about, "; "), class_="sub"), body, shares, tag("p", note, class_="sub") if note else "",
        class_="question",
    )  # fmt: skip


def _shares(view: View, variable: Variable, found: Found) -> Markup:
    say = view.language.say
    codes = {str(code): view.text(entry.label) for code, entry in view.codebook.codes(variable.id).items()}
    missing = {
        str(code): view.text(entry.label) for code, entry in view.codebook.missing_codes(variable.id).items()
    }
    rows, css = [], []
    for category, label in {**codes, **missing}.items():
        if not any((variable.id, "share", category, side) in found for side in _sides(view)):
            continue
        rows.append(_answer(view, variable.id, category, label, found))
        css.append("miss" if category in missing else "")
    if not rows:
        return Markup("")
    sides = [side for side in _sides(view) if not variable.blocs or not side or side in variable.blocs]
    heads = [
        *head("%", *(_side_title(view, side, is_plain=len(sides) < 2) for side in sides[:1])),
        *head(interval_title(view)),
    ]
    heads += head(*(_side_title(view, side) for side in sides[1:]))
    first = next(
        category
        for category in (*codes, *missing)
        if any((variable.id, "share", category, s) in found for s in sides)
    )
    bases = [found.get((variable.id, "share", first, side)) for side in sides]
    foot = [
        Cell(content=say("topline.base"), is_header=True),
        Cell(content=cells.base(view, bases[0])),
        Cell(content=""),
    ]
    foot += [Cell(content=cells.base(view, row)) for row in bases[1:]]
    group = Rows(rows=tuple(rows), row_css=tuple(css))
    return table(
        f"{variable.id}: {ask(view, variable)}",
        heads=[heads],
        groups=[group],
        foot=[foot],
        css="tab wrap top",
    )


def _answer(view: View, variable: str, category: str, label: str, found: Found) -> tuple[Cell, ...]:
    only = view.codebook.variable(variable).blocs
    sides = [side for side in _sides(view) if not only or not side or side in only]
    rows = [found.get((variable, "share", category, side)) for side in sides]
    return (
        Cell(content=label, is_header=True),
        Cell(content=tag("b", cells.percent(view, rows[0]))),
        Cell(content=cells.interval(view, rows[0], scale=100), css="civ"),
        *(Cell(content=cells.percent(view, row)) for row in rows[1:]),
    )


def _numeric(view: View, variable: Variable, found: Found) -> Markup:
    say = view.language.say
    sides = [side for side in _sides(view) if not variable.blocs or not side or side in variable.blocs]
    measures = [m for m in ("mean", "median") if any((variable.id, m, "", side) in found for side in sides)]
    if not measures:
        return Markup("")
    rows = []
    for measure in measures:
        results = [found.get((variable.id, measure, "", side)) for side in sides]
        rows.append((
            Cell(content=say(f"topline.{measure}"), is_header=True),
            Cell(content=tag("b", cells.estimate(view, results[0]))),
            Cell(content=cells.interval(view, results[0]), css="civ"),
            *(Cell(content=cells.estimate(view, row)) for row in results[1:]),
        ))  # fmt: skip
    bases = [found.get((variable.id, measures[0], "", side)) for side in sides]
    foot = [
        Cell(content=say("topline.base_answered"), is_header=True),
        Cell(content=cells.base(view, bases[0])),
        Cell(content=""),
    ]
    foot += [Cell(content=cells.base(view, row)) for row in bases[1:]]
    heads = [
        *head(view.text(variable.unit), _side_title(view, sides[0], is_plain=len(sides) < 2)),
        *head(interval_title(view)),
    ]
    heads += head(*(_side_title(view, side) for side in sides[1:]))
    return table(
        f"{variable.id}: {ask(view, variable)}",
        heads=[heads],
        groups=[Rows(rows=tuple(rows))],
        foot=[foot],
        css="tab wrap top",
    )


def _sides(view: View) -> list[str]:
    return (
        ["", *view.blocs]
        if len(view.params.blocs) > 1 and len(view.blocs) > 1
        else [view.blocs[0] if len(view.params.blocs) > 1 else ""]
    )


def _side_title(view: View, side: str, *, is_plain: bool = False) -> Markup | str:
    if not side:
        return view.language.say("topline.share" if is_plain else "topline.all")
    return mark(view.bloc_class(side)) + view.bloc_name(side)
