"""A row of results.csv: one number, typed, built by one function out of a registered measure.

Every number that the report prints is a row, with a stable key that figures and tables cite. docs/results.md explains the columns.
"""

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from crowdpotential.results.measure import Measure
from crowdpotential.results.measures.topline import SHARE
from crowdpotential.results.measures.yardsticks import SHARE as BESIDE_PUBLISHED

if TYPE_CHECKING:  # who reads rows needs no statistics
    from crowdpotential.stats.inference.estimation import Inference
    from crowdpotential.stats.inference.simultaneous import Family

REPLICATES = "replicates"  # method of what `inferred` fills in; `finish` adds the steps that every replicate repeats
SINGLE_UNIT = "single_unit"  # note of an estimate without an error: one sampling unit of each stratum, or one respondent


class Columns(TypedDict, total=False):
    """What may be said of a number besides which measure it is; what is left out is empty."""

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
    confidence_level: float
    unit: str
    n: float
    n_effective: float
    df: float
    df_numerator: float
    n_replicates: float
    n_replicates_failed: float
    p_value: float
    p_adjusted: float
    p_adjust_method: str
    family: str
    verdict: str
    method: str
    source: str
    note: str


MAIN: Columns = {"sample": "main", "weighting": "calibrated"}  # of the main sample, under its weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of results.csv; text is empty where it does not apply, numbers NaN."""

    result_id: str = ""
    chapter: str
    measure: str
    spec_id: str = ""
    model: str = ""
    variable: str = ""
    category: str = ""
    variable_2: str = ""
    sample: str = ""
    bloc: str = ""
    area: str = ""
    domain_variable: str = ""
    domain: str = ""
    reference_bloc: str = ""
    reference_area: str = ""
    reference_domain: str = ""
    weighting: str = ""
    base: str = ""
    estimate: float = nan
    standard_error: float = nan
    ci_low: float = nan
    ci_high: float = nan
    ci_low_simultaneous: float = nan
    ci_high_simultaneous: float = nan
    interval_type: str = ""
    confidence_level: float = nan
    unit: str = ""
    n: float = nan
    n_effective: float = nan
    df: float = nan
    df_numerator: float = nan
    n_replicates: float = nan
    n_replicates_failed: float = nan
    p_value: float = nan
    p_adjusted: float = nan
    p_adjust_method: str = ""
    family: str = ""
    verdict: str = ""
    method: str = ""
    source: str = ""
    note: str = ""
    is_suppressed: bool = False
    is_synthetic: bool = False
    is_turned: bool = False  # a contrast that a page reads the other way round: second minus first


def make_row(measure: Measure, *parts: Columns, **columns: Unpack[Columns]) -> Row:
    """Return a row of a measure.

    Args:
        measure: registered.
        parts: columns that rows share; later ones win.
        columns: the row's own; they win over the parts.

    Raises:
        TypeError: there is no such column.
        ValueError: the unit is none of the measure's.
    """
    given: dict[str, Any] = {}
    for part in (*parts, columns):
        given |= part
    check_unit(measure, given.setdefault("unit", measure.units[0]))
    return Row(chapter=measure.chapter, measure=measure.name, **given)


def check_unit(measure: Measure, unit: str) -> None:
    """Refuse a unit that contradicts the measure.

    Raises:
        ValueError: the unit is none of the measure's.
    """
    if unit not in measure.units:
        msg = f"{measure.chapter}.{measure.name}: unit {unit!r} is none of {measure.units}"
        raise ValueError(msg)


def result_id(row: Row) -> str:
    """Return the key of a row: chapter.measure, then whatever distinguishes it, in a fixed order.

    The base is part of it where a number may stand in both: in the toplines and beside published figures, whose shares of those who
    answered say so at the end.
    """
    parts = [row.chapter, row.measure]
    if row.variable:
        parts.append(row.variable + (f"={row.category}" if row.category else ""))
    elif row.category:
        parts.append(f"category={row.category}")
    parts += [row.variable_2] if row.variable_2 else []
    parts += [f"model={row.model}"] if row.model else []
    parts += [f"sample={row.sample}"] if row.sample not in {"", "main"} else []
    parts += [f"weighting={row.weighting}"] if row.weighting == "none" else []
    parts += [f"bloc={row.bloc}"] if row.bloc else []
    parts += [f"area={row.area}"] if row.area else []
    parts += [f"{row.domain_variable}={row.domain}"] if row.domain_variable else []
    parts += [f"vs={name}" for name in (row.reference_bloc, row.reference_area, row.reference_domain) if name]
    in_both = (row.chapter, row.measure) in {SHARE.key, BESIDE_PUBLISHED.key}
    parts += ["base=answered"] if in_both and row.base == "answered" else []
    return ".".join(parts)


def inferred(found: "Inference", position: int) -> Columns:
    """Return the columns that replicates fill for one of several estimates."""
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


def tested(family: "Family", position: int, name: str) -> Columns:
    """Return the columns that a family of tests fills for one of its estimates.

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


def _reason(found: "Inference", position: int) -> str:
    """State why an estimate has no error."""
    if found.lacks_freedom[position]:
        return SINGLE_UNIT
    return "withheld" if found.withheld[position] else ""
