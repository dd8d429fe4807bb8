"""Contrasts between groups of residents: each variable's test as a whole, and the pairs that are established to differ."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from crowdpotential.chapters.groups.exhibits.group_means import title_of_variable
from crowdpotential.exhibits.cells import Cell, Number, Verdict
from crowdpotential.exhibits.exhibit import Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, mark, tag
from crowdpotential.exhibits.results import Result, by_size
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, contrast_columns
from crowdpotential.views.frame import adjuster, nothing
from crowdpotential.views.sentences.above import enumerate_quoted, say_overall
from crowdpotential.views.sentences.extremes import (
    are_pairs_shown,
    group_contrasts,
    list_tested,
    obstacle_of,
    outcome_of_groups,
)
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.sentences.standing import is_established
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

WIDEST = 3  # pairs of a variable that are shown where none, or more, are established


def show_group_pairs(view: View) -> Exhibit | Fragment:
    """Show for each variable whether its groups differ at all, and the widest pairs."""
    view = view.whole
    variables = list_tested(view)
    if not are_pairs_shown(view):
        return nothing("groups", "group-pairs")
    say, every = view.language.say, {name: group_contrasts(view, name) for name in variables}
    return Exhibit(
        setting=view.setting,
        section="groups",
        anchor="group-pairs",
        kind="table",
        title=_title(view, variables),
        subtitle=say("grouppairs.subtitle", index=view.text(view.params.index.name), adjuster=adjuster(view)),
        panels=(Panel(tables=(_table(view, every),)),),
        arrangement="bare",
        notes=_notes(view, every),
        rows=cite(view, "groups.group_contrast.index.*", "groups.overall_test.index.*"),
        is_long=True,
    )


def _table(view: View, every: Mapping[str, Sequence[Result]]) -> Table:
    return Table(
        looks=("pin1",),
        caption=view.language.say("grouppairs.caption"),
        columns=contrast_columns(view),
        groups=tuple(_variable(view, name, rows) for name, rows in every.items()),
    )


def _notes(view: View, every: Mapping[str, Sequence[Result]]) -> tuple[Markup | str, ...]:
    say, all_rows = view.language.say, [row for rows in every.values() for row in rows]
    promises = (
        join([tag("b", name_of_variable(view, name) + "."), said], " ")
        for name, rows in every.items()
        if (said := phrases.interval_note(view, rows))
    )
    is_adjusted = any(row.model == "adjusted" for row in all_rows)
    return (
        say("grouppairs.note", shown=WIDEST),
        *promises,
        say("grouppairs.adjusted") if is_adjusted else "",
        *explain_dashes(view, all_rows),
    )


def _variable(view: View, name: str, rows: Sequence[Result]) -> Group:
    """List the widest pairs of a variable below its name and the test of all its groups, or why nothing is concluded of them."""
    is_closed = bool(obstacle_of(view, name))
    tests = [] if is_closed else view.results.find("groups", "overall_test", variable="index", variable_2=name)
    remarks = [
        join([view.bloc_name(row.bloc) + ":" if row.bloc else "", said], " ")
        for row in tests
        if row.bloc in {"", *view.blocs} and (said := say_overall(view, row))
    ]
    title = join([title_of_variable(view, name), *remarks], " · ")
    ordered = sorted(by_size(rows), key=lambda row: not is_closed and not is_established(row))
    return Group(title=title, rows=tuple(_pair(view, row, is_closed=is_closed) for row in ordered[:WIDEST]))


def _pair(view: View, row: Result, *, is_closed: bool) -> Row:
    names = [_label(view, row, domain) for domain in (row.domain, row.reference_domain)]
    pair = view.language.say("areas.pair_names", area=names[0], reference=names[1])
    said = view.language.say("key.adjusted") if row.model == "adjusted" else ""
    adjusted = " " + tag("span", said, class_="dim") if said else Markup("")
    bloc = mark(view.bloc_class(row.bloc)) + view.bloc_name(row.bloc) + ": " if row.bloc else Markup("")
    is_found = is_established(row) and not is_closed
    concluded = view.language.say("grouppairs.unread") if is_closed else Verdict(row)
    return Row(
        (
            bloc + pair + adjusted,
            Number(row, is_signed=True),
            Number(row, part="interval"),
            Number(row, part="p"),
            Cell(concluded, look="established" if is_found else None),
        )
    )


def _label(view: View, row: Result, domain: str) -> Markup | str:
    return label_of_key(view, row.domain_variable, domain) if domain else view.language.say("groups.all")


def _title(view: View, variables: Sequence[str]) -> Markup:
    """Count the variables whose groups are established to differ; nothing of those whose groups nobody could compare."""
    outcomes = {name: outcome_of_groups(view, name) for name in variables}
    rows = [row for found in outcomes.values() for row in found.tested]
    obstacle = "" if rows else next((found.reason for found in outcomes.values() if found.reason), "")
    withheld = [row for name in variables for row in group_contrasts(view, name)]
    if not rows and all(found.kind == "withheld" for found in outcomes.values()):
        return say_outcome(view, "grouppairs.title", outcome_of(withheld, is_established))
    named = [name_of_variable(view, name) for name, found in outcomes.items() if found.is_tested]
    outcome = outcome_of(rows, is_established, obstacle=obstacle)
    return say_outcome(view, "grouppairs.title", outcome, variables=enumerate_quoted(view, named))
