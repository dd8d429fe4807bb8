"""Barriers against potential: the index of those who name a barrier beside that of the others, given side and controls."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.obstacles.exhibits.option_chart import SECTION
from crowdpotential.exhibits.cells import Cell, Mark, Number, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result, ends
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_column, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.above import enumerate_quoted
from crowdpotential.views.sentences.gaps import smallest_gap
from crowdpotential.views.sentences.obstacles import is_sensitive_answer
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_code, name_of_variable

MOST_NAMED = 3  # barriers in the title


def show_barriers_and_index(view: View) -> Exhibit | Fragment:
    """Draw the adjusted difference of the index for each barrier, with simultaneous intervals."""
    rows = sorted(view.results.find(SECTION, "adjusted_difference"), key=lambda row: row.estimate)
    asked = view.params.obstacles
    if not rows or asked is None:
        return nothing(SECTION, "barrier-index")
    say = view.language.say
    given = [name_of_variable(view, name) for name in asked.controls]
    given += [view.bloc_word()] if len(view.params.blocs) > 1 else []
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="barrier-index",
        title=_title(view.whole, rows),
        subtitle=say("obstacles.subtitle_index", index=view.text(view.params.index.name)),
        legend=(interval_key(view),),
        panels=(Panel(tables=(_chart(view, rows),)),),
        arrangement="bare",
        notes=(
            say("obstacles.note_given", given=enumerate_quoted(view, given)) if given else say("obstacles.note_not_given"),
            say("obstacles.note_association"),
            say("obstacles.note_index", smallest=smallest_gap(view), n=phrases.base(view, rows[0])),
            phrases.interval_note(view, rows),
            *explain_dashes(view, rows),
        ),
        rows=cite(view, "obstacles.adjusted_difference.*"),
        file="barrier_index",
    )


def _chart(view: View, rows: Sequence[Result]) -> Table:
    say, smallest = view.language.say, view.params.comparability.smallest_gap_points
    values = [end for row in rows if not row.is_suppressed for end in (row.estimate, *ends(row), smallest, -smallest)]
    return Table(
        form="plot",
        label_em=17,
        caption=say("obstacles.caption_index"),
        axis=Axis(scale=choose_scale(values), spoken=say("obstacles.on_points"), is_signed=True, zone=(-smallest, smallest)),
        columns=(
            Column(head=say("obstacles.option"), kind="label"),
            Column(kind="track"),
            Column(head=say("obstacles.points"), look="value"),
            interval_column(view),
            Column(look="verdict"),
        ),
        groups=(Group(rows=tuple(_row(view, row) for row in rows)),),
    )


def _row(view: View, row: Result) -> Row:
    low, high = ends(row)
    marks = () if row.is_suppressed else (Mark(row.estimate, low=low, high=high),)
    return Row(
        (
            label_of_code(view, row.variable, row.category),
            Track(marks),
            Number(row, is_signed=True),
            Number(row, part="interval"),
            Cell(Verdict(row), look="established" if row.verdict == DIFFERENCE else None),
        )
    )


def _title(view: View, rows: Sequence[Result]) -> Markup:
    """Name the barriers whose namers are established to have a lower index, the farthest first."""
    outcome = outcome_of(rows, lambda row: row.verdict == DIFFERENCE and row.estimate < 0)
    named = sorted(outcome.found, key=lambda row: row.estimate)
    told = [row for row in named if not is_sensitive_answer(view, row.variable, row.category)][:MOST_NAMED]
    options = enumerate_quoted(view, [label_of_code(view, row.variable, row.category) for row in told])
    if len(named) > len(told):
        options = view.language.say("obstacles.and_more", listed=options, n=len(named) - len(told))
    return say_outcome(view, "obstacles.index", outcome, options=options)
