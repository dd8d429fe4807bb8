import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.inference import calibrated_freedom
from crowdpotential.stats.inference.calibrated_freedom import calibrated_degrees_of_freedom
from crowdpotential.stats.inference.design import LinearDesign
from crowdpotential.stats.inference.linearisation import SampleDesign
from crowdpotential.stats.weighting.auxiliaries import auxiliaries
from crowdpotential.stats.weighting.calibration import Calibration, calibrate
from crowdpotential.stats.weighting.calibration_residuals import CalibrationBasis
from crowdpotential.stats.weighting.margins import Margin

N, UNITS_OF = 120, (7, 4, 1)  # respondents; PSUs of each stratum, one of them alone
EVERYBODY = np.ones((N, 1), dtype=np.bool_)


def draw_design() -> LinearDesign:
    """Give unequal weights, raked to two margins, of PSUs of unequal size."""
    rng = np.random.default_rng(4)
    base = rng.uniform(0.5, 3, N)
    psus = rng.permutation(np.concatenate([np.arange(sum(UNITS_OF)), rng.integers(0, sum(UNITS_OF), N - 12)]))
    margins = [
        Margin(name=name, cells=rng.integers(0, k, N), control_totals=np.full(k, 200 / k), labels=("",) * k)
        for name, k in (("age", 5), ("sex", 2))
    ]
    return LinearDesign(
        weights=calibrate(base, margins, Calibration(method="raking", tolerance=1e-10)).weights,
        sample=SampleDesign(strata=np.repeat([2, 5, 9], UNITS_OF)[psus], psus=psus * 3),
        calibrated_from=CalibrationBasis(auxiliaries=auxiliaries(margins), base_weights=base),
    )


def plainly(design: LinearDesign, own: np.ndarray) -> float:
    """Multiply out the matrices."""
    basis, psus = design.calibrated_from, design.sample.psus
    hat = np.zeros((N, N))
    if basis is not None:
        x = basis.auxiliaries.rows[basis.auxiliaries.class_of]
        hat = x @ np.linalg.pinv((x * basis.base_weights[:, None]).T @ x) @ (x * basis.base_weights[:, None]).T
    sums = (psus == np.unique(psus)[:, None]) * design.weights
    stratum = np.array([design.sample.strata[psus == unit][0] for unit in np.unique(psus)])
    centring = np.zeros((stratum.size, stratum.size))
    for code in np.unique(stratum):
        (where,) = np.nonzero(stratum == code)
        m = where.size
        if m > 1:
            centring[np.ix_(where, where)] = m / (m - 1) * (np.eye(m) - 1 / m)
    of_own = (sums @ (np.eye(N) - hat))[:, own]
    product = centring @ of_own @ of_own.T
    return float(np.trace(product) ** 2 / np.trace(product @ product))


def test_freedom_is_that_of_the_matrices_multiplied_out() -> None:
    design = draw_design()
    members = np.random.default_rng(6).random((N, 3)) < [0.2, 0.6, 1.1]
    for one in (design, LinearDesign(weights=design.weights, sample=design.sample, calibrated_from=None)):
        got = calibrated_degrees_of_freedom(one, members)
        assert_allclose(got, [plainly(one, own) for own in members.T], rtol=1e-9)
        assert (got < sum(UNITS_OF) - len(UNITS_OF)).all()


def test_freedom_is_units_less_strata_where_all_are_alike() -> None:
    sample = SampleDesign(strata=np.repeat([0, 1], [80, 40]), psus=np.arange(N) // 8)
    design = LinearDesign(weights=np.full(N, 7.0), sample=sample, calibrated_from=None)
    of_first = np.column_stack([sample.strata == 0, sample.strata == 1])
    assert_allclose(calibrated_degrees_of_freedom(design, of_first), [9, 4], rtol=1e-9)


def test_controls_cost_freedom() -> None:
    design = draw_design()
    plain = LinearDesign(weights=design.weights, sample=design.sample, calibrated_from=None)
    assert calibrated_degrees_of_freedom(design, EVERYBODY) < calibrated_degrees_of_freedom(plain, EVERYBODY)


def test_freedom_does_not_depend_on_the_scale_of_weights() -> None:
    design = draw_design()
    basis = design.calibrated_from
    assert basis is not None
    scaled = LinearDesign(
        weights=design.weights * 1000,
        sample=design.sample,
        calibrated_from=CalibrationBasis(auxiliaries=basis.auxiliaries, base_weights=basis.base_weights / 50),
    )
    assert_allclose(
        calibrated_degrees_of_freedom(scaled, EVERYBODY),
        calibrated_degrees_of_freedom(design, EVERYBODY),
        rtol=1e-8,
    )


def test_many_units_and_nobody_need_no_matrices(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = np.zeros((N, 1), dtype=np.bool_)
    assert calibrated_degrees_of_freedom(draw_design(), nobody) == [0.0]
    monkeypatch.setattr(calibrated_freedom, "MANY_UNITS", 5)
    assert calibrated_degrees_of_freedom(draw_design(), EVERYBODY) == [np.inf]
