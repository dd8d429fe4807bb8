from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import approx_fprime

from crowdpotential.errors import ConvergenceError, ModelError
from crowdpotential.stats.alignments import alignment_search
from crowdpotential.stats.alignments.alignment import Alignment, align_groups
from crowdpotential.stats.alignments.alignment_loss import differentiate_loss, find_loss
from crowdpotential.stats.alignments.alignment_search import AlignmentRule
from crowdpotential.stats.minimising.newton import Minimum, minimise

ITEM_LOADINGS = np.array([1.2, 0.9, 1.1, 0.8, 1.0])
ITEM_INTERCEPTS = np.array([3.0, 3.4, 2.7, 3.1, 2.9])
MEANS = np.array([0.0, 0.5, -0.3, 0.2, 0.1, -0.6])
DEVIATIONS = np.array([1.0, 1.2, 0.9, 1.1, 0.8, 1.05])
SIZES = np.array([300.0, 310.0, 290.0, 305.0, 120.0, 800.0])
N_STEPS = 4  # of epsilon, from 1 to 0.001
FIXED, FREE = AlignmentRule(), AlignmentRule(anchor="free")


def world(*, noise: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Give configural loadings and intercepts of six groups; two intercepts and a loading differ if there is noise."""
    loadings = np.tile(ITEM_LOADINGS, (6, 1))
    intercepts = np.tile(ITEM_INTERCEPTS, (6, 1))
    if noise:
        rng = np.random.default_rng(3)
        loadings += noise * rng.normal(size=loadings.shape)
        intercepts += noise * rng.normal(size=loadings.shape)
        intercepts[1, 2] += 0.6
        intercepts[4, 0] -= 0.5
        loadings[2, 3] += 0.4
    return loadings * DEVIATIONS[:, None], intercepts + MEANS[:, None] * loadings


def align(
    loadings: np.ndarray,
    intercepts: np.ndarray,
    rule: AlignmentRule,
    *,
    sizes: np.ndarray | None = None,
    dimension: np.ndarray | None = None,
    names: tuple[str, ...] = (),
) -> Alignment:
    return align_groups(
        loadings,
        intercepts,
        SIZES[: len(loadings)] if sizes is None else sizes,
        np.zeros(loadings.shape[1], dtype=np.int64) if dimension is None else dimension,
        rule=rule,
        rng=np.random.default_rng(1),
        names=names,
    )


def test_alignment_agrees_with_sirt(reference: Callable[[str], dict[str, Any]]) -> None:
    frozen = reference("alignment")
    got = align(np.array(frozen["loadings"]), np.array(frozen["intercepts"]), FIXED, sizes=np.full(5, 100.0))
    # sirt's optimiser stops at about 1e-6
    assert_allclose(got.means[:, 0], frozen["means"], atol=1e-5)
    assert_allclose(got.variances[:, 0], np.array(frozen["standard_deviations"]) ** 2, atol=1e-5)
    assert_allclose(got.loss[0], frozen["loss"], rtol=1e-9)
    assert_allclose(got.loadings, frozen["aligned_loadings"], atol=1e-5)
    assert_allclose(got.intercepts, frozen["aligned_intercepts"], atol=1e-5)


def test_invariant_groups_are_recovered_exactly() -> None:
    got = align(*world(), FIXED)
    assert_allclose(got.means[:, 0], MEANS, atol=1e-8)
    assert_allclose(got.variances[:, 0], DEVIATIONS**2, rtol=1e-8)
    assert_allclose(got.loadings, np.tile(ITEM_LOADINGS, (6, 1)), rtol=1e-8)
    assert_allclose([got.loading_r2, got.intercept_r2], 1.0)
    assert got.n_agreeing[0] == FIXED.n_starts


def test_a_few_items_that_differ_hardly_move_the_means_and_lose_most() -> None:
    got = align(*world(noise=0.02), FIXED)
    assert_allclose(got.means[:, 0], MEANS, atol=0.05)
    assert set(got.intercept_loss.argsort()[-2:]) == {0, 2}
    assert got.loading_loss.argmax() == 3
    assert got.intercept_r2[[1, 3, 4]].min() > got.intercept_r2[[0, 2]].max()


def test_relabelling_the_groups_changes_nothing_under_a_free_anchor() -> None:
    loadings, intercepts = world(noise=0.1)
    order = np.array([3, 0, 5, 1, 4, 2])
    once = align(loadings, intercepts, FREE)
    again = align(loadings[order], intercepts[order], FREE, sizes=SIZES[order])
    assert_allclose(again.means, once.means[order], atol=1e-6)
    assert_allclose(again.variances, once.variances[order], rtol=1e-6)
    assert_allclose(np.prod(once.variances, axis=0), 1.0)


def test_the_reference_group_sets_mean_and_scale_under_a_fixed_anchor() -> None:
    got = align(*world(noise=0.1), AlignmentRule(reference_group=2))
    assert (got.means[2, 0], got.variances[2, 0]) == (0.0, 1.0)


def test_each_dimension_is_aligned_by_itself() -> None:
    loadings, intercepts = world(noise=0.1)
    alone = align(loadings, intercepts, FIXED)
    both = align(
        np.hstack([loadings, loadings]),
        np.hstack([intercepts, intercepts + 1]),
        FIXED,
        dimension=np.repeat([0, 1], 5),
    )
    assert_allclose(both.means, np.tile(alone.means, 2), atol=1e-6)
    assert_allclose(both.loss, np.tile(alone.loss, 2), rtol=1e-9)


def test_slope_and_curvature_are_the_derivatives_of_the_loss() -> None:
    given = *world(noise=0.1), np.outer(SIZES, SIZES) / 1e6, 0.01, 0.5

    def differentiate(at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        slope, curvature, bound = np.empty(12), np.empty((12, 12)), np.empty((12, 12))
        differentiate_loss(at, *given, slope, curvature, bound)
        return slope, curvature, bound

    at = np.random.default_rng(5).normal(scale=0.3, size=12)
    slope, curvature, bound = differentiate(at)
    assert_allclose(approx_fprime(at, lambda x: find_loss(x, *given), 1e-7), slope, rtol=1e-4)
    numeric = approx_fprime(at, lambda x: differentiate(x)[0], 1e-7)
    assert_allclose(numeric, curvature, atol=1e-4 * np.abs(curvature).max())
    assert np.linalg.eigvalsh(bound)[0] > -1e-9


def test_one_group_is_refused() -> None:
    with pytest.raises(ModelError, match="1 group; it compares groups"):
        align(*(part[:1] for part in world()), FIXED)


def test_two_groups_need_a_fixed_anchor() -> None:
    two = [part[:2] for part in world(noise=0.1)]
    assert align(*two, FIXED).means.shape == (2, 1)
    with pytest.raises(ModelError, match=r"two groups do not determine a free anchor well; anchor one"):
        align(*two, FREE)


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_an_unusable_loading_is_named(value: float) -> None:
    loadings, intercepts = world()
    loadings[3, 1] = value
    with pytest.raises(ModelError, match=r"item trust has no usable loading in group 4 \(1 such\)"):
        align(loadings, intercepts, FIXED, names=("help", "trust", "join", "lead", "give"))


def test_a_missing_intercept_is_named() -> None:
    loadings, intercepts = world()
    intercepts[0, 2] = np.nan
    with pytest.raises(ModelError, match="item number 3 has no usable intercept in group 1"):
        align(loadings, intercepts, FIXED)


def test_a_group_without_respondents_is_refused() -> None:
    with pytest.raises(ModelError, match="1 groups without respondents"):
        align(*world(), FIXED, sizes=np.where(np.arange(6) == 2, 0.0, SIZES))


def test_a_dimension_that_points_the_other_way_is_refused() -> None:
    loadings, intercepts = world()
    loadings[4] *= -1
    with pytest.raises(ModelError, match="dimension 1 points the other way in group 5"):
        align(loadings, intercepts, FIXED)


def test_a_free_anchor_that_equal_loadings_do_not_determine_is_refused() -> None:
    with pytest.raises(ModelError, match="do not determine a free anchor; anchor a reference group"):
        align(*world(), FREE)


def planted(seed: int, n_groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Give configural loadings and intercepts of groups, one of which has an intercept that differs."""
    rng = np.random.default_rng(seed)
    means = np.append(0.0, rng.normal(0, 0.5, n_groups - 1))
    deviations = np.append(1.0, rng.uniform(0.7, 1.3, n_groups - 1))
    loadings = ITEM_LOADINGS + 0.05 * rng.normal(size=(n_groups, 5))
    intercepts = ITEM_INTERCEPTS + 0.05 * rng.normal(size=(n_groups, 5))
    intercepts[1, 2] += 0.6
    return loadings * deviations[:, None], intercepts + means[:, None] * loadings


def test_a_start_that_leads_nowhere_takes_nothing_from_what_the_others_agree_on() -> None:
    loadings, intercepts = planted(19, 6)
    got, alone = (
        align_groups(loadings, intercepts, np.full(6, 300.0), np.zeros(5, dtype=np.int64), rule=rule, rng=np.random.default_rng(19))
        for rule in (FIXED, AlignmentRule(n_starts=1))
    )
    assert (got.n_failed[0], got.n_agreeing[0]) == (1, 9)
    assert_allclose(got.means, alone.means, atol=1e-8)


def test_a_minimum_that_one_start_alone_found_is_refused_where_others_found_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    n_calls = iter(range(1000))

    def fail_after_the_first(*given: Any, what: str) -> Minimum:  # noqa: ANN401 (as it comes)
        if next(n_calls) >= N_STEPS:
            message = "no minimum"
            raise ConvergenceError(message)
        return minimise(*given, what=what)

    monkeypatch.setattr(alignment_search, "minimise", fail_after_the_first)
    with pytest.raises(ConvergenceError, match="9 of 10 starts led nowhere"):
        align(*world(noise=0.02), FIXED)
    with pytest.raises(ConvergenceError, match="no minimum"):
        align(*world(noise=0.02), FIXED)
