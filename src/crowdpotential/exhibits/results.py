"""What the report may print: selections from RESULTS, one record per number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import inf, isfinite
from typing import Literal

import pandas as pd

from crowdpotential.results import measure_of
from crowdpotential.results.rows import Row as Result
from crowdpotential.results.table import read_rows

__all__ = ["Result", "Results", "by_size", "ends", "index_results", "interval_kind", "turn", "upright"]

ROUNDING = 1e-4  # of its length, by which, in six significant digits, the interval of a family of one may differ from the ordinary one


def ends(row: Result) -> tuple[float, float]:
    """Return the interval that is printed beside a row's verdict: of its family, or its own where it belongs to none."""
    if interval_kind(row) == "simultaneous":
        return row.ci_low_simultaneous, row.ci_high_simultaneous
    return row.ci_low, row.ci_high


def interval_kind(row: Result) -> Literal["simultaneous", "own"]:
    """Return whether the interval printed of a row is that of a family of tests; a family of one has the ordinary one."""
    moved = abs(row.ci_low_simultaneous - row.ci_low), abs(row.ci_high_simultaneous - row.ci_high)
    return "simultaneous" if max(moved) > ROUNDING * (row.ci_high - row.ci_low) else "own"


def turn(row: Result) -> Result:
    """Read a contrast the other way round, so that who is higher may be named first."""
    return replace(
        row,
        bloc=row.reference_bloc,
        area=row.reference_area,
        domain=row.reference_domain or row.domain,
        reference_bloc=row.bloc,
        reference_area=row.area,
        reference_domain=row.domain if row.reference_domain else "",
        estimate=-row.estimate,
        ci_low=-row.ci_high,
        ci_high=-row.ci_low,
        ci_low_simultaneous=-row.ci_high_simultaneous,
        ci_high_simultaneous=-row.ci_low_simultaneous,
        is_turned=not row.is_turned,
    )


def upright(row: Result) -> Result:
    """Turn a contrast where its estimate is negative."""
    return turn(row) if row.estimate < 0 else row


def by_size(rows: Iterable[Result]) -> list[Result]:
    """Order rows by the size of their estimates, the largest first; what is hidden or could not be estimated comes last."""
    return sorted(rows, key=lambda row: -abs(row.estimate) if isfinite(row.estimate) else inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All rows, found by chapter and measure."""

    by_measure: Mapping[tuple[str, str], tuple[Result, ...]]
    _sorted: dict[tuple[object, ...], dict[tuple[str, ...], list[Result]]] = field(
        default_factory=dict, repr=False, compare=False
    )  # by measure and columns asked for, when they first are: a page asks thousands of times

    def find(self, chapter: str, measure: str, **wanted: str) -> tuple[Result, ...]:
        """Return the rows whose columns hold what is wanted, in the order of results.csv.

        Raises:
            KeyError: the measure is not registered: it was renamed, or never was.
        """
        key, columns = measure_of(chapter, measure).key, tuple(wanted)
        rows = self.by_measure.get(key, ())
        if not columns:
            return rows
        if (key, columns) not in self._sorted:
            found: dict[tuple[str, ...], list[Result]] = {}
            for row in rows:
                found.setdefault(tuple(getattr(row, column) for column in columns), []).append(row)
            self._sorted[key, columns] = found
        return tuple(self._sorted[key, columns].get(tuple(wanted.values()), ()))

    def first(self, chapter: str, measure: str, **wanted: str) -> Result | None:
        """Return the first such row, or None."""
        found = self.find(chapter, measure, **wanted)
        return found[0] if found else None

    def overall(self, chapter: str, measure: str, **wanted: str) -> Result | None:
        """Return the row about everybody: no bloc, no area, no domain."""
        return self.first(chapter, measure, bloc="", area="", domain_variable="", **wanted)


def index_results(frame: pd.DataFrame) -> Results:
    """Make a frame that meets RESULTS ready for selection."""
    grouped: dict[tuple[str, str], list[Result]] = {}
    for row in read_rows(frame):
        grouped.setdefault((row.chapter, row.measure), []).append(row)
    return Results(by_measure={key: tuple(rows) for key, rows in grouped.items()})
