"""Likert answers of two blocs with known differences, in three worlds: items function alike, two do not, most do not.

Seven dimensions of five items each lean on one general factor, with the loadings and thresholds of the demonstration
survey (data/reference/simulation.yaml). A bloc has three areas, which are the strata, with 25 sampling points of 12
respondents. Points differ. Some people are easier to reach, more so in one bloc than in the other, and score higher:
weights undo that, and without them the blocs would seem to differ more than they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from crowdpotential.chapters.comparability.estimates.check import Verdict
from crowdpotential.field.simulation_plan import Simulation, load_simulation
from crowdpotential.index.items import Items
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.replication.replicates import SampledPsus, psu_key

PLAN = Path(__file__).parents[1] / "data" / "reference" / "simulation.yaml"
DIMENSIONS = ("AWR", "DIG", "TRU", "SOC", "EFF", "MOT", "RDY")
LATENT_GAPS = np.array([0.2, 0.0, -0.2, 0.0, 0.2, 0.0, 0.2])  # first bloc less second, in SD of either
N_BLOCS, AREAS_PER_BLOC, POINTS_PER_AREA, PER_POINT = 2, 3, 25, 12
DEGREES_OF_FREEDOM = N_BLOCS * AREAS_PER_BLOC * (POINTS_PER_AREA - 1)  # points less strata
EASE = 0.5  # correlation of the general factor with how easy a person is to reach
REACH = np.array([0.5, 0.2])  # by bloc: log chance of being reached, for one SD of ease
WEIGHT_SPREAD = 0.2  # SD of the log of what else moves the weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The items and the general factor; every response and every dimension has variance 1 in each bloc."""

    names: tuple[str, ...]  # (p,)
    dimension_of_item: IntArray  # (p,)
    loadings: FloatArray  # (p,)
    thresholds: FloatArray  # (p, 4), the last infinite of items with four answers
    general: FloatArray  # (k,) loadings of the dimensions
    clustering: float  # share of the variance of every factor that is between sampling points


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What shifts beside the dimensions, and what must be said of it."""

    name: str
    shifts: Mapping[str, float]  # item -> categories by which the first bloc answers higher
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One draw."""

    items: Items
    bloc: IntArray  # (n,)
    design: Design


@cache
def read_plan() -> Simulation:
    """Read the plan of the demonstration survey."""
    return load_simulation(PLAN)


def list_items(dimension: str) -> list[str]:
    """List the items of a dimension in the order of the plan."""
    return [name for name in read_plan().items if name.rstrip("0123456789") == dimension]


MOST_ITEMS = {
    **{list_items(name)[i]: by for name in DIMENSIONS[::2] for i, by in ((0, 0.3), (1, 0.5), (2, 0.8))},
    **{list_items(name)[i]: by for name in DIMENSIONS[1::2] for i, by in ((0, 0.6), (2, -0.4), (4, 0.3))},
}
WORLDS = (
    World(name="no shift", shifts={}, verdict="comparable"),
    World(name="two items", shifts={"DIG4": 0.5, "TRU1": -0.5}, verdict="partial"),
    World(name="most items", shifts=MOST_ITEMS, verdict="not_comparable"),
)


@cache
def read_truth() -> Truth:
    """Take loadings and thresholds out of the demonstration survey's plan."""
    plan = read_plan()
    names = tuple(item for name in DIMENSIONS for item in list_items(name))
    thresholds = np.full((len(names), max(len(plan.items[name].thresholds) for name in names)), np.inf)
    for row, name in zip(thresholds, names, strict=True):
        row[: len(plan.items[name].thresholds)] = plan.items[name].thresholds
    return Truth(
        names=names,
        dimension_of_item=np.array([DIMENSIONS.index(name.rstrip("0123456789")) for name in names]),
        loadings=np.array([plan.items[name].loading for name in names]),
        thresholds=thresholds,
        general=np.array([plan.dimensions[name].general for name in DIMENSIONS]),
        clustering=plan.intraclass_correlation,
    )


def shift_responses(world: World) -> FloatArray:
    """Give each item's shift (p,) in standard deviations of its response: categories times their mean width."""
    truth = read_truth()
    widths = np.array([np.diff(row[np.isfinite(row)]).mean() for row in truth.thresholds])
    in_categories = np.array([world.shifts.get(name, 0.0) for name in truth.names])
    return np.asarray(in_categories * widths)


def draw_answers(world: World, rng: np.random.Generator, *, n_replicates: int) -> Answers:
    """Draw the respondents of both blocs, their weights, the replicates of the design, and all answers."""
    truth = read_truth()
    point = np.repeat(np.arange(N_BLOCS * AREAS_PER_BLOC * POINTS_PER_AREA), PER_POINT)
    area = point // POINTS_PER_AREA
    bloc = area // AREAS_PER_BLOC
    ease = REACH[bloc] + rng.standard_normal(point.size)
    weights = np.exp(-REACH[bloc] * ease + WEIGHT_SPREAD * rng.standard_normal(point.size))
    weights *= POINTS_PER_AREA * PER_POINT / np.bincount(area, weights)[area]
    factors = _draw_factors(rng, ease, point, truth)
    factors[bloc == 0] += LATENT_GAPS
    loadings = truth.loadings
    responses = loadings * factors[:, truth.dimension_of_item]
    responses += np.sqrt(1 - loadings**2) * rng.standard_normal(responses.shape)
    responses[bloc == 0] += shift_responses(world)
    return Answers(
        items=_as_items((responses[:, :, None] > truth.thresholds).sum(axis=2), truth),
        bloc=bloc,
        design=_draw_design(weights, area, point, seed=int(rng.integers(2**63)), number=n_replicates),
    )


def _draw_factors(rng: np.random.Generator, ease: FloatArray, point: IntArray, truth: Truth) -> FloatArray:
    """Draw (n, k) factors of mean 0 and variance 1 in the population, where ease has mean 0 and variance 1."""
    n, k = point.size, truth.general.size
    between, n_points = np.sqrt(truth.clustering), int(point.max()) + 1
    general = between * rng.standard_normal(n_points)[point] + EASE * ease
    general += np.sqrt(1 - truth.clustering - EASE**2) * rng.standard_normal(n)
    own = between * rng.standard_normal((n_points, k))[point]
    own += np.sqrt(1 - truth.clustering) * rng.standard_normal((n, k))
    return np.asarray(general[:, None] * truth.general + np.sqrt(1 - truth.general**2) * own)


def _as_items(ranks: IntArray, truth: Truth) -> Items:
    n_items, n_categories = len(truth.names), np.isfinite(truth.thresholds).sum(axis=1) + 1
    return Items(
        names=truth.names,
        dimensions=DIMENSIONS,
        dimension_of_item=truth.dimension_of_item,
        codes=np.asarray(ranks + 1.0, dtype=np.float64),
        ranks=ranks,
        n_categories=n_categories,
        lowest=np.ones(n_items),
        highest=n_categories.astype(np.float64),
        is_reversed=np.zeros(n_items, dtype=np.bool_),
        is_numeric=np.zeros(n_items, dtype=np.bool_),
    )


def _draw_design(weights: FloatArray, strata: IntArray, psus: IntArray, *, seed: int, number: int) -> Design:
    first = np.unique(psus, return_index=True)[1]
    keys = np.array([psu_key(str(unit)) for unit in range(first.size)], dtype=np.uint64)
    sampled = SampledPsus(strata=strata[first], keys=keys)
    drawn = draw_replicates(sampled, method="rao-wu", number=number, seed=seed)
    return Design(
        weights=weights,
        replicate_weights=weights[:, None] * drawn.multipliers[psus],
        replication=drawn.replication,
        strata=strata,
        psus=psus,
    )
