"""Harmonising, step 3: why a cell may stand for no answer, and what heals that."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crowdpotential.ingest.delivered_cells import code_number, number_of, plain_text
from crowdpotential.ingest.vocabulary import ERRORS, Vocabulary, split_code_and_label
from crowdpotential.letters import look_alike, name_foreign_letters, normal_form
from crowdpotential.validation import nearest

BLANK_LIKE = (
    *("-", "--", "---", "?", "*", "x", "blank", "(blank)", "missing", "no data", "not available"),
    *("х", "н/д", "нд", "нет данных", "пусто", "(пусто)", "пропуск", "прочерк"),
)
TRUTH: Mapping[str, bool] = {"true": True, "false": False, "истина": True, "ложь": False}
OF_FILE = {
    "error",
    "truth",
    "decimal",
    "grouped",
    "label",
    "blank_like",
}  # one cure heals every column of the file
_BLANK_LIKE = {normal_form(word) for word in BLANK_LIKE}
_OTHER_SIGN = re.compile(r"[+-]?[0-9]+[.,][0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([\s'.,][0-9]{3})+([.,][0-9]+)?")
_SEPARATORS = re.compile(r"\s*[;|,\n\t/+&]\s*|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One cell that stands for no answer."""

    text: str
    form: str
    number: float
    vocabulary: Vocabulary


def kind_of(cell: object, vocabulary: Vocabulary, decimal: str) -> str:
    """Return for which reason a cell stands for no answer."""
    text = plain_text(cell)
    number = code_number(cell, decimal) if vocabulary.is_closed else number_of(cell, decimal)
    unread = Unread(text=text, form=normal_form(text), number=number, vocabulary=vocabulary)
    return next(kind for kind, holds in _TESTS if holds(unread))


def describe(kind: str, texts: Sequence[str], vocabulary: Vocabulary, decimal: str) -> tuple[str, str]:
    """State what cells of a kind hold, and what heals it.

    Args:
        kind: as `kind_of` tells.
        texts: the cells, the most frequent first.
        vocabulary: of their question.
        decimal: as in params: data.decimal.
    """
    if kind == "decimal":
        return "no code" if vocabulary.is_closed else "no number", f'is data.decimal "{decimal}" right?'
    if kind in _FIXED:
        return (_OF_LISTS if vocabulary.is_multiple else _FIXED).get(kind, _FIXED[kind])
    return _SAID[kind](texts, vocabulary)


def nearest_label(text: str, vocabulary: Vocabulary) -> tuple[int, str] | None:
    """Find the code whose label looks most like a cell, and that label; None if none is near."""
    by_form = {normal_form(label): (code, label) for code, label in vocabulary.labels.items() if label}
    found = nearest(normal_form(text), by_form)
    return by_form[found] if found else None


def is_of_program(text: str) -> bool:
    """Return whether a cell is a word that programs or tables use, and so nobody's answer."""
    return normal_form(text) in ERRORS | _BLANK_LIKE


def lists_answers(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether a cell holds several answers of the question, and nothing else."""
    parts = [normal_form(part) for part in _SEPARATORS.split(text) if part]
    return len(parts) > 1 and set(parts) <= {*vocabulary.words, *map(str, vocabulary.labels)}


def _contradicts(unread: Unread) -> bool:
    return any(unread.vocabulary.find_label(word) for _, word in split_code_and_label(unread.text))


_TESTS: Sequence[tuple[str, Callable[[Unread], bool]]] = (
    ("error", lambda cell: cell.form in ERRORS),
    ("truth", lambda cell: cell.form in TRUTH),
    ("unlisted", lambda cell: cell.number.is_integer()),
    ("fraction", lambda cell: not math.isnan(cell.number)),
    ("decimal", lambda cell: _OTHER_SIGN.fullmatch(cell.text) is not None),
    ("grouped", lambda cell: not cell.vocabulary.is_closed and _GROUPED.fullmatch(cell.text) is not None),
    ("blank_like", lambda cell: cell.form in _BLANK_LIKE),
    ("label", lambda cell: bool(cell.vocabulary.find_label(cell.form))),
    ("no_number", lambda cell: not cell.vocabulary.is_closed),
    ("contradiction", _contradicts),
    ("letters", lambda cell: look_alike(cell.text, cell.vocabulary.labels.values()) is not None),
    ("list", lambda cell: lists_answers(cell.text, cell.vocabulary)),
    ("word", lambda _: True),
)
_FIXED: Mapping[str, tuple[str, str]] = {
    "error": (
        "errors of a spreadsheet",
        "correct its formulas, or count such cells as no answer with data.cell_errors: blank",
    ),
    "truth": (
        "TRUE or FALSE",
        'give the codes that they stand for the keys "true" and "false", or write codes',
    ),
    "unlisted": (
        "codes that the codebook does not list",
        "add them to it (to the missing set, if they are no answers), or correct the file",
    ),
    "fraction": (
        "numbers that are no whole code",
        "correct the file, or give the question the type numeric",
    ),
    "grouped": (
        "numbers whose thousands are parted",
        "format the column without separators of thousands, and export it again",
    ),
    "blank_like": ("words where codes belong", "if they mean blank, list them in data.blank_words"),
    "no_number": (
        "no number",
        "correct them, give them missing codes, or list what means blank in data.blank_words",
    ),
    "contradiction": (
        "codes beside the label of another code",
        "find out which of the two is meant, and correct the codebook or the file",
    ),
}


_OF_LISTS: Mapping[str, tuple[str, str]] = {
    "fraction": (
        "decimal numbers, as Excel makes of lists such as 1,3",
        "format the column as text, and enter the codes again",
    )
}


def _labels(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[str, str]:
    forms = [normal_form(text) for text in texts]
    codes = {code for form in forms for code in vocabulary.find_label(form)}
    if vocabulary.has_labels:
        return (
            "labels that several codes share",
            "set data.labels_language to the language of the file, or tell them apart",
        )
    if codes & vocabulary.answers:
        return "labels where codes belong", "set data.values to labels"
    cure = f'give missing code {min(codes)} the key "{texts[0]}" in the codebook, or set data.values to labels'
    return "words where codes belong", cure


def _letters(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[str, str]:
    meant = look_alike(texts[0], vocabulary.labels.values()) or ""
    code = next(code for code, label in vocabulary.labels.items() if label == meant)
    letters = name_foreign_letters(texts[0], meant)
    return "words with letters of another alphabet", f"write them like the label of code {code} ({letters})"


def _list(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[str, str]:
    marks = {mark.strip() or "blanks" for text in texts for mark in _SEPARATORS.findall(text)}
    cure = "keep one, or give the question the type multiple and set data.multiple to delimited"
    cure = "keep one option in each column" if vocabulary.is_multiple else cure
    cure = "set data.separator to what parts them" if vocabulary.is_list else cure
    return f"several answers, parted by {' and '.join(sorted(marks))}", cure


def _words(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[str, str]:
    what = "words that are no label of the codebook" if vocabulary.has_labels else "words where codes belong"
    near = nearest_label(texts[0], vocabulary) if vocabulary.may_be_named else None
    meant = f'the nearest label is that of code {near[0]}, "{near[1]}"; ' if near else ""
    place = "labels" if vocabulary.has_labels else "keys"
    cure = f"add them to the codebook as {place}, correct the file, or list what means blank in data.blank_words"
    return what, f"{meant}{cure}"


_SAID: Mapping[str, Callable[[Sequence[str], Vocabulary], tuple[str, str]]] = {
    "label": _labels,
    "letters": _letters,
    "list": _list,
    "word": _words,
}
