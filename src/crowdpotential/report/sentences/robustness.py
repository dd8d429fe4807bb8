"""Words for what a headline depends on: all combinations of choices, or which choice."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.report.markup import join, number
from crowdpotential.report.results import Result
from crowdpotential.report.tables.ladder import Glyph
from crowdpotential.report.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One line below a finding."""

    glyph: Glyph
    text: Markup


def is_examined(view: View) -> bool:
    """Whether other ways to make the index were tried."""
    return view.results.first("sensitivity", "n_combinations") is not None


def judged(view: View, headline: str, **wanted: str) -> tuple[Result, ...]:
    """List the verdicts on a headline: sign, established, first, last or pair."""
    return view.results.find("sensitivity", "robustness", variable=headline, **wanted)


def remark(view: View, rows: Sequence[Result]) -> Remark | None:
    """Say what a finding depends on, with its sign; nothing where no other choices were tried."""
    if not is_examined(view):
        return None
    if not rows:
        return Remark(glyph="dash", text=view.language.say("robust.not_tried"))
    holds = all(row.verdict == "holds" for row in rows)
    return Remark(glyph="full" if holds else "half", text=tell(view, rows))


def counted(view: View) -> Remark | None:
    """Say that a finding is a count, which no choice moves."""
    return Remark(glyph="dash", text=view.language.say("robust.counted")) if is_examined(view) else None


def tell(view: View, rows: Sequence[Result]) -> Markup:
    """Say in one sentence whether headlines hold under all combinations, or on which choices they depend."""
    say, tried = view.language.say, view.results.first("sensitivity", "n_combinations")
    if not rows or tried is None:
        return Markup("")
    n = number(tried, view.numerals.integer(tried.estimate))
    failing = [row for row in rows if row.verdict != "holds"]
    if not failing:
        return say("robust.holds", combinations=n)
    names = dict.fromkeys(name for row in failing for name in row.note.split(";") if name)
    least = min(failing, key=lambda row: row.estimate)
    share = number(least, view.numerals.percent(least.estimate, 0))
    return say("robust.depends", choices=name_choices(view, tuple(names)), share=share, combinations=n)


def name_choices(view: View, names: Sequence[str]) -> Markup:
    """Name choices in words."""
    return join((view.language.say(f"choice.{name}") for name in names), ", ")
