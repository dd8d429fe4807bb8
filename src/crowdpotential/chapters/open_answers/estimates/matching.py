"""The dictionary: which themes an answer names, by the normal forms of its words."""

import re
from collections.abc import Sequence
from functools import cache

from pymorphy3 import MorphAnalyzer

from crowdpotential.ingest.coding_frames import Theme

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


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


def _is_there(entry: str, said: Sequence[frozenset[str]]) -> bool:
    words = [normal_forms(word) for word in WORD.findall(entry)]
    return bool(words) and all(any(wanted & own for own in said) for wanted in words)


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")
