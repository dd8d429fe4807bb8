"""Twelve canaries: what respondents and interviewers never want to see printed, as people and programs write it. Nobody bears them.

Each is looked for as it was planted, as a number without its marks, as a float prints it, and word by word.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

CANARIES: Mapping[str, tuple[str, ...]] = {
    "name": ("Пелагея Криволапова", "Ignatius Wrzesnik", "КРИВОЛАПОВА П.И.", "криволапова"),
    "telephone": ("+7 921 437-58-16", "79214375816", "7.9214375816E+10", "8(921)437 58 16"),
    "passport": ("4517 839264", "4517839264", "паспорт 4517 839264", "4.517839264E+09"),
    "e-mail": ("pelageya.k@poczta-qx.by", "PELAGEYA.K@POCZTA-QX.BY"),
    "address": ("ул. Тополинская, д. 17, кв. 93", "Belgorod, Topolinskaya 17-93"),
    "interview number": ("КЛН-704173", "704173", "704173.0", "KLN/704173"),
    "interviewer": ("Мстиславцев Евграф", "Mstislavtsev"),
    "open answer": (
        "мой начальник ворует доски с лесопилки",
        "the sawmill boss steals planks",
        "лесопилка",
    ),
    "place on the earth": ("50.597318, 36.586429", "50.597318", "N50.597318 E36.586429"),
    "address of a machine": ("178.154.213.77", "178.154.213.77:8080"),
    "day of birth": ("14.07.1958", "1958-07-14", "14 июля 1958", "1958-07-14 00:00:00"),
    "account": ("4276 3801 2299 4417", "4276380122994417", "a3f9c07e-55d1-4be2"),
}
IDENTIFYING = ("name", "interview number")  # what the internal files may not hold where it numbers interviews
COMMON = frozenset(  # words that anybody's message or file may hold
    "the boss мой начальник с ул кв паспорт июля belgorod e n".split()  # noqa: SIM905
)


@lru_cache(maxsize=1_000)
def needles(text: str) -> re.Pattern[str]:
    """Return what to look for after a text was planted."""
    found = set() if re.fullmatch(r"\d+(\.0)?", text) else {re.escape(text.casefold())}
    found |= {_whole(word) for word in re.findall(r"[^\W\d_]{4,}", text.casefold()) if word not in COMMON}
    found |= {_number(number) for number in re.findall(r"\d{4,}(?:\.\d{4,})?", text)}
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 6:
        found.add(_number(digits))
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if value:
        found |= {_number(form) for form in (f"{value:g}", f"{value:.0f}", repr(value)) if len(form) >= 6}
    return re.compile("|".join(sorted(found)))


def _whole(word: str) -> str:
    return rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"


def _number(number: str) -> str:
    """A number inside a longer one is chance: results have seventeen digits."""
    return rf"(?<![\d.]){re.escape(number)}(?!\d)"
