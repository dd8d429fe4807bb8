"""Quotas: interviews planned beside interviews reached."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Span, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable


def show_quotas(view: View) -> Exhibit | Fragment:
    """Show interviews planned beside interviews reached, by quota cell, over the areas shown."""
    planned = [row for row in view.results.find("fieldwork", "quota_planned") if row.area in view.areas]
    if not planned:
        return nothing("qual", "quotas")
    say = view.language.say
    is_mended = view.weighting_kind == "calibrated"
    return Exhibit(
        setting=view.setting,
        section="qual",
        anchor="quotas",
        kind="table",
        arrangement="bare",
        is_long=True,
        title=_quota_title(view, view.results.find("fieldwork", "quota_planned")),
        subtitle=say("quotas.subtitle"),
        panels=(Panel(tables=(_table(view, planned),)),),
        notes=(say("quotas.note"), say("quotas.note_weights") if is_mended else ""),
        rows=cite(view, "fieldwork.quota_planned.*", "fieldwork.quota_reached.*"),
    )


def _table(view: View, planned: Sequence[Result]) -> Table:
    say, variables = view.language.say, dict.fromkeys(row.variable for row in planned)
    pair = (Column(head=say("quotas.reached")), Column(head=say("quotas.planned"), look="base"))
    return Table(
        looks=("pin1", "dense"),
        caption=say("quotas.caption"),
        spans=(Span(), *(Span(head=view.area_label(area), n=len(pair)) for area in view.areas)),
        columns=(
            Column(head=say("quotas.cell"), kind="label"),
            *(column for _ in view.areas for column in pair),
        ),
        groups=tuple(_group(view, variable, [row for row in planned if row.variable == variable]) for variable in variables),
    )


def _group(view: View, variable: str, planned: Sequence[Result]) -> Group:
    """List the cells of a quota variable, under its name."""
    by_cell = {(row.category, row.area): row for row in planned}
    categories = dict.fromkeys(row.category for row in planned)
    return Group(
        title=name_of_variable(view, variable),
        rows=tuple(
            Row(
                (
                    label_of_key(view, variable, category),
                    *(
                        Number(row, digits=0)
                        for area in view.areas
                        for row in (
                            _reached(view, variable, category, area),
                            by_cell.get((category, area)),
                        )
                    ),
                )
            )
            for category in categories
        ),
    )


def _reached(view: View, variable: str, category: str, area: str) -> Result | None:
    return view.results.first("fieldwork", "quota_reached", variable=variable, category=category, area=area)


def _quota_title(view: View, planned: Sequence[Result]) -> Markup:
    """Name the quota that misses most, of those that are not hidden."""
    worst, gap, is_partial = None, 0.0, False
    for plan in planned:
        reached = _reached(view, plan.variable, plan.category, plan.area)
        is_partial |= reached is not None and reached.is_suppressed
        if reached is not None and not reached.is_suppressed and plan.estimate - reached.estimate > gap:
            worst, gap = plan, plan.estimate - reached.estimate
    if worst is None:
        return view.language.say("quotas.title_withheld" if is_partial else "quotas.title_met")
    cell = label_of_key(view, worst.variable, worst.category)
    key = "quotas.title_told" if is_partial else "quotas.title"
    return view.language.say(key, area=view.area_name(worst.area), cell=cell)
