from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.group_structure import GroupMatrices
from crowdpotential.stats.group_models.measurement_fit import estimate_groups
from crowdpotential.stats.group_models.model_spec import Invariance, Level, MeasurementModel
from crowdpotential.stats.group_models.moments import Moments, em_moments

Load = Callable[[str], dict[str, Any]]

DIMENSION = np.repeat([0, 1], 4)
LOADINGS = np.array([0.9, 0.8, 0.7, 0.6, 0.8, 0.7, 0.9, 0.5])
METHOD = np.array([0, 0, 0.4, 0.3, 0, 0, 0.3, 0.4])
RESIDUALS = np.linspace(0.3, 0.6, 8)


def group(means: Sequence[float] = (0, 0), spread: float = 1, shift: float = 0, method: np.ndarray = METHOD) -> Moments:
    pattern = np.eye(2)[DIMENSION] * LOADINGS[:, None]
    between = np.array([[spread, 0.4], [0.4, 1.2]])
    mean = 3 + pattern @ np.array(means)
    mean[5] += shift
    covariance = pattern @ between @ pattern.T + np.outer(method, method) + np.diag(RESIDUALS)
    return Moments(mean=mean, covariance=covariance, n=2000)


FIRST, SECOND = group(), group(means=(0.5, -0.2), spread=0.8)
SHIFTED = group(means=(0.5, -0.2), spread=0.8, shift=0.4)


def estimate(
    moments: Sequence[Moments],
    dimension: np.ndarray = DIMENSION,
    *,
    level: Level,
    freed: Sequence[int] = (),
    method: np.ndarray = METHOD > 0,
) -> list[GroupMatrices]:
    model = MeasurementModel(dimension_of_item=dimension, method_items=np.flatnonzero(method))
    return estimate_groups(moments, model, Invariance(level=level, free_intercepts=tuple(freed)))


def own_loadings(found: Sequence[GroupMatrices], dimension: np.ndarray = DIMENSION) -> np.ndarray:
    return np.stack([one.loadings[np.arange(len(dimension)), dimension] for one in found])


@pytest.mark.parametrize(
    "name",
    ["configural", "metric", "scalar", "partial", "configural_method", "metric_method", "partial_method"],
)
def test_models_of_two_weighted_groups_agree_with_lavaan(reference: Load, name: str) -> None:
    frozen = reference("invariance")
    answers, number = np.array(frozen["answers"]), np.array(frozen["group"])
    weights = np.array(frozen["weights"]) * len(answers) / np.sum(frozen["weights"])
    stem, with_method = name.removesuffix("_method"), name.endswith("_method")
    dimension, method = np.array(frozen["dimension_of_item"]), np.array(frozen["method_items"])
    got = estimate(
        [em_moments(answers[number == g], weights[number == g]) for g in (0, 1)],
        dimension,
        level="scalar" if stem == "partial" else stem,
        freed=[1] if stem == "partial" else [],
        method=method > 0 if with_method else np.zeros(len(dimension)) > 0,
    )
    expected = frozen["models"][name]
    n_dimensions = int(dimension.max()) + 1
    # lavaan stops within 1e-4 of the maximum, where chi-square no longer moves
    for ours, theirs in (
        (own_loadings(got, dimension), "loadings"),
        ([one.loadings[:, n_dimensions:].sum(axis=1) for one in got], "method_loadings"),
        ([one.intercepts for one in got], "intercepts"),
        ([np.diag(one.residuals) for one in got], "residuals"),
        ([one.means for one in got], "latent_means"),
        ([one.covariances for one in got], "latent_covariances"),
    ):
        assert_allclose(ours, expected[theirs], atol=1e-4, err_msg=theirs)


def test_known_differences_come_back_exactly() -> None:
    got = estimate([FIRST, SECOND], level="scalar")
    scale = np.where(DIMENSION == 1, np.sqrt(1.2), 1)
    assert_allclose(own_loadings(got), np.tile(LOADINGS * scale, (2, 1)), rtol=1e-5)
    assert_allclose(got[1].means, [0.5, -0.2 / np.sqrt(1.2), 0], atol=1e-5)
    assert_allclose(np.diag(got[1].covariances), [0.8, 1, 1], rtol=1e-5)
    for one in got:
        assert_allclose(np.diag(one.residuals), RESIDUALS, rtol=1e-5)


def test_a_habit_of_agreeing_is_not_taken_for_a_difference_of_the_dimensions() -> None:
    agreeing = Moments(mean=FIRST.mean + 0.5 * METHOD, covariance=FIRST.covariance, n=2000)
    assert_allclose(estimate([FIRST, agreeing], level="scalar")[1].means, [0, 0, 0.5], atol=1e-5)


def test_a_freed_intercept_shows_the_shift_of_its_item() -> None:
    got = estimate([FIRST, SHIFTED], level="scalar", freed=[5])
    assert_allclose(got[1].intercepts - got[0].intercepts, np.where(np.arange(8) == 5, 0.4, 0), atol=1e-5)


def test_the_order_of_the_items_is_immaterial() -> None:
    order = np.random.default_rng(2).permutation(8)
    moved = [Moments(mean=g.mean[order], covariance=g.covariance[np.ix_(order, order)], n=g.n) for g in (FIRST, SHIFTED)]
    before = own_loadings(estimate([FIRST, SHIFTED], level="scalar"))
    after = estimate(moved, DIMENSION[order], level="scalar", method=METHOD[order] > 0)
    assert_allclose(own_loadings(after, DIMENSION[order]), before[:, order], rtol=1e-5)


def test_turned_dimensions_are_turned_back_in_every_group() -> None:
    sign = np.where(DIMENSION == 0, -1.0, 1.0)
    turned = [
        Moments(mean=3 + sign * (g.mean - 3), covariance=g.covariance * np.outer(sign, sign), n=g.n)
        for g in (group(method=0 * METHOD), group(method=0 * METHOD, means=(0.5, 0)))
    ]
    got = estimate(turned, level="scalar", method=METHOD < 0)
    assert (own_loadings(got) > 0).all()
    assert_allclose(got[1].means, [-0.5, 0], atol=1e-5)


def test_many_groups_take_one_model() -> None:
    groups = [group(means=(0.1 * g, -0.1 * g), spread=1 + 0.1 * g) for g in range(6)]
    got = estimate(groups, level="scalar")
    assert_allclose([one.means[0] for one in got], 0.1 * np.arange(6), atol=1e-5)


def test_a_dimension_with_all_intercepts_free_is_refused() -> None:
    with pytest.raises(ModelError, match="hold more intercepts equal"):
        estimate([FIRST, SECOND], level="scalar", freed=[0, 1, 2, 3], method=METHOD < 0)


def test_more_parameters_than_moments_are_refused() -> None:
    two = [Moments(mean=g.mean[:2], covariance=g.covariance[:2, :2], n=g.n) for g in (FIRST, SECOND)]
    with pytest.raises(ModelError, match="2 parameters more than moments"):
        estimate(two, np.zeros(2, dtype=int), level="configural", method=np.zeros(2) > 0)


def test_an_estimate_that_grows_without_end_is_refused() -> None:
    covariance = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    covariance[1, 2] = covariance[2, 1] = -0.3  # no loadings give correlations of this sign
    bad = Moments(mean=np.zeros(3), covariance=covariance, n=60)
    with pytest.raises(ModelError, match="grows without end"):
        estimate([bad, bad], np.zeros(3, dtype=int), level="configural", method=np.zeros(3) > 0)
