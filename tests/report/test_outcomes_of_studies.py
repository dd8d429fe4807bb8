"""Every page says only what its study has and what was tested: as computed, with intervals withheld, with numbers hidden.

One walk over all exhibits in both languages.
"""

import re
import string

import pytest
from report.studies import STATES, STUDIES, fragments, keys_said, sentences_of

from crowdpotential.exhibits.language import load_language

LANGUAGES = ("en", "ru")
UNTOUCHED = {  # tested by linearisation or by models of the whole sample, which no replicate can spoil
    "crosscheck.title_none",
    "partitions.title_some",
    "partitions.title_all",
    "partitions.title_none",
}
LEFTOVERS = re.compile(
    r"[{}]|(?-i:\bNone\b(?! of\b))|\bnan\b|  |\(\)| ,|\(,|: \.|\.\.|“”|«»"  # of templates that were not filled
    r"|\b1 (?:dimensions|areas|sides|items|pairs|components|common factors|respondents|interviews|ways|deviations)\b"
    r"|\b(?:all|of) 1 (?:pairs|ways)\b"
    r"|(?<![\d,. ])\b1 (?:пар|областей|сторон|суждений|компонент|субиндексов|отклонений|способов)\b",
    re.IGNORECASE,
)
NO_REVERSED = r"reversed item|the one of reversed|обратн\w+ суждени"
NO_MARGINS = r"(?<!no )(?<!no other )control (?:total|cell|group)|контрольн\w+ (?:групп|клет)"
NO_AREAS = r"\bareas?\b|\bобласт(?!ь ±)"
NO_SIDES = r"\bsides?\b|(?<!сильные и слабые )\bсторон[аы]\b"
MANY_SIDES = r"one unit of comparison|both sides|the two sides|обе сторон|двух сторон"
LACKED = {  # study -> words about what it does not have
    "bare": (NO_SIDES, NO_MARGINS, NO_REVERSED, r"dimensions differ"),
    "nothing": (NO_SIDES, NO_AREAS, NO_REVERSED),
    "one_side": (r"separate sides|between sides|отдельных сторон|между сторонами", NO_MARGINS, NO_REVERSED),
    "two_sides": (r"one unit of comparison", NO_REVERSED),
    "three_sides": (NO_AREAS, NO_MARGINS, NO_REVERSED, MANY_SIDES),
    "eight_sides": (NO_AREAS, NO_MARGINS, NO_REVERSED, MANY_SIDES),
}
STATEMENTS = re.compile(
    r"(?:title|none|some|all|pairs|groups|gap|intro)_(?:none|some|all|leader|difference_(?:large|open|small)|equivalent|undetermined)$"
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("study", STUDIES)
def test_no_sentence_is_left_half_made(study: str, state: str, language: str) -> None:
    found = [
        (anchor, text[max(0, hit.start() - 40) : hit.end() + 40])
        for anchor, text in sentences_of(study, state, language)
        for hit in LEFTOVERS.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("study", STUDIES)
def test_no_sentence_speaks_of_what_the_study_lacks(study: str, state: str, language: str) -> None:
    found = [
        (anchor, text[max(0, hit.start() - 40) : hit.end() + 40])
        for anchor, text in sentences_of(study, state, language)
        for hit in re.finditer("|".join(LACKED[study]), text, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("state", ["withheld", "hidden"])
@pytest.mark.parametrize("study", STUDIES)
def test_nothing_is_concluded_where_nothing_was_tested(study: str, state: str) -> None:
    said = {key for key in keys_said(study, state, "en") if STATEMENTS.search(key)} - UNTOUCHED
    assert said == set()


@pytest.mark.parametrize("study", STUDIES)
def test_both_languages_make_the_same_exhibits(study: str) -> None:
    english, russian = ([(f.anchor, bool(f.html)) for f in fragments(study, "computed", code)] for code in LANGUAGES)
    assert english == russian


MANY_OF_ONE = re.compile(
    r"(?<![\d.,])\b(?:all|of|over|each of the) 1\b|\b1 (?:pairs|dimensions|differences|contrasts|deviations)\b",
    re.IGNORECASE,
)
NEVER_OF_ONE = {  # outcomes of families that have two members or more
    "coherence.title_all",
    "mechanism.stands_out_some",
    "obstacles.index_some",
    "obstacles.kind_sides_some",
    "obstacles.sides_some",
    "participation.sides_title_some",
    "yardsticks.title_some",
    "coherence.title_none",
    "coherence.title_some",
    "effective.title_all",
    "effective.title_some",
    "strengths.title_some",
    "shifts.title_some",
    "crosscheck.title_none",
    "crosscheck.title_some",
    "partitions.title_none",
    "partitions.title_some",
    "exclusions.title_none",
    "efficiency.replicates_none",
}


def test_no_outcome_counts_one_as_many() -> None:
    """'All 1 pairs' is impossible: a family of one has a form of its own."""
    language = load_language("en")
    wrong = []
    for key, sentence in language.sentences.items():
        if not key.endswith(("_none", "_some", "_all")) or key in NEVER_OF_ONE:
            continue
        form = sentence if isinstance(sentence, str) else language.plural(sentence, 1)
        names = {name for _, name, _, _ in string.Formatter().parse(form) if name}
        filled = form.format(**{name: "1" if name in {"n", "total"} else "X" for name in names})
        wrong += [(key, filled)] if MANY_OF_ONE.search(filled) else []
    assert wrong == []
