"""Experts beside residents, on statements that both rated."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.chapters.experts.exhibits.panel import name_statement, read_book
from crowdpotential.codebook import Codebook
from crowdpotential.exhibits.cells import Content, Mark, Number, Stacked, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.ingest.expert_matches import match_statements
from crowdpotential.params import Experts
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite, interval_key
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View


def show_residents(view: View) -> Exhibit | Fragment:
    """Draw means of experts and of residents, and say where they differ."""
    rows, experts = [row for row in view.results.find("experts", "difference") if not row.is_suppressed], view.params.experts
    if not rows or experts is None:
        return nothing("experts", "experts-residents")
    say, book = view.language.say, read_book(view, experts)
    return Exhibit(
        setting=view.setting,
        section="experts",
        anchor="experts-residents",
        title=_title(view, rows),
        subtitle=say("experts.residents_subtitle"),
        legend=(
            Key(words=say("experts.experts"), shape="square"),
            Key(words=say("experts.residents"), shape="ring"),
            interval_key(view),
        ),
        panels=(Panel(tables=(_table(view, book, rows),)),),
        notes=(_tell_words(view, book, experts), say("experts.note_residents"), phrases.interval_note(view, rows)),
        rows=cite(view, "experts.expert_mean.*", "experts.resident_mean.*", "experts.difference.*"),
        file="experts_residents",
    )


def _title(view: View, rows: Sequence[Result]) -> Markup:
    n_found = sum(row.verdict == DIFFERENCE for row in rows)
    return view.language.say("experts.residents_title" if n_found else "experts.residents_none", n=len(rows), found=n_found)


def _tell_words(view: View, book: Codebook, experts: Experts) -> Markup:
    """State whether experts and residents were asked in the same words."""
    differing = match_statements(experts, book, view.codebook).other_words
    if not differing:
        return view.language.say("experts.note_same_words")
    return view.language.say("experts.note_other_words", named=join([name_statement(view, book, name) for name in differing], ", "))


def _table(view: View, book: Codebook, rows: Sequence[Result]) -> Table:
    say = view.language.say
    ends = [end for row in rows for end in book.bounds(row.variable)]
    heads = ("experts", "residents", "difference")
    return Table(
        form="plot",
        label_em=16,
        caption=say("experts.beside"),
        axis=Axis(scale=choose_scale(ends), spoken=say("experts.on_scale")),
        columns=(
            Column(head=say("experts.head_statement"), kind="label"),
            Column(kind="track"),
            *(Column(head=say(f"experts.head_{head}"), label=say(f"experts.head_{head}"), look="interval") for head in heads),
            Column(head=say("experts.head_conclusion"), label=say("experts.head_conclusion"), look="verdict"),
        ),
        groups=(Group(rows=tuple(_row(view, book, row) for row in rows)),),
    )


def _row(view: View, book: Codebook, row: Result) -> Row:
    one = view.results.find("experts", "expert_mean", variable=row.variable)[0]
    other = view.results.find("experts", "resident_mean", variable=row.variable_2)[0]
    marks = [Mark(one.estimate, low=one.ci_low, high=one.ci_high), Mark(other.estimate, low=other.ci_low, high=other.ci_high, shape="ring")]
    return Row(
        (
            name_statement(view, book, row.variable),
            Track(tuple(marks)),
            Stacked(Number(one, digits=2), Number(one, part="interval", digits=2)),
            Stacked(Number(other, digits=2), Number(other, part="interval", digits=2)),
            Stacked(Number(row, digits=2, is_signed=True), Number(row, part="interval", digits=2)),
            _conclusion(view, row),
        )
    )


def _conclusion(view: View, row: Result) -> Content:
    if row.verdict != DIFFERENCE:
        return view.language.say("experts.conclusion_undetermined")
    return view.language.say("experts.conclusion_more" if row.estimate > 0 else "experts.conclusion_less")
