import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.minimising.curvature import undivided
from crowdpotential.stats.minimising.newton import Objective, Slope, minimise


def objective(power: int) -> Objective:
    """Make sum of exp(x) - x (power 1), or of exp(-x), which falls without end (power 0)."""

    def find_misfit(x: np.ndarray) -> float:
        return float((np.exp(x) - x).sum()) if power else float(np.exp(-x).sum())

    def find_slope(x: np.ndarray) -> Slope:
        gradient = np.exp(x) - 1 if power else -np.exp(-x)
        curvature = np.diag(np.exp(x) if power else np.exp(-x))
        return Slope(misfit=find_misfit(x), gradient=gradient, curvature=undivided(curvature))

    return Objective(find_misfit=find_misfit, find_slope=find_slope, find_expected=lambda x: find_slope(x).curvature)


def test_the_least_misfit_is_found_to_the_last_digits() -> None:
    got = minimise(objective(1), np.array([2.0, -1.5]), what="model")
    assert_allclose(got.parameters, 0, atol=1e-12)
    assert_allclose(got.misfit, 2, rtol=1e-14)


def test_what_falls_without_end_is_no_minimum() -> None:
    flat = objective(0)
    steep = Objective(
        find_misfit=lambda x: -float(x.sum()),
        find_slope=lambda x: Slope(misfit=-float(x.sum()), gradient=-np.ones(2), curvature=undivided(np.eye(2))),
        find_expected=flat.find_expected,
    )
    with pytest.raises(ConvergenceError, match="model: no maximum after 60 steps; an estimate grows without end"):
        minimise(steep, np.zeros(2), what="model")


def test_a_step_to_nowhere_ends_the_search() -> None:
    lost = Objective(
        find_misfit=lambda _: 0.0,
        find_slope=lambda _: Slope(misfit=0.0, gradient=np.full(2, np.nan), curvature=undivided(np.eye(2))),
        find_expected=lambda _: undivided(np.eye(2)),
    )
    with pytest.raises(ConvergenceError, match="model: no maximum after 1 steps"):
        minimise(lost, np.zeros(2), what="model")


def test_a_misfit_that_is_no_number_is_refused_although_its_slope_is_one() -> None:
    nowhere = Objective(
        find_misfit=lambda _: np.nan,
        find_slope=lambda x: Slope(misfit=np.nan, gradient=x, curvature=undivided(np.eye(2))),
        find_expected=lambda _: undivided(np.eye(2)),
    )
    with pytest.raises(ConvergenceError, match="model: the misfit is no number after 0 steps"):
        minimise(nowhere, np.zeros(2), what="model")


def test_parameters_that_only_their_sum_determines_are_refused() -> None:
    def find_slope(x: np.ndarray) -> Slope:
        return Slope(misfit=float(x.sum() ** 2) / 2, gradient=np.full(2, x.sum()), curvature=undivided(np.ones((2, 2))))

    together = Objective(
        find_misfit=lambda x: float(x.sum() ** 2) / 2,
        find_slope=find_slope,
        find_expected=lambda _: undivided(np.ones((2, 2))),
    )
    with pytest.raises(ModelError, match="model: the moments do not determine it"):
        minimise(together, np.array([1.0, 2.0]), what="model")
