"""One word, one meaning: the reports use the terms of the field and none of those that they have left behind."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from crowdpotential.exhibits.language import load_language

ROOT = Path(__file__).parents[2]


class Rule(NamedTuple):
    """A word that must not come back."""

    word: str  # pattern, any case
    reason: str
    caught: str  # a sentence that breaks the rule
    right: tuple[str, ...] = ()  # phrases in which the word is right


DECIMALS = {
    "ru": Rule(r"\d\.\d", "Russian numbers have a decimal comma", "p < 0.05"),
    "en": Rule(r"\d,\d(?!\d\d)", "English numbers have a decimal point", "p < 0,05"),
}
RULES = {
    "ru": (
        Rule(
            r"\bпункт",
            "an item is вопрос, a point of the scale балл, of per cent п. п.",
            "Пункты работают иначе: на 2 пункта",
            ("населённый пункт", "населённого пункта", "процентный пункт", "процентных пункт"),
        ),
        Rule(
            r"\bизмерени",
            "a dimension is субиндекс; измерение is measurement alone",
            "различаются по 2 измерениям",
            ("модель измерения", "модели измерения", "инвариантность измерения", "измерение без ошибки", "# Измерение"),
        ),
        Rule(
            r"\bповторн\w+ (?:выбор|вес)",
            "the term means drawing with replacement: бутстреп-выборка, репликация, репликационные веса",
            "в каждой из повторных выборок",
        ),
        Rule(
            r"\bпорог",
            "a cut-off is критерий; порог lies between answers",
            "согласие ниже порога",
            ("одинаковые пороги", "инвариантность порогов", "порогах между ответами"),
        ),
        Rule(r"\b(?:про)?молча", "nobody is silent: не давшие содержательного ответа", "все промолчавшие"),
        Rule(r"\bзерн[оау]\b|начальн\w+ числ", "a seed is начальное значение генератора", "зерно 7"),
        Rule(r"поисков|разведочн", "the term is эксплораторный (ЭФА)", "Поисковое решение"),
        Rule(r"\bблок(?!нот)|\bвердикт", "the terms are сторона and вывод о сопоставимости", "вердикт о блоках"),
    ),
    "en": (
        Rule(r"\breplicate samples?\b", "the terms are replicate and bootstrap replicate", "200 replicate samples"),
        Rule(r"\bsilen(?:t|ce)\b", "nobody is silent who says “don't know”", "all who kept silent"),
        Rule(
            r"\bthreshold",
            "a cut-off is a criterion; thresholds lie between answers",
            "worsens by more than the threshold",
            ("same thresholds", "threshold invariance", "thresholds between answers"),
        ),
        Rule(r"\bbasic model\b", "the term is base model", "the basic model fits"),
    ),
}
ALL = [*DECIMALS.values(), *(rule for rules in RULES.values() for rule in rules)]


def breaks(rule: Rule, sentence: str) -> bool:
    for phrase in rule.right:
        sentence = re.sub(phrase, "", sentence, flags=re.IGNORECASE)
    return re.search(rule.word, sentence, re.IGNORECASE) is not None


def sentences(code: str) -> Iterator[tuple[str, str]]:
    """Yield every sentence of one language, without markup and what is filled in, with its place."""
    for key, said in load_language(code).sentences.items():
        for sentence in said.values() if isinstance(said, dict) else [said]:
            yield key, re.sub(r"<[^>]*>|\{[^}]*\}", " ", str(sentence))


@pytest.mark.parametrize("code", ["ru", "en"])
def test_catalogues_keep_one_word_for_one_meaning(code: str) -> None:
    rules = [DECIMALS[code], *RULES[code]]
    found = [(key, said, rule.reason) for key, said in sentences(code) for rule in rules if breaks(rule, said)]
    assert found == []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.reason)
def test_every_rule_on_words_catches_what_it_forbids(rule: Rule) -> None:
    assert breaks(rule, rule.caught)
    assert not any(breaks(rule, phrase) for phrase in rule.right)


def test_readme_and_notebooks_keep_the_same_words() -> None:
    paths = [*sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "README.ru.md"]
    lines = [(path.name, line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(name, line, rule.reason) for name, line in lines for rule in RULES["ru"] if breaks(rule, line)] == []
