"""How one result is printed in a cell: its estimate, interval, base and p-value, with small bases marked and suppressed ones hidden."""

import re
from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from crowdpotential.report.markup import number, tag
from crowdpotential.report.numerals import ABSENT
from crowdpotential.report.results import Result
from crowdpotential.report.view import View

SMALL = re.compile(r">\[\d[\d\s]*\]<")  # a base in brackets, with spaces between thousands
HIDDEN = ">×<"
ROUNDING = 1e-4  # of its length, by which, in six significant digits, the interval of a family of one may differ from the ordinary one


def estimate(view: View, row: Result | None, *, digits: int = 1, is_signed: bool = False) -> Markup:
    """Print an estimate in the unit it is stored in."""
    if row is None or row.is_suppressed:
        return _hidden(view, row)
    write = view.numerals.signed if is_signed else view.numerals.decimal
    return number(row, write(row.estimate, digits))


def count(view: View, row: Result | None) -> Markup:
    """Print a number of interviews or respondents."""
    if row is None or row.is_suppressed:
        return _hidden(view, row)
    return number(row, view.numerals.integer(row.estimate))


def percent(view: View, row: Result | None, *, digits: int = 1, has_sign: bool = False) -> Markup:
    """Print a share in per cent."""
    if row is None or row.is_suppressed:
        return _hidden(view, row)
    text = (
        view.numerals.percent(row.estimate, digits)
        if has_sign
        else view.numerals.decimal(100 * row.estimate, digits)
    )
    return number(row, text)


def interval(view: View, row: Result | None, *, digits: int = 1, scale: float = 1.0) -> Markup:
    """Print the interval of an estimate, the simultaneous one where it has one; `scale` 100 turns shares into per cent."""
    if row is None or row.is_suppressed:
        return Markup(ABSENT)
    low, high = ends(row)
    return number(row, view.numerals.interval(scale * low, scale * high, digits), "ci")


def ends(row: Result) -> tuple[float, float]:
    """Give the interval that is printed beside a row's verdict: of its family, or its own where it belongs to none."""
    if interval_kind(row) == "simultaneous":
        return row.ci_low_simultaneous, row.ci_high_simultaneous
    return row.ci_low, row.ci_high


def interval_kind(row: Result) -> Literal["simultaneous", "own"]:
    """Say whether the interval printed of a row is that of a family of tests; a family of one has the ordinary one."""
    moved = abs(row.ci_low_simultaneous - row.ci_low), abs(row.ci_high_simultaneous - row.ci_high)
    return "simultaneous" if max(moved) > ROUNDING * (row.ci_high - row.ci_low) else "own"


def interval_note(view: View, rows: Sequence[Result], *, method: str = "") -> Markup:
    """Say what the intervals of one family of comparisons promise; nothing where they are ordinary ones.

    Args:
        view: what is shown.
        rows: all rows of the family.
        method: of the family, where it is not that of params.
    """
    if not any(interval_kind(row) == "simultaneous" for row in rows):
        return Markup("")
    comparison = view.params.comparison
    level = view.numerals.percent(comparison.confidence_level, 0)
    return view.language.say(f"cell.simultaneous_{method or comparison.adjust}", level=level, n=len(rows))


def base(view: View, row: Result | None) -> Markup:
    """Print the unweighted base, in brackets where it is small."""
    if row is None or row.is_suppressed or row.n != row.n:
        return Markup(ABSENT)
    text = view.numerals.integer(row.n)
    smallest = view.params.report.small_base
    if row.n >= smallest:
        return number(row, text, "n")
    meaning = view.language.say("cell.small_base", smallest=smallest)
    return number(row, tag("abbr", f"[{text}]", title=meaning, class_="flag"), "n")


def p_value(view: View, row: Result | None) -> Markup:
    """Print the adjusted p-value, else the plain one."""
    if row is None or row.is_suppressed:
        return Markup(ABSENT)
    value = row.p_adjusted if row.p_adjusted == row.p_adjusted else row.p_value
    return number(row, view.numerals.p_value(value), "p")


def conclusion(view: View, row: Result | None) -> Markup:
    """Print the conclusion about a contrast in words."""
    if row is None or row.is_suppressed or not row.verdict:
        return Markup(ABSENT)
    return view.language.say(f"conclusion.{row.verdict}")


def explain_marks(view: View, body: Markup) -> list[Markup]:
    """Explain brackets and crosses, each where it stands in an exhibit."""
    say, limits = view.language.say, view.params.report
    small = say("cell.note_small", smallest=limits.small_base) if SMALL.search(body) else Markup("")
    fewest = {"hidden": limits.suppress_below, "few": limits.min_count}
    hidden = say("cell.note_hidden", **fewest) if HIDDEN in body else Markup("")
    return [small, hidden]


def _hidden(view: View, row: Result | None) -> Markup:
    if row is None:
        return Markup(ABSENT)
    meaning = view.language.say("cell.suppressed")
    return tag("abbr", "×", title=meaning, class_="flag", data_result=row.result_id)
