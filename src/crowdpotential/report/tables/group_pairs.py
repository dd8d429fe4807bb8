"""Contrasts between groups of residents: each variable's test as a whole, and the pairs that are established to differ."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, adjuster, interval_title, make_figure, nothing
from crowdpotential.report.markup import Cell, Rows, head, join, mark, scroll, table
from crowdpotential.report.results import Result
from crowdpotential.report.sentences.above import say_overall
from crowdpotential.report.sentences.extremes import group_contrasts, list_tested, outcome_of_groups
from crowdpotential.report.sentences.licences import find_fault
from crowdpotential.report.sentences.outcome import outcome_of, say_outcome
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.sentences.standing import is_established
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable

WIDEST = 3  # pairs of a variable that are shown where none, or more, are established


def show_group_pairs(view: View) -> Fragment:
    """Show for each variable whether its groups differ at all, and the widest pairs."""
    view = view.whole
    variables = list_tested(view)
    if not variables or find_fault(view) is not None:
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
            *(cells.interval_note(view, rows) for rows in list(every.values())[:1]),
            *_licences(view, variables),
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
    """List the widest pairs of a variable below its name and the test of all its groups at once."""
    tests = view.results.find("groups", "overall_test", variable="index", variable_2=name)
    told = [said for row in tests if row.bloc in {"", *view.blocs} and (said := say_overall(view, row))]
    title = join([name_of_variable(view, name), *told], " · ")
    ordered = sorted(rows, key=lambda row: (not is_established(row), -abs(row.estimate)))
    shown = [_pair(view, row) for row in ordered[:WIDEST]]
    lead = (Cell(content=title, is_header=True, scope="rowgroup", span=5),)
    return Rows(rows=(lead, *shown), row_css=("gh", *("",) * len(shown)))


def _pair(view: View, row: Result) -> tuple[Cell, ...]:
    names = [_label(view, row, domain) for domain in (row.domain, row.reference_domain)]
    pair = view.language.say("areas.pair_names", area=names[0], reference=names[1])
    bloc = mark(view.bloc_class(row.bloc)) + view.bloc_name(row.bloc) + ": " if row.bloc else Markup("")
    return (
        Cell(content=bloc + pair, is_header=True),
        Cell(content=cells.estimate(view, row, is_signed=True), css="val"),
        Cell(content=cells.interval(view, row), css="civ"),
        Cell(content=cells.p_value(view, row), css="civ"),
        Cell(content=cells.conclusion(view, row), css="verd is" if is_established(row) else "verd"),
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
    return say_outcome(view, "grouppairs.title", outcome_of(rows, is_established, obstacle=obstacle))


def _licences(view: View, variables: Sequence[str]) -> list[Markup]:
    """Say of which variables it is not known that their groups may be compared."""
    closed: dict[str, list[str]] = {}
    for name in variables:
        outcome = outcome_of_groups(view, name)
        if outcome.kind == "not_testable":
            closed.setdefault(outcome.reason, []).append(name_of_variable(view, name))
    say = view.language.say
    told = []
    for reason, names in closed.items():
        quoted = join((say("bounds.quoted", label=name) for name in names), ", ")
        told.append(say("grouppairs.closed", names=quoted, reason=say(f"outcome.{reason}")))
    return told
