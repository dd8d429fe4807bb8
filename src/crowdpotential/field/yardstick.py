"""The yardstick: what the pipeline's own estimators give on a clean synthetic population (section "Synthetic survey with known truth").

Everybody answers everything, nothing is spoiled, every person has the same weight. What a perfect survey would report stands here, beside
the generating parameters; later work is measured against it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crowdpotential.field.answer_models import CodeArray
from crowdpotential.field.draws import draw_answers, draw_item, draw_latents, draw_types
from crowdpotential.field.people import GENERAL, People, Standards, World, in_bloc
from crowdpotential.field.planted_truth import Measured, measure_planted
from crowdpotential.field.population_means import (
    answer_means,
    intraclass_correlation,
    means_by_area,
    means_by_domain,
)
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.composites.index_rule import Needed, plain_means, score_people
from crowdpotential.stats.composites.scoring import (
    IndexWeights,
    equal_weights,
    percent_of_maximum,
    weights_from_loadings,
)
from crowdpotential.stats.correlation.polychoric import polychoric_replicates
from crowdpotential.stats.factor_models.factors import (
    FactorModel,
    SecondOrder,
    fit_factor_model,
    fit_second_order,
)

_PERSONS_AT_ONCE = 100_000  # keeps the memory of scoring low


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """Numbers of the population, and the standards that the survey's latent scores share with it."""

    standards: Standards
    numbers: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scales:
    """Items of some dimensions, in the order of the codebook."""

    items: tuple[str, ...]
    dimensions: tuple[str, ...]
    dimension_of_item: IntArray
    is_reversed: BoolArray
    lowest: FloatArray
    highest: FloatArray


def measure_population(world: World, people: People) -> Yardstick:
    """Draw the population's answers and measure them with the estimators of the pipeline."""
    people, standards = draw_latents(world, people, None)
    people = draw_types(world, people)
    names = [GENERAL, *world.plan.dimensions]
    numbers: dict[str, Any] = {
        "n_persons": people.n,
        "standards": {name: {"centre": standards.centres[name], "spread": standards.spreads[name]} for name in names},
        "latent": _latent_numbers(world, people, names),
    }
    of_index, measured = _index_numbers(world, people)
    numbers |= of_index
    numbers["types"] = means_by_area(world, people, {name: people.types == k for k, name in enumerate(world.plan.types.shares)})
    people = draw_answers(world, people)
    numbers["answers"] = answer_means(world, people)
    numbers |= measure_planted(world, people, measured)
    return Yardstick(standards=standards, numbers=numbers)


def _latent_numbers(world: World, people: People, names: Sequence[str]) -> dict[str, Any]:
    """Return means by area and bloc, correlations and the intraclass correlation of the true latent scores."""
    correlations = np.corrcoef([people.latents[name] for name in names])
    return {
        "means": means_by_area(world, people, {name: people.latents[name] for name in names}),
        "correlations": {name: _named(names, correlations[k]) for k, name in enumerate(names)},
        "intraclass_correlation_within_area": {
            name: intraclass_correlation(people.latents[name], people.point, people.area) for name in names
        },
    }


def _index_numbers(world: World, people: People) -> tuple[dict[str, Any], Measured]:
    """Fit the declared model, weight items and dimensions, and score everybody, with and without the planted shifts."""
    scales = _scales(world, world.params.index.dimensions)
    answers = _draw_items(world, people, scales)
    model, second = _fit(world, answers, scales)
    weights = (
        weights_from_loadings(model.loadings, scales.dimension_of_item, second.loadings)
        if world.params.index.weights == "factor"
        else equal_weights(scales.dimension_of_item)
    )
    scores, index = _score(answers, scales, weights)
    measured = Measured(dimensions=scales.dimensions, scores=scores, index=index)
    levels = world.params.index.levels
    numbers = {
        "observed": means_by_area(world, people, {"index": index, **dict(zip(scales.dimensions, scores.T, strict=True))}),
        "index_standard_deviation": float(index.std()),
        "index_intraclass_correlation_within_area": intraclass_correlation(index, people.point, people.area),
        "index_by_group": means_by_domain(world, people, index, _groupings(world)),
        **_model_numbers(world, scales, model, second, weights),
        "item_means": means_by_area(world, people, dict(zip(scales.items, answers.T, strict=True))),
    }
    if levels is not None:
        numbers["index_levels"] = means_by_area(
            world,
            people,
            {
                "low": index < levels.low_below,
                "medium": (index >= levels.low_below) & (index < levels.high_from),
                "high": index >= levels.high_from,
            },
        )
    numbers["planted_shifts"] = _take_shifts_back(world, people, answers, scales)
    scores, index = _score(answers, scales, weights)
    numbers["without_shifts"] = means_by_area(world, people, {"index": index, **dict(zip(scales.dimensions, scores.T, strict=True))})
    numbers["beside"] = {name: _beside(world, people, name) for name in world.params.index.also}
    return numbers, measured


def _take_shifts_back(world: World, people: People, answers: CodeArray, scales: _Scales) -> dict[str, dict[str, Any]]:
    """Make the same people answer with thresholds alike on both sides; tell how much each shift had moved its item."""
    moved: dict[str, dict[str, Any]] = {}
    for shift in world.plan.shifts:
        if shift.item not in scales.items:
            continue
        column = scales.items.index(shift.item)
        with_shift = answers[:, column].astype(np.float64)
        answers[:, column] = draw_item(world, people, shift.item, shifted=False)
        inside = in_bloc(world, people, shift.bloc) > 0
        codes = float((with_shift - answers[:, column])[inside].mean())
        towards = -codes if scales.is_reversed[column] else codes
        moved[shift.item] = {
            "bloc": shift.bloc,
            "thresholds_by": shift.by,
            "mean_moved_codes": codes,
            "mean_moved_sd_towards_more": towards / float(with_shift.std()),
        }
    return moved


def _beside(world: World, people: People, dimension: str) -> dict[str, float]:
    """Average a dimension that is no part of the index; its items weigh the same, because no model of the index weights them."""
    scales = _scales(world, (dimension,))
    scores, _ = _score(_draw_items(world, people, scales), scales, equal_weights(scales.dimension_of_item))
    return means_by_area(world, people, {dimension: scores[:, 0]})[dimension]


def _scales(world: World, dimensions: Sequence[str]) -> _Scales:
    codebook = world.codebook
    items = tuple(item for dimension in dimensions for item in codebook.items(dimension))
    codes = [list(codebook.codes(item)) for item in items]
    return _Scales(
        items=items,
        dimensions=tuple(dimensions),
        dimension_of_item=np.array([list(dimensions).index(codebook.variable(i).dimension or "") for i in items]),
        is_reversed=np.array([codebook.variable(item).direction < 0 for item in items]),
        lowest=np.array([min(entry) for entry in codes], dtype=np.float64),
        highest=np.array([max(entry) for entry in codes], dtype=np.float64),
    )


def _draw_items(world: World, people: People, scales: _Scales) -> CodeArray:
    answers = np.empty((people.n, len(scales.items)), dtype=np.int16, order="F")
    for column, item in enumerate(scales.items):
        answers[:, column] = draw_item(world, people, item)
    return answers


def _fit(world: World, answers: CodeArray, scales: _Scales) -> tuple[FactorModel, SecondOrder]:
    """Fit the declared model to the population's polychoric correlations."""
    turned = np.where(scales.is_reversed, scales.highest, scales.lowest).astype(np.int64)
    ranks = np.empty(answers.shape, dtype=np.int64, order="F")
    for column in range(answers.shape[1]):
        ranks[:, column] = np.abs(answers[:, column] - turned[column])
    found = polychoric_replicates(
        ranks,
        np.ones((len(ranks), 1)),
        (scales.highest - scales.lowest + 1).astype(np.int64),
        start=np.zeros((len(scales.items), len(scales.items))),
    )
    method_items = scales.is_reversed if world.codebook.method_factor == "reversed" else None
    model = fit_factor_model(found[0], scales.dimension_of_item, method_items=method_items)
    return model, fit_second_order(model.factor_correlations)


def _score(answers: CodeArray, scales: _Scales, weights: IndexWeights) -> tuple[FloatArray, FloatArray]:
    """Score dimensions and index of everybody, some persons at a time."""
    parts, means = list[FloatArray](), plain_means(scales.dimension_of_item, len(scales.dimensions))
    for first in range(0, len(answers), _PERSONS_AT_ONCE):
        items = percent_of_maximum(
            answers[first : first + _PERSONS_AT_ONCE].astype(np.float64),
            lowest=scales.lowest,
            highest=scales.highest,
            is_reversed=scales.is_reversed,
        )
        parts.append(score_people(items, ~np.isnan(items), weights, means, Needed()))
    scores = np.concatenate(parts)
    return scores[:, 1:], scores[:, 0]


def _groupings(world: World) -> tuple[str, ...]:
    groupings = [*world.params.comparison.group_by, world.params.comparison.target_group]
    return tuple(name for name in groupings if name is not None)


def _model_numbers(world: World, scales: _Scales, model: FactorModel, second: SecondOrder, weights: IndexWeights) -> dict[str, Any]:
    items, dimensions = scales.items, scales.dimensions
    return {
        "loadings": {
            "generating": {item: world.plan.items[item].loading for item in items},
            "estimated": _named(items, model.loadings),
        },
        "method_loadings": {
            "generating": {item: world.plan.items[item].method for item in items},
            "estimated": _named(items, model.method_loadings),
        },
        "factor_correlations_estimated": {name: _named(dimensions, model.factor_correlations[k]) for k, name in enumerate(dimensions)},
        "second_order_loadings_estimated": _named(dimensions, second.loadings),
        "item_weights": _named(items, weights.item_weights),
        "dimension_weights": _named(dimensions, weights.dimension_weights),
        "srmr": float(model.srmr),
    }


def _named(names: Iterable[str], values: FloatArray) -> dict[str, float]:
    return dict(zip(names, values.tolist(), strict=True))
