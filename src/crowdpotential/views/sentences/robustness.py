"""Words for what a headline depends on: all combinations of choices, or which choice."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import HOLDS
from crowdpotential.views.ladder import Glyph
from crowdpotential.views.sentences.headlines import OF_SIDES
from crowdpotential.views.sentences.parts_left_out import (
    is_left_out,
    n_parts,
    names_of,
    verdict_without,
)
from crowdpotential.views.view import View

MOST_NAMED = 3  # parts in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One line below a finding."""

    glyph: Glyph
    text: Markup
    is_shown: bool = False  # whether the table of findings shows what it says


def is_examined(view: View) -> bool:
    """Return whether other ways to make the index were tried."""
    return view.results.first("sensitivity", "n_combinations") is not None


def judged(view: View, headline: str, **wanted: str) -> tuple[Result, ...]:
    """List the verdicts on a headline: sign, established, first, last or pair."""
    return view.results.find("sensitivity", "robustness", variable=headline, **wanted)


def remark(view: View, rows: Sequence[Result]) -> Remark | None:
    """State what a finding depends on, with its sign; nothing where it was not tried under other choices, or is hidden."""
    if not rows or _are_hidden(rows) or not is_examined(view):
        return None
    holds = all(row.verdict == HOLDS for row in rows) and not _turning(view, rows)
    return Remark(glyph="full" if holds else "half", text=tell(view, rows), is_shown=True)


def counted(view: View) -> Remark | None:
    """State that a finding is a count, which no choice moves."""
    return Remark(glyph="dash", text=view.language.say("robust.counted")) if is_examined(view) else None


def tell(view: View, rows: Sequence[Result]) -> Markup:
    """Return whether headlines hold under all combinations and without each part of the index, or what they depend on."""
    say, tried = view.language.say, view.results.first("sensitivity", "n_combinations")
    if not rows or _are_hidden(rows) or tried is None:
        return Markup("")
    n, turning = number(tried, view.numerals.integer(tried.estimate)), _turning(view, rows)
    failing = [row for row in rows if row.verdict != HOLDS]
    if not failing and is_left_out(view) and not turning:
        return say("robust.holds_all", what=_subject(view, rows), combinations=n, parts=n_parts(view))
    sentence = _depends(view, failing, n) if failing else say("robust.holds", what=_subject(view, rows), combinations=n)
    return join([sentence, _turns(view, turning, lead="also" if failing else "but")], " ") if turning else sentence


def _are_hidden(rows: Sequence[Result]) -> bool:
    return any(row.is_suppressed for row in rows)


def _subject(view: View, rows: Sequence[Result]) -> Markup:
    """Name what was tried: direction and test of differences between sides, of pairs of areas, or who may be at an end."""
    kind = rows[0].variable
    what = "sides" if kind in OF_SIDES else "pairs" if kind == "pair" else "ends"
    return view.language.say(f"robust.of_{what}", n=len({(row.bloc, row.reference_bloc) for row in rows}))


def _depends(view: View, failing: Sequence[Result], combinations: Markup) -> Markup:
    """Name the choices, and the share of the answer that is shared by the fewest combinations."""
    names = dict.fromkeys(name for row in failing for name in names_of(row))
    least = min(failing, key=lambda row: row.estimate)
    share = number(least, view.numerals.percent(least.estimate, 0))
    return view.language.say("robust.depends", choices=name_choices(view, tuple(names)), share=share, combinations=combinations)


def _turning(view: View, rows: Sequence[Result]) -> tuple[str, ...]:
    """Name the parts without which one of the headlines turns."""
    return tuple(dict.fromkeys(name for row in rows for name in names_of(verdict_without(view, row))))


def _turns(view: View, names: Sequence[str], *, lead: str) -> Markup:
    say, parts = view.language.say, n_parts(view)
    if len(names) > MOST_NAMED:
        return say("robust.turns_many", lead=say(f"robust.{lead}"), n=len(names), parts=parts)
    own = set(view.params.dimensions)
    named = join((view.dimension_label(name) if name in own else name for name in names), ", ")
    return say("robust.turns", lead=say(f"robust.{lead}"), n=len(names), names=named)


def name_choices(view: View, names: Sequence[str]) -> Markup:
    """Name choices in words."""
    return join((view.language.say(f"choice.{name}") for name in names), ", ")
