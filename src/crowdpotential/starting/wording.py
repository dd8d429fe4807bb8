"""The sentences of what `init` writes, in the language of the data."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Sentences of one language, by section and key."""

    code: str
    sentences: Mapping[str, Any]

    def say(self, key: str, **values: object) -> str:
        """Return the sentence `section.key` with its places filled."""
        section, name = key.split(".", 1)
        return str(self.sentences[section][name]).format(**values)

    def number(self, value: float) -> str:
        """Write a number in a sentence."""
        text = f"{value:g}"
        return text.replace(".", ",") if self.code == "ru" else text


def words_for(texts: Iterable[str]) -> Words:
    """Return the sentences of the language in which texts are written: Russian, if a third of their letters is Cyrillic; else English."""
    letters = [letter for text in texts for letter in text if letter.isalpha()]
    n_cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in letters)
    return load_words("ru" if letters and 3 * n_cyrillic >= len(letters) else "en")


def load_words(code: str) -> Words:
    """Load the sentences of a language."""
    text = (files("crowdpotential.starting") / f"{code}.toml").read_text(encoding="utf-8")
    return Words(code=code, sentences=tomllib.loads(text))
