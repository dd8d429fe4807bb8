from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import ModelError
from crowdpotential.stats.group_models.groups import fit_groups
from crowdpotential.stats.group_models.moments import Moments, em_moments

Load = Callable[[str], dict[str, Any]]

DIMENSION = np.repeat([0, 1], 4)
LOADINGS = np.array([0.9, 0.8, 0.7, 0.6, 0.8, 0.7, 0.9, 0.5])
METHOD = np.array([0, 0, 0.4, 0.3, 0, 0, 0.3, 0.4])
RESIDUALS = np.linspace(0.3, 0.6, 8)


def group(
    means: Sequence[float] = (0, 0), spread: float = 1, shift: float = 0, method: np.ndarray = METHOD
) -> Moments:
    pattern = np.eye(2)[DIMENSION] * LOADINGS[:, None]
    between = np.array([[spread, 0.4], [0.4, 1.2]])
    mean = 3 + pattern @ np.array(means)
    mean[5] += shift
    covariance = pattern @ between @ pattern.T + np.outer(method, method) + np.diag(RESIDUALS)
    return Moments(mean=mean, covariance=covariance, n=2000)


FIRST, SECOND = group(), group(means=(0.5, -0.2), spread=0.8)
SHIFTED = group(means=(0.5, -0.2), spread=0.8, shift=0.4)


@pytest.mark.parametrize(
    "name",
    ["configural", "metric", "scalar", "partial", "configural_method", "metric_method", "partial_method"],
)
def test_models_of_two_weighted_groups_agree_with_lavaan(reference: Load, name: str) -> None:
    frozen = reference("invariance")
    answers, number = np.array(frozen["answers"]), np.array(frozen["group"])
    weights = np.array(frozen["weights"]) * len(answers) / np.sum(frozen["weights"])
    moments = [em_moments(answers[number == g], weights[number == g]) for g in (0, 1)]
    stem, with_method = name.removesuffix("_method"), name.endswith("_method")
    got = fit_groups(
        moments,
        np.array(frozen["dimension_of_item"]),
        level="scalar" if stem == "partial" else stem,
        free_intercepts=[1] if stem == "partial" else [],
        method_items=np.array(frozen["method_items"]) if with_method else None,
    )
    expected = frozen["models"][name]
    measures = expected["measures"]
    assert got.df == measures["df"]
    assert_allclose(got.chi2, measures["chisq"], rtol=1e-8)
    for ours, theirs in [("cfi", "cfi"), ("tli", "tli"), ("rmsea", "rmsea"), ("srmr", "srmr")]:
        assert_allclose(getattr(got, ours), measures[theirs], atol=1e-6, err_msg=ours)
    assert_allclose(
        [got.rmsea_low, got.rmsea_high], [measures["rmsea.ci.lower"], measures["rmsea.ci.upper"]], atol=1e-6
    )
    # lavaan stops within 1e-4 of the maximum, where chi-square no longer moves
    for field in (
        "loadings",
        "method_loadings",
        "intercepts",
        "residuals",
        "latent_means",
        "latent_covariances",
    ):
        assert_allclose(getattr(got, field), expected[field], atol=1e-4, err_msg=field)


def test_known_differences_come_back_exactly() -> None:
    got = fit_groups([FIRST, SECOND], DIMENSION, level="scalar", method_items=METHOD > 0)
    assert got.chi2 < 1e-5
    assert_allclose(
        got.loadings, np.tile(LOADINGS * np.where(DIMENSION == 1, np.sqrt(1.2), 1), (2, 1)), rtol=1e-5
    )
    assert_allclose(got.latent_means[1], [0.5, -0.2 / np.sqrt(1.2), 0], atol=1e-5)
    assert_allclose(np.diag(got.latent_covariances[1]), [0.8, 1, 1], rtol=1e-5)
    assert_allclose(got.residuals, np.tile(RESIDUALS, (2, 1)), rtol=1e-5)
    assert got.is_admissible


def test_a_habit_of_agreeing_is_not_taken_for_a_difference_of_the_dimensions() -> None:
    agreeing = Moments(mean=FIRST.mean + 0.5 * METHOD, covariance=FIRST.covariance, n=2000)
    got = fit_groups([FIRST, agreeing], DIMENSION, level="scalar", method_items=METHOD > 0)
    assert_allclose(got.latent_means[1], [0, 0, 0.5], atol=1e-5)


def test_a_shifted_item_shows_at_the_scalar_level_only() -> None:
    fits = [
        fit_groups([FIRST, SHIFTED], DIMENSION, level=level, free_intercepts=free, method_items=METHOD > 0)
        for level, free in (("configural", []), ("metric", []), ("scalar", []), ("scalar", [5]))
    ]
    assert [fit.chi2 > 1e-5 for fit in fits] == [False, False, True, False]
    assert_array_equal([fit.df for fit in fits], [30, 39, 44, 43])
    assert fits[2].cfi < fits[1].cfi
    assert_allclose(
        fits[3].intercepts[1] - fits[3].intercepts[0], np.where(np.arange(8) == 5, 0.4, 0), atol=1e-5
    )


def test_the_order_of_the_items_is_immaterial() -> None:
    order = np.random.default_rng(2).permutation(8)
    moved = [
        Moments(mean=g.mean[order], covariance=g.covariance[np.ix_(order, order)], n=g.n)
        for g in (FIRST, SHIFTED)
    ]
    before = fit_groups([FIRST, SHIFTED], DIMENSION, level="scalar", method_items=METHOD > 0)
    after = fit_groups(moved, DIMENSION[order], level="scalar", method_items=METHOD[order] > 0)
    assert_allclose(after.chi2, before.chi2, rtol=1e-8)
    assert_allclose(after.loadings, before.loadings[:, order], rtol=1e-5)


def test_turned_dimensions_are_turned_back_in_every_group() -> None:
    sign = np.where(DIMENSION == 0, -1.0, 1.0)
    turned = [
        Moments(mean=3 + sign * (g.mean - 3), covariance=g.covariance * np.outer(sign, sign), n=g.n)
        for g in (group(method=0 * METHOD), group(method=0 * METHOD, means=(0.5, 0)))
    ]
    got = fit_groups(turned, DIMENSION, level="scalar")
    assert (got.loadings > 0).all()
    assert_allclose(got.latent_means[1], [-0.5, 0], atol=1e-5)


def test_many_groups_take_one_model() -> None:
    groups = [group(means=(0.1 * g, -0.1 * g), spread=1 + 0.1 * g) for g in range(6)]
    got = fit_groups(groups, DIMENSION, level="scalar", method_items=METHOD > 0)
    assert got.chi2 < 1e-5
    assert_allclose(got.latent_means[:, 0], 0.1 * np.arange(6), atol=1e-5)


def test_a_saturated_model_is_flagged_by_its_degrees_of_freedom() -> None:
    three = [Moments(mean=g.mean[:3], covariance=g.covariance[:3, :3], n=g.n) for g in (FIRST, SECOND)]
    got = fit_groups(three, np.zeros(3, dtype=int), level="configural")
    assert (got.df, got.cfi, got.tli, got.rmsea, got.rmsea_high, got.p_value) == (0, 1, 1, 0, 0, 1)
    assert got.srmr < 1e-6


def test_impossible_variances_are_reported() -> None:
    covariance = np.array([[1, 0.72, 0.72], [0.72, 1, 0.4], [0.72, 0.4, 1]])
    got = fit_groups(
        [Moments(mean=np.zeros(3), covariance=covariance, n=200)], np.zeros(3, dtype=int), level="configural"
    )
    assert got.residuals[0, 0] < 0
    assert not got.is_admissible


def test_a_dimension_with_all_intercepts_free_is_refused() -> None:
    with pytest.raises(ModelError, match="hold more intercepts equal"):
        fit_groups([FIRST, SECOND], DIMENSION, level="scalar", free_intercepts=[0, 1, 2, 3])


def test_more_parameters_than_moments_are_refused() -> None:
    two = [Moments(mean=g.mean[:2], covariance=g.covariance[:2, :2], n=g.n) for g in (FIRST, SECOND)]
    with pytest.raises(ModelError, match="2 parameters more than moments"):
        fit_groups(two, np.zeros(2, dtype=int), level="configural")


def test_an_estimate_that_grows_without_end_is_refused() -> None:
    covariance = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    covariance[1, 2] = covariance[2, 1] = -0.3  # no loadings give correlations of this sign
    bad = Moments(mean=np.zeros(3), covariance=covariance, n=60)
    with pytest.raises(ModelError, match="grows without end"):
        fit_groups([bad, bad], np.zeros(3, dtype=int), level="configural")
