from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from api_samples import api_sample
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.stats.inference.linear_estimates import estimate_means
from crowdpotential.stats.weighting.auxiliaries import Auxiliaries
from crowdpotential.stats.weighting.calibration_residuals import (
    CalibrationBasis,
    calibration_residuals,
)

Reference = Callable[[str], dict[str, Any]]


def test_both_ways_to_take_residuals_of_raked_weights_are_close(reference: Reference) -> None:
    sample = api_sample(reference("linearisation"), "clus_rake")
    scores = estimate_means(sample.columns["api00"], sample.weights, sample.everybody).scores
    expected = sample.answers["means"]["covariance"][0][0]
    assert sample.design.covariance(scores)[0, 0] == pytest.approx(expected, rel=0.01)


@given(seed=st.integers(0, 200))
def test_totals_that_calibration_fixes_do_not_vary(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells, weights = rng.integers(0, 3, 40), rng.uniform(0.5, 2, 40)
    rows = np.hstack([np.eye(3), np.ones((3, 1)), np.zeros((3, 1))])  # columns depend on each other, one is empty
    basis = CalibrationBasis(auxiliaries=Auxiliaries(class_of=cells, rows=rows), base_weights=rng.uniform(1, 3, 40))
    fixed = weights[:, None] * rows[cells]
    assert_allclose(calibration_residuals(fixed, weights, basis), 0.0, atol=1e-12)


def test_residuals_by_class_are_those_of_the_regression_by_respondent() -> None:
    rng = np.random.default_rng(5)
    class_of, rows = rng.integers(0, 9, 80), rng.normal(size=(9, 4))
    base, weights, influence = rng.uniform(1, 3, 80), rng.uniform(1, 3, 80), rng.normal(size=(80, 2))
    basis = CalibrationBasis(auxiliaries=Auxiliaries(class_of=class_of, rows=rows), base_weights=base)
    half = np.sqrt(base)[:, None]
    slopes = np.linalg.lstsq(rows[class_of] * half, influence * half, rcond=None)[0]
    expected = weights[:, None] * (influence - rows[class_of] @ slopes)
    assert_allclose(calibration_residuals(influence * weights[:, None], weights, basis), expected, atol=1e-12)


def test_auxiliaries_of_other_respondents_are_refused() -> None:
    basis = CalibrationBasis(
        auxiliaries=Auxiliaries(class_of=np.zeros(3, dtype=np.int64), rows=np.ones((1, 1))),
        base_weights=np.ones(3),
    )
    with pytest.raises(ValueError, match="auxiliaries of 3 respondents do not fit"):
        calibration_residuals(np.ones((4, 1)), np.ones(4), basis)
