"""Sampling variances of small domains, smoothed by what one respondent is worth."""

import numpy as np
from numpy.testing import assert_allclose

from crowdpotential.stats.small_domains.variance_smoothing import smooth_variances


def test_variances_that_follow_from_sizes_stay_what_they_are() -> None:
    sizes = np.array([10.0, 20.0, 50.0])
    assert_allclose(smooth_variances(225 / sizes, sizes, np.array([3.0, 8.0, 20.0])), 225 / sizes)


def test_a_variance_counts_by_its_degrees_of_freedom() -> None:
    found = smooth_variances(np.array([30.0, 1.0]), np.array([10.0, 100.0]), np.array([1.0, 3.0]))
    assert_allclose(found, np.array([150.0 / 10, 150.0 / 100]))  # of one respondent (300 + 3 x 100) / 4
