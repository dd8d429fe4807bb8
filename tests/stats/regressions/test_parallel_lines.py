"""Parallel lines: Brant's statistics, the same with replicates, size and power, and what the sample does not bear."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.regressions.parallel_lines import WaldTest, compare_slopes, fit_slopes_by_threshold
from crowdpotential.stats.regressions.proportional_odds import OrderedAnswers
from crowdpotential.stats.replication.replicates import Replication

Reference = Callable[[str], dict[str, Any]]


def jackknife(n_units: int) -> Replication:
    scale = np.full(n_units, (n_units - 1) / n_units)
    return Replication(kind="jk1", coefficients=scale, centre="estimate", degrees_of_freedom=n_units - 1.0, fails_above=0.0)


def leave_out(unit: np.ndarray, weights: FloatArray) -> FloatArray:
    n_units = int(unit.max()) + 1
    out = [np.where(unit == u, 0.0, weights * n_units / (n_units - 1)) for u in range(n_units)]
    return np.column_stack([weights, *out])


def test_the_statistic_under_replicates_is_that_made_by_hand(reference: Reference) -> None:
    inputs, want = reference("regressions")["inputs"], reference("parallel_lines")["answers"]["wald"]
    data = {name: np.array(values, dtype=float) for name, values in inputs["data"].items()}
    regressors = np.column_stack([data[name] for name in ("a", "b", "c", "k1", "k2")])
    answers = OrderedAnswers(categories=data["y"].astype(np.int64), regressors=regressors, names=("a", "b", "c", "k1", "k2"))
    slopes = fit_slopes_by_threshold(answers, np.column_stack([data["w"], np.array(inputs["replicates"])]))
    assert slopes is not None
    replication = Replication(
        kind="jk1", coefficients=np.full(20, inputs["scale"]), centre="estimate", degrees_of_freedom=19.0, fails_above=0.0
    )
    for own, numbers in zip(([0], [1], [2], [3, 4]), want, strict=True):
        found = compare_slopes(slopes[:, own], replication=replication, freedom=Freedom(np.array(14.0)))
        got = (found.statistic, found.numerator_df, found.denominator_df, found.p_value)
        assert_allclose(got, numbers, rtol=1e-6)


def test_the_statistic_of_independent_respondents_is_that_of_brant(reference: Reference) -> None:
    data, want = reference("parallel_lines")["inputs"]["wvs"], reference("parallel_lines")["answers"]["brant"]
    country = np.array(data["country"])
    named = [np.array(data[name], dtype=float) for name in ("religion", "degree", "age", "male")]
    regressors = np.column_stack([*named, *((country == place).astype(float) for place in (1, 2, 3))])
    answers = OrderedAnswers(categories=np.array(data["poverty"]), regressors=regressors, names=tuple("abcdefg"))
    unit = np.random.default_rng(3).permutation(country.size) % 600  # random groups stand for respondents
    slopes = fit_slopes_by_threshold(answers, leave_out(unit, np.ones(country.size)))
    assert slopes is not None
    for own, chi2 in zip(([0], [1], [2], [3], [4, 5, 6]), want, strict=False):
        found = compare_slopes(slopes[:, own], replication=jackknife(600), freedom=Freedom(np.array(592.0)))
        assert found.statistic * found.numerator_df == pytest.approx(chi2, rel=0.15)  # its error has 600 units, Brant's a model


def draw_test(rng: np.random.Generator, *, shift: float) -> WaldTest:
    """Draw 40 units of 15 like-minded respondents, the slope of the first regressor larger at the upper threshold by a shift."""
    n, units = 600, 40
    unit = np.arange(n) % units
    x = np.column_stack([rng.normal(size=n), rng.normal(size=n) + 0.5 * rng.normal(size=units)[unit]])
    line, noise = 0.6 * x[:, 0] + 0.5 * x[:, 1] + 0.5 * rng.normal(size=units)[unit], rng.logistic(size=n)
    y = (line + noise > -0.8).astype(np.int64) + (line + shift * x[:, 0] + noise > 0.8) * (line + noise > -0.8)
    slopes = fit_slopes_by_threshold(
        OrderedAnswers(categories=y, regressors=x, names=("a", "b")), leave_out(unit, rng.exponential(size=n) + 0.5)
    )
    assert slopes is not None
    return compare_slopes(slopes[:, [0]], replication=jackknife(units), freedom=Freedom(np.array(units - 3.0)))


def test_lines_are_called_unlike_in_one_of_twenty_where_they_are_parallel_and_mostly_where_they_are_not() -> None:
    rng = np.random.default_rng(20261201)
    assert 4 <= sum(draw_test(rng, shift=0.0).p_value < 0.05 for _ in range(200)) <= 17  # 5 %, give or take two standard errors
    assert sum(draw_test(rng, shift=0.7).p_value < 0.05 for _ in range(30)) >= 24


def test_two_answers_have_one_line_and_separated_ones_none() -> None:
    rng = np.random.default_rng(2)
    x, weights = rng.normal(size=(90, 1)), np.ones((90, 2))
    two = (rng.random(90) < 0.5).astype(np.int64)
    apart = np.where(x[:, 0] > 0.5, 2, two)
    for categories in (two, apart):
        assert fit_slopes_by_threshold(OrderedAnswers(categories=categories, regressors=x, names=("a",)), weights) is None


def test_fewer_units_than_numbers_bear_no_test() -> None:
    slopes = np.random.default_rng(1).normal(size=(4, 3, 8))
    found = compare_slopes(slopes, replication=jackknife(7), freedom=Freedom(np.array(6.0)))
    assert np.isnan(found.p_value)
    assert (found.numerator_df, found.denominator_df) == (9, -2)
    flat = compare_slopes(np.zeros((2, 1, 8)), replication=jackknife(7), freedom=Freedom(np.array(6.0)))
    assert np.isnan(flat.p_value)


def test_a_replicate_that_failed_is_left_out_alone() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(300, 1))
    answers = OrderedAnswers(categories=np.digitize(x[:, 0] + rng.logistic(size=300), [-1, 1]), regressors=x, names=("a",))
    weights = np.column_stack([np.ones(300), rng.exponential(size=(300, 60))])
    weights[:, 7] = np.nan
    slopes = fit_slopes_by_threshold(answers, weights)
    assert slopes is not None
    assert np.flatnonzero(np.isnan(slopes).any(axis=(0, 1))).tolist() == [7]
    bootstrap = Replication(kind="rao-wu", coefficients=np.full(60, 1 / 60), centre="estimate", degrees_of_freedom=299.0, fails_above=0.05)
    assert 0 < compare_slopes(slopes, replication=bootstrap, freedom=Freedom(np.array(298.0))).p_value < 1
