"""Measurement: second derivatives of the misfit of several groups, kept apart as far as the groups are.

A parameter that stands in one group only bends the misfit together with parameters of this group and with those that groups share. The
equations of a Newton step are therefore solved group by group and then once for what is shared (Schur complement), which takes a small
part of the work that the whole matrix would take.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What one group adds to the second derivatives."""

    numbers: IntArray  # (q,) the group's parameters, each once
    values: FloatArray  # (q, q) symmetric


@dataclass(frozen=True, slots=True, kw_only=True)
class Curvature:
    """Second derivatives by all parameters, as the sum of what the groups add."""

    n_parameters: int
    blocks: tuple[Block, ...]

    @property
    def whole(self) -> FloatArray:
        """Return the (m, m) sum."""
        total = np.zeros((self.n_parameters, self.n_parameters))
        for block in self.blocks:
            total[np.ix_(block.numbers, block.numbers)] += block.values
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One group's parameters of its own: a of them, beside c that it shares."""

    own: IntArray  # (a,) numbers among all parameters
    shared: IntArray  # (c,) numbers among the shared ones
    factor: FloatArray  # (a, a) Cholesky factor
    reach: FloatArray  # (a, c) by how much each of its own answers a change of the shared ones, sign turned


@dataclass(frozen=True, slots=True, kw_only=True)
class Factored:
    """A positive definite curvature, ready to be solved."""

    n_parameters: int
    shared: IntArray  # (s,) numbers of the parameters that several groups have
    complement: FloatArray  # (s, s) Cholesky factor of what the groups leave of them
    parts: tuple[_Part, ...]

    def solve(self, gradient: FloatArray) -> FloatArray:
        """Return (m,) the curvature's inverse times a vector (m,)."""
        solution = np.empty(self.n_parameters)
        right = gradient[self.shared]
        for part in self.parts:
            if part.own.size:
                solution[part.own] = dpotrs(part.factor, gradient[part.own], lower=1)[0]
            np.subtract.at(right, part.shared, gradient[part.own] @ part.reach)
        if right.size:
            right = dpotrs(self.complement, right, lower=1)[0]
            solution[self.shared] = right
            for part in self.parts:
                solution[part.own] -= part.reach @ right[part.shared]
        return solution

    def invert(self) -> FloatArray:
        """Return the (m, m) inverse."""
        inverse = np.zeros((self.n_parameters, self.n_parameters))
        if self.shared.size:
            spread = np.zeros((self.n_parameters, self.shared.size))
            spread[self.shared, np.arange(self.shared.size)] = 1.0
            for part in self.parts:
                spread[part.own[:, None], part.shared] = -part.reach
            inverse = spread @ _invert(self.complement) @ spread.T
        for part in self.parts:
            inverse[part.own[:, None], part.own] += _invert(part.factor)
        return inverse


def fold(numbers: IntArray, cells: FloatArray) -> Block:
    """Add up the cells of a group (c, c) that belong to one parameter.

    Args:
        numbers: (c,) parameter of each cell.
        cells: (c, c) symmetric.
    """
    if np.bincount(numbers).max() == 1:
        return Block(numbers=numbers, values=cells)
    own, place = np.unique(numbers, return_inverse=True)
    member = np.eye(len(own))[place]
    return Block(numbers=own, values=member.T @ cells @ member)


def undivided(values: FloatArray) -> Curvature:
    """Return a matrix of second derivatives (m, m) as the curvature of a single group."""
    return Curvature(n_parameters=len(values), blocks=(Block(numbers=np.arange(len(values)), values=values),))


def factorise(curvature: Curvature) -> Factored:
    """Factorise the curvature.

    Raises:
        LinAlgError: a curvature that is not positive definite.
    """
    is_shared = _find_shared(curvature)
    shared, position = np.flatnonzero(is_shared), np.cumsum(is_shared) - 1
    complement = np.zeros((shared.size, shared.size))
    parts = []
    for block in curvature.blocks:
        own, common = np.flatnonzero(~is_shared[block.numbers]), np.flatnonzero(is_shared[block.numbers])
        of_own = block.values if not common.size else block.values[own[:, None], own]
        mixed = block.values[own[:, None], common]
        factor, at = factorise_matrix(of_own), position[block.numbers[common]]
        reach = dpotrs(factor, mixed, lower=1)[0] if mixed.size else mixed
        complement[at[:, None], at] += block.values[common[:, None], common] - mixed.T @ reach
        parts.append(_Part(own=block.numbers[own], shared=at, factor=factor, reach=reach))
    return Factored(
        n_parameters=curvature.n_parameters,
        shared=shared,
        complement=factorise_matrix(complement) if shared.size else complement,
        parts=tuple(parts),
    )


def factorise_matrix(matrix: FloatArray) -> FloatArray:
    """Return the lower Cholesky factor of a symmetric matrix.

    Raises:
        LinAlgError: a matrix that is not positive definite.
    """
    if not matrix.size:
        return matrix
    factor, fault = dpotrf(matrix.T, lower=1)
    if fault:
        msg = "not positive definite"
        raise LinAlgError(msg)
    return np.asarray(factor)


def invert_matrix(matrix: FloatArray) -> tuple[FloatArray, float]:
    """Return the inverse of a positive definite matrix and the logarithm of its determinant.

    Raises:
        LinAlgError: a matrix that is not positive definite.
    """
    factor = factorise_matrix(matrix)
    return _invert(factor), float(2 * np.log(np.diag(factor)).sum())


def estimate_condition(curvature: Curvature, inverse: FloatArray) -> float:
    """Estimate the reciprocal condition of the second derivatives, every parameter on a scale on which its own is one.

    Args:
        curvature: positive definite.
        inverse: (m, m) of it.
    """
    diagonal, sums = np.zeros(curvature.n_parameters), np.zeros(curvature.n_parameters)
    for block in curvature.blocks:
        np.add.at(diagonal, block.numbers, np.diag(block.values))
    scale = np.sqrt(diagonal)
    for block in curvature.blocks:  # no less than the sum of absolute values, where groups share both parameters
        np.add.at(sums, block.numbers, np.abs(block.values) @ (1 / scale[block.numbers]))
    return float(1 / ((sums / scale).max() * (np.abs(inverse) @ scale * scale).max()))


def _find_shared(curvature: Curvature) -> BoolArray:
    numbers = [block.numbers for block in curvature.blocks]
    return np.asarray(np.bincount(np.concatenate(numbers), minlength=curvature.n_parameters) > 1)


def _invert(factor: FloatArray) -> FloatArray:
    if not factor.size:  # of a group without parameters of its own; LAPACK takes no empty matrix
        return factor
    lower = dpotri(factor, lower=1)[0]  # above the diagonal zeros, as in the factor
    inverse = np.asarray(lower + lower.T)
    inverse.flat[:: len(inverse) + 1] /= 2
    return inverse
