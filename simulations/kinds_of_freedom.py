"""Which degrees of freedom have a mean, a share, a correlation and an alpha, where the weights are calibrated to many controls?

The variance of each is estimated by linearisation on calibration residuals in many samples of 25 sampling points, unequal weights and 11
controls. It varies like a chi-square of 2 E(v)^2 / Var(v) degrees of freedom (Satterthwaite): beside that number stand the two rules,
points less one and what `calibrated_degrees_of_freedom` leaves, and how often t intervals by each rule hold the truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.inference.calibrated_freedom import calibrated_degrees_of_freedom
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.streams import stream
from crowdpotential.stats.weighting.auxiliaries import auxiliaries
from crowdpotential.stats.weighting.calibration import Calibration, calibrate
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis
from crowdpotential.stats.weighting.margins import Margin

SEED, N_DRAWS = 20261130, 2_000
N_POINTS, N_SAMPLED, SIZE, N_ITEMS = 4_000, 25, 12, 5
N_AGES, NOMINAL = 5, 0.95
PROMISED = 0.93  # that no kind of number falls below with the freedom that calibration leaves
KINDS = ("mean", "share of a half", "share of a tenth", "correlation", "alpha")
RAKING = Calibration(method="raking", tolerance=1e-8, max_cycles=500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What one kind of number showed."""

    kind: str
    shown: float  # degrees of freedom like which its variance varies
    of_points: float  # points less one
    of_calibration: float  # the rule's, averaged over the samples
    covered_by_points: float
    covered_by_calibration: float


def repeat(n_draws: int = N_DRAWS, *, seed: int = SEED) -> list[Kind]:
    """Draw samples, weight each, and compare both rules for every kind of number.

    Args:
        n_draws: samples.
        seed: of the population and of all draws.
    """
    rng = stream(seed, "kinds of freedom")
    people = _make_people(rng)
    truth = _estimate(people.items, np.ones(len(people.items)))[0]
    found = [_draw_once(people, rng) for _ in range(n_draws)]
    estimates, variances, freedom = (np.array(part) for part in zip(*found, strict=True))
    off = np.abs(estimates - truth) / np.sqrt(variances)
    upper = (1 + NOMINAL) / 2
    return [
        Kind(
            kind=kind,
            shown=float(2 * variances[:, k].mean() ** 2 / variances[:, k].var()),
            of_points=N_SAMPLED - 1.0,
            of_calibration=float(freedom.mean()),
            covered_by_points=float((off[:, k] < stdtrit(N_SAMPLED - 1, upper)).mean()),
            covered_by_calibration=float((off[:, k] < stdtrit(freedom, upper)).mean()),
        )
        for k, kind in enumerate(KINDS)
    ]


def as_table(found: Sequence[Kind]) -> str:
    """Print one line for each kind of number."""
    lines = [
        f"{one.kind:<16} {one.shown:6.1f} {one.of_points:7.1f} {one.of_calibration:12.1f}"
        f" {one.covered_by_points:9.3f} {one.covered_by_calibration:12.3f}"
        for one in found
    ]
    return "\n".join(["kind              shown  points  calibration  covered: points  calibration", *lines])


def judge(found: Sequence[Kind]) -> list[str]:
    """Say where a promise is not kept: intervals that hold the truth too seldom, or freedom that only points would leave."""
    return [
        f"{one.kind}: intervals hold the truth in {one.covered_by_calibration:.3f}, promised are {PROMISED}"
        for one in found
        if one.covered_by_calibration < PROMISED
    ] + [f"{one.kind}: varies like {one.shown:.1f} degrees of freedom, and points would do" for one in found if one.shown > one.of_points]


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """A population in points of equal size."""

    items: FloatArray  # (N, p) answers
    cells: tuple[IntArray, IntArray]  # sex and age together, size of place; (N,)
    chances: FloatArray  # (N,) relative chance to be drawn within the point


def _make_people(rng: np.random.Generator) -> _People:
    n = N_POINTS * SIZE * 3
    point = np.repeat(np.arange(N_POINTS), SIZE * 3)
    ages, sexes = rng.integers(N_AGES, size=n), rng.integers(2, size=n)
    factor = rng.normal(size=n) + 0.2 * rng.normal(size=N_POINTS)[point] - 0.2 * (ages - 2) + 0.2 * sexes
    items = 0.7 * factor[:, None] + 0.8 * rng.normal(size=(n, N_ITEMS))
    chances = np.exp(rng.normal(0, 0.5, size=n))
    return _People(items=np.clip(np.round(items + 3), 1, 5), cells=(sexes * N_AGES + ages, point % 2), chances=chances)


def _draw_once(people: _People, rng: np.random.Generator) -> tuple[FloatArray, FloatArray, float]:
    drawn = rng.choice(N_POINTS, N_SAMPLED, replace=False)
    chosen = []
    for point in drawn:
        own = np.arange(point * SIZE * 3, (point + 1) * SIZE * 3)
        chance = people.chances[own] / people.chances[own].sum()
        chosen.append(rng.choice(own, SIZE, replace=False, p=chance))
    rows, psus = np.concatenate(chosen), np.repeat(np.arange(N_SAMPLED), SIZE)
    margins = [
        Margin(
            name=name,
            cells=cells[rows],
            control_totals=(sizes := np.bincount(cells).astype(np.float64)),
            labels=tuple(map(str, range(sizes.size))),
        )
        for name, cells in zip(("sex and age", "settlement"), people.cells, strict=True)
    ]
    base = 1 / people.chances[rows]
    weights = calibrate(base, margins, RAKING).weights
    design = LinearDesign(
        weights=weights,
        sample=SampleDesign(strata=np.zeros(rows.size, dtype=np.int64), psus=psus),
        calibrated_from=CalibrationBasis(auxiliaries=auxiliaries(margins), base_weights=base),
        residuals="leverage",
    )
    estimates, scores = _estimate(people.items[rows], weights)
    freedom = calibrated_degrees_of_freedom(design, np.ones((rows.size, 1), dtype=np.bool_))[0]
    return estimates, np.diag(design.covariance(scores)), min(float(freedom), N_SAMPLED - 1.0)


def _estimate(items: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(5,) estimates of all kinds, and (n, 5) their weighted influences."""
    share = weights / weights.sum()
    sums, first = items.sum(axis=1), items[:, 0]
    plain = np.column_stack([sums, first >= 3, first >= 5])
    means = share @ plain
    off = items - share @ items
    total = off.sum(axis=1)
    spread, parts = share @ total**2, share @ (off**2).sum(axis=1)
    z = off[:, :2] / np.sqrt(share @ off[:, :2] ** 2)
    r = share @ z.prod(axis=1)
    factor = N_ITEMS / (N_ITEMS - 1)
    of_alpha = factor * (parts * total**2 / spread**2 - (off**2).sum(axis=1) / spread)
    of_r = z.prod(axis=1) - r / 2 * (z**2).sum(axis=1)
    influences = np.column_stack([plain - means, of_r, of_alpha])
    estimates = np.array([*means, r, factor * (1 - parts / spread)])
    return estimates, influences * share[:, None]
