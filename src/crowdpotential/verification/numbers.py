"""Two tables of results, number by number."""

import io
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.errors import ReadError

# Sums in another order, or another version of a package, move numbers by less; no digit that anybody reads moves with them.
RELATIVE, ABSOLUTE = 1e-6, 1e-7
KEY = "result_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A cell that came out otherwise."""

    result_id: str
    column: str
    published: str
    repeated: str
    relative: float  # difference / the larger of both; NaN where one is no number
    is_last_digits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The rows of a chapter, and in how many of them something came out otherwise."""

    name: str
    n_rows: int
    n_last_digits: int
    n_different: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCheck:
    """Whether a table came out as it was published."""

    name: str
    n_rows: int
    is_same_file: bool  # byte for byte
    only_published: tuple[str, ...]  # rows, or columns, that the repeat lacks
    only_repeated: tuple[str, ...]
    differences: tuple[Difference, ...]  # the largest first
    chapters: tuple[Chapter, ...]

    @property
    def is_equal(self) -> bool:
        """Whether nothing but last digits differs."""
        return self.is_same_file or not (self.only_published or self.only_repeated or any(not d.is_last_digits for d in self.differences))


def compare_results(name: str, published: bytes, repeated: bytes) -> NumberCheck:
    """Compare every cell of a table of results as published with the one that came out again.

    Numbers count as equal but for last digits where they differ by no more than RELATIVE of themselves, or by ABSOLUTE.

    Raises:
        ReadError: the published file is no table of results.
    """
    ours, theirs = _read(name, published), _read(name, repeated)
    columns = [column for column in ours if column in theirs]
    rows = ours.index.intersection(theirs.index, sort=False)
    one, other = ours.loc[rows, columns], theirs.loc[rows, columns]
    before, after = one.to_numpy(dtype=object), other.to_numpy(dtype=object)
    found = [
        _difference(str(rows[row]), str(columns[column]), str(before[row, column]), str(after[row, column]))
        for row, column in np.argwhere(before != after).tolist()
    ]
    found.sort(key=lambda d: (d.is_last_digits, not math.isnan(d.relative), -d.relative))
    return NumberCheck(
        name=name,
        n_rows=len(ours),
        is_same_file=published == repeated,
        only_published=tuple(map(str, [*ours.index.difference(theirs.index, sort=False), *(c for c in ours if c not in theirs)])),
        only_repeated=tuple(map(str, [*theirs.index.difference(ours.index, sort=False), *(c for c in theirs if c not in ours)])),
        differences=tuple(found),
        chapters=_by_chapter(ours, found),
    )


def _read(name: str, content: bytes) -> pd.DataFrame:
    try:
        frame = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, encoding="utf-8")
    except (ValueError, pd.errors.ParserError):
        frame = pd.DataFrame()
    if KEY not in frame or "chapter" not in frame or not frame[KEY].is_unique:
        msg = f"{name}: no table of results with one row for each {KEY}; get the file as it was published"
        raise ReadError(msg)
    return frame.set_index(KEY)


def _difference(result_id: str, column: str, published: str, repeated: str) -> Difference:
    one, other = _number(published), _number(repeated)
    gap, size = abs(one - other), max(abs(one), abs(other))
    relative = gap / size if size else 0.0
    return Difference(
        result_id=result_id,
        column=column,
        published=published,
        repeated=repeated,
        relative=relative,
        is_last_digits=gap <= ABSOLUTE or relative <= RELATIVE,
    )


def _number(text: str) -> float:
    """Read a finite number; NaN where there is none, which equals nothing."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _by_chapter(rows: pd.DataFrame, found: list[Difference]) -> tuple[Chapter, ...]:
    different = {d.result_id for d in found if not d.is_last_digits}
    touched = {d.result_id for d in found}
    return tuple(
        Chapter(
            name=str(name),
            n_rows=len(own),
            n_last_digits=int(own.index.isin(touched - different).sum()),
            n_different=int(own.index.isin(different).sum()),
        )
        for name, own in rows.groupby("chapter", sort=False)
    )
