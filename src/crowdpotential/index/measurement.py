"""The measurement model: weighted correlations of the items, the declared factor model, and the weights that follow for the index.

Every step is repeated in each replicate of the design, so that loadings, reliabilities and every mean of the index carry the uncertainty
of the whole chain: who was asked, how the weights came out, how the model was estimated.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.answer_correlations import correlate_answers, correlate_replicates
from crowdpotential.index.items import Items
from crowdpotential.index.scores import item_scores
from crowdpotential.index.weight_schemes import (
    ModelLoadings,
    schemes_of_replicates,
    weight_schemes,
)
from crowdpotential.params import BY_CHOICE, Index
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.composites.scoring import IndexWeights, weights_from_loadings
from crowdpotential.stats.correlation.correlations import correlate_items
from crowdpotential.stats.correlation.polychoric import Polychoric
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
    """Fit the declared factor model to the weighted correlations.

    Args:
        items: answers of n respondents to p items.
        weights: (n,) calibrated weights.
        spec: how the index is weighted.
        has_method_factor: whether reversed items share an orthogonal factor of their own.

    Raises:
        ItemError, ModelError: correlations or the model cannot be estimated, or a weight would be negative.
    """
    found = correlate_answers(items, weights, empty_cell=spec.empty_cell)
    method = _method_items(items, has_method_factor=has_method_factor)
    model = fit_factor_model(
        found.correlations, items.dimension_of_item, method_items=method, names=items.names
    )
    second_order = _general_loadings(model.factor_correlations, items.dimensions)
    return Measurement(
        polychoric=found,
        model=model,
        second_order=second_order,
        weights=_index_weights(items, weights, (model.loadings, second_order), spec),
        has_method_factor=method is not None,
    )


def measure_replicates(
    items: Items, replicate_weights: FloatArray, full: Measurement, *, spec: Index
) -> MeasurementReplicates:
    """Repeat `measure` with each column of the replicate weights, started at the full sample's solution.

    Args:
        replicate_weights: (n, R); a column of NaN is a replicate that could not be calibrated.
    """
    correlations = correlate_replicates(
        items, replicate_weights, start=full.polychoric.correlations, empty_cell=spec.empty_cell
    )
    answers = _answer_correlations(items, replicate_weights.T, spec)
    return model_replicates(items, correlations, full, spec=spec, answer_correlations=answers)


def model_replicates(
    items: Items,
    correlations: FloatArray,
    full: Measurement,
    *,
    spec: Index,
    answer_correlations: FloatArray | None = None,
) -> MeasurementReplicates:
    """Fit the model of the full sample to each replicate's correlations, and weight by it as params say.

    Args:
        correlations: (R, p, p) as `correlate_replicates` gives them.
        answer_correlations: (R, p, p) of the answers as numbers; principal components rest on them.
    """
    method = _method_items(items, has_method_factor=full.has_method_factor)
    fits = fit_factor_replicates(correlations, items.dimension_of_item, method_items=method, start=full.model)
    generals = _replicate_generals(fits.factor_correlations, full.second_order)
    failed = fits.failed | np.isnan(generals).any(axis=1)
    if spec.weights == "factor":  # a weight would be negative
        failed |= (fits.loadings <= 0).any(axis=1) | (generals <= 0).any(axis=1)
    found = ModelLoadings(items=fits.loadings, dimensions=generals)
    item_weights, dimension_weights = _replicate_weights(items, found, spec, answer_correlations)
    failed |= np.isnan(item_weights).any(axis=1) | np.isnan(dimension_weights).any(axis=1)
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


def _general_loadings(factor_correlations: FloatArray, dimensions: tuple[str, ...]) -> FloatArray:
    if len(factor_correlations) < FEWEST_FOR_GENERAL_FACTOR:
        return np.ones(len(factor_correlations))
    general: SecondOrder = fit_second_order(factor_correlations, names=dimensions)
    return general.loadings


def _replicate_generals(factor_correlations: FloatArray, full: FloatArray) -> FloatArray:
    if len(full) < FEWEST_FOR_GENERAL_FACTOR:
        return np.ones((len(factor_correlations), len(full)))
    return fit_second_order_replicates(factor_correlations, start=full)


def _answer_correlations(items: Items, weights: FloatArray, spec: Index) -> FloatArray | None:
    """(C, p, p) of the answers as numbers under each row of weights, where the index needs them."""
    return correlate_items(item_scores(items), weights) if spec.weights == "pca" else None


def _index_weights(
    items: Items, weights: FloatArray, loadings: tuple[FloatArray, FloatArray], spec: Index
) -> IndexWeights:
    if spec.weights == "factor":
        return weights_from_loadings(
            loadings[0], items.dimension_of_item, loadings[1], names=items.names, dimensions=items.dimensions
        )
    found = weight_schemes(
        [BY_CHOICE[spec.weights]],
        items,
        ModelLoadings(items=loadings[0][None], dimensions=loadings[1][None]),
        expert=spec.expert,
        correlations=_answer_correlations(items, weights[None], spec),
    )
    return IndexWeights(item_weights=found.items[0, 0], dimension_weights=found.dimensions[0, 0])


def _replicate_weights(
    items: Items, found: ModelLoadings, spec: Index, correlations: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """(R, p) and (R, k): what `_index_weights` gives, for all replicates at once."""
    if spec.weights == "factor":
        sums = found.items @ np.eye(len(items.dimensions))[items.dimension_of_item]
        by_item = np.asarray(found.items / sums[:, items.dimension_of_item], dtype=np.float64)
        by_dimension = found.dimensions / found.dimensions.sum(axis=1, keepdims=True)
        return by_item, np.asarray(by_dimension, dtype=np.float64)
    schemes = schemes_of_replicates(
        [BY_CHOICE[spec.weights]], items, found, expert=spec.expert, correlations=correlations
    )
    return schemes.items[:, 0], schemes.dimensions[:, 0]
