"""The report's two languages: sentences out of a catalogue file, plural forms, and the study's own words.

A catalogue is TOML: section -> key -> sentence, or plural category -> sentence. Each chapter has its own beside the common one. A sentence
may hold markup and `{placeholders}`; what fills them is escaped, so that no answer, label or name of a study can become markup.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from markupsafe import Markup

from crowdpotential.errors import ParamsError, ProgramFaultError
from crowdpotential.exhibits.numerals import Numerals

LANGUAGES = ("ru", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The sentences and numerals of one language."""

    code: str
    locale: Locale
    numerals: Numerals
    sentences: Mapping[str, Any]

    def say(self, key: str, /, **values: object) -> Markup:
        """Return the sentence `section.key` with its placeholders filled; `n`, if given, chooses the plural form."""
        found = self.sentences[key]
        if isinstance(found, Mapping):
            found = self.plural(found, values["n"])
        return Markup(found).format(**values)

    def count(self, key: str, n: float) -> Markup:
        """Return a number with its noun: `count("noun.respondents", 1749)` is '1 749 respondents'."""
        return Markup("{} {}").format(self.numerals.integer(n), self.plural(self.sentences[key], n))

    def plural(self, forms: Mapping[str, str], n: object) -> str:
        """Choose the form that goes with a number; a language without that category uses `other`."""
        category = self.locale.plural_form(abs(int(str(n).split(".", maxsplit=1)[0])))
        return forms.get(category) or forms.get("other") or next(iter(forms.values()))


@cache
def load_language(code: str) -> Language:
    """Load a language by its code. Raises ParamsError if the report does not speak it."""
    if code not in LANGUAGES:
        msg = f"language {code}: the report speaks {' and '.join(LANGUAGES)}; choose one of them"
        raise ParamsError(msg)
    return Language(code=code, locale=Locale(code), numerals=Numerals(code=code), sentences=_read_sentences(code))


def _read_sentences(code: str) -> dict[str, Any]:
    """Read the words that belong to no chapter, and those of every chapter out of its folder."""
    package, sentences = files("crowdpotential"), dict[str, Any]()
    folders = [package / "exhibits" / "catalogues", *(package / "chapters").iterdir()]
    for words in sorted((folder / f"{code}.toml" for folder in folders if folder.is_dir()), key=str):
        for section, keys in tomllib.loads(words.read_text(encoding="utf-8")).items() if words.is_file() else ():
            named = {f"{section}.{key}": value for key, value in keys.items()}
            if twice := sorted(named.keys() & sentences.keys()):
                msg = f"{words.name}: {twice[0]} stands in two catalogues"
                raise ProgramFaultError(msg)
            sentences |= named
    return sentences
