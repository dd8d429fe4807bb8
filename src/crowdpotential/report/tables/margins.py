"""Margins: each control cell's share before weighting beside its control total and its share after; known means likewise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, number, scroll, table, tag
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, ring_mark, tick_mark, track
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, make_figure, nothing
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable

SMALLEST_MISSING = 0.0005  # share of a population: below it no cell is short by a tenth of a per cent
STATES = ("before", "control", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginCell:
    """One cell of the population's structure, or one known mean: before, control, after."""

    before: Result
    control: Result
    after: Result

    @property
    def unit(self) -> tuple[str, str]:
        """Bloc and area that it is about; without an area it is about the whole bloc."""
        return self.control.bloc, self.control.area

    @property
    def is_estimate(self) -> bool:
        """Whether the control total is an estimate and no published count."""
        return self.control.note == "estimate"


def show_margins(view: View) -> Fragment:
    """Draw each cell's share before weighting beside its control total and its share after, area by area."""
    found = find_margins(view, "margin")
    if not found:
        return nothing("weights", "margins")
    say = view.language.say
    units = list(dict.fromkeys(cell.unit for cell in found))
    panels = [_panel(view, [cell for cell in found if cell.unit == unit]) for unit in units]
    every = find_margins(view.whole, "margin")
    estimated = dict.fromkeys(cell.unit for cell in every if cell.is_estimate)
    named = ", ".join(name_of_unit(view, unit) for unit in estimated if any(unit))
    gap = view.results.overall("weighting", "margin_gap")
    caption = Caption(
        title=_title(view, every),
        subtitle=say(
            "margins.subtitle" if any(area for _, area in units) else "margins.subtitle_whole", areas=view.area_words
        ),
        legend=[_key('<use href="#mark-ring" x="6" y="6" class="ring"/>') + say("margins.before"),
                _key('<line class="tick" x1="6" x2="6" y1="-1" y2="13"/>') + say("margins.control")],
        notes=[
            say("margins.gap", gap=number(gap, view.numerals.power_of_ten(gap.estimate))) if gap else "",
            say("margins.estimates", areas=named) if named else "",
            say("margins.estimates_whole") if estimated and not named else "",
        ],
        rows="weighting.margin_before.*, weighting.margin_control.*, weighting.margin_after.*",
        files="margins",
    )  # fmt: skip
    body = tag("div", *panels, class_="pair")
    return make_figure(view, section="weights", anchor="margins", caption=caption, body=body, is_long=True)


def show_means(view: View) -> Fragment:
    """Set known means beside those of the sample before and after weighting."""
    found = find_margins(view, "mean")
    if not found:
        return nothing("weights", "means")
    say = view.language.say
    heads = head(
        say("means.variable"), say("means.unit"), *(say(f"margins.head_{state}") for state in STATES)
    )
    rows = tuple(_mean_row(view, cell) for cell in found)
    body = table(say("means.caption"), heads=[heads], groups=[Rows(rows=rows)], css="tab pin1")
    caption = Caption(
        title=say("means.title"),
        subtitle=say("means.subtitle"),
        rows="weighting.mean_before.*, weighting.mean_control.*, weighting.mean_after.*",
    )
    content = scroll(body, label=say("means.caption"), cue=say("frame.cue"))
    return make_figure(view, section="weights", anchor="means", caption=caption, body=content, kind="table")


def find_margins(view: View, what: str) -> list[MarginCell]:
    """List the control cells (`margin`) or known means (`mean`) of the areas shown, and those of whole blocs."""
    found = []
    others = {
        (row.measure, row.variable, row.category, row.bloc, row.area): row
        for state in ("before", "after")
        for row in view.results.find("weighting", f"{what}_{state}")
    }
    for control in view.results.find("weighting", f"{what}_control"):
        if control.area and control.area not in view.areas:
            continue
        if not control.area and control.bloc and control.bloc not in view.blocs:
            continue
        key = (control.variable, control.category, control.bloc, control.area)
        before, after = others.get((f"{what}_before", *key)), others.get((f"{what}_after", *key))
        if before is not None and after is not None:
            found.append(MarginCell(before=before, control=control, after=after))
    return found


def name_of_unit(view: View, unit: tuple[str, str], *, is_short: bool = False) -> str:
    """Name an area, else a bloc, else everybody."""
    bloc, area = unit
    if area:
        return view.area_label(area) if is_short else view.area_name(area)
    return view.bloc_name(bloc) if bloc else str(view.language.say("frame.total"))


def _panel(view: View, found: Sequence[MarginCell]) -> Markup:
    say = view.language.say
    name = name_of_unit(view, found[0].unit)
    tables = []
    for variable in dict.fromkeys(cell.control.variable for cell in found):
        ours = [cell for cell in found if cell.control.variable == variable]
        scale = _scale(ours)
        heads = [
            *head(name_of_variable(view, variable)),
            axis(scale, view.numerals, spoken=say("margins.on_scale"), suffix=" %"),
            *head(*(say(f"margins.head_{state}") for state in STATES)),
        ]
        rows = Rows(rows=tuple(_row(view, cell, scale) for cell in ours))
        caption = f"{name}: {name_of_variable(view, variable)}"
        tables.append(table(caption, heads=[heads], groups=[rows], css="plot tight", has_roles=True))
    is_estimated = any(cell.is_estimate for cell in found)
    chip = tag("span", say("margins.estimate"), class_="chip") if is_estimated else ""
    title = tag("h4", name, " ", chip) if any(found[0].unit) or chip else ""
    return tag("div", title, *tables)


def _scale(found: Sequence[MarginCell]) -> Scale:
    shares = [100 * row.estimate for cell in found for row in (cell.before, cell.control, cell.after)]
    return choose_scale([0.0, *shares], lowest=0, highest=100, most_steps=3)


def _row(view: View, cell: MarginCell, scale: Scale) -> tuple[Cell, ...]:
    before, control = (100 * row.estimate for row in (cell.before, cell.control))
    marks = [tick_mark(scale, control)]
    if not cell.before.is_suppressed:
        ends = {"x1": scale.position(before), "x2": scale.position(control)}
        marks = [tag("line", class_="between", **ends, y1="50%", y2="50%"), ring_mark(scale, before), *marks]
    label = label_of_key(view, cell.control.variable, cell.control.category)
    return (Cell(content=label, is_header=True), track(scale, *marks), *_states(view, cell, cells.percent))


def _mean_row(view: View, cell: MarginCell) -> tuple[Cell, ...]:
    return (
        Cell(content=name_of_variable(view, cell.control.variable), is_header=True),
        Cell(content=name_of_unit(view, cell.unit, is_short=True)),
        *_states(view, cell, cells.estimate),
    )


def _states(view: View, cell: MarginCell, write: Callable[[View, Result], Markup]) -> tuple[Cell, ...]:
    looks = {"before": "", "control": "val", "after": "base"}
    rows = {"before": cell.before, "control": cell.control, "after": cell.after}
    return tuple(
        Cell(content=write(view, rows[state]), css=css, label=str(view.language.say(f"margins.head_{state}")))
        for state, css in looks.items()
    )


def _title(view: View, found: Sequence[MarginCell]) -> Markup:
    """Name the cell that misses most before weighting, of those that are told."""
    told = [cell for cell in found if not cell.before.is_suppressed]
    worst = max(told, key=lambda cell: cell.control.estimate - cell.before.estimate, default=None)
    is_partial = len(told) < len(found)
    if worst is None or (is_partial and worst.control.estimate - worst.before.estimate < SMALLEST_MISSING):
        return view.language.say("margins.title_withheld")
    if worst.control.estimate - worst.before.estimate < SMALLEST_MISSING:
        return view.language.say("margins.title_none")
    where = name_of_unit(view, worst.unit) if any(worst.unit) else ""
    label = label_of_key(view, worst.control.variable, worst.control.category)
    return view.language.say(
        "margins.title_told" if is_partial else "margins.title",
        cell=join([part for part in (label, where) if part], ", "),
    )


def _key(shape: str) -> Markup:
    return Markup('<svg class="key" aria-hidden="true">{}</svg>').format(Markup(shape))
