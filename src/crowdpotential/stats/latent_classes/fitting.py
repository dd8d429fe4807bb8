"""Types of people: latent classes fitted to weighted answers from several starts (Lazarsfeld and Henry 1968; Goodman 1974).

Each class answers every indicator with probabilities of its own, and within a class answers are independent. Weights enter as in pseudo
maximum likelihood (Skinner 1989; Patterson, Dayton and Graubard 2002, JASA 97, 721-741).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numba import get_num_threads

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.latent_classes.em_kernels import Point, Problem, climb, weigh_patterns
from crowdpotential.stats.latent_classes.patterns import Patterns

SAME_MAXIMUM = 1e-3  # of log-likelihoods: two starts that end so close have ended at one maximum
SHORT_STEPS = 30  # of EM from every start, before the best go on
DISTINCT = 4.0  # how far random starts lie from the marginal distribution: concentration of their Dirichlet draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How a maximum is looked for."""

    starts: int = 30
    n_finished: int = 4  # of the starts, the best after a few steps, which go on to the end
    tolerance: float = 1e-7  # largest change of a probability in one step
    max_steps: int = 5000  # of EM
    prior: float = 1.0  # respondents added to the answers of each indicator, spread over the classes as all answer it; 0: none


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentClasses:
    """K classes, and how well they were found."""

    shares: FloatArray  # (K,) the largest first
    profiles: FloatArray  # (M, K) probability of each level in each class
    log_likelihood: float  # of the weighted answers, without what the prior adds
    objective: float  # with it
    n_parameters: int
    n_at_best: int  # of the starts that went to the end, which ended at the best maximum
    is_converged: bool

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return self.shares.size

    @property
    def point(self) -> Point:
        """A copy of the parameters, as compiled functions take and change them."""
        return Point(self.shares.copy(), self.profiles.copy())


def fit_classes(
    patterns: Patterns, weights: FloatArray, n_classes: int, *, rng: np.random.Generator, search: Search | None = None
) -> LatentClasses:
    """Fit latent classes: the best of several starts, the largest class first.

    Args:
        patterns: of the answers.
        weights: (P,) of the patterns; their sum is the number of respondents that the log-likelihood speaks of.
        n_classes: 1 or more.
        rng: of the starts.
        search: starts, tolerance, prior.
    """
    how = search or Search()
    problem = pose(patterns, weights, n_classes, prior=how.prior)
    points = [_draw_start(patterns, weights, n_classes, rng) for _ in range(how.starts if n_classes > 1 else 1)]
    with ThreadPoolExecutor(get_num_threads()) as threads:
        began = list(threads.map(lambda point: climb(problem, point, how.tolerance, SHORT_STEPS)[0], points))
        order = np.argsort(-np.array(began), kind="stable")[: how.n_finished]
        ended = list(threads.map(lambda at: climb(problem, points[at], how.tolerance, how.max_steps), order))
    objectives = np.array([found[0] for found in ended])
    best = int(objectives.argmax())
    return describe(
        patterns,
        problem,
        points[order[best]],
        objective=float(objectives[best]),
        n_at_best=int((objectives > objectives[best] - SAME_MAXIMUM).sum()),
        is_converged=ended[best][2],
    )


def refit(patterns: Patterns, weights: FloatArray, start: LatentClasses, *, search: Search | None = None) -> LatentClasses:
    """Fit latent classes from where another solution stands, keeping its order of classes."""
    how, point = search or Search(), start.point
    problem = pose(patterns, weights, start.n_classes, prior=how.prior)
    objective, _, is_converged = climb(problem, point, how.tolerance, how.max_steps)
    found = describe(patterns, problem, point, objective=objective, n_at_best=1, is_converged=is_converged)
    return replace(found, shares=point.shares, profiles=point.profiles)


def pose(patterns: Patterns, weights: FloatArray, n_classes: int, *, prior: float) -> Problem:
    """Put together what compiled functions take; the prior's respondents are spread over classes and, as all answer, over levels.

    They keep probabilities off 0 and 1, where neither EM nor replicates can leave again (Galindo Garre and Vermunt 2006).
    """
    added = patterns.level_shares(weights) * prior / n_classes
    return Problem(patterns.cells, patterns.starts, np.ascontiguousarray(weights), added)


def describe(patterns: Patterns, problem: Problem, point: Point, *, objective: float, n_at_best: int, is_converged: bool) -> LatentClasses:
    """Put a maximum into a record, the largest class first."""
    order: IntArray = np.argsort(-point.shares, kind="stable")
    logs = weigh_patterns(patterns.cells, point)[:, -1]
    n_free = int((patterns.n_levels - 1).sum())
    return LatentClasses(
        shares=point.shares[order],
        profiles=np.ascontiguousarray(point.profiles[:, order]),
        log_likelihood=float(problem.weights @ logs),
        objective=objective,
        n_parameters=point.shares.size - 1 + point.shares.size * n_free,
        n_at_best=n_at_best,
        is_converged=is_converged,
    )


def posteriors(patterns: Patterns, classes: LatentClasses) -> FloatArray:
    """Return how likely each pattern belongs to each class: (P, K)."""
    return weigh_patterns(patterns.cells, classes.point)[:, :-1]


def _draw_start(patterns: Patterns, weights: FloatArray, n_classes: int, rng: np.random.Generator) -> Point:
    """Draw the answers of each class about those of all."""
    around = np.maximum(patterns.level_shares(weights), 0.02)
    profiles = rng.gamma(DISTINCT * around[:, None] * np.ones((1, n_classes)) + 0.5)
    totals = np.add.reduceat(profiles, patterns.starts[:-1], axis=0)[patterns.indicator_of]
    return Point(np.full(n_classes, 1.0 / n_classes), np.ascontiguousarray(profiles / totals))
