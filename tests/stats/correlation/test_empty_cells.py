"""Half a respondent in the empty cell of a table of two answers each, against lavaan, and what it may not move."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.correlation.empty_cells import fill_empty_cell
from crowdpotential.stats.correlation.grouped_polychoric import GroupedWeights, polychoric_grouped_replicates
from crowdpotential.stats.correlation.polychoric import Polychoric, polychoric, polychoric_replicates

Load = Callable[[str], dict[str, Any]]
ANSWERS = np.column_stack(  # the pair of the study that ran to .976: lavaan .677, psych .678
    [np.repeat([0, 1, 1], [81, 643, 236]), np.repeat([0, 0, 1], [81, 643, 236]), np.tile([0, 1, 1, 0], 240)]
)
TWO = np.array([2, 2, 2])


def of(answers: np.ndarray, weights: np.ndarray, **options: Any) -> Polychoric:  # noqa: ANN401
    return polychoric(answers, weights, np.full(answers.shape[1], answers.max() + 1), **options)


def fill(counts: list[list[float]], added: float) -> np.ndarray:
    tables = np.array(counts, dtype=np.float64)[:, :, None].copy()
    fill_empty_cell(tables, np.array([0, 1]), np.array([0, 1]), np.array([added]))
    return tables[:, :, 0]


@pytest.mark.parametrize("case", ["plain", "weighted", "pairwise"])
def test_correlations_with_empty_cells_agree_with_lavaan(reference: Load, case: str) -> None:
    frozen = reference("binary")
    answers, n = np.array(frozen["answers"]), len(frozen["answers"])
    if case == "pairwise":
        answers = np.where(np.array(frozen["missing"]) > 0, -1, answers)
    weights = np.array(frozen["weights"]) if case == "weighted" else np.ones(n)
    got = polychoric(answers, weights, np.array(frozen["sizes"]))
    assert got.n_zero_cells > got.n_filled  # a larger table has an empty cell, too, and keeps it
    assert got.n_filled == 1
    # lavaan's own optimiser stops at about 1e-7
    assert_allclose(got.correlations, frozen["correlations"][case], atol=2e-6)


def test_the_table_that_ran_away_has_the_correlation_of_lavaan() -> None:
    assert of(ANSWERS, np.ones(960)).correlations[0, 1] == pytest.approx(0.677, abs=5e-4)
    assert of(ANSWERS, np.ones(960), empty_cell=0).correlations[0, 1] > 0.97


def test_what_is_added_keeps_the_margins_and_goes_to_the_diagonal_of_the_empty_cell() -> None:
    assert_array_equal(fill([[81, 0], [643, 236]], 0.5), [[80.5, 0.5], [643.5, 235.5]])
    assert_array_equal(fill([[0, 81], [236, 643]], 0.5), [[0.5, 80.5], [235.5, 643.5]])


def test_tables_without_or_with_two_empty_cells_stay_as_they_are() -> None:
    for counts in ([[3, 1], [1, 4]], [[5, 0], [0, 4]], [[0, 5], [4, 0]], [[5, 4], [0, 0]]):
        assert_array_equal(fill(counts, 0.5), counts)


def test_a_cell_of_a_small_weight_is_never_emptied() -> None:
    assert_allclose(fill([[0.2, 0], [6, 3]], 0.5), [[0.1, 0.1], [6.1, 2.9]])


@given(scale=st.floats(0.001, 1e6))
def test_the_scale_of_the_weights_does_not_move_what_is_added(scale: float) -> None:
    weights = np.random.default_rng(3).exponential(size=960)
    once, scaled = of(ANSWERS, weights), of(ANSWERS, weights * scale)
    assert_allclose(scaled.correlations, once.correlations, atol=1e-8)


def test_reversing_an_item_turns_the_sign() -> None:
    turned = ANSWERS * [1, -1, 1] + [0, 1, 0]
    before, after = of(ANSWERS, np.ones(960)).correlations, of(turned, np.ones(960)).correlations
    assert_allclose(after[0, 1], -before[0, 1], atol=1e-9)


def test_answers_that_nobody_chose_do_not_make_a_table_larger() -> None:
    narrow = of(ANSWERS, np.ones(960))
    wide = polychoric(2 * ANSWERS, np.ones(960), np.array([3, 5, 4]))
    assert_allclose(wide.correlations, narrow.correlations, atol=1e-9)
    assert wide.n_filled == 1


def test_replicates_fill_their_own_empty_cells() -> None:
    rng = np.random.default_rng(5)
    group = np.arange(960) % 80
    ratios = rng.poisson(1, size=(80, 9)).astype(np.float64)
    base = rng.exponential(size=960)
    weights = base[:, None] * ratios[group]
    start = of(ANSWERS, base).correlations
    one_by_one = [of(ANSWERS, column).correlations for column in weights.T]
    # what a respondent stands for is the average over all, drawn or not, in either
    assert_allclose(polychoric_replicates(ANSWERS, weights, TWO, start), one_by_one, atol=1e-6)
    grouped = GroupedWeights(base_weights=base, group=group, ratios=ratios)
    assert_allclose(polychoric_grouped_replicates(ANSWERS, grouped, TWO, start), one_by_one, atol=1e-6)
    left = polychoric_replicates(ANSWERS, weights, TWO, start, empty_cell=0)
    assert (left[:, 0, 1] > 0.9).all()
