"""Harmonising, step 6: the same interviews in two files, though the bytes differ: another encoding or format, or one file within another.

Interviews are the same if all their coded answers are. Two people may answer a short questionnaire alike, so only answers count that nobody
else in their own file gave; and with equal interview numbers, more of them than chance would give.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import ColumnError, Faults
from crowdpotential.ingest.delivered_cells import texts_of
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.running_numbers import hash_rows
from crowdpotential.letters import tidy
from crowdpotential.stats.arrays import IntArray

Hashes = IntArray
LARGE_SHARE = 0.5  # of the smaller file: then it is the other one again
FEWEST_ROWS = 10  # of a table that is called pasted twice
FEWEST_PATTERNS = 20  # different answers that all occur an even number of times, of which one in a million is chance
DIGITS = 6  # after the point: what two formats of one table agree in
BEYOND_CHANCE = 5.0  # standard deviations above what chance is expected to give


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswers:
    """The interviews of a file as hashes."""

    name: str
    answers: Hashes  # (n,) of all coded answers of a respondent
    numbers: Hashes | None  # (n,) of interview numbers; None where the file has none
    content: Hashes  # (n,) of number, answers, texts and all


def hash_interviews(file: RawFile, responses: pd.DataFrame, codebook: Codebook, *, name: str) -> FileAnswers:
    """Hash the interviews of a file.

    Texts and measurements of the fieldwork are no answers here, because each format writes them in its own way.

    Args:
        file: as received.
        responses: its rows in their order, harmonised; meets RESPONSES.
        name: of the file, for messages.
    """
    coded = responses.select_dtypes("number").astype("float64").round(DIGITS)
    variable = codebook.one_with_role("respondent_id")
    names = {file.spec.columns.get(str(title), tidy(str(title))): title for title in file.cells}
    column = names.get(variable.id) if variable else None
    numbers = None if column is None else texts_of(file.cells[column])
    content = responses.drop(columns="respondent_id").assign(number="" if numbers is None else numbers.to_numpy())
    return FileAnswers(
        name=name,
        answers=hash_rows(coded),
        numbers=None if numbers is None else hash_rows(numbers.to_frame()),
        content=hash_rows(content),
    )


def refuse_pasted_twice(file: FileAnswers) -> None:
    """Refuse a table of which every row stands there twice, or three times. Raises ColumnError."""
    _, counts = np.unique(file.content, return_counts=True)
    times = math.gcd(*counts.tolist())
    if times > 1 and len(counts) >= FEWEST_ROWS:
        msg = (
            f"{file.name}: each of {len(counts)} interviews stands there {times} times, or a multiple of it, alike in every cell; was "
            "the table pasted twice? remove the repetitions"
        )
        raise ColumnError(msg)
    _, counts = np.unique(file.answers, return_counts=True)
    times = math.gcd(*counts.tolist())
    if times > 1 and len(counts) >= FEWEST_PATTERNS:
        msg = (
            f"{file.name}: each of {len(counts)} interviews stands there {times} times, or a multiple of it, with the same answers to all "
            "questions under other numbers; was the table pasted below itself and numbered anew? remove the repetitions"
        )
        raise ColumnError(msg)


def compare_files(files: Sequence[FileAnswers]) -> tuple[Finding, ...]:
    """Refuse a file that is another one again, and tell of single interviews that two files share.

    Raises:
        ColumnError: more than half of the smaller of two files is in the other; one for each pair, together.
    """
    faults, alike = Faults(), _share_of_pairs_alike(files)
    shared: dict[str, dict[str, int]] = {file.name: {} for file in files}
    for one, other in combinations(files, 2):
        by_answers, by_numbers = _count_by_answers(one, other), _count_by_numbers(one, other)
        n_same, smaller = max(by_answers, by_numbers), min(len(one.answers), len(other.answers))
        if n_same > LARGE_SHARE * smaller:
            msg = (
                f"{other.name}: {n_same} of {len(other.answers)} interviews are in {one.name} too, with the same answers to all questions; "
                "take one of the two out of data, or mend the file that holds the other's rows"
            )
            faults.add(ColumnError(msg))
        elif _is_beyond(by_answers, len(one.answers) * len(other.answers) * alike) or by_numbers:
            shared[other.name][one.name] = n_same
    faults.raise_any()
    return tuple(
        Finding(
            rule="same_interviews",
            source=file.name,
            n=sum(shared[file.name].values()),
            base=len(file.answers),
            action="keep",
            note=f"answer all questions as interviews in {', '.join(shared[file.name])} do",
        )
        for file in files
        if shared[file.name]
    )


def _share_of_pairs_alike(files: Sequence[FileAnswers]) -> float:
    """Return how probably two people answer alike: as two of one file do, with three pairs more, since none is no proof that none could."""
    n_pairs, n_alike = 0, 3
    for file in files:
        _, counts = np.unique(file.answers, return_counts=True)
        n_pairs += math.comb(len(file.answers), 2)
        n_alike += sum(math.comb(int(count), 2) for count in counts)
    return min(1.0, n_alike / n_pairs) if n_pairs else 1.0


def _is_beyond(n: int, expected: float) -> bool:
    """Return whether a count is more than chance gives."""
    return n > expected + BEYOND_CHANCE * math.sqrt(expected)


def _count_by_answers(one: FileAnswers, other: FileAnswers) -> int:
    """Count the interviews of two files with the same answers, which nobody else in either file gave."""
    return len(np.intersect1d(_once(one.answers), _once(other.answers), assume_unique=True))


def _count_by_numbers(one: FileAnswers, other: FileAnswers) -> int:
    """Count interviews with the same number and the same answers; none where answers agree that often without it."""
    if one.numbers is None or other.numbers is None:
        return 0
    numbers, mine, theirs = np.intersect1d(one.numbers, other.numbers, return_indices=True)
    n_same = int((one.answers[mine] == other.answers[theirs]).sum())
    return n_same if _is_beyond(n_same, len(numbers) * _chance_alike(one.answers, other.answers)) else 0


def _chance_alike(one: Hashes, other: Hashes) -> float:
    """Return how probably a respondent of one file and one of another answer alike."""
    mine, theirs = (pd.Series(hashes).value_counts(normalize=True) for hashes in (one, other))
    return float((mine * theirs).sum())


def _once(hashes: Hashes) -> Hashes:
    """List what occurs once."""
    values, counts = np.unique(hashes, return_counts=True)
    found: Hashes = values[counts == 1]
    return found
