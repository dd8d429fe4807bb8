"""Do 95% intervals hold the truth in 95% of samples, after raking, under unequal selection and clustering?

Two ways to the standard error are judged, each at 25 sampling points of 12 interviews and at 40 of 8 in every area:
replicates of the design, each raked anew, and linearisation on the residuals of the calibration, raised by their
leverage. Linearisation without that correction, as R's survey package has it, stands beside them and is not judged: under
13 controls in each area it falls short. Means have t intervals, shares logit intervals; the degrees of freedom are the
area's.
"""

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from typing import Literal

import numpy as np

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.estimation import infer, weighted_means
from crowdpotential.stats.inference.linear_estimates import (
    Domains,
    estimate_means,
    join_estimates,
)
from crowdpotential.stats.inference.linear_inference import infer_linearised
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.streams import stream
from crowdpotential.stats.weighting.auxiliaries import auxiliaries
from crowdpotential.stats.weighting.calibration import Calibration, calibrate, calibrate_replicates
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis
from simulations.coverage import NOMINAL, Intervals, Repeated
from simulations.population import (
    ANSWERS,
    N_AREAS,
    Plan,
    Population,
    Sample,
    draw_sample,
    make_population,
)

SEED = 20190701
N_DRAWS, N_REPLICATES = 1_000, 500
CHUNK, TOLD = 10, 100  # samples that a worker takes at once; after which progress is told
FEWEST_EVENTS = 15  # n x p below which a share's logit interval is not promised
RAKING = Calibration(method="raking", tolerance=1e-8, max_cycles=500)
PLANS = {"25 points": Plan(n_psus=25, n_households=12), "40 points": Plan(n_psus=40, n_households=8)}
AREAS = tuple(f"area {area + 1}" for area in range(N_AREAS))


Method = Callable[[Sample, FloatArray, int], Intervals]  # of shape (areas, answers)


def replicate(sample: Sample, weights: FloatArray, seed: int, *, number: int = N_REPLICATES) -> Intervals:
    """Take the spread of Rao-Wu replicates, each raked anew."""
    drawn = draw_replicates(sample.sampled_psus, method="rao-wu", number=number, seed=seed)
    raked = calibrate_replicates(sample.base_weights, drawn.multipliers, sample.psu, sample.margins, RAKING)
    every = np.column_stack([weights, raked.weights])
    means = weighted_means(sample.answers, every, sample.area, N_AREAS)
    found = [
        infer(
            means[:, answer, 0],
            means[:, answer, 1:],
            replication=drawn.replication,
            freedom=Freedom(np.array(float(sample.strata_of_psus.size / N_AREAS - 1))),
            confidence_level=NOMINAL,
            interval="logit" if answer else "t",
        )
        for answer in range(len(ANSWERS))
    ]
    return Intervals(*(np.column_stack([getattr(one, name) for one in found]) for name in Intervals._fields))


def linearise(sample: Sample, weights: FloatArray, _seed: int, *, residuals: Literal["plain", "leverage"] = "leverage") -> Intervals:
    """Linearise the estimates and take out what the margins explain."""
    basis = CalibrationBasis(auxiliaries=auxiliaries(sample.margins), base_weights=sample.base_weights)
    design = LinearDesign(
        weights=weights,
        sample=SampleDesign(strata=sample.area, psus=sample.psu),
        calibrated_from=basis,
        residuals=residuals,
    )
    domains = Domains(codes=sample.area, names=AREAS)
    means = estimate_means(sample.answers[:, 0], weights, domains)
    shares = [estimate_means(is_so, weights, domains) for is_so in sample.answers[:, 1:].T]
    found = [
        infer_linearised(means, design, confidence_level=NOMINAL, interval="t"),
        infer_linearised(join_estimates(shares), design, confidence_level=NOMINAL, interval="logit"),
    ]
    by_answer = (np.concatenate([getattr(one, name) for one in found]) for name in Intervals._fields)
    return Intervals(*(values.reshape(len(ANSWERS), N_AREAS).T for values in by_answer))


JUDGED: Mapping[str, Method] = {"replication": replicate, "linearisation": linearise}
BESIDE: Mapping[str, Method] = {"plain residuals": partial(linearise, residuals="plain")}


def repeat(
    n_draws: int,
    plan: str,
    methods: Mapping[str, Method],
    *,
    seed: int = SEED,
    n_workers: int = 1,
    tell: Callable[[str], None] = str,
) -> list[Repeated]:
    """Draw samples from one population, weight each and let every method make its intervals.

    Args:
        n_draws: samples of the plan; a sample depends on the seed and its own number alone.
        plan: one of PLANS.
        methods: by name.
        seed: of the population and of all draws.
        n_workers: processes; no number moves with them.
        tell: takes a line now and then, for whoever waits; by default nobody does.
    """
    work = partial(_draw_once, PLANS[plan], tuple(methods.values()), seed)
    if n_workers == 1:
        found = [work(draw) for draw in range(n_draws)]
    else:
        with ProcessPoolExecutor(n_workers, multiprocessing.get_context("spawn")) as pool:
            found = []
            for one in pool.map(work, range(n_draws), chunksize=CHUNK):
                found.append(one)
                if len(found) % TOLD == 0:
                    tell(f"{len(found)} of {n_draws} samples")
    return [_collect(plan, name, _population(seed), [one[place] for one in found]) for place, name in enumerate(methods)]


@cache
def _population(seed: int) -> Population:
    return make_population(stream(seed, "population"))


def _draw_once(plan: Plan, methods: Sequence[Method], seed: int, draw: int) -> list[Intervals]:
    rng = stream(seed, f"draw {draw}")
    sample = draw_sample(_population(seed), plan, rng)
    weights = calibrate(sample.base_weights, sample.margins, RAKING).weights
    return [method(sample, weights, int(rng.integers(2**63))) for method in methods]


def _collect(plan: str, method: str, population: Population, found: Sequence[Intervals]) -> Repeated:
    """Keep the means, and the shares that have enough events on either side."""
    truth = population.truth
    is_kept = np.minimum(truth, 1 - truth) * PLANS[plan].n_respondents >= FEWEST_EVENTS
    is_kept[:, 0] = True
    areas, answers = np.nonzero(is_kept)
    estimate, standard_error, low, high = (np.stack(parts)[:, is_kept] for parts in zip(*found, strict=True))
    return Repeated(
        plan=plan,
        method=method,
        variables=tuple(ANSWERS[answer] for answer in answers),
        areas=tuple(AREAS[area] for area in areas),
        truth=truth[is_kept],
        estimate=estimate,
        standard_error=standard_error,
        ci_low=low,
        ci_high=high,
    )
