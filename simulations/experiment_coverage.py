"""How often do the intervals of a text's effect hold the truth of the population?

Two worlds, in both of which people are alike within sampling points and weights are unequal: effects are the same for everybody, or
larger for those who stand for more people. Effects come from the chapter's own rows. Each is held against what it estimates: the
weighted one against the mean effect among the people for whom those asked speak, the unweighted one against that among people as they
are drawn.
"""

from collections.abc import Sequence

import numpy as np

from crowdpotential.chapters.vignette.estimates.effect_rows import Measuring
from crowdpotential.chapters.vignette.estimates.experiment import Experiment
from crowdpotential.chapters.vignette.estimates.vignette_rows import vignette_rows
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication
from crowdpotential.stats.streams import stream
from simulations.coverage import Coverage, Repeated, cover

SEED, N_DRAWS, N_REPLICATES = 20261130, 2_000, 200
STRATA, POINTS, SIZE = 3, 20, 15
ASKED, SPREAD, RISE = 0.6, 0.5, 0.4  # share of those asked; standard deviation of log weights; of the effect with them, if it rises
EFFECTS = (0.0, 0.6)  # of the two texts beside the control; the second rises with the logarithm of the weight in the world "unequal"
WORLDS = ("alike", "unequal")
PROMISED = (0.93, 0.97)


def repeat(n_draws: int = N_DRAWS, *, seed: int = SEED) -> list[Coverage]:
    """Draw samples of each world, and count how often intervals of both effects hold the truth.

    Args:
        n_draws: samples of each world.
        seed: of all draws.
    """
    rows = list[Coverage]()
    for world in WORLDS:
        rng = stream(seed, f"experiment {world}")
        found = [_draw_once(world, rng, number) for number in range(n_draws)]
        for place, method in enumerate(("weighted", "unweighted")):
            values = np.array([one[place] for one in found])  # (D, 4, 2)
            repeated = Repeated(
                plan=world,
                method=method,
                variables=("effect",) * len(EFFECTS),
                areas=tuple(f"text {text}" for text in (2, 3)),
                truth=_truth(world, method),
                estimate=values[:, 0],
                standard_error=values[:, 1],
                ci_low=values[:, 2],
                ci_high=values[:, 3],
            )
            rows += cover(repeated)
    return rows


def judge(rows: Sequence[Coverage]) -> list[str]:
    """Name the effects whose intervals hold the truth less or more often than is promised."""
    low, high = PROMISED
    return [
        f"{row.plan}, {row.method}, {row.area or 'all'}: {row.coverage:.2%} of {row.n_intervals} intervals, outside {low:.0%} to {high:.0%}"
        for row in rows
        if not low <= row.coverage <= high
    ]


def _truth(world: str, method: str) -> FloatArray:
    """(2,) mean effects: weights are log-normal, so that the weighted mean of a slope on their logarithm is known."""
    rises = RISE * SPREAD**2 if world == "unequal" and method == "weighted" else 0.0
    return np.array([EFFECTS[0], EFFECTS[1] + rises])


def _draw_once(world: str, rng: np.random.Generator, number: int) -> tuple[FloatArray, FloatArray]:
    """(4, 2) twice: estimate, error and ends of both effects, weighted and unweighted."""
    n = STRATA * POINTS * SIZE
    psus = np.repeat(np.arange(STRATA * POINTS), SIZE)
    strata = np.arange(STRATA * POINTS) // POINTS
    logs = rng.normal(0, SPREAD, n)
    weights, asked = np.exp(logs), rng.random(n) < ASKED
    arm_of = np.where(asked, rng.integers(0, 3, n), -1)
    own = EFFECTS[1] + (RISE * logs if world == "unequal" else 0.0)
    answers = 5 + rng.normal(0, 0.7, STRATA * POINTS)[psus] + rng.normal(0, 2, n) + own * (arm_of == 2)
    answers[~asked] = np.nan
    keys = np.array([psu_key(f"{number}-{point}") for point in range(strata.size)], dtype=np.uint64)
    multipliers = rao_wu_multipliers(strata, keys, seed=number, number=N_REPLICATES)
    design = Design(
        weights=weights,
        replicate_weights=weights[:, None] * multipliers[psus],
        replication=rao_wu_replication(strata, number=N_REPLICATES),
        strata=strata[psus],
        psus=psus,
    )
    experiment = Experiment(
        arms=(1, 2, 3),
        control=0,
        planned=np.full(3, 1 / 3),
        arm_of=arm_of,
        outcome="will",
        answers=answers,
        bounds=None,
        covariates=(),
    )
    sample = SampleDesign(strata=design.strata, psus=psus)
    how = Measuring(design=design, sample=sample, comparison=Comparison(adjust="holm"))
    everybody = Domains(labels=(Domain(),), members=np.ones((n, 1), dtype=np.bool_))
    rows = [row for row in vignette_rows(experiment, everybody, how) if row.measure == "effect"]

    def of(weighting: str) -> FloatArray:
        listed = [row for row in rows if row.weighting == weighting]
        return np.array([[getattr(row, name) for row in listed] for name in ("estimate", "standard_error", "ci_low", "ci_high")])

    return of("calibrated"), of("none")
