"""Comparability: where the search for a model of several groups begins, and which way its factors point."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.factor_models.factors import FactorModel, fit_factor_model, fit_second_order
from crowdpotential.stats.group_models.group_structure import GroupMatrices, GroupStructure, read_parameters
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.group_models.moments import Moments

_SMALLEST_START = 0.2  # share of an item's variance to begin its residual with
_LARGEST_CORRELATION = 0.9
_WEAK = 0.2  # standardised loading


def find_start(moments: Sequence[Moments], model: MeasurementModel, structure: GroupStructure) -> FloatArray:
    """Start all groups at the least-squares model of their common correlations, with their own variances and means.

    Args:
        moments: of each group.
        model: of every group.
        structure: where its parameters stand.

    Raises:
        ModelError: the least-squares model cannot be found.
    """
    shares = np.array([group.n for group in moments]) / sum(group.n for group in moments)
    pooled = np.einsum("g,gij->ij", shares, np.stack([group.covariance for group in moments]))
    sd = np.sqrt(np.diag(pooled))
    common = _fit_common(pooled / np.outer(sd, sd), model)
    return read_parameters(structure, [_begin(group, model, common, sd) for group in moments])


def turn_signs(matrices: GroupMatrices) -> GroupMatrices:
    """Turn every factor to a positive sum of loadings: of the items, and for a general factor of the dimensions."""
    of_factors = matrices.loadings.sum(axis=0)
    sign = np.where(of_factors < 0, -1.0, 1.0)
    turned = matrices.regressions * sign[:, None]
    sign = np.where(turned.sum(axis=0) < 0, -1.0, sign)
    return GroupMatrices(
        loadings=matrices.loadings * sign,
        regressions=matrices.regressions * np.outer(sign, sign),
        covariances=matrices.covariances * np.outer(sign, sign),
        residuals=matrices.residuals,
        intercepts=matrices.intercepts,
        means=matrices.means * sign,
    )


def _fit_common(correlations: FloatArray, model: MeasurementModel) -> FactorModel:
    """Fit the first-order model; where least squares find no method factor, likelihood begins with a weak one."""
    dimension = model.dimension_of_item
    if not model.has_method_factor:
        return fit_factor_model(correlations, dimension)
    is_method = np.zeros(model.n_items, dtype=np.bool_)
    is_method[model.method_items] = True
    try:
        return fit_factor_model(correlations, dimension, method_items=is_method)
    except ModelError:
        plain = fit_factor_model(correlations, dimension)
        return replace(plain, method_loadings=np.where(is_method, _WEAK, 0.0))


def _begin(group: Moments, model: MeasurementModel, common: FactorModel, sd: FloatArray) -> GroupMatrices:
    """Put the common model into the matrices of one group."""
    f, k = model.n_factors, model.n_dimensions
    loadings, regressions, covariances = np.zeros((model.n_items, f)), np.zeros((f, f)), np.eye(f)
    loadings[np.arange(model.n_items), model.dimension_of_item] = common.loadings * sd
    if model.has_method_factor:
        loadings[:, -1] = common.method_loadings * sd
    between = np.clip(common.factor_correlations, -_LARGEST_CORRELATION, _LARGEST_CORRELATION)
    np.fill_diagonal(between, 1.0)
    if model.has_general_factor:
        general = np.clip(fit_second_order(between).loadings, -_LARGEST_CORRELATION, _LARGEST_CORRELATION)
        own = np.sqrt(1 - general**2)  # a dimension's own part has variance 1, so that the whole has more
        regressions[:k, k] = general / own
        loadings[:, :k] *= own
    else:
        covariances[:k, :k] = between
    variances = np.diag(group.covariance)
    return GroupMatrices(
        loadings=loadings,
        regressions=regressions,
        covariances=covariances,
        residuals=np.diag(np.clip(common.uniquenesses, _SMALLEST_START, 1.0) * variances),
        intercepts=group.mean,
        means=np.zeros(f),
    )
