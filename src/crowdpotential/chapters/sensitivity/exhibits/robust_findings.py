"""Which findings hold: under every way tried to make the index, and without each of its parts."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Content, Number
from crowdpotential.exhibits.exhibit import Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import HOLDS
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.sentences.headlines import list_headlines, word_headline
from crowdpotential.views.sentences.parts_left_out import (
    is_left_out,
    n_parts,
    names_of,
    verdict_without,
)
from crowdpotential.views.sentences.robustness import name_choices
from crowdpotential.views.view import View

SECTION = "sens"
ENDS = ("first", "last")
MOST_PARTS = 4  # named in a cell
MOST_PAIRS = 12  # that hold everywhere; more are put away


def show_robustness(view: View) -> Exhibit | Fragment:
    """List the findings, and whether they hold under all combinations and without each part."""
    view = view.whole
    rows = list_headlines(view)
    if not rows:
        return nothing(SECTION, "robustness")
    say, has_parts = view.language.say, is_left_out(view)
    shown, folded = _divide(view, rows)
    tables = [_table(view, shown)]
    if folded:
        tables.append(_table(view, folded, fold=say("sens.pairs_that_hold", n=len(folded))))
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="robustness",
        kind="table",
        arrangement="bare",
        title=_title(view, rows, has_parts=has_parts),
        panels=(Panel(tables=tuple(tables)),),
        notes=(
            say("sens.verdicts_note"),
            say("sens.without_note") if has_parts else "",
            say("sens.without_ranks") if has_parts and any(row.variable in ENDS for row in rows) else "",
        ),
        rows=cite(view, "sensitivity.robustness.*", "sensitivity.robustness_without.*"),
    )


def _divide(view: View, rows: Sequence[Result]) -> tuple[list[Result], list[Result]]:
    """Put pairs that hold everywhere away where they are many."""
    holding = [row for row in rows if row.variable == "pair" and row.verdict == HOLDS and not names_of(verdict_without(view, row))]
    folded = holding if len(holding) > MOST_PAIRS else []
    return [row for row in rows if row not in folded], folded


def _table(view: View, rows: Sequence[Result], fold: Markup | str = "") -> Table:
    say, tried = view.language.say, view.results.first("sensitivity", "n_combinations")
    n = number(tried, view.numerals.integer(tried.estimate)) if tried is not None else Markup("")
    heads = [say("sens.verdict", combinations=n)]
    if is_left_out(view):
        heads.append(say("sens.without", parts=view.numerals.integer(n_parts(view))))
    return Table(
        looks=("pin1", "even"),
        caption=say("sens.verdicts_caption"),
        fold=fold,
        columns=(
            Column(head=say("sens.headline"), kind="label"),
            *(Column(head=head, look="verdict_words", is_words=True) for head in heads),
        ),
        groups=(Group(rows=tuple(_row(view, row) for row in rows)),),
    )


def _title(view: View, rows: Sequence[Result], *, has_parts: bool) -> Markup:
    say, holding = view.language.say, sum(row.verdict == HOLDS for row in rows)
    counts = {"holding": holding, "total": len(rows), "n": len(rows)}
    if not has_parts:
        return say("sens.verdicts_title", **counts)
    without = sum(not names_of(verdict_without(view, row)) for row in rows)
    key = "sens.verdicts_title_all" if holding == without == len(rows) else "sens.verdicts_title_both"
    return say(key, without=without, **counts)


def _row(view: View, row: Result) -> Row:
    without = (_without(view, verdict_without(view, row)),) if is_left_out(view) else ()
    return Row((word_headline(view, row), _under_choices(view, row), *without))


def _under_choices(view: View, row: Result) -> Cell | Content:
    """State that a finding holds under all combinations, or which choices it depends on and what share gives the same answer."""
    if row.verdict == HOLDS:
        return _holds(view, row)
    names = name_choices(view, names_of(row))
    share = phrases.percent(view, row, digits=0, has_sign=True)
    return view.language.say("sens.depends", choices=names, share=share)


def _without(view: View, row: Result | None) -> Cell | Content:
    """State that a finding holds without each part, or without which it changes."""
    say, names = view.language.say, names_of(row)
    if row is None:
        return "—"
    if not names:
        return _holds(view, row)
    shown = join((_part(view, name) for name in names[:MOST_PARTS]), ", ")
    is_many = len(names) > MOST_PARTS
    words = say("sens.turns_more" if is_many else "sens.turns", names=shown, n=len(names))
    return Number(row, words=words)


def _holds(view: View, row: Result) -> Cell:
    return Cell(Number(row, words=view.language.say("sens.holds")), look="established_words")


def _part(view: View, name: str) -> Markup | str:
    """Name a dimension by its label, an item by its code."""
    is_dimension = name in view.params.index.dimensions
    return view.dimension_label(name) if is_dimension else Markup('<span class="nb">{}</span>').format(name)
