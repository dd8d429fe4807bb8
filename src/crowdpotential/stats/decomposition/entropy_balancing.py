"""Like with like: weights of one side that give it the composition of another, as near to its own weights as can be.

Entropy balancing (Hainmueller 2012, Political Analysis 20, 25-46): among all weights that meet the target's shares exactly, those that
diverge least from the base weights (Kullback), found by Newton's method on the dual problem (his equation 9). Calibration of a sample to
population totals by exponential distance (Deville and Särndal 1992) is the same problem.
"""

from dataclasses import dataclass

import numpy as np

from crowdpotential.errors import ConvergenceError
from crowdpotential.stats.arrays import FloatArray, IntArray

TOLERANCE = 1e-11  # of a share, 0..1
MOST_STEPS = 60
MOST_HALVINGS = 30
RIDGE = 1e-13  # added to the second derivatives: a category that neither side has in a replicate asks for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How much more, or less, each cell weighs after balancing."""

    # (K, C) new over old weight, of mean one over the side, zero of cells without people; a row of NaN where no weights meet the targets
    factors: FloatArray
    multipliers: FloatArray  # (K, p) of the dual problem: log factors are linear in them
    largest_gap: FloatArray  # (K,) largest difference of a share from its target; NaN likewise


@dataclass(frozen=True, slots=True)
class _Problem:
    masses: FloatArray  # (K, C)
    targets: FloatArray  # (K, p)
    columns: FloatArray  # (C, p)

    def take(self, rows: IntArray) -> "_Problem":
        return _Problem(self.masses[rows], self.targets[rows], self.columns)


@dataclass(frozen=True, slots=True)
class _Dual:
    value: FloatArray  # (K,) of what is to be minimised
    shares: FloatArray  # (K, C) of all weight that each cell has
    gaps: FloatArray  # (K, p) its slope: shares of the categories less their targets


def balance_entropy(masses: FloatArray, targets: FloatArray, columns: FloatArray, *, what: str = "balancing") -> Balance:
    """Find the weights for the full sample, and from there in every replicate.

    Args:
        masses: (K, C) weights of the cells, the full sample first; a row of NaN where a replicate failed.
        targets: (K, p) shares of the target; NaN likewise.
        columns: (C, p) categories that each cell is in, but one of each control.
        what: names the problem in a message.

    Raises:
        ConvergenceError: no weights meet the targets in the full sample: the combinations that the other side has are missing.
    """
    problem = _Problem(masses, targets, columns)
    found = np.full(targets.shape, np.nan)
    first = np.zeros(1, dtype=np.int64)
    found[first] = _minimise(problem.take(first), np.zeros((1, targets.shape[1])))
    if np.isnan(found[0]).any():
        msg = (
            f"{what}: no weights give the composition of the other side, though every category is there; the combinations that it needs "
            "are missing: join categories, or take a control out"
        )
        raise ConvergenceError(msg)
    usable = np.flatnonzero((masses.sum(axis=1) > 0) & ~np.isnan(targets).any(axis=1))
    rest = usable[usable > 0]
    found[rest] = _minimise(problem.take(rest), np.repeat(found[:1], rest.size, axis=0))
    return _describe(problem, found)


def _describe(problem: _Problem, multipliers: FloatArray) -> Balance:
    solved = np.flatnonzero(~np.isnan(multipliers).any(axis=1))
    own = problem.take(solved)
    logs = _logs(own, multipliers[solved])
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    factors, largest_gap = np.full(problem.masses.shape, np.nan), np.full(len(problem.masses), np.nan)
    factors[solved] = raised * (own.masses.sum(axis=1) / (own.masses * raised).sum(axis=1))[:, None]
    largest_gap[solved] = np.abs(_evaluate(own, multipliers[solved]).gaps).max(axis=1, initial=0.0)
    return Balance(factors=factors, multipliers=multipliers, largest_gap=largest_gap)


def _minimise(problem: _Problem, start: FloatArray) -> FloatArray:
    """Return (K, p) where the dual is least; a row of NaN where Newton's steps lead nowhere."""
    at, found = start.copy(), np.full(start.shape, np.nan)
    active = np.arange(len(start))
    for _ in range(MOST_STEPS):
        own = problem.take(active)
        dual = _evaluate(own, at[active])
        is_met = np.abs(dual.gaps).max(axis=1, initial=0.0) < TOLERANCE
        found[active[is_met]] = at[active[is_met]]
        left = np.flatnonzero(~is_met)
        if not left.size:
            break
        own, dual = own.take(left), _Dual(dual.value[left], dual.shares[left], dual.gaps[left])
        active = active[left]
        at[active] = _step(own, dual, at[active])
    return found


def _step(problem: _Problem, dual: _Dual, at: FloatArray) -> FloatArray:
    """Go where Newton's method points, half as far where that leads up."""
    means = dual.gaps + problem.targets
    c, p = problem.columns.shape
    products = (problem.columns[:, :, None] * problem.columns[:, None, :]).reshape(c, p * p)
    curvature = (dual.shares @ products).reshape(-1, p, p) - means[:, :, None] * means[:, None, :] + RIDGE * np.eye(p)
    direction = np.linalg.solve(curvature, dual.gaps[:, :, None])[:, :, 0]
    length = np.ones(len(at))
    for _ in range(MOST_HALVINGS):
        leads_up = _evaluate(problem, at - length[:, None] * direction).value > dual.value + 1e-12 * (1 + np.abs(dual.value))
        if not leads_up.any():
            break
        length[leads_up] /= 2
    return np.asarray(at - length[:, None] * direction)


def _evaluate(problem: _Problem, at: FloatArray) -> _Dual:
    logs = _logs(problem, at)
    top = logs.max(axis=1, keepdims=True)
    weights = problem.masses * np.exp(logs - top)
    total = weights.sum(axis=1, keepdims=True)
    shares = weights / total
    value = np.log(total[:, 0]) + top[:, 0] - (at * problem.targets).sum(axis=1)
    return _Dual(value, shares, shares @ problem.columns - problem.targets)


def _logs(problem: _Problem, at: FloatArray) -> FloatArray:
    """(K, C) logarithms of what cells with people are multiplied by, but for a constant."""
    return np.asarray(np.where(problem.masses > 0, at @ problem.columns.T, -np.inf))
