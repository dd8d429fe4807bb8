"""Sampling points, quotas as they are reached, boost of target groups (section "Synthetic survey with known truth")."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from crowdpotential.contracts import MARGINS, require
from crowdpotential.errors import MarginError
from crowdpotential.field.answer_models import CodeArray
from crowdpotential.field.draws import draw_background
from crowdpotential.field.people import People, World, join, take
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.streams import stream

_UNTYPED: CodeArray = np.zeros(0, dtype=np.int16)


def draw_population(world: World, margins: pd.DataFrame) -> People:
    """Draw the clean population: areas and control variables in proportion to the control totals, which are independent of each other."""
    plan = world.plan.population
    persons = [area.population or 0 for area in world.params.areas.values()]
    counts = _round_to(np.array(persons, dtype=np.float64), plan.persons)
    area = np.repeat(np.arange(counts.size), counts)
    rng = stream(world.seed, "population: sampling points")
    point = area * plan.points_per_area + rng.integers(plan.points_per_area, size=area.size)
    parts = _parts_of_population(world, margins, counts, "population")
    return draw_background(world, _people(world, "population", area, point, parts, point_codes=False))


def draw_sample(world: World, margins: pd.DataFrame) -> People:
    """Draw the main sample as the fieldwork reaches it, and the boost sample behind it."""
    names = list(world.params.areas)
    counts = np.array([world.params.areas[name].planned or 0 for name in names])
    area = np.repeat(np.arange(len(names)), counts)
    points, parts = _deal(world, margins, counts)
    main = draw_background(world, _people(world, "sample", area, points, parts, point_codes=True))
    return join(main, _draw_boost(world, margins), name="survey")


def control_parts(variable: str) -> tuple[str, ...]:
    """Name the variables that a control variable crosses: `sex*age_group` -> sex, age_group."""
    return tuple(variable.split("*"))


def control_table(world: World, margins: pd.DataFrame, area: str, variable: str) -> tuple[IntArray, FloatArray]:
    """Return the codes of a control variable's cells, (cells, parts), and their control totals in persons."""
    require(margins, MARGINS)
    rows = margins[(margins["area"] == area) & (margins["variable"] == variable)]
    if rows.empty:
        msg = f"margins: no control totals of {variable} in {area}; the simulation needs them"
        raise MarginError(msg)
    parts = control_parts(variable)
    codes = [
        [world.codebook.code_of_key(part, key) or 0 for part, key in zip(parts, cell.split("*"), strict=True)] for cell in rows["category"]
    ]
    return np.array(codes, dtype=np.int64), rows["persons"].to_numpy(np.float64)


def _parts_of_population(world: World, margins: pd.DataFrame, counts: IntArray, name: str) -> dict[str, IntArray]:
    """Assign the cells of every control variable in exact proportion, in random order."""
    parts: dict[str, list[IntArray]] = {}
    for variable in world.params.weighting.variables:
        rng = stream(world.seed, f"{name}: cells of {variable}")
        for area, count in zip(world.params.areas, counts, strict=True):
            codes, totals = control_table(world, margins, area, variable)
            cells = rng.permutation(np.repeat(np.arange(totals.size), _round_to(totals, int(count))))
            for position, part in enumerate(control_parts(variable)):
                parts.setdefault(part, []).append(codes[cells, position])
    return {part: np.concatenate(pieces) for part, pieces in parts.items()}


def _deal(world: World, margins: pd.DataFrame, counts: IntArray) -> tuple[IntArray, dict[str, IntArray]]:
    """Deal the reached quotas of each area to its sampling points like cards, so that every cell spreads over many points."""
    sample = world.plan.sample
    points: list[IntArray] = []
    parts: dict[str, list[IntArray]] = {}
    for number, (area, count) in enumerate(zip(world.params.areas, counts, strict=True)):
        rng = stream(world.seed, f"sample: quotas in {area}")
        seat, cell_of_point = _seat(world, margins, area, int(count))
        for variable in world.params.weighting.variables:
            codes, _ = control_table(world, margins, area, variable)
            if variable == sample.point_variable:
                cells = cell_of_point[seat]
            else:
                reached = reached_quotas(world, margins, area, variable, int(count))
                order = np.concatenate([[cell] * reached[cell] for cell in rng.permutation(reached.size)])
                cells = order.astype(np.int64)
            for position, part in enumerate(control_parts(variable)):
                parts.setdefault(part, []).append(codes[cells, position])
        points.append(number * sample.points_per_area + seat)
    return np.concatenate(points), {part: np.concatenate(pieces) for part, pieces in parts.items()}


def _seat(world: World, margins: pd.DataFrame, area: str, count: int) -> tuple[IntArray, IntArray]:
    """Return each interview a point, neighbours in the list different ones, and each point a cell of the point variable.

    A cell with few interviews has small points rather than few, so that no replicate of the points loses it.
    """
    sample = world.plan.sample
    rows = margins[(margins["area"] == area) & (margins["variable"] == sample.point_variable)]
    n_points = [sample.points[cell] for cell in rows["category"]]
    reached = reached_quotas(world, margins, area, sample.point_variable, count)
    first = np.concatenate([[0], np.cumsum(n_points)])
    seats = np.concatenate([first[i] + np.arange(n) % n_points[i] for i, n in enumerate(reached)])
    rounds = np.concatenate([(np.arange(n) // n_points[i] + 0.5) / (n / n_points[i]) for i, n in enumerate(reached)])
    order = np.argsort(rounds, kind="stable")
    return seats[order].astype(np.int64), np.repeat(np.arange(len(n_points)), n_points)


def reached_quotas(world: World, margins: pd.DataFrame, area: str, variable: str, n: int) -> IntArray:
    """Return the interviews reached in each cell: the planned share times how well the cell is reached.

    No cell falls below `smallest_cell`; the largest cells give what it needs.
    """
    sample = world.plan.sample
    _, totals = control_table(world, margins, area, variable)
    rows = margins[(margins["area"] == area) & (margins["variable"] == variable)]
    reach = sample.reach.get(variable, {})
    reached = _round_to(totals * np.array([reach.get(cell, 1.0) for cell in rows["category"]]), n)
    while reached.min() < min(sample.smallest_cell, n // reached.size):
        reached[np.argmin(reached)] += 1
        reached[np.argmax(reached)] -= 1
    return reached


def _draw_boost(world: World, margins: pd.DataFrame) -> People:
    """Choose people of the target groups out of a pool drawn like the population; they come from points of their own."""
    boost, n_areas = world.plan.sample.boost, len(world.params.areas)
    counts = np.full(n_areas, boost.pool_per_area)
    area = np.repeat(np.arange(n_areas), counts)
    parts = _parts_of_population(world, margins, counts, "boost")
    pool = draw_background(world, _people(world, "boost", area, np.zeros_like(area), parts, point_codes=False))
    options = list(world.codebook.codes(boost.variable))
    chosen: list[IntArray] = []
    for number in range(n_areas):
        rng = stream(world.seed, f"boost: choice in {list(world.params.areas)[number]}")
        free = area == number
        for group, size in boost.groups.items():
            column = options.index(world.codebook.code_of_key(boost.variable, group) or 0)
            found = rng.permutation(np.flatnonzero(free & (pool.codes[boost.variable][:, column] == 1)))[:size]
            free[found] = False
            chosen.append(found)
    people = take(pool, np.concatenate(chosen), name="boost")
    first = n_areas * world.plan.sample.points_per_area
    seats = np.arange(people.n) % boost.points_per_area
    points = first + people.area * boost.points_per_area + seats
    return People(
        name="boost",
        area=people.area,
        point=points,
        codes=people.codes,
        latents={},
        types=_UNTYPED,
    )


def _people(
    world: World,
    name: str,
    area: IntArray,
    point: IntArray,
    parts: Mapping[str, IntArray],
    *,
    point_codes: bool,
) -> People:
    """Turn control cells into the answers that they are derived from; those of a sampling point agree within it."""
    codes: dict[str, CodeArray] = {}
    shared = set(control_parts(world.plan.sample.point_variable)) if point_codes else set()
    for part, values in parts.items():
        rule = world.codebook.variable(part).derive
        rng = stream(world.seed, f"{name}: detail of {part}")
        uniform = rng.random(values.size)
        if part in shared:
            uniform = uniform[np.unique(point, return_index=True)[1]][np.unique(point, return_inverse=True)[1]]
        if rule is not None and rule.recode is not None:
            codes[rule.recode.variable] = _detail(world, rule.recode.variable, rule.recode.groups, values, uniform)
        elif rule is not None and rule.bands is not None:
            ends = (*rule.bands.cuts, world.plan.highest[rule.bands.variable] + 1)
            low, high = np.array(ends)[values - 1], np.array(ends)[values]
            codes[rule.bands.variable] = np.floor(low + uniform * (high - low)).astype(np.int16)
        else:
            codes[part] = values.astype(np.int16)
    return People(name=name, area=area, point=point, codes=codes, latents={}, types=_UNTYPED)


def _detail(world: World, variable: str, groups: Mapping[int, Sequence[int]], values: IntArray, uniform: FloatArray) -> CodeArray:
    answers = np.zeros(values.size, dtype=np.int16)
    for new, old in groups.items():
        shares = np.array([world.plan.detail.get(variable, {}).get(code, 1.0) for code in old])
        position = np.searchsorted(np.cumsum(shares / shares.sum()), uniform, side="right")
        members = values == new
        answers[members] = np.array(old)[np.minimum(position, len(old) - 1)][members]
    return answers


def _round_to(amounts: FloatArray, total: int) -> IntArray:
    """Scale amounts to whole numbers with a given sum (largest remainder)."""
    exact = amounts / amounts.sum() * total
    whole: IntArray = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
