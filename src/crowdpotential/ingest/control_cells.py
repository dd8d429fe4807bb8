"""Weighting: the control cells of every area; cells with too few respondents join a neighbour once, before any draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.errors import EmptyCellError, MarginError
from crowdpotential.ingest.margins import SEPARATOR, cell_of_respondents
from crowdpotential.params import Weighting
from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.weighting.calibration import Margin


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCells:
    """What the weights are calibrated to."""

    margins: tuple[Margin, ...]  # one per weighting variable; its cells run through all areas
    row_of: tuple[
        IntArray, ...
    ]  # (n,) for each variable: the respondent's row among the variable's rows of the table
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

    Args:
        responses: the main sample, derived variables included.
        margins: meets MARGINS.
        psus: (n,) primary sampling unit of each respondent.

    Raises:
        MarginError: respondents without an answer to a weighting variable, or in a cell whose control total is zero; or
            small cells would take a whole variable out of an area's weighting.
        EmptyCellError: a cell with a control total has no respondents.
    """
    found: list[Margin] = []
    rows: list[IntArray] = []
    tables: list[pd.DataFrame] = []
    for variable in (*weighting.variables, *weighting.bloc_variables):
        unit = responses["bloc" if variable in weighting.bloc_variables else "area"].astype("str")
        categories = cell_of_respondents(responses, variable, codebook)
        _refuse_missing_answers(categories, responses, variable)
        key = unit + ": " + categories
        ours = margins[margins["variable"] == variable].reset_index(drop=True)
        labels = ours["area"] + ": " + ours["category"]
        counts = np.asarray(key.value_counts().reindex(labels, fill_value=0), dtype=np.int64)
        _refuse_one_sided(ours, counts, variable)
        units = {str(label): set(psus[rows]) for label, rows in key.groupby(key).indices.items()}
        joined = _join_by_area(ours, dict(zip(labels, counts, strict=True)), units, weighting)
        _refuse_vanished(ours, joined, variable)
        names = joined.map(" + ".join)
        cell, distinct = pd.factorize(ours["area"] + ": " + names)
        totals = np.bincount(cell, weights=ours["persons"].to_numpy(dtype=np.float64)).astype(np.float64)
        rows.append(np.asarray(key.map({label: row for row, label in enumerate(labels)}), dtype=np.int64))
        found.append(
            Margin(
                name=variable, cells=cell[rows[-1]], control_totals=totals, labels=tuple(map(str, distinct))
            )
        )
        collapsed = names.where(joined.map(len) > 1, "").astype("str")
        tables.append(ours.assign(n=counts, cell=cell, collapsed_into=collapsed))
    return ControlCells(margins=tuple(found), row_of=tuple(rows), table=pd.concat(tables, ignore_index=True))


def _join_by_area(
    ours: pd.DataFrame,
    counts: Mapping[str, int],
    units: Mapping[str, set[int]],
    weighting: Weighting,
) -> "pd.Series[Any]":
    """Give the categories that each row of a variable's margins is calibrated together with."""
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
        n_units = [
            len(set().union(*(units.get(f"{area}: {category}", set()) for category in run))) for run in runs
        ]
        small = [
            position
            for position in range(len(runs))
            if sizes[position] < weighting.collapse_below_respondents
            or n_units[position] < weighting.collapse_below_psus
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
        areas = ", ".join(sorted(responses.loc[is_missing, "area"].unique()))
        msg = (
            f"weighting: {int(is_missing.sum())} respondents ({areas}) have no answer to {variable}; complete it, "
            "leave them out by a rule in cleaning.exclude, or weight without this variable"
        )
        raise MarginError(msg)


def _refuse_one_sided(ours: pd.DataFrame, counts: IntArray, variable: str) -> None:
    is_empty = (ours["persons"].to_numpy() > 0) & (counts == 0)
    if is_empty.any():
        first = ours[is_empty].iloc[0]
        more = f" (and {int(is_empty.sum()) - 1} more cells)" if is_empty.sum() > 1 else ""
        msg = (
            f"weighting: {first['area']}, {variable} {first['category']}: {first['persons']} persons but no respondents{more}; "
            "join the category with a neighbour in codebook and margins, or weight without this variable"
        )
        raise EmptyCellError(msg)
    is_unexpected = (ours["persons"].to_numpy() == 0) & (counts > 0)
    if is_unexpected.any():
        first = ours[is_unexpected].iloc[0]
        msg = (
            f"weighting: {first['area']}, {variable} {first['category']}: {int(counts[is_unexpected][0])} respondents but no "
            "persons in the margins; correct the codes or the margins"
        )
        raise MarginError(msg)
