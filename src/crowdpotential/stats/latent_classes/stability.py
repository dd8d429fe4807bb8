"""Types of people: whether another sample would have shown the same classes.

Sampling units are drawn again with replacement, classes are looked for anew from random starts, and everybody is put into the likeliest
class by both solutions; the adjusted Rand index says how far these agree (Dolnicar and Leisch 2010, Marketing Letters 21, 83-101;
Hennig 2007, Computational Statistics and Data Analysis 52, 258-271).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crowdpotential.stats.arrays import FloatArray, IntArray
from crowdpotential.stats.latent_classes.fitting import LatentClasses, Search, fit_classes, posteriors
from crowdpotential.stats.latent_classes.matching import adjusted_rand
from crowdpotential.stats.latent_classes.patterns import Patterns

STARTS = 4  # of each resample: fewer than of the sample, as one that misses the maximum speaks against stability, too
COARSE = 1e-3  # largest change of a probability in the last step


def measure_stability(
    patterns: Patterns, resamples: FloatArray, solutions: Sequence[LatentClasses], *, rng: np.random.Generator, search: Search
) -> FloatArray:
    """Return the adjusted Rand index of each solution with that of each resample: (solutions, B).

    Args:
        patterns: of the answers.
        resamples: (P, B) weights of the patterns, on the scale of those that the solutions were fitted with.
        solutions: of the sample, with two classes or more.
        rng: of the starts.
        search: as the solutions were fitted; starts and tolerance are those of resamples.
    """
    quick = replace(search, starts=STARTS, n_finished=1, tolerance=COARSE)
    found = np.empty((len(solutions), resamples.shape[1]))
    for s, solution in enumerate(solutions):
        own = _assign(patterns, solution)
        for b, weights in enumerate(resamples.T):
            other = fit_classes(patterns, np.ascontiguousarray(weights), solution.n_classes, rng=rng, search=quick)
            found[s, b] = adjusted_rand(own, _assign(patterns, other))
    return found


def draw_resamples(weights: FloatArray, strata: IntArray, psus: IntArray, *, number: int, rng: np.random.Generator) -> FloatArray:
    """Draw sampling units again, as many as each stratum has, with replacement: weights (n, B) on the scale of those given.

    Args:
        weights: (n,) of the respondents.
        strata, psus: (n,) stratum and sampling unit of each, units numbered through all strata.
        number: of resamples.
        rng: of the draws.
    """
    units, first, unit_of = np.unique(psus, return_index=True, return_inverse=True)
    stratum_of = strata[first]
    drawn = np.zeros((units.size, number))
    for stratum in np.unique(stratum_of):
        own = np.flatnonzero(stratum_of == stratum)
        drawn[own] = rng.multinomial(own.size, np.full(own.size, 1.0 / own.size), size=number).T
    found = weights[:, None] * drawn[unit_of.reshape(-1)]
    scaled: FloatArray = found * (weights.sum() / found.sum(axis=0))
    return scaled


def _assign(patterns: Patterns, classes: LatentClasses) -> IntArray:
    """Put each respondent into the likeliest class."""
    found: IntArray = posteriors(patterns, classes).argmax(axis=1)[patterns.pattern_of]
    return found
