"""Weighting, compiled part: every replicate calibrated anew.

One thread calibrates a replicate from first to last, so that the number of threads moves no number.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from crowdpotential.stats.arrays import BoolArray, FloatArray, IntArray
from crowdpotential.stats.calibration_kernels import Equations
from crowdpotential.stats.trimming import Cap, calibrate_classes, is_met


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


@njit(cache=True, nogil=True, error_model="numpy")
def calibrate_some(
    first: int, last: int, sample: Sample, problem: tuple[Cap, Equations], results: Results
) -> None:
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
        for r in range(size):
            by_class[class_of[i], r] += base_weights[i] * multipliers[psu[i], first + r]
    for r in range(size):
        for k in range(n_classes):
            masses[k] = by_class[k, r]
        calibrated = calibrate_classes(masses, cap, eq)
        results.gaps[first + r], results.succeeded[first + r] = calibrated.gap, is_met(calibrated, eq)
        for k in range(n_classes):
            if not results.succeeded[first + r]:
                by_class[k, r] = np.nan
            elif masses[k] > 0:
                by_class[k, r] = calibrated.ratios[k]
    for i in range(psu.size):
        for r in range(size):
            weight = base_weights[i] * multipliers[psu[i], first + r]
            results.weights[i, first + r] = weight * by_class[class_of[i], r]
