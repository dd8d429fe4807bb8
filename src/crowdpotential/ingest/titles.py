"""Reading: how messages name the columns, sheets and files of a study: as they are called, or by their place where that may be a person's.

Where a file lacks its header the names of its columns are a respondent's answers; a sheet or a file may be called after an interviewer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from crowdpotential.codebook import Code, Codebook, MissingCode
from crowdpotential.ingest.column_names import list_columns
from crowdpotential.params import DataFile
from crowdpotential.quoting import NOTHING, may_quote, words_of

LETTERS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The columns of a file, and the words that their names may have to be shown."""

    places: Mapping[str, int] = field(default_factory=dict)  # name -> number of the column in the file, from 1
    words: frozenset[str] = NOTHING  # of the study

    def show(self, title: str) -> str:
        """Name a column: RW1, or column 4 (D)."""
        if _is_shown(title, self.words):
            return title
        return _name_place(self.places[title]) if title in self.places else "a column"

    def call(self, title: str) -> str:
        """Name a column as such: column RW1, or column 4 (D)."""
        shown = self.show(title)
        return shown if shown.startswith(("column ", "a column")) else f"column {shown}"

    def list(self, titles: Iterable[str]) -> str:
        """List columns: those that have a name to show, then the others by their places."""
        every = list(titles)
        named = [title for title in every if _is_shown(title, self.words)]
        places = sorted(self.places.get(title, 0) for title in every if title not in named)
        listed = [list_columns(named)] if named else []
        return ", ".join([*listed, *(_name_run(run) for run in _runs(places))])


def study_words(codebook: Codebook, names: Iterable[str] = ()) -> frozenset[str]:
    """List the words that a study has itself: of ids, wordings, labels and keys of its codebook, and of names that params give."""
    texts = [codebook.id, *names]
    for variable in codebook.variables:
        entries: list[Code | MissingCode] = [
            *codebook.codes(variable.id).values(),
            *codebook.missing_codes(variable.id).values(),
        ]
        texts += [variable.id, *variable.wording.values(), *(entry.key or "" for entry in entries)]
        texts += [label for entry in entries for label in entry.label.values()]
    return words_of(texts)


def name_file(spec: DataFile, place: int, words: Collection[str] = NOTHING) -> str:
    """Name a data file: belgorod.sav, or file 2 (.xlsx) by its place in the list of params, counted from 1."""
    path = PurePosixPath(spec.path.replace("\\", "/"))
    return path.name if may_quote(path.stem, words) else f"file {place} ({path.suffix.lower()})"


def show_path(spec: DataFile, place: int, words: Collection[str] = NOTHING) -> str:
    """Name a data file with its folder, as params do, or by its place in their list."""
    path = PurePosixPath(spec.path.replace("\\", "/"))
    return spec.path if may_quote(str(path.with_suffix("")), words) else f"file {place}"


def letter_of(place: int) -> str:
    """Write the number of a column as spreadsheets do: 1 is A, 28 is AB."""
    letters = ""
    while place:
        place, letter = divmod(place - 1, LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters


def _is_shown(title: str, words: frozenset[str]) -> bool:
    return any(map(str.isalpha, title)) and may_quote(title, words)


def _name_place(place: int) -> str:
    return f"column {place} ({letter_of(place)})"


def _name_run(run: Sequence[int]) -> str:
    first, last = run[0], run[-1]
    if not first:
        return f"{len(run)} columns" if len(run) > 1 else "a column"
    if first == last:
        return _name_place(first)
    return f"columns {first} to {last} ({letter_of(first)} to {letter_of(last)})"


def _runs(places: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if runs and place - runs[-1][-1] in {0, 1}:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs
