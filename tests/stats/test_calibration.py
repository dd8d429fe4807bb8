from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from crowdpotential.errors import ConvergenceError, DesignError, EmptyCellError, MarginError
from crowdpotential.stats.calibration import Margin, RakedWeights, rake, rake_replicates
from crowdpotential.stats.resampling_kernels import calibrate_some

Reference = Callable[[str], dict[str, Any]]

SEX = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
AGE = np.array([0, 1, 2, 0, 1, 2, 0, 1, 0, 2])
BASE = np.array([1.0, 2.0, 1.0, 1.5, 1.0, 1.0, 2.0, 1.0, 0.5, 1.0])
STOP = {"tolerance": 1e-12, "max_cycles": 500}


def margin(name: str, cells: Sequence[int], totals: Sequence[float]) -> Margin:
    labels = tuple(f"{name} {cell}" for cell in range(len(totals)))
    return Margin(
        name=name, cells=np.asarray(cells), control_totals=np.array(totals, dtype=float), labels=labels
    )


def sex_and_age(
    sex_totals: Sequence[float] = (40, 60), age_totals: Sequence[float] = (50, 30, 20)
) -> list[Margin]:
    return [margin("sex", SEX, sex_totals), margin("age", AGE, age_totals)]


def gaps(weights: np.ndarray, margins: Sequence[Margin]) -> list[float]:
    return [
        float(np.abs(np.bincount(each.cells, weights) / each.control_totals - 1).max()) for each in margins
    ]


def from_r(inputs: dict[str, Any]) -> list[Margin]:
    return [
        margin(name, inputs[f"{name}_cell"], inputs[f"{name}_totals"]) for name in ("group", "settlement")
    ]


def rake_as_r_does(inputs: dict[str, Any], *, is_capped: bool) -> RakedWeights:
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
def test_rake_ignores_the_order_of_respondents_and_margins(
    order: list[int], *, is_reversed: bool, cap: float | None
) -> None:
    margins = [margin("sex", SEX[order], (40, 60)), margin("age", AGE[order], (50, 30, 20))]
    straight = rake(BASE, sex_and_age(), **STOP, cap=cap)
    other = rake(BASE[order], margins[::-1] if is_reversed else margins, **STOP, cap=cap)
    assert_allclose(other.weights, straight.weights[order], rtol=1e-9)


@given(
    base=st.lists(st.floats(0.1, 10), min_size=12, max_size=12),
    rows=st.lists(st.integers(1, 10**6), min_size=3, max_size=3),
    split=st.floats(0.05, 0.95),
)
def test_rake_meets_any_margins_whose_joint_cells_all_have_respondents(
    base: list[float], rows: list[int], split: float
) -> None:
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
    raked = rake_replicates(
        BASE, copies[:, None].astype(float), np.arange(10), sex_and_age(), **STOP, cap=cap
    )
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
    raked = rake_replicates(
        BASE, np.ones((10, 2)), np.arange(10), sex_and_age(), tolerance=1e-12, max_cycles=1
    )
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


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_rake_refuses_base_weights_that_are_not_positive_numbers(bad: float) -> None:
    base = np.append(BASE[:-1], bad)
    with pytest.raises(DesignError, match="1 of 10 base weights"):
        rake(base, sex_and_age(), **STOP)


def test_rake_refuses_respondents_outside_the_cells() -> None:
    margins = [margin("sex", np.where(BASE == 2.0, -1, SEX), (40, 60))]
    with pytest.raises(MarginError, match="margin sex: 2 of 10 respondents are in none of its 2 cells"):
        rake(BASE, margins, **STOP)


def test_rake_refuses_a_control_cell_without_respondents() -> None:
    with pytest.raises(
        EmptyCellError, match="margin age: no respondents for 1,200 persons in 'age 3', 'age 4'"
    ):
        rake(BASE, [margin("age", AGE, (500, 200, 300, 700, 500))], **STOP)


def test_rake_names_a_few_cells_and_counts_the_rest() -> None:
    with pytest.raises(EmptyCellError, match="'age 7' and 2 more; join cells"):
        rake(BASE, [margin("age", AGE, [10] * 10)], **STOP)


def test_rake_refuses_respondents_where_the_control_total_is_zero() -> None:
    with pytest.raises(MarginError, match="margin age: 3 respondents where the total is zero, in 'age 2'"):
        rake(BASE, sex_and_age(age_totals=(60, 40, 0)), **STOP)


def test_rake_leaves_alone_a_cell_without_persons_and_respondents() -> None:
    raked = rake(BASE, [margin("sex", SEX, (40, 60, 0))], **STOP)
    assert raked.weights.sum() == pytest.approx(100)


@pytest.mark.parametrize(
    ("bad", "told"), [(np.nan, "1 control totals"), (-5, "in 'age 1'"), (np.inf, "numbers of")]
)
def test_rake_refuses_control_totals_that_are_no_numbers_of_persons(bad: float, told: str) -> None:
    with pytest.raises(MarginError, match=told):
        rake(BASE, sex_and_age(age_totals=(50, bad, 50)), **STOP)


def test_rake_refuses_control_totals_that_are_all_zero() -> None:
    with pytest.raises(MarginError, match="all 2 control totals are zero"):
        rake(BASE, [margin("sex", SEX, (0, 0))], **STOP)


def test_rake_refuses_margins_with_different_totals() -> None:
    with pytest.raises(MarginError, match="sex has 99 persons, age has 100 persons"):
        rake(BASE, sex_and_age(sex_totals=(39, 60)), **STOP)


def test_rake_refuses_shares_rounded_until_they_no_longer_add_up() -> None:
    with pytest.raises(MarginError, match=r"sex has 1 persons, age has 0\.9999 persons"):
        rake(BASE, sex_and_age((0.4, 0.6), (0.3333, 0.3333, 0.3333)), **STOP)


def test_rake_refuses_margins_that_contradict_each_other_over_the_same_respondents() -> None:
    margins = [margin("sex", SEX, (40, 60)), margin("gender", SEX, (50, 50))]
    expected = r"same 4 respondents: sex has 40 persons in 'sex 0', gender has 50 persons in 'gender 0'"
    with pytest.raises(MarginError, match=expected):
        rake(BASE, margins, **STOP)


def test_rake_says_which_cell_a_cap_leaves_short() -> None:
    expected = (
        r"cap of 1.2 mean weights no weights meet the controls: at best 4% off in age 'age 0'; raise the cap"
    )
    with pytest.raises(ConvergenceError, match=expected):
        rake(BASE, sex_and_age(), **STOP, cap=1.2)


@pytest.mark.parametrize("cap", [1.0, 0.5, -1.0, np.nan])
def test_rake_refuses_a_cap_that_is_not_above_the_mean(cap: float) -> None:
    with pytest.raises(ConvergenceError, match="choose a cap above 1"):
        rake(BASE, sex_and_age(), **STOP, cap=cap)


def test_shapes_that_do_not_fit_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one margin"):
        rake(BASE, [], **STOP)
    with pytest.raises(ValueError, match="margin sex: need 9 cells"):
        rake(BASE[:9], sex_and_age(), **STOP)
    with pytest.raises(ValueError, match=r"psu: need a row 0\.\.8"):
        rake_replicates(BASE, np.ones((9, 2)), np.arange(10), sex_and_age(), **STOP)
