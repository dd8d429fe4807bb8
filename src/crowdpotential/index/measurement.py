"""The measurement model: weighted polychoric correlations, the declared factor model, and the weights that follow for the index.

Every step is repeated in each replicate of the design, so that loadings, reliabilities and every mean of the index carry the uncertainty
of the whole chain: who was asked, how the weights came out, how the model was estimated.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.params import Index
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.factors import (
    FactorModel,
    SecondOrder,
    fit_factor_model,
    fit_factor_replicates,
    fit_second_order,
    fit_second_order_replicates,
)
from crowdpotential.stats.polychoric import Polychoric, polychoric, polychoric_replicates
from crowdpotential.stats.scoring import IndexWeights, equal_weights, weights_from_loadings

FEWEST_FOR_GENERAL_FACTOR = 3  # one correlation between two dimensions cannot tell their loadings apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The model of the full sample."""

    polychoric: Polychoric
    model: FactorModel
    second_order: FloatArray  # (k,) loadings on the general factor; ones with fewer than three dimensions
    weights: IndexWeights
    has_method_factor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementReplicates:
    """The same model in each replicate; rows of NaN where a replicate failed."""

    loadings: FloatArray  # (R, p)
    factor_correlations: FloatArray  # (R, k, k)
    second_order: FloatArray  # (R, k)
    item_weights: FloatArray  # (R, p)
    dimension_weights: FloatArray  # (R, k)
    failed: BoolArray  # (R,)


def measure(items: Items, weights: FloatArray, *, spec: Index, has_method_factor: bool) -> Measurement:
    """Fit the declared factor model to the weighted polychoric correlations.

    Args:
        items: answers of n respondents to p items.
        weights: (n,) calibrated weights.
        spec: how the index is weighted.
        has_method_factor: whether reversed items share an orthogonal factor of their own.

    Raises:
        ItemError, ModelError: correlations or the model cannot be estimated, or a weight would be negative.
    """
    found = polychoric(items.ranks, weights, items.n_categories, names=items.names)
    method = _method_items(items, has_method_factor=has_method_factor)
    model = fit_factor_model(
        found.correlations, items.dimension_of_item, method_items=method, names=items.names
    )
    second_order = _general_loadings(model.factor_correlations)
    return Measurement(
        polychoric=found,
        model=model,
        second_order=second_order,
        weights=_index_weights(items, model.loadings, second_order, spec),
        has_method_factor=method is not None,
    )


def measure_replicates(
    items: Items, replicate_weights: FloatArray, full: Measurement, *, spec: Index
) -> MeasurementReplicates:
    """Repeat `measure` with each column of the replicate weights, started at the full sample's solution.

    Args:
        replicate_weights: (n, R); a column of NaN is a replicate that could not be calibrated.
    """
    method = _method_items(items, has_method_factor=full.has_method_factor)
    usable = np.flatnonzero(~np.isnan(replicate_weights).any(axis=0))
    correlations = polychoric_replicates(
        items.ranks,
        np.ascontiguousarray(replicate_weights[:, usable]),
        items.n_categories,
        start=full.polychoric.correlations,
    )
    fits = fit_factor_replicates(correlations, items.dimension_of_item, method_items=method, start=full.model)
    generals = _replicate_generals(fits.factor_correlations, full.second_order)
    n_replicates, k = replicate_weights.shape[1], len(items.dimensions)
    out = MeasurementReplicates(
        loadings=np.full((n_replicates, len(items.names)), np.nan),
        factor_correlations=np.full((n_replicates, k, k), np.nan),
        second_order=np.full((n_replicates, k), np.nan),
        item_weights=np.full((n_replicates, len(items.names)), np.nan),
        dimension_weights=np.full((n_replicates, k), np.nan),
        failed=np.ones(n_replicates, dtype=bool),
    )
    for position, replicate in enumerate(usable):
        loadings, between = fits.loadings[position], fits.factor_correlations[position]
        if fits.failed[position] or (spec.weights == "factor" and (loadings <= 0).any()):
            continue
        general = generals[position]
        if np.isnan(general).any() or (spec.weights == "factor" and (general <= 0).any()):
            continue
        weights = _index_weights(items, loadings, general, spec)
        out.loadings[replicate], out.factor_correlations[replicate] = loadings, between
        out.second_order[replicate], out.failed[replicate] = general, False
        out.item_weights[replicate], out.dimension_weights[replicate] = (
            weights.item_weights,
            weights.dimension_weights,
        )
    return out


def _method_items(items: Items, *, has_method_factor: bool) -> BoolArray | None:
    enough = int(items.is_reversed.sum()) >= FEWEST_FOR_GENERAL_FACTOR
    return items.is_reversed if has_method_factor and enough else None


def _general_loadings(factor_correlations: FloatArray) -> FloatArray:
    if len(factor_correlations) < FEWEST_FOR_GENERAL_FACTOR:
        return np.ones(len(factor_correlations))
    general: SecondOrder = fit_second_order(factor_correlations)
    return general.loadings


def _replicate_generals(factor_correlations: FloatArray, full: FloatArray) -> FloatArray:
    if len(full) < FEWEST_FOR_GENERAL_FACTOR:
        return np.ones((len(factor_correlations), len(full)))
    return fit_second_order_replicates(factor_correlations, start=full)


def _index_weights(items: Items, loadings: FloatArray, general: FloatArray, spec: Index) -> IndexWeights:
    if spec.weights == "equal":
        return equal_weights(items.dimension_of_item)
    return weights_from_loadings(
        loadings, items.dimension_of_item, general, names=items.names, dimensions=items.dimensions
    )
