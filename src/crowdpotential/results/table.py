"""The table of results: rows kept as a frame, and made ready to be published."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any

import pandas as pd

from crowdpotential.contracts import RESULT_COLUMNS, RESULTS, require
from crowdpotential.results.measure import Steps
from crowdpotential.results.measures import measure_of
from crowdpotential.results.measures.measurement import DIMENSION_WEIGHT
from crowdpotential.results.rows import REPLICATES, Row, check_unit, result_id

FILLED = ("result_id", "is_suppressed", "is_synthetic")  # columns that nobody knows before all rows are there
DTYPES = {"str": "str", "float": "float64", "bool": "bool"}  # by kind of column


def finish(rows: Iterable[Row], *, is_synthetic: bool, weighting: str = "calibrated") -> pd.DataFrame:
    """Return RESULTS made of rows: keys added, absent columns empty, nothing hidden yet (`disclosure` does that).

    Rows that rest on replicates say which steps were repeated in each. Rows that rooms call calibrated are called what they
    are: `weighting` is `base` where nothing was calibrated.

    Raises:
        ColumnError: two rows carry one key.
        KeyError: a measure is not registered.
        ValueError: a unit contradicts the measure.
    """
    every = list(rows)
    modelled = {"index", *(row.variable for row in every if row.measure == DIMENSION_WEIGHT.name)}
    frame = rows_to_frame(every)
    frame["result_id"] = pd.Series([result_id(row) for row in every], dtype="str")
    frame["method"] = pd.Series([_method(row, modelled) for row in every], dtype="str")
    frame["weighting"] = frame["weighting"].replace("calibrated", weighting)
    frame["is_suppressed"] = False
    frame["is_synthetic"] = is_synthetic
    frame = frame[list(RESULT_COLUMNS)]
    require(frame, RESULTS)
    return frame


def _method(row: Row, modelled: Collection[str]) -> str:
    """Return how the number was made, and of replicates which steps each of them repeats."""
    measure = measure_of(row.chapter, row.measure)
    if row.unit:
        check_unit(measure, row.unit)
    if row.method != REPLICATES or measure.steps is Steps.NONE:
        return row.method
    is_beside = measure.steps_beside is not None and row.variable not in modelled
    return f"{REPLICATES}: {measure.steps_beside if is_beside else measure.steps}"


def read_rows(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame that meets RESULTS, in its order."""
    require(frame, RESULTS)
    return frame_to_rows(frame)


def rows_to_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Keep rows as text and numbers, so that they survive on the disk as they are; `finish` fills the other columns."""
    return pd.DataFrame(
        {
            column: pd.Series([getattr(row, column) for row in rows], dtype=DTYPES[kind])
            for column, kind in RESULT_COLUMNS.items()
            if column not in FILLED
        }
    )


def frame_to_rows(frame: pd.DataFrame) -> list[Row]:
    """Return the rows that a frame keeps, in its order."""
    names = [field.name for field in fields(Row) if field.name in frame]
    columns = [_values(frame[name], RESULT_COLUMNS[name]) for name in names]
    return [Row(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def _values(column: "pd.Series[Any]", kind: str) -> list[Any]:
    if kind == "str":
        return [str(value) for value in column.to_numpy(dtype=object, na_value="")]
    return column.astype(bool if kind == "bool" else float).tolist()
