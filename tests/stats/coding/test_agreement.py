"""Krippendorff's alpha is the published one, does not hang on names or order, and its interval says how sure it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from crowdpotential.stats.arrays import IntArray
from crowdpotential.stats.coding.agreement import NOT_CODED, CoderAgreement, measure_agreement

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability: section B (two observers, nominal) and section C (four, values missing)
SECTION_B = (
    "a a b b d c c c e d d a",
    "b a b b b c c c e d d d",
)
ALPHA_B = 0.692
SECTION_C = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
ALPHA_C = 0.743
# the same, section A: two observers, binary; the worked example of a presence
SECTION_A = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
ALPHA_A = 0.095


def _values(lines: tuple[str, ...]) -> IntArray:
    known = sorted({one for line in lines for one in line.split()} - {"."})
    return np.array([[NOT_CODED if one == "." else known.index(one) for one in line.split()] for line in lines]).T


def _measure(values: IntArray, seed: int = 1) -> CoderAgreement:
    return measure_agreement(values, np.arange(len(values)), confidence_level=0.95, rng=np.random.default_rng(seed))


@pytest.mark.parametrize(("lines", "alpha"), [(SECTION_A, ALPHA_A), (SECTION_B, ALPHA_B), (SECTION_C, ALPHA_C)])
def test_alpha_is_that_of_krippendorffs_worked_examples(lines: tuple[str, ...], alpha: float) -> None:
    assert_allclose(_measure(_values(lines)).alpha, alpha, atol=5e-4)  # printed with three digits


def test_units_that_one_coder_alone_has_read_count_for_nothing() -> None:
    found = _measure(_values(SECTION_C))
    assert (found.n_units, found.n_values) == (11, 40)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=5, max_size=30), st.permutations([0, 1, 2]))
@settings(max_examples=25, deadline=None)
def test_alpha_does_not_hang_on_the_order_of_coders_or_units_or_the_names_of_categories(
    pairs: list[tuple[int, int]], names: list[int]
) -> None:
    values = np.array(pairs)
    changed = np.array(names)[values[::-1, ::-1]]
    assert_allclose(_measure(values).alpha, _measure(changed).alpha, equal_nan=True, atol=1e-12)


def test_alpha_is_one_where_all_agree_and_nothing_where_there_is_one_category() -> None:
    assert _measure(np.array([[0, 0], [1, 1], [1, 1]])).alpha == 1
    nothing = _measure(np.zeros((9, 2), dtype=np.int64))
    assert np.isnan([nothing.alpha, nothing.ci_low, nothing.ci_high]).all()
    assert np.isnan(_measure(np.full((3, 2), NOT_CODED)).alpha)


def test_intervals_hold_the_alpha_of_a_long_series_in_nineteen_of_twenty_samples() -> None:
    rng, n, n_samples = np.random.default_rng(7), 150, 120
    held = 0
    for seed in range(n_samples):
        said = _two_coders(rng, n)
        found = measure_agreement(said, np.arange(n), confidence_level=0.95, rng=np.random.default_rng(seed), draws=400)
        held += found.ci_low <= _true_alpha() <= found.ci_high
    assert held / n_samples >= 0.9


def _two_coders(rng: np.random.Generator, n: int) -> IntArray:
    """Draw a presence of 0.3 that each coder misreads in one of ten units."""
    real = rng.random((n, 1)) < 0.3
    return (real ^ (rng.random((n, 2)) < 0.1)).astype(np.int64)


def _true_alpha() -> float:
    named = 0.3 * 0.9 + 0.7 * 0.1
    return 1 - 2 * 0.1 * 0.9 / (2 * named * (1 - named))


def test_rows_of_one_unit_are_drawn_together() -> None:
    said = _two_coders(np.random.default_rng(3), 60)
    twice, units = np.vstack([said, said]), np.tile(np.arange(60), 2)
    once = _measure(said)
    together = measure_agreement(twice, units, confidence_level=0.95, rng=np.random.default_rng(1))
    assert_allclose([together.ci_low, together.ci_high], [once.ci_low, once.ci_high], atol=0.02)
