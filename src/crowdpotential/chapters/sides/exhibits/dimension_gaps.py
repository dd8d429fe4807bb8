"""The means of the sides in each dimension, what separates them, and what follows from it."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Content, Mark, Number, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import bloc_keys, cite
from crowdpotential.views.frame import adjuster, confidence, level, nothing
from crowdpotential.views.sentences.adjusted import means_of_contrast
from crowdpotential.views.sentences.gaps import (
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
from crowdpotential.views.sentences.obstacles import alpha_of, is_low
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View

MOST_PANELS = 6  # four sides
STEP_APART = 6.0  # per cent of the track: marks closer than this step apart vertically


def show_dimension_gaps(view: View) -> Exhibit | Fragment:
    """Show the sides' means in each dimension as a dumbbell, with the difference and its conclusion; a panel for each pair."""
    every = [gap for pair in pairs_of_sides(view) for gap in dimension_gaps(view, pair)]
    if not every:
        return nothing("border", "dimension-gaps")
    shown = select_gaps(side_gaps(view), MOST_PANELS)
    panels = [_panel_of(every, gap) for gap in shown]
    scale = choose_scale([row.estimate for gap in every for row in _means(view, gap)], lowest=0, highest=100)
    return Exhibit(
        setting=view.setting,
        section="border",
        anchor="dimension-gaps",
        title=say_dimensions(view, dimension_outcome(view)),
        subtitle=_subtitle(view, every[0], scale, n_panels=len(panels)),
        legend=bloc_keys(view),
        panels=tuple(Panel(tables=(_dumbbells(view, gaps, scale),)) for gaps in panels),
        notes=_notes(view, every, shown, panels),
        rows=cite(view, "gap.contrast.*", "index.mean.*.bloc=*"),
        file="dimensions",
    )


def _panel_of(every: Sequence[Result], gap: Result) -> list[Result]:
    """List the contrasts by dimension of the sides that a contrast of the index is about."""
    pair = {gap.bloc, gap.reference_bloc}
    return [row for row in every if {row.bloc, row.reference_bloc} == pair]


def _subtitle(view: View, gap: Result, scale: Scale, *, n_panels: int) -> Markup:
    say = view.language.say
    return say(
        "border.subtitle" if n_panels == 1 else "border.subtitle_several",
        span=view.numerals.interval(scale.low, scale.high, scale.digits),
        first=view.bloc_name(gap.bloc),
        second=view.bloc_name(gap.reference_bloc),
        adjusted=say(f"border.adjusted_{gap.model}"),
    )


def _notes(view: View, every: Sequence[Result], shown: Sequence[Result], panels: Sequence[Sequence[Result]]) -> tuple[Markup | str, ...]:
    say = view.language.say
    method = say(
        "border.note",
        n=len(every),
        adjuster=adjuster(view),
        smallest=smallest_gap(view),
        p=view.numerals.decimal(1 - confidence(view), 2),
    )
    return (
        method,
        phrases.interval_note(view, every) or say("frame.separate"),
        say_selection(view, len(side_gaps(view)), shown),
        _weak(view, panels[0]),
        *explain_dashes(view, every),
        *(_bases(view, gaps) for gaps in panels),
        view.text(view.params.study.area_note),
    )


def _dumbbells(view: View, gaps: Sequence[Result], scale: Scale) -> Table:
    say, is_adjusted = view.language.say, gaps[0].model == "adjusted"
    first, second = view.bloc_name(gaps[0].bloc), view.bloc_name(gaps[0].reference_bloc)
    interval = say("border.interval", level=level(view))
    raw = Column(head=say("border.raw"), label=say("border.raw_label"), look="base")
    return Table(
        form="plot",
        looks=("ends",),
        label_em=15,
        caption=say("border.caption", first=first, second=second),
        axis=Axis(scale=scale, spoken=say("border.on_scale")),
        columns=(
            Column(head=say("border.dimension"), kind="label"),
            Column(kind="track"),
            Column(head=say("border.difference"), look="value"),
            Column(head=interval, label=say("border.interval_label", level=level(view)), look="interval"),
            *((raw,) if is_adjusted else ()),
            Column(head=say("border.conclusion"), look="verdict"),
        ),
        groups=(Group(rows=tuple(_dumbbell(view, gap, scale) for gap in _by_size(gaps))),),
    )


def _by_size(gaps: Sequence[Result]) -> list[Result]:
    return sorted(gaps, key=lambda row: -row.estimate)


def _dumbbell(view: View, gap: Result, scale: Scale) -> Row:
    means = _means(view, gap)
    spoken = "; ".join(f"{view.bloc_name(row.bloc)} {view.numerals.decimal(row.estimate)}" for row in means)
    label = join([view.dimension_label(gap.variable), tag("span", gap.variable, class_="dim")], " ")
    return Row(
        (
            label + means_of_contrast(view, gap),
            Track(tuple(_end(row, means, scale) for row in means), is_linked=True, spoken=spoken),
            Number(gap, is_signed=True),
            Number(gap, part="interval"),
            *_raw(view, gap),
            Cell(Verdict(gap), look="established" if gap.verdict == DIFFERENCE else None),
        )
    )


def _means(view: View, gap: Result) -> list[Result]:
    pair = (view.results.first("index", "mean", variable=gap.variable, bloc=b, area="") for b in (gap.bloc, gap.reference_bloc))
    return [row for row in pair if row is not None and not row.is_suppressed]


def _raw(view: View, gap: Result) -> tuple[Content, ...]:
    """Return the difference of the marks where the reported one is adjusted."""
    if gap.model != "adjusted":
        return ()
    names = {gap.bloc, gap.reference_bloc}
    pair = next(own for own in pairs_of_sides(view) if set(own) == names)
    return (Number(oriented_gap(view, gap.variable, "raw", pair), is_signed=True),)


def _end(row: Result, pair: Sequence[Result], scale: Scale) -> Mark:
    """Mark one end of a dumbbell, its value on the outer side; close ends step apart."""
    other = next((end for end in pair if end is not row), row)
    is_first = row is pair[0]
    is_close = abs(row.estimate - other.estimate) / (scale.high - scale.low) * 100 < STEP_APART
    is_left = row.estimate < other.estimate or (row.estimate == other.estimate and is_first)
    return Mark(
        row.estimate,
        bloc=row.bloc,
        step=0 if not is_close else -1 if is_first else 1,
        beside=Number(row),
        side="left" if is_left else "right",
    )


def _weak(view: View, gaps: Sequence[Result]) -> Markup:
    names = [view.dimension_label(gap.variable) for gap in gaps if is_low(view, alpha_of(view, gap.variable))]
    if not names:
        return Markup("")
    limit = view.numerals.decimal(view.params.comparability.min_reliability, 2)
    return view.language.say("border.weak", names=", ".join(names), limit=limit)


def _bases(view: View, gaps: Sequence[Result]) -> Markup:
    """Return each bloc's base: from the smallest to the largest where it differs by dimension."""
    texts = []
    means = [row for gap in gaps for row in _means(view, gap)]
    for bloc in dict.fromkeys(row.bloc for row in means):
        sides = [row for row in means if row.bloc == bloc]
        ends = (min(sides, key=lambda row: row.n), max(sides, key=lambda row: row.n))
        shown = ends if ends[0].n < ends[1].n else ends[:1]
        bases = join((number(row, view.numerals.integer(row.n), "n") for row in shown), "–")
        texts.append(join([view.bloc_name(ends[0].bloc), bases], " "))
    return view.language.say("frame.base_note", n=join(texts, ", ")) if texts else Markup("")
