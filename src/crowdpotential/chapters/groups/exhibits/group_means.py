"""The index by groups of residents: on each side, and what separates the sides within a group."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from crowdpotential.exhibits.cells import Bracketed, Content, Joined, Mark, Named, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Span, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result, turn
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views.exhibit_parts import (
    base_column,
    bloc_keys,
    cite,
    interval_column,
    interval_key,
    mean_cells,
)
from crowdpotential.views.frame import adjuster, bloc_notes, interval_title, level, nothing
from crowdpotential.views.sentences.adjusted import means_of_contrast
from crowdpotential.views.sentences.associations import tell_of_levels
from crowdpotential.views.sentences.extremes import (
    are_pairs_shown,
    find_widest,
    list_tested,
    obstacle_of,
    outcome_of_groups,
)
from crowdpotential.views.sentences.gaps import headline_gap, pairs_of_sides
from crowdpotential.views.sentences.obstacles import is_sensitive
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.sentences.standing import is_established
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable


def show_groups(view: View) -> Exhibit | Fragment:
    """Show the index of each group: in all, on each side, and what separates the sides within the group."""
    variables = [name for name in view.params.comparison.group_by if _list_groups(view, name)]
    if not variables:
        return nothing("groups", "group-means")
    shown = Exhibit(
        setting=view.setting,
        section="groups",
        anchor="group-means",
        kind="table",
        arrangement="bare",
        title=_title(view.whole),
        subtitle=view.language.say("groups.subtitle", index=view.text(view.params.index.name)),
        panels=(Panel(tables=(_table(view, variables),)),),
        notes=_notes(view, variables, has_difference=_has_difference(view)),
        rows=cite(view, "groups.mean.index.*", "groups.contrast.index.*", "groups.cramers_v.index.*"),
        file="groups",
        is_long=True,
    )
    return replace(shown, picture=_picture(view, shown, variables))


def _notes(view: View, variables: Sequence[str], *, has_difference: bool) -> tuple[Markup | str, ...]:
    say = view.language.say
    is_split = len(view.params.blocs) > 1 and not view.whole.compares_blocs
    return (
        say("groups.note_apart" if are_pairs_shown(view.whole) else "groups.note_apart_untested"),
        *explain_dashes(view, _all_rows(view, variables)),
        say("groups.note_contrast", adjuster=adjuster(view)) if has_difference else "",
        _within(view.whole, variables),
        say("groups.note_split", blocs=view.bloc_words) if is_split else "",
        tell_of_levels(view.whole),
        *(_remark(view, name) for name in variables),
        *bloc_notes(view),
    )


def _remark(view: View, name: str) -> Markup | str:
    """Print what the codebook remarks on a grouping, after its name."""
    note = view.text(view.codebook.variable(name).note)
    return join([name_of_variable(view, name), f"{str(note).rstrip('.')}."], ". ") if note else ""


def _list_groups(view: View, variable: str) -> tuple[str, ...]:
    """List the groups of a variable that anybody belongs to, in the order of the codebook."""
    rows = view.results.find("groups", "mean", variable="index", domain_variable=variable, sample="main")
    sides = {(row.domain, row.bloc) for row in rows if row.bloc}
    domains = tuple(dict.fromkeys(row.domain for row in rows))
    if len(view.params.blocs) > 1 and len(sides) == len(domains) > 1:
        return ()  # each group lies on one side alone: the variable is what tells the sides
    return domains


def _all_rows(view: View, variables: Sequence[str]) -> list[Result]:
    return [
        row
        for measure in ("mean", "contrast")
        for row in view.results.find("groups", measure, variable="index", sample="main")
        if row.domain_variable in variables
    ]


def _table(view: View, variables: Sequence[str]) -> Table:
    say, sides = view.language.say, _sides(view)
    columns = [Column(head=say("groups.group"), kind="label")]
    spans = [Span()]
    for bloc in sides:
        columns += [
            Column(head=say("areas.index"), look="strong"),
            Column(head=interval_title(view), look="interval"),
            Column(head="n", look="base"),
        ]
        spans.append(Span(head=Named(view.bloc_name(bloc), bloc) if bloc else say("groups.all"), n=3))
    if _has_difference(view):
        first, second = _order(view)
        pair = say("areas.pair_names", area=view.bloc_name(first), reference=view.bloc_name(second))
        columns.append(Column(head=say("groups.difference_points", level=level(view))))
        spans.append(Span(head=pair))
    return Table(
        caption=say("groups.caption"),
        columns=tuple(columns),
        spans=tuple(spans) if any(sides) else (),
        groups=tuple(_group(view, name) for name in variables),
        looks=("pin1",),
    )


def _sides(view: View) -> list[str]:
    """List the columns: all together only where that is one population, then each bloc."""
    if len(view.params.blocs) < 2:
        return [""]
    return list(view.blocs)


def _group(view: View, variable: str) -> Group:
    rows = []
    for group in _list_groups(view, variable):
        means = [_mean(view, variable, group, bloc) for bloc in _sides(view)]
        numbers = [number for row in means for number in mean_cells(row)]
        difference = (_difference(view, variable, group),) if _has_difference(view) else ()
        rows.append(Row((label_of_key(view, variable, group), *numbers, *difference)))
    return Group(title=title_of_variable(view, variable), rows=tuple(rows))


def _mean(view: View, variable: str, group: str, bloc: str) -> Result | None:
    return view.results.first("groups", "mean", variable="index", domain_variable=variable, domain=group, bloc=bloc, sample="main")


def title_of_variable(view: View, variable: str) -> Markup:
    """Name a variable, and beside it why its groups may not be set against each other, where they may not."""
    name, obstacle = name_of_variable(view, variable), obstacle_of(view.whole, variable)
    if not obstacle:
        return join([name])
    reason = view.language.say(f"outcome.{obstacle}")
    return join([name, tag("small", view.language.say("groups.closed", reason=reason))], " · ")


def _has_difference(view: View) -> bool:
    """Return whether the two sides are set against each other within groups."""
    return len(view.blocs) == 2 and headline_gap(view) is not None


def _order(view: View) -> tuple[str, str]:
    """Name the two sides, that whose index is higher first."""
    gap = headline_gap(view)
    return (gap.bloc, gap.reference_bloc) if gap is not None else (view.blocs[0], view.blocs[1])


def _difference(view: View, variable: str, domain: str) -> Content:
    wanted = {"variable": "index", "domain_variable": variable, "domain": domain, "sample": "main"}
    pair = set(_order(view))
    rows = view.results.find("groups", "contrast", **wanted)
    row = next((row for row in rows if {row.bloc, row.reference_bloc} == pair), None)
    if row is None or row.is_suppressed:
        return Number(row)
    row = row if row.bloc == _order(view)[0] else turn(row)
    found = Number(row, is_signed=True, is_strong=row.verdict == DIFFERENCE)
    numbers = Joined((found, Bracketed(Number(row, part="interval"))))
    return Joined((numbers, means_of_contrast(view, row)), separator="")


def _within(view: View, variables: Sequence[str]) -> Markup:
    """Count the differences within groups between more than two sides, which no column shows."""
    if len(pairs_of_sides(view)) < 2 or headline_gap(view) is None:
        return Markup("")
    rows = view.results.find("groups", "contrast", variable="index", sample="main")
    outcome = outcome_of((row for row in rows if row.domain_variable in variables), is_established)
    return say_outcome(view, "groups.within", outcome, blocs=view.bloc_words)


def _title(view: View) -> Markup:
    """Name the two groups that differ most where the table shows them as they are contrasted; else say what was tested."""
    say, widest = view.language.say, find_widest(view)
    if widest is not None and not widest.contrasts[0].bloc and len(view.params.blocs) > 1:
        return say("groups.caption")  # a contrast of all together, and columns of each side
    if widest is not None:
        return say(
            "groups.title_found" if not widest.contrasts[0].bloc else "groups.title_within",
            variable=name_of_variable(view, widest.variable),
            highest=label_of_key(view, widest.variable, widest.highest),
            lowest=label_of_key(view, widest.variable, widest.lowest),
            blocs=view.bloc_words,
        )
    outcomes = [outcome_of_groups(view, name) for name in list_tested(view) if not is_sensitive(view, name)]
    tested = [row for found in outcomes for row in found.tested]
    if tested and not any(found.found for found in outcomes):
        return say("groups.title_none", n=len(outcomes))
    return say("groups.caption")


def _picture(view: View, shown: Exhibit, variables: Sequence[str]) -> Exhibit:
    """Draw the same means as marks; sides that may not be compared have a panel each."""
    sides = _sides(view)
    if len(sides) == 1 or view.compares_blocs:
        panels = [Panel(tables=(_chart(view, variables, sides),))]
    else:
        panels = [Panel(tables=(_chart(view, variables, (bloc,)),), title=view.bloc_name(bloc), bloc=bloc) for bloc in sides]
    return replace(
        shown,
        panels=tuple(panels),
        legend=(*bloc_keys(view), interval_key(view)),
        notes=_notes(view, variables, has_difference=False),
    )


def _chart(view: View, variables: Sequence[str], sides: Sequence[str]) -> Table:
    say, values = view.language.say, _all_rows(view, variables)
    drawn = [row for row in values if row.measure == "mean" and row.bloc in sides and not row.is_suppressed]
    ends = [end for row in drawn for end in (row.estimate, row.ci_low, row.ci_high)]
    columns: list[Column] = []
    for bloc in sides if len(sides) > 1 else ():
        columns.append(Column(head=view.bloc_name(bloc), label=view.bloc_name(bloc)))
        columns.append(Column(head="n", label="n", look="base"))
    alone = (Column(head=say("areas.index"), look="value"), interval_column(view), base_column(view))
    return Table(
        form="plot",
        caption=say("groups.caption"),
        axis=Axis(scale=choose_scale(ends, lowest=0, highest=100), spoken=say("areas.on_scale")),
        columns=(Column(kind="label"), Column(kind="track"), *(columns or alone)),
        groups=tuple(
            Group(
                title=title_of_variable(view, name),
                rows=tuple(_marked(view, name, group, sides) for group in _list_groups(view, name)),
            )
            for name in variables
        ),
    )


def _marked(view: View, variable: str, group: str, sides: Sequence[str]) -> Row:
    """Mark the means of a group one under another, a mark for each side."""
    means = [_mean(view, variable, group, bloc) for bloc in sides]
    known = [row for row in means if row is not None and not row.is_suppressed]
    only = view.blocs[0] if len(view.blocs) == 1 else ""  # everybody is of the only side
    marks = tuple(
        Mark(row.estimate, low=row.ci_low, high=row.ci_high, bloc=row.bloc or only, step=2 * i + 1 - len(known))
        for i, row in enumerate(known)
    )
    is_alone = len(sides) == 1  # beside several marks there is no room for intervals
    texts = [part for row in means for part in mean_cells(row) if is_alone or part.part != "interval"]
    return Row((label_of_key(view, variable, group), Track(marks), *texts))
