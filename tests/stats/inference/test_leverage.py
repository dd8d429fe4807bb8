import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import fractional_matrix_power

from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.leverage import raise_residuals
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.weighting.auxiliaries import auxiliaries
from crowdpotential.stats.weighting.calibration import Calibration, calibrate
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis, calibration_residuals
from crowdpotential.stats.weighting.margins import Margin

N = 40
RAKING = Calibration(method="raking", tolerance=1e-12)


def sample() -> tuple[np.ndarray, np.ndarray, CalibrationBasis]:
    """Give influence scores, weights raked to two margins, and what those were made of."""
    rng = np.random.default_rng(8)
    base = rng.uniform(0.5, 2, N)
    margins = [
        Margin(
            name=name,
            cells=np.arange(N) // step % size,
            control_totals=np.full(size, 60 / size),
            labels=("",) * size,
        )
        for name, size, step in (("sex", 2, 1), ("age", 3, 2))
    ]
    weights = calibrate(base, margins, RAKING).weights
    scores = weights[:, None] * rng.normal(size=(N, 2))
    return scores, weights, CalibrationBasis(auxiliaries=auxiliaries(margins), base_weights=base)


def hat_matrix(basis: CalibrationBasis) -> np.ndarray:
    x = np.sqrt(basis.base_weights)[:, None] * basis.auxiliaries.rows[basis.auxiliaries.class_of]
    return x @ np.linalg.pinv(x)


def test_residuals_of_single_respondents_are_divided_by_the_root_of_one_less_leverage() -> None:
    scores, weights, basis = sample()
    plain = calibration_residuals(scores, weights, basis)
    raised = raise_residuals(plain, weights, basis, np.arange(N))
    assert_allclose(raised, plain / np.sqrt(1 - np.diag(hat_matrix(basis)))[:, None], rtol=1e-9)


@pytest.mark.parametrize("sizes", [(4,) * 10, (1, 2, 3, 4, 10, 20), (25, 15)])
def test_residuals_of_a_unit_are_multiplied_by_the_inverse_root_of_its_block(sizes: tuple[int, ...]) -> None:
    scores, weights, basis = sample()
    psus = np.random.default_rng(2).permutation(np.repeat(np.arange(len(sizes)) * 7, sizes))
    plain = calibration_residuals(scores, weights, basis)
    raised = raise_residuals(plain, weights, basis, psus)
    hat, root = hat_matrix(basis), np.sqrt(basis.base_weights)
    for unit in np.unique(psus):
        own = np.flatnonzero(psus == unit)
        inverse_root = fractional_matrix_power(np.eye(own.size) - hat[np.ix_(own, own)], -0.5)
        fitted = plain[own] * (root / weights)[own, None]
        assert_allclose(raised[own], (inverse_root @ fitted) * (weights / root)[own, None], rtol=1e-7, atol=1e-9)


def test_a_raised_variance_is_unbiased_where_answers_vary_alike() -> None:
    """Exactly: the expectation of each unit's square, summed, is the variance of the calibrated total."""
    rng = np.random.default_rng(4)
    cells = rng.integers(0, 4, N)
    margin = Margin(name="age", cells=cells, control_totals=np.bincount(cells, minlength=4) * 1.0, labels=("",) * 4)
    basis = CalibrationBasis(auxiliaries=auxiliaries([margin]), base_weights=np.ones(N))
    psus, ones = np.repeat(np.arange(8), 5), np.ones(N)
    in_unit = np.equal.outer(np.arange(8), psus).astype(float)
    residual_maker = calibration_residuals(np.eye(N), ones, basis)
    raised = in_unit @ raise_residuals(residual_maker, ones, basis, psus)
    plain = in_unit @ residual_maker
    hat = np.eye(N) - residual_maker
    truth = np.trace(in_unit @ (np.eye(N) - hat) @ in_unit.T)
    assert np.sum(raised**2) == pytest.approx(in_unit.sum())  # the variance of the units' sums of errors
    assert np.sum(plain**2) == pytest.approx(truth)
    assert truth < 0.92 * in_unit.sum()


def test_a_unit_that_fits_its_control_alone_keeps_its_zero_residual() -> None:
    cells, psus = np.array([0, 0, 1, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    margin = Margin(name="town", cells=cells, control_totals=np.array([4.0, 8.0]), labels=("a", "b"))
    basis = CalibrationBasis(auxiliaries=auxiliaries([margin]), base_weights=np.ones(6))
    plain = calibration_residuals(np.arange(6.0)[:, None], np.full(6, 2.0), basis)
    raised = raise_residuals(plain, np.full(6, 2.0), basis, psus)
    assert_allclose(raised[:2].sum(), 0, atol=1e-9)
    assert np.isfinite(raised).all()


def test_a_design_raises_residuals_where_it_is_asked_to() -> None:
    scores, weights, basis = sample()
    drawn = SampleDesign(strata=np.zeros(N, dtype=np.int64), psus=np.arange(N) // 4)
    plain, raised = (
        LinearDesign(weights=weights, sample=drawn, calibrated_from=basis, residuals=kind).covariance(scores)
        for kind in ("plain", "leverage")
    )
    assert (np.diag(raised) > np.diag(plain)).all()
