"""Weighting, compiled part: every replicate calibrated anew.

One thread calibrates a replicate from first to last, so that the number of threads moves no number.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import get_num_threads, njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.weighting.calibration_kernels import Equations
from crowdpotential.stats.weighting.proportional_fitting import begin_at, fit_proportions
from crowdpotential.stats.weighting.trimming import Cap, calibrate_classes, is_met

TOGETHER = 32  # replicates whose rows are read and written in one go


class Sample(NamedTuple):
    """The respondents, and what the replicates make of them."""

    base_weights: FloatArray  # (n,) positive
    multipliers: FloatArray  # (n_psus, n_replicates) zero or more
    psu: IntArray  # (n,) row of each respondent in the multipliers
    class_of: IntArray  # (n,)


class Results(NamedTuple):
    """What the replicates give; overwritten."""

    weights: FloatArray  # (n, n_replicates) NaN where a replicate failed
    gaps: FloatArray  # (n_replicates,) as reached
    succeeded: BoolArray  # (n_replicates,)


def calibrate_resampled(sample: Sample, cap: Cap, eq: Equations) -> Results:
    """Calibrate every replicate, some at a time in each thread, and spread its ratios to the respondents.

    Args:
        sample: the respondents and the multipliers of their units.
        cap: what limits the weights.
        eq: the controls, the distance and when to stop.
    """
    n, n_replicates = sample.psu.size, sample.multipliers.shape[1]
    results = Results(
        weights=np.empty((n, n_replicates)),
        gaps=np.empty(n_replicates),
        succeeded=np.empty(n_replicates, dtype=np.bool_),
    )
    waiting = iter(range(0, n_replicates, TOGETHER))

    def work() -> None:
        for first in waiting:  # whoever is free takes the next
            calibrate_some(first, min(first + TOGETHER, n_replicates), sample, (cap, eq), results)

    with ThreadPoolExecutor(get_num_threads()) as threads:
        helpers = [threads.submit(work) for _ in range(get_num_threads() - 1)]
        work()
    for helper in helpers:
        helper.result()  # raises what the thread has raised
    return results


@njit(cache=True, nogil=True, error_model="numpy")
def calibrate_some(first: int, last: int, sample: Sample, problem: tuple[Cap, Equations], results: Results) -> None:
    """Calibrate some of the replicates and spread their class ratios to the respondents.

    Args:
        first: the first of them.
        last: behind the last of them.
        sample: base weight, sampling unit and class of each respondent.
        problem: what limits the weights, and what they must meet.
        results: where the answers go.
    """
    base_weights, multipliers, psu, class_of = sample
    cap, eq = problem
    n_classes, size = eq.column_of.shape[0], last - first
    by_class, masses = np.zeros((n_classes, size)), np.empty(n_classes)
    for i in range(psu.size):
        row, copies = by_class[class_of[i]], multipliers[psu[i], first:last]
        for r in range(size):
            row[r] += base_weights[i] * copies[r]
    fits = fit_proportions(by_class, eq)
    for r in range(size):
        for k in range(n_classes):
            masses[k] = by_class[k, r]
        calibrated = calibrate_classes(masses, begin_at(fits, r), cap, eq)
        results.gaps[first + r], results.succeeded[first + r] = calibrated.gap, is_met(calibrated, eq)
        for k in range(n_classes):
            if not results.succeeded[first + r]:
                by_class[k, r] = np.nan
            elif masses[k] > 0:
                by_class[k, r] = calibrated.ratios[k]
    for i in range(psu.size):
        row, copies = by_class[class_of[i]], multipliers[psu[i], first:last]
        weights = results.weights[i, first:last]
        for r in range(size):
            weights[r] = base_weights[i] * copies[r] * row[r]
