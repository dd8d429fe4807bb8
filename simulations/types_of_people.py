"""Are planted types of people found: their number, who belongs to them, and how many they are?

Sampling points draw people whose types are not equally likely to be reached, so that weights matter; two sides have other shares of the
types. In the clear world answers tell types well apart, in the blurred one they do not, and only the intervals have to hold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.typology.estimates.indicators import Answer, Indicators
from crowdpotential.chapters.typology.estimates.replicated import cross_types, replicate_types
from crowdpotential.chapters.typology.estimates.solutions import classify, try_numbers
from crowdpotential.params import Typology
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.estimation import infer_columns
from crowdpotential.stats.inference.freedom import count_freedom
from crowdpotential.stats.latent_classes.fitting import Search
from crowdpotential.stats.latent_classes.matching import adjusted_rand, match_classes
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers, rao_wu_replication

SEED = 20190718
N_DRAWS, N_REPLICATES = 100, 200
N_POINTS, PER_POINT = 60, 20
SHARES = np.array([[0.40, 0.34, 0.16, 0.10], [0.30, 0.36, 0.14, 0.20]])  # (sides, types)
REACHED = np.array([0.8, 1.0, 1.5, 0.7])  # how likely people of each type are reached
ALIKE = 40.0  # concentration of the shares of a point about those of its side
YES, NO = {"clear": 0.88, "blurred": 0.75}, {"clear": 0.08, "blurred": 0.2}
SAYS_YES = np.array([[0] * 12, [1] * 4 + [0] * 8, [0] * 4 + [1] * 4 + [0] * 4, [1] * 8 + [1] * 4], dtype=bool)  # (types, answers)
MISSING = 0.05
SEARCH = Search(starts=12)
TYPOLOGY = Typology(indicators=("answers",), classes=(2, 3, 4, 5), resamples=10)
FEWEST_RIGHT, LEAST_RAND, LEAST_COVERAGE = 0.90, 0.80, 0.93


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of all draws of one world."""

    world: str
    n_draws: int
    number_right: float  # share of draws with four types
    shown: float  # share of draws whose types are not held back
    adjusted_rand: float  # mean over draws, of the four types
    coverage: float  # of 95 % intervals of shares, pooled over types, of all and of sides
    coverage_of_all: float
    bias: float  # largest mean error of a share of all
    se_ratio: float  # mean standard error of shares / their standard deviation over draws


def repeat(n_draws: int = N_DRAWS, n_replicates: int = N_REPLICATES, *, tell: Callable[[str], None] = lambda _line: None) -> list[Found]:
    """Draw samples of each world and find types in each."""
    found = list[Found]()
    for world in YES:
        tell(f"world {world}")
        found.append(_summarise(world, [_run(world, draw, n_replicates) for draw in range(n_draws)]))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    number: int
    is_shown: bool
    rand: float
    estimate: FloatArray  # (3, K) of all and of sides
    standard_error: FloatArray
    is_held: FloatArray


def _truth() -> FloatArray:
    return np.vstack([SHARES.mean(axis=0), SHARES])


def _run(world: str, draw: int, n_replicates: int) -> _Draw:
    rng = np.random.default_rng([SEED, draw, list(YES).index(world)])
    kinds, codes, weights, point = _draw_sample(world, rng)
    design = _design(weights, point, n_replicates, seed=draw)
    n_answers = codes.shape[1]
    indicators = Indicators(
        names=tuple(f"answer{j}" for j in range(n_answers)),
        codes=codes,
        n_levels=np.full(n_answers, 2),
        answers=tuple(Answer(variable="answer", category=str(j), indicator=j, level=2 * j + 1) for j in range(n_answers)),
        idle=(),
    )
    classified = classify(indicators, design)
    choice = try_numbers(classified, design, TYPOLOGY, search=SEARCH, rng=rng)
    four = next(one.classes for one in choice.candidates if one.classes.n_classes == SHARES.shape[1])
    types = replicate_types(classified, four, design, search=SEARCH)
    side = point % 2
    members = np.column_stack([np.ones(kinds.size), side == 0, side == 1]).astype(bool)
    tables = cross_types(types, design, members[classified.inside].astype(float)).weights
    planted = np.where(SAYS_YES, YES[world], NO[world])
    order = match_classes(np.stack([1 - planted, planted], axis=2).transpose(1, 2, 0).reshape(-1, len(planted)), four.profiles)
    shares = (tables / tables.sum(axis=1, keepdims=True))[:, order].transpose(2, 1, 0)
    inferred = infer_columns(
        shares.reshape(-1, shares.shape[2]),
        replication=design.replication,
        freedom=count_freedom(np.repeat(members, len(planted), axis=1), design),
        confidence_level=0.95,
        interval="logit",
    )
    truth = _truth().reshape(-1)
    return _Draw(
        number=choice.chosen.classes.n_classes,
        is_shown=not choice.obstacle,
        rand=adjusted_rand(kinds[classified.inside], types.posterior.argmax(axis=1).astype(np.int64)),
        estimate=inferred.estimate.reshape(3, -1),
        standard_error=inferred.standard_error.reshape(3, -1),
        is_held=((inferred.ci_low <= truth) & (truth <= inferred.ci_high)).astype(float).reshape(3, -1),
    )


def _draw_sample(world: str, rng: np.random.Generator) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    """Draw types, answers, weights and points."""
    point = np.repeat(np.arange(N_POINTS), PER_POINT)
    own = np.stack([rng.dirichlet(ALIKE * SHARES[m % 2]) for m in range(N_POINTS)])
    size = own @ REACHED
    drawn = own * REACHED / size[:, None]
    kinds = np.array([rng.choice(len(REACHED), p=drawn[m]) for m in point])
    weights = (size[point] / REACHED[kinds]) * np.exp(rng.normal(0, 0.2, kinds.size))
    chances = np.where(SAYS_YES, YES[world], NO[world])[kinds]
    codes = (rng.random(chances.shape) < chances).astype(np.int64)
    codes[rng.random(codes.shape) < MISSING] = -1
    return kinds, codes, weights, point.astype(np.int64)


def _design(weights: FloatArray, point: IntArray, n_replicates: int, *, seed: int) -> Design:
    keys = np.array([psu_key(f"point {m}") for m in range(N_POINTS)], dtype=np.uint64)
    of_points = np.arange(N_POINTS) % 2
    multipliers = rao_wu_multipliers(of_points, keys, seed=seed, number=n_replicates)
    return Design(
        weights=weights,
        replicate_weights=weights[:, None] * multipliers[point],
        replication=rao_wu_replication(of_points, number=n_replicates),
        strata=point % 2,
        psus=point,
    )


def _summarise(world: str, draws: Sequence[_Draw]) -> Found:
    estimate = np.stack([one.estimate for one in draws])
    held = np.stack([one.is_held for one in draws])
    error = np.stack([one.standard_error for one in draws])
    return Found(
        world=world,
        n_draws=len(draws),
        number_right=float(np.mean([one.number == SHARES.shape[1] for one in draws])),
        shown=float(np.mean([one.is_shown for one in draws])),
        adjusted_rand=float(np.mean([one.rand for one in draws])),
        coverage=float(held.mean()),
        coverage_of_all=float(held[:, 0].mean()),
        bias=float(np.abs(estimate[:, 0].mean(axis=0) - _truth()[0]).max()),
        se_ratio=float((error.mean(axis=0) / estimate.std(axis=0, ddof=1)).mean()),
    )


def as_table(found: Sequence[Found]) -> str:
    """Write what was found beside what is promised."""
    head = f"{'world':8} {'draws':>5} {'four types':>10} {'shown':>6} {'Rand':>6} {'coverage':>8} {'of all':>7} {'bias':>6} {'se ratio':>8}"
    lines = [
        f"{one.world:8} {one.n_draws:5d} {one.number_right:10.2f} {one.shown:6.2f} {one.adjusted_rand:6.3f} {one.coverage:8.3f}"
        f" {one.coverage_of_all:7.3f} {one.bias:6.3f} {one.se_ratio:8.2f}"
        for one in found
    ]
    promised = f"promised: clear - four types >= {FEWEST_RIGHT}, Rand >= {LEAST_RAND}; both - coverage >= {LEAST_COVERAGE}"
    return "\n".join([head, *lines, promised])


def judge(found: Sequence[Found]) -> list[str]:
    """List the promises that were not kept."""
    outside = list[str]()
    for one in found:
        promises = {"coverage": LEAST_COVERAGE}
        if one.world == "clear":
            promises |= {"number_right": FEWEST_RIGHT, "adjusted_rand": LEAST_RAND}
        outside += [
            f"{one.world}: {name} {getattr(one, name):.3f}, promised {least}"
            for name, least in promises.items()
            if getattr(one, name) < least
        ]
    return outside
