"""Contrasts between groups of residents: each variable's test as a whole, and the pairs that are established to differ."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, mark, scroll, table, tag
from crowdpotential.exhibits.results import Result, by_size
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, adjuster, interval_title, make_figure, nothing
from crowdpotential.report.sentences.above import enumerate_quoted, say_overall
from crowdpotential.report.sentences.extremes import (
    are_pairs_shown,
    group_contrasts,
    list_tested,
    obstacle_of,
    outcome_of_groups,
)
from crowdpotential.report.sentences.outcome import outcome_of, say_outcome
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.sentences.standing import is_established
from crowdpotential.report.tables.groups import title_of_variable
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable

WIDEST = 3  # pairs of a variable that are shown where none, or more, are established


def show_group_pairs(view: View) -> Fragment:
    """Show for each variable whether its groups differ at all, and the widest pairs."""
    view = view.whole
    variables = list_tested(view)
    if not are_pairs_shown(view):
        return nothing("groups", "group-pairs")
    say, every = view.language.say, {name: group_contrasts(view, name) for name in variables}
    heads = head(
        say("areas.pair"),
        say("areas.difference"),
        interval_title(view),
        say("areas.p"),
        say("areas.conclusion"),
    )
    groups = [_variable(view, name, every[name]) for name in variables]
    body = table(say("grouppairs.caption"), heads=[heads], groups=groups, css="tab pin1")
    caption = Caption(
        title=_title(view, variables),
        subtitle=say("grouppairs.subtitle", index=view.text(view.params.index.name), adjuster=adjuster(view)),
        notes=[
            say("grouppairs.note", shown=WIDEST),
            *(
                join([tag("b", name_of_variable(view, name) + "."), said], " ")
                for name, rows in every.items()
                if (said := cells.interval_note(view, rows))
            ),
            say("grouppairs.adjusted")
            if any(row.model == "adjusted" for rows in every.values() for row in rows)
            else "",
            *explain_dashes(view, [row for rows in every.values() for row in rows]),
        ],
        rows="groups.group_contrast.index.*, groups.overall_test.index.*",
    )
    content = scroll(body, label=say("grouppairs.caption"), cue=say("frame.cue"))
    return make_figure(
        view,
        section="groups",
        anchor="group-pairs",
        caption=caption,
        body=content,
        kind="table",
        is_long=True,
    )


def _variable(view: View, name: str, rows: Sequence[Result]) -> Rows:
    """List the widest pairs of a variable below its name and the test of all its groups, or why nothing is concluded of them."""
    is_closed = bool(obstacle_of(view, name))
    tests = (
        [] if is_closed else view.results.find("groups", "overall_test", variable="index", variable_2=name)
    )
    told = [
        join([view.bloc_name(row.bloc) + ":" if row.bloc else "", said], " ")
        for row in tests
        if row.bloc in {"", *view.blocs} and (said := say_overall(view, row))
    ]
    title = join([title_of_variable(view, name), *told], " · ")
    ordered = sorted(by_size(rows), key=lambda row: not is_closed and not is_established(row))
    shown = [_pair(view, row, is_closed=is_closed) for row in ordered[:WIDEST]]
    lead = (Cell(content=title, is_header=True, scope="rowgroup", span=5),)
    return Rows(rows=(lead, *shown), row_css=("gh", *("",) * len(shown)))


def _pair(view: View, row: Result, *, is_closed: bool) -> tuple[Cell, ...]:
    names = [_label(view, row, domain) for domain in (row.domain, row.reference_domain)]
    pair = view.language.say("areas.pair_names", area=names[0], reference=names[1])
    said = view.language.say("key.adjusted") if row.model == "adjusted" else ""
    adjusted = " " + tag("span", said, class_="dim") if said else Markup("")
    bloc = mark(view.bloc_class(row.bloc)) + view.bloc_name(row.bloc) + ": " if row.bloc else Markup("")
    return (
        Cell(content=bloc + pair + adjusted, is_header=True),
        Cell(content=cells.estimate(view, row, is_signed=True), css="val"),
        Cell(content=cells.interval(view, row), css="civ"),
        Cell(content=cells.p_value(view, row), css="civ"),
        Cell(content=view.language.say("grouppairs.unread"), css="verd")
        if is_closed
        else Cell(content=cells.conclusion(view, row), css="verd is" if is_established(row) else "verd"),
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
