"""Comparability: the factor model of several groups in matrices, and which of their cells are free, fixed or equal.

In group g the factors are e = a + B e + d, where only the dimensions depend on a general factor (B), and the items y = v + L e + r:
with K = I + B, V the covariances of d and T those of r, the items have covariance L K V K' L' + T and mean v + L K a (Joreskog 1971,
Psychometrika 36, 409-426; Sorbom 1974, British Journal of Mathematical and Statistical Psychology 27, 229-239). A parameter that is
equal in several cells has one number; no constraints are needed. Nothing here knows by which likelihood a model is fitted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray

FIXED = -1  # stands where no parameter does
KINDS = ("loadings", "regressions", "covariances", "residuals", "intercepts", "means")
_SYMMETRIC = ("covariances", "residuals")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One matrix of all groups: which parameter stands where. A symmetric matrix has its numbers in both triangles."""

    numbers: IntArray  # (G, ...) equal numbers are one parameter; FIXED is none
    fixed: FloatArray  # (G, ...) values of the cells that are not free


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """All matrices of the model."""

    loadings: Pattern  # (G, p, f)
    regressions: Pattern  # (G, f, f) of a dimension (row) on the general factor (column)
    covariances: Pattern  # (G, f, f) of what the general factor leaves of the dimensions, and of all other factors
    residuals: Pattern  # (G, p, p)
    intercepts: Pattern  # (G, p)
    means: Pattern  # (G, f) of what the general factor leaves of the dimensions, and of all other factors


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeCells:
    """The free cells of one matrix in one group; of a symmetric one the lower triangle."""

    rows: IntArray  # (q,)
    columns: IntArray  # (q,) all 0 for a vector
    numbers: IntArray  # (q,) of the parameters
    halves: FloatArray  # (q,) 1/2 on the diagonal of a symmetric matrix, 1 elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCells:
    """The free cells of one group."""

    loadings: FreeCells
    regressions: FreeCells
    covariances: FreeCells
    residuals: FreeCells
    intercepts: FreeCells
    means: FreeCells
    numbers: IntArray  # (q,) parameter of every free cell, matrices in the order of KINDS
    spans: tuple[slice, ...]  # where the cells of each matrix stand among them

    @property
    def n_in_covariance(self) -> int:
        """Count the cells that move the covariance: all but intercepts and means, which come last."""
        return int(self.spans[KINDS.index("intercepts")].start)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStructure:
    """The model of all groups, its parameters numbered 0..m-1 without gaps."""

    n_parameters: int
    patterns: Patterns
    groups: tuple[GroupCells, ...]


@dataclass(frozen=True, kw_only=True)  # without slots, so that what follows from the matrices is computed once
class GroupMatrices:
    """The model of one group in numbers."""

    loadings: FloatArray  # (p, f)
    regressions: FloatArray  # (f, f)
    covariances: FloatArray  # (f, f)
    residuals: FloatArray  # (p, p)
    intercepts: FloatArray  # (p,)
    means: FloatArray  # (f,)

    @cached_property
    def paths(self) -> FloatArray:
        """Return (f, f) what one unit of a factor's own part (column) adds to each factor (row)."""
        reach = self.regressions.copy()
        reach.flat[:: len(reach) + 1] += 1.0
        return reach

    @cached_property
    def factor_covariances(self) -> FloatArray:
        """Return the (f, f) covariances of the whole factors."""
        return np.asarray(self.paths @ self.covariances @ self.paths.T)

    @cached_property
    def factor_means(self) -> FloatArray:
        """Return the (f,) means of the whole factors."""
        return np.asarray(self.paths @ self.means)

    @cached_property
    def implied_covariance(self) -> FloatArray:
        """Return the items' (p, p) covariances under the model."""
        return np.asarray(self.loadings @ self.factor_covariances @ self.loadings.T + self.residuals)

    @cached_property
    def implied_mean(self) -> FloatArray:
        """Return the items' (p,) means under the model."""
        return np.asarray(self.intercepts + self.loadings @ self.factor_means)


def build_structure(patterns: Patterns) -> GroupStructure:
    """Number the parameters without gaps, matrix by matrix, and list the free cells of each group.

    Args:
        patterns: with any numbers >= 0; equal numbers mean one parameter within one matrix only.
    """
    counted: dict[str, Pattern] = {}
    n_parameters = 0
    for kind in KINDS:
        pattern: Pattern = getattr(patterns, kind)
        used, position = np.unique(pattern.numbers[pattern.numbers != FIXED], return_inverse=True)
        numbers = np.full(pattern.numbers.shape, FIXED)
        numbers[pattern.numbers != FIXED] = n_parameters + position
        counted[kind] = Pattern(numbers=numbers, fixed=pattern.fixed)
        n_parameters += len(used)
    groups = tuple(_gather_free_cells(counted, group) for group in range(len(patterns.loadings.numbers)))
    return GroupStructure(n_parameters=n_parameters, patterns=Patterns(**counted), groups=groups)


def fill_matrices(parameters: FloatArray, structure: GroupStructure, group: int) -> GroupMatrices:
    """Put the parameters where they belong in one group.

    Args:
        parameters: (m,).
        structure: of all groups.
        group: its number.
    """
    filled = {}
    for kind in KINDS:
        pattern: Pattern = getattr(structure.patterns, kind)
        numbers = pattern.numbers[group]
        filled[kind] = np.where(numbers == FIXED, pattern.fixed[group], parameters[numbers])
    return GroupMatrices(**filled)


def place_values(values: FloatArray, structure: GroupStructure, group: int) -> GroupMatrices:
    """Put one value of each parameter, such as its standard error, where the parameter stands in one group; 0 elsewhere."""
    placed = {}
    for kind in KINDS:
        numbers = getattr(structure.patterns, kind).numbers[group]
        placed[kind] = np.where(numbers == FIXED, 0.0, values[numbers])
    return GroupMatrices(**placed)


def read_parameters(structure: GroupStructure, groups: Sequence[GroupMatrices]) -> FloatArray:
    """Read the parameters out of every group's matrices; the groups' mean where they ought to be equal.

    Matrices of a stricter model give its freer one the same implied moments.

    Args:
        structure: of the model that takes the parameters.
        groups: matrices of the same shape, of this model or another.
    """
    total, count = np.zeros(structure.n_parameters), np.zeros(structure.n_parameters)
    for cells, matrices in zip(structure.groups, groups, strict=True):
        values = [_at(getattr(matrices, kind), getattr(cells, kind)) for kind in KINDS]
        np.add.at(total, cells.numbers, np.concatenate(values))
        np.add.at(count, cells.numbers, 1)
    return np.asarray(total / count)


def sum_by_parameter(cells: GroupCells, columns: FloatArray, n_parameters: int) -> FloatArray:
    """Add up the columns (..., q) of a group's free cells that belong to one parameter, as (..., m)."""
    total = np.zeros((n_parameters, *columns.shape[:-1]))
    np.add.at(total, cells.numbers, np.moveaxis(columns, -1, 0))
    return np.moveaxis(total, 0, -1)


def list_free_cells(kind: str, numbers: IntArray, is_free: BoolArray) -> FreeCells:
    """List cells of one matrix or vector.

    Args:
        kind: one of KINDS.
        numbers: of the matrix's shape: parameter of each cell.
        is_free: of the same shape; of a symmetric matrix only the lower triangle counts.
    """
    places = np.nonzero(np.tril(is_free) if kind in _SYMMETRIC else is_free)
    rows, columns = places if numbers.ndim > 1 else (places[0], np.zeros_like(places[0]))
    halves = np.where((rows == columns) & (kind in _SYMMETRIC), 0.5, 1.0)
    return FreeCells(rows=rows, columns=columns, numbers=numbers[places], halves=halves)


def gather_cells(cells: Mapping[str, FreeCells]) -> GroupCells:
    """Put the cells of all matrices of one group in order."""
    numbers = [cells[kind].numbers for kind in KINDS]
    spans = tuple(slice(a, b) for a, b in pairwise(accumulate(map(len, numbers), initial=0)))
    return GroupCells(**cells, numbers=np.concatenate(numbers), spans=spans)


def _gather_free_cells(patterns: Mapping[str, Pattern], group: int) -> GroupCells:
    own = {kind: patterns[kind].numbers[group] for kind in KINDS}
    return gather_cells({kind: list_free_cells(kind, own[kind], own[kind] != FIXED) for kind in KINDS})


def _at(matrix: FloatArray, cells: FreeCells) -> FloatArray:
    return matrix[cells.rows] if matrix.ndim == 1 else matrix[cells.rows, cells.columns]
