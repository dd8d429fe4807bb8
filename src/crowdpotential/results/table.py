"""The table of results: rows made ready to be published."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any

import pandas as pd

from crowdpotential.contracts import RESULT_COLUMNS, RESULTS, require
from crowdpotential.results.measure import Steps
from crowdpotential.results.measures import measure_of
from crowdpotential.results.rows import REPLICATES, Columns, Row, check_unit, result_id

AnyRow = Row | Mapping[str, Any]  # rooms that are not converted yet make mappings
GIVEN = ("chapter", "measure", *Columns.__annotations__)  # columns that rooms fill in


def finish(rows: Iterable[AnyRow], *, is_synthetic: bool, weighting: str = "calibrated") -> pd.DataFrame:
    """Return RESULTS made of rows: keys added, absent columns empty, nothing hidden yet (`disclosure` does that).

    Rows that rest on replicates say which steps were repeated in each. Rows that rooms call calibrated are called what they
    are: `weighting` is `base` where nothing was calibrated.

    Raises:
        ColumnError: two rows carry one key.
        KeyError: a measure is not registered.
        ValueError: a unit contradicts the measure.
    """
    every = [told(row) for row in rows]
    modelled = {"index", *(str(row["variable"]) for row in every if row["measure"] == "dimension_weight")}
    frame = pd.DataFrame.from_records(
        [{**row, "result_id": result_id(row), "method": _method(row, modelled)} for row in every]
    )
    frame = frame.reindex(columns=list(RESULT_COLUMNS))
    frame["weighting"] = frame["weighting"].replace("calibrated", weighting)
    for column, kind in RESULT_COLUMNS.items():
        if kind == "float":
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
        elif kind == "str":
            given = frame[column].astype("object")
            frame[column] = given.where(given.notna(), "").astype("str")
    frame["is_suppressed"] = False
    frame["is_synthetic"] = is_synthetic
    require(frame, RESULTS)
    return frame


def told(row: AnyRow) -> Mapping[str, Any]:
    """Return what a row says, without its empty columns."""
    if not isinstance(row, Row):
        return row
    return {name: value for name in GIVEN if (value := getattr(row, name)) != "" and value == value}  # noqa: PLR0124 NaN


def _method(row: Mapping[str, Any], modelled: Collection[str]) -> str:
    """Return how the number was made, and of replicates which steps each of them repeats."""
    measure, method = measure_of(str(row["chapter"]), str(row["measure"])), str(row.get("method") or "")
    if row.get("unit"):
        check_unit(measure, str(row["unit"]))
    if method != REPLICATES or measure.steps is Steps.NONE:
        return method
    is_beside = measure.steps_beside is not None and row.get("variable") not in modelled
    return f"{REPLICATES}: {measure.steps_beside if is_beside else measure.steps}"


def read_rows(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame that meets RESULTS, in its order."""
    require(frame, RESULTS)
    columns = [
        _values(frame[field.name], str(field.type)) for field in fields(Row) if field.name in RESULT_COLUMNS
    ]
    names = [field.name for field in fields(Row) if field.name in RESULT_COLUMNS]
    return [Row(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def _values(column: "pd.Series[Any]", kind: str) -> list[Any]:
    if "str" in kind:
        return [str(value) for value in column.to_numpy(dtype=object, na_value="")]
    return column.astype(bool if "bool" in kind else float).tolist()
