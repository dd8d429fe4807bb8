"""Smoothing: as psych does it, and not at all where nothing is wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.testing import assert_allclose

from crowdpotential.stats.correlation.smoothing import smooth_correlations


def test_an_indefinite_matrix_is_smoothed_as_by_psych(reference: Callable[[str], dict[str, Any]]) -> None:
    frozen = reference("smoothing")
    given = np.array(frozen["correlations"])
    got = smooth_correlations(given)
    assert_allclose(got.correlations, frozen["smoothed"], rtol=1e-9)
    assert got.n_raised == 1
    assert_allclose(got.largest_change, np.abs(given - np.array(frozen["smoothed"])).max(), rtol=1e-9)
    assert np.linalg.eigvalsh(got.correlations)[0] > 0
    assert_allclose(np.diag(got.correlations), 1)


def test_a_positive_definite_matrix_comes_back_untouched() -> None:
    given = np.array([[1.0, 0.5], [0.5, 1.0]])
    got = smooth_correlations(given)
    assert got.correlations is given
    assert (got.n_raised, got.largest_change) == (0, 0.0)
