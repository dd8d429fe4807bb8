"""Does the rule for base models accept true models and those that are nearly true, and reject those that are wrong?

Every draw goes the way of the pipeline: the base model of all items, each dimension on its own, the verdict. Each world is drawn with
ordered answers (WLSMV) and numbers (MLR), with one side and two, in turn.

What is promised of misfits is what can be had: with 300 respondents and four items the test of exact fit itself, at its 5 %, rejects
86 % of models that take two dimensions for one. Of one dimension of few items a wording factor is promised nothing: it moves RMSEA to .09
to .12, about the bound of such a dimension. A pair of items in a dimension of three changes its loadings and not its fit; one pair, or
one item on another dimension, is too little for the indices of a large model. They are drawn to tell how often, and are promised nothing.
"""

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np

from crowdpotential.errors import ConvergenceError, ItemError, ModelError
from crowdpotential.index.dimension_fits import fit_base, fit_dimensions
from crowdpotential.index.fit_rule import FEW_ITEMS, count_items, judge_fit
from crowdpotential.index.level_fits import Estimator
from crowdpotential.params import Comparability
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.streams import stream
from simulations.misfits import World, draw_answers, list_worlds, make_truth

SEED = 20150701
N_RESPONDENTS = (300, 600, 1800)
ARMS: tuple[tuple[Estimator, int], ...] = tuple(product(("wlsmv", "mlr"), (1, 2)))  # estimator, sides
N_DRAWS, N_DRAWS_OF_LARGE = 200, 24  # of each world and number of respondents
LARGE = 30  # items of a large model
CHUNK, TOLD = 8, 200  # draws that a worker takes at once; after which progress is told
MOST_FALSE, LEAST_FOUND = 0.05, 0.90  # promised shares of true models rejected, and of misfits that matter
PROMISED_ERRORS = 2.0  # Monte-Carlo errors that a promise allows
# respondents from which a misfit must be found: before, no test of these models has the power (docstring)
FOUND_FROM = {"two in one": 300, "wording": 600}
FEWEST_ITEMS, FOUND_IN_FEW_FROM = (
    5,
    600,
)  # of a model, and respondents from which it must be found in one of fewer items
TRIVIAL_FROM = 600  # respondents; with fewer chi-square of 35 items rejects too much
RULE = Comparability()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How often the base models of one world were rejected."""

    size: str  # dimensions x items
    world: str
    kind: str
    n: int  # respondents on all sides together
    arm: str  # estimator and sides; "all" for the four together
    n_draws: int
    n_unfitted: int  # draws whose model could not be fitted
    rejected: float  # share of the others
    monte_carlo_error: float
    cfi: float  # means
    rmsea: float
    srmr: float
    lowest: float
    highest: float

    @property
    def is_within(self) -> bool:
        """Whether the promise is kept."""
        return not self.rejected < self.lowest and not self.rejected > self.highest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    """One verdict and what it rests on; NaN where nothing could be fitted."""

    arm: str
    is_rejected: float
    cfi: float
    rmsea: float
    srmr: float


def repeat(
    *,
    worlds: Sequence[World] | None = None,
    sizes: Sequence[int] = N_RESPONDENTS,
    n_draws: Mapping[bool, int] | None = None,
    rule: Comparability = RULE,
    seed: int = SEED,
    n_workers: int = 1,
    tell: Callable[[str], None] = str,
) -> list[Judged]:
    """Draw answers from each world at each number of respondents and judge the base model.

    Args:
        worlds: to draw from.
        sizes: numbers of respondents.
        n_draws: of each world, by whether its model is large.
        rule: of the verdict.
        seed: of all draws; a draw depends on it, its world, n and its own number alone.
        n_workers: processes; no number moves with them.
        tell: takes a line now and then, for whoever waits; by default nobody does.
    """
    every = tuple(list_worlds()) if worlds is None else tuple(worlds)
    number = n_draws or {False: N_DRAWS, True: N_DRAWS_OF_LARGE}
    plan = [(world, n, number[_is_large(world)]) for world in every for n in sizes]
    tasks = [(world, n, draw) for world, n, draws in plan for draw in range(draws)]
    work = partial(_judge_once, rule=rule, seed=seed)
    found: list[_Draw] = []
    with ProcessPoolExecutor(n_workers, multiprocessing.get_context("spawn")) as pool:
        for one in map(work, tasks) if n_workers == 1 else pool.map(work, tasks, chunksize=CHUNK):
            found.append(one)
            if len(found) % TOLD == 0:
                tell(f"{len(found)} of {len(tasks)} draws")
    rows: list[Judged] = []
    for world, n, draws in plan:
        own, found = found[:draws], found[draws:]
        rows.append(_sum_up(world, n, "all", own))
        rows += [_sum_up(world, n, arm, [one for one in own if one.arm == arm]) for arm in _list_arms(own)]
    return rows


def judge(rows: Sequence[Judged]) -> list[str]:
    """Name every row that breaks a promise, in a sentence each."""
    return [
        f"{row.size}, {row.world}, n {row.n}: {row.rejected:.3f} of {row.n_draws} rejected, outside {row.lowest:.3f} to {row.highest:.3f}"
        for row in rows
        if not row.is_within
    ]


def as_table(rows: Sequence[Judged]) -> str:
    """Set the shares of all arms together in lines of text."""
    lines = [f"{'size':<8}{'world':<28}{'n':>6}{'draws':>7}{'rejected':>10}{'error':>8}{'CFI':>7}{'RMSEA':>7}{'SRMR':>7}"]
    lines += [
        f"{row.size:<8}{row.world:<28}{row.n:>6}{row.n_draws - row.n_unfitted:>7}{row.rejected:>10.3f}"
        f"{row.monte_carlo_error:>8.3f}{row.cfi:>7.3f}{row.rmsea:>7.3f}{row.srmr:>7.3f}"
        for row in rows
        if row.arm == "all"
    ]
    return "\n".join(lines)


def _judge_once(task: tuple[World, int, int], *, rule: Comparability, seed: int) -> _Draw:
    world, n, draw = task
    estimator, n_sides = ARMS[draw % len(ARMS)]
    truth, arm = make_truth(world), f"{estimator} {n_sides}"
    drawn = draw_answers(
        truth,
        stream(seed, f"{world.size} {world.name} {n} {draw}"),
        n=n,
        n_sides=n_sides,
        estimator=estimator,
        is_clustered=world.is_clustered,
    )
    given = (drawn.items, drawn.side, drawn.design, truth.model)
    try:
        base = fit_base(*given, estimator=estimator)
    except (ConvergenceError, ItemError, ModelError):
        return _Draw(arm=arm, is_rejected=np.nan, cfi=np.nan, rmsea=np.nan, srmr=np.nan)
    verdict = judge_fit(
        base,
        rule,
        fit_dimensions(*given, estimator=estimator),
        n_items=count_items(drawn.items),
    )
    indices = base.indices
    return _Draw(
        arm=arm,
        is_rejected=float(verdict.is_misfit),
        cfi=indices.cfi,
        rmsea=indices.rmsea,
        srmr=base.srmr,
    )


def _sum_up(world: World, n: int, arm: str, draws: Sequence[_Draw]) -> Judged:
    values = np.array([[one.is_rejected, one.cfi, one.rmsea, one.srmr] for one in draws])
    fitted: FloatArray = values[~np.isnan(values[:, 0])]
    n_fitted = len(fitted)
    rejected, cfi, rmsea, srmr = fitted.mean(axis=0) if n_fitted else np.full(4, np.nan)
    lowest, highest = _promise(world, n, n_fitted) if arm == "all" and n_fitted else (-np.inf, np.inf)
    return Judged(
        size=world.size,
        world=world.name,
        kind=world.kind,
        n=n,
        arm=arm,
        n_draws=len(draws),
        n_unfitted=len(draws) - n_fitted,
        rejected=float(rejected),
        monte_carlo_error=float(np.sqrt(rejected * (1 - rejected) / n_fitted)) if n_fitted else np.nan,
        cfi=float(cfi),
        rmsea=float(rmsea),
        srmr=float(srmr),
        lowest=lowest,
        highest=highest,
    )


def _promise(world: World, n: int, n_fitted: int) -> tuple[float, float]:
    """Give the shares between which rejections must lie, Monte-Carlo errors allowed."""

    def allow(share: float) -> float:
        return PROMISED_ERRORS * float(np.sqrt(share * (1 - share) / n_fitted))

    if world.kind == "misfit":
        from_n = FOUND_FROM.get(world.name, np.inf)
        if world.name == "wording" and world.n_dimensions == 1 and world.n_items <= FEW_ITEMS:
            from_n = np.inf
        if world.n_dimensions * world.n_items < FEWEST_ITEMS:
            from_n = max(from_n, FOUND_IN_FEW_FROM)
        return (LEAST_FOUND - allow(LEAST_FOUND), np.inf) if n >= from_n else (-np.inf, np.inf)
    if world.kind == "trivial" and n < TRIVIAL_FROM:
        return -np.inf, np.inf
    return -np.inf, MOST_FALSE + allow(MOST_FALSE)


def _is_large(world: World) -> bool:
    return world.n_dimensions * world.n_items >= LARGE


def _list_arms(draws: Sequence[_Draw]) -> list[str]:
    return list(dict.fromkeys(one.arm for one in draws))
