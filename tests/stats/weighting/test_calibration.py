from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.stats.weighting.calibration import (
    CalibratedReplicates,
    CalibratedWeights,
    Calibration,
    Margin,
    calibrate,
    calibrate_replicates,
)
from crowdpotential.stats.weighting.resampling_kernels import calibrate_some

Reference = Callable[[str], dict[str, Any]]

SEX = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
AGE = np.array([0, 1, 2, 0, 1, 2, 0, 1, 0, 2])
BASE = np.array([1.0, 2.0, 1.0, 1.5, 1.0, 1.0, 2.0, 1.0, 0.5, 1.0])
STOP = {"tolerance": 1e-12, "max_cycles": 500}


def margin(name: str, cells: Sequence[int], totals: Sequence[float]) -> Margin:
    labels = tuple(f"{name} {cell}" for cell in range(len(totals)))
    return Margin(name=name, cells=np.asarray(cells), control_totals=np.array(totals, dtype=float), labels=labels)


def sex_and_age(sex_totals: Sequence[float] = (40, 60), age_totals: Sequence[float] = (50, 30, 20)) -> list[Margin]:
    return [margin("sex", SEX, sex_totals), margin("age", AGE, age_totals)]


def rake(
    base: np.ndarray,
    margins: Sequence[Margin],
    *,
    cap: float | None = None,
    cap_group: np.ndarray | None = None,
    **stop: float,
) -> CalibratedWeights:
    return calibrate(base, margins, Calibration(method="raking", cap=cap, **stop), cap_group=cap_group)


def rake_replicates(
    base: np.ndarray,
    multipliers: np.ndarray,
    psu: np.ndarray,
    margins: Sequence[Margin],
    *,
    cap: float | None = None,
    **stop: float,
) -> CalibratedReplicates:
    return calibrate_replicates(base, multipliers, psu, margins, Calibration(method="raking", cap=cap, **stop))


def gaps(weights: np.ndarray, margins: Sequence[Margin]) -> list[float]:
    return [float(np.abs(np.bincount(each.cells, weights) / each.control_totals - 1).max()) for each in margins]


def from_r(inputs: dict[str, Any]) -> list[Margin]:
    return [margin(name, inputs[f"{name}_cell"], inputs[f"{name}_totals"]) for name in ("group", "settlement")]


def rake_as_r_does(inputs: dict[str, Any], *, is_capped: bool) -> CalibratedWeights:
    cap = {"cap": inputs["cap"], "cap_group": np.array(inputs["area"])} if is_capped else {}
    return rake(np.array(inputs["base_weights"]), from_r(inputs), **STOP, **cap)


def test_rake_agrees_with_r_survey(reference: Reference) -> None:
    frozen = reference("rake")
    raked = rake_as_r_does(frozen["inputs"], is_capped=False)
    assert_allclose(raked.weights, frozen["answers"]["weights"], rtol=1e-8)  # R stops at 1e-15 of the sum
    assert raked.n_capped == 0


def test_rake_under_a_cap_agrees_with_bounded_raking_in_r_survey(reference: Reference) -> None:
    frozen = reference("rake")
    raked = rake_as_r_does(frozen["inputs"], is_capped=True)
    assert_allclose(raked.weights, frozen["answers"]["capped_weights"], rtol=1e-8)
    assert raked.n_capped == frozen["answers"]["n_capped"]


def test_raked_replicates_agree_with_r_survey(reference: Reference) -> None:
    frozen = reference("survey_means")
    inputs = frozen["inputs"]
    margins = [margin(name, inputs[name], inputs["totals"][name]) for name in ("group", "sex")]
    multipliers, psu = np.array(inputs["multipliers"]), np.array(inputs["psu"])
    raked = rake_replicates(np.array(inputs["base_weights"]), multipliers, psu, margins, **STOP)
    expected = np.array(frozen["answers"]["raked_replicates"])
    assert_allclose(raked.weights[:, : expected.shape[1]], expected, rtol=1e-8)
    assert not raked.failed.any()


def test_rake_meets_every_margin_and_says_how_closely() -> None:
    raked = rake(BASE, sex_and_age(), **STOP)
    assert max(gaps(raked.weights, sex_and_age())) == pytest.approx(raked.largest_gap, abs=1e-15)
    assert raked.largest_gap <= 1e-12
    assert raked.n_cycles > 1


@given(scale=st.floats(1e-6, 1e6))
def test_rake_ignores_the_scale_of_base_weights(scale: float) -> None:
    once, scaled = rake(BASE, sex_and_age(), **STOP), rake(BASE * scale, sex_and_age(), **STOP)
    assert_allclose(once.weights, scaled.weights, rtol=1e-10)


@given(order=st.permutations(range(10)), is_reversed=st.booleans(), cap=st.sampled_from([None, 1.8]))
def test_rake_ignores_the_order_of_respondents_and_margins(order: list[int], *, is_reversed: bool, cap: float | None) -> None:
    margins = [margin("sex", SEX[order], (40, 60)), margin("age", AGE[order], (50, 30, 20))]
    straight = rake(BASE, sex_and_age(), **STOP, cap=cap)
    other = rake(BASE[order], margins[::-1] if is_reversed else margins, **STOP, cap=cap)
    assert_allclose(other.weights, straight.weights[order], rtol=1e-9)


@given(
    base=st.lists(st.floats(0.1, 10), min_size=12, max_size=12),
    rows=st.lists(st.integers(1, 10**6), min_size=3, max_size=3),
    split=st.floats(0.05, 0.95),
)
def test_rake_meets_any_margins_whose_joint_cells_all_have_respondents(base: list[float], rows: list[int], split: float) -> None:
    columns = [sum(rows) * split, sum(rows) - sum(rows) * split]
    margins = [margin("row", np.arange(12) % 3, rows), margin("column", np.arange(12) // 3 % 2, columns)]
    raked = rake(np.array(base), margins, **STOP)
    assert max(gaps(raked.weights, margins)) < 1e-11
    ratios = (raked.weights / base).reshape(2, 2, 3)  # odds of the joint cells are those of the base weights
    assert_allclose(ratios[0], ratios[1], rtol=1e-9)
    assert_allclose(ratios[0, 0] / ratios[0, 0, 0], ratios[0, 1] / ratios[0, 1, 0], rtol=1e-9)


def test_raking_raked_weights_changes_nothing() -> None:
    once = rake(BASE, sex_and_age(), **STOP)
    assert_allclose(rake(once.weights, sex_and_age(), **STOP).weights, once.weights, rtol=1e-11)


def test_cap_holds_in_each_group_together_with_the_margins() -> None:
    free = rake(BASE, sex_and_age(), **STOP)
    capped = rake(BASE, sex_and_age(), **STOP, cap=1.4, cap_group=SEX)
    means = np.bincount(SEX, capped.weights) / np.bincount(SEX)
    free_means = np.bincount(SEX, free.weights) / np.bincount(SEX)
    assert (free.weights / free_means[SEX]).max() > 1.4
    assert (capped.weights / means[SEX]).max() <= 1.4 * (1 + 1e-12)
    assert max(gaps(capped.weights, sex_and_age())) <= 1e-12
    assert capped.n_capped > 0


def test_cap_that_no_weight_reaches_changes_nothing() -> None:
    free, capped = rake(BASE, sex_and_age(), **STOP), rake(BASE, sex_and_age(), **STOP, cap=10.0)
    assert_allclose(capped.weights, free.weights, rtol=1e-12)
    assert capped.n_capped == 0


def test_cap_holds_where_its_groups_cut_across_the_margins() -> None:
    group = np.array([0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    capped = rake(BASE, sex_and_age(), tolerance=1e-9, max_cycles=5000, cap=1.7, cap_group=group)
    means = np.bincount(group, capped.weights) / np.bincount(group)
    assert (capped.weights / means[group]).max() <= 1.7 * (1 + 1e-9)
    assert capped.largest_gap <= 1e-9


def test_replicate_that_holds_everybody_once_is_the_sample() -> None:
    raked = rake_replicates(BASE, np.ones((10, 3)), np.arange(10), sex_and_age(), **STOP)
    assert_allclose(raked.weights, np.tile(rake(BASE, sex_and_age(), **STOP).weights[:, None], 3), rtol=1e-11)


@pytest.mark.parametrize("cap", [None, 1.8])
def test_multiplier_counts_like_copies_of_the_respondents(cap: float | None) -> None:
    copies = np.array([1, 2, 1, 1, 1, 2, 1, 3, 1, 1])
    raked = rake_replicates(BASE, copies[:, None].astype(float), np.arange(10), sex_and_age(), **STOP, cap=cap)
    who = np.repeat(np.arange(10), copies)
    margins = [margin("sex", SEX[who], (40, 60)), margin("age", AGE[who], (50, 30, 20))]
    copied = rake(BASE[who], margins, **STOP, cap=cap)
    assert_allclose(raked.weights[:, 0], np.bincount(who, copied.weights), rtol=1e-9)


def test_replicate_that_loses_a_control_cell_fails_alone() -> None:
    multipliers = np.ones((10, 3))
    multipliers[AGE == 2, 1] = 0.0
    raked = rake_replicates(BASE, multipliers, np.arange(10), sex_and_age(), **STOP)
    assert_array_equal(raked.failed, [False, True, False])
    assert np.isnan(raked.weights[:, 1]).all()
    assert np.isfinite(raked.weights[:, [0, 2]]).all()
    assert raked.largest_gap[1] == 1.0


def test_replicate_that_does_not_converge_fails() -> None:
    raked = rake_replicates(BASE, np.ones((10, 2)), np.arange(10), sex_and_age(), tolerance=1e-12, max_cycles=1)
    assert raked.failed.all()
    assert (raked.largest_gap > 1e-12).all()


def test_replicate_that_cannot_hold_the_cap_fails() -> None:
    multipliers = np.ones((10, 2))
    multipliers[[1, 4], 0] = 0.0  # one respondent of the age is left to stand for 30 of 100 persons
    raked = rake_replicates(BASE, multipliers, np.arange(10), sex_and_age(), **STOP, cap=1.8)
    assert_array_equal(raked.failed, [True, False])


def test_number_of_threads_moves_no_number() -> None:
    multipliers = np.random.default_rng(1).integers(1, 4, (10, 50)).astype(float)
    threads = numba.get_num_threads()
    together = rake_replicates(BASE, multipliers, np.arange(10), sex_and_age(), **STOP)
    numba.set_num_threads(1)
    alone = rake_replicates(BASE, multipliers, np.arange(10), sex_and_age(), **STOP)
    numba.set_num_threads(threads)
    assert_array_equal(together.weights, alone.weights)


def test_more_replicates_leave_the_earlier_ones_as_they_were() -> None:
    multipliers = np.random.default_rng(1).integers(1, 4, (10, 50)).astype(float)
    some = rake_replicates(BASE, multipliers[:, :7], np.arange(10), sex_and_age(), **STOP)
    more = rake_replicates(BASE, multipliers, np.arange(10), sex_and_age(), **STOP)
    assert_array_equal(some.weights, more.weights[:, :7])


def test_read_only_arrays_need_no_second_compilation() -> None:
    multipliers, psu, base = np.ones((10, 2)), np.arange(10), BASE.copy()
    for array in (multipliers, psu, base):
        array.flags.writeable = False
    rake_replicates(base, multipliers.T.copy().T, psu, sex_and_age(), **STOP)
    rake_replicates(base, multipliers, psu.astype(np.int32), sex_and_age(), **STOP)
    assert len(calibrate_some.signatures) == 1


def test_many_margins_do_not_need_a_table_of_all_combinations() -> None:
    rng = np.random.default_rng(1)
    cells = rng.integers(0, 50, (12, 600))
    margins = [margin(f"margin {i}", each, np.bincount(each, minlength=50)) for i, each in enumerate(cells)]
    assert_allclose(rake(np.full(600, 3.0), margins, **STOP).weights, 1.0, rtol=1e-10)
