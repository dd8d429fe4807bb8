"""The measurement model: weighted correlations of the items, the declared factor model, and the weights that follow for the index.

Every step is repeated in each replicate of the design, so that loadings, reliabilities and every mean of the index carry the uncertainty
of the whole chain: who was asked, how the weights came out, how the model was estimated.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.index.answer_correlations import correlate_answers, correlate_replicates
from crowdpotential.index.failures import (
    StepFailure,
    find_correlation_failures,
    find_model_failures,
    find_part_failures,
)
from crowdpotential.index.item_scores import item_scores
from crowdpotential.index.items import Items
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
    """The same model in each replicate; NaN where a step that the number uses failed, and nowhere else."""

    loadings: FloatArray  # (R, p)
    factor_correlations: FloatArray  # (R, k, k)
    method_loadings: FloatArray  # (R, p) zero for items without the method factor
    second_order: FloatArray  # (R, k)
    item_weights: FloatArray  # (R, p)
    dimension_weights: FloatArray  # (R, k)
    failed: BoolArray  # (R,) without weights, or any step
    failures: tuple[StepFailure, ...]  # the steps, those that never failed too


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
    model = fit_factor_model(found.correlations, items.dimension_of_item, method_items=method, names=items.names)
    second_order = _general_loadings(model.factor_correlations, items.dimensions)
    return Measurement(
        polychoric=found,
        model=model,
        second_order=second_order,
        weights=_index_weights(items, weights, (model.loadings, second_order), spec),
        has_method_factor=method is not None,
    )


def measure_replicates(items: Items, replicate_weights: FloatArray, full: Measurement, *, spec: Index) -> MeasurementReplicates:
    """Repeat `measure` with each column of the replicate weights, started at the full sample's solution.

    Args:
        replicate_weights: (n, R); a column of NaN is a replicate that could not be calibrated.
    """
    correlations = correlate_replicates(items, replicate_weights, start=full.polychoric.correlations, empty_cell=spec.empty_cell)
    answers = _answer_correlations(items, replicate_weights.T, spec)
    is_weighted = np.asarray(~np.isnan(replicate_weights).any(axis=0))
    return model_replicates(items, correlations, full, spec=spec, is_weighted=is_weighted, answer_correlations=answers)


def model_replicates(
    items: Items,
    correlations: FloatArray,
    full: Measurement,
    *,
    spec: Index,
    is_weighted: BoolArray,
    answer_correlations: FloatArray | None = None,
) -> MeasurementReplicates:
    """Fit the model of the full sample to each replicate's correlations, and weight by it as params say.

    A weight that does not rest on the model is there in every replicate that could be weighted.

    Args:
        correlations: (R, p, p) as `correlate_replicates` gives them.
        is_weighted: (R,) replicates that could be weighted.
        answer_correlations: (R, p, p) of the answers as numbers; principal components rest on them.
    """
    method = _method_items(items, has_method_factor=full.has_method_factor)
    fits = fit_factor_replicates(correlations, items.dimension_of_item, method_items=method, start=full.model)
    generals = _replicate_generals(fits.factor_correlations, full.second_order)
    found = ModelLoadings(items=fits.loadings, dimensions=generals)
    item_weights, dimension_weights = _replicate_weights(items, found, spec, answer_correlations)
    item_weights[~is_weighted] = dimension_weights[~is_weighted] = np.nan
    known = ~np.isnan(correlations).any(axis=(1, 2))
    is_modelled, has_general = ~fits.failed, ~np.isnan(generals).any(axis=1)
    may_weigh = is_modelled & has_general if needs_model(spec) else is_weighted
    failures = (
        find_correlation_failures(items, correlations, is_weighted),
        find_model_failures(items, correlations, known & fits.failed, method_items=method),
        find_part_failures("general_factor", items.dimensions, np.isnan(generals) & is_modelled[:, None]),
        find_part_failures("item_weights", items.names, np.isnan(item_weights) & may_weigh[:, None]),
        find_part_failures("dimension_weights", items.dimensions, np.isnan(dimension_weights) & may_weigh[:, None]),
    )
    no_weights = np.isnan(item_weights).any(axis=1) | np.isnan(dimension_weights).any(axis=1)
    return MeasurementReplicates(
        loadings=fits.loadings,
        factor_correlations=fits.factor_correlations,
        method_loadings=fits.method_loadings,
        second_order=generals,
        item_weights=item_weights,
        dimension_weights=dimension_weights,
        failed=fits.failed | ~has_general | no_weights,
        failures=failures,
    )


def needs_model(spec: Index) -> bool:
    """Return whether weights of items or dimensions are loadings of the declared model."""
    return spec.weights == "factor" or "factor" in BY_CHOICE[spec.weights]


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
    """Return (C, p, p) of the answers as numbers under each row of weights, where the index needs them."""
    return correlate_items(item_scores(items), weights) if spec.weights == "pca" else None


def _index_weights(items: Items, weights: FloatArray, loadings: tuple[FloatArray, FloatArray], spec: Index) -> IndexWeights:
    if spec.weights == "factor":
        return weights_from_loadings(loadings[0], items.dimension_of_item, loadings[1], names=items.names, dimensions=items.dimensions)
    found = weight_schemes(
        [BY_CHOICE[spec.weights]],
        items,
        ModelLoadings(items=loadings[0][None], dimensions=loadings[1][None]),
        expert=spec.expert,
        correlations=_answer_correlations(items, weights[None], spec),
    )
    return IndexWeights(item_weights=found.items[0, 0], dimension_weights=found.dimensions[0, 0])


def _replicate_weights(items: Items, found: ModelLoadings, spec: Index, correlations: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """Return (R, p) and (R, k): what `_index_weights` gives, for all replicates at once; NaN in a dimension with a negative weight."""
    if spec.weights == "factor":
        members = np.eye(len(items.dimensions))[items.dimension_of_item]
        is_odd = ((found.items <= 0) @ members)[:, items.dimension_of_item] > 0
        sums = (found.items @ members)[:, items.dimension_of_item]
        by_item = np.asarray(np.where(is_odd, np.nan, found.items / sums), dtype=np.float64)
        between = np.where((found.dimensions <= 0).any(axis=1, keepdims=True), np.nan, found.dimensions)
        return by_item, np.asarray(between / between.sum(axis=1, keepdims=True), dtype=np.float64)
    schemes = schemes_of_replicates([BY_CHOICE[spec.weights]], items, found, expert=spec.expert, correlations=correlations)
    return schemes.items[:, 0], schemes.dimensions[:, 0]
