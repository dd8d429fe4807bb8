"""The index by groups of residents, and the target groups of the boost sample beside them."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, mark, scroll, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, interval_mark, point_mark, track
from crowdpotential.exhibits.results import Result, turn
from crowdpotential.report import cells
from crowdpotential.report.frame import (
    Caption,
    adjuster,
    bloc_notes,
    interval_legend,
    interval_title,
    level,
    make_figure,
    nothing,
)
from crowdpotential.report.sentences.adjusted import means_of_contrast
from crowdpotential.report.sentences.extremes import (
    are_pairs_shown,
    find_widest,
    list_tested,
    obstacle_of,
    outcome_of_groups,
)
from crowdpotential.report.sentences.gaps import headline_gap, is_difference, pairs_of_sides
from crowdpotential.report.sentences.licences import is_sensitive
from crowdpotential.report.sentences.outcome import outcome_of, say_outcome
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.tables.associations import tell_of_levels
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable
from crowdpotential.verdicts import DIFFERENCE


def show_groups(view: View) -> Fragment:
    """Show the index of each group: in all, on each side, and what separates the sides within the group."""
    variables = [name for name in view.params.comparison.group_by if _list_groups(view, name)]
    if not variables:
        return nothing("groups", "group-means")
    say = view.language.say
    groups = [_group(view, variable) for variable in variables]
    body = table(say("groups.caption"), heads=_heads(view), groups=groups, css="tab pin1")
    caption = Caption(
        title=_title(view.whole),
        subtitle=say("groups.subtitle", index=view.text(view.params.index.name)),
        notes=[
            say("groups.note_apart" if are_pairs_shown(view.whole) else "groups.note_apart_untested"),
            *explain_dashes(view, _all_rows(view, variables)),
            say("groups.note_contrast", adjuster=adjuster(view)) if _has_difference(view) else "",
            _within(view.whole, variables),
            say("groups.note_split", blocs=view.bloc_words)
            if len(view.params.blocs) > 1 and not view.whole.compares_blocs
            else "",
            tell_of_levels(view.whole),
            *(_remark(view, name) for name in variables),
            *bloc_notes(view),
        ],
        rows="groups.mean.index.*, groups.contrast.index.*, groups.cramers_v.index.*",
        files="groups",
    )
    content = scroll(body, label=say("groups.caption"), cue=say("frame.cue"))
    return make_figure(
        view,
        section="groups",
        anchor="group-means",
        caption=caption,
        body=content,
        kind="table",
        is_long=True,
    )


def _remark(view: View, name: str) -> Markup | str:
    """Print what the codebook remarks on a grouping, after its name."""
    note = view.text(view.codebook.variable(name).note)
    return join([name_of_variable(view, name), f"{str(note).rstrip('.')}."], ". ") if note else ""


def pair_target_groups(view: View) -> list[tuple[Result, Result | None]]:
    """Set each group of the boost sample beside the same group of the main sample."""
    variable = view.params.comparison.target_group
    main = {
        row.domain: row
        for row in view.results.find(
            "groups", "mean", variable="index", domain_variable=variable or "", bloc="", sample="main"
        )
    }
    boost = view.results.find("groups", "mean", variable="index", sample="boost")
    return [(row, main.get(row.domain)) for row in boost] if variable is not None else []


def show_target_groups(view: View) -> Fragment:
    """Draw the boost sample's groups, unweighted, beside the same groups of the main sample."""
    variable = view.params.comparison.target_group
    pairs = pair_target_groups(view)
    if variable is None or not pairs:
        return nothing("groups", "target-groups")
    say = view.language.say
    every = [row for pair in pairs for row in pair if row is not None]
    scale = choose_scale(
        [e for row in every if not row.is_suppressed for e in (row.ci_low, row.ci_high)],
        lowest=0,
        highest=100,
    )
    heads = [
        *head(say("targets.group")), axis(scale, view.numerals, spoken=say("areas.on_scale")),
        *head(say("areas.index"), interval_title(view), say("frame.base")),
    ]  # fmt: skip
    groups = [
        Rows(rows=_target(view, row, main, scale), row_css=_target_css(main), css="sep")
        for row, main in pairs
    ]
    body = table(
        say("targets.caption"), heads=[heads], groups=groups, css="plot", style="--lw0:16em", has_roles=True
    )
    caption = Caption(
        title=say("targets.title"),
        subtitle=say("targets.subtitle", index=view.text(view.params.index.name)),
        legend=[interval_legend(view)],
        notes=[
            say("targets.note"),
            view.text(view.params.study.fieldwork.boost),
        ],
        rows=f"groups.mean.index.sample=boost.*, groups.mean.index.{variable}=*",
        files="target_groups",
    )
    return make_figure(view, section="groups", anchor="target-groups", caption=caption, body=body)


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


def _heads(view: View) -> list[list[Cell]]:
    say = view.language.say
    interval = interval_title(view)
    sides = _sides(view)
    top = [Cell(content="")]
    low = [Cell(content=say("groups.group"), is_header=True, scope="col")]
    for bloc in sides:
        title = mark(view.bloc_class(bloc)) + view.bloc_name(bloc) if bloc else say("groups.all")
        top.append(Cell(content=title, is_header=True, scope="colgroup", span=3, css="sp"))
        low += head(say("areas.index"), interval, "n")
    if _has_difference(view):
        first, second = _order(view)
        pair = say("areas.pair_names", area=view.bloc_name(first), reference=view.bloc_name(second))
        top.append(Cell(content=pair, is_header=True, scope="col", css="sp"))
        low += head(say("groups.difference_points", level=level(view)))
    return [top, low] if any(sides) else [low]


def _sides(view: View) -> list[str]:
    """List the columns: all together only where that is one population, then each bloc."""
    if len(view.params.blocs) < 2:
        return [""]
    return list(view.blocs)


def _group(view: View, variable: str) -> Rows:
    sides = _sides(view)
    width = 1 + 3 * len(sides) + int(_has_difference(view))
    title = Cell(content=title_of_variable(view, variable), is_header=True, scope="rowgroup", span=width)
    rows: list[tuple[Cell, ...]] = [(title,)]
    for group in _list_groups(view, variable):
        cells_of_row = [Cell(content=label_of_key(view, variable, group), is_header=True)]
        for bloc in sides:
            row = view.results.first(
                "groups", "mean", variable="index", domain_variable=variable, domain=group, bloc=bloc, sample="main"
            )  # fmt: skip
            cells_of_row += [
                Cell(content=tag("b", cells.estimate(view, row))),
                Cell(content=cells.interval(view, row), css="civ"),
                Cell(content=cells.base(view, row), css="base"),
            ]
        if _has_difference(view):
            cells_of_row.append(Cell(content=_difference(view, variable, group)))
        rows.append(tuple(cells_of_row))
    return Rows(rows=tuple(rows), row_css=("gh", *("",) * (len(rows) - 1)))


def title_of_variable(view: View, variable: str) -> Markup:
    """Name a variable, and beside it why its groups may not be set against each other, where they may not."""
    name, obstacle = name_of_variable(view, variable), obstacle_of(view.whole, variable)
    if not obstacle:
        return join([name])
    reason = view.language.say(f"outcome.{obstacle}")
    return join([name, tag("small", view.language.say("groups.closed", reason=reason))], " · ")


def _has_difference(view: View) -> bool:
    """Whether the two sides are set against each other within groups."""
    return len(view.blocs) == 2 and headline_gap(view) is not None


def _order(view: View) -> tuple[str, str]:
    """Name the two sides, that whose index is higher first."""
    gap = headline_gap(view)
    return (gap.bloc, gap.reference_bloc) if gap is not None else (view.blocs[0], view.blocs[1])


def _difference(view: View, variable: str, domain: str) -> Markup:
    wanted = {"variable": "index", "domain_variable": variable, "domain": domain, "sample": "main"}
    pair = set(_order(view))
    rows = view.results.find("groups", "contrast", **wanted)
    row = next((row for row in rows if {row.bloc, row.reference_bloc} == pair), None)
    if row is None or row.is_suppressed:
        return cells.estimate(view, row)
    row = row if row.bloc == _order(view)[0] else turn(row)
    text = cells.estimate(view, row, is_signed=True)
    strong = tag("b", text) if row.verdict == DIFFERENCE else text
    interval = tag("span", "(", cells.interval(view, row), ")", class_="civ")
    return strong + Markup(" ") + interval + means_of_contrast(view, row)


def _within(view: View, variables: Sequence[str]) -> Markup:
    """Count the differences within groups between more than two sides, which no column shows."""
    if len(pairs_of_sides(view)) < 2 or headline_gap(view) is None:
        return Markup("")
    rows = view.results.find("groups", "contrast", variable="index", sample="main")
    outcome = outcome_of((row for row in rows if row.domain_variable in variables), is_difference)
    return say_outcome(view, "groups.within", outcome, blocs=view.bloc_words)


def _title(view: View) -> Markup:
    """Name the two groups that differ most where the table shows them as they are contrasted; else say what was tested."""
    say, widest = view.language.say, find_widest(view)
    if widest is not None and not widest.contrasts[0].bloc and len(view.params.blocs) > 1:
        return say("groups.caption")  # a contrast of all together, and columns of each side
    if widest is not None:
        return say(
            "groups.title_found" if not widest.contrasts[0].bloc else "groups.title_within",
            variable=name_of_variable(view, widest.variable), highest=label_of_key(view, widest.variable, widest.highest),
            lowest=label_of_key(view, widest.variable, widest.lowest), blocs=view.bloc_words,
        )  # fmt: skip
    outcomes = [outcome_of_groups(view, name) for name in list_tested(view) if not is_sensitive(view, name)]
    tested = [row for found in outcomes for row in found.tested]
    if tested and not any(found.found for found in outcomes):
        return say("groups.title_none", n=len(outcomes))
    return say("groups.caption")


def _target(view: View, boost: Result, main: Result | None, scale: Scale) -> tuple[tuple[Cell, ...], ...]:
    name = label_of_key(view, boost.domain_variable, boost.domain)
    say = view.language.say
    rows = [
        _target_row(
            view, tag("span", name) + " " + tag("span", say("targets.boost"), class_="dim"), boost, scale
        )
    ]
    if main is not None:
        rows.append(_target_row(view, say("targets.main"), main, scale))
    return tuple(rows)


def _target_row(view: View, name: Markup, row: Result, scale: Scale) -> tuple[Cell, ...]:
    marks = () if row.is_suppressed else (
        interval_mark(scale, row.ci_low, row.ci_high), point_mark(scale, row.estimate, "none"),
    )  # fmt: skip
    return (
        Cell(content=name, is_header=True),
        track(scale, *marks),
        Cell(content=cells.estimate(view, row), css="val"),
        Cell(
            content=cells.interval(view, row),
            css="civ",
            label=str(interval_title(view)),
        ),
        Cell(content=cells.base(view, row), css="base", label="n"),
    )


def _target_css(main: Result | None) -> tuple[str, ...]:
    return ("",) if main is None else ("", "sub")
