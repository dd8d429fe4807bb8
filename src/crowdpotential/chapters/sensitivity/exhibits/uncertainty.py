"""What the results depend on: what was tried, and what the uncertainty is made of."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Content, Joined, Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, KeyShape, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import fold, join, number, tag
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import HOLDS
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import base_of_index, make_panel, make_prose, nothing
from crowdpotential.views.sentences.headlines import list_headlines
from crowdpotential.views.sentences.parts_left_out import (
    is_left_out,
    n_parts,
    names_of,
    verdict_without,
)
from crowdpotential.views.sentences.robustness import is_examined, name_choices
from crowdpotential.views.view import View

SECTION = "sens"
HALF = 0.5  # a share above it is most of the variance
LEAST_TOLD = 0.005  # a choice that explains less is not named
PARTS: Mapping[str, KeyShape] = {
    "sampling": "level3",
    "method": "level2",
    "both": "level1",
}  # of the variance
Shares = Mapping[str, Result]  # part of the variance -> its share


def introduce_sensitivity(view: View) -> Fragment:
    """State how many findings hold, and put away what was tried and in which unit it is compared."""
    tried, say = view.results.first("sensitivity", "n_combinations"), view.language.say
    if tried is None:
        withheld = view.results.first("sensitivity", "withheld")
        return make_prose(SECTION, "sens-intro", _withheld(view, withheld)) if withheld else nothing(SECTION, "sens-intro")
    left_out = view.results.first("sensitivity", "n_left_out")
    detail = [
        say(
            "sens.intro",
            combinations=number(tried, view.numerals.integer(tried.estimate)),
            choices=_choices(view),
        ),
        say("sens.unit"),
        say("sens.left_out", n=number(left_out, view.numerals.integer(left_out.estimate)))
        if left_out is not None and left_out.estimate > 0
        else "",
    ]
    details = fold(say("sens.tried"), join(tag("p", part) for part in detail if part))
    return make_panel(SECTION, "sens-intro", tag("div", tag("p", _summary(view.whole, tried)), details, class_="prose"))


def show_uncertainty(view: View) -> Exhibit | Fragment:
    """Show what the uncertainty of each area's index and of each gap is made of."""
    shares = _shares(view)
    if not is_examined(view) or not shares:
        return nothing(SECTION, "sensitivity")
    say = view.language.say
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="sensitivity",
        title=_title(view.whole),
        subtitle=say("sens.subtitle"),
        legend=tuple(Key(words=say(f"sens.{part}"), shape=shape) for part, shape in PARTS.items()),
        panels=(Panel(tables=(_parts(view, shares),)),),
        arrangement="bare",
        notes=(
            say("sens.note"),
            say("sens.note_areas", areas=view.area_words) if view.areas else "",
            base_of_index(view),
        ),
        rows=cite(view, "sensitivity.variance_share.*", "sensitivity.total_order.*"),
        file="sensitivity",
    )


def _parts(view: View, shares: Sequence[Shares]) -> Table:
    say = view.language.say
    return Table(
        form="plot",
        label_em=12,
        caption=say("sens.title"),
        axis=Axis(scale=choose_scale([0, 100], lowest=0, highest=100), spoken=say("sens.on_scale")),
        columns=(
            Column(head=say("sens.result"), kind="label"),
            Column(kind="track"),
            *(Column(head=say(f"sens.{part}_head"), label=say(f"sens.{part}")) for part in PARTS),
            Column(head=say("sens.leading"), label=say("sens.leading_short")),
        ),
        groups=(Group(rows=tuple(_row(view, own) for own in shares)),),
    )


def _shares(view: View) -> list[Shares]:
    """List the shares of the areas to show, then of the gaps between the sides to show."""
    found = dict[tuple[str, ...], dict[str, Result]]()
    for row in view.results.find("sensitivity", "variance_share"):
        if _is_drawn(view, row) and not row.is_suppressed:
            key = (row.variable, row.bloc, row.area, row.reference_bloc)
            found.setdefault(key, {})[row.category] = row
    return list(found.values())


def _row(view: View, shares: Shares) -> Row:
    row = shares["sampling"]
    return Row(
        (
            _label(view, row),
            Track(tuple(_bars(shares))),
            *(Number(shares[part], unit="percent", digits=0) for part in PARTS),
            _leading(view, row),
        )
    )


def _label(view: View, row: Result) -> str:
    if row.variable == "index":
        return view.area_label(row.area)
    return f"{view.bloc_name(row.bloc)} – {view.bloc_name(row.reference_bloc)}"


def _bars(shares: Shares) -> Iterable[Mark]:
    """Put the shares side by side."""
    left = 0.0
    for level, part in zip((3, 2, 1), PARTS, strict=True):
        right = left + 100 * shares[part].estimate
        yield Mark(low=left, high=right, shape="bar", level=level)
        left = right


def _leading(view: View, of: Result) -> Content:
    """Name the choice with the largest share, its interactions included."""
    found = view.results.find(
        "sensitivity",
        "total_order",
        variable=of.variable,
        bloc=of.bloc,
        area=of.area,
        reference_bloc=of.reference_bloc,
    )
    choices = [row for row in found if row.category != "sampling" and row.estimate >= LEAST_TOLD]
    if not choices:
        return view.language.say("sens.none")
    most = max(choices, key=lambda row: row.estimate)
    return Joined((name_choices(view, (most.category,)), Number(most, unit="percent_sign", digits=0)))


def _withheld(view: View, row: Result) -> Markup:
    """State that too many replicates lack a combination for anything to be told."""
    return view.language.say(
        "sens.withheld",
        n=number(row, view.numerals.integer(row.estimate)),
        total=view.numerals.integer(view.n_replicates),
    )


def _summary(view: View, tried: Result) -> Markup:
    """Count the findings that hold, under all combinations and without each part."""
    say, rows = view.language.say, list_headlines(view)
    combinations = number(tried, view.numerals.integer(tried.estimate))
    if not rows:
        return say("sens.summary_none", combinations=combinations)
    holding = sum(row.verdict == HOLDS for row in rows)
    counts = {"holding": holding, "total": len(rows), "combinations": combinations}
    if not is_left_out(view):
        return say("sens.summary", **counts)
    without = sum(not names_of(verdict_without(view, row)) for row in rows)
    return say("sens.summary_both", without=without, parts=n_parts(view), **counts)


def _choices(view: View) -> Markup:
    """List the options of each choice, those of the index in bold."""
    say, options = view.language.say, dict[str, list[Markup]]()
    for row in view.results.find("sensitivity", "option"):
        key = f"option.{row.category}"
        text = say(key) if key in view.language.sentences else Markup("{}").format(row.category)
        is_own = row.verdict == "main"
        options.setdefault(row.variable, []).append(tag("b", text) if is_own else text)
    return join(
        (say("sens.choice", choice=name_choices(view, (name,)), options=join(found, ", ")) for name, found in options.items()),
        "; ",
    )


def _title(view: View) -> Markup:
    """State which source makes up most of the variance, of every result shown or of none."""
    rows = [
        row
        for row in view.results.find("sensitivity", "variance_share", category="sampling")
        if not row.is_suppressed and _is_drawn(view, row)
    ]
    if not rows:
        return view.language.say("sens.title")
    low, high = (end(rows, key=lambda row: row.estimate) for end in (min, max))
    key = "sampling" if low.estimate > HALF else "method" if high.estimate < HALF else "mixed"
    ends = {name: number(row, view.numerals.percent(row.estimate, 0)) for name, row in (("low", low), ("high", high))}
    is_one = round(low.estimate, 2) == round(high.estimate, 2)
    return view.language.say(f"sens.title_{key}{'_one' if is_one else ''}", **ends)


def _is_drawn(view: View, row: Result) -> bool:
    if row.variable == "gap":
        return row.bloc in view.blocs
    return row.variable == "index" and row.area in view.areas
