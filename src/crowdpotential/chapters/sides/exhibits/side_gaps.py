"""The contrast between the sides: what they score, and the index raw and adjusted."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Mark, Number, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, RowLook, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result, ends, turn
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_column, interval_key
from crowdpotential.views.frame import base_of_index, bloc_notes, make_prose, nothing
from crowdpotential.views.sentences.adjusted import list_side_means
from crowdpotential.views.sentences.gaps import (
    MOST_GAPS,
    concluded,
    headline_gap,
    oriented_gap,
    say_selection,
    say_sides,
    select_gaps,
    side_gaps,
    smallest_gap,
)
from crowdpotential.views.sentences.obstacles import obstacle_to_sides
from crowdpotential.views.sentences.outcome import outcome_of, why_untested
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.sentences.standing import is_established
from crowdpotential.views.view import View


def introduce_border(view: View) -> Fragment:
    """State what the blocs score and what separates them, or why they are not compared."""
    say = view.language.say
    if view.verdict is None or len(view.blocs) < 2:
        return nothing("border", "border-intro")
    gap = headline_gap(view)
    if gap is None:
        reason = obstacle_to_sides(view)
        words = say("border.refused", blocs=view.bloc_words, reason=say(f"outcome.{reason}")) if reason else ""
        return make_prose("border", "border-intro", words)
    return make_prose("border", "border-intro", _scores(view, gap) + " " + _concluded(view, gap), *bloc_notes(view))


def _scores(view: View, gap: Result) -> Markup:
    """Return the means of the sides; where their difference is adjusted, before with its own difference, and after."""
    say = view.language.say
    shown = (gap.bloc, gap.reference_bloc) if len(view.blocs) == 2 else view.blocs
    means = [view.results.first("index", "mean", variable="index", bloc=b, area="") for b in shown]
    scores = join(
        (say("border.score", bloc=view.bloc_name(row.bloc), mean=phrases.estimate(view, row)) for row in means if row),
        "; ",
    )
    if gap.model != "adjusted":
        return say("border.scores", scores=scores)
    if len(view.blocs) > 2:
        before = say("border.scores_before", scores=scores)
    else:
        raw = phrases.estimate(view, oriented_gap(view, "index", "raw"), is_signed=True)
        before = say("border.scores_unadjusted", scores=scores, raw=raw)
    after = list_side_means(view, shown)
    return join([before, say("border.scores_after", scores=after)], " ") if after else before


def _concluded(view: View, gap: Result) -> Markup:
    say, reason, gaps = view.language.say, why_untested(gap), side_gaps(view)
    if len(gaps) > 1:
        return say_sides(view, outcome_of(gaps, is_established)) + "."
    if reason:
        return say("border.intro_withheld", reason=say(f"outcome.{reason}"))
    kind = concluded(view, gap)
    return say(
        f"border.intro_{kind}",
        ci=phrases.interval(view, gap),
        gap=phrases.estimate(view, gap, is_signed=not kind.startswith("difference")),
        smallest=smallest_gap(view),
        adjusted=say(f"border.intro_{gap.model}"),
        first=view.bloc_name(gap.bloc),
        second=view.bloc_name(gap.reference_bloc),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One difference of the index on the way from what was measured to what is concluded."""

    name: Markup
    row: Result
    look: RowLook = "tot"


def list_gap_steps(view: View) -> list[Step]:
    """List the difference of the index raw, the part that differing items make, and what is left; none where it may not be told."""
    say, adjusted, gaps = view.language.say, headline_gap(view), side_gaps(view)
    if len(gaps) > 1:
        return [Step(_pair_name(view, gap), gap) for gap in select_gaps(gaps, MOST_GAPS)]
    raw = oriented_gap(view, "index", "raw")
    if raw is None or adjusted is None:
        return []
    names = {raw.bloc, raw.reference_bloc}
    dif_points = next(
        (row for row in view.results.find("gap", "points_owed", variable="index") if {row.bloc, row.reference_bloc} == names),
        None,
    )
    if dif_points is not None and adjusted.is_turned:
        dif_points = turn(dif_points)
    steps = [Step(say("gap.raw"), raw)]
    if dif_points is not None:
        steps += [Step(say("gap.dif"), dif_points, "sub"), Step(say("gap.adjusted"), adjusted)]
    return steps


def _pair_name(view: View, gap: Result) -> Markup:
    names = {"area": view.bloc_name(gap.bloc), "reference": view.bloc_name(gap.reference_bloc)}
    return view.language.say("areas.pair_names", **names)


def show_gap_steps(view: View) -> Exhibit | Fragment:
    """Show the difference of the index raw, the part that differing items make, and what is left."""
    steps, adjusted = list_gap_steps(view), headline_gap(view)
    if not steps or adjusted is None:
        return nothing("border", "gap")
    zone = view.language.say("gap.zone", smallest=smallest_gap(view))
    return Exhibit(
        setting=view.setting,
        section="border",
        anchor="gap",
        title=_step_title(view, adjusted),
        subtitle=_subtitle(view, steps[0].row),
        legend=(interval_key(view), Key(words=zone, shape="zone")),
        panels=(Panel(tables=(_table(view, steps),)),),
        arrangement="bare",
        notes=_notes(view, steps, adjusted),
        rows=cite(view, "gap.*"),
        file="gap_steps",
    )


def _subtitle(view: View, raw: Result) -> Markup:
    say, smallest = view.language.say, smallest_gap(view)
    if len(side_gaps(view)) > 1:
        return say("gap.subtitle_several", smallest=smallest, blocs=view.bloc_words)
    first, second = view.bloc_name(raw.bloc), view.bloc_name(raw.reference_bloc)
    return say("gap.subtitle", first=first, second=second, smallest=smallest)


def _notes(view: View, steps: Sequence[Step], adjusted: Result) -> tuple[Markup | str, ...]:
    say, gaps, rows = view.language.say, side_gaps(view), [step.row for step in steps]
    is_one = len(gaps) == 1
    return (
        say("gap.note" if adjusted.model == "adjusted" else "gap.note_plain"),
        _means_after(view),
        "" if is_one else say_selection(view, len(gaps), rows),
        phrases.interval_note(view, gaps),
        *explain_dashes(view, rows),
        say("frame.index_base_note", n=phrases.base(view, rows[0])) if is_one else base_of_index(view),
        *bloc_notes(view),
    )


def _table(view: View, steps: Sequence[Step]) -> Table:
    say, smallest = view.language.say, view.params.comparability.smallest_gap_points
    found = [end for step in steps for end in ends(step.row)]
    scale = choose_scale([*found, -smallest, smallest, 0])
    return Table(
        form="plot",
        label_em=15.5,
        caption=say("gap.caption"),
        axis=Axis(scale=scale, spoken=say("gap.on_scale"), is_signed=True, zone=(-smallest, smallest)),
        columns=(
            Column(head=say("gap.step"), kind="label"),
            Column(kind="track"),
            Column(head=say("gap.points"), look="value"),
            interval_column(view),
            Column(head=say("border.conclusion"), look="verdict"),
        ),
        groups=(Group(rows=tuple(_row(view, step) for step in steps)),),
    )


def _row(view: View, step: Step) -> Row:
    row = step.row
    is_headline = row.result_id in {gap.result_id for gap in side_gaps(view)}
    low, high = ends(row)
    is_established = is_headline and row.verdict == DIFFERENCE
    return Row(
        (
            step.name,
            Track((Mark(row.estimate, low=low, high=high),)),
            Number(row, is_signed=True),
            Number(row, part="interval"),
            Cell(Verdict(row) if is_headline else "", look="established" if is_established else None),
        ),
        look=step.look,
    )


def _means_after(view: View) -> Markup:
    """Return the adjusted means of the sides, and which of them was charged with what differing items make."""
    means = list_side_means(view, view.blocs, has_intervals=True)
    if not means:
        return Markup("")
    say, every = view.language.say, list(view.params.blocs)
    charged = say("gap.charged_first", first=view.bloc_name(every[0])) if len(every) == 2 else say("gap.charged_middle")
    return say("gap.means_after", means=means, charged=charged)


def _step_title(view: View, gap: Result) -> Markup:
    """State what follows from the difference of the index, or why nothing does."""
    say, reason, gaps = view.language.say, why_untested(gap), side_gaps(view)
    if len(gaps) > 1:
        return say_sides(view, outcome_of(gaps, is_established))
    names = {"first": view.bloc_name(gap.bloc), "second": view.bloc_name(gap.reference_bloc)}
    if reason:
        return say("gap.title_withheld", reason=say(f"outcome.{reason}"), **names)
    return say(f"gap.title_{concluded(view, gap)}", smallest=smallest_gap(view), **names)
