"""Does the check of comparability find what was put into the answers of two blocs, and nothing else?

Every draw goes the way of the pipeline: the measurement model of the whole sample, the shifts of items with the
replicates of the design, the models of rising equality, the verdict. Robust maximum likelihood (MLR) takes part in all
draws; WLSMV, the default for ordered answers, needs some seconds for a draw and takes part in the first of them.
"""

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from crowdpotential.chapters.comparability.estimates.check import (
    Verdict,
    check_comparability,
)
from crowdpotential.index.level_fits import Estimator
from crowdpotential.index.measurement import measure
from crowdpotential.params import Comparability, Index, MissingItems
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.streams import stream
from simulations.two_blocs import DIMENSIONS, WORLDS, World, draw_answers

SEED = 20190701
N_REPLICATES = 200
N_DRAWS: Mapping[Estimator, int] = {"mlr": 200, "wlsmv": 40}  # of each world
SLACK: Mapping[Estimator, float] = {"mlr": 0.0, "wlsmv": 1.0}  # Monte-Carlo errors that few draws are allowed
CHUNK, TOLD = 2, 20  # draws that a worker takes at once; after which progress is told
CONFIDENCE_LEVEL = 0.95
RULE = Comparability()
INDEX = Index(name={"en": "-"}, dimensions=DIMENSIONS, missing=MissingItems(min_items=1, min_dimensions=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was said of one draw."""

    verdict: Verdict
    reason: str
    is_different: BoolArray  # (p,)
    shifts: FloatArray  # (p,) in standard deviations of the item
    latent: FloatArray  # (k,) first bloc less second in the model that was chosen; NaN without one
    latent_errors: FloatArray  # (k,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What was said of D draws of one world."""

    world: World
    estimator: Estimator
    findings: tuple[Finding, ...]  # (D,)


def repeat(
    n_draws: Mapping[Estimator, int],
    *,
    worlds: Sequence[World] = WORLDS,
    rule: Comparability = RULE,
    seed: int = SEED,
    n_replicates: int = N_REPLICATES,
    n_workers: int = 1,
    tell: Callable[[str], None] = str,
) -> list[Repeated]:
    """Draw answers from each world and check whether its blocs may be compared.

    Args:
        n_draws: of each world, by estimator.
        worlds: to draw from.
        rule: of the check, but for the estimator.
        seed: of all draws; a draw depends on it, its world and its own number alone.
        n_replicates: of the design.
        n_workers: processes; no number moves with them.
        tell: takes a line now and then, for whoever waits; by default nobody does.
    """
    plan = [(world, estimator) for estimator in n_draws for world in worlds]
    tasks = [(world, estimator, draw) for world, estimator in plan for draw in range(n_draws[estimator])]
    work = partial(_check_once, rule=rule, seed=seed, n_replicates=n_replicates)
    if n_workers == 1:
        found = [work(task) for task in tasks]
    else:
        with ProcessPoolExecutor(n_workers, multiprocessing.get_context("spawn")) as pool:
            found = []
            for one in pool.map(work, tasks, chunksize=CHUNK):
                found.append(one)
                if len(found) % TOLD == 0:
                    tell(f"{len(found)} of {len(tasks)} draws")
    repeated = []
    for world, estimator in plan:
        own, found = found[: n_draws[estimator]], found[n_draws[estimator] :]
        repeated.append(Repeated(world=world, estimator=estimator, findings=tuple(own)))
    return repeated


def _check_once(task: tuple[World, Estimator, int], *, rule: Comparability, seed: int, n_replicates: int) -> Finding:
    world, estimator, draw = task
    drawn = draw_answers(world, stream(seed, f"{world.name} {draw}"), n_replicates=n_replicates)
    items, design = drawn.items, drawn.design
    whole = measure(items, design.weights, spec=INDEX, has_method_factor=False)
    check = check_comparability(
        items,
        drawn.bloc,
        design,
        whole.model.loadings,
        model=MeasurementModel(dimension_of_item=items.dimension_of_item),
        rule=rule.model_copy(update={"estimator": estimator}),
        confidence_level=CONFIDENCE_LEVEL,
    )
    fits = check.levels.fits if check.levels is not None else {}
    chosen, nothing = fits.get("partial", fits.get("scalar")), np.full(len(DIMENSIONS), np.nan)
    shifts = next(iter(check.shifts.values()), None)
    return Finding(
        verdict=check.verdict,
        reason=check.reason,
        is_different=shifts.is_different if shifts else np.zeros(len(items.names), dtype=np.bool_),
        shifts=shifts.inference.estimate if shifts else np.full(len(items.names), np.nan),
        latent=-chosen.latent_means[1] if chosen else nothing,
        latent_errors=chosen.latent_mean_errors[1] if chosen else nothing,
    )
