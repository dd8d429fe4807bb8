"""Logs of platforms: who did what when. Users become numbers as soon as they are read, and no name or code of theirs is kept or told.

A row is an action: `platform` (a key of the table of platforms), `user` (whatever the platform calls him), `date` (2019-08-01, or with a
time behind it), `action` (any word).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from crowdpotential.errors import ExternalFigureError, Faults
from crowdpotential.ingest.findings import Finding
from crowdpotential.ingest.platforms import Platform
from crowdpotential.ingest.repeated_actions import repeated_faults
from crowdpotential.ingest.table_files import read_known_table
from crowdpotential.quoting import show_id
from crowdpotential.stats.arrays import IntArray
from crowdpotential.validation import nearest

NEEDED = ("platform", "user", "date", "action")
DAY = len("2019-08-01")
EARLIEST = "1990-01-01"  # what is older stands for no date: 1900 and 1970 are where spreadsheets and machines begin to count
LONGEST_MONTH = "-31"  # of a table that tells the month: later days of it are no fault


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformActions:
    """What the users of one platform did, in no order that would tell who they are."""

    platform: Platform
    users: IntArray  # (a,) running numbers, 0 upwards
    days: IntArray  # (a,) of the calendar, 1 January of the year 1 is 1

    @property
    def n_users(self) -> int:
        """How many users did anything."""
        return int(self.users.max()) + 1

    @property
    def amounts(self) -> IntArray:
        """(n,) how many actions each user has."""
        return np.bincount(self.users)


def read_logs(paths: Sequence[Path], platforms: Sequence[Platform]) -> tuple[PlatformActions, ...]:
    """Read logs, and sort their actions by platform, in the order of the table of platforms.

    Raises:
        MissingFileError, ReadError, ColumnError: a file cannot be read, or lacks a column, such as that of dates.
        ExternalFigureError: cells without a user, a date or an action; dates out of the calendar, before there were platforms, or after the
            date of the platform's row; a platform that the table does not have; a log that is another one again; more users than
            residents or than it has registered; all at once. Rows are counted from the first below the names; users are never named.
    """
    known, faults, parts = {entry.id: entry for entry in platforms}, Faults(), list[pd.DataFrame]()
    for path in paths:
        table = read_known_table(path, needed=NEEDED)
        for fault in _cell_faults(table, known, path.name):
            faults.add(ExternalFigureError(fault))
        parts.append(table)
    faults.raise_any()
    for fault in repeated_faults([(path.name, table) for path, table in zip(paths, parts, strict=True)], NEEDED):
        faults.add(ExternalFigureError(fault))
    faults.raise_any()
    rows = pd.concat(parts, ignore_index=True)
    found = [_actions_of(rows[rows["platform"] == name], entry) for name, entry in known.items() if (rows["platform"] == name).any()]
    for fault in (fault for entry in found for fault in _size_faults(entry)):
        faults.add(ExternalFigureError(fault))
    faults.raise_any()
    return tuple(found)


def log_findings(found: Sequence[PlatformActions], fewest: int) -> list[Finding]:
    """List the logs of which nothing is told, because fewer users than so many did anything."""
    return [
        Finding(
            rule="platform_log_of_few", n=1, base=len(found), action="left out", variable=one.platform.id, note=f"fewer users than {fewest}"
        )
        for one in found
        if one.n_users < fewest
    ]


def _actions_of(rows: pd.DataFrame, platform: Platform) -> PlatformActions:
    users = pd.factorize(rows["user"], sort=False)[0]
    days = rows["date"].map(lambda text: date.fromisoformat(text[:DAY]).toordinal())
    return PlatformActions(platform=platform, users=users.astype(np.int64), days=days.to_numpy(dtype=np.int64))


def _cell_faults(table: pd.DataFrame, known: Mapping[str, Platform], file: str) -> Iterator[str]:
    for column in NEEDED:
        if n_empty := int((table[column] == "").sum()):
            yield f"{file}: {n_empty} of {len(table)} rows have no {column}, which an action needs; fill it in, or leave them out"
    for name in dict.fromkeys(table["platform"]):
        if name and name not in known:
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else f"known are {', '.join(known)}"
            yield f"{file}: the table of platforms has no platform {show_id(name, 'of such a name')}; {hint}"
    days = {text: _read_day(text) for text in dict.fromkeys(table["date"]) if text}
    if odd := {text for text, day in days.items() if day is None}:
        is_odd = table["date"].isin(odd)
        first = int(np.flatnonzero(is_odd)[0]) + 1
        yield f"{file}: {int(is_odd.sum())} dates are none of the calendar, the first in row {first}; write them as 2019-08-01"
    is_old = table["date"].map(lambda text: bool(days.get(text)) and text[:DAY] < EARLIEST)
    if n_old := int(is_old.sum()):
        yield f"{file}: {n_old} dates are before {EARLIEST}, when there were no platforms; correct them, or leave these actions out"
    for name, entry in known.items():
        latest = entry.date if len(entry.date) == DAY else entry.date + LONGEST_MONTH
        is_later = (table["platform"] == name) & table["date"].map(lambda text, end=latest: bool(days.get(text)) and text[:DAY] > end)
        if n_later := int(is_later.sum()):
            yield f"{file}: {n_later} actions of {name} are dated after {entry.date}, the date of its row; correct one of them"


def _read_day(text: str) -> date | None:
    """Read the day of a date with or without a time; None where the calendar has none."""
    try:
        found = date.fromisoformat(text[:DAY])
    except ValueError:
        return None
    is_written_out = found.isoformat() == text[:DAY]  # 20190801 and 2019-W05-1 are dates, but do not sort as the others do
    return found if is_written_out and text[DAY : DAY + 1] in {"", " ", "T"} else None


def _size_faults(entry: PlatformActions) -> Iterator[str]:
    platform, n = entry.platform, entry.n_users
    if n > platform.residents:
        yield f"log of {platform.id}: {n} users, but {platform.residents} adults live where it works; correct the place, or join users"
    registered = platform.counts.get("registered")
    if registered is not None and n > registered:
        yield f"log of {platform.id}: {n} users acted, but {registered} are registered; correct one of them, or join repeated users"
