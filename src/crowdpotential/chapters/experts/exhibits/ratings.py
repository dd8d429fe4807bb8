"""Ratings of statements, round by round, and how far experts agree on the whole."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from crowdpotential.chapters.experts.exhibits.panel import (
    name_round,
    name_statement,
    needed,
    read_book,
    show_consensus,
    tell_left_out,
)
from crowdpotential.codebook import Codebook
from crowdpotential.exhibits.cells import Joined, Mark, Number, Stacked, Track
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Key, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import CONSENSUS
from crowdpotential.views.exhibit_parts import base_column, cite
from crowdpotential.views.frame import make_prose, nothing
from crowdpotential.views.view import View


def show_ratings(view: View) -> Exhibit | Fragment:
    """Draw median and quartiles of each statement, a panel for each round."""
    rows, experts = view.results.find("experts", "median"), view.params.experts
    if experts is None or not view.results.find("experts", "n_experts"):
        return nothing("experts", "experts-ratings")
    if not rows:
        return make_prose("experts", "experts-ratings", view.language.say("experts.too_few", n=needed(view)))
    say, rule, book = view.language.say, experts.consensus, read_book(view, experts)
    return Exhibit(
        setting=view.setting,
        section="experts",
        anchor="experts-ratings",
        title=_title(view, rows),
        subtitle=say("experts.ratings_subtitle"),
        legend=(Key(words=say("experts.median"), shape="square"), Key(words=say("experts.quartiles"), shape="interval")),
        panels=tuple(
            Panel(title=name_round(view, number), tables=(_ratings(view, book, [row for row in rows if row.category == number]),))
            for number in dict.fromkeys(row.category for row in rows)
        ),
        notes=(
            say("experts.note_rule", range=view.numerals.decimal(rule.max_range), share=view.numerals.integer(100 * rule.min_share)),
            say("experts.note_panel"),
            say("experts.note_dash", n=view.params.report.min_count),
        ),
        rows=cite(view, "experts.median.*", "experts.quartile.*", "experts.agreeing.*"),
        file="experts",
    )


def show_agreement(view: View) -> Exhibit | Fragment:
    """List for each round how many experts took part, their concordance, and how many stand apart."""
    experts = view.params.experts
    taking_part = [row for row in view.results.find("experts", "n_experts") if not row.is_suppressed]
    if not taking_part or experts is None:
        return nothing("experts", "experts-agreement")
    say = view.language.say
    concordance, outlying = _by_round(view, "concordance"), _by_round(view, "outlying")
    heads = ("experts_count", "concordance", "outlying")
    table = Table(
        looks=("wrap",),
        caption=say("experts.agreement"),
        columns=(
            Column(head=say("experts.head_round") if len(taking_part) > 1 else "", kind="label"),
            *(Column(head=say(f"experts.head_{head}"), label=say(f"experts.head_{head}")) for head in heads),
        ),
        groups=(
            Group(
                rows=tuple(
                    Row(
                        (
                            name_round(view, row.category),
                            Number(row, digits=0),
                            Stacked(
                                Number(concordance.get(row.category), digits=2),
                                Number(concordance.get(row.category), part="interval", digits=2),
                            ),
                            Number(outlying.get(row.category), digits=0),
                        )
                    )
                    for row in taking_part
                )
            ),
        ),
    )
    return Exhibit(
        setting=view.setting,
        section="experts",
        anchor="experts-agreement",
        kind="table",
        arrangement="bare",
        title=say("experts.agreement_title" if len(taking_part) > 1 else "experts.agreement_title_one"),
        panels=(Panel(tables=(table,)),),
        notes=(
            say("experts.note_concordance"),
            say("experts.note_outlying", distance=view.numerals.decimal(experts.outlying_above)),
            *tell_left_out(view, "not_all_rated", "absent"),
            say("experts.note_dash", n=view.params.report.min_count),
        ),
        rows=cite(view, "experts.n_experts.*", "experts.concordance.*", "experts.outlying.*", "experts.n_left_out.*"),
    )


def _title(view: View, rows: Sequence[Result]) -> Markup:
    """Say on how many statements experts agree, by their last ratings of each."""
    last = {row.variable: row for row in rows if not row.is_suppressed}
    n_agreed = sum(row.verdict == CONSENSUS for row in last.values())
    return view.language.say("experts.ratings_title" if n_agreed else "experts.ratings_title_none", n=len(last), found=n_agreed)


def _by_round(view: View, measure: str) -> Mapping[str, Result]:
    return {row.category: row for row in view.results.find("experts", measure)}


def _ratings(view: View, book: Codebook, rows: Sequence[Result]) -> Table:
    say = view.language.say
    ends = [end for row in rows for end in book.bounds(row.variable)]
    return Table(
        form="plot",
        label_em=16,
        caption=say("experts.ratings"),
        axis=Axis(scale=choose_scale(ends), spoken=say("experts.on_scale")),
        columns=(
            Column(head=say("experts.head_statement"), kind="label"),
            Column(kind="track"),
            Column(head=say("experts.head_median"), label=say("experts.head_median"), look="value"),
            Column(head=say("experts.head_agreeing"), label=say("experts.head_agreeing"), look="plain"),
            base_column(view),
            Column(head=say("experts.head_consensus"), label=say("experts.head_consensus"), look="verdict"),
        ),
        groups=(Group(rows=tuple(_row(view, book, row) for row in rows)),),
    )


def _row(view: View, book: Codebook, row: Result) -> Row:
    find, about = view.results.find, {"variable": row.variable, "category": row.category}
    quartiles = {one.domain: one for one in find("experts", "quartile", **about)}
    low, high = quartiles["25"], quartiles["75"]
    mark = () if row.is_suppressed else (Mark(row.estimate, low=low.estimate, high=high.estimate),)
    return Row(
        (
            name_statement(view, book, row.variable),
            Track(mark),
            Joined((Number(row), " (", Number(low), "–", Number(high), ")"), separator=""),
            Number(next(iter(find("experts", "agreeing", **about)), None), unit="percent", digits=0),
            Number(row, part="base"),
            show_consensus(view, row),
        )
    )
