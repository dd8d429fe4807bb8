"""The cross-check: what general-purpose packages answer beside the design-based numbers, and why they differ."""

from collections.abc import Sequence
from math import isfinite

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, number, scroll, table, tag
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, confidence, make_figure, make_prose, nothing
from crowdpotential.report.sentences.licences import obstacle_to_groups
from crowdpotential.report.sentences.sampling import list_known
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable

KINDS = ("t", "coefficient", "rao_scott")  # as in the measures crosscheck_*
NOT_ESTIMABLE = "not_estimable"


def show_crosscheck(view: View) -> Fragment:
    """Print every question with its three answers, and in words what separates them."""
    answered, found = (
        [row for kind in KINDS for row in rows_of(view, kind)] for rows_of in (_answered, _design_based)
    )
    if not answered:
        return nothing("method", "crosscheck")
    if not found:
        return make_prose("method", "crosscheck", view.language.say("crosscheck.closed_all"))
    say, own = view.language.say, "" if view.weighting_kind != "none" else "_unweighted"
    heads = head(
        say("crosscheck.question"), say("crosscheck.design_based"), "p", say(f"crosscheck.simple{own}"),
        say(f"crosscheck.unweighted{own}"), "p", say("crosscheck.why"),
    )  # fmt: skip
    groups = [_group(view, kind, len(heads)) for kind in KINDS if _design_based(view, kind)]
    body = table(say("crosscheck.caption"), heads=[heads], groups=groups, css="tab pin1")
    caption = Caption(
        title=_title(view, found),
        subtitle=say("crosscheck.subtitle", index=view.text(view.params.index.name)),
        notes=[
            say(f"crosscheck.note_read{own}", known=_known(view)),
            say("crosscheck.note_why"),
            say("crosscheck.closed", n=len(answered) - len(found)) if len(found) < len(answered) else "",
        ],
        rows="comparison.crosscheck_*",
    )
    content = scroll(body, label=say("crosscheck.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="method", anchor="crosscheck", caption=caption, body=content, kind="table"
    )


def _title(view: View, found: Sequence[Result]) -> Markup:
    """Count the conclusions that would be others: differences established by the one answer and not by the other."""
    say, smallest = view.language.say, 1 - confidence(view)
    pairs = [(row, other) for row in found if (other := _unweighted(view, row)) is not None]
    known = [(a.p_value, b.p_value) for a, b in pairs if isfinite(a.p_value) and isfinite(b.p_value)]
    if not known:
        return say("crosscheck.caption")
    n = sum((own < smallest) != (other < smallest) for own, other in known)
    design = view.has_units or view.params.design.strata is not None
    steps = {
        (True, True): "both",
        (True, False): "weights",
        (False, True): "design",
        (False, False): "packages",
    }
    without = say(f"crosscheck.without_{steps[view.weighting_kind != 'none', design]}")
    return say(
        "crosscheck.title_some" if n else "crosscheck.title_none", n=n, total=len(known), without=without
    )


def _known(view: View) -> Markup | str:
    known = list_known(view)
    return view.language.say("crosscheck.knows", known=known) if known else ""


def _unweighted(view: View, row: Result) -> Result | None:
    """Find what an ordinary package answers to the same question."""
    others = view.results.find("comparison", row.measure, variable_2=row.variable_2, category=row.category)
    return next(
        (other for other in others if other.weighting == "none" and other.method != "linearised"), None
    )


def _design_based(view: View, kind: str) -> list[Result]:
    """List the questions of one kind whose groups may be set against each other."""
    return [row for row in _answered(view, kind) if _is_licensed(view, row)]


def _is_licensed(view: View, row: Result) -> bool:
    """Whether the verdicts allow a question: on groups of its variable, or on those of all variables asked together."""
    names = [row.variable_2] if row.variable_2 else _variables(view)
    return not any(obstacle_to_groups(view, name) for name in names)


def _variables(view: View) -> list[str]:
    rows = _answered(view, "coefficient")
    return [name for name in dict.fromkeys(row.variable_2 for row in rows) if name]


def _answered(view: View, kind: str) -> list[Result]:
    rows = view.results.find("comparison", f"crosscheck_{kind}", method="linearised", model="")
    return [*rows, *view.results.find("comparison", f"crosscheck_{kind}", note=NOT_ESTIMABLE)]


def _group(view: View, kind: str, width: int) -> Rows:
    title = Cell(
        content=view.language.say(f"crosscheck.kind_{kind}"), is_header=True, scope="rowgroup", span=width
    )
    rows = [_line(view, row, kind, width) for row in _design_based(view, kind)]
    return Rows(rows=((title,), *rows), row_css=("gh", *("",) * len(rows)))


def _line(view: View, row: Result, kind: str, width: int) -> tuple[Cell, ...]:
    name = Cell(content=_name(view, row, kind), is_header=True)
    if row.note == NOT_ESTIMABLE:
        return (name, Cell(content=view.language.say("crosscheck.not_estimable"), span=width - 1, css="why"))
    wanted = {"variable_2": row.variable_2, "category": row.category}
    others = view.results.find("comparison", row.measure, **wanted)
    simple = next((other for other in others if other.model == "simple"), None)
    unweighted = _unweighted(view, row)
    why = f"crosscheck.why_{row.note}"
    own = f"{why}_unweighted"
    if view.weighting_kind == "none" and own in view.language.sentences:
        why = own
    return (
        name,
        Cell(content=tag("b", _answer(view, row))),
        Cell(content=cells.p_value(view, row)),
        Cell(content=_answer(view, simple)),
        Cell(content=_answer(view, unweighted)),
        Cell(content=cells.p_value(view, unweighted)),
        Cell(content=view.language.say(why) if not row.is_suppressed else ABSENT, css="why"),
    )


def _name(view: View, row: Result, kind: str) -> Markup | str:
    """Name a question: a group against another, or a variable."""
    if not row.variable_2:
        return view.language.say("crosscheck.all_groups")
    variable = name_of_variable(view, row.variable_2)
    if kind == "rao_scott" or not row.category:
        return variable
    return view.language.say(
        "crosscheck.against", variable=variable, group=label_of_key(view, row.variable_2, row.category)
    )


def _answer(view: View, row: Result | None) -> Markup:
    """Print an estimate with its standard error, or a statistic by itself."""
    if row is None or row.is_suppressed or row.standard_error != row.standard_error:
        return cells.estimate(view, row, digits=2)
    error = number(row, view.numerals.decimal(row.standard_error, 2), "se")
    return cells.estimate(view, row, digits=2, is_signed=True) + Markup(" ") + tag("span", "(", error, ")")
