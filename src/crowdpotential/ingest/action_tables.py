"""The team's tables of actions: who pulls which lever against which barrier, and the copy of the report's actions that the team edited."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import Faults, ParamsError
from crowdpotential.formulas import key_fault
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.letters import normal_form
from crowdpotential.params import Params
from crowdpotential.quoting import show, words_of
from crowdpotential.validation import nearest

TEXTS = ("lever", "first_step", "indicator")  # what is said of an action, in each language
KEEP = "keep"  # column in which the team says that an action is not for it
NO = frozenset({"no", "нет", "0", "-", "−"})
EDITED = ("key", "made", KEEP, "actor", "place", "barrier", *TEXTS, "source", "note")  # columns of the edited copy that are read
MADE_LETTERS = 8
MOST_LISTED = 12  # names that a message lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What an actor could do against a barrier."""

    id: str
    barrier: str  # code
    actor: str
    area: str  # empty: any
    texts: Mapping[str, Mapping[str, str]]  # language -> lever, first_step, indicator
    source: str

    def made(self, language: str) -> str:
        """Return what tells whether its words were changed: a short hash of them."""
        return hash_words(self.texts[language], self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedLine:
    """A line of the copy that the team edited; its numbers are not read: they are estimated anew."""

    key: str  # empty: the team's own
    made: str  # of the words as the program wrote them
    is_kept: bool
    actor: str
    place: str
    barrier: str
    texts: Mapping[str, str]
    source: str
    note: str

    @property
    def is_changed(self) -> bool:
        """Whether the team wrote other words than it found."""
        return hash_words(self.texts, self.source) != self.made


def hash_words(texts: Mapping[str, str], source: str) -> str:
    """Return a short hash of the words of an action; blanks do not count."""
    words = "\n".join(" ".join(text.split()) for text in (*(texts[name] for name in TEXTS), source))
    return hashlib.sha256(words.encode()).hexdigest()[:MADE_LETTERS]


def load_actions(path: Path, params: Params, codebook: Codebook) -> tuple[Action, ...]:
    """Read the table of actions: action, barrier, actor, area (may be empty), lever_ru, ..., indicator_en, source.

    Barriers are written by code, key or label; other columns are left aside.

    Raises:
        MissingFileError, ReadError, ColumnError: the file cannot be read, or misses a column.
        ParamsError: a barrier, an actor or an area that nobody knows, a cell without words, an action twice; all are told together.
    """
    spec, asked = params.mechanism, params.obstacles
    if spec is None or asked is None:
        return ()
    languages = params.report.languages
    columns = [f"{text}_{language}" for text in TEXTS for language in languages]
    table = read_known_table(path, needed=["action", "barrier", "actor", *columns, "source"], also=["area"])
    known = _name_barriers(codebook, asked.barriers)
    faults = Faults()
    lonely = set(map(str, codebook.variable(asked.barriers).exclusive))
    for fault in _faults(table, known, params, path.name, columns, lonely=lonely):
        faults.add(ParamsError(fault))
    faults.raise_any()
    return tuple(
        Action(
            id=row["action"],
            barrier=known[normal_form(row["barrier"])],
            actor=row["actor"],
            area=row.get("area", ""),
            texts={language: {text: row[f"{text}_{language}"] for text in TEXTS} for language in languages},
            source=row["source"],
        )
        for row in table.to_dict("records")
    )


def load_edited(path: Path, params: Params) -> tuple[EditedLine, ...]:
    """Read the copy of the report's actions that the team edited.

    Raises:
        MissingFileError, ReadError, ColumnError: the file cannot be read, or misses a column.
        ParamsError: a key twice, or a line of the team's own whose actor is unknown; all are told together.
    """
    table = read_known_table(path, needed=[name for name in EDITED if name not in {"made", KEEP, "note"}], also=["made", KEEP, "note"])
    faults, actors = Faults(), {} if params.mechanism is None else params.mechanism.actors
    for at, row in enumerate(table.to_dict("records"), start=1):
        if not row["key"] and row["actor"] not in _actor_names(actors):
            faults.add(ParamsError(f"{path.name}: line {at}, which has no key: {_unknown('actor', row['actor'], _actor_names(actors))}"))
    keys = [key for key in table["key"] if key]
    if twice := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
        faults.add(ParamsError(f"{path.name}: {len(twice)} keys stand in two lines, such as {twice[0]}; keep one line of each"))
    faults.raise_any()
    names = _actor_names(actors)
    return tuple(
        EditedLine(
            key=row["key"],
            made=row.get("made", ""),
            is_kept=normal_form(row.get(KEEP, "")) not in NO,
            actor=names.get(row["actor"], row["actor"]),
            place=row["place"],
            barrier=row["barrier"],
            texts={name: row[name] for name in TEXTS},
            source=row["source"],
            note=row.get("note", ""),
        )
        for row in table.to_dict("records")
    )


def _actor_names(actors: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the key of each actor by its key and by what it is called."""
    return {word: key for key, label in actors.items() for word in (key, *label.values())}


def _name_barriers(codebook: Codebook, variable: str) -> dict[str, str]:
    """Return the code of each option by its code, its key and its labels, as words are compared."""
    found: dict[str, str] = {}
    for code, entry in codebook.codes(variable).items():
        for word in (*entry.label.values(), entry.key, str(code)):
            if word:
                found[normal_form(word)] = str(code)
    return found


def _faults(
    table: pd.DataFrame, known: Mapping[str, str], params: Params, name: str, columns: Collection[str], *, lonely: Collection[str]
) -> Iterator[str]:
    """List what is wrong in a table of actions, line by line as its rows stand below the names."""
    actors, seen = {} if params.mechanism is None else params.mechanism.actors, set[str]()
    for at, row in enumerate(table.to_dict("records"), start=1):
        action = row["action"]
        where = f"{name}: line {at}" + (f" ({action})" if action and not key_fault(action) else "")
        if not action or key_fault(action):
            yield f"{where}: action {key_fault(action) or 'has no name'}; give each line a short name of its own"
        elif action in seen:
            yield f"{where}: the name of the action stands in an earlier line; give each line a name of its own"
        seen.add(action)
        barrier = known.get(normal_form(row["barrier"]))
        if barrier is None:
            yield f"{where}: {_unknown('barrier', row['barrier'], known, listed=dict.fromkeys(known.values()))}"
        elif barrier in lonely:
            yield f"{where}: {barrier} excludes all other answers and is no barrier; name one of the others"
        if row["actor"] not in actors:
            yield f"{where}: {_unknown('actor', row['actor'], actors)}"
        if row.get("area", "") not in {"", *params.areas}:
            yield f"{where}: {_unknown('area', row['area'], params.areas)}"
        if empty := [column for column in (*columns, "source") if not row[column]]:
            yield f"{where}: nothing stands in {', '.join(empty)}; fill it in"


def _unknown(what: str, word: str, known: Collection[str], *, listed: Collection[str] = ()) -> str:
    """Say what nobody knows, and what is known; `listed` where names stand for the same in several words."""
    if not known:
        return f"the study has no {what}; leave the cell empty"
    near = nearest(normal_form(word), [normal_form(name) for name in known])
    hint = f"; did you mean {near}?" if near else f"; known are {', '.join(list(listed or known)[:MOST_LISTED])}"
    return f"there is no {what} {show(word, 'of such a name', words_of(known))}{hint}"
