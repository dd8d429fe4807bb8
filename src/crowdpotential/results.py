"""The table of results: every number that the report prints is one row, with a stable key that figures and tables cite.

Rooms give rows as dictionaries that hold what applies; `finish` fills in the rest and checks the contract; `hide` empties rows.
The columns are explained in the documentation of results.csv (contracts.RESULT_COLUMNS keeps their order).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from crowdpotential.contracts import RESULT_COLUMNS, RESULTS, require
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.inference.estimation import Inference
from crowdpotential.stats.inference.simultaneous import Family

Row = Mapping[str, Any]
REPLICATES = (
    "replicates"  # method of what `inferred` tells; `finish` adds the steps that every replicate repeats
)
SINGLE_UNIT = "single_unit"  # note of an estimate without an error: one sampling unit of each stratum, or one respondent
REWEIGHTED = "weights, estimate"  # what is estimated stays as it is: answers, or scores of the whole sample
MODELLED = "weights, correlations, model"
CHAIN = "weights, correlations, model, scores, means"
STEPS: Mapping[
    str, Mapping[str, str]
] = {  # chapter -> measure, or measure and variable -> steps; else those of `other`
    "measurement": {
        "other": REWEIGHTED,
        **dict.fromkeys(("loading", "factor_correlation", "second_order_loading", "omega_total"), MODELLED),
        **dict.fromkeys(("omega_hierarchical", "dimension_weight", "item_weight"), MODELLED),
    },
    "comparability": {
        "other": REWEIGHTED
    },  # shifts: loadings and standard deviations stay those of the sample
    "gap": {"other": CHAIN, "points_owed": f"{MODELLED}, means"},
    "index": {"other": CHAIN, "share": REWEIGHTED},
    "comparison": {"other": CHAIN},
    "groups": {"other": CHAIN, "cramers_v": REWEIGHTED, "rao_scott": REWEIGHTED},
    "sensitivity": {
        "other": CHAIN,
        **dict.fromkeys(("correlation_within", "correlation_outside", "correlation_with_index"), REWEIGHTED),
        **dict.fromkeys(("dimension_correlation", "effective_weight", "link"), REWEIGHTED),
        "nominal_weight": MODELLED,
        "weight_difference": f"{MODELLED}, estimate",
    },
    "topline": {"other": REWEIGHTED},
}
IN_BOTH_BASES = (
    "topline",
    "share",
)  # chapter and measure of what is printed of all asked and of those who answered
NUMBERS = (
    "estimate", "standard_error", "ci_low", "ci_high", "ci_low_simultaneous", "ci_high_simultaneous", "n", "n_effective",
    "df", "df_numerator", "p_value", "p_adjusted",
)  # fmt: skip  # what a suppressed row may not show


def result_id(row: Row) -> str:
    """Build the key of a row: chapter.measure, then whatever distinguishes it, in a fixed order.

    The base is part of it where a number stands in both: in the toplines, whose shares of those who answered say so at the end.
    """

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
    for name in ("reference_bloc", "reference_area", "reference_domain"):
        parts += [f"vs={part(name)}"] if part(name) else []
    in_both = (part("chapter"), part("measure")) == IN_BOTH_BASES
    parts += ["base=answered"] if in_both and part("base") == "answered" else []
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
        "method": REPLICATES,
        "note": _reason(found, position),
    }


def tested(family: Family, position: int, name: str) -> Row:
    """Say in result columns what a family of tests found about one of its estimates.

    Args:
        family: as it was judged.
        position: of the estimate.
        name: of the family; rows of one family carry the same.
    """
    return {
        "ci_low_simultaneous": family.ci_low[position],
        "ci_high_simultaneous": family.ci_high[position],
        "p_value": family.p_value[position],
        "p_adjusted": family.p_adjusted[position],
        "p_adjust_method": family.method,
        "family": name,
    }


def _reason(found: Inference, position: int) -> str:
    """Say why an estimate has no error."""
    if found.lacks_freedom[position]:
        return SINGLE_UNIT
    return "withheld" if found.withheld[position] else ""


def finish(rows: Iterable[Row], *, is_synthetic: bool, weighting: str = "calibrated") -> pd.DataFrame:
    """Make RESULTS out of rows: keys added, absent columns empty, nothing hidden yet (`disclosure` does that).

    Rows that rest on replicates say which steps were repeated in each. Rows that rooms call calibrated are called what they
    are: `weighting` is `base` where nothing was calibrated.

    Raises:
        ColumnError: two rows carry one key.
    """
    every = list(rows)
    modelled = {"index", *(str(row["variable"]) for row in every if row.get("measure") == "dimension_weight")}
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


def hide(frame: pd.DataFrame, hidden: "Sequence[bool] | BoolArray") -> pd.DataFrame:
    """Take the numbers, bases and verdicts of some rows away, and say that they are suppressed."""
    found, marked = frame.copy(), pd.Series(hidden, index=frame.index, dtype=bool)
    found.loc[marked, list(NUMBERS)] = float("nan")
    found.loc[marked, "verdict"] = ""
    found["is_suppressed"] = marked.to_numpy(dtype=bool)
    return found


def _method(row: Row, modelled: Collection[str]) -> str:
    """Say how, and of replicates which steps each of them repeats."""
    method, steps = str(row.get("method") or ""), STEPS.get(str(row.get("chapter")))
    if method != REPLICATES or steps is None:
        return method
    found = steps.get(str(row.get("measure")), steps["other"])
    is_beside = (
        found == CHAIN and row.get("measure") in {"mean", "contrast"} and row.get("variable") not in modelled
    )
    return f"{REPLICATES}: {'weights, means' if is_beside else found}"
