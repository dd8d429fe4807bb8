"""Words in one normal form, numbers that stand for codes, and letters of another alphabet that look like ours."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

INTEGER = re.compile(r"([+-]?[0-9]{1,15})(\.0{1,2})?")
_NO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_UNSEEN = str.maketrans(dict.fromkeys(_NO_WIDTH, ""))
_PLAIN = str.maketrans(
    dict.fromkeys("«»“”„‟″", '"')
    | dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys(_NO_WIDTH, "")
    | {"…": "...", "ё": "е", "Ё": "Е"}
)
_DASH = re.compile(" ?- ?")
_TRAILING = " .,;:!?"
_LATIN = str.maketrans(
    "АВЕКМНОРСТУХІЈЅаеорсухіјѕкΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTYXIJSaeopcyxijskABEZHIKMNOPTYXo",
)
_MOST_NAMED = 3


@lru_cache(maxsize=20_000)
def normal_form(text: str) -> str:
    """Write a word as it is compared: letters composed, no capitals, ё as е, plain quotes, dashes and blanks, no full stop.

    Two words that differ in nothing else are the same answer, whoever typed them.
    """
    composed = unicodedata.normalize("NFC", text).translate(_PLAIN).casefold()
    plain = _DASH.sub("-", " ".join(unicodedata.normalize("NFC", composed).split()))
    return plain.rstrip(_TRAILING) or plain


def tidy(text: str) -> str:
    """Write a name without what nobody sees: letters in parts, letters of no width, no-break and double blanks."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())


def whole_number(text: str) -> int | None:
    """Read a text as the whole number that it is to everybody: "1", "01", "1.0"; None where it is none."""
    found = INTEGER.fullmatch(text.strip().replace("−", "-"))
    return int(found[1]) if found else None


def look_alike(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that looks the same and has letters of another alphabet; None if there is none."""
    form, skeleton = normal_form(word), _skeleton(word)
    return next((other for other in known if _skeleton(other) == skeleton and normal_form(other) != form), None)


def name_foreign_letters(word: str, meant: str) -> str:
    """State which letters of a word, or of the one that looks the same, are of another alphabet; of the word that mixes two."""
    letters, others = (unicodedata.normalize("NFC", text).strip() for text in (word, meant))
    if len(_alphabets(letters)) == 1 < len(_alphabets(others)):
        letters, others = others, letters
    pairs = enumerate(zip(letters, others, strict=False), start=1)
    found = [
        f"{letter} at place {place} is {_alphabet(letter)} (U+{ord(letter):04X})"
        for place, (letter, other) in pairs
        if _skeleton(letter) == _skeleton(other) and _alphabet(letter) != _alphabet(other)
    ]
    more = [f"and {len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    return ", ".join([*found[:_MOST_NAMED], *more])


def _skeleton(word: str) -> str:
    composed = unicodedata.normalize("NFC", word)
    return normal_form(composed.translate(_LATIN))


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "unknown").split()[0].capitalize()


def _alphabets(word: str) -> set[str]:
    return {_alphabet(letter) for letter in word if letter.isalpha()}
