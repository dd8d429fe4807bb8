"""Weighting: numbers of tables of known figures as people write them, with blanks between thousands and a decimal comma."""

import re

THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
WITH_COMMA = re.compile(r"[+-]?\d+,\d+%?")
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # 480,000: thousands to some, three decimals to others
WHOLE = re.compile(r"\d{1,15}(\.0+)?")


def plain_number(text: str) -> str:
    """Write a number without blanks between thousands and with a decimal point; what may be read in two ways stays as it is."""
    joined = THOUSANDS.sub("", text)
    return joined.replace(",", ".") if WITH_COMMA.fullmatch(joined) and not AMBIGUOUS.fullmatch(joined) else joined


def is_whole(text: str) -> bool:
    """Return whether a plain number certainly is a whole one that is not negative."""
    return WHOLE.fullmatch(text) is not None and not AMBIGUOUS.fullmatch(text)
