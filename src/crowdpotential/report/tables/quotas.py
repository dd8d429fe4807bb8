"""Quotas: interviews planned beside interviews reached."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, scroll, table
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, make_figure, nothing
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable


def show_quotas(view: View) -> Fragment:
    """Set interviews planned beside interviews reached, by quota cell, over the areas shown."""
    planned = [row for row in view.results.find("fieldwork", "quota_planned") if row.area in view.areas]
    if not planned:
        return nothing("qual", "quotas")
    say = view.language.say
    variables = list(dict.fromkeys(row.variable for row in planned))
    groups = [
        _quota_group(view, variable, [row for row in planned if row.variable == variable])
        for variable in variables
    ]
    top = [Cell(content="")]
    low = [Cell(content=say("quotas.cell"), is_header=True, scope="col")]
    for area in view.areas:
        top.append(Cell(content=view.area_label(area), is_header=True, scope="colgroup", span=2, css="sp"))
        low += head(say("quotas.reached"), say("quotas.planned"))
    body = table(say("quotas.caption"), heads=[top, low], groups=groups, css="tab pin1 dense")
    is_mended = view.weighting_kind == "calibrated"
    caption = Caption(
        title=_quota_title(view, view.results.find("fieldwork", "quota_planned")),
        subtitle=say("quotas.subtitle"),
        notes=[say("quotas.note"), say("quotas.note_weights") if is_mended else ""],
        rows="fieldwork.quota_planned.*, fieldwork.quota_reached.*",
    )
    content = scroll(body, label=say("quotas.caption"), cue=say("frame.cue"))
    return make_figure(
        view, section="qual", anchor="quotas", caption=caption, body=content, kind="table", is_long=True
    )


def _group_head(title: Markup, n_columns: int) -> tuple[Cell, ...]:
    return (Cell(content=title, is_header=True, scope="rowgroup", span=n_columns + 1),)


def _quota_group(view: View, variable: str, planned: Sequence[Result]) -> Rows:
    title = _group_head(escape(name_of_variable(view, variable)), 2 * len(view.areas))
    rows: list[tuple[Cell, ...]] = [title]
    by_cell = {(row.category, row.area): row for row in planned}
    for category in dict.fromkeys(row.category for row in planned):
        row = [Cell(content=label_of_key(view, variable, category), is_header=True)]
        for area in view.areas:
            plan = by_cell.get((category, area))
            reached = view.results.first(
                "fieldwork", "quota_reached", variable=variable, category=category, area=area
            )
            row += [
                Cell(content=cells.count(view, reached)),
                Cell(content=cells.count(view, plan), css="base"),
            ]
        rows.append(tuple(row))
    return Rows(rows=tuple(rows), row_css=("gh", *("",) * (len(rows) - 1)))


def _quota_title(view: View, planned: Sequence[Result]) -> Markup:
    """Name the quota that misses most, of those that are told."""
    worst, gap, is_partial = None, 0.0, False
    for plan in planned:
        reached = view.results.first(
            "fieldwork", "quota_reached", variable=plan.variable, category=plan.category, area=plan.area
        )
        is_partial |= reached is not None and reached.is_suppressed
        if reached is not None and not reached.is_suppressed and plan.estimate - reached.estimate > gap:
            worst, gap = plan, plan.estimate - reached.estimate
    if worst is None:
        return view.language.say("quotas.title_withheld" if is_partial else "quotas.title_met")
    cell = label_of_key(view, worst.variable, worst.category)
    key = "quotas.title_told" if is_partial else "quotas.title"
    return view.language.say(key, area=view.area_name(worst.area), cell=cell)
