from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import ItemError
from crowdpotential.stats.correlation.polychoric import polychoric, polychoric_replicates

Load = Callable[[str], dict[str, Any]]


@pytest.fixture
def frozen(reference: Load) -> dict[str, Any]:
    loaded = reference("polychoric")
    for name in ("answers", "weights", "sizes"):
        loaded[name] = np.array(loaded[name])
    loaded["incomplete"] = np.where(np.array(loaded["missing"]) > 0, -1, loaded["answers"])
    return loaded


def replicate_weights(n: int, number: int) -> np.ndarray:
    return np.random.default_rng(7).exponential(size=(n, number))


@pytest.mark.parametrize("case", ["plain", "weighted", "pairwise"])
def test_polychoric_agrees_with_lavaan(frozen: dict[str, Any], case: str) -> None:
    answers = frozen["incomplete"] if case == "pairwise" else frozen["answers"]
    weights = frozen["weights"] if case == "weighted" else np.ones(len(answers))
    got = polychoric(answers, weights, frozen["sizes"])
    # lavaan's own optimiser stops at about 1e-8
    assert_allclose(got.correlations, frozen[case]["correlations"], atol=1e-7)
    for ours, theirs in zip(got.thresholds, frozen[case].get("thresholds", got.thresholds), strict=True):
        assert_allclose(ours, theirs, atol=1e-10)


def test_polychoric_ignores_the_scale_of_the_weights(frozen: dict[str, Any]) -> None:
    once = polychoric(frozen["incomplete"], frozen["weights"], frozen["sizes"])
    scaled = polychoric(frozen["incomplete"], frozen["weights"] * 700, frozen["sizes"])
    assert_allclose(scaled.correlations, once.correlations, atol=1e-9)


def test_a_weight_of_two_counts_as_the_same_respondent_twice(frozen: dict[str, Any]) -> None:
    answers = frozen["incomplete"]
    times = 1 + np.arange(len(answers)) % 3
    weighted = polychoric(answers, times.astype(float), frozen["sizes"])
    repeated = polychoric(np.repeat(answers, times, axis=0), np.ones(times.sum()), frozen["sizes"])
    assert_allclose(weighted.correlations, repeated.correlations, atol=1e-9)


def test_reversing_an_item_turns_the_sign_of_its_correlations(frozen: dict[str, Any]) -> None:
    reversed_item = frozen["answers"].copy()
    reversed_item[:, 3] = frozen["sizes"][3] - 1 - reversed_item[:, 3]
    sign = np.where(np.arange(6) == 3, -1, 1)
    before = polychoric(frozen["answers"], frozen["weights"], frozen["sizes"]).correlations
    after = polychoric(reversed_item, frozen["weights"], frozen["sizes"]).correlations
    assert_allclose(after, before * np.outer(sign, sign), atol=1e-9)


def test_a_category_that_nobody_chose_changes_nothing_but_its_threshold(frozen: dict[str, Any]) -> None:
    wider = frozen["sizes"] + np.array([1, 0, 0, 0, 0, 0])
    narrow = polychoric(frozen["answers"], frozen["weights"], frozen["sizes"])
    wide = polychoric(frozen["answers"], frozen["weights"], wider)
    assert_allclose(wide.correlations, narrow.correlations, atol=1e-9)
    assert wide.thresholds[0][-1] == np.inf
    assert wide.n_zero_cells == narrow.n_zero_cells


def test_zero_cells_and_pairs_are_counted() -> None:
    answers = np.array([[0, 0, 1], [0, 1, -1], [0, 1, 1], [1, 1, 0], [1, 1, 0], [0, 0, 1]])
    got = polychoric(answers, np.ones(6), np.array([2, 2, 2]))
    assert got.n_zero_cells == 4
    assert got.n_filled == 2
    assert got.n_at_bound == 1  # two empty cells: this relation looks perfect, and nothing is added
    assert_array_equal(got.n_pairs, [[6, 6, 5], [6, 6, 5], [5, 5, 5]])


def test_a_matrix_that_contradicts_itself_is_reported() -> None:
    agree, differ = [[0, 0], [1, 1]] * 9 + [[0, 1], [1, 0]], [[0, 1], [1, 0]] * 9 + [[0, 0], [1, 1]]
    rows = [[a, b, -1] for a, b in agree] + [[-1, a, b] for a, b in agree] + [[a, -1, b] for a, b in differ]
    got = polychoric(np.array(rows), np.ones(len(rows)), np.array([2, 2, 2]))
    assert not got.is_positive_definite
    assert got.smallest_eigenvalue < 0


def test_replicates_equal_fits_of_their_own(frozen: dict[str, Any]) -> None:
    answers, sizes = frozen["incomplete"], frozen["sizes"]
    weights = replicate_weights(len(answers), 5)
    start = polychoric(answers, frozen["weights"], sizes).correlations
    together = polychoric_replicates(answers, weights, sizes, start)
    for r, column in enumerate(weights.T):
        assert_allclose(together[r], polychoric(answers, column, sizes).correlations, atol=1e-7)


def test_replicates_far_from_the_sample_and_strong_relations_equal_fits_of_their_own() -> None:
    rng = np.random.default_rng(11)
    common = rng.normal(size=(400, 1))
    latent = np.array([0.98, 0.97, 0.9, -0.6, 0.1]) * common + 0.25 * rng.normal(size=(400, 5))
    answers = np.column_stack(
        [
            np.digitize(column, cuts)
            for column, cuts in zip(latent.T, [[0], [-0.5, 0.4], [-1, 0, 1], [-0.8, 0, 0.5, 1], [-0.2, 0.1, 0.2, 0.3, 0.4]], strict=True)
        ]
    )
    sizes = np.array([2, 3, 4, 5, 6])
    weights = rng.exponential(size=(400, 40))  # more than one batch
    weights[:, 1] *= np.exp(2 * common[:, 0] * latent[:, 4])
    for start in (np.zeros((5, 5)), polychoric(answers, np.ones(400), sizes).correlations):
        together = polychoric_replicates(answers, weights, sizes, start)
        for r in (0, 1, 31, 32, 39):
            assert_allclose(together[r], polychoric(answers, weights[:, r], sizes).correlations, atol=1e-7)


def test_threads_and_company_move_no_number(frozen: dict[str, Any]) -> None:
    answers, sizes = frozen["incomplete"], frozen["sizes"]
    weights = replicate_weights(len(answers), 9)
    start = polychoric(answers, frozen["weights"], sizes).correlations
    with_all_threads = polychoric_replicates(answers, weights, sizes, start)
    threads = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        some_on_one = polychoric_replicates(answers, weights[:, 3:7], sizes, start)
    finally:
        numba.set_num_threads(threads)
    assert_array_equal(some_on_one, with_all_threads[3:7])


def test_a_failed_replicate_stays_nan_and_harms_no_other(frozen: dict[str, Any]) -> None:
    answers, sizes = frozen["answers"], frozen["sizes"]
    weights = replicate_weights(len(answers), 3)
    start = polychoric(answers, frozen["weights"], sizes).correlations
    whole = polychoric_replicates(answers, weights, sizes, start)
    weights[:, 1] = np.nan
    weights[answers[:, 4] == 1, 2] = 0  # the two-category item loses its variation
    broken = polychoric_replicates(answers, weights, sizes, start)
    assert_array_equal(broken[0], whole[0])
    assert np.isnan(broken[1]).all()
    assert_array_equal(np.isnan(broken[2]).sum(axis=0), [1, 1, 1, 1, 5, 1])


def test_an_item_without_variation_is_refused_by_name() -> None:
    answers = np.array([[0, 1], [1, 1], [2, 1], [0, -1]])
    with pytest.raises(ItemError, match="item TRU2: its 3 answers do not differ"):
        polychoric(answers, np.ones(4), np.array([3, 3]), names=["TRU1", "TRU2"])


def test_answers_beyond_the_categories_are_refused() -> None:
    answers = np.array([[0, 1], [1, 4], [2, 3], [0, 0]])
    with pytest.raises(ItemError, match="item number 2: 2 answers lie above its 3 categories"):
        polychoric(answers, np.ones(4), np.array([3, 3]))


def test_items_that_nobody_answered_together_are_refused() -> None:
    answers = np.array([[0, -1], [1, -1], [-1, 0], [-1, 1]])
    with pytest.raises(ItemError, match=r"items A and B: no respondent answered both \(1 such pairs\)"):
        polychoric(answers, np.ones(4), np.array([2, 2]), names=["A", "B"])
