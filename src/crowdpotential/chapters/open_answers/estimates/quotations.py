"""Answers that may be quoted: released by coders, of themes that many named, and without whatever points to a person."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from crowdpotential.chapters.open_answers.estimates.coded import Coding
from crowdpotential.chapters.open_answers.estimates.matching import WORD, has_name_of_person
from crowdpotential.disclosure.few import Few

IDENTIFYING, RARE, SENSITIVE = "identifying", "rare_theme", "sensitive"
LONGEST = 300  # letters; a longer answer is a story, which somebody knows
_MARKS = re.compile(
    r"""
    \S+@\S+                                          # e-mail
    | @\w{3,}                                        # account
    | https?:|www\.|\b\w+\.(?:ru|by|com|me|org)\b    # address on the web
    | \d(?:[\s().+-]*\d){4,}                         # telephone, postcode, card, date: five digits, with signs between
    | \b(?:ул|улиц\w*|просп\w*|пр-т|пер|переул\w*|бульв\w*|шоссе|наб|пл|площад\w*|д|дом\w*|кв|квартир\w*|корп\w*)\b\.?\s*(?:№\s*)?\d
    | \b(?:street|avenue|lane|flat|house|apartment)\b\s*\d|\d\s*\w+\s+(?:street|avenue|lane)\b
    | \b\w\.\s?\w\.                                  # initials
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS = ".!?…"  # behind which a capital begins a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotations:
    """The answers to one question that are quoted, and why others that coders released are not."""

    variable: str
    quoted: tuple[tuple[str, str], ...]  # theme and answer
    n_released: int
    not_quoted: dict[str, int]  # reason -> answers


def points_to_somebody(answer: str) -> bool:
    """Return whether an answer holds what looks like a name, an address, a telephone or an account, or is long enough to be a story.

    It errs on the side of hiding, and is no promise: names that are common words pass, and coders read before they release.
    """
    text = answer.strip()
    return len(text) > LONGEST or _MARKS.search(text) is not None or _has_capital_inside(text) or has_name_of_person(text)


def choose_quotations(coding: Coding, told: Collection[str], *, few: Few, is_sensitive: bool) -> Quotations:
    """Choose the answers that are quoted, each under the first of its themes, in the order of the alphabet and not of respondents.

    Args:
        coding: of the question.
        told: themes whose share is told of everybody.
        few: how few people behind a theme are too few.
        is_sensitive: whether the question is, of which nothing is quoted.
    """
    sizes = {theme.key: sum(theme.key in own for own in coding.standing.values()) for theme in coding.themes}
    allowed = {key for key, n in sizes.items() if key in told and n >= few.base}
    quoted, reasons = list[tuple[str, str]](), dict[str, int]()
    released = [number for number, one in coding.coded.items() if one.is_released]
    for number in released:
        themes, answer = coding.standing[number], " ".join(coding.answers[number].split())
        if is_sensitive:
            reason = SENSITIVE
        elif points_to_somebody(answer):
            reason = IDENTIFYING
        elif not themes or not themes <= allowed:
            reason = RARE
        else:
            quoted.append((next(key for key in sizes if key in themes), answer))
            continue
        reasons[reason] = reasons.get(reason, 0) + 1
    order = list(sizes)
    chosen = sorted(set(quoted), key=lambda one: (order.index(one[0]), one[1]))
    return Quotations(variable=coding.variable, quoted=tuple(chosen), n_released=len(released), not_quoted=reasons)


def _has_capital_inside(text: str) -> bool:
    """Return whether a word inside a sentence begins with a capital, as names do; words all in capitals do not count."""
    for found in WORD.finditer(text):
        before = text[: found.start()].rstrip(" \"«“'(")
        is_first = not before or before[-1] in _ENDS
        if not is_first and found[0][0].isupper() and not found[0].isupper():
            return True
    return False
