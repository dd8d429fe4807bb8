from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import LonelyPsuError
from crowdpotential.stats.replication.replicates import psu_key, rao_wu_multipliers

Reference = Callable[[str], dict[str, Any]]

SEED = 20190701
STRATA = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 2])


def keys(n: int, prefix: str = "point") -> np.ndarray:
    return np.array([psu_key(f"{prefix} {i}") for i in range(n)], dtype=np.uint64)


def draw(strata: np.ndarray = STRATA, *, seed: int = SEED, number: int = 200) -> np.ndarray:
    return rao_wu_multipliers(strata, keys(strata.size), seed=seed, number=number)


def test_key_of_a_name_never_changes() -> None:
    assert psu_key("Грайворон/7") == 14_548_223_631_983_749_830
    assert psu_key("a") != psu_key("b")


def test_multipliers_are_those_of_the_frozen_sample(reference: Reference) -> None:
    inputs = reference("survey_means")["inputs"]
    strata = np.arange(12) % 3
    again = rao_wu_multipliers(strata, keys(12, "unit"), seed=inputs["seed"], number=40)
    assert_allclose(again, inputs["multipliers"], rtol=1e-14)  # 15 digits in the file


@given(order=st.permutations(range(10)), seed=st.integers(0, 2**64 - 1))
def test_order_of_the_units_moves_no_multiplier(order: list[int], seed: int) -> None:
    straight = rao_wu_multipliers(STRATA, keys(10), seed=seed, number=20)
    other = rao_wu_multipliers(STRATA[order], keys(10)[order], seed=seed, number=20)
    assert_array_equal(other, straight[order])


def test_more_replicates_leave_the_earlier_ones_as_they_were() -> None:
    assert_array_equal(draw(number=200)[:, :50], draw(number=50))


def test_more_strata_leave_the_others_as_they_were() -> None:
    assert_array_equal(draw(STRATA)[:5], draw(STRATA[:5]))


def test_seeds_and_units_draw_differently() -> None:
    assert not np.array_equal(draw(seed=1), draw(seed=2))
    assert not np.array_equal(draw()[0], draw()[1])


@given(sizes=st.lists(st.integers(2, 9), min_size=1, max_size=5), seed=st.integers(0, 2**32))
def test_multipliers_average_one_in_every_stratum_and_count_whole_units(sizes: list[int], seed: int) -> None:
    strata = np.repeat(np.arange(len(sizes)), sizes)
    multipliers = draw(strata, seed=seed, number=30)
    for stratum, size in enumerate(sizes):
        inside = multipliers[strata == stratum]
        assert_allclose(inside.mean(axis=0), 1.0, rtol=1e-12)
        hits = inside * (size - 1) / size
        assert_allclose(hits, np.round(hits), atol=1e-12)


def test_multipliers_have_the_moments_of_a_multinomial_draw() -> None:
    m, number = 5, 40_000
    multipliers = draw(np.zeros(m, dtype=np.int64), number=number)
    covariance = np.cov(multipliers)
    error = 4 * np.sqrt(2 / number)  # four standard errors of a variance near one
    assert_allclose(multipliers.mean(axis=1), 1.0, atol=4 / np.sqrt(number))
    assert_allclose(np.diag(covariance), 1.0, atol=error)  # (m - 1) 1/m (1 - 1/m) (m / (m - 1))^2
    assert_allclose(covariance[~np.eye(m, dtype=bool)], -1 / (m - 1), atol=error)


def test_strata_and_neighbouring_replicates_are_independent() -> None:
    number = 40_000
    multipliers = draw(np.repeat([0, 1], 4), number=number)
    error = 4.5 / np.sqrt(number)  # 4.5 standard errors: 32 comparisons
    assert np.abs(np.corrcoef(multipliers)[:4, 4:]).max() < error
    for unit in multipliers:
        assert abs(np.corrcoef(unit[1:], unit[:-1])[0, 1]) < error


def test_bootstrap_gives_the_standard_error_of_a_mean_under_simple_random_sampling() -> None:
    n, number = 200, 4000
    values = np.random.default_rng(SEED).normal(50, 10, n)
    multipliers = draw(np.zeros(n, dtype=np.int64), number=number)
    means = values @ multipliers / multipliers.sum(axis=0)
    bootstrap = np.sqrt(np.mean((means - values.mean()) ** 2))
    expected = values.std(ddof=1) / np.sqrt(n)
    assert bootstrap == pytest.approx(expected, rel=4 / np.sqrt(2 * number))  # four Monte-Carlo errors


def test_a_single_unit_in_a_stratum_is_refused() -> None:
    with pytest.raises(LonelyPsuError, match="2 strata have a single primary sampling unit: 0, 2; join each"):
        rao_wu_multipliers(np.array([0, 1, 1, 2]), keys(4), seed=1, number=5)


def test_many_single_units_are_counted() -> None:
    with pytest.raises(LonelyPsuError, match=r"12 strata .* 0, 1, 2, 3, 4 and 7 more"):
        draw(np.arange(12))


def test_unusable_keys_and_seeds_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="need 2 different keys"):
        rao_wu_multipliers(np.array([0, 0]), keys(1).repeat(2), seed=1, number=5)
    with pytest.raises(ValueError, match="seed: need 0 or more"):
        draw(seed=-1)
