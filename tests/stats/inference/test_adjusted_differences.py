"""Adjusted differences: R's svyglm with replicate weights, our own regression, invariances, what cannot be told."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import stdtrit

from crowdpotential.stats.arrays import BoolArray, FloatArray
from crowdpotential.stats.inference.adjusted_differences import adjusted_differences, control_columns
from crowdpotential.stats.inference.regression import fit_regression

N, RNG = 400, np.random.default_rng(5)
GROUP = RNG.integers(0, 3, N)
MARKS: BoolArray = RNG.random((N, 2)) < 0.2 + 0.2 * GROUP[:, None]
RESPONSE: FloatArray = 50 + 8.0 * GROUP - 6.0 * MARKS[:, 0] + RNG.normal(0, 5, N)
WEIGHTS: FloatArray = RNG.gamma(4, 0.25, (N, 3))
CONTROLS = control_columns([GROUP[:, None] == np.arange(3)], N)


def test_coefficients_and_errors_are_those_of_svyglm(reference: Callable[[str], Any]) -> None:
    frozen = reference("adjusted_differences")
    given = {name: np.array(values) for name, values in frozen["inputs"].items()}
    n = given["api00"].size
    found = adjusted_differences(
        given["api00"].astype(float),
        given["marks"].T == 1,
        control_columns([given["stype"][:, None] == np.arange(1, 4)], n),
        np.column_stack([given["weights"], given["replicates"]]),
    )
    assert_allclose(found[:, 0], frozen["answers"]["coefficient"], rtol=1e-10)
    spread = np.sqrt(given["scale"] * np.square(found[:, 1:] - found[:, :1]).sum(axis=1))
    assert_allclose(spread, frozen["answers"]["standard_error"], rtol=1e-8)  # svyglm iterates


def test_each_column_of_weights_gives_the_coefficient_of_a_regression() -> None:
    found = adjusted_differences(RESPONSE, MARKS, CONTROLS, WEIGHTS)
    for at, mark in enumerate(MARKS.T):
        x = np.column_stack([mark, CONTROLS])
        plain = [fit_regression(RESPONSE, x, w, names=("mark", "one", "b", "c")).coefficients[0] for w in WEIGHTS.T]
        assert_allclose(found[at], plain, rtol=1e-10)


def test_a_planted_difference_is_found_that_groups_would_hide() -> None:
    found = adjusted_differences(RESPONSE, MARKS, CONTROLS, WEIGHTS)[:, 0]
    raw = adjusted_differences(RESPONSE, MARKS, control_columns([], N), WEIGHTS)[:, 0]
    assert_allclose(found, [-6.0, 0.0], atol=1.5)
    assert raw[0] > found[0] + 2


def test_neither_the_scale_of_weights_nor_a_shift_of_the_response_counts() -> None:
    found = adjusted_differences(RESPONSE, MARKS, CONTROLS, WEIGHTS)
    assert_allclose(adjusted_differences(RESPONSE + 30, MARKS, CONTROLS, 700 * WEIGHTS), found, rtol=1e-9)


def test_a_category_that_a_replicate_leaves_without_weight_takes_no_part() -> None:
    weights = WEIGHTS * (GROUP != 2)[:, None]
    inside = GROUP != 2
    found = adjusted_differences(RESPONSE, MARKS, CONTROLS, weights)
    assert_allclose(found, adjusted_differences(RESPONSE[inside], MARKS[inside], CONTROLS[inside, :2], weights[inside]), rtol=1e-9)


def test_what_cannot_be_told_is_no_number() -> None:
    marks = np.column_stack([np.ones(N), np.zeros(N), GROUP == 1, MARKS[:, 0]]).astype(bool)
    weights = WEIGHTS.copy()
    weights[:, 1] = np.nan  # a replicate that could not be calibrated
    found = adjusted_differences(RESPONSE, marks, CONTROLS, weights)
    assert np.isnan(found[:3]).all()  # everybody, nobody, and who is told by the controls
    assert np.isnan(found[3]).tolist() == [False, True, False]


def test_bootstrap_intervals_of_a_cluster_sample_cover_the_truth() -> None:
    n_units, size, truth, drawn = 30, 10, -5.0, 80
    rng, covered = np.random.default_rng(1), 0
    unit = np.repeat(np.arange(n_units), size)
    for _ in range(drawn):
        group = rng.integers(0, 4, unit.size)
        mark = rng.random(unit.size) < 0.15 + 0.08 * group
        response = 40 + 3 * group + truth * mark + rng.normal(0, 2, n_units)[unit] + rng.normal(0, 12, unit.size)
        weights = rng.gamma(6, 1 / 6, unit.size)
        counts = rng.multinomial(n_units - 1, np.full(n_units, 1 / n_units), size=100).T * n_units / (n_units - 1)
        controls = control_columns([group[:, None] == np.arange(4)], unit.size)
        found = adjusted_differences(response, mark[:, None], controls, np.column_stack([weights, weights[:, None] * counts[unit]]))[0]
        error = np.sqrt(np.square(found[1:] - found[0]).mean())
        covered += abs(found[0] - truth) <= stdtrit(n_units - 1 - 4, 0.975) * error
    assert covered >= 0.89 * drawn  # 95 % less two and a half Monte-Carlo errors


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="need response"):
        adjusted_differences(RESPONSE[1:], MARKS, CONTROLS, WEIGHTS)
