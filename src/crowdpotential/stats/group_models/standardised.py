"""Measurement: the solution in standard deviations of each group's items and factors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.group_structure import KINDS, GroupMatrices, fill_matrices
from crowdpotential.stats.group_models.measurement_fit import MeasurementFit

_STEP = 1e-30  # along the imaginary axis: no digit is lost to subtraction


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardisedGroup:
    """One group's solution, every item and factor with variance 1."""

    values: GroupMatrices
    errors: GroupMatrices  # standard errors by the delta method; 0 where a value cannot vary


def standardise(fit: MeasurementFit) -> tuple[StandardisedGroup, ...]:
    """Standardise every group by its own implied standard deviations.

    Derivatives for the delta method are taken along the imaginary axis, exact to the last digit (Squire and Trapp 1998, SIAM Review 40,
    110-112).

    Args:
        fit: of the model.
    """
    return tuple(_standardise_group(fit, group) for group in range(len(fit.groups)))


def _standardise_group(fit: MeasurementFit, group: int) -> StandardisedGroup:
    values = _divide(fit.groups[group])
    own = np.unique(fit.structure.groups[group].numbers)

    def solve(parameters: FloatArray) -> FloatArray:
        return _flatten(_divide(fill_matrices(parameters, fit.structure, group)))

    jacobian = _differentiate(solve, fit.parameters, own)
    covariance = fit.sandwich.covariance[np.ix_(own, own)]
    variances = np.einsum("ij,jk,ik->i", jacobian, covariance, jacobian)
    return StandardisedGroup(values=values, errors=_unflatten(np.sqrt(variances), values))


def _divide(matrices: GroupMatrices) -> GroupMatrices:
    item_sd = np.sqrt(np.diag(matrices.implied_covariance))
    factor_sd = np.sqrt(np.diag(matrices.factor_covariances))
    return GroupMatrices(
        loadings=matrices.loadings * factor_sd / item_sd[:, None],
        regressions=matrices.regressions * factor_sd / factor_sd[:, None],
        covariances=matrices.covariances / np.outer(factor_sd, factor_sd),
        residuals=matrices.residuals / np.outer(item_sd, item_sd),
        intercepts=matrices.intercepts / item_sd,
        means=matrices.means / factor_sd,
    )


def _differentiate(function: Callable[[FloatArray], FloatArray], at: FloatArray, which: IntArray) -> FloatArray:
    columns = []
    for number in which:
        moved = at.astype(np.complex128)
        moved[number] += _STEP * 1j
        columns.append(function(cast("FloatArray", moved)).imag / _STEP)  # the formulas take complex numbers too
    return np.stack(columns, axis=1)


def _flatten(matrices: GroupMatrices) -> FloatArray:
    return np.concatenate([getattr(matrices, kind).ravel() for kind in KINDS])


def _unflatten(flat: FloatArray, like: GroupMatrices) -> GroupMatrices:
    parts, start = {}, 0
    for kind in KINDS:
        shape = getattr(like, kind).shape
        end = start + int(np.prod(shape))
        parts[kind] = flat[start:end].reshape(shape)
        start = end
    return GroupMatrices(**parts)
