"""The yardstick: what the pipeline's own estimators give on a clean synthetic population (section "Synthetic survey with known truth").

Everybody answers everything, nothing is spoiled, every person has the same weight. What a perfect survey would report stands here, beside
the generating parameters; later work is measured against it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crowdpotential.field.people import (
    GENERAL,
    People,
    Standards,
    World,
    draw_answers,
    draw_item,
    draw_latents,
    draw_types,
    in_bloc,
)
from crowdpotential.field.simulation_plan import Number, Words
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.factors import FactorModel, SecondOrder, fit_factor_model, fit_second_order
from crowdpotential.stats.polychoric import polychoric
from crowdpotential.stats.scoring import (
    IndexWeights,
    percent_of_maximum,
    score_dimensions,
    score_index,
    weights_from_loadings,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """Numbers of the population, and the standards that the survey's latent scores share with it."""

    standards: Standards
    numbers: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scales:
    """The items of the index, in the order of the codebook."""

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
    numbers: dict[str, Any] = {"n_persons": people.n, "standards": _standards(standards)}
    numbers["latent"] = _latent_numbers(world, people)
    numbers |= _index_numbers(world, people)
    numbers["types"] = _by_group(world, people, _indicators(people.types, list(world.plan.types.shares)))
    numbers["answers"] = _answer_numbers(world, people)
    return Yardstick(standards=standards, numbers=numbers)


def _standards(standards: Standards) -> dict[str, dict[str, float]]:
    return {
        name: {"centre": standards.centres[name], "spread": standards.spreads[name]} for name in standards.centres
    }


def _latent_numbers(world: World, people: People) -> dict[str, Any]:
    """Give means by area and bloc, correlations and the intraclass correlation of the true latent scores."""
    names = [GENERAL, *world.plan.dimensions]
    correlations = np.corrcoef([people.latents[name] for name in names])
    return {
        "means": _by_group(world, people, {name: people.latents[name] for name in names}),
        "correlations": {a: dict(zip(names, correlations[i].tolist(), strict=True)) for i, a in enumerate(names)},
        "intraclass_correlation_within_area": {
            name: _intraclass(people.latents[name], people.point, people.area) for name in names
        },
    }


def _index_numbers(world: World, people: People) -> dict[str, Any]:
    """Fit the declared model, weight items and dimensions, and score everybody, with and without the planted shifts."""
    scales = _scales(world, world.params.index.dimensions)
    answers = np.stack([draw_item(world, people, item) for item in scales.items], axis=1)
    model, second = _fit(world, answers, scales)
    weights = weights_from_loadings(model.loadings, scales.dimension_of_item, second.loadings)
    scores, index = _score(answers, scales, weights)
    numbers: dict[str, Any] = {
        "observed": _by_group(world, people, {"index": index, **dict(zip(scales.dimensions, scores.T, strict=True))}),
        "index_standard_deviation": float(index.std()),
        "index_intraclass_correlation_within_area": _intraclass(index, people.point, people.area),
        "item_means": _by_group(world, people, dict(zip(scales.items, answers.T.astype(np.float64), strict=True))),
    }
    numbers |= _model_numbers(world, scales, model, second, weights)
    for shift in world.plan.shifts:
        if shift.item in scales.items:
            answers[:, scales.items.index(shift.item)] = draw_item(world, people, shift.item, shifted=False)
    scores, index = _score(answers, scales, weights)
    numbers["without_shifts"] = _by_group(
        world, people, {"index": index, **dict(zip(scales.dimensions, scores.T, strict=True))}
    )
    numbers["beside"] = {name: _beside(world, people, name) for name in world.params.index.also}
    return numbers


def _beside(world: World, people: People, dimension: str) -> dict[str, Any]:
    """Score a dimension that is no part of the index, by a one-factor model of its own items."""
    scales = _scales(world, (dimension,))
    answers = np.stack([draw_item(world, people, item) for item in scales.items], axis=1)
    sizes = (scales.highest - scales.lowest + 1).astype(np.int64)
    found = polychoric(_categories(answers, scales), np.ones(people.n), sizes, names=scales.items)
    model = fit_factor_model(found.correlations, scales.dimension_of_item, method_items=None)
    weights = weights_from_loadings(model.loadings, scales.dimension_of_item, np.ones(1))
    scores, _ = _score(answers, scales, weights)
    return {
        "observed": _by_group(world, people, {dimension: scores[:, 0]})[dimension],
        "estimated_loadings": dict(zip(scales.items, model.loadings.tolist(), strict=True)),
        "item_weights": dict(zip(scales.items, weights.item_weights.tolist(), strict=True)),
    }


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


def _categories(answers: IntArray, scales: _Scales) -> IntArray:
    """Count categories from 0 towards more of the dimension."""
    return np.where(scales.is_reversed, scales.highest - answers, answers - scales.lowest).astype(np.int64)


def _fit(world: World, answers: IntArray, scales: _Scales) -> tuple[FactorModel, SecondOrder]:
    sizes = (scales.highest - scales.lowest + 1).astype(np.int64)
    found = polychoric(_categories(answers, scales), np.ones(len(answers)), sizes, names=scales.items)
    method_items = scales.is_reversed if world.codebook.method_factor == "reversed" else None
    model = fit_factor_model(found.correlations, scales.dimension_of_item, method_items=method_items)
    return model, fit_second_order(model.factor_correlations)


def _score(answers: IntArray, scales: _Scales, weights: IndexWeights) -> tuple[FloatArray, FloatArray]:
    items = percent_of_maximum(
        answers.astype(np.float64), lowest=scales.lowest, highest=scales.highest, is_reversed=scales.is_reversed
    )
    scores, _ = score_dimensions(items, scales.dimension_of_item, weights, min_items=1)
    return scores, score_index(scores, weights, min_dimensions=1)


def _model_numbers(
    world: World, scales: _Scales, model: FactorModel, second: SecondOrder, weights: IndexWeights
) -> dict[str, Any]:
    def by_item(values: Sequence[float]) -> dict[str, float]:
        return dict(zip(scales.items, map(float, values), strict=True))

    def by_dimension(values: Sequence[float]) -> dict[str, float]:
        return dict(zip(scales.dimensions, map(float, values), strict=True))

    return {
        "loadings": {
            "generating": by_item([world.plan.items[item].loading for item in scales.items]),
            "estimated": by_item(model.loadings.tolist()),
        },
        "method_loadings": {
            "generating": by_item([world.plan.items[item].method for item in scales.items]),
            "estimated": by_item(model.method_loadings.tolist()),
        },
        "factor_correlations_estimated": {
            name: by_dimension(model.factor_correlations[k].tolist()) for k, name in enumerate(scales.dimensions)
        },
        "second_order_loadings_estimated": by_dimension(second.loadings.tolist()),
        "item_weights": by_item(weights.item_weights.tolist()),
        "dimension_weights": by_dimension(weights.dimension_weights.tolist()),
        "srmr": float(model.srmr),
    }


def _answer_numbers(world: World, people: People) -> dict[str, Any]:
    """Give shares of every answer outside the scales (means of numbers), if everybody were asked."""
    asked = [name for name, model in world.plan.answers.items() if not isinstance(model, Words)]
    numbers: dict[str, Any] = {}
    for name in asked:
        people = draw_answers(world, people, only=[name])
    for name in [*world.plan.background, *asked]:
        answers, codes = people.codes[name], list(world.codebook.codes(name))
        if isinstance({**world.plan.background, **world.plan.answers}[name], Number):
            numbers[name] = _by_group(world, people, {"mean": answers.astype(np.float64)})
        elif answers.ndim == 1:
            numbers[name] = _by_group(world, people, {str(c): (answers == c).astype(np.float64) for c in codes})
        else:
            marks = {str(c): answers[:, k].astype(np.float64) for k, c in enumerate(codes)}
            numbers[name] = _by_group(world, people, marks)
    return numbers


def _by_group(world: World, people: People, values: Mapping[str, FloatArray]) -> dict[str, dict[str, float]]:
    """Average each variable over all persons, each bloc and each area."""
    areas = list(world.params.areas)
    persons = np.bincount(people.area, minlength=len(areas)).astype(np.float64)
    members = {bloc: [area.bloc == bloc for area in world.params.areas.values()] for bloc in world.params.blocs}
    found: dict[str, dict[str, float]] = {}
    for name, value in values.items():
        sums = np.bincount(people.area, value, minlength=len(areas))
        found[name] = {"all": float(sums.sum() / persons.sum())}
        found[name] |= {bloc: float(sums[inside].sum() / persons[inside].sum()) for bloc, inside in members.items()}
        found[name] |= dict(zip(areas, (sums / persons).tolist(), strict=True))
    return found


def _indicators(positions: IntArray, names: Sequence[str]) -> dict[str, FloatArray]:
    return {name: (positions == k).astype(np.float64) for k, name in enumerate(names)}


def _intraclass(values: FloatArray, point: IntArray, area: IntArray) -> float:
    """Share of the variance within areas that lies between sampling points (analysis of variance, unequal sizes)."""
    n_points = int(point.max()) + 1
    size = np.bincount(point, minlength=n_points).astype(np.float64)
    used = size > 0
    mean = np.bincount(point, values, minlength=n_points)[used] / size[used]
    area_of_point = np.zeros(n_points, dtype=np.int64)
    area_of_point[point] = area
    area_mean = np.bincount(area, values) / np.bincount(area)
    between = (size[used] * (mean - area_mean[area_of_point[used]]) ** 2).sum() / (used.sum() - area_mean.size)
    within = ((values - mean[np.cumsum(used)[point] - 1]) ** 2).sum() / (values.size - used.sum())
    typical = (values.size - (size**2).sum() / values.size) / (used.sum() - 1)
    part = (between - within) / typical
    return float(part / (part + within))
