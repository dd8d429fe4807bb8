import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.model_spec import MeasurementModel
from crowdpotential.stats.ordinal_models.ordinal_difference import compare_ordinal_fits
from crowdpotential.stats.ordinal_models.ordinal_groups import fit_ordinal_groups
from crowdpotential.stats.ordinal_models.ordinal_levels import ORDINAL_LEVELS, OrdinalInvariance
from crowdpotential.stats.ordinal_models.ordinal_moments import OrdinalMoments, ordinal_moments

ONE_DIMENSION = MeasurementModel(dimension_of_item=np.zeros(6, dtype=np.int64))


def world(n: int, seed: int) -> list[OrdinalMoments]:
    """Draw two groups of six items with five answers: the second is ahead by 0.5 and varies more; item 2 is harder there."""
    rng = np.random.default_rng(seed)
    moments = []
    for mean, sd, harder in ((0.0, 1.0, 0.0), (0.5, 1.3, 0.6)):
        factor = mean + sd * rng.standard_normal((n, 1))
        responses = factor * np.array([1.0, 1.2, 0.8, 1.5, 0.9, 1.1]) + rng.standard_normal((n, 6))
        responses[:, 2] -= harder
        answers = np.digitize(responses, [-1.6, -0.5, 0.6, 1.8])
        moments.append(ordinal_moments(answers, np.ones(n), np.full(6, 5)))
    return moments


def test_latent_means_and_variances_are_recovered_under_partial_invariance() -> None:
    model = ONE_DIMENSION
    fit = fit_ordinal_groups(world(6000, 1), model, OrdinalInvariance(level="scalar", free_intercepts=(2,)))
    second = fit.groups[1].matrices
    assert second.means[0] == pytest.approx(0.5, abs=0.06)
    assert second.covariances[0, 0] == pytest.approx(1.69, abs=0.15)
    assert second.intercepts[2] == pytest.approx(-0.6, abs=0.08)
    assert_allclose(fit.groups[0].matrices.loadings[:, 0], [1.0, 1.2, 0.8, 1.5, 0.9, 1.1], atol=0.1)
    assert fit.indices.cfi > 0.999


def test_an_item_that_functions_differently_shows_in_the_scalar_step_only() -> None:
    model = ONE_DIMENSION
    moments = world(2000, 5)
    fits = {level: fit_ordinal_groups(moments, model, OrdinalInvariance(level=level)) for level in ORDINAL_LEVELS}
    to_metric = compare_ordinal_fits(fits["configural"], fits["metric"])
    to_scalar = compare_ordinal_fits(fits["metric"], fits["scalar"])
    assert to_metric.p_value > 0.01
    assert to_scalar.p_value < 1e-6


def test_a_dimension_of_one_item_is_refused() -> None:
    lonely = MeasurementModel(dimension_of_item=np.array([0, 0, 0, 0, 0, 1]))
    with pytest.raises(ModelError, match="dimension number 2 has 1 items"):
        fit_ordinal_groups(world(500, 3), lonely, OrdinalInvariance(level="configural"))
