"""What is planted beside the index, measured on the clean population: funnel, experiment, drivers, gap at equal composition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from crowdpotential.field.derived import derive_codes
from crowdpotential.field.draws import draw_answer
from crowdpotential.field.known_answers import list_met
from crowdpotential.field.people import People, World, in_bloc
from crowdpotential.field.population_means import Means, means_by_area
from crowdpotential.field.simulation_plan import Drivers, Step, Vignette
from crowdpotential.field.traits import trait
from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Scores of the population as the pipeline gives them, 0..100."""

    dimensions: tuple[str, ...]
    scores: FloatArray  # (n, dimensions)
    index: FloatArray  # (n,)


def measure_planted(world: World, people: People, measured: Measured) -> dict[str, Any]:
    """Measure what the plan asks for, on people whose answers are drawn."""
    plan, numbers = world.plan.truth, dict[str, Any]()
    if plan.funnel:
        numbers["funnel"] = _count_steps(world, people, plan.funnel)
    if plan.vignette is not None:
        numbers["vignette"] = _compare_arms(world, people, plan.vignette)
    if plan.drivers is not None:
        numbers["drivers"] = _regress(world, people, plan.drivers, measured)
    if plan.gap_cells:
        numbers["gap"] = _compose_alike(world, people, measured.index, plan.gap_cells)
    return numbers


def _count_steps(world: World, people: People, steps: Sequence[Step]) -> dict[str, Means]:
    """Return the share of all persons at each step: of it alone, and nested in all steps before it."""
    found: dict[str, Means] = {}
    nested: BoolArray = np.ones(people.n, dtype=np.bool_)
    for step in steps:
        taken = list_met(world, people, step.when)
        nested = nested & taken
        found[step.id] = means_by_area(world, people, {"alone": taken, "nested": nested})
    return found


def _compare_arms(world: World, people: People, vignette: Vignette) -> Means:
    """Return the mean effect of each wording against the first: everybody answers after each, with the same noise."""
    first, *others = world.codebook.codes(vignette.arm)
    outcomes = {code: _answer_after(world, people, vignette, code) for code in (first, *others)}
    effects = {world.codebook.key_of_code(vignette.arm, code): outcomes[code] - outcomes[first] for code in others}
    return means_by_area(world, people, effects)


def _answer_after(world: World, people: People, vignette: Vignette, code: int) -> FloatArray:
    seen = np.full(people.n, code, dtype=np.int16)
    shown = replace(people, codes={**people.codes, vignette.arm: seen})
    return draw_answer(world, shown, vignette.outcome).astype(np.float64)


def _regress(world: World, people: People, drivers: Drivers, measured: Measured) -> dict[str, Any]:
    """Regress the outcome's codes on scores and traits by least squares, everybody weighing the same."""
    names = (*drivers.scores, *drivers.traits)
    columns = [measured.scores[:, measured.dimensions.index(name)] for name in drivers.scores]
    columns += [trait(world, people, name) for name in drivers.traits]
    spreads = np.array([column.std() for column in columns])
    centred = np.column_stack([column - column.mean() for column in columns])
    outcome = people.codes[drivers.outcome].astype(np.float64)
    outcome -= outcome.mean()
    slopes = np.linalg.solve(centred.T @ centred, centred.T @ outcome)
    return {
        "outcome": drivers.outcome,
        "coefficients": dict(zip(names, slopes.tolist(), strict=True)),
        "standardised": dict(zip(names, (slopes * spreads / outcome.std()).tolist(), strict=True)),
        "r_squared": float(slopes @ (centred.T @ outcome) / (outcome @ outcome)),
    }


def _compose_alike(world: World, people: People, index: FloatArray, cells: Sequence[str]) -> dict[str, Any]:
    """Return the gap of every two sides, raw and in the composition of each, over the cells that both have."""
    cell: IntArray = np.zeros(people.n, dtype=np.int64)
    for name in cells:
        cell = cell * (max(world.codebook.codes(name)) + 1) + derive_codes(name, people.codes, world.codebook)
    cell = np.unique(cell, return_inverse=True)[1].astype(np.int64)
    found: dict[str, Any] = {}
    for first, second in combinations(world.params.blocs, 2):
        sides = [in_bloc(world, people, bloc) for bloc in (first, second)]
        persons = [np.bincount(cell, side) for side in sides]
        sums = [np.bincount(cell, side * index) for side in sides]
        both = (persons[0] > 0) & (persons[1] > 0)
        gaps = sums[0][both] / persons[0][both] - sums[1][both] / persons[1][both]
        found[f"{first}-{second}"] = {
            "raw": float(sums[0].sum() / persons[0].sum() - sums[1].sum() / persons[1].sum()),
            "at_composition_of": {
                bloc: float(np.average(gaps, weights=of_side[both])) for bloc, of_side in zip((first, second), persons, strict=True)
            },
        }
    return found
