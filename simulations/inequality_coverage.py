"""How often do intervals of Gini's coefficient and of the shares of the most active hold the truth, and on how few respondents?

Most people do nothing; what the others do is skewed: some act a few times, few a hundred times. Samples of 1,800 are drawn from a finite
population by sampling points, calibrated to its controls, and replicated; each number is told of everybody, of a side (900) and of an area
(300). Promised is a coverage of at least 93 per cent wherever the number rests on `FEWEST` respondents or more; what rests on fewer stands
beside and shows why it is not told. Logit intervals out of the same replicates stand beside as well.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.special import expit

from crowdpotential.params import Participation
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inequality.inference import infer_inequality
from crowdpotential.stats.inequality.lorenz import count_effective, distribute, find_gini, find_top_shares
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.inference.estimation import infer_columns
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.inference.ranges import SHARES
from crowdpotential.stats.streams import stream
from simulations.coverage import NOMINAL
from simulations.population import N_AREAS, PSUS_PER_AREA, Plan, Population, draw_sample, make_population
from simulations.survey_chain import weight

SEED, N_DRAWS, N_REPLICATES = 20261130, 1_500, 500
PLAN = Plan(n_psus=25, n_households=12)
FEWEST = Participation.model_fields["min_behind"].default
PROMISED = 0.93
TOPS = (0.01, 0.1)
NUMBERS = ("gini", "top 1 %", "top 10 %")
DOMAINS: Mapping[str, int] = {"everybody": N_AREAS, "a side": N_AREAS // 2, "an area": 1}  # how many areas it holds
MOST_TIMES = 366.0

Acting = Callable[[np.random.Generator, IntArray, FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How often the interval of one number holds the truth in one world."""

    world: str
    domain: str
    number: str
    truth: float
    behind: float  # effective number of the respondents who make it, on average
    covered: float
    covered_by_logit: float
    se_ratio: float  # root mean squared standard error / standard deviation of the estimate over samples
    width: float  # of the interval, its median
    n_withheld: int  # samples without an interval: too many replicates could not be calibrated, or a single respondent at the top
    n_draws: int
    is_promised: bool


def act(rng: np.random.Generator, _area: IntArray, interest: FloatArray, *, spread: float, level: float = -1.4) -> FloatArray:
    """Draw how many times each does something in a year: most never, the others log-normally, no more than once a day."""
    is_active = rng.random(interest.size) < expit(level + 1.2 * interest)
    times = 1 + np.floor(rng.lognormal(0.6 + 0.25 * interest, spread))
    return np.where(is_active, np.minimum(times, MOST_TIMES), 0.0)[:, None]


def add_points(rng: np.random.Generator, _area: IntArray, interest: FloatArray) -> FloatArray:
    """Draw which of nine things each has done, and add up what they count: one to three points."""
    levels, points = np.linspace(-1.0, -3.4, 9), np.array([1, 1, 2, 1, 2, 1, 3, 3, 3.0])
    done = rng.random((interest.size, levels.size)) < expit(levels + 1.2 * interest[:, None])
    return np.asarray(done @ points)[:, None]


WORLDS: Mapping[str, Acting] = {
    "times, skewed": partial(act, spread=0.8),
    "times, few do most": partial(act, spread=1.1),
    "times, few do any": partial(act, spread=0.8, level=-4.2),
    "points": add_points,
}


def repeat(
    n_draws: int = N_DRAWS,
    *,
    seed: int = SEED,
    n_replicates: int = N_REPLICATES,
    worlds: Mapping[str, Acting] | None = None,
    psus_per_area: int = PSUS_PER_AREA,
) -> list[Coverage]:
    """Draw samples of every world, and count how often each interval holds the truth.

    Args:
        n_draws: samples of each world.
        seed: of the populations and of all draws.
        n_replicates: of each sample.
        worlds: what people do; by default all of WORLDS.
        psus_per_area: of the populations.
    """
    rows = list[Coverage]()
    for world, answer in (worlds or WORLDS).items():
        population = make_population(stream(seed, world), answer=answer, psus_per_area=psus_per_area)
        truth = np.array([_estimate(population.answers[population.area < areas, 0], None)[:, 0] for areas in DOMAINS.values()])
        drawn = [_draw_once(population, stream(seed, f"{world} {draw}"), n_replicates) for draw in range(n_draws)]
        rows += _cover(world, truth, np.array(drawn))
    return rows


def judge(rows: Sequence[Coverage]) -> list[str]:
    """Say where a promise is not kept."""
    return [
        f"{row.world}, {row.number} of {row.domain}: {row.covered:.3f} of the intervals hold the truth, promised are {PROMISED}"
        for row in rows
        if row.is_promised and row.covered < PROMISED
    ]


def as_table(rows: Sequence[Coverage]) -> str:
    """Print one line for each number."""
    lines = [
        f"{row.world:<19} {row.domain:<9} {row.number:<10} {row.truth:6.3f} {row.behind:7.1f} {row.covered:8.3f}"
        f" {row.covered_by_logit:8.3f} {row.se_ratio:7.2f} {row.width:6.3f} {row.n_withheld:8} {'yes' if row.is_promised else 'no':>9}"
        for row in rows
    ]
    heads = f"{'truth':>6} {'behind':>7} {'covered':>8} {'logit':>8} {'SE/SD':>7} {'width':>6} {'withheld':>8} {'promised':>9}"
    head = f"{'world':<19} {'domain':<9} {'number':<10} {heads}"
    return "\n".join([head, *lines])


def _draw_once(population: Population, rng: np.random.Generator, n_replicates: int) -> FloatArray:
    """Return (domains, numbers, 6): estimate, error, both ends, whether the logit interval's ends, respondents behind."""
    sample = draw_sample(population, PLAN, rng)
    design = weight(sample, n_replicates=n_replicates, seed=int(rng.integers(2**63)))
    members = sample.area[:, None] < np.array(list(DOMAINS.values()))
    freedom, found = count_freedom(members, design), []
    for d, inside in enumerate(members.T):
        amounts, own = sample.answers[inside, 0], design.all_weights[inside]
        columns, behind = _estimate(amounts, own), _count_behind(amounts, own[:, 0])
        shared = Freedom(np.full(len(NUMBERS), float(freedom[d])))
        how: dict[str, Any] = {"replication": design.replication, "freedom": shared, "confidence_level": NOMINAL}
        one = infer_inequality(columns, behind, **how)
        logit = infer_columns(columns, interval="t", within=SHARES, **how)
        parts = (one.estimate, one.standard_error, one.ci_low, one.ci_high, logit.ci_low, logit.ci_high, behind)
        found.append(np.column_stack(parts))
    return np.array(found)


def _estimate(amounts: FloatArray, weights: FloatArray | None) -> FloatArray:
    """(3, C) Gini's coefficient and both top shares; of everybody alike without weights."""
    distribution = distribute(amounts, np.ones((amounts.size, 1)) if weights is None else weights)
    return np.vstack([find_gini(distribution), find_top_shares(distribution, TOPS)])


def _count_behind(amounts: FloatArray, weights: FloatArray) -> FloatArray:
    return np.array([count_effective(amounts, weights, top) for top in (1.0, *TOPS)])


def _cover(world: str, truth: FloatArray, drawn: FloatArray) -> list[Coverage]:
    """Count over samples; `truth` (domains, numbers), `drawn` (D, domains, numbers, 7)."""
    rows = list[Coverage]()
    for d, domain in enumerate(DOMAINS):
        for k, number in enumerate(NUMBERS):
            estimate, error, low, high, logit_low, logit_high, behind = drawn[:, d, k].T
            true, known = truth[d, k], ~np.isnan(low)
            rows.append(
                Coverage(
                    world=world,
                    domain=domain,
                    number=number,
                    truth=float(true),
                    behind=float(behind.mean()),
                    covered=float(((low <= true) & (true <= high))[known].mean()) if known.any() else np.nan,
                    covered_by_logit=float(((logit_low <= true) & (true <= logit_high))[known].mean()) if known.any() else np.nan,
                    se_ratio=float(np.sqrt((error[known] ** 2).mean()) / estimate[known].std()) if known.any() else np.nan,
                    width=float(np.median((high - low)[known])) if known.any() else np.nan,
                    n_withheld=int((~known).sum()),
                    n_draws=len(drawn),
                    is_promised=bool(np.mean(behind >= FEWEST) > 1 / 2),
                )
            )
    return rows
