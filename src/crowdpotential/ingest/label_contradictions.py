"""Harmonising, labelled files: where the words of a file contradict its codes, seen from the codebook or from the other files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crowdpotential.codebook import Codebook
from crowdpotential.errors import name_first
from crowdpotential.ingest.label_words import CONCEPTS, CodeOrWord, Labels, forms_of, is_negative
from crowdpotential.ingest.labelled_columns import LabelledColumn
from crowdpotential.ingest.marks import NO, YES
from crowdpotential.quoting import may_quote, show, words_of

MOST_NAMED = 5  # codes of a column
OTHER_WORDS = "words of its own"  # in the place of a label that is no message's to show
USUAL_WORDS = words_of([*CONCEPTS, *YES, *NO])  # of any file's labels
FEWEST_NEAR = 2  # codes whose labels only resemble those of others: fewer are a matter of wording


class Moved(NamedTuple):
    """A code that carries the label of another one."""

    code: float
    label: str
    owner: CodeOrWord
    is_same: bool  # word for word, as far as formats allow; else alike


def find_moved(labels: Mapping[CodeOrWord, str], known: Labels) -> list[Moved]:
    """List the codes that carry the label of another code.

    Labels that only resemble those of others count where two or more do so, one for one.

    Args:
        labels: of a file, by code.
        known: of the codebook, or of other files.
    """
    judged = {code: known.judge(code, label) for code, label in labels.items() if isinstance(code, float)}
    near = [meaning.code for meaning in judged.values() if meaning.standing == "near"]
    is_turned = len(near) >= FEWEST_NEAR and len(set(near)) == len(near)
    counted = {"other", "near"} if is_turned else {"other"}
    return [
        Moved(code, labels[code], meaning.code, meaning.standing == "other")
        for code, meaning in sorted(judged.items())
        if meaning.code is not None and meaning.standing in counted
    ]


def contradictions(column: LabelledColumn, language: str) -> Iterator[str]:
    """State how the labels of a column contradict the codebook; only codes that some cell holds can do harm.

    Args:
        language: of the codebook's labels in the message.
    """
    used = {code: label for code, label in column.labels.items() if code in column.n_cells}
    if moved := find_moved(used, column.known):
        own = {float(code): entry.label.get(language, "") for code, entry in column.entries.items()}
        parts = [
            f"{_plain(move.code)} is {quote(move.label, column.known)} in the file, {_own(own, move.code)} in the codebook, which has "
            f"{'these' if move.is_same else 'such'} words at {_plain(move.owner)}"
            for move in moved
        ]
        yield name_first(parts, MOST_NAMED, separator="; ")
    if is_turned_indicator(column):
        counted = _plain(column.counted)
        yield (
            f"{counted} is {quote(column.labels[column.counted], column.known)} in the file, but {counted} means chosen "
            "(data.counted_value)"
        )


def is_turned_indicator(column: LabelledColumn) -> bool:
    """Return whether a file labels what marks a chosen option with words that deny, and no other value so."""
    answers = {code: label for code, label in column.labels.items() if code not in column.known.forms}
    chosen = answers.pop(column.counted, "") if column.is_indicator else ""
    return bool(chosen and answers) and is_negative(chosen) and not any(map(is_negative, answers.values()))


def between_files(
    files: Sequence[tuple[str, Sequence[LabelledColumn]]],
) -> Iterator[tuple[str, str, str]]:
    """List the columns whose labels contradict those of an earlier file: file, column and what contradicts.

    Where the codebook recognises a label as that of its code, it has decided already.
    """
    seen: dict[str, dict[CodeOrWord, tuple[str, str]]] = {}
    for name, columns in files:
        for column in columns:
            before = seen.setdefault(column.variable.id if column.option is None else column.name, {})
            used = {code: label for code, label in column.labels.items() if code in column.n_cells}
            if parts := list(_moved_between(used, column.known, before)):
                yield name, column.name, name_first(parts, MOST_NAMED, separator="; ")
            for code, label in used.items():
                before.setdefault(code, (label, name))


def _moved_between(labels: Mapping[CodeOrWord, str], known: Labels, before: Mapping[CodeOrWord, tuple[str, str]]) -> Iterator[str]:
    """State which codes carry a label that an earlier file has at another code.

    Args:
        labels: of the codes in use.
        known: of the codebook, which has decided already where it recognises a label.
        before: code -> label and file.
    """
    others = Labels({code: forms_of([label]) for code, (label, _) in before.items()})
    for code, label in labels.items():
        owner = others.find(label)
        is_decided = known.judge(code, label).standing in {"own", "other"}
        if owner is not None and owner != code and not is_decided:
            other, name = before[owner]
            own, theirs = quote(label, known), quote(other, known)
            yield f"{_plain(code)} is {own} here, but {name} has {theirs} at {_plain(owner)}"


def misplaced(column: LabelledColumn, codebook: Codebook) -> Iterator[str]:
    """State where the label of a whole column, or of what marks a chosen option, is that of another question, or another option."""
    variable, label = column.variable, column.declared.label
    if variable.kind.has_options and column.option is None:
        return
    own: CodeOrWord = variable.id if column.option is None else float(column.option)
    known: dict[CodeOrWord, frozenset[str]] = (
        {v.id: forms_of(v.wording.values()) for v in codebook.variables if v.derive is None}
        if column.option is None
        else {float(c): forms_of(e.label.values()) for c, e in codebook.codes(variable.id).items()}
    )
    owner = Labels(known).find_exactly(label) if label else None
    if owner is not None and owner != own:
        what = "question" if column.option is None else "option"
        yield f"the file calls the column {quote(label, Labels(known))}, which is {what} {_plain(owner)} of the codebook"
    if column.is_indicator and (chosen := column.labels.get(column.counted)):
        meaning = Labels(known).judge(own, chosen)
        if meaning.standing == "other" and meaning.code is not None:
            own_words = quote(chosen, Labels(known))
            yield f"{_plain(column.counted)} is {own_words} in the file, which is option {_plain(meaning.code)} of the codebook"


def _own(labels: Mapping[float, str], code: float) -> str:
    return f'"{" ".join(labels[code].split())}"' if code in labels else "not listed"


def quote(label: str, known: Labels) -> str:
    """Show a label of a file in a message if it is made of words that the codebook has there; it may as well be an interviewer's name."""
    words = words_of(form for forms in known.forms.values() for form in forms)
    return f'"{" ".join(label.split())}"' if may_quote(label, words | USUAL_WORDS) else OTHER_WORDS


def _plain(code: CodeOrWord) -> str:
    """Write a code; one that a file has in words stays there."""
    return f"{code:g}" if isinstance(code, float) else show(code, "a word")
