"""Balance: how far the sample was from the population before weighting and is after it, and which control cells rest on few respondents."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.chapters.weighting.estimates.margins import FEWEST_IN_CELL
from crowdpotential.exhibits.cells import Content, Joined, Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import number, tag
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import make_panel, nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

BALANCED = 0.1  # standard deviations: smaller differences are usually called balanced (Austin 2009)
SMALLEST_SHOWN = 0.0005  # below it three decimals show nothing but zeros


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The difference of one variable, for everybody and in the area where it is largest."""

    before: Result
    after: Result
    worst: Result | None  # before weighting, among areas; None where there is only one


def show_balance(view: View) -> Exhibit | Fragment:
    """Show the standardised difference of every control variable before and after weighting."""
    found = find_balance(view)
    if not found:
        return nothing("weights", "balance")
    say, has_worst = view.language.say, any(entry.worst is not None for entry in found)
    return Exhibit(
        setting=view.setting,
        section="weights",
        anchor="balance",
        arrangement="bare",
        title=_title(view, found),
        subtitle=say("balance.subtitle"),
        legend=(
            Key(words=say("margins.before"), shape="ring"),
            Key(words=say("balance.after_key"), shape="square"),
        ),
        panels=(Panel(tables=(_table(view, found, has_worst=has_worst),)),),
        notes=(
            say("balance.note", balanced=view.numerals.decimal(BALANCED)),
            say("balance.note_worst") if has_worst else "",
            say("balance.base", n=_base(view, found)),
        ),
        rows=cite(view, "weighting.asmd_before.*", "weighting.asmd_after.*"),
        file="balance",
    )


def _table(view: View, found: Sequence[Balance], *, has_worst: bool) -> Table:
    say = view.language.say
    ends = [row.estimate for entry in found for row in (entry.before, entry.after, entry.worst) if row is not None]
    scale = choose_scale([0.0, BALANCED, *ends], lowest=0)
    before, after, worst = (say(f"balance.{key}") for key in ("before", "after", "worst"))
    return Table(
        form="plot",
        label_em=12,
        caption=say("balance.caption"),
        axis=Axis(scale=scale, spoken=say("balance.on_scale")),
        columns=(
            Column(head=say("balance.variable"), kind="label"),
            Column(kind="track"),
            Column(head=before, label=before, look="value"),
            Column(head=after, label=after),
            *((Column(head=worst, label=worst, look="base"),) if has_worst else ()),
        ),
        groups=(Group(rows=tuple(_row(view, entry, has_worst=has_worst) for entry in found)),),
    )


def warn_of_small_cells(view: View) -> Fragment:
    """Name every control cell that rests on so few respondents that a handful of them decides."""
    shown = view.results.find("weighting", "small_cell")
    if not shown:
        return nothing("weights", "small-cells")
    say = view.language.say
    named = [
        tag(
            "li",
            say(
                "small_cells.cell" if row.area or row.bloc else "small_cells.cell_whole",
                place=_place(view, row),
                cell=label_of_key(view, row.variable, row.category),
                n=_respondents(view, row),
            ),
        )
        for row in shown
    ]
    title = tag("p", tag("b", say("small_cells.title", n=len(shown), fewest=FEWEST_IN_CELL)))
    box = tag("div", title, tag("ul", *named), tag("p", say("small_cells.meaning")), class_="warn", role="note")
    return make_panel("weights", "small-cells", box)


def _respondents(view: View, row: Result) -> Markup:
    if row.is_suppressed:
        return view.language.say("small_cells.withheld")
    return number(row, view.language.count("noun.respondents", row.estimate))


def find_balance(view: View) -> list[Balance]:
    """List the differences of every control variable before and after weighting."""
    found = []
    for before in view.results.find("weighting", "asmd_before", area="", bloc=""):
        after = view.results.first("weighting", "asmd_after", variable=before.variable, area="", bloc="")
        rows = view.results.find("weighting", "asmd_before", variable=before.variable)
        areas = [row for row in rows if row.area and not row.is_suppressed]
        if after is not None:
            worst = max(areas, key=lambda row: row.estimate) if len(areas) > 1 else None
            found.append(Balance(before=before, after=after, worst=worst))
    return found


def _row(view: View, entry: Balance, *, has_worst: bool) -> Row:
    marks = (
        Mark(BALANCED, shape="tick"),
        Mark(entry.after.estimate),
        Mark(entry.before.estimate, shape="ring"),
    )
    return Row(
        (
            name_of_variable(view, entry.before.variable),
            Track(marks),
            _value(view, entry.before),
            _value(view, entry.after),
            *((_worst(view, entry.worst),) if has_worst else ()),
        )
    )


def _worst(view: View, row: Result | None) -> Content:
    """Return the largest difference and the name of its area."""
    if row is None:
        return Number(None)
    return Joined((_value(view, row), tag("span", view.area_label(row.area), class_="dim")))


def _value(view: View, row: Result) -> Number:
    smallest = view.numerals.decimal(0.001, 3)
    is_none = row.estimate < SMALLEST_SHOWN
    return Number(row, digits=3, words=view.language.say("balance.nearly_none", smallest=smallest) if is_none else "")


def _title(view: View, found: Sequence[Balance]) -> Markup:
    worst = max(found, key=lambda entry: entry.before.estimate)
    left = max((entry.after for entry in found), key=lambda row: row.estimate)
    return view.language.say(
        f"balance.{_how_close(worst.before, left, len(found))}",
        variable=name_of_variable(view, worst.before.variable),
        left=name_of_variable(view, left.variable),
        balanced=view.numerals.decimal(BALANCED),
    )


def _how_close(before: Result, after: Result, n: int) -> str:
    """Choose the sentence: what is left, else what was there, of one variable or of several."""
    if after.estimate >= BALANCED:
        return "title_left"
    if before.estimate < BALANCED:
        return "title_close"
    return "title" if n > 1 else "title_one"


def _base(view: View, found: Sequence[Balance]) -> Markup:
    row = found[0].before
    return number(row, view.numerals.integer(row.n), "n")


def _place(view: View, row: Result) -> str:
    return view.area_name(row.area) if row.area else view.bloc_name(row.bloc) if row.bloc else ""
