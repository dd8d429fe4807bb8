"""Types of people: the steps of the EM algorithm on patterns of answers, compiled.

A missing answer takes no part in the product of its pattern, which is maximum likelihood where answers are missing at random (Little and
Rubin 2002). Steps are accelerated by squared extrapolation (SQUAREM, scheme S3: Varadhan and Roland 2008, Scandinavian Journal of
Statistics 35, 335-353).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray, IntArray

SMALLEST = 1e-12  # of a probability after an extrapolation
LONGEST_STEP = 64.0  # of an extrapolation, in steps of EM


class Problem(NamedTuple):
    """Patterns with their weights, and what is added to each level (a tuple of arrays, as compiled functions take it)."""

    cells: IntArray  # (P, J) place of each answer among the M levels of all indicators, -1 for none
    starts: IntArray  # (J + 1,) where the levels of each indicator begin
    weights: FloatArray  # (P,)
    prior: FloatArray  # (M,) respondents added to each level in each class


class Point(NamedTuple):
    """Parameters, or a step of them."""

    shares: FloatArray  # (K,) of the classes
    profiles: FloatArray  # (M, K) probability of each level in each class


@njit(cache=True, nogil=True, error_model="numpy")
def count(problem: Problem, at: Point, counts: Point) -> float:
    """Fill in how many respondents each class and each level of a class is expected to have; return the penalised log-likelihood.

    Args:
        problem: patterns, weights, prior.
        at: parameters.
        counts: to fill: weight of each class, and of each level in each class with its prior.
    """
    cells, weights, prior = problem.cells, problem.weights, problem.prior
    n_classes, own = at.shares.size, np.empty(at.shares.size)
    counts.shares[:] = 0.0
    objective = 0.0
    for m in range(prior.size):
        for k in range(n_classes):
            counts.profiles[m, k] = prior[m]
            if prior[m] > 0.0:
                objective += prior[m] * np.log(at.profiles[m, k])
    for p in range(cells.shape[0]):
        if weights[p] == 0.0:
            continue
        total = _multiply(cells[p], at, own)
        objective += weights[p] * np.log(total)
        for k in range(n_classes):
            own[k] *= weights[p] / total
            counts.shares[k] += own[k]
        for cell in cells[p]:
            if cell >= 0:
                for k in range(n_classes):
                    counts.profiles[cell, k] += own[k]
    return objective


@njit(cache=True, nogil=True, error_model="numpy")
def weigh_patterns(cells: IntArray, at: Point) -> FloatArray:
    """Return how likely each pattern (P, J) belongs to each class, and behind these its log-likelihood: (P, K + 1)."""
    n_classes = at.shares.size
    found, own = np.empty((cells.shape[0], n_classes + 1)), np.empty(n_classes)
    for p in range(cells.shape[0]):
        total = _multiply(cells[p], at, own)
        found[p, :n_classes] = own / total
        found[p, n_classes] = np.log(total)
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def climb(problem: Problem, at: Point, tolerance: float, max_steps: int) -> tuple[float, int, bool]:
    """Climb to a maximum in place; return the penalised log-likelihood there, the steps made, and whether it was reached.

    An extrapolation that does not climb is given up for the step of EM that it started from.

    Args:
        problem: patterns, weights, prior.
        at: parameters to start from, and to fill with the maximum.
        tolerance: largest change of a probability in one step.
        max_steps: of EM, before giving up.
    """
    first = Point(np.empty_like(at.shares), np.empty_like(at.profiles))
    second = Point(np.empty_like(at.shares), np.empty_like(at.profiles))
    objective, n_steps = -np.inf, 0
    while n_steps < max_steps:
        objective = _step(problem, at, first)
        _step(problem, first, second)
        n_steps += 2
        length, bend = _measure(at.shares, first.shares, second.shares)
        of_profiles = _measure(at.profiles.ravel(), first.profiles.ravel(), second.profiles.ravel())
        length, bend = length + of_profiles[0], bend + of_profiles[1]
        largest = max(_farthest(first.shares, second.shares), _farthest(first.profiles.ravel(), second.profiles.ravel()))
        if largest < tolerance:
            _copy(second, at)
            return objective, n_steps, True
        reach = min(np.sqrt(length / bend), LONGEST_STEP)
        if reach > 1.0:
            _extrapolate(at.shares, first.shares, second.shares, reach)
            _extrapolate(at.profiles.ravel(), first.profiles.ravel(), second.profiles.ravel(), reach)
            _normalise(problem.starts, at)
            reached = _step(problem, at, first)
            n_steps += 1
            if reached >= objective:
                _copy(first, at)
                continue
        _copy(second, at)
    return objective, n_steps, False


@njit(cache=True, nogil=True, error_model="numpy")
def _multiply(cells: IntArray, at: Point, own: FloatArray) -> float:
    """Fill in the probability of one pattern with each class (K,); return that of the pattern."""
    own[:] = at.shares
    for cell in cells:
        if cell >= 0:
            for k in range(own.size):
                own[k] *= at.profiles[cell, k]
    total = 0.0
    for k in range(own.size):
        total += own[k]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def _step(problem: Problem, at: Point, reached: Point) -> float:
    objective = count(problem, at, reached)
    _normalise(problem.starts, reached)
    return objective


@njit(cache=True, nogil=True, error_model="numpy")
def _normalise(starts: IntArray, at: Point) -> None:
    """Make shares and the levels of each indicator add to one; an indicator that nobody of a class answered has equal levels."""
    at.shares[:] = at.shares / at.shares.sum()
    for j in range(starts.size - 1):
        for k in range(at.shares.size):
            total = 0.0
            for m in range(starts[j], starts[j + 1]):
                total += at.profiles[m, k]
            for m in range(starts[j], starts[j + 1]):
                at.profiles[m, k] = at.profiles[m, k] / total if total > 0.0 else 1.0 / (starts[j + 1] - starts[j])


@njit(cache=True, nogil=True, error_model="numpy")
def _copy(source: Point, to: Point) -> None:
    to.shares[:] = source.shares
    to.profiles[:] = source.profiles


@njit(cache=True, nogil=True, error_model="numpy")
def _measure(at: FloatArray, first: FloatArray, second: FloatArray) -> tuple[float, float]:
    """Return the squared length of a step, and of its change to the next."""
    length, bend = 0.0, 0.0
    for i in range(at.size):
        length += (first[i] - at[i]) ** 2
        bend += (second[i] - 2.0 * first[i] + at[i]) ** 2
    return length, bend


@njit(cache=True, nogil=True, error_model="numpy")
def _farthest(first: FloatArray, second: FloatArray) -> float:
    largest = 0.0
    for i in range(first.size):
        largest = max(largest, abs(second[i] - first[i]))
    return largest


@njit(cache=True, nogil=True, error_model="numpy")
def _extrapolate(at: FloatArray, first: FloatArray, second: FloatArray, reach: float) -> None:
    for i in range(at.size):
        moved = at[i] + 2.0 * reach * (first[i] - at[i]) + reach**2 * (second[i] - 2.0 * first[i] + at[i])
        at[i] = max(moved, SMALLEST)
