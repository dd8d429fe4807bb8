"""How many people are in each target group, and how their index stands beside everybody's; the boost sample below, apart."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.portraits.exhibits.targets import SECTION, Target, is_apart, judge_index, list_targets
from crowdpotential.exhibits.cells import Cell, Content, Mark, Number, Stacked, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import base_column, cite, interval_column, interval_key, mean_cells
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.obstacles import obstacle_to_groups
from crowdpotential.views.sentences.outcome import say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View


def show_sizes(view: View) -> Exhibit | Fragment:
    """Draw the index of everybody and of each target group, with head counts; the boost sample stands below its group, unweighted."""
    targets = list_targets(view)
    if not targets:
        return nothing(SECTION, "portrait-sizes")
    say, rows = view.language.say, _means(view, targets)
    differences = [row for one in targets if (row := one.difference(view, "mean_difference", "index")) is not None]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="portrait-sizes",
        arrangement="bare",
        title=_title(view, targets),
        subtitle=say("portraits.sizes_subtitle", index=view.text(view.params.index.name)),
        legend=(interval_key(view),),
        panels=(Panel(tables=(_table(view, targets, rows),)),),
        notes=(
            say("portraits.note_samples"),
            view.text(view.params.study.fieldwork.boost),
            say("portraits.note_difference") if differences else "",
            phrases.interval_note(view, view.results.find(SECTION, "mean_difference")) if differences else "",
            *explain_dashes(view, [*rows, *differences]),
        ),
        rows=cite(
            view,
            "index.mean.index",
            f"groups.mean.index.{targets[0].variable}=*",
            "groups.mean.index.sample=boost.*",
            "portraits.size.*",
            "portraits.persons.*",
            "portraits.mean_difference.index.*",
        ),
        file="portrait_sizes",
    )


def _means(view: View, targets: Sequence[Target]) -> list[Result]:
    found = [one.mean(view, "index", sample=sample) for one in targets for sample in ("main", "boost")]
    return [row for row in (view.results.overall("index", "mean", variable="index"), *found) if row is not None]


def _table(view: View, targets: Sequence[Target], rows: Sequence[Result]) -> Table:
    say = view.language.say
    ends = [end for row in rows if not row.is_suppressed for end in (row.ci_low, row.ci_high)]
    whole = view.results.overall("index", "mean", variable="index")
    groups = [_group(view, one) for one in targets]
    if whole is not None:
        everybody = Row((Cell(say("portraits.everybody"), look="strong"), _track(whole), "", *mean_cells(whole), "", ""))
        groups.insert(0, Group(rows=(everybody,)))
    return Table(
        form="plot",
        label_em=13,
        caption=say("portraits.sizes_caption"),
        axis=Axis(scale=choose_scale(ends, lowest=0, highest=100), spoken=say("areas.on_scale")),
        columns=(
            Column(head=say("portraits.group"), kind="label"),
            Column(kind="track"),
            Column(head=say(f"portraits.{_size_word(view)}"), label=say(f"portraits.{_size_word(view)}"), look="interval"),
            Column(head=say("areas.index"), label=say("areas.index"), look="value"),
            interval_column(view),
            base_column(view),
            Column(head=say("portraits.difference"), label=say("portraits.difference"), look="interval"),
            Column(head=say("areas.conclusion"), look="verdict"),
        ),
        groups=tuple(groups),
    )


def _group(view: View, target: Target) -> Group:
    """Put the group of residents above that of the boost sample."""
    main, boost = target.mean(view, "index"), target.mean(view, "index", sample="boost")
    rows = list[Row]()
    if main is not None:
        difference = target.difference(view, "mean_difference", "index")
        is_read = not obstacle_to_groups(view, target.variable)
        is_found = is_read and difference is not None and is_apart(difference)
        gap: Content = Stacked(Number(difference, is_signed=True, is_strong=is_found), Number(difference, part="interval"))
        conclusion: Content = Verdict(difference) if is_read else view.language.say("portraits.unread")
        cells: tuple[Cell | Content, ...] = (
            target.name,
            _track(main),
            _size(view, target),
            *mean_cells(main),
            gap if difference is not None else "",
            Cell(conclusion, look="established" if is_found else None) if difference is not None else "",
        )
        rows.append(Row(cells))
    if boost is not None:
        name = view.language.say("portraits.boost_of", name=target.name) if main is None else view.language.say("portraits.boost")
        rows.append(Row((name, _track(boost), "", *mean_cells(boost), "", ""), look="sub"))
    return Group(rows=tuple(rows), look="sep")


def _size_word(view: View) -> str:
    """Name the column of head counts: thousands of people, or shares where nobody knows how many residents there are."""
    return "thousands" if view.results.find(SECTION, "persons") else "share"


def _size(view: View, target: Target) -> Content:
    if _size_word(view) == "share":
        share = view.results.first(SECTION, "size", domain=target.key)
        return Stacked(Number(share, unit="percent"), Number(share, part="interval", unit="percent"))
    persons = view.results.first(SECTION, "persons", domain=target.key)
    return Stacked(Number(persons, digits=0), Number(persons, part="interval", digits=0))


def _track(row: Result) -> Track:
    mark = Mark(row.estimate, low=row.ci_low, high=row.ci_high, shape="ring" if row.sample == "boost" else "point")
    return Track(() if row.is_suppressed else (mark,))


def _title(view: View, targets: tuple[Target, ...]) -> Markup:
    """Name the groups whose index is established to lie above, and below, that of everybody."""
    outcome = judge_index(view, targets)
    if outcome.kind == "not_asked":
        return view.language.say("portraits.sizes_caption")
    names = {one.key: one.name for one in targets}
    above, below = (
        join(
            (view.language.say("portraits.quoted", name=names[row.domain]) for row in outcome.found if (row.estimate > 0) == is_above), ", "
        )
        for is_above in (True, False)
    )
    parts = [view.language.say(f"portraits.{word}", listed=listed) for word, listed in (("above", above), ("below", below)) if listed]
    return say_outcome(view, "portraits.title", outcome, listed=join(parts, "; "))
