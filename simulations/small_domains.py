"""Are pooled estimates of small domains closer to the truth than direct ones, and do their intervals hold it?

A table of groups by areas has true means that follow from group and area, and stray from that by a standard deviation of 0 to 4 points, as
normal errors, or as those of a few domains far off. Each domain has 10 to 70 respondents; its sampling variance is known by replicates,
with as few degrees of freedom as its sampling points leave, and is smoothed as a report does. Errors within an area are independent, or
have a correlation of 0.1 because groups share sampling points. Promised is that intervals hold at least 93 per cent of the true means, that
the mean squared error of all domains together is below that of direct estimates, and that of no single domain above it by more than a
fifth, however far true means stray.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.small_domains.area_level import pool_domains
from crowdpotential.stats.small_domains.variance_smoothing import smooth_variances
from crowdpotential.stats.streams import stream

SEED, N_DRAWS, LEVEL = 20261130, 2_000, 0.95
PROMISED, LARGEST_RATIO = 0.93, 1.2
SPREAD_OF_ANSWERS, FREEDOM = 15.0, 20  # points of the index among respondents; degrees of freedom of a domain's variance
DESIGN = 0.2  # standard deviation of the logarithm of what one respondent of a domain is worth


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A table of groups by areas."""

    n_groups: int
    n_areas: int
    straying: float  # standard deviation of true means, points
    shared: float = 0.0  # correlation of errors within an area
    few_far: bool = False  # one domain in six strays, the others hardly


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooling:
    """What became of the domains of one world."""

    world: str
    n_domains: int
    covered: float  # true means inside pooled intervals
    covered_least: float  # of the domain in which they hold it least often
    covered_directly: float
    mse_ratio: float  # pooled / direct, of all domains
    mse_ratio_largest: float  # of the domain that fares worst
    width_ratio: float  # of intervals, medians
    adjusted: float  # share of draws in which the adjusted likelihood decided
    n_draws: int


WORLDS: Mapping[str, World] = {
    "6 x 6, none stray": World(n_groups=6, n_areas=6, straying=0.0),
    "6 x 6, little": World(n_groups=6, n_areas=6, straying=2.0),
    "6 x 6, far": World(n_groups=6, n_areas=6, straying=4.0),
    "6 x 6, little, shared errors": World(n_groups=6, n_areas=6, straying=2.0, shared=0.1),
    "6 x 6, few far": World(n_groups=6, n_areas=6, straying=2.0, few_far=True),
    "4 x 6, little": World(n_groups=4, n_areas=6, straying=2.0),
    "2 x 8, none stray": World(n_groups=2, n_areas=8, straying=0.0),
    "2 x 8, little": World(n_groups=2, n_areas=8, straying=2.0),
    "2 x 8, far": World(n_groups=2, n_areas=8, straying=4.0),
}


def repeat(n_draws: int = N_DRAWS, *, seed: int = SEED, worlds: Mapping[str, World] = WORLDS) -> list[Pooling]:
    """Draw every world, pool its domains, and compare with the truth."""
    return [_repeat_one(name, world, n_draws, stream(seed, name)) for name, world in worlds.items()]


def judge(rows: Sequence[Pooling]) -> list[str]:
    """Say where a promise is not kept."""
    broken = list[str]()
    for row in rows:
        if row.covered < PROMISED:
            broken.append(f"{row.world}: {row.covered:.3f} of the intervals hold the truth, promised are {PROMISED}")
        if row.mse_ratio >= 1:
            broken.append(f"{row.world}: pooling does not lower the mean squared error ({row.mse_ratio:.2f} of the direct one)")
        if row.mse_ratio_largest > LARGEST_RATIO:
            broken.append(f"{row.world}: a domain fares worse, {row.mse_ratio_largest:.2f} times the direct one, at most {LARGEST_RATIO}")
    return broken


def as_table(rows: Sequence[Pooling]) -> str:
    """Print one line for each world."""
    head = f"{'world':<29} {'domains':>7} {'covered':>8} {'least':>6} {'direct':>7} {'MSE':>5} {'worst':>6} {'width':>6} {'adjusted':>8}"
    lines = [
        f"{row.world:<29} {row.n_domains:7} {row.covered:8.3f} {row.covered_least:6.3f} {row.covered_directly:7.3f} {row.mse_ratio:5.2f}"
        f" {row.mse_ratio_largest:6.2f} {row.width_ratio:6.2f} {row.adjusted:8.2f}"
        for row in rows
    ]
    return "\n".join([head, *lines])


def _repeat_one(name: str, world: World, n_draws: int, rng: np.random.Generator) -> Pooling:
    group, area = (places.reshape(-1) for places in np.indices((world.n_groups, world.n_areas)))
    covariates = np.column_stack([np.ones(group.size), _indicators(group), _indicators(area)])
    sizes = rng.integers(10, 70, group.size).astype(np.float64)
    drawn = np.array([_draw_once(world, (group, area), covariates, sizes, rng) for _ in range(n_draws)])
    truth, direct, error, pooled, reach, is_adjusted = drawn.transpose(1, 0, 2)
    inside, squares, own = np.abs(pooled - truth) <= reach, (pooled - truth) ** 2, (direct - truth) ** 2
    own_reach = stdtrit(FREEDOM, (1 + LEVEL) / 2) * error
    return Pooling(
        world=name,
        n_domains=group.size,
        covered=float(inside.mean()),
        covered_least=float(inside.mean(axis=0).min()),
        covered_directly=float((np.abs(direct - truth) <= own_reach).mean()),
        mse_ratio=float(squares.mean() / own.mean()),
        mse_ratio_largest=float((squares.mean(axis=0) / own.mean(axis=0)).max()),
        width_ratio=float(np.median(reach) / np.median(own_reach)),
        adjusted=float(is_adjusted[:, 0].mean()),
        n_draws=n_draws,
    )


def _draw_once(
    world: World, places: tuple[FloatArray, FloatArray], covariates: FloatArray, sizes: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return (6, m): true means, direct estimates with their errors, pooled ones with their reach, whether the likelihood was adjusted."""
    group, area = places
    straying = rng.normal(0, world.straying, sizes.size)
    if world.few_far:
        straying *= np.where(rng.random(sizes.size) < 1 / 6, np.sqrt(5.0), np.sqrt(0.2))
    truth = 50 + 3.0 * group - area + straying
    variances = SPREAD_OF_ANSWERS**2 / sizes * np.exp(rng.normal(0, DESIGN, sizes.size))
    common = rng.normal(0, 1, int(area.max()) + 1)[area]
    direct = truth + np.sqrt(variances) * (np.sqrt(world.shared) * common + np.sqrt(1 - world.shared) * rng.normal(0, 1, sizes.size))
    estimated = variances * rng.chisquare(FREEDOM, sizes.size) / FREEDOM
    smooth = smooth_variances(estimated, sizes, np.full(sizes.size, float(FREEDOM)))
    found = pool_domains(direct, smooth, covariates)
    is_adjusted = np.full(sizes.size, float(found.method == "adjusted"))
    return np.array([truth, direct, np.sqrt(estimated), found.estimate, found.reach(LEVEL), is_adjusted])


def _indicators(places: FloatArray) -> FloatArray:
    """Return a column for each place but the first."""
    return (places[:, None] == np.arange(1, int(places.max()) + 1)).astype(np.float64)
