"""Rows of the margins: cell by cell before and after, how far each variable is off, known means, cells that rest on few respondents."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crowdpotential.contracts import MARGIN_REPORT, require
from crowdpotential.ingest.reference_tables import SEPARATOR, WHOLE, place_of
from crowdpotential.params import Area
from crowdpotential.results.measures import margins
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.weighting.balance import standardised_differences

if TYPE_CHECKING:  # the page names the fewest in a cell, and weights nobody
    from crowdpotential.ingest.weighting import Weighted

FEWEST_IN_CELL = 10  # respondents; what a control cell with fewer of them stands for is told by too few (issue 3)
SHARES = {  # measure -> column of the report, and under which weights
    margins.MARGIN_BEFORE: ("share_before", "base"),
    margins.MARGIN_CONTROL: ("share_control", ""),
    margins.MARGIN_AFTER: ("share_after", "calibrated"),
}
BALANCE = {margins.ASMD_BEFORE: ("share_before", "base"), margins.ASMD_AFTER: ("share_after", "calibrated")}
BALANCED_SHARES = ("share_before", "share_after", "share_control")


def margin_rows(report: pd.DataFrame, areas: Mapping[str, Area]) -> list[Row]:
    """Report each cell's share before calibration, in the population and after it; report meets MARGIN_REPORT."""
    rows: list[Row] = []
    bases = report.groupby(["area", "variable"])["n"].transform("sum")  # of a share, not of its category
    for cell in report.assign(n=bases).to_dict("records"):
        keys: Columns = {
            **place_of(cell["area"], areas),
            "variable": cell["variable"],
            "category": cell["category"],
            "n": float(cell["n"]),
            "source": cell["source"],
            "note": "estimate" if cell["is_estimate"] else "",
        }
        for measure, (column, weights) in SHARES.items():
            rows.append(make_row(measure, MAIN, keys, estimate=cell[column], weighting=weights))
    return rows


def balance_rows(report: pd.DataFrame, *, areas: Mapping[str, Area]) -> list[Row]:
    """Report the absolute standardised difference of every control variable before and after weighting (Austin 2009).

    Of a variable it is that of the category which is furthest off. Variables that are controlled jointly are also told one by one. The
    rows about all areas together compare the sample with the population of all areas.

    Args:
        report: meets MARGIN_REPORT.
        areas: of the study.
    """
    require(report, MARGIN_REPORT)
    rows: list[Row] = []
    for variable, cells in report.groupby("variable", sort=False):
        parts = str(variable).split(SEPARATOR)
        for name in dict.fromkeys([str(variable), *parts]):
            own = cells.assign(category=_part_of(cells["category"], parts, name))
            rows += _variable_rows(own, name, areas)
    return rows


def small_cell_rows(report: pd.DataFrame, *, areas: Mapping[str, Area]) -> list[Row]:
    """Name the control cells, joined as they were calibrated, that rest on fewer than ten respondents; and count them.

    Args:
        report: meets MARGIN_REPORT.
        areas: of the study.
    """
    require(report, MARGIN_REPORT)
    if report.empty:
        return []
    cell = report["collapsed_into"].where(report["collapsed_into"] != "", report["category"])
    counts = report.assign(cell=cell).groupby(["area", "variable", "cell"], sort=False, as_index=False)["n"].sum()
    small = counts[counts["n"] < FEWEST_IN_CELL]
    rows = [
        make_row(
            margins.SMALL_CELL,
            place_of(str(row["area"]), areas),
            sample="main",
            variable=row["variable"],
            category=row["cell"],
            estimate=float(row["n"]),
            n=float(row["n"]),
        )
        for row in small.to_dict("records")
    ]
    n = float(counts.groupby("variable")["n"].sum().max())
    return [*rows, make_row(margins.N_SMALL_CELLS, sample="main", estimate=float(len(small)), n=n)]


def mean_rows(weighted: "Weighted", persons: FloatArray, areas: Mapping[str, Area]) -> list[Row]:
    """Show known means beside those before and after calibration."""
    rows: list[Row] = []
    for target in weighted.means:
        for group, unit in enumerate(target.labels):
            inside = target.groups == group
            values = target.values[inside]  # noqa: PD011 no frame
            found = {
                (margins.MEAN_BEFORE, "base"): np.average(values, weights=weighted.start_weights[inside]),
                (margins.MEAN_CONTROL, ""): target.means[group],
                (margins.MEAN_AFTER, "calibrated"): np.average(values, weights=persons[inside]),
            }
            keys: Columns = {**place_of(unit, areas), "variable": target.name, "n": float(values.size)}
            rows += [make_row(measure, MAIN, keys, weighting=weights, estimate=float(mean)) for (measure, weights), mean in found.items()]
    return rows


def _part_of(categories: "pd.Series[str]", parts: list[str], name: str) -> "pd.Series[str]":
    if name not in parts or len(parts) == 1:
        return categories
    return categories.str.split(SEPARATOR).str[parts.index(name)]


def _variable_rows(cells: pd.DataFrame, variable: str, areas: Mapping[str, Area]) -> list[Row]:
    population = cells.groupby("area", sort=False)["persons"].transform("sum")
    persons = cells[list(BALANCED_SHARES)].mul(population, axis=0).assign(category=cells["category"], area=cells["area"], n=cells["n"])
    single = [(str(unit), own) for unit, own in persons.groupby("area", sort=False) if unit != WHOLE]
    units = [("", persons), *single]
    rows: list[Row] = []
    for unit, own in units:
        counts = own.groupby("category", sort=False)[list(BALANCED_SHARES)].sum()
        shares = counts / counts["share_control"].sum()
        for measure, (column, weights) in BALANCE.items():
            found = standardised_differences(shares[column].to_numpy(dtype=np.float64), shares["share_control"].to_numpy(dtype=np.float64))
            place = place_of(unit, areas) if unit else Columns()
            rows.append(
                make_row(
                    measure,
                    place,
                    sample="main",
                    weighting=weights,
                    variable=variable,
                    estimate=float(found.max()),
                    n=float(own["n"].sum()),
                )
            )
    return rows
