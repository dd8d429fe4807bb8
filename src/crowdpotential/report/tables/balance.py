"""Balance: how far the sample was from the population before weighting and is after it, and which control cells rest on few respondents."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, number, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, point_mark, ring_mark, tick_mark, track
from crowdpotential.exhibits.results import Result
from crowdpotential.ingest.margin_diagnostics import FEWEST_IN_CELL
from crowdpotential.report.frame import Caption, make_figure, make_panel, nothing
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable

BALANCED = 0.1  # standard deviations: smaller differences are usually called balanced (Austin 2009)
SMALLEST_SHOWN = 0.0005  # below it three decimals show nothing but zeros


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The difference of one variable, for everybody and in the area where it is largest."""

    before: Result
    after: Result
    worst: Result | None  # before weighting, among areas; None where there is only one


def show_balance(view: View) -> Fragment:
    """Draw the standardised difference of every control variable before and after weighting."""
    found = find_balance(view)
    if not found:
        return nothing("weights", "balance")
    say, has_worst = view.language.say, any(entry.worst is not None for entry in found)
    ends = [
        row.estimate for entry in found for row in (entry.before, entry.after, entry.worst) if row is not None
    ]
    scale = choose_scale([0.0, BALANCED, *ends], lowest=0)
    heads = [
        *head(say("balance.variable")),
        axis(scale, view.numerals, spoken=say("balance.on_scale")),
        *head(say("balance.before"), say("balance.after"), *([say("balance.worst")] if has_worst else [])),
    ]
    rows = Rows(rows=tuple(_row(view, entry, scale, has_worst=has_worst) for entry in found))
    body = table(
        say("balance.caption"), heads=[heads], groups=[rows], css="plot", style="--lw0:12em", has_roles=True
    )
    caption = Caption(
        title=_title(view, found),
        subtitle=say("balance.subtitle"),
        legend=[_key('<use href="#mark-ring" x="6" y="6" class="ring"/>') + say("margins.before"),
                _key('<use href="#mark-none" x="6" y="6" class="mk"/>') + say("balance.after_key")],
        notes=[
            say("balance.note", balanced=view.numerals.decimal(BALANCED)),
            say("balance.note_worst") if has_worst else "",
            say("balance.base", n=_base(view, found)),
        ],
        rows="weighting.asmd_before.*, weighting.asmd_after.*", files="balance",
    )  # fmt: skip
    return make_figure(view, section="weights", anchor="balance", caption=caption, body=body)


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
    box = tag(
        "div", title, tag("ul", *named), tag("p", say("small_cells.meaning")), class_="warn", role="note"
    )
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


def _row(view: View, entry: Balance, scale: Scale, *, has_worst: bool) -> tuple[Cell, ...]:
    say = view.language.say
    marks = (
        tick_mark(scale, BALANCED),
        point_mark(scale, entry.after.estimate, "none"),
        ring_mark(scale, entry.before.estimate),
    )
    worst = (
        join([_value(view, entry.worst), tag("span", view.area_label(entry.worst.area), class_="dim")], " ")
        if entry.worst
        else Markup("—")
    )
    return (
        Cell(content=name_of_variable(view, entry.before.variable), is_header=True),
        track(scale, *marks),
        Cell(content=_value(view, entry.before), css="val", label=str(say("balance.before"))),
        Cell(content=_value(view, entry.after), label=str(say("balance.after"))),
        *([Cell(content=worst, css="base", label=str(say("balance.worst")))] if has_worst else []),
    )


def _value(view: View, row: Result) -> Markup:
    if row.estimate < SMALLEST_SHOWN:
        return number(row, view.language.say("balance.nearly_none", smallest=view.numerals.decimal(0.001, 3)))
    return number(row, view.numerals.decimal(row.estimate, 3))


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


def _key(shape: str) -> Markup:
    return Markup('<svg class="key" aria-hidden="true">{}</svg>').format(Markup(shape))
