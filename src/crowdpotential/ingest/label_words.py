"""Harmonising: whose label a label is, told by its words: which code of the codebook a file means when it labels one of its own."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from crowdpotential.ingest.vocabulary import split_code_and_label
from crowdpotential.letters import normal_form

Standing = Literal["own", "other", "near", "unknown"]
CodeOrWord = float | str
FEWEST_LETTERS = 10  # of the beginning of a label that formats cut (at 60 Cyrillic letters, older ones at 20)
FEWEST_OF_SHORT = 3  # letters of an abbreviation
ABBREVIATED, ALIKE, CLEARLY = 0.9, 0.8, 0.05  # likeness: of an abbreviation, of two labels, more than its own
_MARKS = re.compile(r"(?!(?<!\S)-\d)[\W_]+")  # all but the minus of a number
_NEGATIONS = frozenset(["не", "нет", "ни", "никогда", "no", "not", "never", "none", "un"])
CONCEPTS = {  # words that mean the same in whatever language and form
    word: concept
    for concept, words in {
        "men": "м муж мужчина мужчины мужской мужчин m male males man men",
        "women": "ж жен женщина женщины женский женщин f female females woman women",
        "yes": "да так yes y",
        "no": "нет не no n",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a label says about a code."""

    standing: Standing  # words of its own code; of another one; more like another's; of none that is known
    code: CodeOrWord | None = None  # the one that the words belong to; None where nobody knows


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by code, in every language, with which the labels of a file are compared."""

    forms: Mapping[CodeOrWord, frozenset[str]]

    def find_exactly(self, label: str) -> CodeOrWord | None:
        """Find the only code that has a label word for word; None where none has it, or several."""
        found = self._codes(label, _is_same)
        return found[0] if len(found) == 1 else None

    def find(self, label: str) -> CodeOrWord | None:
        """Find the only code that has a label, word for word in any order; None where none has it, or several."""
        for same in (_is_same, _has_same_words):
            if found := self._codes(label, same):
                return found[0] if len(found) == 1 else None
        return None

    def owner(self, code: CodeOrWord, label: str) -> CodeOrWord | None:
        """Find the code that a label belongs to: the only one that has it, or its own where that is alike; None where nobody knows."""
        found = self.find(label)
        return code if found is None and self.judge(code, label).standing == "own" else found

    def judge(self, code: CodeOrWord, label: str) -> Meaning:
        """Return whether a label of a code is its own, or that of another code.

        The same words count first, then the same in another order, then the same sex or a yes or no in other words, then a beginning that
        a format may have cut off, and last a likeness, which is no proof.
        """
        for same in (_is_same, _has_same_words, _has_same_concept, _is_beginning):
            found = self._codes(label, same)
            if code in found or (same is _is_beginning and self._extends(code, label)):
                return Meaning(standing="own", code=code)
            if found:
                other = found[0] if len(found) == 1 else None
                return Meaning(standing="unknown" if other is None else "other", code=other)
        return self._nearest(code, label)

    def _codes(self, label: str, same: Callable[[str, str], bool]) -> list[CodeOrWord]:
        forms = forms_of([label])
        return [code for code, known in self.forms.items() if any(same(form, other) for form in forms for other in known)]

    def _extends(self, code: CodeOrWord, label: str) -> bool:
        """Return whether a label begins with that of its own code: "Yes, often" is a "Yes"."""
        own = self.forms.get(code, frozenset())
        return any(form.startswith(f"{known} ") for form in forms_of([label]) for known in own)

    def _nearest(self, code: CodeOrWord, label: str) -> Meaning:
        likeness = {
            other: max(_likeness(form, known) for form in forms_of([label]) for known in forms)
            for other, forms in self.forms.items()
            if forms
        }
        own = likeness.pop(code, 0.0)
        best = max(likeness, key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= max(ALIKE, own + CLEARLY):
            return Meaning(standing="near", code=best)
        is_own = own >= max(ALIKE, likeness.get(best, 0.0) if best is not None else 0.0)
        return Meaning(standing="own", code=code) if is_own else Meaning(standing="unknown")


def forms_of(labels: Iterable[str]) -> frozenset[str]:
    """Write labels as they are compared: in normal form without marks; with and without a number in front or behind."""
    return frozenset[str]().union(*(_forms_of_one(label) for label in labels))


@lru_cache(maxsize=16_384)  # files of a study repeat the labels of one another
def _forms_of_one(label: str) -> frozenset[str]:
    texts = [normal_form(label)]
    texts += [word for text in texts for _, word in split_code_and_label(text)]
    return frozenset(_MARKS.sub(" ", text).strip() or text for text in texts) - {""}


def is_negative(label: str) -> bool:
    """Return whether a label denies: not chosen, нет, не отмечено."""
    return any(_NEGATIONS & set(form.split()[:1]) for form in forms_of([label]))


def _is_same(form: str, known: str) -> bool:
    return form == known


def _has_same_words(form: str, known: str) -> bool:
    return sorted(form.split()) == sorted(known.split())


def _has_same_concept(form: str, known: str) -> bool:
    return form in CONCEPTS and CONCEPTS[form] == CONCEPTS.get(known)


def _is_beginning(form: str, known: str) -> bool:
    return len(form) >= FEWEST_LETTERS and known.startswith(form)


def _likeness(form: str, known: str) -> float:
    """Return from 0 to 1 how alike two labels are; one that denies is no likeness of one that does not."""
    if _NEGATIONS & set(form.split()) != _NEGATIONS & set(known.split()):
        return 0.0
    if len(form) >= FEWEST_OF_SHORT and known.startswith(form):
        return ABBREVIATED
    return difflib.SequenceMatcher(None, form, known, autojunk=False).ratio()
