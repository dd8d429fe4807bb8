"""Words by which columns, missing answers and scales of answers are recognised; the lists themselves are data, in `words/`."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from crowdpotential.codebook.questions import MissingClass
from crowdpotential.letters import normal_form

CLASSES: tuple[MissingClass, ...] = ("dont_know", "refused", "not_applicable", "no_answer")  # in the order in which they are tried
SHORT = 3  # letters of a phrase that would begin too many words
_NUMBER_IN_FRONT = re.compile(r"^\d+\s*[-.:)=]?\s*(?=\D)")
_ENDINGS = re.compile(r"\s*[(/]\s*-?(?:на|а|сна|ен|ны|лась|ась)\b\)?|\s*/\s*\w+(?:на|ена)$")
LONGEST_OPTION = 200  # letters: what is longer, somebody wrote himself
# by mail or telephone; an income has no such groups of digits
_REACHED_BY = re.compile(r"[^@\s]+@[^@\s]+\.\w+|(?:\+\d|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b")
_GAP = re.compile(r"[\s_]+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def missing_class(label: str, *, is_declared: bool = False) -> MissingClass | None:
    """Find why a label is no answer, by its words; None where it may be an answer.

    Args:
        label: of a code.
        is_declared: whether the file says itself that the code is no answer; else a label that says more is one.
    """
    form = normal_form(label)
    patterns = _patterns("missing")
    if not is_declared and _says_more(_step_form(label), patterns.values()):
        return None
    return next((name for name in CLASSES if patterns[name].search(form)), None)


def may_be_option(label: str) -> bool:
    """Return whether words may be those of an option: one line, no formula, mail address or telephone, no longer than options are."""
    is_own = len(label) > LONGEST_OPTION or len(label.splitlines()) > 1 or _REACHED_BY.search(label) is not None
    return not is_own and not label.lstrip().startswith(("=", "@"))


def says_none(label: str) -> bool:
    """Return whether an option says that none of the others fits: "nothing hinders me"."""
    return bool(_patterns("none")["options"].match(normal_form(label)))


def _says_more(form: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    """Return whether a label holds an answer beside the words of none: "I do not know where to turn" is a barrier."""
    for pattern in patterns:
        form = re.sub(rf"(?:{pattern.pattern})\w*", " ", form)
    return not set(_WORD.findall(form)) <= set(_read("signs")["fillers"]["words"])


def subjects_of(title: str, label: str) -> list[str]:
    """List what a column may be about, by its name and by the words of its question, the surest first."""
    signs = _read("signs")
    forms = {_GAP.sub(" ", normal_form(text)) for text in (title, label)}
    by_name = [subject for subject, names in signs["names"].items() if forms & {_GAP.sub(" ", name) for name in names}]
    form = normal_form(label)
    by_words = [subject for subject, phrases in _patterns("phrases").items() if phrases.search(form)]
    return list(dict.fromkeys([*by_name, *by_words]))


def order_of(labels: Iterable[str]) -> tuple[str, list[str]] | None:
    """Order labels that all belong to one known scale, from least to most: kind of the scale, and labels; None where there is none."""
    forms = {_step_form(label): label for label in labels}
    for kind, steps in _scales():
        places = {form: steps.get(form) for form in forms}
        known = [place for place in places.values() if place is not None]
        if len(known) == len(forms) == len(set(known)):
            return kind, [forms[form] for form in sorted(forms, key=lambda form: steps[form])]
    return None


def _step_form(label: str) -> str:
    form = _ENDINGS.sub("", _NUMBER_IN_FRONT.sub("", normal_form(label)))
    return normal_form(form)


@cache
def _patterns(section: str) -> Mapping[str, re.Pattern[str]]:
    """Return for each list of phrases the pattern that finds one of them: where a word begins; short ones are whole words."""
    return {
        name: re.compile("|".join(rf"(?<!\w){re.escape(phrase)}" + (r"(?!\w)" if len(phrase) <= SHORT else "") for phrase in phrases))
        for name, phrases in _read("signs")[section].items()
    }


@cache
def _scales() -> list[tuple[str, Mapping[str, int]]]:
    """List the known scales: kind, and word in normal form -> place of its step."""
    return [
        (scale["kind"], {normal_form(word): place for place, words in enumerate(scale["steps"]) for word in words})
        for scale in _read("scales")["scale"]
    ]


@cache
def _read(name: str) -> dict[str, Any]:
    text = (files("crowdpotential.starting") / "words" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
