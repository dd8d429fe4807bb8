"""Harmonising: names of columns as messages list them, and how alike two of them are. Titles of files are shown by `titles`."""

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from crowdpotential.letters import look_alike, name_foreign_letters

FEWEST_IN_RUN = 4  # numbered columns that are listed as from ... to ...
LONGEST_NUMBER = 18  # digits; longer ones number nothing, and Python refuses thousands of them
ALIKE = 0.8  # of difflib: one letter of five is another


def list_columns(names: Sequence[str]) -> str:
    """List names of columns; numbered ones that follow one another are put together.

    RW1, RW2, ... RW80, w becomes "RW1 to RW80 (80), w".
    """
    shown: list[str] = []
    for run in _runs(names):
        if len(run) < FEWEST_IN_RUN:
            shown += run
        else:
            shown.append(f"{run[0]} to {run[-1]} ({len(run)})")
    return ", ".join(dict.fromkeys(shown))


def find_alike(name: str, others: Iterable[str]) -> str | None:
    """Find the name that most likely is the same one, or None: other case or marks, letters that look the same, one letter of five."""
    candidates = list(others)
    for other in candidates:
        if is_respelt(name, other):
            return other
    found = difflib.get_close_matches(name, candidates, n=1, cutoff=ALIKE)
    return found[0] if found else None


def is_respelt(name: str, other: str) -> bool:
    """Return whether two names differ in case, blanks and marks only, or in letters of another alphabet that look the same."""
    is_same_length = len(name.strip()) == len(other.strip())
    return _plain(name) == _plain(other) != "" or (is_same_length and look_alike(name, [other]) is not None)


def tell_letters(name: str, meant: str) -> str:
    """Return, behind a blank, which letters of a name are of another alphabet than those of the one that is meant; "" where none are."""
    return f" {name_foreign_letters(name, meant)}" if look_alike(name, [meant]) else ""


@lru_cache(maxsize=10_000)
def _plain(name: str) -> str:
    """Write a name in small letters without marks, but for those between two numbers: Q5_1 is not Q51."""
    return re.sub(r"(?<!\d)[\W_]+|[\W_]+(?!\d)", "", re.sub(r"[\W_]+", "_", name)).casefold()


def _runs(names: Sequence[str]) -> list[list[str]]:
    """Split names where a number does not follow the one before it in an otherwise equal name."""
    runs: list[list[str]] = []
    for name in names:
        if runs and _follows(runs[-1][-1], name):
            runs[-1].append(name)
        else:
            runs.append([name])
    return runs


def _follows(before: str, name: str) -> bool:
    first, second = (re.split(r"(\d+)", text) for text in (before, name))
    if len(first) != len(second):
        return False
    other = [position for position in range(len(first)) if first[position] != second[position]]
    if len(other) != 1 or other[0] % 2 == 0:
        return False
    numbers = first[other[0]], second[other[0]]
    return max(map(len, numbers)) <= LONGEST_NUMBER and int(numbers[1]) == int(numbers[0]) + 1
