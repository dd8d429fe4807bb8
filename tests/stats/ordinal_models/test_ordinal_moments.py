from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.errors import ItemError
from crowdpotential.stats.ordinal_models.ordinal_moments import ordinal_moments

Load = Callable[[str], dict[str, Any]]


@pytest.fixture
def frozen(reference: Load) -> dict[str, Any]:
    loaded = reference("wlsmv")
    for name in ("answers", "weights", "sizes", "group", "missing"):
        loaded[name] = np.array(loaded[name])
    loaded["incomplete"] = np.where(loaded["missing"] > 0, -1, loaded["answers"])
    return loaded


@pytest.mark.parametrize("case", ["plain", "weighted", "pairwise"])
@pytest.mark.parametrize("group", [0, 1])
def test_ordinal_moments_agree_with_lavaan(frozen: dict[str, Any], case: str, group: int) -> None:
    own = frozen["group"] == group + 1
    answers = frozen["incomplete" if case == "pairwise" else "answers"]
    weights = np.ones(len(own)) if case == "plain" else frozen["weights"] / frozen["weights"].mean()
    got = ordinal_moments(answers[own], weights[own], frozen["sizes"])
    theirs = frozen[case]["statistics"][group]
    assert_allclose(got.thresholds, theirs["thresholds"], atol=1e-9)
    # lavaan's own optimiser stops at about 1e-8
    assert_allclose(got.correlations, theirs["correlations"], atol=1e-7)
    assert_allclose(np.diag(got.covariance), theirs["variances"], rtol=1e-6)


def test_the_covariance_is_that_of_repeated_samples() -> None:
    rng = np.random.default_rng(11)
    common = rng.standard_normal((200_000, 1))
    latent = 0.7 * common + np.sqrt(0.51) * rng.standard_normal((200_000, 3))
    answers = np.digitize(latent, [-0.8, 0.1, 1.0])
    sizes = np.array([4, 4, 4])
    samples = [ordinal_moments(part, np.ones(500), sizes) for part in answers.reshape(400, 500, 3)]
    spread = 500 * np.cov(np.stack([sample.statistics for sample in samples]).T)
    average = np.mean([sample.covariance for sample in samples], axis=0)
    # 400 samples: a variance is known to 7%
    assert_allclose(np.diag(spread) / np.diag(average), 1, atol=0.25)
    assert np.abs(spread - average).max() < 0.25 * np.diag(average).max()


def test_pairs_stand_in_the_order_of_the_statistics(frozen: dict[str, Any]) -> None:
    got = ordinal_moments(frozen["answers"], np.ones(len(frozen["answers"])), frozen["sizes"])
    first, second = got.pairs.T
    assert_allclose(got.statistics[len(got.thresholds) :], got.correlations[first, second])
    assert len(got.threshold_items) == (frozen["sizes"] - 1).sum()


def test_respondents_of_one_unit_count_as_one_draw(frozen: dict[str, Any]) -> None:
    answers, sizes = frozen["incomplete"][:300], frozen["sizes"]
    once = ordinal_moments(answers, np.full(300, 2.0), sizes, psu=np.arange(300))
    twice = ordinal_moments(np.repeat(answers, 2, axis=0), np.ones(600), sizes, psu=np.repeat(np.arange(300), 2))
    assert_allclose(twice.covariance, once.covariance, atol=1e-9)


def test_without_units_every_respondent_is_one(frozen: dict[str, Any]) -> None:
    answers, sizes, weights = frozen["incomplete"], frozen["sizes"], frozen["weights"]
    n = len(answers)
    alone = ordinal_moments(answers, weights, sizes)
    units = ordinal_moments(answers, weights, sizes, psu=np.arange(n))
    assert_allclose(units.covariance, alone.covariance * n / (n - 1), rtol=1e-9)


def test_who_answered_nothing_counts_nowhere(frozen: dict[str, Any]) -> None:
    answers, sizes = frozen["incomplete"], frozen["sizes"]
    more = np.vstack([answers, np.full((40, 8), -1)])
    without = ordinal_moments(answers, np.ones(len(answers)), sizes)
    with_silent = ordinal_moments(more, np.ones(len(more)), sizes)
    assert with_silent.n == without.n == len(answers)
    assert_allclose(with_silent.covariance, without.covariance, rtol=1e-12)


def test_a_category_that_nobody_chose_is_refused(frozen: dict[str, Any]) -> None:
    with pytest.raises(ItemError, match="item number 6: nobody in this group chose category 4 of 4"):
        ordinal_moments(
            frozen["answers"],
            frozen["weights"],
            frozen["sizes"] + np.array([0, 0, 0, 0, 0, 1, 0, 0]),
        )


def test_items_that_determine_each_other_are_named(frozen: dict[str, Any]) -> None:
    doubled = frozen["answers"][:, [0, 1, 1]]
    with pytest.raises(ItemError, match=r"items b and c: the answers to one determine .*\(1 such pairs\)"):
        ordinal_moments(doubled, frozen["weights"], frozen["sizes"][[0, 1, 1]], names=("a", "b", "c"))


def test_one_sampling_unit_is_refused(frozen: dict[str, Any]) -> None:
    answers = frozen["answers"]
    with pytest.raises(ItemError, match="1 primary sampling unit; a covariance between units needs two"):
        ordinal_moments(answers, frozen["weights"], frozen["sizes"], psu=np.zeros(len(answers), dtype=np.int64))


def one_combination_missing() -> np.ndarray:
    first = np.repeat([0, 1, 1], [81, 643, 236])
    second = np.repeat([0, 0, 1], [81, 643, 236])
    return np.column_stack([first, second, np.tile([0, 1, 1, 0], 240)])


def test_half_a_respondent_in_an_empty_cell_leaves_a_correlation_with_an_error() -> None:
    found = ordinal_moments(one_combination_missing(), np.ones(960), np.array([2, 2, 2]))
    assert found.correlations[0, 1] == pytest.approx(0.677, abs=5e-4)  # lavaan 0.6-14
    assert (found.n_zero_cells, found.n_filled) == (1, 1)
    assert np.sqrt(found.covariance[3, 3] / found.n) < 0.25


def test_an_empty_cell_that_stays_empty_leaves_no_error_and_is_named() -> None:
    with pytest.raises(
        ItemError,
        match=r"items a and b: some combination .* given by nobody.*set index.empty_cell to 0.5, leave one",
    ):
        ordinal_moments(
            one_combination_missing(),
            np.ones(960),
            np.array([2, 2, 2]),
            empty_cell=0,
            names=["a", "b", "c"],
        )
