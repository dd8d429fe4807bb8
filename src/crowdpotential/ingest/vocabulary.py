"""Harmonising, step 2: what the cells of one question may hold in one file, and what each of these words stands for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crowdpotential.codebook import Code, Codebook, MissingCode
from crowdpotential.errors import CodebookError, Faults
from crowdpotential.letters import normal_form, whole_number
from crowdpotential.params import DataFile
from crowdpotential.quoting import may_quote

# what R, pandas, SPSS, Stata and databases write for a cell without a value; #ПУСТО! is Excel's Russian for #NULL!
BLANK_WORDS = ("NA", "N/A", "<NA>", "NaN", "None", "NULL", "#NULL!", "#ПУСТО!", ".")
# what a spreadsheet writes for a formula that failed, in English and in Russian
ERROR_WORDS = (
    *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"),
    *("#Н/Д", "#ССЫЛКА!", "#ЗНАЧ!", "#ДЕЛ/0!", "#ИМЯ?", "#ЧИСЛО!"),
)
ERRORS = frozenset(normal_form(word) for word in ERROR_WORDS)
_CODE_FIRST = re.compile(
    r"[(\[]?([+-]?[0-9]{1,6})(?:[)\]]\s*|\s*[.:)=|–—-]\s+|\s*[.:)=|–—-]?\s*(?=[^\s0-9]))(.+)",
    re.DOTALL,
)
_CODE_LAST = re.compile(r"(.*\S)\s*[(\[]([+-]?[0-9]{1,6})[)\]]", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The answers of a question, as a file may write them. All words are in normal form."""

    variable: str
    is_closed: bool
    is_multiple: bool
    is_list: bool  # a multiple answer whose choices share a cell
    may_be_named: bool  # whether a message may name what a cell holds
    has_labels: bool  # whether cells hold labels
    answers: frozenset[int]  # codes that are answers
    labels: Mapping[int, str]  # code -> label, missing codes included; as the codebook writes it
    words: Mapping[str, int]  # key or, where cells hold labels, label -> code
    languages: Mapping[str, Mapping[str, int]]  # language -> label -> code, whether or not cells hold labels
    blanks: frozenset[str]  # words that mean that there is nothing in the cell
    valid_range: tuple[float, float] | None = None  # of a number

    def find_label(self, word: str) -> frozenset[int]:
        """Find the codes that have a word in normal form as their key, or as their label in any language."""
        known = (self.words, *self.languages.values())
        return frozenset(words[word] for words in known if word in words)


def vocabulary_of(codebook: Codebook, variable: str, spec: DataFile) -> Vocabulary:
    """List what stands for a code of a question in a file: keys and, where its cells hold labels, labels.

    A number is a code before it is anything else, so no word here is the number of another code.

    Raises:
        CodebookError: two codes have the same label, a label is the number of another code, or the codebook lacks the labels'
            language.
    """
    entries: dict[int, Code | MissingCode] = {**codebook.codes(variable), **codebook.missing_codes(variable)}
    language = spec.labels_language or codebook.languages[0]
    has_labels = spec.values == "labels"
    words = {normal_form(entry.key): code for code, entry in entries.items() if entry.key}
    if has_labels:
        words = _add_labels(words, entries, language, f"{codebook.id}: {variable}:")
    languages = {name: _labels_in(entries, name) for name in {language: 0} | dict.fromkeys(codebook.languages)}
    known = {word for labels in languages.values() for word in labels} | set(words)
    question = codebook.variable(variable)
    is_closed = question.kind.is_coded
    return Vocabulary(
        variable=variable,
        is_closed=is_closed,
        is_multiple=question.kind.has_options,
        is_list=question.kind.has_options and spec.storage_of(variable) == "delimited",
        may_be_named=is_closed and not question.sensitive,
        has_labels=has_labels,
        answers=frozenset(codebook.codes(variable)),
        labels={code: entry.label.get(language, "") for code, entry in entries.items()},
        words=words,
        languages=languages,
        blanks=blank_words(spec) - known | (ERRORS if spec.cell_errors == "blank" else set()),
        valid_range=question.valid_range,
    )


def split_code_and_label(text: str) -> list[tuple[int, str]]:
    """Split a cell such as "1. Yes", "(1) Yes" or "Yes (1)", in every way that is possible: code, and label in normal form."""
    first, last = _CODE_FIRST.fullmatch(text), _CODE_LAST.fullmatch(text)
    pairs = [(first[1], first[2])] if first else []
    pairs += [(last[2], last[1])] if last else []
    return [(int(number), normal_form(word)) for number, word in pairs]


def blank_words(spec: DataFile) -> frozenset[str]:
    """List the words that mean a blank cell in a file: those that programs write, and those of params."""
    return frozenset(normal_form(word) for word in (*BLANK_WORDS, *spec.blank_words))


def name_blanks(texts: Iterable[str]) -> str:
    """Name the words for a blank that stand in cells, as far as programs write them; those of params by where they are listed."""
    programs = {normal_form(word) for word in (*BLANK_WORDS, *ERROR_WORDS)}
    found = sorted(set(texts))
    named = [text for text in found if normal_form(text) in programs or may_quote(text)]
    return ", ".join([*named, *(["others of data.blank_words"] if len(named) < len(found) else [])])


def _add_labels(keys: Mapping[str, int], entries: Mapping[int, Code | MissingCode], language: str, where: str) -> dict[str, int]:
    if lacking := [str(code) for code, entry in entries.items() if language not in entry.label]:
        msg = f"{where} code {', '.join(lacking)} has no label in {language}; add it, or correct data.labels_language"
        raise CodebookError(msg)
    forms = {code: normal_form(entry.label[language]) for code, entry in entries.items()}
    labels: dict[str, int] = {}
    faults = Faults()
    numbered = [code for code, form in forms.items() if whole_number(form) in entries.keys() - {code}]
    if numbered:
        named = ", ".join(f'"{forms[code]}" of code {code}' for code in numbered)
        msg = (
            f"{where} labels are numbers of other codes ({named}), so that a cell could mean either; "
            "number the codes as their labels say, or let the file hold codes"
        )
        faults.add(CodebookError(msg))
    for code, form in forms.items():
        if (other := labels.setdefault(form, code)) != code:
            msg = f"{where} codes {other} and {code} have the same label; tell them apart"
            faults.add(CodebookError(msg))
        elif (other := keys.get(form, code)) != code:
            msg = f"{where} the label of code {code} is the key of code {other}; tell them apart"
            faults.add(CodebookError(msg))
    faults.raise_any()
    return {**keys, **labels}


def _labels_in(entries: Mapping[int, Code | MissingCode], language: str) -> dict[str, int]:
    return {normal_form(entry.label[language]): code for code, entry in entries.items() if language in entry.label}
