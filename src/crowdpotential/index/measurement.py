"""The measurement model: weighted polychoric correlations, the declared factor model, and the weights that follow for the index.

Every step is repeated in each replicate of the design, so that loadings, reliabilities and every mean of the index carry the uncertainty
of the whole chain: who was asked, how the weights came out, how the model was estimated.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.params import Index
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.composites.scoring import IndexWeights, equal_weights, weights_from_loadings
from crowdpotential.stats.correlation.polychoric import Polychoric, polychoric, polychoric_replicates
from crowdpotential.stats.factor_models.factors import (
    FactorModel,
    SecondOrder,
    fit_factor_model,
    fit_factor_replicates,
    fit_second_order,
    fit_second_order_replicates,
)

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
    method_loadings: FloatArray  # (R, p) zero for items without the method factor
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
    correlations = polychoric_replicates(
        items.ranks, replicate_weights, items.n_categories, start=full.polychoric.correlations
    )
    return model_replicates(items, correlations, full, spec=spec)


def model_replicates(
    items: Items, correlations: FloatArray, full: Measurement, *, spec: Index
) -> MeasurementReplicates:
    """Fit the model of the full sample to each replicate's correlations (R, p, p), and weight by it as params say."""
    method = _method_items(items, has_method_factor=full.has_method_factor)
    fits = fit_factor_replicates(correlations, items.dimension_of_item, method_items=method, start=full.model)
    generals = _replicate_generals(fits.factor_correlations, full.second_order)
    failed = fits.failed | np.isnan(generals).any(axis=1)
    if spec.weights == "factor":  # a weight would be negative
        failed |= (fits.loadings <= 0).any(axis=1) | (generals <= 0).any(axis=1)
    item_weights, dimension_weights = _replicate_weights(items, fits.loadings, generals, spec)
    return MeasurementReplicates(
        loadings=_without(fits.loadings, failed),
        factor_correlations=_without(fits.factor_correlations, failed),
        method_loadings=_without(fits.method_loadings, failed),
        second_order=_without(generals, failed),
        item_weights=_without(item_weights, failed),
        dimension_weights=_without(dimension_weights, failed),
        failed=failed,
    )


def _without(replicates: FloatArray, failed: BoolArray) -> FloatArray:
    kept = replicates.copy()
    kept[failed] = np.nan
    return kept


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


def _replicate_weights(
    items: Items, loadings: FloatArray, generals: FloatArray, spec: Index
) -> tuple[FloatArray, FloatArray]:
    """(R, p) and (R, k): what `_index_weights` gives, for all replicates at once."""
    if spec.weights == "equal":
        equal = equal_weights(items.dimension_of_item)
        n_replicates = len(loadings)
        return np.tile(equal.item_weights, (n_replicates, 1)), np.tile(
            equal.dimension_weights, (n_replicates, 1)
        )
    sums = loadings @ np.eye(len(items.dimensions))[items.dimension_of_item]
    by_item = np.asarray(loadings / sums[:, items.dimension_of_item], dtype=np.float64)
    return by_item, np.asarray(generals / generals.sum(axis=1, keepdims=True), dtype=np.float64)
