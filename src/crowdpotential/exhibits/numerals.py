"""Numbers as a reader of Russian or of English expects them: decimal comma, thin spaces, a true minus, unbroken ranges."""

import math
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import format_date, format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol
from markupsafe import Markup

THIN = "\u202f"  # narrow no-break space: thousands, and before the percent sign in Russian
MINUS = "\u2212"
SMALLEST_P = 0.001
ABSENT = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """How one language writes numbers; every method gives text that stays on one line."""

    code: str

    def decimal(self, value: float, digits: int = 1) -> str:
        """Write a number with a fixed number of decimals; what is not known is a dash."""
        if not math.isfinite(value):
            return ABSENT
        rounded = round(value, digits) + 0.0  # no minus before a zero
        return f"{rounded:,.{digits}f}".translate(_signs(self.code))

    def integer(self, value: float) -> str:
        """Write a count."""
        return self.decimal(value, 0)

    def signed(self, value: float, digits: int = 1) -> str:
        """Write a difference: a plus before what is above zero."""
        text = self.decimal(value, digits)
        return f"+{text}" if math.isfinite(value) and round(value, digits) > 0 else text

    def percent(self, share: float, digits: int = 1) -> str:
        """Write a share (0..1) as per cent."""
        gap = THIN if self.code == "ru" else ""
        text = self.decimal(100 * share, digits)
        return text if text == ABSENT else f"{text}{gap}%"

    def interval(self, low: float, high: float, digits: int = 1) -> Markup:
        """Write an interval; with a negative bound the dash gives way to an ellipsis or a word."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return Markup(ABSENT)
        between = "–"
        if min(round(low, digits), round(high, digits)) < 0:
            between = "…" if self.code == "ru" else " to "
        return Markup('<span class="nb">{}{}{}</span>').format(self.decimal(low, digits), between, self.decimal(high, digits))

    def p_value(self, value: float) -> Markup:
        """Write a p-value: 'p = 0.012', or 'p < 0.001'."""
        if not math.isfinite(value):
            return Markup(ABSENT)
        if value < SMALLEST_P:
            return Markup('<span class="nb">p &lt; {}</span>').format(self.decimal(SMALLEST_P, 3))
        return Markup('<span class="nb">p = {}</span>').format(self.decimal(value, 3))

    def power_of_ten(self, value: float) -> Markup:
        """Write a very small number as a power of ten."""
        if not math.isfinite(value):
            return Markup(ABSENT)
        if value == 0:
            return Markup("0")
        lead, exponent = (int(part) for part in f"{value:.0e}".split("e"))  # rounded first: 9.7e-12 is 1e-11
        return Markup('<span class="nb">{}·10<sup>{}</sup></span>').format(self.decimal(lead, 0), self.decimal(exponent, 0))

    def days(self, start: date, end: date) -> str:
        """Write a first and a last day without repeating what they share."""
        if (start.year, start.month) == (end.year, end.month):
            return f"{start.day}–{format_date(end, 'd MMMM y', locale=self.code)}"
        return f"{format_date(start, 'd MMMM y', locale=self.code)} – {format_date(end, 'd MMMM y', locale=self.code)}"

    def day(self, day: date) -> str:
        """Write one day."""
        return format_date(day, "d MMMM y", locale=self.code)

    def month(self, day: date) -> str:
        """Write a month and its year, as in a heading."""
        return format_skeleton("yMMMM", day, locale=self.code).replace("г.", "года")


@cache
def _signs(code: str) -> dict[int, str]:
    """Map the signs of a number as Python writes it to those of a language."""
    group = THIN if code == "ru" else get_group_symbol(code)
    return str.maketrans({",": group, ".": get_decimal_symbol(code), "-": MINUS})
