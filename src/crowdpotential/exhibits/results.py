"""What the report may print: selections from RESULTS, one record per number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import inf, isfinite
from typing import Any, Literal

import pandas as pd

from crowdpotential.contracts import RESULTS, require

ROUNDING = 1e-4  # of its length, by which, in six significant digits, the interval of a family of one may differ from the ordinary one


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One row of results.csv; text columns are empty where they do not apply, numbers NaN."""

    result_id: str
    chapter: str
    measure: str
    model: str
    variable: str
    category: str
    variable_2: str
    sample: str
    bloc: str
    area: str
    domain_variable: str
    domain: str
    reference_bloc: str
    reference_area: str
    reference_domain: str
    weighting: str
    base: str
    estimate: float
    standard_error: float
    ci_low: float
    ci_high: float
    ci_low_simultaneous: float
    ci_high_simultaneous: float
    interval_type: str
    unit: str
    n: float
    n_effective: float
    df: float
    df_numerator: float
    p_value: float
    p_adjusted: float
    family: str
    verdict: str
    method: str
    source: str
    note: str
    is_suppressed: bool
    is_turned: bool = False  # a contrast read the other way round: second minus first


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
        bloc=row.reference_bloc, area=row.reference_area, domain=row.reference_domain or row.domain,
        reference_bloc=row.bloc, reference_area=row.area, reference_domain=row.domain if row.reference_domain else "",
        estimate=-row.estimate, ci_low=-row.ci_high, ci_high=-row.ci_low,
        ci_low_simultaneous=-row.ci_high_simultaneous, ci_high_simultaneous=-row.ci_low_simultaneous,
        is_turned=not row.is_turned,
    )  # fmt: skip


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

    def find(self, chapter: str, measure: str, **wanted: str) -> tuple[Result, ...]:
        """List the rows whose columns hold what is wanted, in the order of results.csv."""
        rows = self.by_measure.get((chapter, measure), ())
        return tuple(
            row for row in rows if all(getattr(row, column) == value for column, value in wanted.items())
        )

    def first(self, chapter: str, measure: str, **wanted: str) -> Result | None:
        """Give the first such row, or None."""
        found = self.find(chapter, measure, **wanted)
        return found[0] if found else None

    def overall(self, chapter: str, measure: str, **wanted: str) -> Result | None:
        """Give the row about everybody: no bloc, no area, no domain."""
        return self.first(chapter, measure, bloc="", area="", domain_variable="", **wanted)


def index_results(frame: pd.DataFrame) -> Results:
    """Make a frame that meets RESULTS ready for selection."""
    require(frame, RESULTS)
    grouped: dict[tuple[str, str], list[Result]] = {}
    for record in _records(frame):
        row = Result(**record)
        grouped.setdefault((row.chapter, row.measure), []).append(row)
    return Results(by_measure={key: tuple(rows) for key, rows in grouped.items()})


def _records(frame: pd.DataFrame) -> Sequence[dict[str, Any]]:
    columns: dict[str, list[Any]] = {}
    for field in fields(Result):
        if field.name == "is_turned":
            continue
        column = frame[field.name]
        if field.type is str:
            columns[field.name] = column.astype(object).where(column.notna(), "").astype(str).tolist()
        elif field.type is bool:
            columns[field.name] = column.astype(bool).tolist()
        else:
            columns[field.name] = column.astype(float).tolist()
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]
