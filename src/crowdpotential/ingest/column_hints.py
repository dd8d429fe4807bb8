"""Harmonising, step 1: what columns that the codebook does not list may be."""

import re
from collections.abc import Collection, Sequence

from crowdpotential.codebook import Codebook
from crowdpotential.ingest.column_names import find_alike, list_columns, tell_letters
from crowdpotential.ingest.titles import Titles
from crowdpotential.validation import nearest

NAMELESS = re.compile(r"column \d+")  # what reading calls a column whose header is blank


def find_nearest(name: str, others: Collection[str]) -> str | None:
    """Find the name that looks most like another one; first of all the same one spelt otherwise."""
    return find_alike(name, sorted(others)) or nearest(name, others)


def suggest(meant: str, by: str, letters: str) -> str:
    """Ask whether a name was meant; letters of another alphabet, which nobody sees, are pointed at."""
    return f"did you mean {meant}{by}?{letters}"


def explain_unknown(unknown: Sequence[str], codebook: Codebook, known: Collection[str], *, titles: Titles, name: str) -> str:
    """Name every column that the codebook does not list, and what it may be."""
    named = [title for title in unknown if not NAMELESS.fullmatch(title)]
    nameless = [title for title in unknown if NAMELESS.fullmatch(title)]
    parts = []
    if named:
        which = f"{titles.call(named[0])} is" if len(named) == 1 else f"{len(named)} columns are"
        rest = "" if len(named) == 1 else f": {titles.list(named)}"
        parts.append(f"{which} not in the codebook{_hints(named, codebook, known, titles)}{rest}")
    if nameless:
        verb = "has" if len(nameless) == 1 else "have"
        parts.append(f"{list_columns(nameless)} {verb} no name in the header, but content")
    return (
        f"{name}: {'; '.join(parts)}; map what the study uses in data.columns, and list the others in data.ignore, by name, "
        "pattern (such as RW*) or as rest"
    )


def _hints(named: Sequence[str], codebook: Codebook, known: Collection[str], titles: Titles) -> str:
    """Suggest what unknown columns may be, where there are few of them or the names are nearly the same."""
    derived = [title for title in named if title in codebook.by_id]
    others = [title for title in named if title not in derived]
    look_up = find_nearest if len(others) == 1 else find_alike
    found = [(title, look_up(title, sorted(known))) for title in others]
    suggestions = [
        suggest(near, "" if len(named) == 1 else f" by {titles.show(title)}", tell_letters(title, near)) for title, near in found if near
    ]
    hints = [f"the program derives {list_columns(derived)}"] * bool(derived) + suggestions
    return f" ({', '.join(hints)})" if hints else ""
