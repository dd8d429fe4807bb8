"""Weighting: the population margins, and the faults that would make calibrated weights silently wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import EmptyCellError, MarginError
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

TOTALS_AGREE = 1e-9  # relative: whole persons agree exactly, sums of fractions up to rounding
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
        MarginError: unusable or different totals, respondents in no cell or in a cell without persons.
        EmptyCellError: a cell with a control total has no respondents.
    """
    if not margins:
        msg = "raking needs at least one margin"
        raise ValueError(msg)
    for margin in margins:
        if margin.cells.shape != (n_respondents,) or margin.control_totals.shape != (len(margin.labels),):
            msg = f"margin {margin.name}: need {n_respondents} cells, and one control total per label"
            raise ValueError(msg)
        _refuse_unusable_totals(margin)
        _refuse_outsiders(margin)
        _refuse_one_sided_cells(margin)
    _refuse_different_totals(margins)


def _refuse_unusable_totals(margin: Margin) -> None:
    is_unusable = ~(np.isfinite(margin.control_totals) & (margin.control_totals >= 0))
    if is_unusable.any():
        msg = (
            f"margin {margin.name}: {is_unusable.sum()} control totals are missing, infinite or negative, in "
            f"{_names(margin, is_unusable)}; give numbers of persons"
        )
        raise MarginError(msg)
    if not margin.control_totals.sum() > 0:
        msg = (
            f"margin {margin.name}: all {len(margin.labels)} control totals are zero; give numbers of persons"
        )
        raise MarginError(msg)


def _refuse_outsiders(margin: Margin) -> None:
    n_cells = len(margin.labels)
    n_outside = int(np.count_nonzero((margin.cells < 0) | (margin.cells >= n_cells)))
    if n_outside:
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
            f"margin {margin.name}: no respondents for {_persons(margin.control_totals[is_empty].sum())} in "
            f"{_names(margin, is_empty)}; join cells or leave the margin out"
        )
        raise EmptyCellError(msg)
    is_unexpected = (margin.control_totals == 0) & (counts > 0)
    if is_unexpected.any():
        msg = (
            f"margin {margin.name}: {counts[is_unexpected].sum()} respondents where the total is zero, "
            f"in {_names(margin, is_unexpected)}; check the codes and the control totals"
        )
        raise MarginError(msg)


def _refuse_different_totals(margins: Sequence[Margin]) -> None:
    first, *others = margins
    total = first.control_totals.sum()
    for other in others:
        other_total = other.control_totals.sum()
        if abs(other_total / total - 1) > TOTALS_AGREE:
            msg = (
                f"margins with different totals: {first.name} has {_persons(total)}, {other.name} has "
                f"{_persons(other_total)}; both must describe one population"
            )
            raise MarginError(msg)


def _persons(total: float) -> str:
    return f"{total:,.10g} persons"


def _names(margin: Margin, is_named: BoolArray) -> str:
    named = [f"'{label}'" for label, is_it in zip(margin.labels, is_named, strict=True) if is_it]
    more = f" and {len(named) - CELLS_NAMED} more" if len(named) > CELLS_NAMED else ""
    return ", ".join(named[:CELLS_NAMED]) + more
