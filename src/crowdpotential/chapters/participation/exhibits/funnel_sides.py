"""The sides at each step, what separates them, and what follows from it."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.participation.exhibits.parts import SECTION, Whom, has_numbers, percent, share_at, step_labels
from crowdpotential.exhibits.cells import Cell, Mark, Number, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import bloc_keys, cite
from crowdpotential.views.frame import adjuster, bloc_notes, confidence, interval_title, nothing
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.sentences.standing import is_established
from crowdpotential.views.view import View

Pair = tuple[str, str]
MOST_PAIRS = 6  # of sides: beyond that no panel for each is reading matter


def show_side_steps(view: View) -> Exhibit | Fragment:
    """Show the shares of two sides at each step, with the difference and its conclusion; a panel for each pair."""
    every, pairs = view.results.find("participation", "step_contrast"), _list_pairs(view)
    if not pairs:
        return nothing(SECTION, "funnel-sides")
    say, scale = view.language.say, _scale(view, pairs)
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="funnel-sides",
        title=_title(view, every),
        subtitle=say("participation.sides_subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        legend=bloc_keys(view),
        panels=tuple(Panel(tables=(_table(view, pair, scale),)) for pair in pairs[:MOST_PAIRS]),
        notes=(
            say(
                "participation.sides_note",
                n=len(every),
                adjuster=adjuster(view),
                p=view.numerals.decimal(1 - confidence(view), 2),
                smallest=_smallest(view),
            ),
            phrases.interval_note(view, every),
            say("participation.sides_first", n=MOST_PAIRS, total=len(pairs)) if len(pairs) > MOST_PAIRS else "",
            *explain_dashes(view, every),
            *bloc_notes(view),
            view.text(view.params.study.area_note),
        ),
        rows=cite(view, "participation.step_contrast.*", "participation.step_share.*bloc=*"),
        file="funnel_sides",
    )


def _list_pairs(view: View) -> list[Pair]:
    """List the pairs of sides that are contrasted and shown."""
    pairs = dict.fromkeys((row.bloc, row.reference_bloc) for row in view.results.find("participation", "step_contrast"))
    return [pair for pair in pairs if set(pair) <= set(view.blocs)]


def _title(view: View, every: Sequence[Result]) -> Markup:
    return say_outcome(view, "participation.sides_title", outcome_of(every, is_established), blocs=view.bloc_words)


def _smallest(view: View) -> str:
    declared = view.params.participation
    gap = 100 * declared.smallest_gap if declared else 0.0
    return view.numerals.decimal(gap, 0 if float(gap).is_integer() else 1)


def _scale(view: View, pairs: Sequence[Pair]) -> Scale:
    shares = [share_at(view, step, Whom(bloc=bloc)) for step in step_labels(view) for pair in pairs for bloc in pair]
    known = [100 * row.estimate for row in shares if row is not None and has_numbers([row])]
    return choose_scale([0.0, *known], lowest=0, highest=100, most_steps=4)


def _table(view: View, pair: Pair, scale: Scale) -> Table:
    say = view.language.say
    first, second = (view.bloc_name(bloc) for bloc in pair)
    rows = {row.variable: row for row in view.results.find("participation", "step_contrast", bloc=pair[0], reference_bloc=pair[1])}
    return Table(
        form="plot",
        looks=("ends",),
        label_em=13,
        caption=say("participation.sides_caption", first=first, second=second),
        axis=Axis(scale=scale, spoken=say("participation.on_scale"), suffix=" %"),
        columns=(
            Column(head=say("participation.step"), kind="label"),
            Column(kind="track"),
            Column(
                head=say("participation.difference", first=first, second=second),
                label=say("participation.difference_short"),
                look="value",
            ),
            Column(head=interval_title(view), label=interval_title(view), look="interval"),
            Column(head=say("areas.conclusion"), look="verdict"),
        ),
        groups=(Group(rows=tuple(_row(view, rows[step], label) for step, label in step_labels(view).items() if step in rows)),),
    )


def _row(view: View, contrast: Result, label: str) -> Row:
    shares = [share_at(view, contrast.variable, Whom(bloc=bloc)) for bloc in (contrast.bloc, contrast.reference_bloc)]
    known = [row for row in shares if row is not None and has_numbers([row])]
    low, high = sorted(known, key=lambda row: row.estimate)[:1], sorted(known, key=lambda row: row.estimate)[1:]
    marks = [
        Mark(
            100 * row.estimate, bloc=row.bloc, step=(1 if row in high else -1), beside=percent(row), side="left" if row in low else "right"
        )
        for row in known
    ]
    spoken = "; ".join(f"{view.bloc_name(row.bloc)} {view.numerals.percent(row.estimate)}" for row in known)
    return Row(
        (
            label,
            Track(tuple(marks), is_linked=True, spoken=spoken),
            Number(contrast, unit="percent", is_signed=True),
            Number(contrast, part="interval", unit="percent"),
            Cell(Verdict(contrast), look="established" if contrast.verdict == DIFFERENCE else None),
        )
    )
