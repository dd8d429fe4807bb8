"""Answers whose measurement model is known: declared as it is, declared wrong, or wrong by too little to matter.

Items load .8, .7, .6 and .5 in turn on their dimension; dimensions correlate .5. What is declared wrong: two dimensions that correlate
.6 taken for one; items of reversed wording that share a factor of their own, which loads .4; two items whose residuals correlate .35;
an item that also loads .4 on another dimension. By too little: residuals that correlate .1, a loading of .1, or twenty minor factors
(Tucker, Koopman and Linn 1969) that hold 4 % of every item; or residuals that correlate .15 where all items load .8 to .9.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from crowdpotential.index.items import Items
from crowdpotential.index.level_fits import Estimator
from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicate_draws import draw_replicates
from crowdpotential.stats.replication.replicates import SampledPsus, psu_key

Kind = Literal["true", "trivial", "misfit"]
LOADINGS, HIGH_LOADINGS = (0.8, 0.7, 0.6, 0.5), (0.9, 0.85, 0.8, 0.85)
BETWEEN, BETWEEN_HALVES = 0.5, 0.6  # correlation of dimensions, and of the two that are taken for one
WORDING, PAIR, CROSS, OWN_OF_CROSS = 0.4, 0.35, 0.4, 0.6
SMALL, SMALL_AT_HIGH, MINOR_SHARE, N_MINOR = 0.1, 0.15, 0.04, 20
REVERSED_SHARE = 0.4  # of the items of a dimension
FIVE_ANSWERS, ELEVEN_NUMBERS = np.array([-1.4, -0.5, 0.4, 1.3]), np.linspace(-2, 2, 10)  # cuts
PER_POINT, CLUSTERING = 12, 0.05  # respondents of a sampling point, and their likeness
SIZES = ((1, 4), (1, 5), (1, 8), (3, 3), (5, 3), (7, 5))  # dimensions, items of each
CLUSTERED = ((1, 5), (5, 3))  # of these, those that are also drawn by sampling points


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The correlations of the responses, and the model that a study declares of them."""

    correlations: FloatArray  # (p, p)
    model: MeasurementModel
    left_out: FloatArray  # (p,) by how much each response moves with one deviation of what the model leaves out
    reliability: float  # share of the variance of a sum of the first declared dimension's items that dimensions make


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One truth."""

    name: str  # what is declared, or what is wrong
    kind: Kind
    n_dimensions: int
    n_items: int  # of each dimension
    is_clustered: bool = False  # by sampling points

    @property
    def size(self) -> str:
        """Dimensions x items."""
        return f"{self.n_dimensions} x {self.n_items}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One draw."""

    items: Items
    side: IntArray  # (n,)
    design: Design


@dataclass(slots=True)
class _Made:
    """A truth in the making."""

    loadings: FloatArray  # (p, k + 1), the last of wording
    factors: FloatArray  # (k + 1, k + 1) correlations
    declared: IntArray  # (p,)
    residual_correlations: FloatArray  # (p, p)
    minor: FloatArray  # (p, p) covariances that no model declares
    left_out: FloatArray  # (p,)
    has_wording: bool = False  # whether the last column of the loadings is a factor of wording
    pairs: list[tuple[int, int]] = field(default_factory=list)
    method: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def list_worlds() -> Iterator[World]:
    """List all worlds, the smallest models first."""
    for k, m in SIZES:
        names: list[tuple[str, Kind]] = [("plain", "true"), ("pairs declared", "true")]
        if _count_reversed(m) * k >= 3:
            names.append(("wording declared", "true"))
        names += [("two in one", "misfit"), ("wording", "misfit"), ("pair", "misfit")]
        names += [("small pair", "trivial"), ("minor factors", "trivial")]
        if k > 1:
            names += [("cross-loading", "misfit"), ("small cross-loading", "trivial")]
        else:
            names.append(("small pair, high loadings", "trivial"))
        yield from (World(name=name, kind=kind, n_dimensions=k, n_items=m) for name, kind in names)
        if (k, m) in CLUSTERED:
            yield World(name="plain, clustered", kind="true", n_dimensions=k, n_items=m, is_clustered=True)


def make_truth(world: World) -> Truth:
    """Make the correlations, all responses with variance 1."""
    made = _make_plain(world)
    changes = {
        "pairs declared": _declare_pairs,
        "wording declared": _declare_wording,
        "two in one": _join_two,
        "wording": _add_wording,
        "pair": lambda one, _world: _correlate(one, 0, 1, PAIR),
        "small pair": lambda one, _world: _correlate(one, 0, 1, SMALL),
        "small pair, high loadings": lambda one, _world: _correlate(one, 0, 1, SMALL_AT_HIGH),
        "cross-loading": lambda one, _world: _cross(one, CROSS),
        "small cross-loading": lambda one, _world: _cross(one, SMALL),
        "minor factors": _add_minor,
    }
    if world.name in changes:
        changes[world.name](made, world)
    common = made.loadings @ made.factors @ made.loadings.T + made.minor
    own = np.sqrt(1 - np.diag(common))
    residuals = made.residual_correlations * np.outer(own, own)
    return Truth(
        correlations=common + residuals,
        model=MeasurementModel(
            dimension_of_item=made.declared,
            method_items=made.method,
            residual_pairs=np.array(made.pairs, dtype=np.int64).reshape(-1, 2),
        ),
        left_out=made.left_out,
        reliability=_share_common(made, common + residuals),
    )


def draw_answers(truth: Truth, rng: np.random.Generator, *, n: int, n_sides: int, estimator: Estimator, is_clustered: bool) -> Answers:
    """Draw the answers of respondents in sampling points: five ordered ones for WLSMV, numbers from 0 to 10 for MLR."""
    root, p = np.linalg.cholesky(truth.correlations), len(truth.correlations)
    point = np.arange(n) // PER_POINT
    responses = rng.standard_normal((n, p)) @ root.T
    if is_clustered:
        between = rng.standard_normal((int(point.max()) + 1, p)) @ root.T
        responses = np.sqrt(1 - CLUSTERING) * responses + np.sqrt(CLUSTERING) * between[point]
    cuts = FIVE_ANSWERS if estimator == "wlsmv" else ELEVEN_NUMBERS
    ranks = np.searchsorted(cuts, responses.ravel()).reshape(responses.shape)
    unit = point if is_clustered else np.arange(n)
    return Answers(
        items=_as_items(ranks, truth.model.dimension_of_item, cuts.size + 1, is_numeric=estimator == "mlr"),
        side=point % n_sides,
        design=_draw_design(unit, seed=int(rng.integers(2**63))),
    )


def _make_plain(world: World) -> _Made:
    k, m = world.n_dimensions, world.n_items
    dimension = np.repeat(np.arange(k), m)
    loadings = np.zeros((k * m, k + 1))
    given = HIGH_LOADINGS if "high loadings" in world.name else LOADINGS
    loadings[np.arange(k * m), dimension] = np.tile(np.resize(given, m), k)
    factors = np.eye(k + 1)
    factors[:k, :k] = BETWEEN + (1 - BETWEEN) * np.eye(k)
    return _Made(
        loadings=loadings,
        factors=factors,
        declared=dimension,
        residual_correlations=np.eye(k * m),
        minor=np.zeros((k * m, k * m)),
        left_out=np.zeros(k * m),
    )


def _share_common(made: _Made, correlations: FloatArray) -> float:
    """Divide what the dimensions, not wording or other factors, make of the first declared dimension's sum by its variance."""
    own = made.declared == 0
    total = made.loadings[own].sum(axis=0)
    if made.has_wording:
        total[-1] = 0
    return float(total @ made.factors @ total / correlations[np.ix_(own, own)].sum())


def _correlate(made: _Made, first: int, second: int, correlation: float) -> None:
    made.residual_correlations[first, second] = made.residual_correlations[second, first] = correlation
    common = made.loadings @ made.factors @ made.loadings.T
    for item in (first, second):
        made.left_out[item] = np.sqrt(correlation * (1 - common[item, item]))


def _declare_pairs(made: _Made, world: World) -> None:
    made.pairs = [(0, 1), (2, 3)] if world.n_items >= 5 else [(0, 1)]
    for first, second in made.pairs:
        _correlate(made, first, second, PAIR)
    made.left_out[:] = 0


def _count_reversed(n_items: int) -> int:
    return max(1, round(REVERSED_SHARE * n_items))


def _add_wording(made: _Made, world: World) -> None:
    is_reversed = np.arange(len(made.declared)) % world.n_items >= world.n_items - _count_reversed(world.n_items)
    made.loadings[is_reversed, -1] = made.left_out[is_reversed] = WORDING
    made.has_wording = True


def _declare_wording(made: _Made, world: World) -> None:
    _add_wording(made, world)
    made.method = np.flatnonzero(made.loadings[:, -1])
    made.left_out[:] = 0


def _join_two(made: _Made, world: World) -> None:
    """Take the first two dimensions for one; split the only one in halves."""
    if world.n_dimensions > 1:
        made.factors[0, 1] = made.factors[1, 0] = BETWEEN_HALVES
        made.left_out = made.loadings[:, 1].copy()
        made.declared = np.where(made.declared <= 1, 0, made.declared - 1)
        return
    second = np.arange(world.n_items) >= (world.n_items + 1) // 2
    made.loadings[second, 1], made.loadings[second, 0] = made.loadings[second, 0], 0.0
    made.left_out = made.loadings[:, 1].copy()
    made.factors[0, 1] = made.factors[1, 0] = BETWEEN_HALVES


def _cross(made: _Made, loading: float) -> None:
    made.loadings[0, 0], made.loadings[0, 1] = OWN_OF_CROSS, loading
    made.left_out = made.loadings[:, 1].copy()


def _add_minor(made: _Made, world: World) -> None:
    drawn = np.random.default_rng(world.n_dimensions * 100 + world.n_items).standard_normal((len(made.declared), N_MINOR))
    drawn *= np.sqrt(MINOR_SHARE) / np.sqrt((drawn**2).sum(axis=1, keepdims=True))
    made.minor = drawn @ drawn.T


def _as_items(ranks: IntArray, dimension_of_item: IntArray, n_answers: int, *, is_numeric: bool) -> Items:
    p, k = ranks.shape[1], int(dimension_of_item.max()) + 1
    return Items(
        names=tuple(f"I{i + 1}" for i in range(p)),
        dimensions=tuple(f"D{d + 1}" for d in range(k)),
        dimension_of_item=dimension_of_item,
        codes=ranks.astype(np.float64),
        ranks=ranks,
        n_categories=np.full(p, n_answers),
        lowest=np.zeros(p),
        highest=np.full(p, n_answers - 1.0),
        is_reversed=np.zeros(p, dtype=np.bool_),
        is_numeric=np.full(p, is_numeric),
    )


def _draw_design(units: IntArray, *, seed: int) -> Design:
    """Weigh everybody alike; the replicates are there because a design has some."""
    strata = np.zeros(units.size, dtype=np.int64)
    keys = np.array([psu_key(str(unit)) for unit in range(int(units.max()) + 1)], dtype=np.uint64)
    sampled = SampledPsus(strata=strata[: keys.size], keys=keys)
    drawn = draw_replicates(sampled, method="rao-wu", number=2, seed=seed)
    return Design(
        weights=np.ones(units.size),
        replicate_weights=drawn.multipliers[units],
        replication=drawn.replication,
        strata=strata,
        psus=units,
    )
