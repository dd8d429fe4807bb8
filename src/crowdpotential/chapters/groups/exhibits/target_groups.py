"""The target groups of the boost sample beside the same groups of the main sample."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Content, Mark, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import (
    base_column,
    cite,
    interval_column,
    interval_key,
    mean_cells,
)
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key

Pair = tuple[Result, Result | None]  # a group of the boost sample, and the same of the main one


def show_target_groups(view: View) -> Exhibit | Fragment:
    """Draw the boost sample's groups, unweighted, beside the same groups of the main sample."""
    variable = view.params.comparison.target_group
    pairs = _pair(view, variable) if variable is not None else []
    if not pairs:
        return nothing("groups", "target-groups")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section="groups",
        anchor="target-groups",
        arrangement="bare",
        title=say("targets.title"),
        subtitle=say("targets.subtitle", index=view.text(view.params.index.name)),
        legend=(interval_key(view),),
        panels=(Panel(tables=(_table(view, pairs),)),),
        notes=(say("targets.note"), view.text(view.params.study.fieldwork.boost)),
        rows=cite(view, "groups.mean.index.sample=boost.*", f"groups.mean.index.{variable}=*"),
        file="target_groups",
    )


def _pair(view: View, variable: str) -> list[Pair]:
    main = view.results.find("groups", "mean", variable="index", domain_variable=variable, bloc="", sample="main")
    same = {row.domain: row for row in main}
    boost = view.results.find("groups", "mean", variable="index", sample="boost")
    return [(row, same.get(row.domain)) for row in boost]


def _table(view: View, pairs: Sequence[Pair]) -> Table:
    say, rows = view.language.say, [row for pair in pairs for row in pair if row is not None]
    ends = [end for row in rows if not row.is_suppressed for end in (row.ci_low, row.ci_high)]
    return Table(
        form="plot",
        label_em=16,
        caption=say("targets.caption"),
        axis=Axis(scale=choose_scale(ends, lowest=0, highest=100), spoken=say("areas.on_scale")),
        columns=(
            Column(head=say("targets.group"), kind="label"),
            Column(kind="track"),
            Column(head=say("areas.index"), look="value"),
            interval_column(view),
            base_column(view),
        ),
        groups=tuple(_group(view, *pair) for pair in pairs),
    )


def _group(view: View, boost: Result, main: Result | None) -> Group:
    say, name = view.language.say, label_of_key(view, boost.domain_variable, boost.domain)
    label = join([tag("span", name), tag("span", say("targets.boost"), class_="dim")], " ")
    below = (Row(_cells(say("targets.main"), main), look="sub"),) if main is not None else ()
    return Group(rows=(Row(_cells(label, boost)), *below), look="sep")


def _cells(label: Markup, row: Result) -> tuple[Content, ...]:
    mark = Mark(row.estimate, low=row.ci_low, high=row.ci_high)
    return label, Track(() if row.is_suppressed else (mark,)), *mean_cells(row)
