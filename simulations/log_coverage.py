"""How often do intervals of inequality among the users of a log hold the truth, and from how many users on?

Users of the invented platform of `platform_log` act as its rules say, with tails from light to heavy; logs of 300 to 3,000 users are drawn.
Promised are 93 per cent, less two Monte-Carlo errors, wherever a report tells an interval (`has_interval` of most logs); the others stand
beside and show why it tells none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.platforms.estimates.activity import RESAMPLES, TOPS, has_interval
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inequality.inference import infer_inequality
from crowdpotential.stats.inequality.lorenz import count_effective, distribute, find_gini, find_top_shares
from crowdpotential.stats.inequality.users import resample_users
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.freedom import whole_freedom
from crowdpotential.stats.replication.replicates import rao_wu_replication
from crowdpotential.stats.streams import stream

SEED, N_DRAWS, N_OF_TRUTH, LEVEL = 20261130, 400, 2_000_000, 0.95
PROMISED, ERRORS = 0.93, 2
ONCE = 0.4
SPREADS, SIZES = (0.8, 1.1, 1.35, 1.6), (300, 1_000, 3_000)
NUMBERS = ("gini", *(f"top {100 * top:g} %" for top in TOPS))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCoverage:
    """How often the interval of one number holds the truth."""

    spread: float  # of the logarithm of how often users act
    n_users: int
    number: str
    truth: float
    behind: float  # effective users, median
    covered: float
    is_promised: bool
    n_draws: int


def repeat(
    n_draws: int = N_DRAWS, *, spreads: Sequence[float] = SPREADS, sizes: Sequence[int] = SIZES, n_of_truth: int = N_OF_TRUTH
) -> list[LogCoverage]:
    """Draw logs of every kind, and count how often each interval holds the truth."""
    rows = list[LogCoverage]()
    for spread in spreads:
        rng = stream(SEED, f"spread {spread}")
        truth = _find(_draw(n_of_truth, spread, rng))
        for n in sizes:
            drawn = np.array([_draw_once(n, spread, truth, rng) for _ in range(n_draws)])  # (D, 3, 3): covered, behind, told
            rows += [
                LogCoverage(
                    spread=spread,
                    n_users=n,
                    number=number,
                    truth=float(truth[i]),
                    behind=float(np.median(drawn[:, i, 1])),
                    covered=float(drawn[:, i, 0].mean()),
                    is_promised=bool(drawn[:, i, 2].mean() > 1 / 2),
                    n_draws=n_draws,
                )
                for i, number in enumerate(NUMBERS)
            ]
    return rows


def judge(rows: Sequence[LogCoverage]) -> list[str]:
    """Say where a promise is not kept."""
    return [
        f"spread {row.spread}, {row.n_users} users, {row.number}: {row.covered:.3f} of the intervals hold it, promised are {PROMISED}"
        for row in rows
        if row.is_promised and row.covered < PROMISED - ERRORS * np.sqrt(PROMISED * (1 - PROMISED) / row.n_draws)
    ]


def as_table(rows: Sequence[LogCoverage]) -> str:
    """Print one line for each number."""
    lines = [
        f"{row.spread:6.2f} {row.n_users:6} {row.number:<9} {row.truth:6.3f} {row.behind:7.0f} {row.covered:8.3f} "
        f"{'yes' if row.is_promised else 'no':>9}"
        for row in rows
    ]
    return "\n".join([f"{'spread':>6} {'users':>6} {'number':<9} {'truth':>6} {'behind':>7} {'covered':>8} {'promised':>9}", *lines])


def _draw(n: int, spread: float, rng: np.random.Generator) -> FloatArray:
    more = np.where(rng.random(n) >= ONCE, 1 + np.floor(rng.lognormal(1.0, spread, n)), 0.0)
    return np.asarray(1 + more)


def _find(amounts: FloatArray) -> FloatArray:
    known = distribute(amounts, np.ones((amounts.size, 1)))
    return np.concatenate([find_gini(known), find_top_shares(known, TOPS)[:, 0]])


def _draw_once(n: int, spread: float, truth: FloatArray, rng: np.random.Generator) -> FloatArray:
    amounts, ones, strata = _draw(n, spread, rng), np.ones(n), np.zeros(n, dtype=np.int64)
    drawn, replication = resample_users(amounts, RESAMPLES, rng), rao_wu_replication(strata, number=RESAMPLES)
    design = Design(weights=ones, replicate_weights=ones[:, None], replication=replication, strata=strata, psus=np.arange(n))
    behind = np.array([count_effective(amounts, ones, top) for top in (1.0, *TOPS)])
    columns = np.vstack([find_gini(drawn), find_top_shares(drawn, TOPS)])
    freedom = whole_freedom(design).repeated(len(columns))
    found = infer_inequality(columns, behind, replication=replication, freedom=freedom, confidence_level=LEVEL)
    is_told = [has_interval(behind[0], own) for own in behind]
    return np.column_stack([(found.ci_low <= truth) & (truth <= found.ci_high), behind, is_told]).astype(np.float64)
