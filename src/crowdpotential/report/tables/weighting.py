"""Weighting: the sample beside the population before and after calibration, and what the weights cost in precision."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import Caption, bloc_notes, make_figure, make_prose, nothing
from crowdpotential.report.markup import Cell, Rows, head, join, number, table, tag
from crowdpotential.report.plot import Scale, axis, choose_scale, track
from crowdpotential.report.results import Result
from crowdpotential.report.tables.grid import Block, Grid, Line, draw_grid
from crowdpotential.report.view import View
from crowdpotential.report.wording import label_of_key, name_of_variable

WEIGHT_MEASURES = ("deff", "n_effective")
RAKING_MEASURES = ("n_capped", "n_collapsed", "margin_gap")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginCell:
    """One cell of the population's structure: before, control, after."""

    before: Result
    control: Result
    after: Result


def introduce_weighting(view: View) -> Fragment:
    """Say how the sample is weighted, or that it is not and what that means."""
    say, spec = view.language.say, view.params.weighting
    quota = say("frame.quota") if view.params.design.quota else ""
    if spec.method == "none":
        variable = view.params.design.base_weight_variable
        text = say(
            f"weighting.{view.weighting_kind}", variable=name_of_variable(view, variable) if variable else ""
        )
        return make_prose("weights", "weights-intro", text, *bloc_notes(view), quota)
    names = join((name_of_variable(view, name) for name in spec.variables), "; ")
    return make_prose(
        "weights", "weights-intro", say("weighting.intro", variables=names, areas=view.area_words), quota
    )


def show_margins(view: View) -> Fragment:
    """Draw each cell's share before weighting beside its control total and its share after; areas together where known."""
    cells_found = _margin_cells(view)
    if not cells_found:
        return nothing("weights", "margins")
    say = view.language.say
    areas = list(dict.fromkeys(cell.control.area for cell in cells_found))
    panels = [
        _panel(view, area, [cell for cell in cells_found if cell.control.area == area]) for area in areas
    ]
    estimated = sorted({cell.control.area for cell in cells_found if _is_estimate(cell)}, key=areas.index)
    gap = view.results.overall("weighting", "margin_gap")
    caption = Caption(
        title=_title(view, cells_found),
        subtitle=say("margins.subtitle", areas=view.area_words),
        legend=[_ring() + say("margins.before"), _tick() + say("margins.control")],
        notes=[
            say("margins.gap", gap=number(gap, view.numerals.power_of_ten(gap.estimate))) if gap else "",
            say("margins.estimates", areas=", ".join(view.area_name(area) for area in estimated if area))
            if any(estimated)
            else "",
        ],
        rows="weighting.margin_before.*, weighting.margin_control.*, weighting.margin_after.*",
        files="margins",
    )
    return make_figure(
        view, section="weights", anchor="margins", caption=caption, body=tag("div", *panels, class_="pair"), is_long=True
    )  # fmt: skip


def show_efficiency(view: View) -> Fragment:
    """Show design effect, effective size and the range of the weights by area."""
    asked = WEIGHT_MEASURES if view.params.weighting.method == "none" else WEIGHT_MEASURES + RAKING_MEASURES
    measures = [m for m in asked if any(_of(view, m, area) is not None for area in ("", *view.areas))]
    if not measures or _is_equal(view):
        return nothing("weights", "efficiency")
    say = view.language.say
    lines = [Line(label=say(f"efficiency.{m}"), cell=_valued(view, m)) for m in measures]
    if any(_of_index(view, area) is not None for area in ("", *view.areas)):
        lines.insert(1, Line(label=say("efficiency.deff_index"), cell=lambda area: _deff_cell(view, area)))
    grid = Grid(
        caption=say("efficiency.caption"),
        corner=say("efficiency.measure"),
        blocks=[Block(lines=tuple(lines))],
        total=say("frame.total"),
    )
    effective, analysed = (
        view.results.overall("weighting", "n_effective"),
        view.results.first("fieldwork", "n_analysed", area="", sample="main"),
    )
    title = say(
        "efficiency.title", n=number(analysed, view.numerals.integer(analysed.estimate)),
        effective=number(effective, view.numerals.integer(effective.estimate)),
    ) if effective and analysed else say("efficiency.caption")  # fmt: skip
    caption = Caption(
        title=title, subtitle=say("efficiency.subtitle"), notes=_efficiency_notes(view), rows="weighting.*"
    )
    return make_figure(
        view,
        section="weights",
        anchor="efficiency",
        caption=caption,
        body=draw_grid(view, grid),
        kind="table",
    )


def _is_equal(view: View) -> bool:
    """Whether all weights are the same, so that weighting costs nothing."""
    ends = [view.results.overall("weighting", m) for m in ("weight_min", "weight_max")]
    return all(end is not None and math.isclose(end.estimate, 1) for end in ends)


def _margin_cells(view: View) -> list[MarginCell]:
    found = []
    for control in view.results.find("weighting", "margin_control"):
        if control.area and control.area not in view.areas:
            continue
        key = {"variable": control.variable, "category": control.category, "area": control.area}
        before, after = (view.results.first("weighting", m, **key) for m in ("margin_before", "margin_after"))
        if before is not None and after is not None:
            found.append(MarginCell(before=before, control=control, after=after))
    return found


def _panel(view: View, area: str, found: Sequence[MarginCell]) -> Markup:
    say = view.language.say
    name = view.area_name(area) if area else str(say("frame.total"))
    tables = []
    for variable in dict.fromkeys(cell.control.variable for cell in found):
        ours = [cell for cell in found if cell.control.variable == variable]
        scale = _scale(ours)
        heads = [
            *head(name_of_variable(view, variable)),
            axis(scale, view.numerals, spoken=say("margins.on_scale"), suffix=" %"),
            *head(say("margins.head_before"), say("margins.head_control"), say("margins.head_after")),
        ]
        rows = Rows(rows=tuple(_row(view, cell, scale) for cell in ours))
        caption = f"{name}: {name_of_variable(view, variable)}"
        tables.append(table(caption, heads=[heads], groups=[rows], css="plot tight", has_roles=True))
    title = tag(
        "h4",
        name,
        " ",
        tag("span", say("margins.estimate"), class_="chip") if any(map(_is_estimate, found)) else "",
    )
    return tag("div", title, *tables)


def _scale(found: Sequence[MarginCell]) -> Scale:
    shares = [100 * row.estimate for cell in found for row in (cell.before, cell.control, cell.after)]
    return choose_scale([0.0, *shares], lowest=0, highest=100, most_steps=3)


def _row(view: View, cell: MarginCell, scale: Scale) -> tuple[Cell, ...]:
    before, control = (scale.position(100 * row.estimate) for row in (cell.before, cell.control))
    marks = (
        tag("line", class_="between", x1=before, x2=control, y1="50%", y2="50%"),
        Markup('<use href="#mark-ring" x="{}" y="50%" class="ring"/>').format(before),
        tag("line", class_="tick", x1=control, x2=control, y1="18%", y2="82%"),
    )
    say = view.language.say
    return (
        Cell(content=label_of_key(view, cell.control.variable, cell.control.category), is_header=True),
        track(scale, *marks),
        Cell(content=cells.percent(view, cell.before), label=str(say("margins.head_before"))),
        Cell(content=cells.percent(view, cell.control), css="val", label=str(say("margins.head_control"))),
        Cell(content=cells.percent(view, cell.after), css="base", label=str(say("margins.head_after"))),
    )


def _title(view: View, found: Sequence[MarginCell]) -> Markup:
    worst = max(found, key=lambda cell: cell.control.estimate - cell.before.estimate)
    where = view.area_name(worst.control.area) if worst.control.area else ""
    label = label_of_key(view, worst.control.variable, worst.control.category)
    return view.language.say("margins.title", cell=join([part for part in (label, where) if part], ", "))


def _is_estimate(cell: MarginCell) -> bool:
    return cell.control.note == "estimate"


def _efficiency_notes(view: View) -> list[Markup]:
    say, numerals, spec = view.language.say, view.numerals, view.params.weighting
    notes = [say("efficiency.note")]
    if _of_index(view, "") is not None:
        notes.append(say("efficiency.deff_index_note"))
    failed = view.results.overall("weighting", "n_replicates_failed")
    if failed is not None:
        total = numerals.integer(view.params.replicates.number)
        notes.append(
            say(
                "efficiency.replicates", failed=number(failed, numerals.integer(failed.estimate)), total=total
            )
        )
    if spec.method != "none" and spec.cap is not None:
        notes.append(
            say("efficiency.cap", cap=numerals.decimal(spec.cap, 0 if float(spec.cap).is_integer() else 1))
        )
    return notes


def _of(view: View, measure: str, area: str) -> Result | None:
    return view.results.first("weighting", measure, area=area, variable="")


def _of_index(view: View, area: str) -> Result | None:
    bloc = view.params.areas[area].bloc if area else ""
    return view.results.first("index", "deff", variable="index", area=area, bloc=bloc, domain_variable="")


def _deff_cell(view: View, area: str) -> Cell:
    return Cell(content=_value(view, "deff", _of_index(view, area)))


def _valued(view: View, measure: str) -> Callable[[str], Cell]:
    return lambda area: Cell(content=_value(view, measure, _of(view, measure, area)))


def _value(view: View, measure: str, row: Result | None) -> Markup:
    if row is None:
        return Markup("—")
    if measure == "margin_gap":
        return number(row, view.numerals.power_of_ten(row.estimate))
    digits = 2 if measure == "deff" else 0
    return number(row, view.numerals.decimal(row.estimate, digits))


def _ring() -> Markup:
    return Markup(
        '<svg class="key" aria-hidden="true"><use href="#mark-ring" x="6" y="6" class="ring"/></svg>'
    )


def _tick() -> Markup:
    return Markup(
        '<svg class="key" aria-hidden="true"><line class="tick" x1="6" x2="6" y1="-1" y2="13"/></svg>'
    )
