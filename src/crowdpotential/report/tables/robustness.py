"""Which findings hold: under every way tried to make the index, and without each of its parts."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import Cell, Rows, fold, head, join, number, scroll, table
from crowdpotential.exhibits.results import Result
from crowdpotential.report import cells
from crowdpotential.report.frame import Caption, make_figure, nothing
from crowdpotential.report.sentences.headlines import list_headlines, word_headline
from crowdpotential.report.sentences.left_out import is_left_out, n_parts, names_of, verdict_without
from crowdpotential.report.sentences.robustness import name_choices
from crowdpotential.report.view import View

SECTION = "sens"
ENDS = ("first", "last")
MOST_PARTS = 4  # named in a cell
MOST_PAIRS = 12  # that hold everywhere; more are put away


def show_robustness(view: View) -> Fragment:
    """List the findings, and whether they hold under all combinations and without each part."""
    view = view.whole
    rows = list_headlines(view)
    if not rows:
        return nothing(SECTION, "robustness")
    say, has_parts = view.language.say, is_left_out(view)
    shown, folded = _divide(view, rows)
    body = _table(view, shown, has_parts=has_parts)
    if folded:
        body += fold(say("sens.pairs_that_hold", n=len(folded)), _table(view, folded, has_parts=has_parts))
    caption = Caption(
        title=_title(view, rows, has_parts=has_parts),
        notes=[
            say("sens.verdicts_note"),
            say("sens.without_note") if has_parts else "",
            say("sens.without_ranks") if has_parts and any(row.variable in ENDS for row in rows) else "",
        ],
        rows="sensitivity.robustness.*, sensitivity.robustness_without.*",
    )
    return make_figure(view, section=SECTION, anchor="robustness", caption=caption, body=body, kind="table")


def _divide(view: View, rows: Sequence[Result]) -> tuple[list[Result], list[Result]]:
    """Put pairs that hold everywhere away where they are many."""
    holding = [
        row
        for row in rows
        if row.variable == "pair" and row.verdict == "holds" and not names_of(verdict_without(view, row))
    ]
    folded = holding if len(holding) > MOST_PAIRS else []
    return [row for row in rows if row not in folded], folded


def _table(view: View, rows: Sequence[Result], *, has_parts: bool) -> Markup:
    say, tried = view.language.say, view.results.first("sensitivity", "n_combinations")
    n = number(tried, view.numerals.integer(tried.estimate)) if tried is not None else Markup("")
    titles = [say("sens.verdict", combinations=n)]
    titles += [say("sens.without", parts=view.numerals.integer(n_parts(view)))] if has_parts else []
    heads = [
        *head(say("sens.headline")),
        *(Cell(content=title, is_header=True, scope="col", css="words") for title in titles),
    ]
    groups = [Rows(rows=tuple(_line(view, row, has_parts=has_parts) for row in rows))]
    body = table(say("sens.verdicts_caption"), heads=[heads], groups=groups, css="tab pin1 even")
    return scroll(body, label=say("sens.verdicts_caption"), cue=say("frame.cue"))


def _title(view: View, rows: Sequence[Result], *, has_parts: bool) -> Markup:
    say, holding = view.language.say, sum(row.verdict == "holds" for row in rows)
    counts = {"holding": holding, "total": len(rows), "n": len(rows)}
    if not has_parts:
        return say("sens.verdicts_title", **counts)
    without = sum(not names_of(verdict_without(view, row)) for row in rows)
    key = "sens.verdicts_title_all" if holding == without == len(rows) else "sens.verdicts_title_both"
    return say(key, without=without, **counts)


def _line(view: View, row: Result, *, has_parts: bool) -> tuple[Cell, ...]:
    found = [Cell(content=word_headline(view, row), is_header=True), _under_choices(view, row)]
    return (*found, _without(view, verdict_without(view, row))) if has_parts else tuple(found)


def _under_choices(view: View, row: Result) -> Cell:
    say = view.language.say
    if row.verdict == "holds":
        return Cell(content=number(row, say("sens.holds")), css="verd is words")
    names = name_choices(view, names_of(row))
    share = cells.percent(view, row, digits=0, has_sign=True)
    return Cell(content=say("sens.depends", choices=names, share=share), css="verd words")


def _without(view: View, row: Result | None) -> Cell:
    say, names = view.language.say, names_of(row)
    if row is None:
        return Cell(content="—", css="verd words")
    if not names:
        return Cell(content=number(row, say("sens.holds")), css="verd is words")
    shown = join((_part(view, name) for name in names[:MOST_PARTS]), ", ")
    is_many = len(names) > MOST_PARTS
    words = say("sens.turns_more" if is_many else "sens.turns", names=shown, n=len(names))
    return Cell(content=number(row, words), css="verd words")


def _part(view: View, name: str) -> Markup | str:
    """Name a dimension by its label, an item by its code."""
    is_dimension = name in view.params.index.dimensions
    return view.dimension_label(name) if is_dimension else Markup('<span class="nb">{}</span>').format(name)
