"""The table of results: every number that the report prints is one row, with a stable key that figures and tables cite.

Rooms give rows as dictionaries that hold what applies; `finish` fills in the rest, hides what disclosure control hides, and checks the
contract. The columns are explained in the documentation of results.csv (contracts.RESULT_COLUMNS keeps their order).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from crowdpotential.contracts import RESULT_COLUMNS, RESULTS, require
from crowdpotential.stats.inference.estimation import Inference

Row = Mapping[str, Any]
NUMBERS = (
    "estimate", "standard_error", "ci_low", "ci_high", "n", "n_effective", "df", "p_value", "p_adjusted",
)  # fmt: skip  # what a suppressed row may not show


def result_id(row: Row) -> str:
    """Build the key of a row: chapter.measure, then whatever distinguishes it, in a fixed order."""

    def part(name: str) -> str:
        return str(row.get(name) or "")

    parts = [part("chapter"), part("measure")]
    if part("variable"):
        parts.append(part("variable") + (f"={part('category')}" if part("category") else ""))
    elif part("category"):
        parts.append(f"category={part('category')}")
    parts += [part("variable_2")] if part("variable_2") else []
    parts += [f"model={part('model')}"] if part("model") else []
    parts += [f"sample={part('sample')}"] if part("sample") not in {"", "main"} else []
    parts += [f"weighting={part('weighting')}"] if part("weighting") == "none" else []
    for name in ("bloc", "area"):
        parts += [f"{name}={part(name)}"] if part(name) else []
    parts += [f"{part('domain_variable')}={part('domain')}"] if part("domain_variable") else []
    for name in ("reference_bloc", "reference_area"):
        parts += [f"vs={part(name)}"] if part(name) else []
    return ".".join(parts)


def inferred(found: Inference, position: int) -> Row:
    """Say in result columns what the replicates gave for one of several estimates."""
    return {
        "estimate": found.estimate[position],
        "standard_error": found.standard_error[position],
        "ci_low": found.ci_low[position],
        "ci_high": found.ci_high[position],
        "interval_type": found.interval,
        "confidence_level": found.confidence_level,
        "df": found.degrees_of_freedom[position],
        "n_replicates": found.n_replicates,
        "n_replicates_failed": found.n_failed[position],
        "method": "replicates",
        "note": "withheld" if found.withheld[position] else "",
    }


def finish(
    rows: Iterable[Row], *, is_synthetic: bool, suppress_below: int, weighting: str = "calibrated"
) -> pd.DataFrame:
    """Make RESULTS out of rows: keys added, absent columns empty, rows on fewer than `suppress_below` respondents hidden.

    A contrast with a hidden mean is hidden too: the other mean and the difference would give it away.

    Rows about the sample itself (chapter fieldwork, and weighting apart from shares) are counts of interviews, not of answers; they are
    never hidden. Rows that rooms call calibrated are called what they are: `weighting` is `base` where nothing was calibrated.

    Raises:
        ColumnError: two rows carry one key.
    """
    frame = pd.DataFrame.from_records([{**row, "result_id": result_id(row)} for row in rows])
    frame = frame.reindex(columns=list(RESULT_COLUMNS))
    frame["weighting"] = frame["weighting"].replace("calibrated", weighting)
    for column, kind in RESULT_COLUMNS.items():
        if kind == "float":
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
        elif kind == "str":
            given = frame[column].astype("object")
            frame[column] = given.where(given.notna(), "").astype("str")
    about_answers = ~frame["chapter"].isin(["fieldwork", "weighting"])
    hidden = about_answers & (frame["n"] < suppress_below)
    hidden |= _gives_away(frame, hidden)
    frame.loc[hidden, list(NUMBERS)] = float("nan")
    frame.loc[hidden, "verdict"] = ""
    frame["is_suppressed"] = hidden.to_numpy(dtype=bool)
    frame["is_synthetic"] = is_synthetic
    require(frame, RESULTS)
    return frame


def _gives_away(frame: pd.DataFrame, hidden: "pd.Series[bool]") -> "pd.Series[bool]":
    """Mark the contrasts one side of which is a mean that is hidden; those of a boost sample are against the main sample."""
    about = ["variable", "domain_variable", "domain"]
    is_mean = hidden & (frame["measure"] == "mean")
    means = set(frame.loc[is_mean, ["sample", *about, "bloc", "area"]].itertuples(index=False, name=None))
    marked = pd.Series(data=False, index=frame.index)
    for sample, bloc, area in (("sample", "bloc", "area"), ("main", "reference_bloc", "reference_area")):
        samples = frame["sample"] if sample in frame else [sample] * len(frame)
        sides = frame[[*about, bloc, area]].itertuples(index=False, name=None)
        marked |= pd.Series(
            [(own, *side) in means for own, side in zip(samples, sides, strict=True)], index=frame.index
        )
    return marked & (frame["measure"] == "contrast")
