"""Margins: each control cell's share before weighting beside its control total and its share after; known means likewise."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.cells import Look, Mark, Number, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_key, name_of_variable

SMALLEST_MISSING = 0.0005  # share of a population: below it no cell is short by a tenth of a per cent


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


def show_margins(view: View) -> Exhibit | Fragment:
    """Show each cell's share before weighting beside its control total and its share after, area by area."""
    found = find_margins(view, "margin")
    if not found:
        return nothing("weights", "margins")
    say = view.language.say
    units = list(dict.fromkeys(cell.unit for cell in found))
    subtitle = "margins.subtitle" if any(area for _, area in units) else "margins.subtitle_whole"
    every = find_margins(view.whole, "margin")
    return Exhibit(
        setting=view.setting,
        section="weights",
        anchor="margins",
        arrangement="pair",
        is_long=True,
        title=_title(view, every),
        subtitle=say(subtitle, areas=view.area_words),
        legend=(
            Key(words=say("margins.before"), shape="ring"),
            Key(words=say("margins.control"), shape="tick"),
        ),
        panels=tuple(_panel(view, [cell for cell in found if cell.unit == unit]) for unit in units),
        notes=_notes(view, every),
        rows=cite(view, "weighting.margin_before.*", "weighting.margin_control.*", "weighting.margin_after.*"),
        file="margins",
    )


def _notes(view: View, every: Sequence[MarginCell]) -> tuple[Markup, ...]:
    """State how closely control totals are met, and which of them are estimates."""
    say = view.language.say
    gap = view.results.overall("weighting", "margin_gap")
    estimated = dict.fromkeys(cell.unit for cell in every if cell.is_estimate)
    named = ", ".join(name_of_unit(view, unit) for unit in estimated if any(unit))
    return (
        say("margins.gap", gap=number(gap, view.numerals.power_of_ten(gap.estimate))) if gap else Markup(""),
        say("margins.estimates", areas=named) if named else Markup(""),
        say("margins.estimates_whole") if estimated and not named else Markup(""),
    )


def show_means(view: View) -> Exhibit | Fragment:
    """Show known means beside those of the sample before and after weighting."""
    found = find_margins(view, "mean")
    if not found:
        return nothing("weights", "means")
    say = view.language.say
    table = Table(
        looks=("pin1",),
        caption=say("means.caption"),
        columns=(
            Column(head=say("means.variable"), kind="label"),
            Column(head=say("means.unit")),
            *_state_columns(view),
        ),
        groups=(Group(rows=tuple(_mean_row(view, cell) for cell in found)),),
    )
    return Exhibit(
        setting=view.setting,
        section="weights",
        anchor="means",
        kind="table",
        arrangement="bare",
        title=say("means.title"),
        subtitle=say("means.subtitle"),
        panels=(Panel(tables=(table,)),),
        rows=cite(view, "weighting.mean_before.*", "weighting.mean_control.*", "weighting.mean_after.*"),
    )


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


def _panel(view: View, found: Sequence[MarginCell]) -> Panel:
    """Arrange a table for each control variable of an area."""
    unit, is_estimated = found[0].unit, any(cell.is_estimate for cell in found)
    variables = dict.fromkeys(cell.control.variable for cell in found)
    return Panel(
        title=name_of_unit(view, unit) if any(unit) or is_estimated else "",
        chip=view.language.say("margins.estimate") if is_estimated else "",
        tables=tuple(_table(view, name, [cell for cell in found if cell.control.variable == name]) for name in variables),
    )


def _table(view: View, variable: str, found: Sequence[MarginCell]) -> Table:
    name = name_of_variable(view, variable)
    return Table(
        form="plot",
        looks=("tight",),
        caption=f"{name_of_unit(view, found[0].unit)}: {name}",
        axis=Axis(scale=_scale(found), spoken=view.language.say("margins.on_scale"), suffix=" %"),
        columns=(Column(head=name, kind="label"), Column(kind="track"), *_state_columns(view)),
        groups=(Group(rows=tuple(_row(view, cell) for cell in found)),),
    )


def _state_columns(view: View) -> tuple[Column, ...]:
    looks: dict[str, Look] = {"before": "plain", "control": "value", "after": "base"}
    heads = {state: view.language.say(f"margins.head_{state}") for state in looks}
    return tuple(Column(head=heads[state], label=heads[state], look=look) for state, look in looks.items())


def _scale(found: Sequence[MarginCell]) -> Scale:
    shares = [100 * row.estimate for cell in found for row in (cell.before, cell.control, cell.after)]
    return choose_scale([0.0, *shares], lowest=0, highest=100, most_steps=3)


def _row(view: View, cell: MarginCell) -> Row:
    before, control = (100 * row.estimate for row in (cell.before, cell.control))
    marks = (Mark(before, shape="ring"), Mark(control, shape="tick"))
    label = label_of_key(view, cell.control.variable, cell.control.category)
    states = (Number(row, unit="percent") for row in (cell.before, cell.control, cell.after))
    track = Track(marks[1:]) if cell.before.is_suppressed else Track(marks, is_linked=True)
    return Row((label, track, *states))


def _mean_row(view: View, cell: MarginCell) -> Row:
    states = (Number(row) for row in (cell.before, cell.control, cell.after))
    unit = name_of_unit(view, cell.unit, is_short=True)
    return Row((name_of_variable(view, cell.control.variable), unit, *states))


def _title(view: View, found: Sequence[MarginCell]) -> Markup:
    """Name the cell that misses most before weighting, of those that are told."""
    shown = [cell for cell in found if not cell.before.is_suppressed]
    worst = max(shown, key=lambda cell: cell.control.estimate - cell.before.estimate, default=None)
    is_partial = len(shown) < len(found)
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
