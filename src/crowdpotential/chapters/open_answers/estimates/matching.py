"""The dictionary: which themes an answer names, by the normal forms of its words."""

import re
from collections.abc import Sequence
from functools import cache

from pymorphy3 import MorphAnalyzer

from crowdpotential.ingest.coding_frames import Theme

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
SHORT = 2  # letters of words that many languages share
_NAMES = frozenset({"Name", "Patr", "Surn"})  # grammemes of OpenCorpora


def propose_themes(answer: str, themes: Sequence[Theme]) -> frozenset[str]:
    """Return the keys of the themes of which some entry is in an answer.

    An entry is there where each of its words shares a normal form with a word of the answer, in any order; words of other languages are
    compared as they are written, whatever their case.
    """
    said = [normal_forms(word) for word in WORD.findall(answer)]
    return frozenset(theme.key for theme in themes if any(_is_there(entry, said) for entry in theme.entries))


@cache
def normal_forms(word: str) -> frozenset[str]:
    """Return the normal forms that a word may have: its lemmas in the dictionary of OpenCorpora (Korobov 2015), ё as е."""
    return frozenset(parse.normal_form.replace("ё", "е") for parse in _analyzer().parse(word.casefold()))


def is_in_russian(answer: str) -> bool:
    """Return whether half of the words of an answer, or more, stand in the dictionary, so that their forms are known.

    Words of one or two letters say little of the language and count for nothing; an answer without longer ones passes.
    """
    words = [word.casefold() for word in WORD.findall(answer) if len(word) > SHORT and any(map(str.isalpha, word))]
    return 2 * sum(bool(_analyzer().word_is_known(word)) for word in words) >= len(words)


def has_name_of_person(answer: str) -> bool:
    """Return whether some word of an answer is first of all a first name, a patronymic or a surname."""
    return any(bool(_NAMES & set(_analyzer().parse(word)[0].tag.grammemes)) for word in WORD.findall(answer))


def _is_there(entry: str, said: Sequence[frozenset[str]]) -> bool:
    words = [normal_forms(word) for word in WORD.findall(entry)]
    return bool(words) and all(any(wanted & own for own in said) for wanted in words)


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")
