"""How often do the intervals of a paired change and of its standardised size hold the truth, for numbers and for answers on a scale?

Pairs are drawn from two correlated normal answers, as they are or rounded to a scale of five, from as few as report.suppress_below allows
to a large school. Both spreads are equal or differ by half. Promised is a coverage of at least 93 per cent, and a bias of the size of at
most 0.02 standard deviations. The truth of rounded answers is that of a million people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.special import nctdtr, ndtr, stdtrit

from crowdpotential.stats.paired.changes import compare_pairs, standardise_change
from crowdpotential.stats.streams import stream
from simulations.coverage import NOMINAL

SEED, N_DRAWS, CENTRE = 20261130, 4_000, 2.5
PAIRS, CORRELATIONS, SIZES, RATIOS = (10, 20, 40), (0.3, 0.6, 0.85), (0.0, 0.4, 1.0), (1.0, 1.5)
PROMISED, BIAS = 0.93, 0.02
CODES = np.arange(1.0, 6.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedCoverage:
    """How often both intervals hold the truth in one world."""

    answers: str  # numbers, or codes of a scale of five
    n: int
    correlation: float
    ratio: float  # of the spreads, after to before
    size: float  # in the population
    covered_change: float
    covered_size: float
    bias_of_size: float
    n_draws: int


def repeat(n_draws: int = N_DRAWS, *, seed: int = SEED, pairs: Sequence[int] = PAIRS) -> list[PairedCoverage]:
    """Draw pairs of every world, and count how often each interval holds the truth."""
    worlds = product(("numbers", "codes"), CORRELATIONS, RATIOS, SIZES)
    return [
        _cover(
            answers, n, correlation=rho, ratio=ratio, planted=size, rng=stream(seed, f"{answers} {n} {rho} {ratio} {size}"), n_draws=n_draws
        )
        for answers, rho, ratio, size in worlds
        for n in pairs
    ]


def judge(rows: Sequence[PairedCoverage]) -> list[str]:
    """Say where a promise is not kept."""
    return [
        f"{row.answers}, {row.n} pairs, correlation {row.correlation}, size {row.size:.2f}: {what}"
        for row in rows
        for is_kept, what in (
            (row.covered_change >= PROMISED, f"{row.covered_change:.3f} of the intervals of the change hold the truth"),
            (row.covered_size >= PROMISED, f"{row.covered_size:.3f} of the intervals of the size hold the truth"),
            (row.answers == "codes" or abs(row.bias_of_size) <= BIAS, f"the size has a bias of {row.bias_of_size:.3f}"),
        )
        if not is_kept
    ]


def as_table(rows: Sequence[PairedCoverage]) -> str:
    """Print one line for each world."""
    head = f"{'answers':<8} {'n':>3} {'rho':>5} {'ratio':>5} {'size':>5} {'change':>7} {'of size':>7} {'bias':>7}"
    lines = [
        f"{row.answers:<8} {row.n:>3} {row.correlation:5.2f} {row.ratio:5.1f} {row.size:5.2f} {row.covered_change:7.3f}"
        f" {row.covered_size:7.3f} {row.bias_of_size:7.3f}"
        for row in rows
    ]
    return "\n".join([head, *lines])


def _cover(
    answers: str, n: int, *, correlation: float, ratio: float, planted: float, rng: np.random.Generator, n_draws: int
) -> PairedCoverage:
    spread = np.sqrt((1 + ratio**2) / 2)
    means, change, size = (CENTRE, CENTRE + planted * spread), planted * spread, planted
    covariance = [[1, correlation * ratio], [correlation * ratio, ratio**2]]
    drawn = rng.multivariate_normal(means, covariance, (n_draws, n), method="cholesky")
    if answers == "codes":
        drawn = np.clip(np.rint(drawn), CODES[0], CODES[-1])
        (mean_before, variance_before), (mean_after, variance_after) = _of_codes(means[0], 1.0), _of_codes(means[1], ratio)
        change = mean_after - mean_before
        size = change / float(np.sqrt((variance_before + variance_after) / 2))
    pairs = [compare_pairs(one[:, 0], one[:, 1]) for one in drawn]
    pairs = [one for one in pairs if one.standard_error > 0]
    found = [(one.change, one.standard_error, one.sd_before, one.sd_after) for one in pairs]
    changes, errors, before, after = np.array(found).T
    reach = stdtrit(n - 1, (1 + NOMINAL) / 2) * errors
    scale = errors / np.sqrt((before**2 + after**2) / 2)
    below = nctdtr(n - 1.0, size / scale, changes / errors)  # the interval of the size holds the truth where this lies between its tails
    tail = (1 - NOMINAL) / 2
    return PairedCoverage(
        answers=answers,
        n=n,
        correlation=correlation,
        ratio=ratio,
        size=size,
        covered_change=float((np.abs(changes - change) <= reach).mean()),
        covered_size=float(((below > tail) & (below < 1 - tail)).mean()),
        bias_of_size=float(np.mean([standardise_change(one, confidence_level=NOMINAL).g_av for one in pairs]) - size),
        n_draws=len(pairs),
    )


def _of_codes(mean: float, spread: float) -> tuple[float, float]:
    """Return mean and variance of normal answers that are rounded to the scale and cut at its ends."""
    shares = np.diff(ndtr((CODES[:-1] + 0.5 - mean) / spread), prepend=0, append=1)
    centre = float(shares @ CODES)
    return centre, float(shares @ (CODES - centre) ** 2)
