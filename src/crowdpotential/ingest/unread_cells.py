"""Harmonising, step 3: cells that stand for no answer are refused, with their number and a cure.

A message names those that are words of the codebook or of programs, or short codes (see `quoting`), and these only where the question is
closed and not sensitive. Of all others it names rows of the file, where its owner finds them and nobody else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import Faults, UnlistedCodeError
from crowdpotential.ingest.cures import OF_FILE, describe, is_of_program, kind_of, lists_answers
from crowdpotential.ingest.delivered_cells import plain_text
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.vocabulary import Vocabulary, split_code_and_label
from crowdpotential.letters import normal_form
from crowdpotential.quoting import MOST_NAMED, is_plain_code, quote_codes
from crowdpotential.stats.arrays import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """Cells of one column that stand for no answer, for one reason."""

    column: str
    n_rows: int
    what: str  # what they hold
    named: tuple[str, ...]  # the cells, as far as they may be named
    unnamed: str  # the rows in which the others stand; empty where there are none
    cure: str
    is_of_file: bool  # the same cure heals every column of the file


class MisreadError(UnlistedCodeError):
    """Cells of a column stand for no answer."""

    def __init__(self, source: str, misread: Misread) -> None:
        """Keep what was misread, so that columns with one cure can be told together."""
        super().__init__(_say(source, [misread]))
        self.source = source
        self.misread = misread


def refuse_unread(cells: Mapping[object, IntArray], vocabulary: Vocabulary, column: str, source: Source) -> None:
    """Refuse cells that stand for no answer.

    Args:
        cells: distinct cells, and the positions of the rows in which each stands.
        vocabulary: of the question.
        column: where they stand.
        source: the file.

    Raises:
        UnlistedCodeError: one for each kind of cell, together.
    """
    decimal = source.spec.decimal
    by_kind: dict[str, dict[str, IntArray]] = {}
    for cell, rows in sorted(cells.items(), key=lambda entry: -len(entry[1])):
        by_kind.setdefault(kind_of(cell, vocabulary, decimal), {})[plain_text(cell)] = rows
    faults = Faults()
    for kind, texts in _join_minor_labels(by_kind).items():
        what, cure = describe(kind, list(texts), vocabulary, decimal)
        named = name_cells(texts, vocabulary)
        others = [rows for text, rows in texts.items() if text not in named]
        misread = Misread(
            column=column,
            n_rows=sum(map(len, texts.values())),
            what=what,
            named=(*named, "...") if len(named) == MOST_NAMED < len(texts) else named,
            unnamed=source.name_rows(np.concatenate(others)) if others and len(named) < MOST_NAMED else "",
            cure=cure,
            is_of_file=kind in OF_FILE,
        )
        faults.add(MisreadError(source.name, misread))
    faults.raise_any()


def tell_together(errors: Iterable[MisreadError]) -> list[UnlistedCodeError]:
    """Join what one cure heals in all columns of a file to one line, so that a file misread as a whole gives no flood."""
    groups: dict[tuple[str, ...], list[MisreadError]] = {}
    for error in errors:
        own = () if error.misread.is_of_file else (error.misread.column,)
        groups.setdefault((error.source, error.misread.what, error.misread.cure, *own), []).append(error)
    return [
        group[0] if len(group) == 1 else UnlistedCodeError(_say(group[0].source, [e.misread for e in group])) for group in groups.values()
    ]


def name_cells(texts: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """List up to five cells that a message may name: words of programs and of the codebook, lists of these, and short codes."""
    cells = list(texts)
    codes = quote_codes([text for text in cells if text[:1] in "+-−" or text[:1].isdigit()])
    named = [
        text for text in cells if is_of_program(text) or (vocabulary.may_be_named and (text in codes or _is_of_codebook(text, vocabulary)))
    ]
    return tuple(named[:MOST_NAMED])


def _is_of_codebook(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether a cell is a label or key of the question, several of them, or one beside a short code."""
    beside = split_code_and_label(text)
    is_label = bool(vocabulary.find_label(normal_form(text))) or any(
        is_plain_code(str(number)) and vocabulary.find_label(word) for number, word in beside
    )
    return is_label or lists_answers(text, vocabulary)


def _join_minor_labels(by_kind: dict[str, dict[str, IntArray]]) -> dict[str, dict[str, IntArray]]:
    """Take labels for words where most words of a column are none: then the file does not hold labels."""
    labels, words = by_kind.get("label", {}), by_kind.get("word", {})
    if not labels or len(labels) >= len(words):
        return by_kind
    rest = {kind: texts for kind, texts in by_kind.items() if kind not in {"label", "word"}}
    return {**rest, "word": {**words, **labels}}


def _say(source: str, misread: Sequence[Misread]) -> str:
    first = misread[0]
    columns = [part.column for part in misread]
    named = tuple(dict.fromkeys(cell for part in misread for cell in part.named if cell != "..."))
    is_more = len(named) > MOST_NAMED or any("..." in part.named for part in misread)
    cells = f" ({', '.join([*named[:MOST_NAMED], *(['...'] if is_more else [])])})" if named else ""
    n = sum(part.n_rows for part in misread)
    if len(columns) == 1:
        where = f" (see {first.unnamed})" if first.unnamed else ""
        return f"{source}: {first.column}: {n} rows hold {first.what}{cells}; {first.cure}{where}"
    some = ", ".join(columns[:MOST_NAMED]) + (", ..." if len(columns) > MOST_NAMED else "")
    return f"{source}: {len(columns)} columns ({some}): {n} cells hold {first.what}{cells}; {first.cure}"
