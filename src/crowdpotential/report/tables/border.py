"""The contrast between the sides: what they score, and the index raw and adjusted."""

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, head, join, table
from crowdpotential.exhibits.plot import Scale, axis, choose_scale, interval_mark, point_mark, track
from crowdpotential.exhibits.results import Result, ends, turn
from crowdpotential.report import cells
from crowdpotential.report.frame import (
    Caption,
    base_of_index,
    bloc_notes,
    interval_title,
    make_figure,
    make_prose,
    nothing,
)
from crowdpotential.report.sentences.adjusted import list_side_means
from crowdpotential.report.sentences.gaps import (
    MOST_GAPS,
    concluded,
    headline_gap,
    is_difference,
    oriented_gap,
    say_selection,
    say_sides,
    select_gaps,
    side_gaps,
    smallest_gap,
)
from crowdpotential.report.sentences.licences import obstacle_to_sides
from crowdpotential.report.sentences.outcome import outcome_of, why_untested
from crowdpotential.report.sentences.sampling import explain_dashes
from crowdpotential.report.view import View


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
    """Give the means of the sides; where their difference is adjusted, before with its own difference, and after."""
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
    if gap.model != "adjusted":
        return say("border.scores", scores=scores)
    if len(view.blocs) > 2:
        before = say("border.scores_before", scores=scores)
    else:
        raw = cells.estimate(view, oriented_gap(view, "index", "raw"), is_signed=True)
        before = say("border.scores_unadjusted", scores=scores, raw=raw)
    after = list_side_means(view, shown)
    return join([before, say("border.scores_after", scores=after)], " ") if after else before


def _concluded(view: View, gap: Result) -> Markup:
    say, reason, gaps = view.language.say, why_untested(gap), side_gaps(view)
    if len(gaps) > 1:
        return say_sides(view, outcome_of(gaps, is_difference)) + "."
    if reason:
        return say("border.intro_withheld", reason=say(f"outcome.{reason}"))
    kind = concluded(view, gap)
    return say(
        f"border.intro_{kind}", ci=cells.interval(view, gap),
        gap=cells.estimate(view, gap, is_signed=not kind.startswith("difference")),
        smallest=smallest_gap(view), adjusted=say(f"border.intro_{gap.model}"),
        first=view.bloc_name(gap.bloc), second=view.bloc_name(gap.reference_bloc),
    )  # fmt: skip


def list_gap_steps(view: View) -> list[tuple[Markup, Result, str]]:
    """Name the difference of the index raw, the part that differing items make, and what is left; none where it may not be told."""
    say, adjusted, gaps = view.language.say, headline_gap(view), side_gaps(view)
    if len(gaps) > 1:
        return [(_pair_name(view, gap), gap, "tot") for gap in select_gaps(gaps, MOST_GAPS)]
    raw = oriented_gap(view, "index", "raw")
    if raw is None or adjusted is None:
        return []
    names = {raw.bloc, raw.reference_bloc}
    owed = next(
        (
            row
            for row in view.results.find("gap", "points_owed", variable="index")
            if {row.bloc, row.reference_bloc} == names
        ),
        None,
    )
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
    scale = choose_scale([*(end for _, row, _ in steps for end in ends(row)), -smallest, smallest, 0])
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
            _means_after(view),
            say_selection(view, len(side_gaps(view)), [row for *_, row, _ in steps]) if len(side_gaps(view)) > 1 else "",
            cells.interval_note(view, side_gaps(view)),
            *explain_dashes(view, [row for _, row, _ in steps]),
            say("frame.index_base_note", n=cells.base(view, raw)) if len(side_gaps(view)) == 1 else base_of_index(view),
            *bloc_notes(view),
        ],
        rows="gap.*", files="gap_steps",
    )  # fmt: skip
    return make_figure(view, section="border", anchor="gap", caption=caption, body=body)


def _means_after(view: View) -> Markup:
    """Give the adjusted means of the sides, and which of them was charged with what differing items make."""
    means = list_side_means(view, view.blocs, has_intervals=True)
    if not means:
        return Markup("")
    say, every = view.language.say, list(view.params.blocs)
    charged = (
        say("gap.charged_first", first=view.bloc_name(every[0]))
        if len(every) == 2
        else say("gap.charged_middle")
    )
    return say("gap.means_after", means=means, charged=charged)


def _step_title(view: View, gap: Result) -> Markup:
    """Say what follows from the difference of the index, or why nothing does."""
    say, reason, gaps = view.language.say, why_untested(gap), side_gaps(view)
    if len(gaps) > 1:
        return say_sides(view, outcome_of(gaps, is_difference))
    names = {"first": view.bloc_name(gap.bloc), "second": view.bloc_name(gap.reference_bloc)}
    if reason:
        return say("gap.title_withheld", reason=say(f"outcome.{reason}"), **names)
    return say(f"gap.title_{concluded(view, gap)}", smallest=smallest_gap(view), **names)


def _step(view: View, name: Markup, row: Result, scale: Scale, smallest: float) -> tuple[Cell, ...]:
    is_headline = row.result_id in {gap.result_id for gap in side_gaps(view)}
    marks = (interval_mark(scale, *ends(row)), point_mark(scale, row.estimate, "none"))
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
