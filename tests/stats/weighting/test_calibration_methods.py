from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.weighting.calibration import (
    Calibration,
    Margin,
    MeanTarget,
    auxiliaries,
    calibrate,
    calibrate_replicates,
)

RNG = np.random.default_rng(20190701)
N, N_AREAS = 240, 4
AREA = np.repeat(np.arange(N_AREAS), N // N_AREAS)
BLOC = AREA // 2
SEX_AGE = np.tile(np.arange(6), N // 6)
EDUCATION = RNG.integers(0, 3, N)
YEARS = 25.0 + 12 * (SEX_AGE % 3) + RNG.uniform(0, 10, N)
BASE = np.round(RNG.uniform(20, 60, N), 2)
TRUTH = BASE * np.exp(0.2 * (SEX_AGE == 1) + 0.2 * EDUCATION + RNG.normal(0, 0.1, N))
TRUTH *= BASE.sum() / TRUTH.sum()
TIGHT = 1e-12
RAKING = Calibration(method="raking", tolerance=TIGHT)
LINEAR = Calibration(method="linear", tolerance=TIGHT)
LOGIT = Calibration(method="logit", bounds=(0.6, 1.6), tolerance=TIGHT)
TRUNCATED = Calibration(method="truncated", bounds=(0.75, 1.3), tolerance=TIGHT)
EVERY = pytest.mark.parametrize("how", [RAKING, LINEAR, LOGIT, TRUNCATED, replace(TRUNCATED, method="raking")], ids=lambda how: how.method)


def margin(name: str, cells: np.ndarray, weights: np.ndarray = TRUTH) -> Margin:
    totals = np.bincount(cells, weights)
    return Margin(name=name, cells=cells, control_totals=totals, labels=tuple(f"{name} {i}" for i in range(totals.size)))


def nested_margins() -> list[Margin]:
    return [margin("sex*age", SEX_AGE + 6 * AREA), margin("education", EDUCATION + 3 * BLOC)]


def mean_years(groups: np.ndarray = AREA) -> MeanTarget:
    means = np.bincount(groups, TRUTH * YEARS) / np.bincount(groups, TRUTH)
    labels = tuple(f"group {group}" for group in range(means.size))
    return MeanTarget(name="years", values=YEARS, groups=groups, means=means, labels=labels)


def gaps(weights: np.ndarray, margins: Sequence[Margin]) -> list[float]:
    return [float(np.abs(np.bincount(m.cells, weights) / m.control_totals - 1).max()) for m in margins]


@EVERY
def test_margins_of_areas_and_blocs_and_means_all_hold_at_once(how: Calibration) -> None:
    target = mean_years()
    got = calibrate(BASE, nested_margins(), how, means=[target])
    assert max(gaps(got.weights, nested_margins())) < 1e-11
    means = np.bincount(AREA, got.weights * YEARS) / np.bincount(AREA, got.weights)
    assert_allclose(means, target.means, rtol=1e-11)
    if how.bounds is not None:
        low, high = how.bounds
        ratios = got.weights / BASE
        assert low * (1 - 1e-12) <= ratios.min() < 1 < ratios.max() <= high * (1 + 1e-12)
        is_held = np.isclose(ratios, low, rtol=1e-9) | np.isclose(ratios, high, rtol=1e-9)
        assert got.n_at_bounds == np.count_nonzero(is_held)
        assert (got.n_at_bounds > 0) == (how.method != "logit")


@EVERY
def test_post_stratification_is_one_margin_and_exact(how: Calibration) -> None:
    cells = SEX_AGE + 6 * AREA
    got = calibrate(BASE, [margin("sex*age", cells)], replace(how, bounds=how.bounds and (0.1, 10.0)))
    closed_form = BASE * (np.bincount(cells, TRUTH) / np.bincount(cells, BASE))[cells]
    assert_allclose(got.weights, closed_form, rtol=1e-12)


def test_linear_weights_are_those_of_the_regression_estimator() -> None:
    given_by = auxiliaries(nested_margins(), [mean_years()])
    columns = given_by.rows[given_by.class_of]
    totals = np.concatenate([m.control_totals for m in nested_margins()] + [np.zeros(N_AREAS)])
    moments = columns.T @ (BASE[:, None] * columns)
    effect = np.linalg.pinv(moments, rcond=1e-12, hermitian=True) @ (totals - columns.T @ BASE)
    got = calibrate(BASE, nested_margins(), LINEAR, means=[mean_years()])
    assert_allclose(got.weights, BASE * (1 + columns @ effect), rtol=1e-10)
    assert got.n_cycles == 1


@EVERY
def test_areas_that_share_no_margin_are_calibrated_as_if_alone(how: Calibration) -> None:
    margins = [margin("sex*age", SEX_AGE + 6 * AREA), margin("education", EDUCATION + 3 * AREA)]
    how = replace(how, bounds=how.bounds and (0.6, 1.5))
    together = calibrate(BASE, margins, how)
    for area in range(N_AREAS):
        here = area == AREA
        own = [
            margin("sex*age", SEX_AGE[here], TRUTH[here]),
            margin("education", EDUCATION[here], TRUTH[here]),
        ]
        assert_allclose(calibrate(BASE[here], own, how).weights, together.weights[here], rtol=1e-9)


@EVERY
@given(seed=st.integers(0, 10**6))
def test_order_of_respondents_and_margins_moves_nothing(how: Calibration, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(N)
    mixed = [replace(m, cells=m.cells[order]) for m in nested_margins()[::-1]]
    target = mean_years()
    shuffled = replace(target, values=target.values[order], groups=target.groups[order])
    straight = calibrate(BASE, nested_margins(), how, means=[target])
    got = calibrate(BASE[order], mixed, how, means=[shuffled])
    assert_allclose(got.weights, straight.weights[order], rtol=1e-9)


@EVERY
def test_calibrated_weights_are_left_as_they_are(how: Calibration) -> None:
    once = calibrate(BASE, nested_margins(), how)
    again = calibrate(once.weights, nested_margins(), how)
    assert_allclose(again.weights, once.weights, rtol=1e-10)


def test_a_mean_moves_nothing_where_the_margins_already_give_it() -> None:
    free = calibrate(BASE, nested_margins(), RAKING)
    target = mean_years()
    reached = np.bincount(AREA, free.weights * YEARS) / np.bincount(AREA, free.weights)
    held = calibrate(BASE, nested_margins(), RAKING, means=[replace(target, means=reached)])
    assert_allclose(held.weights, free.weights, rtol=1e-10)


@pytest.mark.parametrize("trimming", ["bounded", "rerake"])
def test_cap_and_margins_hold_together(trimming: Literal["bounded", "rerake"]) -> None:
    free = calibrate(BASE, nested_margins(), RAKING)
    cap = 0.9 * float((free.weights / (np.bincount(AREA, free.weights) / np.bincount(AREA))[AREA]).max())
    got = calibrate(BASE, nested_margins(), replace(RAKING, cap=cap, trimming=trimming), cap_group=AREA)
    means = np.bincount(AREA, got.weights) / np.bincount(AREA)
    assert (got.weights / means[AREA]).max() == pytest.approx(cap, rel=1e-9)
    assert max(gaps(got.weights, nested_margins())) < 1e-11
    assert got.n_capped > 0


def test_bounded_trimming_stays_nearer_to_the_base_weights_than_reraking() -> None:
    def distance(weights: np.ndarray) -> float:  # raking's own (Deville and Särndal 1992)
        return float((weights * np.log(weights / BASE) - weights + BASE).sum())

    gains = []
    for cap in (1.45, 1.55, 1.65, 1.75):
        bounded, rerake = (
            calibrate(BASE, nested_margins(), replace(RAKING, cap=cap, trimming=trimming)).weights for trimming in ("bounded", "rerake")
        )
        gains.append(distance(rerake) - distance(bounded))
    assert min(gains) > -1e-9  # they agree where nobody who was cut ends below the cap
    assert max(gains) > 1e-3


@EVERY
def test_replicate_of_the_whole_sample_is_the_sample(how: Calibration) -> None:
    multipliers = np.ones((N, 2))
    got = calibrate_replicates(BASE, multipliers, np.arange(N), nested_margins(), how, means=[mean_years()])
    alone = calibrate(BASE, nested_margins(), how, means=[mean_years()])
    assert_allclose(got.weights, np.tile(alone.weights[:, None], 2), rtol=1e-11)


@pytest.mark.parametrize("trimming", ["bounded", "rerake"])
def test_replicates_hold_the_cap_like_the_sample(trimming: Literal["bounded", "rerake"]) -> None:
    how = replace(RAKING, cap=1.65, trimming=trimming)
    alone = calibrate(BASE, nested_margins(), how, cap_group=AREA)
    got = calibrate_replicates(BASE, np.ones((N, 40)), np.arange(N), nested_margins(), how, cap_group=AREA)
    assert alone.n_capped > 0
    assert not got.failed.any()
    assert_allclose(got.weights, np.tile(alone.weights[:, None], 40), rtol=1e-11)


@pytest.mark.parametrize("how", [RAKING, LINEAR, replace(LOGIT, bounds=(0.4, 2.5))], ids=lambda how: how.method)
def test_replicate_without_some_respondents_is_the_sample_without_them(how: Calibration) -> None:
    is_left_out = np.arange(N) % 8 == 3
    multipliers = np.where(is_left_out, 0.0, 8 / 7)[:, None]  # a jackknife replicate
    got = calibrate_replicates(BASE, multipliers, np.arange(N), nested_margins(), how, means=[mean_years()])
    stay = ~is_left_out
    margins = [replace(m, cells=m.cells[stay]) for m in nested_margins()]
    target = mean_years()
    mean = replace(target, values=target.values[stay], groups=target.groups[stay])
    alone = calibrate(BASE[stay] * 8 / 7, margins, how, means=[mean])
    assert_allclose(got.weights[stay, 0], alone.weights, rtol=1e-10)
    assert_array_equal(got.weights[is_left_out, 0], 0)


def test_delivered_replicate_weights_are_calibrated_like_drawn_ones() -> None:
    delivered = BASE[:, None] * np.random.default_rng(1).uniform(0.8, 1.25, (N, 3))
    ratios = delivered / BASE[:, None]
    got = calibrate_replicates(BASE, ratios, np.arange(N), nested_margins(), RAKING)
    for column in range(3):
        alone = calibrate(delivered[:, column], nested_margins(), RAKING)
        assert_allclose(got.weights[:, column], alone.weights, rtol=1e-10)


def test_replicate_fails_alone_where_it_cannot_meet_bounds_or_keep_weights_positive() -> None:
    multipliers = np.ones((N, 2))
    multipliers[SEX_AGE == 1, 1] = 0.05  # a twentieth of the people, who stand for all of them
    logit = calibrate_replicates(BASE, multipliers, np.arange(N), nested_margins(), LOGIT)
    assert_array_equal(logit.failed, [False, True])
    assert np.isnan(logit.weights[:, 1]).all()
    assert logit.largest_gap[1] > TIGHT
    raking = calibrate_replicates(BASE, multipliers, np.arange(N), nested_margins(), RAKING)
    assert not raking.failed.any()


def test_replicate_that_loses_the_group_of_a_mean_fails_alone() -> None:
    only_one_area = np.where(AREA == 2, 0, -1)
    mean = MeanTarget(
        name="years",
        values=YEARS,
        groups=np.where(SEX_AGE == 4, only_one_area, -1),
        means=np.array([45.0]),
        labels=("women of middle age there",),
    )
    margins = [margin("education", EDUCATION + 3 * BLOC)]
    multipliers = np.ones((N, 2))
    multipliers[mean.groups == 0, 0] = 0.0
    got = calibrate_replicates(BASE, multipliers, np.arange(N), margins, RAKING, means=[mean])
    assert_array_equal(got.failed, [True, False])
    assert got.largest_gap[0] == 1.0


def test_a_class_that_a_replicate_does_not_hold_gets_no_weight() -> None:
    multipliers = np.ones((N, 1))
    multipliers[(EDUCATION == 2) & (SEX_AGE == 0)] = 0.0
    got = calibrate_replicates(BASE, multipliers, np.arange(N), nested_margins(), LINEAR)
    assert not got.failed.any()
    assert np.isfinite(got.weights).all()
    assert max(gaps(got.weights[:, 0], nested_margins())) < 1e-11
