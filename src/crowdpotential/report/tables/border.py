"""The contrast between the blocs: dimension by dimension, and the index raw and adjusted."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.report import cells
from crowdpotential.report.fragment import Fragment
from crowdpotential.report.frame import (
    Caption,
    adjuster,
    base_of_index,
    bloc_legend,
    bloc_notes,
    confidence,
    interval_title,
    level,
    make_figure,
    make_prose,
    nothing,
)
from crowdpotential.report.markup import Cell, Rows, head, join, number, table, tag
from crowdpotential.report.plot import Scale, axis, choose_scale, interval_mark, point_mark, track
from crowdpotential.report.results import Result, turn
from crowdpotential.report.sentences.gaps import (
    concluded,
    dimension_gaps,
    dimension_outcome,
    headline_gap,
    is_difference,
    oriented_gap,
    pairs_of_sides,
    say_dimensions,
    say_sides,
    side_gaps,
    smallest_gap,
)
from crowdpotential.report.sentences.licences import alpha_of, is_low, obstacle_to_sides
from crowdpotential.report.sentences.outcome import outcome_of, why_untested
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View

STEP_APART = 6.0  # per cent of the track: marks closer than this step apart vertically


def introduce_border(view: View) -> Fragment:
    """Say what the blocs score and what separates them, or why they are not compared."""
    say = view.language.say
    if view.verdict is None or len(view.blocs) < 2:
        return nothing("border", "border-intro")
    gap = headline_gap(view)
    if gap is None:
        reason = obstacle_to_sides(view)
        words = (
            say("border.refused", blocs=view.bloc_words, reason=say(f"outcome.{reason}")) if reason else ""
        )
        return make_prose("border", "border-intro", words)
    return make_prose(
        "border", "border-intro", _scores(view, gap) + " " + _concluded(view, gap), *bloc_notes(view)
    )


def _scores(view: View, gap: Result) -> Markup:
    """Give the means of both sides, and their own difference where the reported one is adjusted."""
    say = view.language.say
    shown = (gap.bloc, gap.reference_bloc) if len(view.blocs) == 2 else view.blocs
    means = [view.results.first("index", "mean", variable="index", bloc=b, area="") for b in shown]
    scores = join(
        (
            say("border.score", bloc=view.bloc_name(row.bloc), mean=cells.estimate(view, row))
            for row in means
            if row
        ),
        "; ",
    )
    if gap.model != "adjusted" or len(view.blocs) > 2:
        return say("border.scores", scores=scores)
    raw = cells.estimate(view, oriented_gap(view, "index", "raw"), is_signed=True)
    return say("border.scores_unadjusted", scores=scores, raw=raw)


def _concluded(view: View, gap: Result) -> Markup:
    say, reason, gaps = view.language.say, why_untested(gap), side_gaps(view)
    if len(gaps) > 1:
        return say_sides(view, outcome_of(gaps, is_difference)) + "."
    if reason:
        return say("border.intro_withheld", reason=say(f"outcome.{reason}"))
    is_higher = gap.verdict == "difference"
    return say(
        f"border.intro_{concluded(view, gap)}", gap=cells.estimate(view, gap, is_signed=not is_higher), ci=cells.interval(view, gap),
        smallest=smallest_gap(view), adjusted=say(f"border.intro_{gap.model}"),
        first=view.bloc_name(gap.bloc), second=view.bloc_name(gap.reference_bloc),
    )  # fmt: skip


def _weak(view: View, gaps: Sequence[Result]) -> Markup:
    names = [view.dimension_label(gap.variable) for gap in gaps if is_low(view, alpha_of(view, gap.variable))]
    if not names:
        return Markup("")
    limit = view.numerals.decimal(view.params.comparability.min_reliability, 2)
    return view.language.say("border.weak", names=", ".join(names), limit=limit)


def show_dimension_gaps(view: View) -> Fragment:
    """Draw the sides' means in each dimension as a dumbbell, with the difference and its conclusion; a panel for each pair."""
    panels = [gaps for pair in pairs_of_sides(view) if (gaps := dimension_gaps(view, pair))]
    if not panels:
        return nothing("border", "dimension-gaps")
    say, every = view.language.say, [gap for gaps in panels for gap in gaps]
    scale = choose_scale([row.estimate for gap in every for row in _means(view, gap)], lowest=0, highest=100)
    first, second = view.bloc_name(every[0].bloc), view.bloc_name(every[0].reference_bloc)
    caption = Caption(
        title=say_dimensions(view, dimension_outcome(view)),
        subtitle=say(
            "border.subtitle" if len(panels) == 1 else "border.subtitle_several",
            span=view.numerals.interval(scale.low, scale.high, 0), first=first, second=second,
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


def list_gap_steps(view: View) -> list[tuple[Markup, Result, str]]:
    """Name the difference of the index raw, the part that differing items make, and what is left; none where it may not be told."""
    say, adjusted, gaps = view.language.say, headline_gap(view), side_gaps(view)
    if len(gaps) > 1:
        return [(_pair_name(view, gap), gap, "tot") for gap in gaps]
    raw = oriented_gap(view, "index", "raw")
    if raw is None or adjusted is None:
        return []
    owed = view.results.first("gap", "points_owed", variable="index")
    if owed is not None and adjusted.is_turned:
        owed = turn(owed)
    steps = [(say("gap.raw"), raw, "tot")]
    if owed is not None:
        steps += [(say("gap.owed"), owed, "sub"), (say("gap.adjusted"), adjusted, "tot")]
    return steps


def _pair_name(view: View, gap: Result) -> Markup:
    names = {"area": view.bloc_name(gap.bloc), "reference": view.bloc_name(gap.reference_bloc)}
    return view.language.say("areas.pair_names", **names)


def show_gap_steps(view: View) -> Fragment:
    """Draw the difference of the index raw, the part that differing items make, and what is left."""
    steps, adjusted = list_gap_steps(view), headline_gap(view)
    if not steps or adjusted is None:
        return nothing("border", "gap")
    say, numerals, raw = view.language.say, view.numerals, steps[0][1]
    smallest = view.params.comparability.smallest_gap_points
    scale = choose_scale([*(end for _, row, _ in steps for end in cells.ends(row)), -smallest, smallest, 0])
    heads = [
        *head(say("gap.step")), axis(scale, numerals, spoken=say("gap.on_scale"), is_signed=True),
        *head(say("gap.points"), interval_title(view), say("border.conclusion")),
    ]  # fmt: skip
    rows = tuple(_step(view, name, row, scale, smallest) for name, row, _ in steps)
    body = table(
        say("gap.caption"), heads=[heads], groups=[Rows(rows=rows, row_css=tuple(css for *_, css in steps))], css="plot",
        style="--lw0:15.5em", has_roles=True,
    )  # fmt: skip
    caption = Caption(
        title=_step_title(view, adjusted),
        subtitle=say("gap.subtitle_several", smallest=smallest_gap(view), blocs=view.bloc_words) if len(side_gaps(view)) > 1 else say(
            "gap.subtitle", first=view.bloc_name(raw.bloc), second=view.bloc_name(raw.reference_bloc),
            smallest=smallest_gap(view),
        ),
        notes=[
            say("gap.note" if adjusted.model == "adjusted" else "gap.note_plain"),
            cells.interval_note(view, side_gaps(view)),
            say("frame.index_base_note", n=cells.base(view, raw)) if len(side_gaps(view)) == 1 else base_of_index(view),
            *bloc_notes(view),
        ],
        rows="gap.*", files="gap_steps",
    )  # fmt: skip
    return make_figure(view, section="border", anchor="gap", caption=caption, body=body)


def _step_title(view: View, gap: Result) -> Markup:
    """Say what follows from the difference of the index, or why nothing does."""
    say, reason, gaps = view.language.say, why_untested(gap), side_gaps(view)
    if len(gaps) > 1:
        return say_sides(view, outcome_of(gaps, is_difference))
    names = {"first": view.bloc_name(gap.bloc), "second": view.bloc_name(gap.reference_bloc)}
    if reason:
        return say("gap.title_withheld", reason=say(f"outcome.{reason}"), **names)
    return say(f"gap.title_{concluded(view, gap)}", **names)


def _means(view: View, gap: Result) -> list[Result]:
    pair = (
        view.results.first("index", "mean", variable=gap.variable, bloc=b, area="")
        for b in (gap.bloc, gap.reference_bloc)
    )
    return [row for row in pair if row is not None]


def _dumbbell(view: View, gap: Result, scale: Scale) -> tuple[Cell, ...]:
    means = _means(view, gap)
    drawn = [_end(view, row, means, scale) for row in means]
    positions = [scale.position(row.estimate) for row in means]
    line = tag("line", class_="between", x1=positions[0], x2=positions[-1], y1="50%", y2="50%")
    spoken = "; ".join(f"{view.bloc_name(row.bloc)} {view.numerals.decimal(row.estimate)}" for row in means)
    label = view.dimension_label(gap.variable)
    return (
        Cell(content=join([label, tag("span", gap.variable, class_="dim")], " "), is_header=True),
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
    raw = oriented_gap(view, gap.variable, "raw")
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


def _step(view: View, name: Markup, row: Result, scale: Scale, smallest: float) -> tuple[Cell, ...]:
    is_headline = row.result_id in {gap.result_id for gap in side_gaps(view)}
    marks = (interval_mark(scale, *cells.ends(row)), point_mark(scale, row.estimate, "none"))
    return (
        Cell(content=name, is_header=True),
        track(scale, *marks, zone=(-smallest, smallest)),
        Cell(content=cells.estimate(view, row, is_signed=True), css="val"),
        Cell(
            content=cells.interval(view, row),
            css="civ",
            label=str(interval_title(view)),
        ),
        Cell(
            content=cells.conclusion(view, row) if is_headline else "",
            css="verd is" if is_headline and row.verdict == "difference" else "verd",
        ),
    )


def _bases(view: View, gaps: Sequence[Result]) -> Markup:
    """Give each bloc's base: from the smallest to the largest where it differs by dimension."""
    texts = []
    for sides in zip(*(_means(view, gap) for gap in gaps), strict=False):
        ends = (min(sides, key=lambda row: row.n), max(sides, key=lambda row: row.n))
        shown = ends if ends[0].n < ends[1].n else ends[:1]
        bases = join((number(row, view.numerals.integer(row.n), "n") for row in shown), "–")
        texts.append(join([view.bloc_name(ends[0].bloc), bases], " "))
    return view.language.say("frame.base_note", n=join(texts, ", "))
