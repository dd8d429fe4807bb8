"""Weighting diagnostics, the margins: cell by cell before and after, how far each variable is off, which cells rest on few respondents."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crowdpotential.contracts import MARGIN_REPORT, empty, require
from crowdpotential.ingest.control_cells import ControlCells
from crowdpotential.ingest.margin_tables import ESTIMATE, SEPARATOR
from crowdpotential.ingest.reference_tables import WHOLE, place_of
from crowdpotential.params import Area
from crowdpotential.results.measures import margins
from crowdpotential.results.rows import MAIN, Columns, Row, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.weighting.balance import standardised_differences

FEWEST_IN_CELL = 10  # respondents; what a control cell with fewer of them stands for is told by too few (issue 3)
SHARES = {  # measure -> column of the report, and under which weights
    margins.MARGIN_BEFORE: ("share_before", "base"),
    margins.MARGIN_CONTROL: ("share_control", ""),
    margins.MARGIN_AFTER: ("share_after", "calibrated"),
}
BALANCE = {margins.ASMD_BEFORE: ("share_before", "base"), margins.ASMD_AFTER: ("share_after", "calibrated")}
BALANCED_SHARES = ("share_before", "share_after", "share_control")


def report_margins(cells: ControlCells, start: FloatArray, weights: FloatArray) -> pd.DataFrame:
    """Show the shares before and after beside the control totals; the gap is that of the cell that was calibrated.

    Args:
        cells: what the weights were calibrated to.
        start: (n,) weights before calibration, of any scale.
        weights: (n,) weights after it.

    Returns:
        Meets MARGIN_REPORT; without rows where nothing was calibrated.
    """
    parts = [empty(MARGIN_REPORT)] if not cells.margins else []
    for margin, row_of in zip(cells.margins, cells.row_of, strict=True):
        ours = cells.table[cells.table["variable"] == margin.name].reset_index(drop=True)
        population = ours.groupby("area")["persons"].transform("sum").to_numpy(dtype=np.float64)
        before = np.bincount(row_of, weights=start, minlength=len(ours))
        reached = np.bincount(margin.cells, weights=weights, minlength=len(margin.labels))
        controlled = np.where(margin.control_totals > 0, margin.control_totals, 1.0)
        gaps = np.where(margin.control_totals > 0, reached / controlled - 1, 0.0)
        parts.append(
            ours.assign(
                share_before=before / pd.Series(before).groupby(ours["area"]).transform("sum"),
                share_control=ours["persons"] / population,
                share_after=np.bincount(row_of, weights=weights, minlength=len(ours)) / population,
                relative_gap=gaps[ours["cell"]],
                is_estimate=ours["status"].str.casefold().str.startswith(ESTIMATE).astype(bool),
            )
        )
    report = pd.concat(parts, ignore_index=True)[list(MARGIN_REPORT.columns)]
    require(report, MARGIN_REPORT)
    return report


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
