"""Harmonising, step 3: cells that stand for no answer are refused, with their number and a cure.

A message names up to five of them, and only where the question is closed and not sensitive; never what looks like somebody's number,
address or name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crowdpotential.errors import Faults, UnlistedCodeError
from crowdpotential.ingest.cells import plain_text
from crowdpotential.ingest.cures import OF_FILE, describe, is_of_program, kind_of, nearest_label
from crowdpotential.ingest.raw_files import Source
from crowdpotential.ingest.vocabulary import Vocabulary
from crowdpotential.letters import is_personal

MOST_NAMED = 5
LONGEST_NAMED = 60  # letters; a longer cell is somebody's own words
CAPITALS_OF_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """Cells of one column that stand for no answer, for one reason."""

    column: str
    n_rows: int
    what: str  # what they hold
    named: tuple[str, ...]  # the cells, as far as they may be named
    cure: str
    is_of_file: bool  # the same cure heals every column of the file


class MisreadError(UnlistedCodeError):
    """Cells of a column stand for no answer."""

    def __init__(self, source: str, misread: Misread) -> None:
        """Keep what was misread, so that columns with one cure can be told together."""
        super().__init__(_say(source, [misread]))
        self.source = source
        self.misread = misread


def refuse_unread(cells: Mapping[object, int], vocabulary: Vocabulary, column: str, source: Source) -> None:
    """Refuse cells that stand for no answer.

    Args:
        cells: distinct cells, and in how many rows each stands.
        vocabulary: of the question.
        column: where they stand.
        source: the file.

    Raises:
        UnlistedCodeError: one for each kind of cell, together.
    """
    decimal = source.spec.decimal
    by_kind: dict[str, dict[str, int]] = {}
    for cell, n_rows in sorted(cells.items(), key=lambda entry: -entry[1]):
        by_kind.setdefault(kind_of(cell, vocabulary, decimal), {})[plain_text(cell)] = n_rows
    faults = Faults()
    for kind, texts in _join_minor_labels(by_kind).items():
        what, cure = describe(kind, list(texts), vocabulary, decimal)
        misread = Misread(
            column=column,
            n_rows=sum(texts.values()),
            what=what,
            named=name_cells(texts, vocabulary),
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
        group[0] if len(group) == 1 else UnlistedCodeError(_say(group[0].source, [e.misread for e in group]))
        for group in groups.values()
    ]


def name_cells(texts: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """List up to five cells that a message may name, and "..." for the others."""
    named = [
        text
        for text in texts
        if is_of_program(text) or (vocabulary.may_be_named and not looks_personal(text, vocabulary))
    ]
    return (*named[:MOST_NAMED], "...") if len(named) > MOST_NAMED else tuple(named)


def looks_personal(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a cell may be a person's number, address, name or own words."""
    if is_personal(text):
        return True
    n_capitals = sum(word[:1].isupper() for word in text.split())
    is_short = len(text) <= LONGEST_NAMED and n_capitals < CAPITALS_OF_NAME
    return not is_short and nearest_label(text, vocabulary) is None


def _join_minor_labels(by_kind: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
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
        return f"{source}: {first.column}: {n} rows hold {first.what}{cells}; {first.cure}"
    some = ", ".join(columns[:MOST_NAMED]) + (", ..." if len(columns) > MOST_NAMED else "")
    return f"{source}: {len(columns)} columns ({some}): {n} cells hold {first.what}{cells}; {first.cure}"
