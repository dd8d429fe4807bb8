"""One portrait of each target group: residents beside everybody, and the boost sample in columns of its own."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.portraits.exhibits.lines import Line, list_lines
from crowdpotential.chapters.portraits.exhibits.targets import SECTION, Target, list_targets, tell_unread
from crowdpotential.exhibits.cells import Cell, Number, Stacked, Verdict
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Span, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.printing import print_number
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import adjuster, level, nothing
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View

MOST_NAMED = 4  # differences of one kind in a sentence; all stand in results.csv
FEW_CELLS, CLOSED = "few_cells", "not_comparable"  # why groups in areas are not pooled


def show_portraits(view: View) -> Exhibit | Fragment:
    """Show what each target group is like: index and dimensions, readiness, and the answers that it names most."""
    targets = list_targets(view)
    if not targets:
        return nothing(SECTION, "portraits")
    say, lines = view.language.say, {one: list_lines(view, one) for one in targets}
    rows = [row for own in lines.values() for line in own for row in (line.main, line.difference, line.boost) if row is not None]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="portraits",
        kind="table",
        title=_title(view, lines),
        subtitle=say("portraits.subtitle", level=level(view)),
        panels=tuple(_panel(view, one, own) for one, own in lines.items()),
        notes=(
            say("portraits.note_samples"),
            say("portraits.note_family", adjuster=adjuster(view)) if any(row.measure.endswith("difference") for row in rows) else "",
            say("portraits.note_most", n=view.params.portraits.most) if view.params.portraits else "",
            say("portraits.note_few", few=view.params.report.min_count) if view.results.find(SECTION, "n_untold") else "",
            *explain_dashes(view, rows),
            tell_unread(view, targets[0]),
            _tell_unpooled(view),
        ),
        rows=cite(
            view,
            f"groups.mean.*.{targets[0].variable}=*",
            f"obstacles.share.*.{targets[0].variable}=*",
            "portraits.mean.*",
            "portraits.share.*",
            "portraits.mean_difference.*",
            "portraits.difference.*",
            "portraits.size.*",
            "portraits.persons.*",
        ),
        is_long=True,
    )


def _title(view: View, lines: dict[Target, tuple[Line, ...]]) -> Markup:
    """Count the groups that are established to differ from everybody in anything that was tested."""
    tested = [own for own in lines.values() if any(line.is_tested for line in own)]
    if not tested:
        return view.language.say("portraits.caption")
    n_apart = sum(any(line.is_apart for line in own) for own in tested)
    key = "none" if not n_apart else "all" if n_apart == len(tested) else "some"
    return view.language.say(f"portraits.apart_{key}", n=len(tested), apart=n_apart)


def _panel(view: View, target: Target, lines: Sequence[Line]) -> Panel:
    kinds = dict.fromkeys(line.kind for line in lines)
    say = view.language.say
    table = Table(
        caption=say("portraits.of", name=target.name),
        looks=("pin1", "dense"),
        columns=(
            Column(head=say("portraits.what"), kind="label"),
            Column(head=say("portraits.own"), label=say("portraits.own")),
            Column(head=say("portraits.everybody"), label=say("portraits.everybody")),
            Column(head=say("portraits.difference"), label=say("portraits.difference")),
            Column(head=say("areas.conclusion"), look="verdict"),
            Column(head="n", label="n", look="base"),
            Column(head=say("portraits.own"), label=say("portraits.boost")),
            Column(head="n", label="n", look="base"),
        ),
        spans=(Span(), Span(head=say("portraits.main_block"), n=5), Span(head=say("portraits.boost_block"), n=2)),
        groups=tuple(
            Group(title=say(f"portraits.kind_{kind}"), rows=tuple(_row(view, line) for line in lines if line.kind == kind))
            for kind in kinds
        ),
    )
    return Panel(title=target.name, lead=tuple(said for said in (_tell_size(view, target), _tell(view, lines)) if said), tables=(table,))


def _row(view: View, line: Line) -> Row:
    unit, is_found = line.unit, line.is_apart
    return Row(
        (
            line.name,
            Stacked(Number(line.main, unit=unit), Number(line.main, part="interval", unit=unit)),
            Number(line.everybody, unit=unit),
            Stacked(
                Number(line.difference, unit=unit, is_signed=True, is_strong=is_found), Number(line.difference, part="interval", unit=unit)
            ),
            Cell(
                Verdict(line.difference) if line.is_read else view.language.say("portraits.unread"),
                look="established" if is_found else None,
            ),
            Number(line.main, part="base"),
            Stacked(Number(line.boost, unit=unit), Number(line.boost, part="interval", unit=unit)),
            Number(line.boost, part="base"),
        )
    )


def _tell_size(view: View, target: Target) -> Markup:
    """State how many they are among residents, and how many were asked in either sample."""
    say, main, boost = view.language.say, target.mean(view, "index"), target.mean(view, "index", sample="boost")
    size, persons = (view.results.first(SECTION, measure, domain=target.key) for measure in ("size", "persons"))
    said = list[Markup]()
    if size is not None and not size.is_suppressed:
        people = say("portraits.people", thousands=phrases.estimate(view, persons, digits=0)) if persons is not None else ""
        share = phrases.percent(view, size, has_sign=True)
        said.append(say("portraits.size", share=share, interval=phrases.interval(view, size, scale=100), people=people))
    for sample, row in (("main", main), ("boost", boost)):
        if row is None:
            said.append(say(f"portraits.without_{sample}"))
        elif row.is_suppressed:
            said.append(say(f"portraits.hidden_{sample}", fewest=view.params.report.suppress_below))
        else:
            size_key = "small" if row.n < view.params.report.small_base else "base"
            said.append(say(f"portraits.{size_key}_{sample}", n=phrases.base(view, row)))
    return join(said, " ")


def _tell(view: View, lines: Sequence[Line]) -> Markup:
    """State what is established to set the group apart, of each kind the largest differences."""
    say, said = view.language.say, list[Markup]()
    for kind in dict.fromkeys(line.kind for line in lines):
        for word, sign in (("more", 1), ("less", -1)):
            own = [line for line in lines if line.kind == kind and line.is_apart and sign * _gap(line) > 0]
            own.sort(key=lambda line: -abs(_gap(line)))
            if own:
                listed = join((_quote(view, line) for line in own[:MOST_NAMED]), ", ")
                words = kind if kind in {"scores", "readiness"} else "answers"
                said.append(say(f"portraits.tell_{words}_{word}", listed=listed))
    if said:
        return say("portraits.tell", told=join(said, "; "))
    return say("portraits.tell_nothing") if any(line.is_tested for line in lines) else Markup("")


def _quote(view: View, line: Line) -> Markup:
    unit = "points" if line.kind == "scores" else "percent"
    gap = phrases.estimate(view, line.difference, is_signed=True) if unit == "points" else _signed_percent(view, line.difference)
    return view.language.say(f"portraits.quoted_{unit}", name=line.name, gap=gap)


def _signed_percent(view: View, row: Result | None) -> Markup:
    return print_number(view.setting, Number(row, unit="percent", is_signed=True))


def _gap(line: Line) -> float:
    return line.difference.estimate if line.difference is not None else 0.0


def _tell_unpooled(view: View) -> Markup | str:
    """State why groups within areas are not pooled, where params ask for it."""
    row = view.results.first(SECTION, "n_cells")
    if row is None or row.note not in {FEW_CELLS, CLOSED}:
        return ""
    return view.language.say(f"portraits.unpooled_{row.note}", n=phrases.count(view, row))
