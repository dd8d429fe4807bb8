"""The means of the sides in each dimension, what separates them, and what follows from it."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import (
    Caption,
    adjuster,
    bloc_legend,
    confidence,
    level,
    make_figure,
    nothing,
)
from crowdpotential.report.markup import Cell, Rows, head, join, number, table, tag
from crowdpotential.report.plot import Scale, axis, choose_scale, point_mark, track
from crowdpotential.report.results import Result
from crowdpotential.report.sentences.adjusted import means_of_contrast
from crowdpotential.report.sentences.gaps import (
    dimension_gaps,
    dimension_outcome,
    oriented_gap,
    pairs_of_sides,
    say_dimensions,
    say_selection,
    select_gaps,
    side_gaps,
    smallest_gap,
)
from crowdpotential.report.sentences.licences import alpha_of, is_low
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View

MOST_PANELS = 6  # four sides
STEP_APART = 6.0  # per cent of the track: marks closer than this step apart vertically


def show_dimension_gaps(view: View) -> Fragment:
    """Draw the sides' means in each dimension as a dumbbell, with the difference and its conclusion; a panel for each pair."""
    every = [gap for pair in pairs_of_sides(view) for gap in dimension_gaps(view, pair)]
    if not every:
        return nothing("border", "dimension-gaps")
    shown = select_gaps(side_gaps(view), MOST_PANELS)
    panels = [_panel_of(every, gap) for gap in shown]
    say = view.language.say
    scale = choose_scale([row.estimate for gap in every for row in _means(view, gap)], lowest=0, highest=100)
    first, second = view.bloc_name(every[0].bloc), view.bloc_name(every[0].reference_bloc)
    caption = Caption(
        title=say_dimensions(view, dimension_outcome(view)),
        subtitle=say(
            "border.subtitle" if len(panels) == 1 else "border.subtitle_several",
            span=view.numerals.interval(scale.low, scale.high, scale.digits), first=first, second=second,
            adjusted=say(f"border.adjusted_{every[0].model}"),
        ),
        legend=bloc_legend(view),
        notes=[
            say(
                "border.note",
                n=len(every),
                adjuster=adjuster(view),
                smallest=smallest_gap(view),
                p=view.numerals.decimal(1 - confidence(view), 2),
            ),
            cells.interval_note(view, every) or say("frame.separate"),
            say_selection(view, len(side_gaps(view)), shown),
            _weak(view, panels[0]),
            *explain_dashes(view, every),
            *(_bases(view, gaps) for gaps in panels),
            view.text(view.params.study.area_note),
        ],
        rows="gap.contrast.*, index.mean.*.bloc=*",
        files="dimensions",
    )  # fmt: skip
    body = join(tag("div", _dumbbells(view, gaps, scale), class_="panel") for gaps in panels)
    return make_figure(view, section="border", anchor="dimension-gaps", caption=caption, body=body)


def _panel_of(every: Sequence[Result], gap: Result) -> list[Result]:
    """List the contrasts by dimension of the sides that a contrast of the index is about."""
    pair = {gap.bloc, gap.reference_bloc}
    return [row for row in every if {row.bloc, row.reference_bloc} == pair]


def _dumbbells(view: View, gaps: Sequence[Result], scale: Scale) -> Markup:
    say, first, second = (
        view.language.say,
        view.bloc_name(gaps[0].bloc),
        view.bloc_name(gaps[0].reference_bloc),
    )
    heads = [
        *head(say("border.dimension")), axis(scale, view.numerals, spoken=say("border.on_scale")),
        *head(say("border.difference"), say("border.interval", level=level(view))),
        *(head(say("border.raw")) if gaps[0].model == "adjusted" else ()),
        *head(say("border.conclusion")),
    ]  # fmt: skip
    ordered = sorted(gaps, key=lambda row: -row.estimate)
    return table(
        say("border.caption", first=first, second=second), heads=[heads],
        groups=[Rows(rows=tuple(_dumbbell(view, gap, scale) for gap in ordered))], css="plot ends", style="--lw0:15em", has_roles=True,
    )  # fmt: skip


def _means(view: View, gap: Result) -> list[Result]:
    pair = (
        view.results.first("index", "mean", variable=gap.variable, bloc=b, area="")
        for b in (gap.bloc, gap.reference_bloc)
    )
    return [row for row in pair if row is not None and not row.is_suppressed]


def _dumbbell(view: View, gap: Result, scale: Scale) -> tuple[Cell, ...]:
    means = _means(view, gap)
    drawn = [_end(view, row, means, scale) for row in means]
    positions = [scale.position(row.estimate) for row in means]
    line = Markup("")
    if len(positions) > 1:
        line = tag("line", class_="between", x1=positions[0], x2=positions[-1], y1="50%", y2="50%")
    spoken = "; ".join(f"{view.bloc_name(row.bloc)} {view.numerals.decimal(row.estimate)}" for row in means)
    label = view.dimension_label(gap.variable)
    return (
        Cell(
            content=join([label, tag("span", gap.variable, class_="dim")], " ")
            + means_of_contrast(view, gap),
            is_header=True,
        ),
        track(scale, line, *drawn, spoken=spoken),
        Cell(content=cells.estimate(view, gap, is_signed=True), css="val"),
        Cell(
            content=cells.interval(view, gap),
            css="civ",
            label=str(view.language.say("border.interval_label", level=level(view))),
        ),
        *_raw_cell(view, gap),
        Cell(content=cells.conclusion(view, gap), css="verd is" if gap.verdict == "difference" else "verd"),
    )


def _raw_cell(view: View, gap: Result) -> tuple[Cell, ...]:
    """Print the difference of the marks where the reported one is adjusted."""
    if gap.model != "adjusted":
        return ()
    names = {gap.bloc, gap.reference_bloc}
    pair = next(own for own in pairs_of_sides(view) if set(own) == names)
    raw = oriented_gap(view, gap.variable, "raw", pair)
    return (
        Cell(
            content=cells.estimate(view, raw, is_signed=True),
            css="base",
            label=str(view.language.say("border.raw_label")),
        ),
    )


def _end(view: View, row: Result, pair: list[Result], scale: Scale) -> Markup:
    """Draw one end of a dumbbell with its value on the outer side; close ends step apart."""
    css = view.bloc_class(row.bloc)
    other = next((end for end in pair if end is not row), row)
    width = scale.high - scale.low
    is_close = abs(row.estimate - other.estimate) / width * 100 < STEP_APART
    is_left = row.estimate < other.estimate or (row.estimate == other.estimate and row is pair[0])
    y = "50%" if not is_close else "34%" if row is pair[0] else "66%"
    text = tag(
        "text", view.numerals.decimal(row.estimate), class_=f"dv {css}", x=scale.position(row.estimate), y=y,
        dx="-11" if is_left else "11", dy="4.5", text_anchor="end" if is_left else "start", data_result=row.result_id,
    )  # fmt: skip
    return point_mark(scale, row.estimate, css, y=y) + text


def _weak(view: View, gaps: Sequence[Result]) -> Markup:
    names = [view.dimension_label(gap.variable) for gap in gaps if is_low(view, alpha_of(view, gap.variable))]
    if not names:
        return Markup("")
    limit = view.numerals.decimal(view.params.comparability.min_reliability, 2)
    return view.language.say("border.weak", names=", ".join(names), limit=limit)


def _bases(view: View, gaps: Sequence[Result]) -> Markup:
    """Give each bloc's base: from the smallest to the largest where it differs by dimension."""
    texts = []
    means = [row for gap in gaps for row in _means(view, gap)]
    for bloc in dict.fromkeys(row.bloc for row in means):
        sides = [row for row in means if row.bloc == bloc]
        ends = (min(sides, key=lambda row: row.n), max(sides, key=lambda row: row.n))
        shown = ends if ends[0].n < ends[1].n else ends[:1]
        bases = join((number(row, view.numerals.integer(row.n), "n") for row in shown), "–")
        texts.append(join([view.bloc_name(ends[0].bloc), bases], " "))
    return view.language.say("frame.base_note", n=join(texts, ", ")) if texts else Markup("")
