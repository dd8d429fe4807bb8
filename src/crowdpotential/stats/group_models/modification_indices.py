"""Measurement: which restriction of a model the answers resist most.

The score test (Rao 1948; Sorbom 1989, Psychometrika 54, 371-384) estimates by how much chi-square would fall if one fixed cell were
freed, or if one group's cell no longer had to equal those of the others, and how far the estimate would move. It uses the expected
information without corrections for weights, as lavaan does: a guide to where a model fails, not a test of it.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import chdtrc

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.answer_patterns import Pulls, find_pulls
from crowdpotential.stats.group_models.group_derivatives import find_moment_jacobian
from crowdpotential.stats.group_models.group_sample import GroupSample, Sample
from crowdpotential.stats.group_models.group_structure import (
    FIXED,
    KINDS,
    FreeCells,
    GroupCells,
    GroupMatrices,
    Pattern,
    gather_cells,
    list_free_cells,
)
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit, choose_likelihood
from crowdpotential.stats.group_models.moment_information import find_expected_information

_SMALLEST_INFORMATION = 1e-6  # share of a cell's information that the free parameters do not already hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """What freeing each single cell would bring, the most first."""

    group: IntArray  # (c,)
    kind: IntArray  # (c,) which matrix: position in KINDS
    row: IntArray  # (c,)
    column: IntArray  # (c,) 0 in a vector
    chi2: FloatArray  # (c,) by which chi-square would fall
    p_value: FloatArray  # (c,) of one degree of freedom, before any adjustment for looking at many
    expected_change: FloatArray  # (c,) of the cell
    standardised_change: FloatArray  # (c,) in standard deviations of its items and factors, of residuals in theirs


def find_releases(sample: Sample, fit: MeasurementFit) -> Releases:
    """Test every restricted cell of a fitted model; cells whose release nothing determines are left out.

    Args:
        sample: to which the model was fitted.
        fit: of the model.
    """
    expected = choose_likelihood(sample, fit.structure).find_expected(fit.parameters).whole
    inverse = np.asarray(np.linalg.inv(expected), dtype=np.float64)
    found = [_release_group(sample, fit, group, inverse) for group in range(len(fit.groups))]
    columns = [np.concatenate(each) for each in zip(*found, strict=True)]
    order = np.argsort(-columns[4], kind="stable")
    group, kind, row, column, chi2, change, standardised = (each[order] for each in columns)
    return Releases(
        group=group,
        kind=kind,
        row=row,
        column=column,
        chi2=chi2,
        p_value=chdtrc(1, chi2),
        expected_change=change,
        standardised_change=standardised,
    )


def _release_group(sample: Sample, fit: MeasurementFit, number: int, inverse: FloatArray) -> list[FloatArray]:
    """Return group, kind, row, column, chi2, change and standardised change of a group's cells."""
    group, matrices, cells = sample.groups[number], fit.groups[number], fit.structure.groups[number]
    candidates = _list_candidates(fit, number)
    pulls = find_pulls(group, matrices.implied_mean, matrices.implied_covariance)
    jacobian = find_moment_jacobian(candidates, matrices)
    informed = find_expected_information(group, pulls) @ jacobian / sample.n
    with_parameters = np.zeros((len(inverse), jacobian.shape[1]))
    np.add.at(with_parameters, cells.numbers, find_moment_jacobian(cells, matrices).T @ informed)
    own = (jacobian * informed).sum(axis=0)
    left = own - (with_parameters * (inverse @ with_parameters)).sum(axis=0)
    is_known = left > _SMALLEST_INFORMATION * own
    score = _find_slope(group, pulls) @ jacobian[:, is_known] / sample.n
    change = score / left[is_known]
    kinds, rows, columns = (each[is_known] for each in _tell_places(candidates))
    return [
        np.full(len(change), number),
        kinds,
        rows,
        columns,
        sample.n * score * change,
        change,
        change * _find_units(matrices, kinds, rows, columns),
    ]


def _find_slope(group: GroupSample, pulls: Pulls) -> FloatArray:
    """Return the derivatives of a group's log-likelihood by its moments, as `moment_information` orders them."""
    sizes = np.bincount(group.pattern_of_row, group.weights)
    weighted = pulls.pulls * group.weights[:, None]
    of_covariances = weighted.T @ pulls.pulls - np.einsum("k,kij->ij", sizes, pulls.inverses)
    rows, columns = np.tril_indices(len(of_covariances))
    halves = np.where(rows == columns, 0.5, 1.0)
    return np.concatenate([weighted.sum(axis=0), of_covariances[rows, columns] * halves])


def _tell_places(cells: GroupCells) -> tuple[IntArray, IntArray, IntArray]:
    """Return matrix, row and column of every cell."""
    listed: list[FreeCells] = [getattr(cells, kind) for kind in KINDS]
    kinds = np.repeat(np.arange(len(KINDS)), [len(each.rows) for each in listed])
    return (
        kinds,
        np.concatenate([each.rows for each in listed]),
        np.concatenate([each.columns for each in listed]),
    )


def _list_candidates(fit: MeasurementFit, group: int) -> GroupCells:
    """List the cells that are fixed, or equal to a cell of another group."""
    cells: dict[str, FreeCells] = {}
    start = 0
    for kind in KINDS:
        pattern: Pattern = getattr(fit.structure.patterns, kind)
        numbers = pattern.numbers[group]
        others = np.delete(pattern.numbers, group, axis=0)
        is_shared = (numbers != FIXED) & np.isin(numbers, others)
        is_candidate = is_shared | (numbers == FIXED)
        if kind == "regressions":
            is_candidate &= is_shared  # a dimension depends on the general factor alone
        found = list_free_cells(kind, numbers, is_candidate)
        order = np.arange(start, start + len(found.rows))
        cells[kind] = replace(found, numbers=order)
        start += len(order)
    return gather_cells(cells)


def _find_units(matrices: GroupMatrices, kinds: IntArray, rows: IntArray, columns: IntArray) -> FloatArray:
    """Return by what a change of each cell is multiplied to be in standard deviations."""
    item = np.sqrt(np.diag(matrices.implied_covariance))
    factor = np.sqrt(np.diag(matrices.factor_covariances))
    own_part = np.sqrt(np.diag(matrices.covariances))
    residual = np.sqrt(np.abs(np.diag(matrices.residuals)))
    tables = [
        factor / item[:, None],
        factor / factor[:, None],
        1 / np.outer(own_part, own_part),
        1 / np.outer(residual, residual),
        1 / item[:, None],
        1 / factor[:, None],
    ]
    units = np.empty(len(kinds))
    for kind, table in enumerate(tables):
        chosen = kinds == kind
        units[chosen] = table[rows[chosen], columns[chosen]]
    return units
