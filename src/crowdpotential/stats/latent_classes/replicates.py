"""Types of people: the classes of every replicate, which keep the order of those of the full sample."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import get_num_threads

from crowdpotential.errors import ModelError
from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.latent_classes.em_kernels import Point, Problem
from crowdpotential.stats.latent_classes.fitting import LatentClasses, Search, pose
from crowdpotential.stats.latent_classes.matching import match_classes
from crowdpotential.stats.latent_classes.newton_kernels import find_gaps, follow, move
from crowdpotential.stats.latent_classes.patterns import Patterns

NUDGE = 1e-4  # of a log-odds, by which slopes are compared
NEAR = 0.03  # standard errors that a replicate may end off its maximum, which its spread does not feel
LEAST_CURVED = 1e-7  # smallest over largest curvature below which a direction is not told by the answers


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicatedClasses:
    """The classes of R replicates."""

    shares: FloatArray  # (R, K) NaN where none were found
    profiles: FloatArray  # (R, M, K)
    failed: BoolArray  # (R,)
    n_reordered: int  # that came out in another order, and were matched by their profiles
    n_by_em: int  # in which quasi-Newton steps did not arrive


def refit_replicates(
    patterns: Patterns, weights: FloatArray, classes: LatentClasses, replicate_weights: FloatArray, *, search: Search
) -> ReplicatedClasses:
    """Estimate the classes anew under each column of weights, from those of the full sample.

    Args:
        patterns: of the answers.
        weights: (P,) of the full sample, as it was fitted.
        classes: of the full sample.
        replicate_weights: (P, R) on the same scale; a column of NaN could not be made.
        search: as the classes were fitted.

    Raises:
        ModelError: the answers do not tell some parameter of the classes.
    """
    problem = pose(patterns, weights, classes.n_classes, prior=search.prior)
    inverse = invert_information(problem, classes)
    n_replicates = replicate_weights.shape[1]
    points = [classes.point for _ in range(n_replicates)]
    columns = np.ascontiguousarray(replicate_weights.T)

    def run(r: int) -> tuple[bool, bool]:
        if np.isnan(columns[r]).any():
            return False, True
        own = Problem(problem.cells, problem.starts, columns[r], problem.prior)
        return follow(own, points[r], inverse, NEAR, search.max_steps)

    with ThreadPoolExecutor(get_num_threads()) as threads:
        ended = np.array(list(threads.map(run, range(n_replicates))), dtype=np.bool_).reshape(-1, 2)
    failed = ~ended[:, 0]
    shares, profiles = np.stack([point.shares for point in points]), np.stack([point.profiles for point in points])
    orders = np.stack([match_classes(classes.profiles, own) for own in profiles])
    shares, profiles = np.take_along_axis(shares, orders, axis=1), np.take_along_axis(profiles, orders[:, None, :], axis=2)
    shares[failed], profiles[failed] = np.nan, np.nan
    return ReplicatedClasses(
        shares=shares,
        profiles=profiles,
        failed=failed,
        n_reordered=int((orders != np.arange(classes.n_classes)).any(axis=1).sum()),
        n_by_em=int((~ended[:, 1]).sum()),
    )


def invert_information(problem: Problem, classes: LatentClasses) -> FloatArray:
    """Return the inverse (q, q) of the observed information by log-odds, from differences of slopes.

    Raises:
        ModelError: the answers do not tell some parameter.
    """
    counts = Point(np.empty_like(classes.shares), np.empty_like(classes.profiles))
    n_free = find_gaps(problem, classes.point, counts)[1].size
    information = np.empty((n_free, n_free))
    for i in range(n_free):
        sides = []
        for sign in (1.0, -1.0):
            by, point = np.zeros(n_free), classes.point
            by[i] = sign * NUDGE
            move(problem, point, by)
            sides.append(find_gaps(problem, point, counts)[1])
        information[i] = (sides[1] - sides[0]) / (2 * NUDGE)
    information = (information + information.T) / 2
    scale = np.sqrt(np.maximum(np.diag(information), np.finfo(float).tiny))
    values, vectors = np.linalg.eigh(information / scale / scale[:, None])
    if values[0] < LEAST_CURVED * values[-1]:
        msg = f"{classes.n_classes} classes: the answers do not tell them apart; ask for fewer, or name more indicators"
        raise ModelError(msg)
    inverse = (vectors / values) @ vectors.T / scale / scale[:, None]
    return np.ascontiguousarray(inverse)
