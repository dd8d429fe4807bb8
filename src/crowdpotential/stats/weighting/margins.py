"""Weighting: the population margins, and the faults that would make calibrated weights silently wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import EmptyCellError, MarginError, name_first
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

CELLS_NAMED = 5  # in one message; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """One raking variable: the cell of every respondent and the control total of every cell."""

    name: str
    cells: IntArray  # (n,) 0..k-1
    control_totals: FloatArray  # (k,) in persons
    labels: tuple[str, ...]  # (k,) as messages name the cells


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanTarget:
    """A numeric variable whose weighted mean within each group is known."""

    name: str
    values: FloatArray  # (n,) of any unit; not looked at outside the groups
    groups: IntArray  # (n,) 0..g-1, or -1 for those whom no mean is about
    means: FloatArray  # (g,) control means, in the unit of the values
    labels: tuple[str, ...]  # (g,) as messages name the groups


def require_usable_margins(margins: Sequence[Margin], n_respondents: int) -> None:
    """Refuse margins that no weights can meet, naming margin, cells and counts.

    Args:
        margins: one per raking variable.
        n_respondents: how many every margin must place.

    Raises:
        MarginError: unusable totals, respondents in no cell or in a cell without persons.
        EmptyCellError: a cell with a control total has no respondents.
    """
    if not margins:
        msg = "calibration needs at least one margin"
        raise ValueError(msg)
    for margin in margins:
        if margin.cells.shape != (n_respondents,) or margin.control_totals.shape != (len(margin.labels),):
            msg = f"margin {margin.name}: need {n_respondents} cells, and one control total per label"
            raise ValueError(msg)
        _refuse_unusable_totals(margin)
        _refuse_outsiders(margin)
        _refuse_one_sided_cells(margin)


def require_usable_means(means: Sequence[MeanTarget], n_respondents: int) -> None:
    """Refuse control means that no positive weights can meet, naming variable, groups and counts.

    Args:
        means: of numeric variables in groups.
        n_respondents: how many every target must have a value and a group for.

    Raises:
        MarginError: a mean or a value is missing, or a mean lies outside the values of its group.
        EmptyCellError: a group without respondents.
    """
    for target in means:
        n_groups = len(target.labels)
        if target.values.shape != (n_respondents,) or target.groups.shape != (n_respondents,):
            msg = f"mean of {target.name}: need {n_respondents} values and groups"
            raise ValueError(msg)
        if target.means.shape != (n_groups,) or not ((target.groups >= -1) & (target.groups < n_groups)).all():
            msg = f"mean of {target.name}: need one mean per label, and groups -1..{n_groups - 1}"
            raise ValueError(msg)
        _refuse_missing_values(target)
        _refuse_unreachable_means(target)


def count_persons(total: float) -> str:
    """Write a number of persons as messages do."""
    return f"{total:,.10g} persons"


def name_cells(margin: Margin | MeanTarget, is_named: BoolArray) -> str:
    """Name some cells of a margin, or groups, and count the rest."""
    named = [f"'{label}'" for label, is_it in zip(margin.labels, is_named, strict=True) if is_it]
    return name_first(named, CELLS_NAMED)


def _refuse_unusable_totals(margin: Margin) -> None:
    is_unusable = ~(np.isfinite(margin.control_totals) & (margin.control_totals >= 0))
    if is_unusable.any():
        msg = (
            f"margin {margin.name}: {is_unusable.sum()} control totals are missing, infinite or negative, in "
            f"{name_cells(margin, is_unusable)}; give numbers of persons"
        )
        raise MarginError(msg)
    if not margin.control_totals.sum() > 0:
        msg = f"margin {margin.name}: all {len(margin.labels)} control totals are zero; give numbers of persons"
        raise MarginError(msg)


def _refuse_outsiders(margin: Margin) -> None:
    n_cells = len(margin.labels)
    if margin.cells.min() < 0 or margin.cells.max() >= n_cells:
        n_outside = np.count_nonzero((margin.cells < 0) | (margin.cells >= n_cells))
        msg = (
            f"margin {margin.name}: {n_outside} of {margin.cells.size} respondents are in none of its "
            f"{n_cells} cells; code their answers or exclude them by a rule"
        )
        raise MarginError(msg)


def _refuse_one_sided_cells(margin: Margin) -> None:
    """Refuse persons whom no respondent stands for, and respondents who stand for nobody."""
    counts = np.bincount(margin.cells, minlength=len(margin.labels))
    is_empty = (margin.control_totals > 0) & (counts == 0)
    if is_empty.any():
        msg = (
            f"margin {margin.name}: no respondents for {count_persons(margin.control_totals[is_empty].sum())} in "
            f"{name_cells(margin, is_empty)}; join cells or leave the margin out"
        )
        raise EmptyCellError(msg)
    is_unexpected = (margin.control_totals == 0) & (counts > 0)
    if is_unexpected.any():
        msg = (
            f"margin {margin.name}: {counts[is_unexpected].sum()} respondents where the total is zero, "
            f"in {name_cells(margin, is_unexpected)}; check the codes and the control totals"
        )
        raise MarginError(msg)


def _refuse_missing_values(target: MeanTarget) -> None:
    n_missing = int(np.count_nonzero(~np.isfinite(target.values[target.groups >= 0])))
    if n_missing:
        msg = (
            f"mean of {target.name}: {n_missing} of {np.count_nonzero(target.groups >= 0)} respondents have no number; "
            "complete the values or leave these respondents out by a rule"
        )
        raise MarginError(msg)
    if not np.isfinite(target.means).all():
        msg = (
            f"mean of {target.name}: {np.count_nonzero(~np.isfinite(target.means))} control means are missing or "
            f"infinite, in {name_cells(target, ~np.isfinite(target.means))}; give numbers"
        )
        raise MarginError(msg)


def _refuse_unreachable_means(target: MeanTarget) -> None:
    lowest, highest = np.full(target.means.size, np.inf), np.full(target.means.size, -np.inf)
    inside = target.groups >= 0
    np.minimum.at(lowest, target.groups[inside], target.values[inside])
    np.maximum.at(highest, target.groups[inside], target.values[inside])
    is_empty = highest < lowest
    if is_empty.any():
        msg = f"mean of {target.name}: no respondents in {name_cells(target, is_empty)}; leave the mean out there"
        raise EmptyCellError(msg)
    is_constant = (lowest == highest) & (target.means == lowest)
    is_outside = ~(is_constant | ((lowest < target.means) & (target.means < highest)))
    if is_outside.any():
        worst = int(np.flatnonzero(is_outside)[0])
        msg = (
            f"mean of {target.name}: {target.means[worst]:.10g} in '{target.labels[worst]}' does not lie between the "
            f"smallest and the largest value of its respondents ({is_outside.sum()} of {is_outside.size} control means "
            "do not); check the units, or leave the mean out"
        )
        raise MarginError(msg)
