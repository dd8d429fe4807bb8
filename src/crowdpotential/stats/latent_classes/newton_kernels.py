"""Types of people: the classes of many replicates, by quasi-Newton steps that begin with the curvature of the full sample, compiled.

Near a maximum the curvature hardly changes from one set of weights to the next, so that the first step goes nearly all the way; what it
teaches of the curvature is kept (BFGS: Nocedal and Wright 2006, 6.1). A replicate in which steps do not arrive climbs by EM instead.
"""

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.latent_classes.em_kernels import Point, Problem, climb, count

MOST_STEPS = 40  # before EM takes over
LARGEST_MOVE = 2.0  # of a log-odds in one step
EM_TOLERANCE = 3e-4  # largest change of a probability in the last step of EM, for one standard error off the maximum
MOST_HALVINGS = 6  # of a step that does not climb
LEAST_CLIMB = 1e-4  # of what a step promises to climb (Armijo's rule)


@njit(cache=True, nogil=True, error_model="numpy")
def find_gaps(problem: Problem, at: Point, counts: Point) -> tuple[float, FloatArray]:
    """Return the penalised log-likelihood, and its slope by the log-odds of each class and level against the first (q,)."""
    objective = count(problem, at, counts)
    starts, n_classes = problem.starts, at.shares.size
    n_free = n_classes - 1 + n_classes * (starts[-1] - starts.size + 1)
    gaps, i = np.empty(n_free), 0
    total = counts.shares.sum()
    for k in range(1, n_classes):
        gaps[i] = counts.shares[k] - total * at.shares[k]
        i += 1
    for j in range(starts.size - 1):
        for k in range(n_classes):
            total = 0.0
            for m in range(starts[j], starts[j + 1]):
                total += counts.profiles[m, k]
            for m in range(starts[j] + 1, starts[j + 1]):
                gaps[i] = counts.profiles[m, k] - total * at.profiles[m, k]
                i += 1
    return objective, gaps


@njit(cache=True, nogil=True, error_model="numpy")
def move(problem: Problem, at: Point, by: FloatArray) -> None:
    """Move parameters in place by log-odds (q,) of each class and level against the first."""
    starts, n_classes, i = problem.starts, at.shares.size, 0
    moved = np.empty(n_classes)
    moved[0] = at.shares[0]
    for k in range(1, n_classes):
        moved[k] = at.shares[k] * np.exp(by[i])
        i += 1
    moved /= moved.sum()
    at.shares[:] = moved
    for j in range(starts.size - 1):
        for k in range(n_classes):
            levels = np.empty(starts[j + 1] - starts[j])
            levels[0] = at.profiles[starts[j], k]
            for m in range(starts[j] + 1, starts[j + 1]):
                levels[m - starts[j]] = at.profiles[m, k] * np.exp(by[i])
                i += 1
            levels /= levels.sum()
            for m in range(starts[j], starts[j + 1]):
                at.profiles[m, k] = levels[m - starts[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def follow(problem: Problem, at: Point, inverse: FloatArray, near: float, max_steps: int) -> tuple[bool, bool]:
    """Go from the maximum of the full sample to that of other weights, in place; return whether it was reached, and whether without EM.

    Args:
        problem: patterns, prior, and the other weights.
        at: parameters of the full sample, to fill with those found.
        inverse: (q, q) of the full sample's information.
        near: standard errors, in any direction, that the end may be off the maximum (Newton's decrement: Boyd and Vandenberghe 2004, 9.5).
        max_steps: of EM where these steps do not arrive.
    """
    counts = Point(np.empty_like(at.shares), np.empty_like(at.profiles))
    before = Point(np.empty_like(at.shares), np.empty_like(at.profiles))
    curvature = inverse.copy()
    objective, gaps = find_gaps(problem, at, counts)
    for _ in range(MOST_STEPS):
        by = curvature @ gaps
        promised = by @ gaps
        if promised <= near**2:
            move(problem, at, by)
            return True, True
        by *= min(1.0, LARGEST_MOVE / np.abs(by).max())
        before.shares[:], before.profiles[:] = at.shares, at.profiles
        has_climbed = False
        for _ in range(MOST_HALVINGS):
            move(problem, at, by)
            reached, slope = find_gaps(problem, at, counts)
            if reached >= objective + LEAST_CLIMB * (by @ gaps):
                has_climbed = True
                break
            at.shares[:], at.profiles[:] = before.shares, before.profiles
            by *= 0.5
        if not has_climbed:
            break
        _learn(curvature, by, gaps - slope)
        objective, gaps = reached, slope
    return climb(problem, at, near * EM_TOLERANCE, max_steps)[2], False


@njit(cache=True, nogil=True, error_model="numpy")
def _learn(inverse: FloatArray, by: FloatArray, fall: FloatArray) -> None:
    """Update the inverse of the information in place by what a step did to the slopes; a step that says nothing of it is passed over."""
    curved = by @ fall
    if not curved > 0.0:
        return
    across = inverse @ fall
    grown = (1.0 + fall @ across / curved) / curved
    for i in range(by.size):
        for j in range(by.size):
            inverse[i, j] += grown * by[i] * by[j] - (across[i] * by[j] + by[i] * across[j]) / curved
