"""Key and columns of every frame that crosses a border between rooms; checked once, on entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crowdpotential.errors import ColumnError


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a frame must hold."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]  # column -> str, float, int, bool


RESPONSES = Contract(  # one row per respondent; codes as stored, missing codes included; written by ingest.harmonise
    name="responses",
    key=("respondent_id",),
    columns={"respondent_id": "str", "source": "str", "area": "str", "bloc": "str", "sample_type": "str"},
)
FLAGS = Contract(  # one row per respondent and quality rule that flagged him; written by ingest.quality
    name="flags", key=("respondent_id", "rule"), columns={"respondent_id": "str", "rule": "str"}
)
FINDINGS = Contract(  # findings.csv: one row per remark of the data checks
    name="findings",
    key=("finding_id",),
    columns={
        "finding_id": "str",
        "rule": "str",
        "area": "str",
        "bloc": "str",
        "sample_type": "str",
        "variable": "str",
        "n": "int",
        "share": "float",
        "action": "str",
        "is_synthetic": "bool",
        "source": "str",
        "note": "str",  # file as received; what else there is to say, never an answer of a respondent
    },
)
EXCLUSIONS = Contract(  # exclusions.csv: every respondent left out, by the first rule that took him
    name="exclusions",
    key=("respondent_id",),
    columns={"respondent_id": "str", "area": "str", "bloc": "str", "sample_type": "str", "rule": "str", "is_synthetic": "bool"},
)
MARGINS = Contract(  # margins.csv: known population counts; of a bloc where `area` names one
    name="margins",
    key=("area", "variable", "category"),
    columns={
        "area": "str",
        "variable": "str",
        "category": "str",
        "persons": "int",
        "share": "float",  # as given; NaN where persons were given
        "source": "str",
        "status": "str",
    },
)
ELIGIBLE = Contract(  # selected and eligible persons in each weighting class of design.nonresponse
    name="eligible",
    key=("area", "variable", "category"),
    columns={
        "area": "str",
        "variable": "str",
        "category": "str",
        "eligible": "int",
        "source": "str",
        "status": "str",
    },
)
RESPONSE_CLASSES = Contract(  # the weighting classes of design.nonresponse: who was eligible, who answered
    name="response_classes",
    key=("area", "variable", "category"),
    columns={
        "area": "str",
        "variable": "str",
        "category": "str",
        "eligible": "int",
        "n": "int",
        "response_rate": "float",
        "factor": "float",
        "source": "str",
        "status": "str",
    },
)
MEANS = Contract(  # known means of numeric variables; of a bloc where `area` names one
    name="means",
    key=("area", "variable"),
    columns={"area": "str", "variable": "str", "mean": "float", "source": "str", "status": "str"},
)
DELIVERED_WEIGHTS = Contract(  # replicate weights that came with the data, a column each; never published with the answers
    name="delivered_weights", key=("respondent_id",), columns={"respondent_id": "str"}
)
MARGIN_REPORT = Contract(  # one row per margin cell: before and after calibration; of a bloc where `area` names one
    name="margin_report",
    key=("area", "variable", "category"),
    columns={
        "area": "str",
        "variable": "str",
        "category": "str",
        "persons": "int",
        "n": "int",
        "share_before": "float",
        "share_control": "float",
        "share_after": "float",
        "relative_gap": "float",
        "collapsed_into": "str",
        "source": "str",
        "status": "str",
        "is_estimate": "bool",
    },
)
WEIGHTS = Contract(  # one row per analysed respondent of the main sample
    name="weights",
    key=("respondent_id",),
    columns={
        "respondent_id": "str",
        "stratum": "str",
        "psu": "str",
        "base_weight": "float",
        "weight_persons": "float",
        "weight": "float",
    },
)
SCORES = Contract(  # one row per analysed respondent: score_<DIMENSION>, n_items_<DIMENSION>, index
    name="scores", key=("respondent_id",), columns={"respondent_id": "str", "index": "float"}
)

RESULT_COLUMNS: Mapping[str, str] = {
    "result_id": "str",
    "chapter": "str",
    "measure": "str",
    "spec_id": "str",
    "model": "str",
    "variable": "str",
    "category": "str",
    "variable_2": "str",
    "sample": "str",
    "bloc": "str",
    "area": "str",
    "domain_variable": "str",
    "domain": "str",
    "reference_bloc": "str",
    "reference_area": "str",
    "reference_domain": "str",
    "weighting": "str",
    "base": "str",
    "estimate": "float",
    "standard_error": "float",
    "ci_low": "float",
    "ci_high": "float",
    "ci_low_simultaneous": "float",
    "ci_high_simultaneous": "float",
    "interval_type": "str",
    "confidence_level": "float",
    "unit": "str",
    "n": "float",
    "n_effective": "float",
    "df": "float",
    "df_numerator": "float",
    "n_replicates": "float",
    "n_replicates_failed": "float",
    "p_value": "float",
    "p_adjusted": "float",
    "p_adjust_method": "str",
    "family": "str",
    "verdict": "str",
    "method": "str",
    "source": "str",
    "note": "str",
    "is_suppressed": "bool",
    "is_synthetic": "bool",
}
RESULTS = Contract(name="results", key=("result_id",), columns=RESULT_COLUMNS)  # results.csv, in this order


def require(frame: pd.DataFrame, contract: Contract, *, also: Iterable[str] = ()) -> None:
    """Refuse a frame that breaks its contract.

    Raises:
        ColumnError: a column is missing or stands twice, has another kind of content, or the key is not unique.
    """
    for column in [*contract.columns, *also]:
        found = int((frame.columns == column).sum())
        if found != 1:
            msg = f"{contract.name}: column {column} is there {found} times; it must be there once"
            raise ColumnError(msg)
    for column, kind in contract.columns.items():
        if not _has_kind(frame[column], kind):
            msg = f"{contract.name}: column {column} holds {frame[column].dtype}, not {kind}"
            raise ColumnError(msg)
    repeated = int(frame.duplicated(list(contract.key)).sum())
    if repeated:
        msg = f"{contract.name}: {repeated} rows repeat the key {', '.join(contract.key)}; each may stand once"
        raise ColumnError(msg)


def empty(contract: Contract) -> pd.DataFrame:
    """Return a frame without rows that meets a contract."""
    kinds = {"str": "str", "float": "float64", "int": "int64", "bool": "bool"}
    return pd.DataFrame({column: pd.Series(dtype=kinds[kind]) for column, kind in contract.columns.items()})


def _has_kind(column: "pd.Series[Any]", kind: str) -> bool:
    if len(column) == 0:
        return True
    if kind == "str":
        return pd.api.types.is_string_dtype(column) or isinstance(column.dtype, pd.CategoricalDtype)
    if kind == "bool":
        return pd.api.types.is_bool_dtype(column)
    if kind == "int":
        return pd.api.types.is_integer_dtype(column)
    return pd.api.types.is_numeric_dtype(column)
