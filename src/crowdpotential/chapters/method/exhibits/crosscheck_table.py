"""The cross-check: what general-purpose packages answer beside the design-based numbers, and why they differ."""

from collections.abc import Sequence
from math import isfinite

from markupsafe import Markup

from crowdpotential.exhibits.cells import Bracketed, Cell, Content, Joined, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import ONE_GROUP, allows_within
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import confidence, make_prose, nothing
from crowdpotential.views.sentences.obstacles import obstacle_to_groups
from crowdpotential.views.sentences.sampling import list_known
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

KINDS = ("t", "coefficient", "rao_scott")  # as in the measures crosscheck_*
NOT_ESTIMABLE = "not_estimable"


def show_crosscheck(view: View) -> Exhibit | Fragment:
    """Show every question with its three answers, and in words what separates them."""
    answered, found = ([row for kind in KINDS for row in rows_of(view, kind)] for rows_of in (_answered, _design_based))
    closed = _list_closed(view)
    if not answered and not closed:
        return nothing("method", "crosscheck")
    if not found:
        is_all = not closed or len(closed) == len(view.params.comparison.group_by)
        words = view.language.say("crosscheck.closed_all") if is_all else _say_closed(view, closed)
        return make_prose("method", "crosscheck", words)
    say, n_closed = view.language.say, len(answered) - len(found)
    return Exhibit(
        setting=view.setting,
        section="method",
        anchor="crosscheck",
        kind="table",
        arrangement="bare",
        title=_title(view, found),
        subtitle=say("crosscheck.subtitle", index=view.text(view.params.index.name)),
        panels=(Panel(tables=(_table(view),)),),
        notes=(
            say(f"crosscheck.note_read{_suffix(view)}", known=_known(view)),
            say("crosscheck.note_why"),
            say("crosscheck.closed", n=n_closed) if n_closed else "",
            _say_closed(view, closed),
        ),
        rows=cite(view, "comparison.crosscheck_*"),
    )


def _list_closed(view: View) -> list[str]:
    """List the variables whose groups a verdict forbids to compare: the cross-check does not ask about them."""
    verdicts = view.results.find("comparability", "verdict", variable="groups", bloc="")
    closed = {row.domain_variable for row in verdicts if row.note != ONE_GROUP and not allows_within(row.verdict, row.note)}
    return [str(name_of_variable(view, name)) for name in view.params.comparison.group_by if name in closed]


def _say_closed(view: View, closed: Sequence[str]) -> Markup:
    """Name what the cross-check did not ask about; nothing where it asked about all."""
    return view.language.say("crosscheck.closed_groups", groups=", ".join(closed)) if closed else Markup("")


def _suffix(view: View) -> str:
    """Return what the keys of sentences end with in a study without weights."""
    return "" if view.weighting_kind != "none" else "_unweighted"


def _table(view: View) -> Table:
    say, suffix = view.language.say, _suffix(view)
    return Table(
        looks=("pin1",),
        caption=say("crosscheck.caption"),
        columns=(
            Column(head=say("crosscheck.question"), kind="label"),
            Column(head=say("crosscheck.design_based"), look="strong"),
            Column(head="p"),
            Column(head=say(f"crosscheck.simple{suffix}")),
            Column(head=say(f"crosscheck.unweighted{suffix}")),
            Column(head="p"),
            Column(head=say("crosscheck.why"), look="reason"),
        ),
        groups=tuple(_group(view, kind) for kind in KINDS if _design_based(view, kind)),
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
    return say("crosscheck.title_some" if n else "crosscheck.title_none", n=n, total=len(known), without=without)


def _known(view: View) -> Markup | str:
    known = list_known(view)
    return view.language.say("crosscheck.knows", known=known) if known else ""


def _unweighted(view: View, row: Result) -> Result | None:
    """Find what an ordinary package answers to the same question."""
    others = view.results.find("comparison", row.measure, variable_2=row.variable_2, category=row.category)
    return next((other for other in others if other.weighting == "none" and other.method != "linearised"), None)


def _design_based(view: View, kind: str) -> list[Result]:
    """List the questions of one kind whose groups may be set against each other."""
    return [row for row in _answered(view, kind) if _is_permitted(view, row)]


def _is_permitted(view: View, row: Result) -> bool:
    """Return whether the verdicts allow a question: on groups of its variable, or on those of all variables asked together."""
    names = [row.variable_2] if row.variable_2 else _variables(view)
    return not any(obstacle_to_groups(view, name) for name in names)


def _variables(view: View) -> list[str]:
    rows = _answered(view, "coefficient")
    return [name for name in dict.fromkeys(row.variable_2 for row in rows) if name]


def _answered(view: View, kind: str) -> list[Result]:
    rows = view.results.find("comparison", f"crosscheck_{kind}", method="linearised", model="")
    return [*rows, *view.results.find("comparison", f"crosscheck_{kind}", note=NOT_ESTIMABLE)]


def _group(view: View, kind: str) -> Group:
    return Group(
        title=view.language.say(f"crosscheck.kind_{kind}"),
        rows=tuple(_row(view, row, kind) for row in _design_based(view, kind)),
    )


def _row(view: View, row: Result, kind: str) -> Row:
    name = _name(view, row, kind)
    if row.note == NOT_ESTIMABLE:
        no_number = Cell("", look="plain")
        return Row((name, *(no_number,) * 5, view.language.say("crosscheck.not_estimable")))
    keys = {"variable_2": row.variable_2, "category": row.category}
    others = view.results.find("comparison", row.measure, **keys)
    simple = next((other for other in others if other.model == "simple"), None)
    unweighted = _unweighted(view, row)
    return Row(
        (
            name,
            _answer(row),
            Number(row, part="p"),
            _answer(simple),
            _answer(unweighted),
            Number(unweighted, part="p"),
            ABSENT if row.is_suppressed else _reason(view, row),
        )
    )


def _reason(view: View, row: Result) -> Markup:
    """State what separates the answers; a study without weights has words of its own for some."""
    key = f"crosscheck.why_{row.note}"
    own = f"{key}{_suffix(view)}"
    return view.language.say(own if own in view.language.sentences else key)


def _name(view: View, row: Result, kind: str) -> Markup | str:
    """Name a question: a group against another, or a variable."""
    if not row.variable_2:
        return view.language.say("crosscheck.all_groups")
    variable = name_of_variable(view, row.variable_2)
    if kind == "rao_scott" or not row.category:
        return variable
    return view.language.say("crosscheck.against", variable=variable, group=label_of_key(view, row.variable_2, row.category))


def _answer(row: Result | None) -> Content:
    """Return an estimate with its standard error, or a statistic by itself."""
    if row is None or row.is_suppressed or row.standard_error != row.standard_error:
        return Number(row, digits=2)
    error = Bracketed(Number(row, part="standard_error", digits=2))
    return Joined((Number(row, digits=2, is_signed=True), error))
