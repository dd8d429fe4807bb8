"""The team's coding frames: the themes of an open question, what they are called, and the words by which each is found."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crowdpotential.errors import Faults, ParamsError
from crowdpotential.formulas import key_fault
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.letters import normal_form
from crowdpotential.params import Params
from crowdpotential.params.open_answers import OpenQuestion

BETWEEN = "|"  # parts the words of a theme, and the themes of a cell
NO_THEME = "-"  # what a coder writes who has read an answer and found no theme in it
NO_THEME_KEY = "no_theme"  # under which answers without a theme are counted
_ENTRY = re.compile(r"(?=.*\w)[\w\s'’-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What answers may be about."""

    key: str
    labels: Mapping[str, str]  # by language
    entries: tuple[str, ...]  # of the dictionary: a word, or words that must all be there


def load_frame(path: Path, spec: OpenQuestion, params: Params) -> tuple[Theme, ...]:
    """Read a coding frame: theme, theme_ru, theme_en (of the languages of the report), words parted by |.

    Raises:
        MissingFileError, ReadError, ColumnError: the file cannot be read, or misses a column.
        ParamsError: a theme without a key or a name, twice the same, or without words where nobody codes; all are told together.
    """
    names = [f"theme_{language}" for language in params.report.languages]
    table = read_known_table(path, needed=["theme", *names, "words"])
    faults = Faults()
    for fault in _faults(table, names, path.name, is_coded=spec.coded is not None):
        faults.add(ParamsError(fault))
    faults.raise_any()
    return tuple(
        Theme(
            key=row["theme"],
            labels={language: row[f"theme_{language}"] for language in params.report.languages},
            entries=split_cell(row["words"]),
        )
        for row in table.to_dict("records")
    )


def split_cell(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell without blanks around them; empty ones are none."""
    return tuple(part.strip() for part in cell.split(BETWEEN) if part.strip())


def list_shared(themes: Sequence[Theme]) -> list[str]:
    """List the entries that stand in several themes, which an answer then names together."""
    seen = Counter(entry for theme in themes for entry in {normal_form(entry) for entry in theme.entries})
    return [entry for entry, n in seen.items() if n > 1]


def _faults(table: pd.DataFrame, names: Sequence[str], name: str, *, is_coded: bool) -> Iterator[str]:
    seen = set[str]()
    for at, row in enumerate(table.to_dict("records"), start=1):
        where, theme = f"{name}: line {at}", row["theme"]
        if not theme or key_fault(theme) or BETWEEN in theme:
            yield f"{where}: the theme has no key that can stand in tables; give it a short one of letters and digits"
        elif theme in {NO_THEME, NO_THEME_KEY}:
            yield f"{where}: {theme} stands for answers without a theme; give the theme another key"
        elif theme in seen:
            yield f"{where}: theme {theme} stands in an earlier line; put their words into one line"
        seen.add(theme)
        if empty := [column for column in names if not row[column]]:
            yield f"{where}: nothing stands in {', '.join(empty)}; say what the theme is called"
        if odd := [place for place, entry in enumerate(split_cell(row["words"]), start=1) if not _ENTRY.fullmatch(entry)]:
            yield (
                f"{where}: entry {odd[0]} of words holds signs that no word has; entries are words parted by {BETWEEN}, and each finds all "
                "its forms without a pattern"
            )
        if not split_cell(row["words"]) and not is_coded:
            yield f"{where}: theme {theme} has no words, and no file of coders is named; add words, or name the file in `coded`"
