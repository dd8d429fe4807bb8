"""Do the intervals and rank sets of the index hold the truth as often as they promise, through the whole chain?

The truth is what a census of the same finite population would give with the same functions and weights of one: the
measurement model of all adults, their scores under the declared rule for missing answers, the means of areas. An adult
who does not know an answer would not know it in a census either, so that what is missing is part of the truth and
nothing is assumed of it. Areas are judged by their index, and by the simultaneous rank sets that the report prints;
the rest stands beside.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache, partial

import numpy as np

from crowdpotential.index.measurement import measure
from crowdpotential.index.replicated_means import ReplicatedIndexWeights, replicate_means
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import rao_wu_replication
from crowdpotential.stats.streams import stream
from simulations.coverage import Repeated
from simulations.likert import DIMENSIONS, INDEX, ITEM_NAMES, WORLDS, World, answer_items, as_items
from simulations.population import Plan, Population, copy_areas, draw_sample, make_population
from simulations.survey_chain import BLOCS, VARIABLES, Found, analyse, list_members
from simulations.weighting_coverage import AREAS

SEED = 20190701
N_SURVEYS, N_REPLICATES = 1_000, 200  # surveys of each world
PSUS_PER_AREA = 2_000  # in the population: a sample takes one in eighty, and needs no finite population correction
CHUNK, TOLD = 10, 100  # surveys that a worker takes at once; after which progress is told
PLAN = Plan(n_psus=25, n_households=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """What a survey of everybody would find."""

    means: FloatArray  # (areas, 1 + k) the index first, then its dimensions
    gap: float  # index of the first bloc less the second
    loadings: FloatArray  # (p,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """All surveys of one world, and its truth."""

    world: World
    census: Census
    found: tuple[Found, ...]


def repeat(
    n_surveys: int,
    *,
    worlds: Sequence[World] = WORLDS,
    seed: int = SEED,
    n_replicates: int = N_REPLICATES,
    psus_per_area: int = PSUS_PER_AREA,
    n_workers: int = 1,
    tell: Callable[[str], None] = str,
) -> list[Surveyed]:
    """Draw surveys from the population of each world and take each through the whole chain.

    Args:
        n_surveys: of each world; a survey depends on the seed, its world and its own number alone.
        worlds: to draw from.
        seed: of the population and of all surveys.
        n_replicates: of the design of each survey.
        psus_per_area: in the population.
        n_workers: processes; no number moves with them.
        tell: takes a line now and then, for whoever waits; by default nobody does.
    """
    tasks = [(world, number) for world in worlds for number in range(n_surveys)]
    work = partial(_survey_once, seed=seed, n_replicates=n_replicates, psus_per_area=psus_per_area)
    if n_workers == 1:
        found = [work(task) for task in tasks]
    else:
        with ProcessPoolExecutor(n_workers, multiprocessing.get_context("spawn")) as pool:
            found = []
            for one in pool.map(work, tasks, chunksize=CHUNK):
                found.append(one)
                if len(found) % TOLD == 0:
                    tell(f"{len(found)} of {len(tasks)} surveys")
    return [
        Surveyed(
            world=world,
            census=_know(world, seed, psus_per_area),
            found=tuple(found[place * n_surveys : (place + 1) * n_surveys]),
        )
        for place, world in enumerate(worlds)
    ]


def take_census(population: Population) -> Census:
    """Ask everybody, and measure and average with weights of one."""
    items, n_adults = as_items(population.answers), population.area.size
    everybody = Design(
        weights=np.ones(n_adults),
        replicate_weights=np.empty((n_adults, 0)),
        replication=rao_wu_replication(population.area_of_psu, number=1),
        strata=population.area,
        psus=np.arange(n_adults),
    )
    full = measure(items, everybody.weights, spec=INDEX, has_method_factor=False)
    weights = ReplicatedIndexWeights(
        full=full.weights,
        item_weights=np.empty((0, len(ITEM_NAMES))),
        dimension_weights=np.empty((0, len(DIMENSIONS))),
    )
    members = list_members(population.area).astype(float)
    means = replicate_means(items, {}, members, everybody, weights, missing=INDEX.missing).estimate
    return Census(means=means[len(BLOCS) :], gap=float(means[0, 0] - means[1, 0]), loadings=full.model.loadings)


def intervals(surveyed: Surveyed) -> Repeated:
    """Set the intervals of all surveys beside what a census would find."""
    k, census = len(VARIABLES), surveyed.census

    def join(name: str) -> FloatArray:
        return np.stack(
            [np.concatenate([getattr(own, name).T.ravel() for own in (one.means, one.gap, one.loadings)]) for one in surveyed.found]
        )

    return Repeated(
        plan=surveyed.world.name,
        method="whole chain",
        variables=(*np.repeat(VARIABLES, len(AREAS)).tolist(), "gap", *["loading"] * len(ITEM_NAMES)),
        areas=(*AREAS * k, " less ".join(BLOCS), *ITEM_NAMES),
        truth=np.concatenate([census.means.T.ravel(), [census.gap], census.loadings]),
        estimate=join("estimate"),
        standard_error=join("standard_error"),
        ci_low=join("ci_low"),
        ci_high=join("ci_high"),
    )


@cache
def _know(world: World, seed: int, psus_per_area: int) -> Census:
    return take_census(_populate(world, seed, psus_per_area))


@lru_cache(maxsize=1)
def _everybody(seed: int, psus_per_area: int) -> Population:
    return make_population(stream(seed, "population"), answer=answer_items, psus_per_area=psus_per_area)


@lru_cache(maxsize=1)
def _populate(world: World, seed: int, psus_per_area: int) -> Population:
    return copy_areas(_everybody(seed, psus_per_area), world.sources)


def _survey_once(task: tuple[World, int], *, seed: int, n_replicates: int, psus_per_area: int) -> Found:
    world, number = task
    rng = stream(seed, f"{world.name} {number}")
    sample = draw_sample(_populate(world, seed, psus_per_area), PLAN, rng)
    return analyse(sample, n_replicates=n_replicates, seed=int(rng.integers(2**63)), rng=rng)
