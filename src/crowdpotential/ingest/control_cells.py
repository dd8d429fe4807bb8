"""Weighting: the control cells of every area; cells with too few respondents join a neighbour once, before any draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.contracts import MARGIN_REPORT, empty, require
from crowdpotential.errors import EmptyCellError, Faults, MarginError
from crowdpotential.ingest.margin_tables import ESTIMATE, cell_of_respondents
from crowdpotential.ingest.reference_tables import SEPARATOR, units_of_respondents
from crowdpotential.params import Weighting
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.weighting.calibration import Margin

CELLS_NAMED = 5  # in one message; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCells:
    """What the weights are calibrated to."""

    margins: tuple[Margin, ...]  # one per weighting variable; its cells run through all areas, where areas are held
    row_of: tuple[IntArray, ...]  # (n,) for each variable: the respondent's row among the variable's rows of the table
    table: pd.DataFrame  # MARGINS plus n, cell (row of the variable's Margin) and collapsed_into


def make_control_cells(
    responses: pd.DataFrame,
    margins: pd.DataFrame,
    psus: IntArray,
    *,
    weighting: Weighting,
    codebook: Codebook,
) -> ControlCells:
    """Place every respondent in a control cell of his area (or bloc), and join cells that are too small for the replicates.

    A small cell joins the neighbouring category (the smaller of the two) of the margin's last variable, within the same
    categories of its other variables: men of 18-24 join men of 25-34, never women.

    A category with neither persons nor respondents in an area (a city has no villages) is a structural zero: it gets no cell, since
    nothing is to be held there, as in R's survey::rake over the observed levels.

    Args:
        responses: the main sample, derived variables included.
        margins: meets MARGINS.
        psus: (n,) primary sampling unit of each respondent.

    Raises:
        MarginError: respondents without an answer to a weighting variable, or in a cell whose control total is zero; or
            small cells would take a whole variable out of an area's weighting.
        EmptyCellError: a cell with a control total has no respondents.
    """
    faults, found = Faults(), list[_VariableCells]()
    for variable in (*weighting.variables, *weighting.bloc_variables):
        with faults.collected():
            own = margins[margins["variable"] == variable]
            unit = units_of_respondents(responses, set(own["area"]))
            categories = cell_of_respondents(responses, variable, codebook)
            _refuse_missing_answers(categories, responses, variable)
            ours = _count_respondents(own, unit + ": " + categories)
            _refuse_one_sided(ours)
            found.append(_cells_of_variable(unit + ": " + categories, ours, psus, variable, weighting))
    faults.raise_any()
    return ControlCells(
        margins=tuple(cells.margin for cells in found),
        row_of=tuple(cells.row_of for cells in found),
        table=pd.concat([cells.table for cells in found], ignore_index=True),
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _VariableCells:
    """The control cells of one variable."""

    margin: Margin
    row_of: IntArray  # (n,) row of the table
    table: pd.DataFrame


def _cells_of_variable(key: "pd.Series[str]", ours: pd.DataFrame, psus: IntArray, variable: str, weighting: Weighting) -> _VariableCells:
    """Make the control cells of a variable out of its margins with their respondents, small ones joined."""
    labels = ours["area"] + ": " + ours["category"]
    units = {str(label): set(psus[rows]) for label, rows in key.groupby(key).indices.items()}
    joined = _join_by_area(ours, dict(zip(labels, ours["n"], strict=True)), units, weighting)
    _refuse_vanished(ours, joined, variable)
    names = joined.map(" + ".join)
    cell, distinct = pd.factorize(ours["area"] + ": " + names)
    totals = np.bincount(cell, weights=ours["persons"].to_numpy(dtype=np.float64)).astype(np.float64)
    row_of = np.asarray(key.map({label: row for row, label in enumerate(labels)}), dtype=np.int64)
    margin = Margin(name=variable, cells=cell[row_of], control_totals=totals, labels=tuple(map(str, distinct)))
    collapsed = names.where(joined.map(len) > 1, "").astype("str")
    return _VariableCells(margin=margin, row_of=row_of, table=ours.assign(cell=cell, collapsed_into=collapsed))


def _count_respondents(margin: pd.DataFrame, key: "pd.Series[str]") -> pd.DataFrame:
    """Count the respondents of each category of a variable, and leave out those without respondents and persons."""
    counts = key.value_counts().reindex(margin["area"] + ": " + margin["category"], fill_value=0)
    counted = margin.assign(n=counts.to_numpy(dtype=np.int64))
    return counted[(counted["n"] > 0) | (counted["persons"] > 0)].reset_index(drop=True)


def _join_by_area(
    ours: pd.DataFrame,
    counts: Mapping[str, int],
    units: Mapping[str, set[int]],
    weighting: Weighting,
) -> "pd.Series[Any]":
    """Return the categories that each row of a variable's margins is calibrated together with."""
    joined: dict[str, tuple[str, ...]] = {}
    for area in dict.fromkeys(ours["area"]):
        categories = ours.loc[ours["area"] == area, "category"].tolist()
        for prefix in dict.fromkeys(category.rpartition(SEPARATOR)[0] for category in categories):
            row = [category for category in categories if category.rpartition(SEPARATOR)[0] == prefix]
            for run in _join_small(row, area, counts, units, weighting):
                joined |= {f"{area}: {category}": tuple(run) for category in run}
    return (ours["area"] + ": " + ours["category"]).map(joined)


def _join_small(
    categories: Sequence[str],
    area: str,
    counts: Mapping[str, int],
    units: Mapping[str, set[int]],
    weighting: Weighting,
) -> list[list[str]]:
    runs = [[category] for category in categories]
    while len(runs) > 1:
        sizes = [sum(counts[f"{area}: {category}"] for category in run) for run in runs]
        n_units = [len(set().union(*(units.get(f"{area}: {category}", set()) for category in run))) for run in runs]
        small = [
            position
            for position in range(len(runs))
            if sizes[position] < weighting.collapse_below_respondents or n_units[position] < weighting.collapse_below_psus
        ]
        if not small:
            break
        smallest = min(small, key=lambda position: sizes[position])
        neighbours = [position for position in (smallest - 1, smallest + 1) if 0 <= position < len(runs)]
        partner = min(neighbours, key=lambda position: sizes[position])
        first, second = sorted((smallest, partner))
        runs[first : second + 1] = [runs[first] + runs[second]]
    return runs


def _refuse_vanished(ours: pd.DataFrame, joined: "pd.Series[Any]", variable: str) -> None:
    """A variable whose categories have all joined would no longer be calibrated, and nobody would notice."""
    categories = ours.groupby("area", sort=False)["category"].size()
    cells = joined.groupby(ours["area"], sort=False).nunique()
    vanished = categories.index[(cells == 1) & (categories > 1)]
    if len(vanished):
        msg = (
            f"weighting: {variable}: all categories are too small in {len(vanished)} areas ({', '.join(vanished)}), so the "
            "variable would not be weighted there; lower collapse_below_respondents or collapse_below_psus, or leave it out"
        )
        raise MarginError(msg)


def _refuse_missing_answers(categories: "pd.Series[str]", responses: pd.DataFrame, variable: str) -> None:
    is_missing = categories == ""
    if is_missing.any():
        areas = ", ".join(sorted(set(responses.loc[is_missing, "area"]) - {""}))
        where = f" ({areas})" if areas else ""
        msg = (
            f"weighting: {int(is_missing.sum())} respondents{where} have no answer to {variable}; complete it, "
            "leave them out by a rule in cleaning.exclude, or weight without this variable"
        )
        raise MarginError(msg)


def _refuse_one_sided(ours: pd.DataFrame) -> None:
    """Refuse persons whom nobody stands for, and respondents who stand for nobody; all cells are named."""
    faults = Faults()
    if len(empty := ours[ours["n"] == 0]):
        msg = (
            f"weighting: {_name_cells(empty, 'persons', 'persons but no respondents')}; join the category with a neighbour in "
            "codebook and margins, or weight without this variable"
        )
        faults.add(EmptyCellError(msg))
    if len(unexpected := ours[ours["persons"] == 0]):
        msg = f"weighting: {_name_cells(unexpected, 'n', 'respondents but no persons in the margins')}; correct the codes or the margins"
        faults.add(MarginError(msg))
    faults.raise_any()


def _name_cells(cells: pd.DataFrame, counted: str, what: str) -> str:
    """Name cells with what they hold, up to a few, and count the others."""
    named = [f"{row['area']}, {row['variable']} {row['category']}: {row[counted]} {what}" for row in cells[:CELLS_NAMED].to_dict("records")]
    more = f" (and {len(cells) - CELLS_NAMED} more cells)" if len(cells) > CELLS_NAMED else ""
    return "; ".join(named) + more
