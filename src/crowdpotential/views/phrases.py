"""How one result is printed inside a sentence: its estimate, interval, base and p-value, as cells of exhibits print them."""

from collections.abc import Sequence

from markupsafe import Markup

from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.printing import print_number
from crowdpotential.exhibits.results import Result, interval_kind
from crowdpotential.views.view import View


def estimate(view: View, row: Result | None, *, digits: int = 1, is_signed: bool = False) -> Markup:
    """Print an estimate in the unit it is stored in."""
    return print_number(view.setting, Number(row, digits=digits, is_signed=is_signed))


def count(view: View, row: Result | None) -> Markup:
    """Print a number of interviews or respondents."""
    return print_number(view.setting, Number(row, digits=0))


def percent(view: View, row: Result | None, *, digits: int = 1, has_sign: bool = False) -> Markup:
    """Print a share in per cent."""
    return print_number(view.setting, Number(row, digits=digits, unit="percent_sign" if has_sign else "percent"))


def interval(view: View, row: Result | None, *, digits: int = 1, scale: float = 1.0) -> Markup:
    """Print the interval of an estimate, the simultaneous one where it has one; `scale` 100 turns shares into per cent."""
    return print_number(
        view.setting,
        Number(row, part="interval", digits=digits, unit="own" if scale == 1 else "percent"),
    )


def interval_note(view: View, rows: Sequence[Result], *, method: str = "") -> Markup:
    """State what the intervals of one family of comparisons promise; nothing where they are ordinary ones.

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
    return print_number(view.setting, Number(row, part="base"))


def p_value(view: View, row: Result | None) -> Markup:
    """Print the adjusted p-value, else the plain one."""
    return print_number(view.setting, Number(row, part="p"))
